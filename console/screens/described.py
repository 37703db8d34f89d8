"""Everything that is known of a job or of a node: our fields, the times, and the backend's own words."""

from collections.abc import Sequence
from typing import ClassVar, Final

from textual.binding import BindingType

from console.client.link import file_name
from console.client.trouble import Trouble
from console.core.describe import Line, describe_job, describe_node
from console.core.pauses import Pause
from console.model import JobDetail, LogRef
from console.screens.base import screen_bindings
from console.screens.desk import Desk
from console.screens.reading import ReadingScreen
from console.widgets.cell import Piece
from console.widgets.passage_list import Passage

FOLD_OVER: Final = 60
"""A part with more lines than this is folded at first."""


class DescribedScreen(ReadingScreen, inherit_bindings=False):
    """Kept up to date with its job."""

    BINDINGS: ClassVar[list[BindingType]] = screen_bindings(ReadingScreen.SCOPES)

    def __init__(self, desk: Desk, detail: JobDetail, node: str | None, pauses: Sequence[Pause] = ()) -> None:
        self._detail = detail
        self._node = node
        self._pauses = tuple(pauses)
        trail = (detail.job.id, *([node] if node else []), "everything known")
        name = file_name(LogRef(detail.job.id, node or "", 0)).removesuffix(".log").removesuffix("-0")
        super().__init__(desk, trail, self._described(desk, detail), f"{name}-described.txt")

    @property
    def subject(self) -> str:
        """Return the job's id."""
        return self._detail.job.id

    async def read(self) -> None:
        """Read the job again."""
        answer = await self.desk.session.job(self._detail.job.id)
        if isinstance(answer, Trouble):
            self.complain(answer)
        else:
            self._detail = answer
            self.text.show(self._described(self.desk, answer))

    def _described(self, desk: Desk, detail: JobDetail) -> list[Passage]:
        if self._node is not None and self._node in detail.nodes:
            return passages_of(describe_node(detail, self._node, now=desk.now, pauses=self._pauses))
        return passages_of(describe_job(detail))


def passages_of(lines: Sequence[Line]) -> list[Passage]:
    """Return lines as passages: what is below a line is part of it."""
    sizes = _sizes(lines)
    path: list[str] = []
    seen: dict[str, int] = {}
    passages: list[Passage] = []
    for line, size in zip(lines, sizes, strict=True):
        path = [*path[: line.depth], line.name]
        key = "/".join(path)
        seen[key] = seen.get(key, 0) + 1
        passages += _passages(line, f"{key}#{seen[key]}", size)
    return passages


def _passages(line: Line, id_: str, size: int) -> list[Passage]:
    if line.value is None:
        more = f"  ({size:,})" if size > FOLD_OVER else ""
        head = (Piece(line.name, "bold" if line.depth == 0 else "secondary"), Piece(more, "muted"))
        rules = line.depth == 0 and line.name == "rules"
        return [Passage(id_, head, line.depth, folded=rules or size > FOLD_OVER)]
    parts = line.value.splitlines() or [""]
    if len(parts) == 1:
        pieces = (Piece(f"{line.name}: ", "muted"), Piece(line.value))
        return [Passage(id_, pieces, line.depth, copied=line.value)]
    head = Passage(id_, (Piece(f"{line.name}:", "muted"),), line.depth, copied=line.value)
    below = [Passage(f"{id_}/{n}", (Piece(part),), line.depth + 1) for n, part in enumerate(parts)]
    return [head, *below]


def _sizes(lines: Sequence[Line]) -> list[int]:
    """Return how many lines each line has directly below it."""
    sizes = [0] * len(lines)
    above: list[int] = []
    for place, line in enumerate(lines):
        while above and lines[above[-1]].depth >= line.depth:
            above.pop()
        if above:
            sizes[above[-1]] += 1
        above.append(place)
    return sizes
