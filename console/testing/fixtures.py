"""The two fixtures that a backend's author gives, and what the tests share."""

import functools
from collections.abc import Awaitable, Callable
from typing import ParamSpec, TypeVar

import pytest

from console.backends.base import Backend, Unsupported
from console.model import Support, TargetKind, Verb
from console.testing.scenario import Scenario

_P = ParamSpec("_P")
_T = TypeVar("_T")

NO_SUCH_JOB = "987654321987"
"""An id that no job of a test has. It looks like one of ours; every backend must answer for any text."""


class ContractFixtures:
    """What the suite's classes build on."""

    @pytest.fixture
    def backend(self) -> Backend:
        """Return the backend under test, with nothing in it that changes by itself."""
        raise NotImplementedError("give your test class a fixture `backend` that returns your backend")

    @pytest.fixture
    def scenario(self, backend: Backend) -> Scenario:
        """Return what starts jobs on the backend."""
        raise NotImplementedError("give your test class a fixture `scenario` that returns your Scenario")


def skips_unsupported(test: Callable[_P, Awaitable[None]]) -> Callable[_P, Awaitable[None]]:
    """Skip a test that comes upon something which the backend or its scenario says it has not."""

    @functools.wraps(test)
    async def run(*args: _P.args, **kwargs: _P.kwargs) -> None:
        try:
            await test(*args, **kwargs)
        except Unsupported as error:
            pytest.skip(str(error))

    return run


async def need(backend: Backend, verb: Verb, target: TargetKind) -> None:
    """Go on only if the backend honours the verb. Raises Unsupported with its sentence."""
    capability = (await backend.capabilities()).of(verb, target)
    if capability.support is Support.NONE:
        raise Unsupported(f"{verb} on a {target}: {capability.sentence}")
