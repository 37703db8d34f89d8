"""What may be typed next in a query: field names, and the values that a field is known to take."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from console.core.query_fields import COMMON_FIELDS, FieldSpec, Kind, field_table
from console.core.query_syntax import quoted_value


@dataclass(frozen=True, slots=True)
class Completion:
    """Replace columns ``start`` to ``end`` of the text by ``text``; ``help`` says what it is."""

    text: str
    start: int
    end: int
    help: str = ""

    def apply(self, text: str) -> str:
        """Return ``text`` with this completion in it; the cursor belongs after it."""
        return text[: self.start] + self.text + text[self.end :]


def complete(text: str, cursor: int, fields: Iterable[FieldSpec] = COMMON_FIELDS) -> list[Completion]:
    """Return what may stand at ``cursor``, a column of ``text``, in the fields' own order.

    Before a colon the fields, after it the field's choices that are not in the term yet: those that begin
    with what is typed, of fixed ones the shortest first, then, where any value may stand, those that hold it.
    Inside quotes there is nothing.
    """
    start, end = _term_around(text, cursor)
    head = text[start:cursor]
    if '"' in head:
        return []
    bang = head.startswith("!")
    name, colon, _ = head[bang:].partition(":")
    table = field_table(fields)
    if not colon:
        return list(_names(name, start + bang, _word_end(text, start + bang, end), table.values()))
    spec = table.get(name.lower())
    return [] if spec is None else list(_values(text, start + bang + len(name) + 1, cursor, end, spec))


def _term_around(text: str, cursor: int) -> tuple[int, int]:
    """Return where the term begins and ends that the cursor is in. Spaces in quotes do not end one."""
    start, quoted = 0, False
    for column, character in enumerate(text):
        if character == '"' and (column == 0 or text[column - 1] != "\\"):
            quoted = not quoted
        elif character.isspace() and not quoted:
            if column >= cursor:
                return start, column
            start = column + 1
    return start, len(text)


def _word_end(text: str, start: int, end: int) -> int:
    """Return the end of the field's name that begins at ``start``, its colon included."""
    colon = text.find(":", start, end)
    return end if colon < 0 else colon + 1


def _names(prefix: str, start: int, end: int, specs: Iterable[FieldSpec]) -> Iterator[Completion]:
    for spec in specs:
        if spec.name.startswith(prefix.lower()):
            yield Completion(f"{spec.name}:", start, end, spec.help)


def _values(text: str, first: int, cursor: int, end: int, spec: FieldSpec) -> Iterator[Completion]:
    """Yield the choices for the one value, of those after the colon at ``first``, that the cursor is in."""
    start = max(text.rfind(",", first, cursor) + 1, first)
    comma = text.find(",", cursor, end)
    stop = end if comma < 0 else comma
    prefix = text[start:cursor].lower()
    others = {*text[first : max(start - 1, first)].lower().split(","), *text[stop:end].lower().split(",")}
    free = [choice for choice in spec.choices if spec.kind is not Kind.CHOICE or choice not in others]
    begin = [choice for choice in free if choice.lower().startswith(prefix)]
    if prefix and spec.kind is Kind.CHOICE:
        begin.sort(key=len)  # what is typed is nearest to the shortest: paused rather than pausing
    if spec.kind is Kind.CHOICE or spec.ordered:
        yield from (Completion(str(choice), start, stop, "") for choice in begin)
        return
    within = [choice for choice in free if prefix in choice.lower() and choice not in begin]
    yield from (Completion(quoted_value(choice), start, stop, "") for choice in (*begin, *within))
