"""The views of the jobs list: those that are built in, on the digits from 1, and a person's own on 5 to 9."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from console.config import remembered
from console.config.errors import ConfigError
from console.core.columns import USUAL_LAYOUT, Layout

if TYPE_CHECKING:
    from console.config.own_views import OwnView

DIGITS: Final = (5, 6, 7, 8, 9)
"""The keys that a view of one's own can have."""


@dataclass(frozen=True, slots=True)
class View:
    """A named query. ``digit`` is the key of a person's own one, None where it has none, or another key."""

    name: str
    title: str
    query: str
    empty: str
    """What to say when it shows nothing."""
    own: bool = False
    digit: int | None = None
    layout: Layout = USUAL_LAYOUT


VIEWS: Final[tuple[View, ...]] = (
    View("needs", "needs me", "problem:any", "Nothing needs you."),
    View("running", "running", "status:running,pausing,canceling", "Nothing is running."),
    View("failed", "failed", "status:failed", "No job has ended with a failure."),
    View("all", "all", "", "There are no jobs yet."),
)
"""In the order of their digits."""


class ViewBook:
    """Every view, and how a person wants each: kept in their files at once, never only at the end.

    What cannot be read or written is told by ``troubles``, and keeps nobody from going on.
    """

    def __init__(self, own_file: Path | None = None, state_file: Path | None = None) -> None:
        self._own_file = own_file
        self._state_file = state_file
        self.own: tuple[View, ...] = ()
        self.troubles: tuple[str, ...] = ()
        self._layouts: dict[str, Layout] = {}
        self._told = False
        self._read()

    def _read(self) -> None:
        if self._own_file is not None and self._own_file.exists():
            # Imported here: whoever has no views of their own does not wait for it.
            from console.config import own_views

            found, mistakes = own_views.read_views(self._own_file)
            self.own = tuple(_view(each) for each in found)
            self.troubles += mistakes
        if self._state_file is not None:
            try:
                self._layouts = dict(remembered.read_layouts(self._state_file))
            except ConfigError as error:
                self.troubles += (f"{error}; columns and orders are the usual ones",)

    def named(self, name: str) -> View:
        """Return a view by name; the one that shows everything where there is none of that name."""
        return self.find(name) or VIEWS[-1]

    def find(self, name: str) -> View | None:
        """Return a view by name."""
        return next((view for view in (*VIEWS, *self.own) if view.name == name), None)

    def on_digit(self, digit: int) -> View | None:
        """Return a person's own view by its key."""
        return next((view for view in self.own if view.digit == digit), None)

    @property
    def free_digit(self) -> int | None:
        """The first key that has no view yet."""
        taken = {view.digit for view in self.own}
        return next((digit for digit in DIGITS if digit not in taken), None)

    def layout(self, view: View) -> Layout:
        """Return how a person wants a view."""
        return self._layouts.get(view.name, view.layout)

    def change(self, view: View, layout: Layout) -> None:
        """Take over how a view is wanted; `keep` writes it."""
        self._layouts[view.name] = layout

    def keep(self, view: View) -> str:
        """Remember how a view is wanted, in a file. Returns what went wrong, the first time. Blocks."""
        if self._state_file is None:
            return ""
        try:
            remembered.write_layout(self._state_file, view.name, self.layout(view))
        except ConfigError as error:
            told, self._told = self._told, True
            return "" if told else f"{error}; the columns last until the console is left"
        return ""

    def save(self, view: "OwnView") -> None:
        """Add or replace a view of one's own. Raises ConfigError."""
        if self._own_file is not None:
            from console.config import own_views

            own_views.save_view(self._own_file, view)
        others = [each for each in self.own if each.name != view.name]
        cleared = [_off(each) if each.digit == view.digit else each for each in others]
        self.own = _in_order([*cleared, _view(view)])
        self._forget(view.name)

    def delete(self, name: str) -> None:
        """Take a view of one's own away. Raises ConfigError."""
        if self._own_file is not None:
            from console.config import own_views

            own_views.delete_view(self._own_file, name)
        self.own = tuple(view for view in self.own if view.name != name)
        self._forget(name)

    def _forget(self, name: str) -> None:
        """What the file of the views says counts now."""
        if self._layouts.pop(name, None) is not None and self._state_file is not None:
            try:
                remembered.write_layout(self._state_file, name, Layout())
            except ConfigError:
                self._told = True


def _view(own: "OwnView") -> View:
    return View(own.name, own.name, own.query, f"Nothing is in {own.name}.", True, own.digit, own.layout)


def _off(view: View) -> View:
    return View(view.name, view.title, view.query, view.empty, True, None, view.layout)


def _in_order(views: Iterable[View]) -> tuple[View, ...]:
    return tuple(sorted(views, key=lambda view: (view.digit is None, view.digit or 0, view.name)))
