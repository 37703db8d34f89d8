"""From nothing to a job of a server: add a context, test it, open its job. All on real sockets, with TLS."""

from __future__ import annotations

import asyncio
import io
import json
import threading
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
import trustme
import uvicorn
from fakes.aom import FakeAom, node
from fakes.huawei_recordings import ACCESS_KEY, PROJECT, SECRET_KEY

from console.cli.main import main

if TYPE_CHECKING:
    import socket
    from collections.abc import Iterator
    from pathlib import Path


class Announced(uvicorn.Server):
    """A server that tells when it listens."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.listens = threading.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.listens.set()


class Served:
    """An AOM on a port of the loopback, in a thread of its own."""

    def __init__(self, aom: FakeAom, leaf: trustme.LeafCert, folder: Path) -> None:
        key, chain = folder / "key.pem", folder / "chain.pem"
        leaf.private_key_pem.write_to_path(key)
        for certificate in leaf.cert_chain_pems:
            certificate.write_to_path(chain, append=True)
        self.aom = aom
        config = uvicorn.Config(
            aom,
            port=0,
            log_config=None,
            lifespan="off",
            date_header=False,
            ssl_keyfile=key,
            ssl_certfile=chain,
        )
        self._server = Announced(config)
        self._thread = threading.Thread(target=lambda: asyncio.run(self._server.serve()))

    def __enter__(self) -> Served:
        self._thread.start()
        assert self._server.listens.wait(30)
        return self

    def __exit__(self, *error: object) -> None:
        self._server.should_exit = True
        self._thread.join(30)

    @property
    def url(self) -> str:
        return f"https://localhost:{self._server.servers[0].sockets[0].getsockname()[1]}"


@dataclass(frozen=True)
class Ran:
    code: int
    out: str
    err: str

    @property
    def steps(self) -> dict[str, dict[str, Any]]:
        return {step["step"]: step for step in json.loads(self.out)["steps"]}


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    aom = FakeAom(now=datetime.now(UTC))
    aom.add("nightly", node("load", "pause"), name="nightly load")
    authority = trustme.CA()
    authority.cert_pem.write_to_path(tmp_path / "ca.pem")
    with Served(aom, authority.issue_cert("localhost"), tmp_path) as made:
        yield made


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Ran]:
    for name in ("HTTPS_PROXY", "ALL_PROXY", "https_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AOM_AK", ACCESS_KEY)
    monkeypatch.setenv("AOM_SK", SECRET_KEY)
    folders = ("--config-dir", str(tmp_path / "config"), "--state-dir", str(tmp_path / "state"))

    def go(*words: str) -> Ran:
        out, err = io.StringIO(), io.StringIO()
        with redirect_stdout(out), redirect_stderr(err):
            code = main([*folders, *words])
        return Ran(code, out.getvalue(), err.getvalue())

    return go


@pytest.fixture
def added(run: Callable[..., Ran], served: Served, tmp_path: Path) -> Callable[..., Ran]:
    keys = ("--access-key-env", "AOM_AK", "--secret-key-env", "AOM_SK", "--project-id", PROJECT)
    more = ("--url", served.url, "--tls-ca", str(tmp_path / "ca.pem"))
    assert run("context", "add", "prod", "--backend", "aom", *keys, *more).code == 0
    return run


def test_a_new_context_passes_every_step(added: Callable[..., Ran], served: Served) -> None:
    ran = added("context", "test", "prod", "--json")

    assert (ran.code, ran.err) == (0, "")
    assert {name: step["state"] for name, step in ran.steps.items()} == {
        "name": "ok",
        "TCP": "ok",
        "TLS": "ok",
        "credentials": "ok",
        "who am I": "ok",
        "may I read": "ok",
        "may I act": "not known",
        "clock": "ok",
        "version": "not known",
        "verbs": "ok",
    }
    assert (
        ran.steps["credentials"]["said"] == "access key: the variable AOM_AK; secret key: the variable AOM_SK"
    )
    assert SECRET_KEY not in ran.out
    assert served.aom.changes() == []


def test_a_job_is_opened_by_its_address_and_by_its_id(added: Callable[..., Ran], served: Served) -> None:
    execution = served.aom.start("nightly")
    address = f"{served.url}/v1/{PROJECT}/cms/workflow/nightly/executions/{execution.id}"

    pasted = added("open", address)
    named = added("open", f"nightly:{execution.id}")

    assert (pasted.code, named.code) == (0, 0)
    assert "nightly load" in pasted.out
    assert named.out == pasted.out
    assert "it is in the context prod" in named.err
    assert served.aom.changes() == []


def test_wrong_keys_end_the_test_as_not_permitted(
    added: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AOM_SK", "wrong")

    ran = added("context", "test", "prod", "--json")

    assert ran.code == 6
    assert ran.steps["who am I"]["state"] == "FAILED"
    assert ran.steps["may I read"]["state"] == "not tried"


def test_a_clock_that_is_off_is_seen(added: Callable[..., Ran], served: Served) -> None:
    served.aom.now = datetime.now(UTC) + timedelta(minutes=5)

    ran = added("context", "test", "prod", "--json")

    assert ran.code == 0
    assert ran.steps["clock"]["state"] == "warning"
    assert "ahead of this machine" in ran.steps["clock"]["said"]


def test_without_its_authority_the_test_says_which_key_to_set(
    added: Callable[..., Ran], tmp_path: Path
) -> None:
    file = tmp_path / "config" / "config.toml"
    kept = [line for line in file.read_text().splitlines() if not line.startswith("tls_ca")]
    file.write_text("\n".join(kept))

    ran = added("context", "test", "prod", "--json")

    assert ran.code == 5
    assert "vouches for the certificate of localhost" in ran.steps["TLS"]["said"]
    assert "tls_ca" in ran.steps["TLS"]["advice"]
    assert ran.steps["credentials"]["state"] == "not tried"


def test_without_any_check_it_works_and_says_so_at_every_use(
    added: Callable[..., Ran], tmp_path: Path
) -> None:
    file = tmp_path / "config" / "config.toml"
    file.write_text(file.read_text() + "tls_verify = false\n")

    tested = added("context", "test", "prod", "--json")
    listed = added("--context", "prod", "jobs")

    assert (tested.code, tested.steps["TLS"]["state"]) == (0, "warning")
    assert listed.code == 0
    assert "the context prod checks no certificate (tls_verify = false)" in listed.err
