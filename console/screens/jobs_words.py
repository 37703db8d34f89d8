"""What the jobs list says where it has nothing to show, or shows what was not asked for."""

from collections.abc import Callable, Sequence
from typing import Final

from console.client.views import View
from console.core.figures import count
from console.core.query import QueryError, parse_query
from console.core.query_fields import FieldSpec, Kind
from console.core.query_syntax import quoted_value
from console.model import Attention, Counts
from console.screens.notice import NoticeText
from console.widgets.cell import Piece

_FAILED: Final = "failed"
_ALL: Final = "all"
_LONG: Final = frozenset({"name", "workflow"})
"""Fields whose values are long, so that a piece of one is typed for it."""

Face = Callable[[str], str]
"""Gives the key of a binding as it looks."""


def empty_notice(
    view: View, narrowed: str, counts: Counts | None, fields: Sequence[FieldSpec], face: Face
) -> NoticeText:
    """Return what a list says that has no rows. ``narrowed`` is its query, where a filter made it empty."""
    if narrowed:
        ways = f"{face('leave.peel')} takes the filter away, {face('look.filter')} changes it."
        return NoticeText(f"Nothing matches  {narrowed}", (*_whole_names(narrowed, fields), ways))
    if view.name != _ALL:
        more = f"{face('go.view_4')} shows all jobs, {face('act.start')} starts one."
        held = _held(counts, face) if view.name == _FAILED else ()
        return NoticeText(view.empty, (*held, more))
    return NoticeText(
        "There are no jobs yet.",
        (
            f"{face('act.start')} starts one from a workflow.",
            f"{face('go.help')} shows every key, {face('go.contexts')} chooses another context, "
            f"{face('leave.back')} leaves.",
        ),
    )


def _whole_names(query: str, fields: Sequence[FieldSpec]) -> tuple[str, ...]:
    """Say that a field of names means the whole name, where one was given that has no wildcard."""
    kinds = {spec.name: spec.kind for spec in fields}
    try:
        terms = parse_query(query, fields).terms
    except QueryError:
        return ()
    for term in terms:
        bare = term.values[0] if len(term.values) == 1 and not term.negated else "*"
        if kinds.get(term.field or "") is Kind.GLOB and term.field in _LONG and not {"*", "?"} & set(bare):
            within = f"{term.field}:{quoted_value(f'*{bare}*')} finds it within"
            return (f"{term.field}: is the whole {term.field}; {within}.",)
    return ()


def why_all(counts: Counts | None, face: Face) -> Piece:
    """Say why the list shows all jobs, and when that is no more so."""
    asking = 0
    if counts is not None:
        asking = sum(n for why, n in counts.by_attention.items() if why is not Attention.NONE)
    if not asking:
        return Piece("nothing needs you: these are all jobs", "muted")
    need = "needs" if asking == 1 else "need"
    return Piece(f"{count(asking)} {need} you now: press {face('go.view_1')}", "attention")


def _held(counts: Counts | None, face: Face) -> tuple[str, ...]:
    """Say where the failures are that the header counts: such a job waits, it has not ended."""
    number = 0 if counts is None else counts.by_attention.get(Attention.FAILURE, 0)
    if not number:
        return ()
    key = face("go.view_1")
    if number == 1:
        return (f"1 job waits for you at a failure, and has not ended: {key} shows it.",)
    return (f"{count(number)} jobs wait for you at a failure, and have not ended: {key} shows them.",)
