"""The steps of a context's test: the first failure ends them, and nothing is claimed that is not known."""

from __future__ import annotations

import asyncio
from functools import partial
from pathlib import Path

import pytest

from console.backends.base import Forbidden, Identity, Unreachable, Unsupported
from console.backends.probe import Found, Step, StepName, StepState, walk
from console.backends.probe_backend import BackendProbe
from console.backends.probe_socket import SocketProbe
from console.config.context import Context, How, Way
from console.config.errors import ConfigError
from console.config.state import StateFolder
from console.model import Capabilities, Capability, JobPage, Support, TargetKind, Verb

Somebody = partial(Identity, "ada", may_act=True, version="7.2.2", clock_difference=0.2)


class FakeBackend:
    """Says what a test tells it to; an exception is raised."""

    def __init__(self, identity: object = None, jobs: object = None) -> None:
        self._identity = Somebody() if identity is None else identity
        self._jobs = JobPage((), total=3) if jobs is None else jobs
        self.closed = False

    async def identity(self) -> object:
        if isinstance(self._identity, Exception):
            raise self._identity
        return self._identity

    async def jobs(self, query: str, *, cursor: str | None = None, limit: int = 100) -> object:
        assert (query, limit) == ("", 1)
        if isinstance(self._jobs, Exception):
            raise self._jobs
        return self._jobs

    async def capabilities(self) -> Capabilities:
        return Capabilities(
            {
                (Verb.CANCEL, TargetKind.JOB): Capability(Support.NATIVE),
                (Verb.PAUSE, TargetKind.JOB): Capability(Support.NONE, "no"),
            },
            start=True,
        )

    async def close(self) -> None:
        self.closed = True


CONTEXT = Context("prod", "scale", url="https://x", ways=(Way("token", How.VARIABLE, "T"),))


async def steps(backend: object, context: Context = CONTEXT) -> dict[StepName, Step]:
    def connect() -> object:
        if isinstance(backend, Exception):
            raise backend
        return backend

    probe = BackendProbe(context, connect)  # pyright: ignore[reportArgumentType]
    try:
        return {step.name: step async for step in walk(probe.checks())}
    finally:
        await probe.close()


async def test_all_goes_well() -> None:
    backend = FakeBackend()

    found = await steps(backend)

    assert {name: step.said for name, step in found.items()} == {
        StepName.CREDENTIALS: "token: the variable T",
        StepName.WHO: "ada",
        StepName.READ: "yes; 3 jobs",
        StepName.ACT: "yes",
        StepName.CLOCK: "as here",
        StepName.VERSION: "7.2.2",
        StepName.VERBS: "cancel, start",
    }
    assert {step.state for step in found.values()} == {StepState.OK}
    assert backend.closed


@pytest.mark.parametrize(
    ("failing", "first"),
    [
        (ConfigError("the variable T is not set", advice="set it"), StepName.CREDENTIALS),
        (FakeBackend(identity=Forbidden("no", advice="log in")), StepName.WHO),
        (FakeBackend(jobs=Unreachable("gone", advice="wait")), StepName.READ),
    ],
)
async def test_what_comes_after_a_failure_is_not_tried(failing: object, first: StepName) -> None:
    found = list((await steps(failing)).values())

    place = [step.name for step in found].index(first)
    assert found[place].state is StepState.FAILED
    assert found[place].advice
    assert found[place].error is not None
    assert {step.state for step in found[:place]} <= {StepState.OK}
    assert {step.state for step in found[place + 1 :]} == {StepState.SKIPPED}


async def test_a_backend_that_cannot_tell_who_we_are_is_no_failure() -> None:
    for backend in (
        FakeBackend(identity=Unsupported("Sahara does not say")),
        FakeBackend(identity=Identity()),
    ):
        found = await steps(backend)

        assert found[StepName.WHO].state is StepState.UNKNOWN
        assert found[StepName.READ].state is StepState.OK


