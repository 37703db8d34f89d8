"""The keys as data: nothing is bound twice, nothing that a multiplexer or a habit would fire."""

import pytest

from console.key_names import face
from console.keymap import KEYS, Group, KeymapError, Scope, in_scopes, markdown, overridden, problems


def test_no_key_has_two_meanings_and_none_is_forbidden() -> None:
    assert problems() == []


def test_ids_are_unique() -> None:
    assert len({key.id for key in KEYS}) == len(KEYS)


@pytest.mark.parametrize(
    "key", ["ctrl+a", "ctrl+b", "ctrl+s", "ctrl+backslash", "ctrl+h", "ctrl+j", "alt+x", "P", "X"]
)
def test_a_forbidden_key_is_refused(key: str) -> None:
    with pytest.raises(KeymapError, match="may not be bound"):
        overridden({"act.pause": key})


@pytest.mark.parametrize("key", ["ctrl+d", "ctrl+k"])
def test_keys_of_habit_may_move_but_never_act(key: str) -> None:
    with pytest.raises(KeymapError):
        overridden({"act.cancel": key})
    assert not [each for each in KEYS if key in each.keys and each.group is not Group.MOVE]


def test_a_key_taken_twice_by_a_person_is_refused_with_both_names() -> None:
    with pytest.raises(KeymapError, match=r"act\.pause and act\.skip"):
        overridden({"act.skip": "p"})


def test_a_person_may_give_a_binding_other_keys() -> None:
    keys = overridden({"act.pause": "u f5"})

    assert next(key for key in keys if key.id == "act.pause").keys == ("u", "f5")


def test_an_unknown_binding_is_told() -> None:
    with pytest.raises(KeymapError, match=r"act\.paws"):
        overridden({"act.paws": "z"})


def test_the_five_actions_are_the_same_in_every_view() -> None:
    for view in (Scope.JOBS, Scope.JOB, Scope.LOGS, Scope.PAUSED):
        letters = "".join(key.keys[0] for key in in_scopes([view]) if key.group is Group.ACT)
        assert letters == "pcsrxmplus"


def test_yes_means_something_in_dialogs_only() -> None:
    assert {key.id for key in KEYS if "y" in key.keys} == {"dialog.yes"}


def test_the_readme_table_tells_every_key() -> None:
    table = markdown()

    for key in KEYS:
        assert f"| {key.help} |" in table
    assert f"`{face('question_mark')}`" in table
