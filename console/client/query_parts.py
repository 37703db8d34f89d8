"""Who evaluates which term of a query: the server, or the console, which sifts what the server gives it."""

from collections.abc import Iterable
from dataclasses import dataclass

from console.core.query import FieldSpec, QueryError, parse_query


@dataclass(frozen=True, slots=True)
class QueryParts:
    """The terms of a query as they were typed, by who evaluates them."""

    served: tuple[str, ...] = ()
    here: tuple[str, ...] = ()

    @property
    def told(self) -> str:
        """Say it in a few words; nothing of an empty query."""
        if not self.here:
            return "all by the server" if self.served else ""
        here = f"here: {' '.join(self.here)}"
        return f"by the server: {' '.join(self.served)}   {here}" if self.served else here


def query_parts(text: str, fields: Iterable[FieldSpec], evaluated: frozenset[str | None]) -> QueryParts:
    """Return the parts of ``text``; ``evaluated`` are the server's fields. A query that is wrong has none."""
    try:
        terms = parse_query(text, fields).terms
    except QueryError:
        return QueryParts()
    served = tuple(text[term.start : term.end] for term in terms if term.field in evaluated)
    here = tuple(text[term.start : term.end] for term in terms if term.field not in evaluated)
    return QueryParts(served, here)


def sifted_sentence(parts: QueryParts, found: int, read: int | None, *, more: bool) -> str:
    """Say what the count of a list means that was sifted here; nothing where the server did it all."""
    if not parts.here:
        return ""
    told = f"filtered here by {' '.join(parts.here)}"
    if read is None:
        return f"{told}: the server does not, so it is read and sifted"
    rest = "; there are more to read" if more else ""
    return f"{told}: {found:,} of the {read:,} read{rest}"
