"""Marking lines of a log, and copying them: to the clipboard, or into a file where they are too many."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from textual import on, work

from console.backends.base import BackendError
from console.client.link import logs_command, show_command
from console.client.log_export import Taken, Tell, text_of, write_log
from console.client.log_lines import LONGEST, HeldLine
from console.client.trouble import trouble_of
from console.core.figures import count
from console.core.log_pattern import shown_text
from console.model import LogRef
from console.screens.copying import copy, copy_menu, hand_over, kept_file, why_not
from console.screens.desk import Desk
from console.screens.log_searching import WAITS
from console.screens.log_seeking import LogSeeking
from console.screens.places import LogsPlace
from console.terminal.clipboard import MOST_COPIED
from console.widgets.key_bar import Hint
from console.widgets.log_marking import LogMarking

NO_LOG: Final = "there is no log yet"


class LogCopying(LogSeeking, inherit_bindings=False):
    """The part of the log screen that marks and copies. One thing is read at a time; escape stops it."""

    def __init__(self, desk: Desk, place: LogsPlace) -> None:
        super().__init__(desk, place)
        self._marks: tuple[bool, bool] | None = None
        self.taking = ""
        """What is read just now to be taken along, in words; empty if nothing is."""

    # --- marking ------------------------------------------------------------------------------------

    def action_mark_range(self) -> None:
        """Begin to mark lines, or let those stand that are marked."""
        if self.view.mark():
            self.status_line.clear()
        else:
            self.say(NO_LOG if self.pane.opened else WAITS, "warning")

    def action_mark_word(self) -> None:
        """Begin to mark a word of a line, or let what is marked stand."""
        if self.view.mark_word():
            self.status_line.clear()
        else:
            self.say(
                "there is no word in this line"
                if self.view.current is not None
                else NO_LOG
                if self.pane.opened
                else WAITS,
                "warning",
            )

    def action_take_word(self, step: int) -> None:
        """Mark one more word."""
        if self.view.in_words:
            self.view.take_word(step)
        else:
            self.say(f"no word is marked; {self.desk.face('mark.word')} marks one", "warning")

    def peel(self) -> bool:
        """Stop what is being read, then take the marks away, then what else there is."""
        if self.taking:
            self.workers.cancel_group(self, "take")  # pyright: ignore[reportUnknownMemberType]
            self.say("stopped; nothing was written", "muted")
            return True
        return self.view.unmark() or super().peel()

    def marked_words(self) -> str:
        """Return how many lines are marked."""
        selection, view = self.view.selection, self.view
        if selection is None:
            return ""
        if selection.stretch is not None:
            number = selection.stretch[1] - selection.stretch[0]
            return f"{count(number)} character{'' if number == 1 else 's'} of 1 line marked"
        hidden = selection.last - selection.first + 1 - view.marked_count
        without = f", without {lines_word(hidden)} not shown" if hidden else ""
        return f"{lines_word(view.marked_count)} marked{without}"

    def narrow_keys(self) -> str:
        """Return what can be done with marked lines, where there are any."""
        if self.view.selection is None:
            return super().narrow_keys()
        words = (("take.copy", "copy"), ("take.write", "save"), ("leave.peel", "unmark"))
        return "  ".join(f"{self.desk.face(id_)} {word}" for id_, word in words)

    def frame_changed(self) -> None:
        """Bring the keys up to date, too, when something is marked, or nothing any more."""
        super().frame_changed()
        selection = self.view.selection
        kind = None if selection is None else (selection.open, selection.stretch is not None)
        if kind != self._marks:
            self._marks = kind
            self.refresh_keys()

    def look_hints(self) -> Sequence[Hint]:
        """Put first what can be done with marked lines."""
        hints = super().look_hints()
        if self.view.selection is None:
            return hints
        end = "end the mark" if self.view.marking else "mark anew"
        if self.view.in_words:
            words = (
                ("mark.word", end),
                ("take.copy", "copy it"),
                ("move.right", "next word"),
                ("mark.more_right", "more"),
            )
        else:
            words = (("mark.range", end), ("take.copy", "copy lines"), ("take.write", "save lines"))
        own = [Hint(self.desk.face(id_), label) for id_, label in words]
        taken = {hint.key for hint in own}
        return [*own, Hint(self.desk.face("leave.peel"), "unmark"), *(h for h in hints if h.key not in taken)]

    # --- the clipboard ------------------------------------------------------------------------------

    def action_copy(self) -> None:
        """Copy the marked lines; without any choose what to copy."""
        if self.ref is None or self.detail is None:
            super().action_copy()
        elif self.view.selection is not None:
            self._copy_marked(unmark=True)
        else:
            copy_menu(self, self._choices(self.ref))

    @on(LogMarking.Dragged)
    def _dragged(self, event: LogMarking.Dragged) -> None:
        event.stop()
        self._copy_marked(unmark=False)

    def _choices(self, ref: LogRef) -> dict[str, tuple[str, str]]:
        home = self.desk.session.home(ref.job)
        own = replace(ref, job=home.plain(ref.job))
        command = logs_command(home.context, own) if own.node else show_command(home.context, own.job)
        choices = {"link": ("the link", self.link)}
        choices |= {"command": ("the command", command), "id": ("the job's id", own.job)}
        if self.detail is not None:
            choices["name"] = ("its name", self.detail.job.name)
        if own.node:
            choices["node"] = ("the node", own.node)
        number = self.view.current
        held = self.view.lines.get(number) if number is not None else None
        if isinstance(held, HeldLine) and number is not None:
            choices = {"line": (f"line {count(number + 1)}", shown_text(held.line)), **choices}
        return choices

    @work(group="take", name="take", exclusive=True)
    async def _copy_marked(self, *, unmark: bool) -> None:
        selection, ref = self.view.selection, self.ref
        if selection is None or ref is None:
            return
        wanted = list(self.view.marked())
        self.taking = "reading the marked lines"
        try:
            if selection.stretch is not None:
                await self._copy_stretch(ref, selection.first, *selection.stretch)
            else:
                await self._copy_lines(ref, wanted)
        except BackendError as error:
            self.complain(trouble_of(error))
            return
        finally:
            self.taking = ""
        if unmark and self.view.selection == selection:
            self.view.unmark()

    async def _copy_lines(self, ref: LogRef, wanted: list[range]) -> None:
        why, what = why_not(self), lines_word(sum(map(len, wanted)))
        found = None if why else await text_of(self.reader, ref, wanted, most=MOST_COPIED)
        if found is not None:
            text, taken = found
            await hand_over(self, f"{what}, {count(len(text.encode()))} bytes{lacking(taken)}", text)
            return
        why, path = (
            why or f"more than {count(MOST_COPIED)} bytes are too many for a clipboard",
            kept_file(self),
        )
        if path is None:
            self.say(f"{what} were not copied: {why}; {self.desk.face('take.write')} saves them", "warning")
            return
        try:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            taken = await write_log(
                self.reader,
                ref,
                path,
                raw=False,
                wanted=wanted,
                over=True,
                tell=self.tell_share(wanted, path),
            )
        except OSError as error:
            self.say(f"not copied: {why}; nor could {path} be written: {error.strerror}", "error")
        else:
            self.say(f"saved {what} to {path}: {why}{lacking(taken)}", "warning", stays=True)

    async def _copy_stretch(self, ref: LogRef, number: int, begin: int, end: int) -> None:
        window = await self.reader.log(ref, first=number, count=1)
        line = next((each for each in window.lines if each.number == number), None)
        if line is None:
            self.say(f"line {count(number + 1)} is not there any more", "warning")
            return
        text = shown_text(replace(line, text=line.text[:LONGEST]))[begin:end]
        copy(self, f"a part of line {count(number + 1)}", text)

    def tell_share(self, wanted: Sequence[range] | None, path: Path) -> Tell:
        """Return what tells how far a long reading is."""
        windows = self.windows
        total = sum(map(len, wanted)) if wanted is not None else windows.count if windows else 0
        told = -1

        def tell(lines: int) -> None:
            nonlocal told
            share = min(99, 100 * lines // max(1, total))
            if share != told and lines < total:
                told = share
                self.say(f"writing {path.name}: {share} % · esc stops", "muted", stays=True)

        return tell


def lines_word(number: int) -> str:
    """Return so many lines, in words."""
    return f"{count(number)} line{'' if number == 1 else 's'}"


def lacking(taken: Taken) -> str:
    """Return what is to be said of lines that are not there."""
    if not taken.missing:
        return ""
    return f"; {lines_word(taken.missing)} more {'is' if taken.missing == 1 else 'are'} not there"
