"""The log of an execution beside that of the last success: what is new, and what is missing."""

from collections.abc import Mapping, Sequence
from typing import ClassVar, Final

from textual.binding import BindingType

from console.backends.base import BackendError
from console.client.link import file_name
from console.client.log_compare import ALIKE, ComparedLogs, NothingToCompare, compare
from console.client.trouble import trouble_of
from console.core.figures import count
from console.core.log_diff import Change, DiffLine, differences, near_differences
from console.core.sanitize import log_spans, printable
from console.core.times import clock_time
from console.model import JobDetail, LogRef
from console.screens.base import ConsoleScreen, screen_bindings
from console.screens.desk import Desk
from console.screens.reading import ReadingScreen
from console.screens.text import lay_over
from console.widgets.cell import Piece
from console.widgets.glyph import glyph
from console.widgets.passage_list import Passage

_LOOKS: Final = {
    Change.NEW: ("+", "status-failed", "foreground"),
    Change.MISSING: ("-", "status-paused", "status-paused"),
    Change.NOISE: ("~", "muted", "muted"),
    Change.SAME: (" ", "muted", "muted"),
}
"""The sign of a line, the sign's style, and the text's."""


class DiffScreen(ReadingScreen, inherit_bindings=False):
    """Opens on the first difference; ``n`` goes to the next."""

    BINDINGS: ClassVar[list[BindingType]] = screen_bindings(ReadingScreen.SCOPES)
    WORDS: ClassVar[Mapping[str, str]] = {**ReadingScreen.WORDS, "look.next_match": "next difference"}

    def __init__(self, desk: Desk, compared: ComparedLogs) -> None:
        trail = (compared.new.job, compared.new.node, f"execution {compared.new.execution}", "difference")
        name = file_name(compared.new).removesuffix(".log")
        super().__init__(desk, trail, passages_of(desk, compared), f"{name}.diff")
        self._compared = compared

    @property
    def subject(self) -> str:
        """Return the job's id."""
        return self._compared.new.job

    def on_mount(self) -> None:
        """Go to the first difference."""
        self.call_after_refresh(self.action_match, 1)

    def places(self) -> Sequence[int]:
        """Return where the differences begin."""
        starts = {f"line {start}" for start in differences(self._compared.lines)}
        return [place for place, each in enumerate(self._passages) if each.id in starts]

    def nothing_to_go_to(self) -> str:
        """Say that both logs are alike."""
        return ALIKE


def open_diff(screen: ConsoleScreen, detail: JobDetail, ref: LogRef) -> None:
    """Compare a log with that of the last success, and show it; or say why that cannot be."""
    screen.run_worker(_open(screen, detail, ref), name="diff", group="diff", exclusive=True)


async def _open(screen: ConsoleScreen, detail: JobDetail, ref: LogRef) -> None:
    screen.say(f"looking for the last success of {ref.node} {glyph('…')}", "muted")
    try:
        compared = await compare(screen.desk.session.backend, detail, ref)
    except NothingToCompare as error:
        screen.say(str(error), "warning", stays=True)
    except BackendError as error:
        screen.complain(trouble_of(error))
    else:
        if screen.is_current:
            screen.status_line.clear()
            lay_over(screen, DiffScreen(screen.desk, compared))


def passages_of(desk: Desk, compared: ComparedLogs) -> list[Passage]:
    """Return the lines of a difference: what is alike for long is folded."""
    passages = [Passage("head", tuple(_head(desk, compared)))]
    passages += [
        Passage(f"note {number}", (Piece(note, "warning"),), sign=Piece(glyph("⚠"), "warning"))
        for number, note in enumerate(compared.notes)
    ]
    lines = compared.lines
    near = near_differences(lines)
    at = 0
    while at < len(lines):
        if near[at]:
            passages.append(_passage(at, lines[at], 0))
            at += 1
            continue
        end = next((place for place in range(at, len(lines)) if near[place]), len(lines))
        title = f"{count(end - at)} line{'' if end - at == 1 else 's'} alike"
        passages.append(Passage(f"alike {at}", (Piece(title, "muted italic"),), folded=True))
        passages += [_passage(place, lines[place], 1) for place in range(at, end)]
        at = end
    return passages


def _head(desk: Desk, compared: ComparedLogs) -> Sequence[Piece]:
    changes = [line.change for line in compared.lines]
    job, old = compared.old_job, compared.old
    when = clock_time(job.created, desk.now, desk.settings.zone) if job.created else ""
    own = old.job == compared.new.job
    other = "an earlier execution of this job" if own else f"job {old.job}{f' of {when}' if when else ''}"
    return (
        Piece(f"against execution {old.execution} in {other}, which succeeded:  ", "secondary"),
        Piece(f"+{count(changes.count(Change.NEW))} new", "status-failed"),
        Piece("  "),
        Piece(f"-{count(changes.count(Change.MISSING))} missing", "status-paused"),
        Piece(f"  ~{count(changes.count(Change.NOISE))} times or numbers", "muted"),
    )


def _passage(place: int, line: DiffLine, depth: int) -> Passage:
    sign, look, style = _LOOKS[line.change]
    text = printable(log_spans(line.text))
    return Passage(f"line {place}", (Piece(text, style),), depth, sign=Piece(sign, look))
