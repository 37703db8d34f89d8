"""Keeping the list that is seen, as text, for the moment in which the next console starts."""

from collections.abc import Sequence

from rich.style import Style

from console.config import last_list
from console.config.last_list import Asked, LastList
from console.screens.jobs import JobsScreen
from console.terminal.app import TerminalApp
from console.widgets.cell import Piece
from console.widgets.job_list import JobHead


def keep(app: TerminalApp, screen: JobsScreen, asked: Asked) -> None:
    """Keep what ``screen`` shows, if that is live and what a console opens on; else what was kept stays.

    An empty list is kept as none. A folder that cannot be written keeps nobody from anything.
    """
    if not screen.is_live or not screen.opens_here:
        return
    try:
        lines = _rows(screen)
        if lines:
            last_list.write(asked, _last_list(app, screen, lines))
        else:
            last_list.forget(asked)
    except OSError:
        return


def _rows(screen: JobsScreen) -> list[str]:
    """Return the first rows as they look without a cursor and without marks."""
    rows = screen.job_list
    lines: list[str] = []
    for row in range(min(rows.size.height, len(rows.row_ids()))):
        if rows.pages.job(row) is None:
            break
        lines.append(rows.draw_row(row, rows.line_width, under_cursor=False, marked=False).text)
    return lines


def _last_list(app: TerminalApp, screen: JobsScreen, lines: list[str]) -> LastList:
    width, height = app.size
    palette = screen.job_list.palette
    ground = Style(bgcolor=screen.job_list.base.bgcolor) if app.erases_in_colour else Style()
    titles = _text(screen.query_one(JobHead).pieces_for(width))
    return LastList(
        at=screen.read_at.timestamp(),
        columns=width,
        rows=height,
        charset=app.charset,
        head=_plain(app, _text(screen.header.place(width))),
        lines=tuple(_plain(app, line) for line in (titles, *lines)),
        ground=app.sgr_of(ground),
        muted=app.sgr_of(ground + palette.style("muted")),
        warning=app.sgr_of(ground + palette.style("warning bold")),
    )


def _text(pieces: Sequence[Piece]) -> str:
    return "".join(piece.text for piece in pieces)


def _plain(app: TerminalApp, text: str) -> str:
    """Return text that can be sent as it is: of the terminal's charset, and nothing that it would act on."""
    clean = "".join(sign if sign.isprintable() else " " if sign.isspace() else "?" for sign in text)
    return app.in_charset(clean).rstrip()
