"""The jobs list: what needs a person first, then whatever is asked for."""

from typing import ClassVar, Final

from textual import work
from textual.binding import BindingType

from console.client.common_traits import common_traits
from console.client.link import link_of
from console.client.ordering import next_order, reversed_order
from console.client.views import VIEWS
from console.core.query import (
    Completion,
    FieldSpec,
    QueryError,
    SortOrder,
    complete,
    fields_with,
    parse_query,
)
from console.keymap import Scope
from console.model import Job
from console.screens.base import screen_bindings
from console.screens.jobs_reading import JobsReading
from console.screens.picker import pick
from console.screens.places import Go, JobPlace, JobsPlace
from console.screens.traits import traits_picker

MOST_GROUPED: Final = 1_000
"""Jobs that are looked at for what they have in common."""


class JobsScreen(JobsReading, inherit_bindings=False):
    """One line a job, kept up to date; marks, filter, and the saved views on the digits."""

    SCOPES = (Scope.EVERYWHERE, Scope.JOBS)
    BINDINGS: ClassVar[list[BindingType]] = screen_bindings(SCOPES)
    FOOTER = ("go.open", "go.logs", "look.why", "look.filter", "mark.toggle", "go.help", "act.start",
              "go.view_1", "go.view_2", "go.view_3", "go.view_4", "go.paused")  # fmt: skip

    # --- keys -------------------------------------------------------------------------------------

    def action_mine(self) -> None:
        """Show only one's own jobs, or everybody's again."""
        if not self.mine and self.desk.session.me is None:
            self.say(f"it is not known who you are in {self.desk.session.context}", "warning")
            return
        self.mine = not self.mine
        self._look_at(self.view, self.filter)

    def action_sort(self, step: int) -> None:
        """Order by the next column that can be ordered by."""
        names = [column.name for column in self.job_list.columns]
        self._order_by(next_order(self.order, names, self.desk.session.capabilities.sortable, step))

    def action_reverse(self) -> None:
        """Turn the order round."""
        self._order_by(reversed_order(self.order))

    def _order_by(self, order: SortOrder | None) -> None:
        sortable = self.desk.session.capabilities.sortable
        if not sortable or (order is not None and order.field not in sortable):
            self.say(f"{self.desk.session.context} orders its jobs itself", "muted")
            return
        self._orders[self.view.name] = order
        self._look_at(self.view, self.filter)

    @work(group="traits", name="traits", exclusive=True)
    async def action_group(self) -> None:
        """Choose from what the jobs have in common, and see only those."""
        pages = self._pages
        if trouble := await pages.load(0, MOST_GROUPED - 1):
            self.complain(trouble)
            return
        jobs = pages.jobs()
        traits = common_traits(jobs)
        if not traits:
            self.say("these jobs have nothing in common that parts them", "muted")
            return
        of = f"of these {len(jobs)} jobs" if not pages.more else f"of the first {len(jobs)} jobs"
        pick(self, traits_picker(traits, of), self._narrow)

    def _narrow(self, term: str | None) -> None:
        if term is not None:
            self.post_message(Go(JobsPlace(self.view.name, f"{self.filter} {term}".strip(), self.mine)))

    def action_open(self) -> None:
        """Open the job under the cursor."""
        if (job := self.job_list.job) is not None:
            self.post_message(Go(JobPlace(job.id)))

    def copies(self) -> dict[str, tuple[str, str]]:
        """Return the job under the cursor in several ways, and the list."""
        job = self.job_list.job
        of_list = {"list": ("this list", self.link), "command": super().copies()["command"]}
        if job is None:
            return of_list
        home = self.desk.session.home(job.id)
        return {
            "link": ("the link", str(link_of(self.desk.session, JobPlace(job.id)))),
            "id": ("the id", home.plain(job.id)),
            "name": ("the name", job.name),
            **of_list,
        }

    def action_mark(self) -> None:
        """Mark the row, and go to the next one, so that several are marked by several presses."""
        rows = self.job_list
        rows.select(rows.selection.toggle())
        rows.action_move("down")

    def action_mark_range(self) -> None:
        """Begin or end a range."""
        rows = self.job_list
        selection = rows.selection
        ended = selection.end_range(rows.row_ids()) if selection.anchor else selection.start_range()
        rows.select(ended)

    def action_mark_all(self) -> None:
        """Mark all, or none."""
        rows = self.job_list
        rows.select(rows.selection.mark_all(rows.row_ids()))

    def action_next_mark(self) -> None:
        """Go to the next mark."""
        rows = self.job_list
        if not rows.selection.marks:
            self.say("nothing is marked; space marks a row", "muted")
        rows.select(rows.selection.next_mark(rows.row_ids()))

    def acted(self, failed: frozenset[str]) -> None:
        """Keep the marks of what failed."""
        rows = self.job_list
        if rows.selection.marks:
            rows.select(rows.selection.only(failed))
        self.read_soon()

    def peel(self) -> bool:
        """Take away the range, the marks, the filter, in this order."""
        rows = self.job_list
        selection = rows.selection
        if selection.anchor is not None:
            rows.select(selection.only(selection.marks))
        elif selection.marks:
            rows.select(selection.only(frozenset()))
        elif self.filter:
            self._look_at(self.view, "")
        elif self.mine:
            self.action_mine()
        else:
            return False
        return True

    # --- the filter -------------------------------------------------------------------------------

    @property
    def _fields(self) -> tuple[FieldSpec, ...]:
        return fields_with(self.desk.session.capabilities.query_fields)

    def action_filter(self) -> None:
        """Open the prompt on the filter."""
        self.ask("/", self.filter, self._completions)

    def prompt_edited(self, sign: str, text: str) -> None:
        """Say at once what is wrong with the filter, at its place."""
        if sign == "/":
            self._hint(text)

    def _hint(self, text: str) -> None:
        """Say what may come next, else what is wrong."""
        found = self.prompt.completions if text and not text.endswith(" ") else []
        mistake = self._mistake(text)
        if found and found[0].apply(text) != text:
            self.prompt.hint("tab  " + "  ".join(each.text for each in found[:6]))
        else:
            self.prompt.hint(mistake or "⏎ filters, esc gives up", error=bool(mistake))

    def _completions(self, text: str, cursor: int) -> list[Completion]:
        return complete(text, cursor, self._fields)

    def prompt_submitted(self, sign: str, text: str) -> bool:  # noqa: ARG002 - there is one prompt
        """Filter, unless the query is wrong."""
        if self._mistake(text):
            return False
        self._fell_back = False
        self._look_at(self.view, text.strip())
        return True

    def _mistake(self, text: str) -> str:
        try:
            parse_query(text, self._fields)
        except QueryError as error:
            return str(error)
        return ""

    def job_shown(self, job: str) -> Job | None:
        """Return a job of the list by id."""
        return self._pages.by_id(job)


__all__ = ["VIEWS", "JobsScreen"]
