"""The line of visits where one has been."""

from console.core.link import Link
from console.core.place import JobPlace, JobsPlace, LogsPlace, PausedPlace, Place
from console.screens.history import MOST, History, Spot


def at(place: Place, context: str = "local") -> Link:
    return Link(place, context)


def visited(*places: Place) -> History:
    history = History()
    for place in places:
        history.visit(at(place))
    return history


def place_after(history: History, by: int) -> Place | None:
    visit = history.step(by)
    return None if visit is None else visit.place


def test_going_elsewhere_forgets_what_lay_ahead() -> None:
    history = visited(JobsPlace(), JobPlace("1"), PausedPlace())
    assert place_after(history, -1) == JobPlace("1")
    history.visit(at(JobPlace("2")))
    assert place_after(history, 1) is None
    assert [visit.place for _, visit in history] == [JobsPlace(), JobPlace("1"), JobPlace("2")]


def test_staying_adds_nothing_and_both_ends_are_ends() -> None:
    history = visited()
    assert history.step(-1) is None
    history = visited(JobsPlace(), JobsPlace())
    assert (history.step(-1), history.step(1), len(history.visits)) == (None, None, 1)


def test_the_same_place_of_another_context_is_another_one() -> None:
    history = visited(JobsPlace())
    history.visit(at(JobsPlace(), "prod"))
    assert len(history.visits) == 2


def test_a_layer_taken_away_is_a_step_back_where_one_came_from_there() -> None:
    history = visited(JobsPlace(), JobPlace("1"))
    history.returned(at(JobsPlace()))
    assert place_after(history, 1) == JobPlace("1")


def test_a_step_back_is_one_wherever_the_cursor_has_gone_meanwhile() -> None:
    history = visited(JobsPlace(), JobPlace("1", "load"), LogsPlace("1", "load"))
    history.returned(at(JobPlace("1", "publish")))
    assert place_after(history, 1) == LogsPlace("1", "load")


def test_a_layer_taken_away_elsewhere_is_a_visit() -> None:
    history = visited(JobPlace("1"), LogsPlace("1"))
    history.returned(at(JobPlace("2")))
    assert place_after(history, -1) == LogsPlace("1")


def test_where_one_stood_is_kept_with_the_visit() -> None:
    history = visited(JobsPlace())
    spot = Spot("4127", 3, 1)
    history.stands(at(JobsPlace("all", "close")), spot)
    history.visit(at(PausedPlace()))
    visit = history.step(-1)
    assert visit is not None
    assert (visit.place, visit.spot) == (JobsPlace("all", "close"), spot)


def test_every_visit_is_told_with_its_steps_from_here() -> None:
    history = visited(JobsPlace(), PausedPlace(), JobPlace("1"))
    history.step(-1)
    assert [(by, visit.place) for by, visit in history] == [
        (-1, JobsPlace()),
        (0, PausedPlace()),
        (1, JobPlace("1")),
    ]


def test_only_so_many_are_remembered() -> None:
    history = visited(*(JobPlace(str(number)) for number in range(MOST * 2)))
    assert len(history.visits) == MOST
    assert place_after(history, -1) == JobPlace(str(MOST * 2 - 2))
