"""The log of one execution: followed or read, searched, filtered, copied and saved."""

from pathlib import Path
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType

from console.actions import Focus, NodeFocus
from console.backends.base import BackendError
from console.client.link import file_name
from console.client.log_export import write_log
from console.client.log_lines import LogLines
from console.client.log_search import Direction, LogSearch, find_error
from console.client.log_window import LogLink, LogWindows
from console.client.session import Connection
from console.client.trouble import Trouble, trouble_of
from console.core.explain import explain_node
from console.core.figures import count
from console.core.log_pattern import LogPattern
from console.core.outline import first_to_see
from console.keymap import Scope
from console.model import Execution, JobDetail, LogRef
from console.screens.attempts import attempts_picker, executions_of
from console.screens.base import ConsoleScreen, screen_bindings
from console.screens.desk import Desk
from console.screens.log_frame import Frame, trail_of
from console.screens.log_taking import copy_from_log, open_in_pager
from console.screens.notice import Notice, NoticeText, connection_notice
from console.screens.places import LogsPlace
from console.widgets.key_bar import Hint
from console.widgets.log_gutter import Gutter, Times
from console.widgets.log_view import LogView


class LogsScreen(ConsoleScreen, inherit_bindings=False):
    """One log at a time; another execution or search keeps the screen."""

    SCOPES = (Scope.EVERYWHERE, Scope.LOGS)
    BINDINGS: ClassVar[list[BindingType]] = screen_bindings(SCOPES)

    def __init__(self, desk: Desk, place: LogsPlace) -> None:
        super().__init__(desk)
        self.place = place
        self.ref: LogRef | None = None
        self.windows: LogWindows | None = None
        self.search: LogSearch | None = None
        self.only = False
        self._detail: JobDetail | None = None
        self._execution = place.execution
        self._trouble: Trouble | None = None
        self._loading = False
        self._wanted: LogView.Wanted | None = None

    # --- what the frame asks ------------------------------------------------------------------------

    @property
    def trail(self) -> tuple[str, ...]:
        """Return job, node and execution."""
        if self.ref is None or self._detail is None:
            return ("jobs", self.place.job, *([self.place.node] if self.place.node else []), "log")
        return trail_of(self.ref, len(executions_of(self._detail, self.ref.node)))

    @property
    def target(self) -> Focus:
        """Return the node whose log this is."""
        detail, node = self._detail, self._node_id()
        return None if detail is None or node not in detail.nodes else NodeFocus(detail, detail.nodes[node])

    @property
    def view(self) -> LogView:
        """The lines."""
        return self.query_one(LogView)

    def body(self) -> ComposeResult:
        """Lay out the lines and the notice."""
        view = LogView(LogLines(), id="log")
        view.log_gutter = Gutter(zone=self.desk.settings.zone)
        yield view
        yield Notice()

    def look_hints(self) -> list[Hint]:
        """Return the keys that look, in the words of a log."""
        words = (("f", "follow"), ("/", "search"), ("&", "filter"), ("e", "error"), ("a", "attempts"), ("w", "wrap"),
                 ("t", "times"), ("i", "why"), ("Y", "copy"), ("W", "save"), ("O", "pager"), ("?", "help"))  # fmt: skip
        return [Hint(key, label) for key, label in words]

    def refresh_frame(self) -> None:
        """Bring header, keys and the line above them up to date."""
        super().refresh_frame()
        self._frame_changed()

    def connection_changed(self, connection: Connection) -> None:
        """Say why there is nothing, if there is nothing."""
        del connection
        self._show_notice()

    def peel(self) -> bool:
        """Take away the filter, then what was looked for."""
        if self.only:
            self.only = False
            self.view.show_only(None)
            self._number_lines()
        elif self.search is not None:
            self.workers.cancel_group(self, "search")
            self.search = None
            self.view.pointer = None
            self.view.set_pattern(None)
        else:
            return False
        self._frame_changed()
        return True

    # --- reading ------------------------------------------------------------------------------------

    async def read(self) -> None:
        """Read the job; open its log when it is known which."""
        answer = await self.desk.session.job(self.place.job)
        if isinstance(answer, Trouble):
            self._trouble = answer
        else:
            self._trouble, self._detail = None, answer
            ref = self._choose(answer)
            if ref is not None and ref != self.ref:
                self._open(ref)
            self._tell_of_newer(answer)
        self._show_notice()

    def _node_id(self) -> str | None:
        if self.place.node is not None or self._detail is None:
            return self.place.node
        return self.ref.node if self.ref is not None else first_to_see(self._detail.nodes)

    def _choose(self, detail: JobDetail) -> LogRef | None:
        node = self._node_id()
        if node is None or node not in detail.nodes:
            return None
        latest = max(
            (each.number for each in executions_of(detail, node)), default=detail.nodes[node].execution
        )
        number = self._execution or (self.ref.execution if self.ref else latest)
        return LogRef(detail.job.id, node, number) if number else None

    def _tell_of_newer(self, detail: JobDetail) -> None:
        if self.ref is not None and self.ref.node in detail.nodes:
            latest = detail.nodes[self.ref.node].execution
            if latest > self.ref.execution and self._execution is None:
                self.say(f"execution {latest} has begun; a shows it", "accent")

    def _open(self, ref: LogRef) -> None:
        self.ref, self.only = ref, False
        self.windows = LogWindows(self.desk.session.backend, ref, sleep=self.desk.session.sleep)
        self.view.show(self.windows.lines)
        pattern = self.search.pattern if self.search else None
        self.search = None
        self._open_log(self.windows, pattern)

    @work(group="log", name="log", exclusive=True)
    async def _open_log(self, windows: LogWindows, pattern: LogPattern | None) -> None:
        try:
            await windows.open(2 * max(25, self.size.height))
            await windows.load(0, 1)
        except BackendError as error:
            self._trouble = trouble_of(error)
            self._show_notice()
            return
        self._number_lines()
        self.view.loaded()
        self._show_notice()
        if pattern is not None:
            self._look_for(pattern)
        self._follow_log(windows)

    @work(group="log", name="watch", exclusive=True)
    async def _follow_log(self, windows: LogWindows) -> None:
        async for batch in windows.follow():
            if self.search is not None:
                self.search.appended(batch)
            if batch:
                self.view.appended()
            else:
                self._link_changed(windows)

    def _link_changed(self, windows: LogWindows) -> None:
        if windows.link is LogLink.BROKEN and windows.error is not None:
            self.complain(trouble_of(windows.error))
        self.view.appended()
        self._show_notice()
        self._frame_changed()

    @on(LogView.Wanted)
    def _lines_wanted(self, event: LogView.Wanted) -> None:
        """Load what is lacking, one request at a time: the latest wish is the one that counts."""
        event.stop()
        self._wanted = event
        if not self._loading:
            self._loading = True
            self._load_lines()

    @work(group="lines", name="lines")
    async def _load_lines(self) -> None:
        try:
            while (wanted := self._wanted) is not None and self.windows is not None:
                self._wanted = None
                await self.windows.load(wanted.first, wanted.number)
                self.view.loaded()
        except BackendError as error:
            self.complain(trouble_of(error))
        finally:
            self._loading = False

    @on(LogView.Moved)
    def _moved(self, event: LogView.Moved) -> None:
        event.stop()
        self._frame_changed()
        if self.windows is not None and self.windows.count and not self.view.display:
            self._show_notice()

    # --- showing ------------------------------------------------------------------------------------

    def _frame_changed(self) -> None:
        zones = {Times.LOCAL: self.desk.zone, Times.UTC: "UTC", Times.RELATIVE: "since start", Times.OFF: ""}
        zone = zones[self.view.log_gutter.times]
        frame = Frame(self.view, self.windows, self.search, zone, self._present_execution(), self.only)
        self.header.update(right=frame.header(self.size.width))
        self.status_line.note(*frame.status(self.size.width))

    def _present_execution(self) -> Execution | None:
        if self.ref is None or self._detail is None:
            return None
        found = executions_of(self._detail, self.ref.node)
        return next((each for each in found if each.number == self.ref.execution), None)

    def _show_notice(self) -> None:
        text = self._notice()
        self.query_one(Notice).show(text)
        shown = text is None
        if self.view.display != shown:
            self.view.display = shown
            if shown:
                self.give_focus()

    def _notice(self) -> NoticeText | None:
        if self.windows is not None and self.windows.count:
            return None
        if self._trouble is not None:
            session = self.desk.session
            return connection_notice(session.context, session.connection) or NoticeText(
                "The log could not be read.", self._trouble.lines
            )
        if self._detail is None:
            return NoticeText("Reading …")
        if self.windows is None or self.ref is None:
            return self._without_log(self._detail)
        if self.windows.ended:
            return NoticeText(f"Execution {self.ref.execution} of {self.ref.node} wrote nothing.")
        return NoticeText(f"{self.ref.node} has written nothing yet.", ("Lines appear here as they come.",))

    def _without_log(self, detail: JobDetail) -> NoticeText:
        node = self._node_id()
        if node is None:
            return NoticeText(f"Job {detail.job.id} has no nodes.")
        if node not in detail.nodes:
            return NoticeText(f"Job {detail.job.id} has no node {node}.", ("q goes back.",))
        whys = explain_node(detail, node, now=self.desk.now, zone=self.desk.settings.zone)
        return NoticeText(f"{node} has not run yet, so it has no log.", tuple(why.sentence for why in whys))

    # --- looking ------------------------------------------------------------------------------------

    def action_follow(self) -> None:
        """Go with the end, or stand still."""
        if self.view.following:
            self.view.stay()
        else:
            self.view.follow()

    def action_wrap(self) -> None:
        """Wrap long lines, or not."""
        self.view.set_look(wrap=not self.view.wrap)

    def action_times(self) -> None:
        """Show other times."""
        times = self.view.log_gutter.times.after
        self._number_lines(times)
        self._frame_changed()

    def _number_lines(self, times: Times | None = None) -> None:
        """Draw the gutter anew: with line numbers where lines are left out."""
        view, windows = self.view, self.windows
        first = windows.first_line() if windows else None
        view.set_look(
            gutter=Gutter(
                times or view.log_gutter.times,
                self.desk.settings.zone,
                first.time if first else None,
                len(str(windows.count)) if windows and self.only else 0,
            )
        )

    # --- searching ----------------------------------------------------------------------------------

    def action_filter(self) -> None:
        """Ask what to look for."""
        self.ask("/", self.search.pattern.text if self.search else "")

    def action_only_matches(self) -> None:
        """Show only what matches, or everything again."""
        if self.only:
            self.peel()
        elif self.search is not None:
            self._show_only()
        else:
            self.ask("&")

    def prompt_edited(self, sign: str, text: str) -> None:
        """Say how the text is understood."""
        if sign == "W":
            self.prompt.hint("⏎ writes the whole log, esc gives up")
        elif text:
            literal = LogPattern.of(text).literal
            self.prompt.hint(
                "as plain text: it is no regular expression" if literal else "a regular expression"
            )

    def prompt_submitted(self, sign: str, text: str) -> bool:
        """Look for the text, or write to the file of that name."""
        if sign == "W":
            if text.strip():
                self._write(Path(text.strip()).expanduser())
        elif not text:
            self.peel()
        else:
            self._look_for(LogPattern.of(text))
            if sign == "&":
                self._show_only()
        return True

    def _look_for(self, pattern: LogPattern) -> None:
        if self.ref is None or self.windows is None:
            return
        self.search = LogSearch(self.desk.session.backend, self.ref, pattern)
        self.view.set_pattern(pattern)
        if self.only:
            self.view.show_only(self.search.matches)
        self._run_search(self.search, self.windows)

    def _show_only(self) -> None:
        if self.search is not None:
            self.only = True
            self._number_lines()
            self.view.show_only(self.search.matches)
            self._frame_changed()

    @work(group="search", name="search", exclusive=True)
    async def _run_search(self, search: LogSearch, windows: LogWindows) -> None:
        seen = self.view.in_view
        start = (seen[0] if seen else 0) - 1
        jumped = False
        try:
            async for _ in search.run(windows.count):
                jumped = jumped or self._jump(search, start, Direction.FORWARD)
                self.view.appended()
                self._frame_changed()
        except BackendError as error:
            self.complain(trouble_of(error))
            return
        if not jumped and not self._jump(search, start + 1, Direction.BACKWARD):
            self.say(f"no line matches {search.pattern.text}", "warning")
        self.view.appended()
        self._frame_changed()

    def _jump(self, search: LogSearch, start: int, direction: Direction) -> bool:
        number = search.next(start, direction) if start >= 0 or direction is Direction.FORWARD else None
        if number is None:
            return False
        if not (self.only and self.view.following):
            self.view.go_to(number)
        return True

    def action_match(self, step: int) -> None:
        """Go to the next match, or the one before."""
        if self.search is None:
            self.action_filter()
            return
        direction = Direction(step)
        if not self._jump(self.search, self._from(direction), direction):
            where, key = ("after", "N") if direction is Direction.FORWARD else ("before", "n")
            self.say(f"no match {where} this; {key} looks the other way", "muted")
        self._frame_changed()

    def _from(self, direction: Direction) -> int:
        """Return the line to look on from: the one pointed at, else the edge of the view."""
        view, seen = self.view, self.view.in_view
        if seen is None:
            return -1
        if view.pointer is not None and seen[0] <= view.pointer <= seen[1]:
            return view.pointer
        return seen[0] - 1 if direction is Direction.FORWARD else seen[1] + 1

    @work(group="error", name="error", exclusive=True)
    async def action_error(self, step: int) -> None:
        """Go to the next line that tells of an error, or the one before."""
        if self.ref is None or self.windows is None:
            return
        direction, backend = Direction(step), self.desk.session.backend
        try:
            found, last = await find_error(
                backend, self.ref, self._from(direction), direction, self.windows.count
            )
        except BackendError as error:
            self.complain(trouble_of(error))
            return
        where, key = ("after", "E") if direction is Direction.FORWARD else ("before", "e")
        if found is not None:
            self.view.go_to(found)
        elif 0 < last < self.windows.count - 1:
            self.view.go_to(last)
            self.say(f"no error up to line {count(last + 1)}; once more looks on", "muted")
        else:
            self.say(f"no error line {where} this; {key} looks the other way", "muted")

    # --- other logs, and taking along ---------------------------------------------------------------

    def action_attempts(self) -> None:
        """Choose another attempt."""
        detail, ref = self._detail, self.ref
        if detail is None or ref is None:
            self.say("there is no attempt yet", "warning")
            return
        picker = attempts_picker(
            detail, detail.nodes[ref.node], at=ref.execution, now=self.desk.now, zone=self.desk.settings.zone
        )
        self.app.push_screen(picker, self._chosen)

    def _chosen(self, number: str | None) -> None:
        if number is not None and self.ref is not None and int(number) != self.ref.execution:
            self._execution = int(number)
            self.read_soon()

    def action_copy(self) -> None:
        """Choose what to copy."""
        if self.ref is not None:
            copy_from_log(self, self.ref, self.view)

    def action_write(self) -> None:
        """Ask for the name of a file."""
        if self.ref is None:
            self.say("there is no log yet", "warning")
        else:
            self.ask("W", file_name(self.ref))

    @work(group="write", name="write", exclusive=True)
    async def _write(self, path: Path) -> None:
        if self.ref is None:
            return
        try:
            lines = await write_log(self.desk.session.backend, self.ref, path, raw=True)
        except FileExistsError:
            self.say(f"{path} exists already and was left alone; W asks for another name", "warning")
        except OSError as error:
            self.say(f"{path} could not be written: {error.strerror}", "error")
        except BackendError as error:
            self.complain(trouble_of(error))
        else:
            self.say(
                f"wrote {count(lines)} lines to {path.absolute()}, as the command wrote them", stays=True
            )

    @work(group="write", name="pager", exclusive=True)
    async def action_pager(self) -> None:
        """Open the log in the person's pager, as it is now."""
        if self.ref is not None:
            await open_in_pager(self, self.ref)
