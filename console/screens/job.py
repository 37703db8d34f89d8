"""One job: its nodes, when they ran, and the end of the log that matters."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import ClassVar

from textual import work
from textual.binding import BindingType

from console.client.link import logs_command, show_command
from console.client.trouble import Trouble
from console.keymap import Scope
from console.model import LogRef
from console.screens.attempts import attempts_picker, executions_of
from console.screens.base import screen_bindings
from console.screens.copying import copy_menu
from console.screens.described import DescribedScreen
from console.screens.diff import open_diff
from console.screens.job_panes import NodesLook
from console.screens.job_seeking import JobSeeking
from console.screens.picker import pick
from console.screens.places import Go, JobPlace, LogsPlace
from console.screens.related import related_picker
from console.screens.text import lay_over, why_screen
from console.widgets.key_bar import Hint


class JobScreen(JobSeeking, inherit_bindings=False):
    """Opens on what needs attention; the cursor decides what the actions and the log below mean."""

    SCOPES = (Scope.EVERYWHERE, Scope.JOB)
    BINDINGS: ClassVar[list[BindingType]] = screen_bindings(SCOPES)
    FOOTER = ("go.open", "go.logs", "go.attempts", "look.why", "look.describe", "look.next_error",
              "look.nodes", "look.diff", "look.filter", "look.timeline", "go.related", "take.copy",
              "go.help")  # fmt: skip
    WORDS: ClassVar[Mapping[str, str]] = {"look.filter": "search"}

    def look_hints(self) -> Sequence[Hint]:
        """Return the keys that look and go; the one of the looks names the next."""
        after = str(self.panes.look_after) if self.is_mounted else ""
        return [
            replace(hint, label=after) if hint.label == "graph" and after else hint
            for hint in super().look_hints()
        ]

    def action_timeline(self) -> None:
        """Show the timeline, or the tree alone."""
        shown = self.panes.look is NodesLook.TIMELINE
        self._look(NodesLook.TREE if shown else NodesLook.TIMELINE)

    def action_nodes_look(self) -> None:
        """Show the nodes as a tree, as a graph, as a timeline."""
        self._look(self.panes.look_after)

    def _look(self, look: NodesLook) -> None:
        self.panes.change_look(look)
        self.fit(self.size.height)
        self.refresh_keys()

    def action_zoom(self) -> None:
        """Give the whole screen to the pane that has the cursor, or show all again."""
        if self.zoomed:
            self.zoomed = ""
        else:
            in_log = self.focused is not None and self.tail in self.focused.ancestors
            self.zoomed = "log" if in_log else "nodes"
        self.fit(self.size.height)

    def action_error(self, step: int) -> None:
        """Go to the next failed node, or the one before."""
        if not self.panes.pane.next_failed(step):
            where, key = ("below", "E") if step > 0 else ("above", "e")
            self.say(f"no failed node {where}; {key} looks the other way", "muted")

    # --- going --------------------------------------------------------------------------------------

    def action_open(self) -> None:
        """Open the log of the node, or the group under the cursor."""
        if not self.panes.pane.flip_group():
            self.action_logs()

    def peel(self) -> bool:
        """Take the search away, else close the groups of the graph that were opened."""
        if self.forget_search():
            return True
        return self.panes.look is NodesLook.GRAPH and self.panes.graph.fold_again()

    def action_attempts(self) -> None:
        """Choose an attempt, and open its log."""
        detail, node = self.detail, self.panes.node
        if detail is None or node is None or not executions_of(detail, node.id):
            self.say("there is no attempt yet" if node else "choose a node first", "warning")
            return
        picker = attempts_picker(
            detail, node, at=node.execution, now=self.desk.now, zone=self.desk.settings.zone
        )
        id_ = node.id

        def chosen(number: str | None) -> None:
            if number is not None:
                self.post_message(Go(LogsPlace(self.place.job, id_, int(number))))

        pick(self, picker, chosen)

    @work(group="related", name="related", exclusive=True)
    async def action_related(self) -> None:
        """Choose a job that has to do with this one."""
        answer = await self.desk.session.related(self.place.job)
        if isinstance(answer, Trouble):
            self.complain(answer)
        elif not answer:
            self.say("no other job has to do with this one", "muted")
        else:
            pick(self, related_picker(answer, self.desk.now, self.desk.settings.zone), self._go_related)

    def _go_related(self, job: str | None) -> None:
        if job is not None:
            self.post_message(Go(JobPlace(job)))

    def action_why(self) -> None:
        """Say why the node, or the job, stands where it stands."""
        if self.detail is not None:
            lay_over(self, why_screen(self.desk, self.detail, self._node_id()))

    def action_describe(self) -> None:
        """Show everything that is known of the node, or of the job."""
        if self.detail is not None:
            lay_over(self, DescribedScreen(self.desk, self.detail, self._node_id(), self.panes.pauses))

    def action_diff(self) -> None:
        """Compare the log of the node with that of its last success."""
        detail, node = self.detail, self.panes.node
        if detail is None or node is None or not (attempts := executions_of(detail, node.id)):
            self.say("there is no log yet to compare" if node else "choose a node first", "warning")
        else:
            open_diff(self, detail, LogRef(detail.job.id, node.id, attempts[0].number))

    def action_copy(self) -> None:
        """Choose what to copy."""
        if self.detail is None:
            super().action_copy()
            return
        job, node, home = self.detail.job, self.panes.node, self.desk.session.home(self.detail.job.id)
        own = home.plain(job.id)
        choices = {
            "id": ("the id", own),
            "name": ("the name", job.name),
            "link": ("the link", self.link),
            "show": ("the command", show_command(home.context, own)),
        }
        if node is not None and node.execution:
            ref = LogRef(own, node.id, node.execution)
            choices["logs"] = ("its log", logs_command(home.context, ref))
        copy_menu(self, choices)

    def _node_id(self) -> str | None:
        node = self.panes.node
        return None if node is None else node.id
