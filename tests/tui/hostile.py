"""Texts that would drive a terminal, made from a seed, and a backend in which every string is one.

Every number in a sequence of theirs is above 7000, which no sequence of the console's own ever holds; so it
can be told in the output whose a sequence is.
"""

from __future__ import annotations

import random
from dataclasses import fields, is_dataclass, replace
from enum import Enum
from typing import TYPE_CHECKING, TypeVar, cast

from console.backends.base import BackendError, BadRequest, Conflict, Forbidden, ProtocolError, Unreachable
from console.client.contexts import ContextInfo
from console.client.session import Session
from console.core.clock import FixedClock
from console.model import (
    Action,
    AuditEntry,
    Capabilities,
    Capability,
    LogLine,
    LogRef,
    Outcome,
    OutcomeKind,
    PausedItem,
    Plan,
    Related,
    StartRequest,
    Support,
    WorkflowInfo,
)
from tui.memory_backend import FULL, MemoryBackend, MemoryContexts
from tui.samples import log_of, sample_jobs

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

T = TypeVar("T")

MARK = "evil"
"""Stands in every hostile text: where it is seen, so would be what it wanted to do."""

_C1 = [chr(code) for code in range(0x80, 0xA0)]
_C0 = [chr(code) for code in range(0x20)] + ["\x7f"]
_UNSEEN = "\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2028\u2029\u2060\u2066\u2067\ufeff\U000e0041"
_WIDE = "漢字🚚👩‍👩‍👧🏳️‍🌈é\u0301\u0301\u0301ﷺ"
_MARKUP = (
    "[red]",
    "[/]",
    "[@click=app.quit]x[/]",
    "[link=http://evil]",
    "{0}",
    "%s",
    "$primary",
    "\\[",
    "\\x1b]0;t\\x07",
)


def text(chance: random.Random) -> str:
    """Return a hostile text."""
    return MARK + "".join(_piece(chance) for _ in range(chance.randint(1, 6))) + MARK


def _piece(chance: random.Random) -> str:
    kind = chance.randrange(12)
    number = chance.randint(7000, 7999)
    escape = chance.choice(("\x1b[", "\x1b[", "\x1b[?", "\x1b[>", "\x9b", "\x1b\x1b[", "\x1b\x00["))
    end = chance.choice(("\x07", "\x1b\\", "\x9c", ""))
    if kind < 3:
        return f"{escape}{number};{number}{chance.choice('ABCDEFGHJKLMPSTXcdfghlmnpqrstux@`$')}"
    if kind < 5:
        what = chance.choice(
            (
                f"0;{MARK}title",
                f"2;{MARK}title",
                "52;c;ZXZpbA==",
                f"22;{MARK}",
                f"8;;http://{MARK}",
                "4;1;?",
                f"777;notify;{MARK}",
            )
        )
        return f"{chance.choice((chr(27) + ']', chr(0x9D)))}{what}{end}"
    if kind == 5:
        return f"\x1b{chance.choice('PX^_')}{MARK}string{end}"
    if kind == 6:
        return f"\x1b{chance.choice('c789=>DEHMNOZ#%()*+-./|}~')}"
    if kind == 7:
        return "".join(chance.choices(_C0, k=3))
    if kind == 8:
        return "".join(chance.choices(_C1, k=3))
    if kind == 9:
        return "".join(chance.choices(_UNSEEN, k=3))
    if kind == 10:
        return chance.choice(_MARKUP)
    return "".join(chance.choices(_WIDE + "\ud800\udfff", k=3))


