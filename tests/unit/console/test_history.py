"""The line of places where one has been."""

from console.screens.history import MOST, History
from console.screens.places import JobPlace, JobsPlace, PausedPlace


def test_going_elsewhere_forgets_what_lay_ahead() -> None:
    history = History()
    for place in (JobsPlace(), JobPlace("1"), PausedPlace()):
        history.visit(place)
    assert history.step(-1) == JobPlace("1")
    history.visit(JobPlace("2"))
    assert history.step(1) is None
    assert history.places == [JobsPlace(), JobPlace("1"), JobPlace("2")]


def test_staying_adds_nothing_and_both_ends_are_ends() -> None:
    history = History()
    assert history.step(-1) is None
    history.visit(JobsPlace())
    history.visit(JobsPlace())
    assert (history.step(-1), history.step(1), len(history.places)) == (None, None, 1)


def test_a_layer_taken_away_is_a_step_back_where_one_came_from_there() -> None:
    history = History()
    history.visit(JobsPlace())
    history.visit(JobPlace("1"))
    history.returned(JobsPlace())
    assert history.step(1) == JobPlace("1")


def test_only_so_many_are_remembered() -> None:
    history = History()
    for number in range(MOST * 2):
        history.visit(JobPlace(str(number)))
    assert len(history.places) == MOST
    assert history.step(-1) == JobPlace(str(MOST * 2 - 2))
