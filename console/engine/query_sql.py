# ruff: noqa: S608 - what is put together is our own; what a person wrote goes in by question marks
"""A query as SQL: each term a condition, with the meaning that `core.query_match` gives it.

Case does not count. LIKE knows that for ASCII only, so a value with other letters is compared by a function
of Python that `register` adds to the connection: slower, and right.
"""

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from typing import Final

from console.core.duration import parse_duration
from console.core.glob import glob_pattern
from console.core.query import Operator, QueryError, Term, term_stretch
from console.engine import words
from console.engine.moments import to_us
from console.engine.writer import SqlValue
from console.model import Attention, JobStatus

_ESCAPED: Final = str.maketrans({"\\": "\\\\", "%": "\\%", "_": "\\_"})
_COMPARE: Final = {
    Operator.EQ: "=",
    Operator.GT: ">",
    Operator.GE: ">=",
    Operator.LT: "<",
    Operator.LE: "<=",
}


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition and the values of its question marks."""

    sql: str
    values: tuple[SqlValue, ...] = ()


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks, when and where: what ``owner:me``, ages and dates mean."""

    now: datetime
    me: str | None = None
    zone: tzinfo = UTC


def register(connection: sqlite3.Connection) -> None:
    """Add the functions that conditions may use."""
    connection.create_function("matches", 2, _matches, deterministic=True)
    connection.create_function("holds", 2, _holds, deterministic=True)


def condition(term: Term, asker: Asker) -> Condition:
    """Return the condition of one term. Raises QueryError for a field that is not asked of this engine."""
    make = _FIELDS.get(term.field)
    if make is None:
        raise QueryError(f"{term.field}: this engine cannot answer that", term.start)
    alternatives = make(term, asker)
    sql = " OR ".join(f"({each.sql})" for each in alternatives) or "0"
    values = tuple(value for each in alternatives for value in each.values)
    # What is missing matches nothing, so that the negated term matches it.
    return Condition(f"NOT ifnull(({sql}), 0)" if term.negated else f"({sql})", values)


def _matches(value: str | None, pattern: str) -> bool:
    return value is not None and glob_pattern(pattern).fullmatch(value) is not None


def _holds(value: str | None, part: str) -> bool:
    return value is not None and part in value.casefold()


_Make = Callable[[Term, Asker], list[Condition]]


def _glob(column: str, pattern: str) -> Condition:
    """Compare a column with a name in which ``*`` and ``?`` stand for anything."""
    if not pattern.isascii():
        return Condition(f"matches({column}, ?)", (pattern,))
    if "*" not in pattern and "?" not in pattern:
        return Condition(f"{column} = ? COLLATE NOCASE", (pattern,))  # this one has an index
    like = pattern.translate(_ESCAPED).replace("*", "%").replace("?", "_")
    return Condition(f"{column} LIKE ? ESCAPE '\\'", (like,))


def _part(column: str, text: str) -> Condition:
    if not text.isascii():
        return Condition(f"holds({column}, ?)", (text.casefold(),))
    return Condition(f"{column} LIKE ? ESCAPE '\\'", (f"%{text.translate(_ESCAPED)}%",))


def _globs(column: str) -> _Make:
    return lambda term, _: [_glob(column, value) for value in term.values]


def _ids(term: Term, _asker: Asker) -> list[Condition]:
    return [
        Condition("job.id = ?", (int(value),))
        if value.isascii() and value.isdigit() and len(value) < 19 and not value.startswith("0")
        else _glob("CAST(job.id AS TEXT)", value)
        for value in term.values
    ]


def _owners(term: Term, asker: Asker) -> list[Condition]:
    found: list[Condition] = []
    for value in term.values:
        if value.casefold() != "me":
            found.append(_glob("job.owner", value))
        elif asker.me is None:
            raise QueryError("owner:me: it is not known who you are here; name the owner instead", term.start)
        else:
            found.append(Condition("lower(job.owner) = lower(?)", (asker.me,)))
    return found


def _nodes(term: Term, _asker: Asker) -> list[Condition]:
    found: list[Condition] = []
    for value in term.values:
        whole, name = (
            _glob("node.node", value),
            _glob("substr(node.node, 1, instr(node.node, '[') - 1)", value),
        )
        sql = (
            "EXISTS (SELECT 1 FROM node WHERE node.job_id = job.id"
            f" AND ({whole.sql} OR node.node LIKE '%]' AND {name.sql}))"
        )
        found.append(Condition(sql, whole.values + name.values))
    return found


