"""Queries on Scale: what its list can be asked for (`job/views.py::JobsView.list`), and what is sifted here.

A repeated parameter is "or" there, commas are not parted, unknown names are passed over in silence: so only
names that the server knows are sent, and only values that mean something to it.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from typing import Final

from console.backends.base import BadRequest
from console.backends.matching import split_query
from console.core.query import (
    Matcher,
    SortOrder,
    Term,
    fields_with,
    glob_pattern,
    parse_query,
    term_stretch,
)
from console.model import FieldSupport
from console.wire.moment import moment_text
from console.wire.scale.document import LARGEST_ID
from console.wire.scale.job import JobDocument
from console.wire.scale.job_model import ended_at
from console.wire.scale.words import JOB_STATUS, job_status

Test = Callable[[JobDocument], bool]

_TEXTS: Final[dict[str, tuple[str, Callable[[JobDocument], object]]]] = {
    "state": ("status", lambda job: job.status),
    "type": ("job_type_name", lambda job: job.job_type.name),
    "type_id": ("job_type_id", lambda job: job.job_type.id),
    "batch": ("batch_id", lambda job: job.batch and job.batch.id),
    "recipe": ("recipe_id", lambda job: job.recipe and job.recipe.id),
    "error_id": ("error_id", lambda job: job.error and job.error.id),
    "error_category": ("error_category", lambda job: job.error and job.error.category),
    "superseded": ("is_superseded", lambda job: "yes" if job.is_superseded else "no"),
    "source_sensor_class": ("source_sensor_class", lambda job: job.source_sensor_class),
    "source_sensor": ("source_sensor", lambda job: job.source_sensor),
    "source_collection": ("source_collection", lambda job: job.source_collection),
    "source_task": ("source_task", lambda job: job.source_task),
}
"""Fields of our own with one parameter of the API each, and what a job says to them."""

_NUMBERS: Final = frozenset({"type_id", "batch", "recipe", "error_id"})

_MODIFIED: Final = ("started", "ended")
"""The parameters that bound a job's last change, whatever their names say."""

_TIMES: Final[dict[str, tuple[str | None, str | None, Callable[[JobDocument], datetime | None]]]] = {
    "modified": (_MODIFIED[0], _MODIFIED[1], lambda job: job.last_modified),
    "source_started": ("source_started", None, lambda job: job.source_started),
    "source_ended": (None, "source_ended", lambda job: job.source_ended),
    # What began or ended after a moment has changed after it: the server can leave out the older ones.
    "created": (_MODIFIED[0], None, lambda job: job.created),
    "since": (_MODIFIED[0], None, lambda job: job.created),
    "started": (_MODIFIED[0], None, lambda job: job.started),
    "ended": (_MODIFIED[0], None, ended_at),
}
"""Times: the parameter for the lower bound, that for the upper, and what a job says."""

SORTABLE: Final[dict[str, str]] = {
    "id": "id",
    "created": "created",
    "queued": "queued",
    "started": "started",
    "ended": "ended",
    "modified": "last_modified",
    "changed": "last_status_change",
    "status": "status",
    "executions": "num_exes",
    "max_tries": "max_tries",
    "host": "node__hostname",
    "error": "error__title",
    "error_category": "error__category",
    "type": "job_type",
    "workflow": "job_type",
    "took": "duration",
}
"""What can be sorted by, and Scale's word for it. It fails with 500 for every other one, priority too."""

_ALONE: Final = frozenset({"job_type", "duration"})
"""Orders that Scale takes only as the first, dropping every other one: ties among them are unstable."""

_UNKNOWN: Final[dict[str | None, str]] = {
    "priority": "Scale's list does not tell priorities; open a job to see its configured one",
    "owner": "Scale does not record who asked for a job",
    "queue": "Scale has one queue; try type: or workflow:",
    "node": "a job of Scale has no nodes; try type:, host: or recipe:",
}

