"""The steps of the report that does not add up: collect, compare, render, tidy up."""

import sys
import time

from folder import tidy, work_folder

EXPECTED = 1200
ARRIVED = 1187


def collect() -> None:
    """Write what arrived: thirteen lines less than the ledger has."""
    with (work_folder("report") / "ledger.txt").open("w") as file:
        for number in range(ARRIVED):
            file.write(f"{number} {number * 7 % 1000}\n")
    print(f"collected {ARRIVED} lines")
    time.sleep(0.5)


def compare() -> None:
    """Compare the count with the ledger's, unless somebody has accepted the difference."""
    folder = work_folder("report")
    found = sum(1 for _ in (folder / "ledger.txt").open())
    time.sleep(1)
    if found == EXPECTED or (folder / "accepted").exists():
        print(f"{found} lines, accepted")
        return
    print(f"to accept the difference: touch {folder}/accepted   and restart this node", file=sys.stderr)
    print(f"ledger: expected {EXPECTED} lines, found {found}", file=sys.stderr)
    sys.exit(3)


def render() -> None:
    """Add it all up."""
    lines = (work_folder("report") / "ledger.txt").read_text().splitlines()
    print(f"total {sum(int(line.split()[1]) for line in lines)}")


if __name__ == "__main__":
    steps = {"collect": collect, "compare": compare, "render": render, "tidy": lambda: tidy("report")}
    steps[sys.argv[1]]()
