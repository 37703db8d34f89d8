"""What a screen says that has nothing else to show: empty, loading, unreachable, forbidden."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from textual.content import Content
from textual.widgets import Static

from console.client.session import Connection, Link
from console.client.trouble import Trouble
from console.core.sanitize import sanitize
from console.screens.desk import Desk


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
            self.update(_content(text))


def left_out(missing: Sequence[str]) -> tuple[str, ...]:
    """Return one sentence on the contexts that are missing from what is shown, or none."""
    if len(missing) < 2:
        return tuple(missing)
    return (f"{len(missing)} contexts are missing: {'; '.join(missing)}",)


def _content(text: NoticeText) -> Content:
    """Return a notice as it is drawn: the headline stands out, the lines are below it."""
    below = "".join(f"\n{sanitize(line)}" for line in ("", *text.lines)) if text.lines else ""
    return Content.assemble((sanitize(text.headline), "bold"), below)


def unread_notice(what: str, trouble: Trouble, face: Callable[[str], str]) -> NoticeText:
    """Return what to say where the connection stands, and ``what`` cannot be read all the same.

    ``face`` gives the key of a binding as a person reads it.
    """
    again = f"{face('look.refresh')} asks again, {face('leave.back')} goes back."
    return NoticeText(f"{what} could not be read.", (*trouble.lines, "", again))


def no_start_notice(desk: Desk) -> NoticeText:
    """Return what to say where no job can be started from here."""
    face, session = desk.face, desk.session
    return NoticeText(
        f"No job of {session.context} can be started from here.",
        (
            "This backend does not start jobs; those that are started elsewhere stand in the list.",
            "",
            f"{face('go.contexts')} chooses another context, {face('leave.back')} goes back.",
        ),
    )


def connection_notice(context: str, connection: Connection, face: Callable[[str], str]) -> NoticeText | None:
    """Return what to say when a backend has given no data, or None where it has.

    ``face`` gives the key of a binding as a person reads it.
    """
    trouble = connection.trouble
    lines = trouble.lines if trouble else ()
    elsewhere = f"{face('go.contexts')} chooses another context, {face('leave.quit')} leaves."
    match connection.link:
        case Link.CONNECTING:
            return NoticeText(f"Asking {context} …")
        case Link.UNREACHABLE | Link.LOST:
            again = f"It is tried again by itself; {elsewhere}"
            return NoticeText(f"{context} cannot be reached.", (*lines, "", again))
        case Link.UNAUTHORIZED:
            return NoticeText(f"{context} does not accept the credentials.", (*lines, "", elsewhere))
        case Link.FORBIDDEN:
            again = f"{face('look.refresh')} asks again, {elsewhere}"
            return NoticeText(f"{context} does not let you in.", (*lines, "", again))
        case Link.LIVE:
            return None