DECLARED: Final = (
    FieldSupport("status", "choice", "Scale's PENDING, BLOCKED and QUEUED are queued here; see state:"),
    FieldSupport("id", "glob", "the job's number"),
    FieldSupport("workflow", "glob", "the job type: name, or name/version"),
    FieldSupport("problem", "choice", "failure: failed, and nothing has taken its place"),
    FieldSupport("host", "glob", "the machine that it runs, or ran, on"),
    *(FieldSupport(name, "time") for name in ("created", "since", "started", "ended")),
    FieldSupport("state", "choice", "Scale's own status", tuple(JOB_STATUS)),
    FieldSupport("type", "word", "the job type's name, exactly"),
    FieldSupport("type_id", "word", "the job type's number"),
    FieldSupport("batch", "word", "the number of its batch"),
    FieldSupport("recipe", "word", "the number of its recipe (those of recipes inside have their own)"),
    FieldSupport("error_id", "word", "the number of the error that it failed with"),
    FieldSupport("error_category", "choice", "whose error it is", ("SYSTEM", "ALGORITHM", "DATA")),
    FieldSupport("superseded", "choice", "whether a newer job has taken its place", ("yes", "no")),
    FieldSupport("modified", "time", "when anything of it changed last"),
    FieldSupport("source_started", "time", "when the collection of its source began"),
    FieldSupport("source_ended", "time", "when the collection of its source ended"),
    FieldSupport("source_sensor_class", "word", "the class of sensor of its source, exactly"),
    FieldSupport("source_sensor", "word", "the sensor of its source, exactly"),
    FieldSupport("source_collection", "word", "the collection of its source, exactly"),
    FieldSupport("source_task", "word", "the task of its source, exactly"),
)
"""The fields that are answered here: by the server, or of the server's rows."""


@dataclass(slots=True)
class Asked:
    """What the server is asked for: parameters, and tests for what it cannot leave out itself.

    ``nothing`` says that no job can match, so that nothing needs to be asked.
    """

    params: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])
    tests: list[Test] = field(default_factory=list[Test])
    nothing: bool = False

    def lets(self, job: JobDocument) -> bool:
        """Whether the job passes what the server could not decide."""
        return all(test(job) for test in self.tests)


def ask(text: str, now: datetime, zone: tzinfo = UTC) -> tuple[Asked, Matcher | None]:
    """Return what to ask for the query ``text``, and the test of jobs for what is left of it.

    Raises BadRequest for what is no query, and for what neither side can tell.
    """
    split = split_query(text, DECLARED, now=now)
    _refuse_unknown(text)
    builder = _Builder(now, zone)
    for term in split.served.terms:
        builder.add(term)
    return builder.asked(split.served.sort), split.rest


def _refuse_unknown(text: str) -> None:
    for term in parse_query(text, fields_with(DECLARED)).terms:
        if term.field in _UNKNOWN:
            raise BadRequest(f"{term.field}: {_UNKNOWN[term.field]}")


