"""The log of one execution: followed or read, searched, filtered, copied and saved."""

from collections.abc import Mapping
from typing import ClassVar

from textual.binding import BindingType

from console.keymap import Scope
from console.screens.attempts import attempts_picker
from console.screens.base import screen_bindings
from console.screens.described import DescribedScreen
from console.screens.diff import open_diff
from console.screens.log_taking import LogTaking
from console.screens.picker import pick
from console.screens.text import lay_over, why_screen


class LogsScreen(LogTaking, inherit_bindings=False):
    """One log at a time; another execution or search keeps the screen."""

    SCOPES = (Scope.EVERYWHERE, Scope.LOGS)
    BINDINGS: ClassVar[list[BindingType]] = screen_bindings(SCOPES)

    FOOTER = ("look.follow", "look.filter", "look.only_matches", "look.around", "look.next_error",
              "go.attempts", "go.whole_log", "look.pretty", "look.wrap", "look.times", "look.why",
              "mark.range", "take.copy", "take.write", "take.pager", "go.help")  # fmt: skip
    WORDS: ClassVar[Mapping[str, str]] = {"look.filter": "search"}

    # --- looking ------------------------------------------------------------------------------------

    def action_follow(self) -> None:
        """Go with the end, or stand still."""
        if self.view.following:
            self.view.stay()
        else:
            self.view.follow()

    def action_wrap(self) -> None:
        """Wrap long lines, or not."""
        self.view.set_look(wrap=not self.view.painter.wrap)

    def action_pretty(self) -> None:
        """Show JSON and logfmt a field a row, or as they were written."""
        self.view.set_look(pretty=not self.view.painter.pretty)
        self.frame_changed()

    def action_times(self) -> None:
        """Show other times."""
        times = self.view.painter.gutter.times.after
        self.number_lines(times)
        self.frame_changed()

    # --- other logs, and what is known of the node --------------------------------------------------

    def action_attempts(self) -> None:
        """Choose another attempt."""
        detail, ref = self.detail, self.ref
        if detail is None or ref is None:
            self.say("there is no attempt yet", "warning")
            return
        picker = attempts_picker(
            detail, detail.nodes[ref.node], at=ref.execution, now=self.desk.now, zone=self.desk.settings.zone
        )
        pick(self, picker, self._chosen)

    def _chosen(self, number: str | None) -> None:
        if number is not None and self.ref is not None and int(number) != self.ref.execution:
            self.chosen = int(number)
            self.read_soon()

    def action_why(self) -> None:
        """Say why the node stands where it stands."""
        if self.detail is not None:
            lay_over(self, why_screen(self.desk, self.detail, self.node_id()))

    def action_describe(self) -> None:
        """Show everything that is known of the node."""
        if self.detail is not None:
            lay_over(self, DescribedScreen(self.desk, self.detail, self.node_id()))

    def action_diff(self) -> None:
        """Compare the log with that of the node's last success."""
        if self.detail is None or self.ref is None or not self.ref.node:
            self.say("choose the log of one node first", "warning")
        else:
            open_diff(self, self.detail, self.ref)
