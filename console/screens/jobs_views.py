"""How a person wants the jobs list: columns and order of each view, kept at once; and views of their own."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from textual import work

from console.client.ordering import next_order, order_term, reversed_order
from console.client.views import View
from console.core.columns import USUAL, Layout
from console.core.query import SortOrder
from console.screens.columns import ColumnsScreen
from console.screens.command import Arrange, OfView, SetColumns, ViewVerb
from console.screens.jobs_reading import JobsReading
from console.screens.picker import Choice, Picker, pick
from console.screens.places import Go, JobsPlace
from console.screens.question import QuestionScreen
from console.widgets.cell import Piece, fit, shorten
from console.widgets.job_list import JobHead
from console.widgets.key_bar import Hint

if TYPE_CHECKING:
    from console.config.own_views import OwnView


class JobsViews(JobsReading, inherit_bindings=False):
    """The part of the jobs screen that arranges the list."""

    # --- columns and order ------------------------------------------------------------------------

    def action_columns(self) -> None:
        """Choose the columns of this view."""
        rows = self.job_list
        usual = tuple(name for name in USUAL if name != "context" or self.desk.session.is_many)
        shown = tuple(self.wanted.columns)
        screen = ColumnsScreen(self.view.title, shown, usual, rows.would_show)
        self.app.push_screen(screen, self._set_columns)  # pyright: ignore[reportUnknownMemberType]

    def _set_columns(self, names: tuple[str, ...] | None) -> None:
        if names is None or names == self.wanted.columns:
            return
        self._want(replace(self.wanted, columns=names))
        self.job_list.wants_columns(names)
        self.query_one(JobHead).changed()
        self.refresh_frame()

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
        self._want(replace(self.wanted, order=order))
        self._look_at(self.view, self.filter)

    def _want(self, layout: Layout) -> None:
        self.desk.views.change(self.view, layout)
        self._keep(self.view)

    @work(group="remember", name="remember", thread=True)
    def _keep(self, view: View) -> None:
        if trouble := self.desk.views.keep(view):
            self.app.call_from_thread(self.say, trouble, "warning")  # pyright: ignore[reportUnknownMemberType]

    # --- views of one's own -----------------------------------------------------------------------

    def take_wish(self, wish: Arrange) -> bool:
        """Set the columns, or do something with a view."""
        match wish:
            case SetColumns(names=None):
                self.action_columns()
            case SetColumns(names=names):
                self._set_columns(names)
            case OfView(verb=ViewVerb.SAVE):
                self._save_view(wish.name, wish.digit)
            case OfView(verb=ViewVerb.DELETE):
                self._delete_view(wish.name)
            case OfView():
                self._list_views()
        return True

    def _save_view(self, name: str, digit: int | None) -> None:
        from console.config.own_views import OwnView, name_mistake
        from console.screens.command_table import COMMANDS

        book = self.desk.views
        before = book.find(name)
        mistake = name_mistake(name)
        if name in COMMANDS:
            mistake = f"{name} is a command; another name, please"
        if mistake:
            self.say(mistake, "error")
            return
        if digit is None:
            digit = before.digit if before is not None else book.free_digit
        if digit is None and before is None:
            self.say(f"5 to 9 are taken: say which to replace, as in :view save {name} 7", "warning")
            return
        view = OwnView(name, self.terms_text, digit, self.wanted)
        there = book.on_digit(digit) if digit is not None else None
        replaced = [each for each in dict.fromkeys((before, there)) if each is not None]
        if not replaced:
            self._write_view(view)
            return
        lines = [f"{each.name} on {each.digit or 'no key'}: {each.query or 'all jobs'}" for each in replaced]
        loses = there is not None and there.name != name
        told = [f"{name} will be  {view.query or 'all jobs'}", "", "Now there is", *lines]
        if loses:
            told.append("It stays, without a key.")
        question = QuestionScreen(self.desk.clock, f"Save {name} on {digit}", told, "save")
        self.open_dialog(question, lambda yes: self._write_view(view) if yes else None)

    def _write_view(self, view: "OwnView") -> None:
        from console.config.errors import ConfigError

        try:
            self.desk.views.save(view)
        except ConfigError as error:
            self.say("; ".join(filter(None, (str(error), error.advice))), "error")
            return
        key = f"{view.digit} or " if view.digit is not None else ""
        self.post_message(Go(JobsPlace(view.name, mine=False)))
        self.call_after_refresh(self.say, f"saved: {key}:{view.name} shows this list", "success")

    def _delete_view(self, name: str) -> None:
        view = self.desk.views.find(name)
        if view is None or not view.own:
            own = ", ".join(each.name for each in self.desk.views.own) or "none"
            self.say(f"there is no view {name!r} of your own; there are {own}", "warning")
            return
        told = [view.query or "all jobs", "", "The jobs themselves stay."]
        question = QuestionScreen(self.desk.clock, f"Delete the view {name}", told, "delete")
        self.open_dialog(question, lambda yes: self._drop_view(view) if yes else None)

    def _drop_view(self, view: View) -> None:
        from console.config.errors import ConfigError

        try:
            self.desk.views.delete(view.name)
        except ConfigError as error:
            self.say("; ".join(filter(None, (str(error), error.advice))), "error")
            return
        if self.view.name == view.name:
            self.post_message(Go(JobsPlace("all", view.query)))
        self.refresh_frame()
        self.call_after_refresh(self.say, f"deleted: {view.name}", "success")

    def _list_views(self) -> None:
        if not self.desk.views.own:
            self.say("there are none of your own yet; :view save NAME saves the list that you see", "muted")
            return
        rows = [Choice(view.name, tuple(_cells(view))) for view in self.desk.views.own]
        picker = Picker("Your own views", rows, head="KEY  NAME                 QUERY", at=self.view.name)

        def chosen(name: str | None) -> None:
            if name is not None:
                self.post_message(Go(JobsPlace(name)))

        pick(self, picker, chosen)

    def look_hints(self) -> Sequence[Hint]:
        """Return the keys that look and go, those of the views of one's own among them."""
        own = [
            Hint(self.desk.face(f"go.view_{view.digit}"), view.name)
            for view in self.desk.views.own
            if view.digit is not None
        ]
        hints = list(super().look_hints())
        first = self.desk.face("go.view_1")
        place = next((place for place, hint in enumerate(hints) if hint.key == first), len(hints))
        return [*hints[:place], *own, *hints[place:]]


def _cells(view: View) -> list[Piece]:
    order = order_term(view.layout.order)
    told = " ".join(filter(None, (view.query or "all jobs", order)))
    return [
        Piece(fit(str(view.digit or ""), 5), "key"),
        Piece(fit(view.name, 21), "bold"),
        Piece(shorten(told, 66)),
    ]