def _hosts(term: Term, _asker: Asker) -> list[Condition]:
    return [
        Condition(
            f"EXISTS (SELECT 1 FROM execution WHERE execution.job_id = job.id AND {each.sql})", each.values
        )
        for each in (_glob("execution.host", value) for value in term.values)
    ]


def _tags(term: Term, _asker: Asker) -> list[Condition]:
    return [
        Condition(f"EXISTS (SELECT 1 FROM json_each(job.tags) AS tag WHERE {each.sql})", each.values)
        for each in (_glob("tag.value", value) for value in term.values)
    ]


def _statuses(term: Term, _asker: Asker) -> list[Condition]:
    numbers = [words.JOB.number(JobStatus(value)) for value in term.values if value != JobStatus.UNKNOWN]
    return [Condition(f"job.status IN ({', '.join(map(str, numbers))})")] if numbers else []


def _problems(term: Term, _asker: Asker) -> list[Condition]:
    if "any" in term.values:
        return [Condition("job.attention > 0")]
    numbers = ", ".join(str(words.ATTENTION.number(Attention(value))) for value in term.values)
    # The first half says the same again: it lets the partial index serve.
    return [Condition(f"job.attention > 0 AND job.attention IN ({numbers})")]


def _signatures(term: Term, _asker: Asker) -> list[Condition]:
    return [Condition("job.signature = ?", (value.casefold(),)) for value in term.values]


def _errors(term: Term, _asker: Asker) -> list[Condition]:
    return [_part("job.reason", value) for value in term.values]


def _free(term: Term, _asker: Asker) -> list[Condition]:
    columns = ("CAST(job.id AS TEXT)", "job.name", "job.workflow", "job.owner", "job.reason")
    found = [_part(column, value) for value in term.values for column in columns]
    for value in term.values:
        tag = _part("tag.value", value)
        sql = f"job.tags <> '[]' AND EXISTS (SELECT 1 FROM json_each(job.tags) AS tag WHERE {tag.sql})"
        found.append(Condition(sql, tag.values))
    return found


def _priorities(term: Term, _asker: Asker) -> list[Condition]:
    return [Condition(f"job.priority {_COMPARE[term.operator]} ?", (float(value),)) for value in term.values]


def _took(term: Term, asker: Asker) -> list[Condition]:
    # As `core.standing.seconds_run` has it: of what is over and has no end it is not known how long it ran.
    over = ", ".join(str(words.JOB.number(status)) for status in JobStatus if status.is_terminal)
    ran = (
        f"ifnull(job.ended_us, CASE WHEN job.status IN ({over}) THEN NULL ELSE {to_us(asker.now)} END)"
        " - job.started_us"
    )
    return [
        Condition(f"{ran} {_COMPARE[term.operator]} ?", (parse_duration(value) * 1e6,))
        for value in term.values
    ]


def _moments(column: str) -> _Make:
    def make(term: Term, asker: Asker) -> list[Condition]:
        found: list[Condition] = []
        for value in term.values:
            begin, end = term_stretch(term, value, asker.now, asker.zone)
            parts = [f"{column} IS NOT NULL"]
            values: list[SqlValue] = []
            if begin is not None:
                parts.append(f"{column} >= ?")
                values.append(to_us(begin))
            if end is not None:
                parts.append(f"{column} < ?")
                values.append(to_us(end))
            found.append(Condition(" AND ".join(parts), tuple(values)))
        return found

    return make


_FIELDS: Final[dict[str | None, _Make]] = {
    None: _free,
    "status": _statuses,
    "problem": _problems,
    "workflow": _globs("job.workflow"),
    "name": _globs("job.name"),
    "id": _ids,
    "node": _nodes,
    "host": _hosts,
    "owner": _owners,
    "tag": _tags,
    "queue": _globs("job.queue"),
    "priority": _priorities,
    "error": _errors,
    "signature": _signatures,
    "created": _moments("job.created_us"),
    "started": _moments("job.started_us"),
    "ended": _moments("job.ended_us"),
    "since": _moments("job.created_us"),
    "took": _took,
}
"""How each of the common fields, and free text (None), is asked; what is missing is refused."""
