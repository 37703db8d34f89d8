"""The ids of the rows of a list of any length, told one by one."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, overload

if TYPE_CHECKING:
    from console.client.page import JobPages


class RowIds(Sequence[str | None]):
    """The ids of all rows of a list, None where not loaded; made of nothing, whatever the list's length."""

    def __init__(self, pages: "JobPages") -> None:
        self._pages = pages

    def __len__(self) -> int:
        """Count the rows."""
        return len(self._pages)

    @overload
    def __getitem__(self, index: int) -> str | None: ...

    @overload
    def __getitem__(self, index: slice) -> Sequence[str | None]: ...

    def __getitem__(self, index: int | slice) -> str | Sequence[str | None] | None:
        """Return the id of a row, or of several."""
        if isinstance(index, slice):
            return [self[row] for row in range(*index.indices(len(self)))]
        row = index if index >= 0 else index + len(self)
        if not 0 <= row < len(self):
            raise IndexError(index)
        job = self._pages.job(row)
        return None if job is None else job.id

    def __contains__(self, value: object) -> bool:
        """Whether a row with this id is loaded."""
        return isinstance(value, str) and self._pages.row_of(value) is not None

    def index(self, value: object, start: int = 0, stop: int | None = None) -> int:
        """Return the row of an id. Raises ValueError where it is not loaded."""
        row = self._pages.row_of(value) if isinstance(value, str) else None
        if row is None or row < start or (stop is not None and row >= stop):
            raise ValueError(value)
        return row

    def named(self) -> Iterator[tuple[int, str]]:
        """Yield every row that is loaded with its id."""
        return ((row, job.id) for row, job in self._pages.loaded_rows())