class _Builder:
    """Gathers terms: the values of one parameter are cut down by each, the times drawn together."""

    def __init__(self, now: datetime, zone: tzinfo) -> None:
        self._now = now
        self._zone = zone
        self._values: dict[str, tuple[str, ...]] = {}
        self._bounds: dict[str, datetime] = {}
        self._tests: list[Test] = []

    def add(self, term: Term) -> None:
        name = term.field or ""
        if name in _TIMES:
            self._time(name, term)
        elif name in _TEXTS:
            self._text(name, term)
        else:
            {"status": self._status, "id": self._id, "problem": self._problem}.get(name, self._glob)(term)

    def asked(self, sort: SortOrder | None) -> Asked:
        """Return what was gathered, with the order."""
        params = [(name, value) for name, values in self._values.items() for value in values]
        params += [(name, moment_text(when) or "") for name, when in self._bounds.items()]
        nothing = not all(self._values.values())
        for begin, end in (_MODIFIED, ("source_started", "source_ended")):
            if begin in self._bounds and end in self._bounds and self._bounds[begin] >= self._bounds[end]:
                nothing = nothing or begin in _MODIFIED
                params = [(name, value) for name, value in params if name not in (begin, end)]
        params += [("order", order) for order in _order(sort)]
        return Asked(params, self._tests, nothing)

    def _cut_down(self, parameter: str, values: Iterable[str]) -> None:
        wanted = tuple(dict.fromkeys(values))
        before = self._values.get(parameter)
        self._values[parameter] = wanted if before is None else tuple(v for v in before if v in wanted)

    def _text(self, name: str, term: Term) -> None:
        parameter, told = _TEXTS[name]
        values = [_number(name, value) if name in _NUMBERS else value for value in term.values]
        if term.negated:
            self._tests.append(lambda job: str(told(job)) not in values)
        elif parameter == "is_superseded":
            self._cut_down(parameter, ("true" if value == "yes" else "false" for value in values))
        else:
            self._cut_down(parameter, values)

    def _status(self, term: Term) -> None:
        if term.negated:
            self._tests.append(lambda job: job_status(job.status) not in term.values)
        else:
            self._cut_down("status", (word for word, ours in JOB_STATUS.items() if ours in term.values))

    def _problem(self, term: Term) -> None:
        failure = "failure" in term.values or "any" in term.values
        if term.negated:
            if failure:
                self._tests.append(lambda job: job.status != "FAILED" or job.is_superseded)
        elif failure:
            self._cut_down("status", ("FAILED",))
            self._cut_down("is_superseded", ("false",))
        else:
            self._cut_down("status", ())

    def _id(self, term: Term) -> None:
        exact = [value for value in term.values if value.isascii() and value.isdigit()]
        if not term.negated and len(exact) == len(term.values):
            self._cut_down("job_id", (str(int(value)) for value in exact if int(value) <= LARGEST_ID))
        else:
            self._glob(term)

    def _glob(self, term: Term) -> None:
        patterns = [glob_pattern(value) for value in term.values]
        texts = _GLOBS[term.field or ""]

        def test(job: JobDocument) -> bool:
            told = texts(job)
            met = any(pattern.fullmatch(text) for pattern in patterns for text in told if text)
            return met is not term.negated

        self._tests.append(test)

    def _time(self, name: str, term: Term) -> None:
        lower, upper, told = _TIMES[name]
        stretches = [term_stretch(term, value, self._now, self._zone) for value in term.values]

        def test(job: JobDocument) -> bool:
            when = told(job)
            met = when is not None and any(
                (begin is None or begin <= when) and (end is None or when < end) for begin, end in stretches
            )
            return (when is not None or name not in _CREATION) and met is not term.negated

        self._tests.append(test)
        if term.negated:
            return
        begins, ends = [begin for begin, _ in stretches], [end for _, end in stretches]
        if lower is not None and None not in begins:
            earliest = min(begin for begin in begins if begin is not None)
            self._bounds[lower] = max(earliest, self._bounds.get(lower, earliest))
        if upper is not None and None not in ends:
            latest = max(end for end in ends if end is not None)
            self._bounds[upper] = min(latest, self._bounds.get(upper, latest))


_CREATION: Final = frozenset({"created", "since"})
_GLOBS: Final[dict[str, Callable[[JobDocument], tuple[str | None, ...]]]] = {
    "id": lambda job: (str(job.id),),
    "workflow": lambda job: (job.job_type.key, job.job_type.name),
    "host": lambda job: (job.node.hostname if job.node else None,),
}


def _number(name: str, value: str) -> str:
    if not (value.isascii() and value.isdigit() and int(value) <= LARGEST_ID):
        raise BadRequest(f'{name}: "{value}" is not a number of Scale; ids are whole numbers')
    return str(int(value))


def _order(sort: SortOrder | None) -> tuple[str, ...]:
    """Return the order to ask for. Ids break ties: the server's own ties come as they please."""
    if sort is None:
        return ("-created", "-id")
    word = SORTABLE.get(sort.field)
    if word is None:
        raise BadRequest(
            f"sort: Scale cannot order by {sort.field}", advice=f"it can by {', '.join(SORTABLE)}"
        )
    sign = "-" if sort.descending else ""
    return (f"{sign}{word}",) if word in _ALONE else (f"{sign}{word}", f"{sign}id")