@pytest.mark.parametrize(
    ("may", "state"), [(True, StepState.OK), (False, StepState.WARNING), (None, StepState.UNKNOWN)]
)
async def test_whether_we_may_act_is_told_without_trying(may: bool | None, state: StepState) -> None:
    assert (await steps(FakeBackend(Somebody(may_act=may))))[StepName.ACT].state is state


async def test_a_read_only_context_says_that_nothing_is_tried() -> None:
    found = await steps(FakeBackend(), Context("prod", "scale", read_only=True))

    assert "read-only" in found[StepName.ACT].said


@pytest.mark.parametrize(
    ("off", "state", "said"),
    [
        (0.4, StepState.OK, "as here"),
        (59.0, StepState.OK, "59 s ahead of this machine"),
        (-60.0, StepState.OK, "60 s behind this machine"),
        (600.0, StepState.WARNING, "600 s ahead of this machine"),
        (None, StepState.UNKNOWN, "the server does not tell its time"),
    ],
)
async def test_a_clock_that_is_far_off_is_a_warning(off: float | None, state: StepState, said: str) -> None:
    step = (await steps(FakeBackend(Somebody(clock_difference=off))))[StepName.CLOCK]

    assert (step.state, step.said) == (state, said)


async def test_notes_of_the_server_are_told() -> None:
    assert (await steps(FakeBackend(Somebody(notes=("not staff",)))))[StepName.WHO].said == "ada; not staff"


@pytest.mark.parametrize(
    ("context", "state", "said"),
    [
        (Context("a", "scale"), StepState.WARNING, "none are configured"),
        (Context("a", "acme"), StepState.OK, "none are configured"),
        (Context("a", "local"), StepState.OK, "none needed: the socket is yours alone"),
        (
            Context("a", "scale", username="ada", ways=(Way("password", How.KEYRING, "jobs/ada"),)),
            StepState.OK,
            "user ada; password: the keyring (jobs/ada)",
        ),
        (
            Context("a", "scale", ways=(Way("token", How.COMMAND, "echo s3cret"),)),
            StepState.OK,
            "token: a command",
        ),
        (
            Context("a", "scale", ways=(Way("token", How.FILE, "s3cret"),)),
            StepState.OK,
            "token: the configuration file",
        ),
    ],
)
async def test_which_credentials_are_used_is_told_without_them(
    context: Context, state: StepState, said: str
) -> None:
    step = (await steps(FakeBackend(), context))[StepName.CREDENTIALS]

    assert (step.state, step.said) == (state, said)


async def test_a_step_that_never_ends_is_given_up() -> None:
    async def never() -> Found:
        await asyncio.get_running_loop().create_future()
        raise AssertionError

    (step,) = [step async for step in walk([(StepName.READ, never)], patience=0.01)]

    assert step.state is StepState.FAILED
    assert isinstance(step.error, Unreachable)


async def test_an_error_without_advice_gets_some() -> None:
    found = await steps(FakeBackend(jobs=Forbidden("no")))

    assert "credentials" in found[StepName.READ].advice


async def socket_step(folder: Path) -> Step:
    (step,) = [step async for step in walk(SocketProbe(StateFolder(folder)).checks())]
    return step


async def test_a_socket_that_answers(state_dir: Path) -> None:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.close()

    async with await asyncio.start_unix_server(serve, state_dir / "host.sock"):
        step = await socket_step(state_dir)

    assert (step.state, step.said) == (StepState.OK, f"{state_dir}/host.sock answers")


async def test_a_host_that_does_not_run_is_no_failure(state_dir: Path) -> None:
    assert (await socket_step(state_dir)).state is StepState.OK
    assert (await socket_step(state_dir / "nowhere")).state is StepState.OK


async def test_a_state_folder_that_others_can_open_is_a_failure(state_dir: Path) -> None:
    state_dir.chmod(0o755)

    step = await socket_step(state_dir)

    assert step.state is StepState.FAILED
    assert "open to other users" in step.said
    assert "chmod 700" in step.advice