class Spoiler:
    """Makes every string of a value hostile; the same string always in the same way."""

    def __init__(self, seed: int, *, keep: frozenset[str] = frozenset()) -> None:
        self._seed = seed
        self._keep = keep
        self._known: dict[str, str] = {}

    def word(self, plain: str) -> str:
        """Return ``plain`` with something hostile after it; a spoilt one as it is."""
        if plain in self._keep or MARK in plain:
            return plain
        if plain not in self._known:
            self._known[plain] = f"{plain}{text(random.Random(f'{self._seed} {plain}'))}"
        return self._known[plain]

    def spoilt(self, value: T) -> T:
        """Return a value with every string in it made hostile, keys too."""
        return cast("T", self._any(value))

    def _any(self, value: object) -> object:
        if isinstance(value, Enum) or value is None:
            return value
        if isinstance(value, str):
            return self.word(value)
        if isinstance(value, tuple | list):
            return type(value)([self._any(each) for each in cast("list[object]", value)])
        if isinstance(value, dict):
            return {
                self._any(key): self._any(each) for key, each in cast("dict[object, object]", value).items()
            }
        if isinstance(value, frozenset):
            return frozenset(self._any(each) for each in cast("frozenset[object]", value))
        if is_dataclass(value) and not isinstance(value, type):
            return replace(
                value,
                **{each.name: self._any(getattr(value, each.name)) for each in fields(value) if each.init},
            )
        return value


FAULTS = (BadRequest, Conflict, Forbidden, ProtocolError, Unreachable)
EVERY = 29
"""Of so many reads one goes wrong."""


class HostileBackend(MemoryBackend):
    """A backend of which an enemy wrote every string: names, ids, reasons, logs, sentences, errors."""

    def __init__(self, seed: int, clock: FixedClock) -> None:
        self.spoiler = Spoiler(seed)
        self._chance = random.Random(seed)
        super().__init__(
            [self.spoiler.spoilt(detail) for detail in sample_jobs()],
            clock=clock,
            context=self.spoiler.word("local"),
            me=self.spoiler.word("ada"),
            capabilities=self._some(),
        )

    def _some(self) -> Capabilities:
        """Of every five actions one is refused, in the enemy's words."""
        refused = Capability(Support.NONE, self.spoiler.word("it cannot"))
        verbs = {key: refused if self._chance.random() < 0.2 else able for key, able in FULL.verbs.items()}
        return replace(FULL, verbs=verbs, extra=self.spoiler.spoilt({"version": "1"}))

    async def _answer(self) -> None:
        await super()._answer()
        if self.reads % EVERY == EVERY - 1:
            raise self.fault_of_its_own()

    def fault_of_its_own(self) -> BackendError:
        """Return one of the errors that a backend tells in its own words."""
        words = [text(self._chance) for _ in range(3)]
        return self._chance.choice(FAULTS)(words[0], advice=words[1], detail=words[2])

    async def workflows(self) -> Sequence[WorkflowInfo]:
        return self.spoiler.spoilt(tuple(await super().workflows()))

    async def related(self, job: str) -> Sequence[Related]:
        return self.spoiler.spoilt(list(await super().related(job)))

    async def paused(self) -> Sequence[PausedItem]:
        return self.spoiler.spoilt(list(await super().paused()))

    async def plan(self, action: Action) -> Plan:
        return self.spoiler.spoilt(await super().plan(action))

    async def audit(self, job: str | None = None, *, limit: int = 200) -> Sequence[AuditEntry]:
        return self.spoiler.spoilt(list(await super().audit(job, limit=limit)))

    async def act(self, action: Action) -> Outcome:
        outcome = await super().act(action)
        kind = self._chance.choice(list(OutcomeKind))
        return replace(self.spoiler.spoilt(outcome), kind=kind, message=text(self._chance))

    async def start(self, request: StartRequest) -> str:
        self.started.append(request)
        raise self.fault_of_its_own()

    def _log(self, ref: LogRef) -> list[LogLine]:
        if ref not in self.logs:
            lines = [replace(line, text=f"{line.text} {text(self._chance)}") for line in log_of(ref)]
            more = [
                replace(lines[0], text=text(self._chance), number=len(lines) + place) for place in range(60)
            ]
            self.logs[ref] = [*lines, *more]
        return self.logs[ref]


class HostileContexts(MemoryContexts):
    """Contexts whose names and addresses were written by an enemy."""

    def __init__(self, open_: Callable[[str], Session], spoiler: Spoiler) -> None:
        super().__init__(open_)
        self._spoiler = spoiler

    def infos(self) -> Sequence[ContextInfo]:
        return self._spoiler.spoilt(list(super().infos()))
