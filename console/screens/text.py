"""A screen of text: why a job or a node stands where it stands."""

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType

from console.client.trouble import Trouble
from console.core.explain import Why, explain_job, explain_node
from console.core.sanitize import sanitize
from console.keymap import Scope
from console.model import JobDetail
from console.screens.base import ConsoleScreen, screen_bindings
from console.screens.desk import Desk
from console.screens.places import JobPlace
from console.widgets.cell import Piece
from console.widgets.glyph import glyph
from console.widgets.text_view import TextLine, TextView

Words = Callable[[JobDetail], Sequence[TextLine]]
"""Makes the lines from the job as it stands."""


class TextScreen(ConsoleScreen, inherit_bindings=False):
    """Text about a job, kept up to date with it."""

    SCOPES = (Scope.EVERYWHERE,)
    BINDINGS: ClassVar[list[BindingType]] = screen_bindings(SCOPES)
    FOOTER = ("go.help", "leave.back")

    def __init__(
        self,
        desk: Desk,
        trail: tuple[str, ...],
        detail: JobDetail,
        words: Words,
        node: str | None = None,
    ) -> None:
        super().__init__(desk)
        self._node = node
        self._trail = trail
        self._detail = detail
        self._words = words

    @property
    def linked(self) -> JobPlace:
        """The job, or the node of it, that the text is about."""
        return JobPlace(self._detail.job.id, self._node)

    @property
    def trail(self) -> tuple[str, ...]:
        """Return where this is."""
        return self._trail

    def body(self) -> ComposeResult:
        """Lay out the text."""
        yield TextView(self._words(self._detail))

    async def read(self) -> None:
        """Read the job again."""
        answer = await self.desk.session.job(self._detail.job.id)
        if isinstance(answer, Trouble):
            self.complain(answer)
        else:
            self._detail = answer
            self.query_one(TextView).show(self._words(answer))


def why_screen(desk: Desk, detail: JobDetail, node: str | None) -> TextScreen:
    """Return a screen that says why a job, or a node of it, does not move."""

    def words(seen: JobDetail) -> Sequence[TextLine]:
        now, zone = desk.now, desk.settings.zone
        if node is not None and node in seen.nodes:
            return _sentences(explain_node(seen, node, now=now, zone=zone))
        return _sentences(explain_job(seen, now=now, zone=zone))

    return TextScreen(desk, _trail(detail, node, "why"), detail, words, node)


def _trail(detail: JobDetail, node: str | None, word: str) -> tuple[str, ...]:
    return (detail.job.id, *([node] if node else []), word)


def _sentences(whys: Sequence[Why]) -> list[TextLine]:
    lines: list[TextLine] = [[]]
    for why in whys:
        lines += [[Piece(f"{glyph('•')} ", "accent"), Piece(sanitize(why.sentence))], []]
    return lines


def lay_over(screen: ConsoleScreen, text: ConsoleScreen) -> None:
    """Show a text over a screen."""
    screen.app.push_screen(text)  # pyright: ignore[reportUnknownMemberType]
