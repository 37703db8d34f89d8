"""One page of any list: `util/rest.py::DefaultPagination` of Scale."""

from typing import Annotated, TypeAlias, TypeVar

from pydantic import PlainValidator

from console.model import Json
from console.wire.scale.document import Document
from console.wire.values import Whole, list_of, object_of

_DocumentT = TypeVar("_DocumentT", bound=Document)


def _rows(value: object) -> tuple[dict[str, Json], ...]:
    if not isinstance(value, list):
        raise ValueError("a page has a list of results")
    return tuple(object_of(row) for row in list_of(value))  # pyright: ignore[reportUnknownArgumentType]


Rows: TypeAlias = Annotated[tuple[dict[str, object], ...], PlainValidator(_rows)]


class PageDocument(Document):
    """A page: ``count`` are all that match, ``results`` those of this page.

    ``next`` is an absolute address that the server, or a proxy before it, made up. Only whether there is one
    matters: pages are asked for by number, so that the token goes nowhere else.
    """

    count: Whole = None
    next: object = None
    results: Rows

    @property
    def has_next(self) -> bool:
        """Whether the server says that another page follows."""
        return bool(self.next)

    def rows(self, kind: type[_DocumentT]) -> list[_DocumentT]:
        """Return each row as a document. Raises pydantic's ValidationError for one without an id."""
        return [kind.model_validate(row) for row in self.results]
