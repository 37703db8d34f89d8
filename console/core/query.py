"""The query language: which jobs are meant, in a line that a person types.

``problem:failure status:paused workflow:ingest* took:>30m error:"timeout" !queue:bulk text``

- A query is a list of terms with spaces between; all of them must hold.
- A term is ``field:value``; commas are or (``status:paused,failed``); ``!`` before it leaves out the matches.
- A term without a field is free text: a part of the id, name, workflow, owner, tags or reason.
- Quotes hold spaces, commas, colons and operators together; in them ``\\"`` is a quote, ``\\\\`` a backslash.
- ``*`` and ``?`` stand for anything in names; upper and lower case are the same.
- Numbers, durations and times take ``>``, ``>=``, ``<``, ``<=``, with one value.
- A time is a date, a moment or an age. An age is compared as an age: ``started:24h`` in the last 24 hours,
  ``started:>24h`` longer ago. `term_stretch` decides it for everyone who evaluates a query.
- ``sort:started`` or ``sort:-started`` orders; it is kept apart from the terms.
- An unknown field, or a value that its field does not take, is an error.
"""

from console.core.glob import glob_pattern
from console.core.query_complete import Completion, complete
from console.core.query_fields import COMMON_FIELDS, FieldSpec, Kind, evaluated_fields, fields_with
from console.core.query_match import CONSOLE_FIELDS, Matcher, matcher, matches
from console.core.query_subject import UNKNOWN_NODES, NodeFacts, Queryable
from console.core.query_syntax import format_query, parse_query
from console.core.query_terms import Operator, Query, QueryError, SortOrder, Term
from console.core.query_times import resolve_time, term_stretch

__all__ = [
    "COMMON_FIELDS",
    "CONSOLE_FIELDS",
    "UNKNOWN_NODES",
    "Completion",
    "FieldSpec",
    "Kind",
    "Matcher",
    "NodeFacts",
    "Operator",
    "Query",
    "QueryError",
    "Queryable",
    "SortOrder",
    "Term",
    "complete",
    "evaluated_fields",
    "fields_with",
    "format_query",
    "glob_pattern",
    "matcher",
    "matches",
    "parse_query",
    "resolve_time",
    "term_stretch",
]
