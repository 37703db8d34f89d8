"""What a screen says that has nothing else to show: empty, loading, unreachable, forbidden."""

from collections.abc import Sequence
from dataclasses import dataclass

from textual.widgets import Static

from console.client.session import Connection, Link
from console.core.sanitize import sanitize


@dataclass(frozen=True, slots=True)
class NoticeText:
    """A headline, and lines that say what to do."""

    headline: str
    lines: tuple[str, ...] = ()


class Notice(Static):
    """A few centred lines in place of a list."""

    DEFAULT_CSS = """
    Notice {
        height: 1fr; width: 1fr; content-align: center middle; text-align: center;
        color: $foreground; background: $background; padding: 0 4; display: none;
    }
    """

    def __init__(self, *, id: str = "notice") -> None:  # noqa: A002 - Textual's own word
        super().__init__(id=id, markup=False)
        self._text: NoticeText | None = None

    def show(self, text: NoticeText | None) -> None:
        """Show a notice, or none."""
        if text == self._text:
            return
        self._text = text
        self.display = text is not None
        if text is not None:
            lines = [text.headline, "", *text.lines] if text.lines else [text.headline]
            self.update("\n".join(sanitize(line) for line in lines))


def left_out(missing: Sequence[str]) -> tuple[str, ...]:
    """Return one sentence on the contexts that are missing from what is shown, or none."""
    if len(missing) < 2:
        return tuple(missing)
    return (f"{len(missing)} contexts are missing: {'; '.join(missing)}",)


def connection_notice(context: str, connection: Connection) -> NoticeText | None:
    """Return what to say when a backend has given no data, or None where it has."""
    trouble = connection.trouble
    lines = trouble.lines if trouble else ()
    match connection.link:
        case Link.CONNECTING:
            return NoticeText(f"Asking {context} …")
        case Link.UNREACHABLE | Link.LOST:
            again = "It is tried again by itself; @ chooses another context, ctrl+q leaves."
            return NoticeText(f"{context} cannot be reached.", (*lines, "", again))
        case Link.UNAUTHORIZED:
            again = "@ chooses another context, ctrl+q leaves."
            return NoticeText(f"{context} does not accept the credentials.", (*lines, "", again))
        case Link.FORBIDDEN:
            again = "ctrl+r asks again, @ chooses another context, ctrl+q leaves."
            return NoticeText(f"{context} does not let you in.", (*lines, "", again))
        case Link.LIVE:
            return None
