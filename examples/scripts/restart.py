"""The steps of the rolling restart. The hosts are files; what is done to them is real, and checked."""

import sys
import time
from pathlib import Path

from folder import tidy, work_folder

HOSTS = ("web-1", "web-2", "web-3")
HEALTHY_AFTER = 3  # looks


def state_of(host: str) -> Path:
    return work_folder("restart") / host


def preflight() -> None:
    """Make sure that every host takes traffic before one is taken out."""
    for host in HOSTS:
        if not state_of(host).exists():
            state_of(host).write_text("in 1.4.0")
        print(f"{host}: {state_of(host).read_text()}", flush=True)
        time.sleep(0.3)


def drain(host: str) -> None:
    """Take a host out, unless it is the last one that takes traffic."""
    others = [other for other in HOSTS if other != host and state_of(other).read_text().startswith("in")]
    if not others:
        sys.exit(f"{host} is the last host that takes traffic")
    version = state_of(host).read_text().split()[-1]
    state_of(host).write_text(f"out {version}")
    print(f"{host} is out; {', '.join(others)} take its traffic")
    time.sleep(1)


def restart(host: str) -> None:
    """Stop, install, start."""
    if not state_of(host).read_text().startswith("out"):
        sys.exit(f"{host} still takes traffic: drain it first")
    for step in ("stopping", "installing 1.5.0", "starting"):
        print(f"{host}: {step}", flush=True)
        time.sleep(0.7)
    state_of(host).write_text("out 1.5.0")


def verify(host: str) -> None:
    """Look until the host is healthy."""
    for look in range(1, HEALTHY_AFTER + 1):
        healthy = look == HEALTHY_AFTER and state_of(host).read_text().endswith("1.5.0")
        print(f"{host}: look {look}: {'healthy' if healthy else 'warming up'}", flush=True)
        time.sleep(0.7)
        if healthy:
            return
    sys.exit(f"{host} did not become healthy")


def undrain(host: str) -> None:
    """Give a host its traffic back."""
    version = state_of(host).read_text().split()[-1]
    state_of(host).write_text(f"in {version}")
    print(f"{host} takes traffic with {version}")


def unlock() -> None:
    """Leave no host out, however the job ended."""
    for host in HOSTS:
        if state_of(host).exists() and state_of(host).read_text().startswith("out"):
            undrain(host)
    tidy("restart")


if __name__ == "__main__":
    steps = {
        "preflight": preflight,
        "drain": drain,
        "restart": restart,
        "verify": verify,
        "undrain": undrain,
        "unlock": unlock,
    }
    steps[sys.argv[1]](*sys.argv[2:])
