"""The jobs list: what needs a person first, then whatever is asked for."""

from typing import ClassVar, Final

from textual import work
from textual.binding import BindingType

from console.client.common_traits import common_traits
from console.client.link import link_of
from console.client.query_known import fields_knowing
from console.client.query_parts import query_parts
from console.core.query import (
    Completion,
    QueryError,
    complete,
    parse_query,
)
from console.keymap import Scope
from console.model import Job
from console.screens.base import NO_JOB, screen_bindings
from console.screens.jobs_marks import JobsMarks
from console.screens.picker import pick
from console.screens.places import Go, JobPlace, JobsPlace
from console.screens.traits import traits_picker
from console.widgets.glyph import glyph

MOST_GROUPED: Final = 1_000
"""Jobs that are looked at for what they have in common."""


class JobsScreen(JobsMarks, inherit_bindings=False):
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
        else:
            self.say(NO_JOB, "warning")

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

    def peel(self) -> bool:
        """Take away the range, the marks, the filter, in this order."""
        if self.peel_marks():
            return True
        if self.filter:
            self._look_at(self.view, "")
        elif self.mine:
            self.action_mine()
        else:
            return False
        return True

    # --- the filter -------------------------------------------------------------------------------

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
            self.prompt.hint(mistake or self._evaluation(text), error=bool(mistake))

    def _evaluation(self, text: str) -> str:
        """Say who evaluates what is typed, and how to go on."""
        session = self.desk.session
        told = query_parts(text, self.fields, session.evaluated).told if session.is_known else ""
        return "   ".join(filter(None, (told, f"{glyph('⏎')} filters, esc gives up")))

    def _completions(self, text: str, cursor: int) -> list[Completion]:
        jobs = (job for _, job in self._pages.loaded_rows())
        sortable = self.desk.session.capabilities.sortable
        return complete(text, cursor, fields_knowing(self.fields, jobs, sortable))

    def prompt_submitted(self, sign: str, text: str) -> bool:  # noqa: ARG002 - there is one prompt
        """Filter, unless the query is wrong."""
        if self._mistake(text):
            return False
        self._fell_back = False
        self._look_at(self.view, text.strip())
        return True

    def _mistake(self, text: str) -> str:
        try:
            parse_query(text, self.fields)
        except QueryError as error:
            return str(error)
        return ""

    def job_shown(self, job: str) -> Job | None:
        """Return a job of the list by id."""
        return self._pages.by_id(job)
