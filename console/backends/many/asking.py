"""Asking several contexts at once: none keeps the others waiting, and what is wrong with each is kept."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from typing import Final, TypeVar, cast

from console.backends.base import (
    Backend,
    BackendError,
    BadRequest,
    Conflict,
    Forbidden,
    NotFound,
    OutcomeUnknown,
    Unauthorized,
    Unreachable,
    Unsupported,
)
from console.backends.many.member import Member, is_silent, sentence
from console.model import Capabilities

T = TypeVar("T")
Call = Callable[[Backend], Coroutine[object, object, T]]
Heard = Callable[[str, BackendError | None], None]

FRESH: Final = 5.0
"""Seconds for which an answer that came too late is still taken for the next question of the same kind."""

_OF_THE_QUESTION: Final = (BadRequest, Conflict, NotFound, OutcomeUnknown, Unsupported)
"""Errors that say nothing of the context, only of what it was asked."""


class Members:
    """The contexts. ``patience`` is how many seconds one may keep a list waiting; None waits for all.

    ``heard`` is called with a context's name whenever it answers (None) or fails; ``came_late`` when an
    answer has come that nobody waits for any more: whoever asked should ask again.
    """

    def __init__(self, backends: Sequence[Backend], *, patience: float | None = None) -> None:
        self.each = {backend.context: Member(backend) for backend in backends}
        self.patience = patience
        self.heard: Heard = _deaf
        self.came_late: Callable[[str], None] = _idle
        self._running: dict[tuple[str, object], asyncio.Task[object]] = {}
        self._late: dict[tuple[str, object], float] = {}

    @property
    def known(self) -> dict[str, Capabilities]:
        """What the contexts can do, of those that have told."""
        found = {name: member.capabilities for name, member in self.each.items()}
        return {name: each for name, each in found.items() if each is not None}

    @property
    def missing(self) -> tuple[str, ...]:
        """A sentence for each context of which nothing is to be had now."""
        found = ((member.name, member.trouble) for member in self.each.values())
        return tuple(sentence(name, error) for name, error in found if error is not None)

    async def learn(self) -> dict[str, BackendError]:
        """Ask what the contexts can do, of those that have not told; return the errors of those that fail."""

        async def learn(member: Member) -> BackendError | None:
            try:
                member.capabilities = await self.ask(member, "capabilities", _capabilities)
            except BackendError as error:
                return error
            return None

        unknown = [member for member in self.each.values() if member.capabilities is None]
        errors = await asyncio.gather(*(learn(member) for member in unknown))
        return {
            member.name: error for member, error in zip(unknown, errors, strict=True) if error is not None
        }

    async def ask_all(
        self, question: object, call: Call[T], *, names: Sequence[str] | None = None
    ) -> dict[str, T | BackendError]:
        """Ask the contexts ``names`` (None: all) the same; return what each answered, or its error."""

        async def one(member: Member) -> T | BackendError:
            try:
                return await self.ask(member, question, call)
            except BackendError as error:
                return error

        asked = [self.each[name] for name in (self.each if names is None else names)]
        answers = await asyncio.gather(*(one(member) for member in asked))
        return {member.name: answer for member, answer in zip(asked, answers, strict=True)}

    async def ask(self, member: Member, question: object, call: Call[T]) -> T:
        """Ask one context, and give up on it for now when it is late. Raises BackendError."""
        if member.mending and member.trouble is not None:
            raise member.trouble.with_traceback(None)  # else each time makes it longer
        key = (member.name, question)
        task = self._task(member, key, call)
        try:
            done, _ = await asyncio.wait((task,), timeout=self.patience)
        except asyncio.CancelledError:
            if key not in self._late:
                self._forget(key)
                task.cancel()
            raise
        if not done:
            error = Unreachable(f"no answer within {self.patience:g} s", advice="it is still waited for")
            if key not in self._late:
                self._late[key] = float("inf")
                task.add_done_callback(lambda task: self._came(key, task))
            self.failed(member, error)
            raise error
        self._forget(key)
        return self._answer(member, cast("asyncio.Task[T]", task))

    async def of_one(self, member: Member, answer: Awaitable[T]) -> T:
        """Return the answer of one context to a question about a thing of its own. Raises BackendError."""
        try:
            found = await answer
        except (Unreachable, Unauthorized) as error:  # other errors are about that one thing
            self.failed(member, error)
            raise
        self.answered(member)
        return found

    def answered(self, member: Member) -> None:
        """Take note that a context answers."""
        member.trouble, member.mending = None, False
        self.heard(member.name, None)

    def failed(self, member: Member, error: BackendError) -> None:
        """Take note of what is wrong with a context."""
        if not isinstance(error, _OF_THE_QUESTION):
            member.trouble = error
            self.heard(member.name, error)

    async def close(self) -> None:
        """Stop waiting for answers, and let go of every connection."""
        tasks = list(self._running.values())
        self._running.clear()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await asyncio.gather(*(member.backend.close() for member in self.each.values()))

    def _task(self, member: Member, key: tuple[str, object], call: Call[T]) -> asyncio.Task[object]:
        now = asyncio.get_running_loop().time()
        if now - self._late.get(key, now) > FRESH:
            self._forget(key)
        if key not in self._running:
            self._running[key] = asyncio.create_task(call(member.backend), name=f"ask {member.name}")
        return self._running[key]

    def _forget(self, key: tuple[str, object]) -> None:
        self._running.pop(key, None)
        self._late.pop(key, None)

    def _came(self, key: tuple[str, object], task: asyncio.Task[object]) -> None:
        if task.cancelled() or key not in self._running:
            return
        self._late[key] = task.get_loop().time()
        if task.exception() is None:
            self.answered(self.each[key[0]])
            self.came_late(key[0])

    def _answer(self, member: Member, task: asyncio.Task[T]) -> T:
        try:
            found = task.result()
        except BackendError as error:
            self.failed(member, error)
            raise
        self.answered(member)
        return found


def nobody(errors: Mapping[str, BackendError]) -> BackendError:
    """Return the error of all contexts together, where none of them has answered."""
    told = "\n".join(sentence(name, error) for name, error in errors.items())
    first = next(iter(errors.values()))
    kinds = {type(error) for error in errors.values()}
    if len(errors) == 1 or kinds == {BadRequest}:
        return first
    names = ", ".join(errors)
    if all(isinstance(error, Forbidden) for error in errors.values()):
        return Forbidden(f"none of {names} lets you in", advice=first.advice, detail=told)
    if any(is_silent(error) for error in errors.values()):
        return Unreachable(f"none of {names} answers", detail=told)
    return BackendError(f"none of {names} can answer this", detail=told)


def parted(answers: Mapping[str, T | BackendError]) -> tuple[dict[str, T], dict[str, BackendError]]:
    """Return the answers, and the errors. Raises the joint error where there is no answer at all."""
    errors = {name: each for name, each in answers.items() if isinstance(each, BackendError)}
    good = {name: each for name, each in answers.items() if not isinstance(each, BackendError)}
    if errors and not good:
        raise nobody(errors)
    return good, errors


async def _capabilities(backend: Backend) -> Capabilities:
    return await backend.capabilities()


def _deaf(_name: str, _error: BackendError | None) -> None:
    """Nobody listens."""


def _idle(_name: str) -> None:
    """Nobody asks again."""
