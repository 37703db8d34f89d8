"""The fields that a query may name, and which values each takes."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from console.core.duration import FORMS, parse_duration
from console.core.query_times import SINCE, TIME_FORMS, is_time
from console.core.suggestion import closest
from console.model import Attention, FieldSupport, JobStatus


class Kind(StrEnum):
    """What the values of a field are. Nothing distinguishes upper and lower case."""

    WORD = "word"  # the whole value
    TEXT = "text"  # a part of the value
    GLOB = "glob"  # the whole value, in which * and ? stand for anything
    NUMBER = "number"
    DURATION = "duration"
    TIME = "time"  # a date, a moment, or an age
    CHOICE = "choice"


ORDERED: Final = frozenset({Kind.NUMBER, Kind.DURATION, Kind.TIME})
"""Kinds whose values can be compared with ``>``, ``>=``, ``<`` and ``<=``."""


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """A field of the query language.

    ``choices`` are the only values of a choice, and suggestions for every other kind. ``compares`` is
    False where an ordered kind takes no operator all the same (``since``).
    """

    name: str
    kind: Kind
    help: str = ""
    choices: tuple[str, ...] = ()
    compares: bool = True

    @property
    def ordered(self) -> bool:
        """Whether an operator may stand before the value."""
        return self.compares and self.kind in ORDERED

    @classmethod
    def of(cls, support: FieldSupport) -> "FieldSpec":
        """Return the field that a backend declares. An unknown kind is a word."""
        kind = Kind(support.kind) if support.kind in set(Kind) else Kind.WORD
        return cls(support.name, kind, support.help, support.choices)


SORT: Final = "sort"
"""The field that orders the list instead of narrowing it."""

FREE_TEXT: Final = "text"
"""The name under which a backend declares that it searches free text itself."""

_AGES: Final = ("1h", "24h", "7d")
COMMON_FIELDS: Final[tuple[FieldSpec, ...]] = (
    FieldSpec("status", Kind.CHOICE, "where the job is in its life", tuple(JobStatus)),
    FieldSpec(
        "problem",
        Kind.CHOICE,
        "why it needs a person",
        (*(each for each in Attention if each is not Attention.NONE), "any"),
    ),
    FieldSpec("workflow", Kind.GLOB, "the workflow it is a run of"),
    FieldSpec("name", Kind.GLOB, "the job's name"),
    FieldSpec("id", Kind.GLOB, "the job's id"),
    FieldSpec("node", Kind.GLOB, "has a node of this name; load finds load[eu] too"),
    FieldSpec("host", Kind.GLOB, "ran, or runs, on this machine"),
    FieldSpec("owner", Kind.GLOB, "who started it; me is you", ("me",)),
    FieldSpec("tag", Kind.GLOB, "carries this tag"),
    FieldSpec("queue", Kind.GLOB, "the queue it runs in"),
    FieldSpec("priority", Kind.NUMBER, "higher runs first: priority:>=10"),
    FieldSpec("error", Kind.TEXT, "the reason of its failure or pause contains this"),
    FieldSpec("signature", Kind.WORD, "failed for this cause"),
    FieldSpec("created", Kind.TIME, "when it was created: 24h (in the last), >24h (before), a date", _AGES),
    FieldSpec("started", Kind.TIME, "when it started", _AGES),
    FieldSpec("ended", Kind.TIME, "when it ended", _AGES),
    FieldSpec("took", Kind.DURATION, "how long it ran, or runs: took:>30m", (">10m", ">1h", "<1m")),
    FieldSpec(SINCE, Kind.TIME, "created then or later", _AGES, compares=False),
    FieldSpec(SORT, Kind.WORD, "the order: sort:started, sort:-started from the latest"),
)
"""What every backend is asked for; it declares which of them it evaluates itself, and its own beside."""

_NUMBER: Final = re.compile(r"-?[0-9]+(?:\.[0-9]+)?\Z")
_SORT_VALUE: Final = re.compile(r"-?[a-z_][a-z0-9_]*\Z")


def fields_with(declared: Iterable[FieldSupport]) -> tuple[FieldSpec, ...]:
    """Return the common fields, then those that a backend declares beside them, for `parse_query`.

    A common field keeps its meaning, whatever a backend says of it.
    """
    common = {spec.name for spec in COMMON_FIELDS}
    own = (FieldSpec.of(field) for field in declared if field.name not in {*common, FREE_TEXT})
    return (*COMMON_FIELDS, *own)


def evaluated_fields(declared: Iterable[FieldSupport]) -> frozenset[str | None]:
    """Return the fields that a backend evaluates itself, for `Query.split`; None is free text."""
    return frozenset(None if field.name == FREE_TEXT else field.name for field in declared)


def field_table(fields: Iterable[FieldSpec]) -> dict[str, FieldSpec]:
    """Return the fields by name; a later one replaces an earlier of the same name."""
    return {spec.name: spec for spec in fields}


def unknown_field(name: str, fields: Iterable[str]) -> str:
    """Return the sentence for a field that does not exist, with the likeliest meant, else with all."""
    names = sorted(fields)
    likeliest = closest(name, names)
    meant = f"did you mean {likeliest}?" if likeliest else f"there are {', '.join(names)}"
    return f'there is no field "{name}"; {meant} (to search for text with a colon, quote it)'


def check_value(spec: FieldSpec, value: str) -> str:
    """Return ``value`` as the query keeps it. Raises ValueError with what is allowed."""
    match spec.kind:
        case Kind.CHOICE:
            return _choice(spec, value)
        case Kind.NUMBER if not _NUMBER.match(value):
            raise ValueError(f'{spec.name}: "{value}" is not a number')
        case Kind.DURATION:
            _check_duration(spec, value)
        case Kind.TIME if not is_time(value):
            raise ValueError(f'{spec.name}: "{value}" is not {TIME_FORMS}')
        case Kind.WORD if spec.name == SORT and not _SORT_VALUE.match(value.lower()):
            raise ValueError(f'sort: "{value}" is not a field, or a field with a - before it')
        case _:
            pass
    return value


def _choice(spec: FieldSpec, value: str) -> str:
    by_case = {choice.casefold(): choice for choice in spec.choices}
    known = by_case.get(value.casefold())
    if known is not None:
        return str(known)
    likeliest = closest(value.casefold(), by_case)
    meant = f"did you mean {by_case[likeliest]}? " if likeliest else ""
    raise ValueError(f'{spec.name}: there is no "{value}"; {meant}it is one of {", ".join(spec.choices)}')


def _check_duration(spec: FieldSpec, value: str) -> None:
    try:
        parse_duration(value)
    except ValueError:
        raise ValueError(f'{spec.name}: "{value}" is not {FORMS}') from None
