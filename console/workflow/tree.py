"""A YAML document as plain values that remember where they stood."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from console.workflow.errors import Place

Path = tuple[str | int, ...]
"""The way from the top of a document to one of its values: keys, and indexes counted from 0."""


@dataclass(frozen=True, slots=True)
class Scalar:
    """A single value. ``text`` is how it was written, so that ``1.10`` and ``0x1F`` stay what they are."""

    value: str | int | float | bool | None
    text: str
    place: Place
    quoting: int | None = 0
    """How many characters stand before the text itself; None where lines or escapes were folded."""

    @property
    def is_null(self) -> bool:
        """Whether nothing was written here (or null, which is the same)."""
        return self.value is None

    def place_of(self, column: int) -> Place:
        """Return the place of the character ``column`` (from 1) of the text, as nearly as it is known."""
        if self.quoting is None:
            return self.place
        return Place(self.place.line, self.place.column + self.quoting + column - 1)


@dataclass(frozen=True, slots=True)
class Sequence:
    """A list."""

    items: "tuple[Marked, ...]"
    place: Place


@dataclass(frozen=True, slots=True)
class Entry:
    """One key of a mapping, where it stands, and its value."""

    key: str
    place: Place
    value: "Marked"


@dataclass(frozen=True, slots=True)
class Mapping:
    """Keys and values in the order of the file. A key stands here once, whatever the file said."""

    place: Place
    entries: dict[str, Entry] = field(default_factory=dict[str, Entry])

    def __iter__(self) -> Iterator[Entry]:
        return iter(self.entries.values())

    def __contains__(self, key: str) -> bool:
        return key in self.entries

    def get(self, key: str) -> "Marked | None":
        """Return the value of a key, or None where it is not given."""
        entry = self.entries.get(key)
        return None if entry is None else entry.value

    def mapping(self, key: str) -> "Mapping | None":
        """Return the value of a key if it is a mapping."""
        value = self.get(key)
        return value if isinstance(value, Mapping) else None

    def place_of(self, key: str) -> Place:
        """Return the place of a key, or of the mapping where the key is not given."""
        entry = self.entries.get(key)
        return self.place if entry is None else entry.place


Marked = Scalar | Sequence | Mapping
"""Any value of a document."""


def place_at(tree: Marked, path: Path) -> Place:
    """Return where the value at ``path`` is best pointed at.

    A field is pointed at by its key, an item of a list by itself. Where the path leaves the document
    (a field that is missing), the nearest place above.
    """
    place = tree.place
    value: Marked | None = tree
    for step in path:
        if isinstance(value, Mapping) and isinstance(step, str) and step in value:
            place = value.place_of(step)
            value = value.get(step)
        elif isinstance(value, Sequence) and isinstance(step, int) and step < len(value.items):
            value = value.items[step]
            place = value.place
        else:
            break
    return place


def dotted(path: Path) -> str:
    """Return a path as people read it: ``nodes.load.argv[2]``."""
    text = ""
    for step in path:
        text += f"[{step}]" if isinstance(step, int) else f".{step}" if text else step
    return text


def texts(value: Marked | None) -> tuple[Scalar, ...]:
    """Return the scalars of a list, or the one scalar that stands for a list of one."""
    items = value.items if isinstance(value, Sequence) else () if value is None else (value,)
    return tuple(item for item in items if isinstance(item, Scalar) and not item.is_null)
