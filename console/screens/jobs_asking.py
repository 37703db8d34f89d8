"""A list of jobs as it is asked for: the view, the filter, whose jobs, in which order."""

from dataclasses import replace
from typing import Final

from console.actions import Focus, JobFocus
from console.client.first_read import NEEDS_A_PERSON
from console.client.ordering import order_named, order_term, order_text
from console.client.page import JobPages
from console.client.views import View
from console.core.columns import Layout
from console.core.query import FieldSpec, SortOrder, fields_with
from console.screens.base import ConsoleScreen
from console.screens.desk import Desk
from console.screens.places import JobsPlace
from console.widgets.job_list import JobList

MOST_NAMED: Final = 500
"""Jobs that are offered by name."""


class JobsAsking(ConsoleScreen, inherit_bindings=False):
    """The part of the jobs screen that knows what is asked, and the rows that came of it."""

    def __init__(self, desk: Desk, place: JobsPlace) -> None:
        super().__init__(desk)
        self.view: View = desk.views.named(place.view or NEEDS_A_PERSON)
        self.filter = place.query
        self.mine = bool(place.mine)
        if place.order is not None:
            wanted = replace(desk.views.layout(self.view), order=order_named(place.order))
            desk.views.change(self.view, wanted)
        self._pages = JobPages(desk.session, self.query_text)

    @property
    def query_text(self) -> str:
        """What is asked of the backend: the view's query, the filter, whose jobs, and the order."""
        order = "" if "sort:" in f"{self.view.query} {self.filter}" else order_term(self.order)
        return " ".join(filter(None, (self.terms_text, order)))

    @property
    def terms_text(self) -> str:
        """What is asked, apart from the order."""
        mine = "owner:me" if self.mine else ""
        return " ".join(filter(None, (self.view.query, self.filter, mine)))

    @property
    def wanted(self) -> Layout:
        """How a person wants this view."""
        return self.desk.views.layout(self.view)

    @property
    def order(self) -> SortOrder | None:
        """The order of this view; None is the backend's own, also where it cannot do what is wanted."""
        order, session = self.wanted.order, self.desk.session
        if order is None or (session.is_known and order.field not in session.capabilities.sortable):
            return None
        return order

    @property
    def here(self) -> JobsPlace:
        """The place as it looks now."""
        return JobsPlace(self.view.name, self.filter, self.mine, order_text(self.order))

    @property
    def trail(self) -> tuple[str, ...]:
        """Return the view's name, whose jobs, and the filter."""
        return (
            "jobs",
            self.view.title,
            *(["mine"] if self.mine else []),
            *([self.filter] if self.filter else []),
        )

    @property
    def job_list(self) -> JobList:
        """The list."""
        return self.query_one(JobList)

    @property
    def target(self) -> Focus:
        """The job under the cursor."""
        rows = self.job_list
        return None if rows.job is None else JobFocus(rows.job)

    def names_seen(self) -> dict[str, str]:
        """Return the names of the jobs that are loaded, by id."""
        return {job.id: job.name for job in self._pages.jobs()[:MOST_NAMED]}

    @property
    def fields(self) -> tuple[FieldSpec, ...]:
        """The fields that a query may name here."""
        return fields_with(self.desk.session.capabilities.query_fields)
