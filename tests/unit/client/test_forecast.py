"""What a dialog says an action will do."""

from console.client.forecast import lines
from console.model import Action, Plan, Verb


def test_a_continue_that_starts_nothing_still_ends_the_pause() -> None:
    """An approval may wait behind the operator's pause: then no node moves, and that is said."""
    told = lines(Plan(), Action(Verb.CONTINUE, "1"), {})

    assert told == [("Will do", "end the pause; nothing starts by that now")]


def test_instances_of_two_values_are_told_apart() -> None:
    told = lines(Plan(will_run=("check[eu,a]", "check[us,a]")), Action(Verb.RESTART, "1"), {})

    assert told == [("Will run", "check[eu,a]; check[us,a]")]
