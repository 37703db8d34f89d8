"""The keys as data: nothing is bound twice, nothing that a multiplexer or a habit would fire."""

import pytest

from console.key_names import face, is_key
from console.key_rules import KeymapError, overridden, problems
from console.keymap import KEYS, Group, Scope, in_scopes, markdown


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


def test_a_clash_names_what_both_do_and_what_to_do() -> None:
    with pytest.raises(KeymapError) as refused:
        overridden({"look.zoom": "T"})

    told = str(refused.value)
    assert "T means both look.zoom and look.timeline" in told
    assert "the pane with the cursor alone, or all; the timeline, or not" in told
    assert told.endswith("give one of them another key")


@pytest.mark.parametrize(
    ("key", "why"),
    [("ctrl+b", "a multiplexer"), ("X", "caps lock must not act"), ("ctrl+d", "by habit")],
)
def test_a_forbidden_key_is_refused_with_the_reason(key: str, why: str) -> None:
    with pytest.raises(KeymapError, match=why):
        overridden({"act.pause": key})


@pytest.mark.parametrize("key", ["contrl+x", "f99", "enterr", "ab", "ctrl+"])
def test_a_key_that_no_keyboard_has_is_refused(key: str) -> None:
    with pytest.raises(KeymapError, match="there is no key"):
        overridden({"look.zoom": key})


def test_a_key_may_be_written_as_it_looks() -> None:
    keys = {key.id: key.keys for key in overridden({"look.zoom": "? esc", "go.help": "f1", "leave.peel": ""})}

    assert keys["look.zoom"] == ("question_mark", "escape")
    assert keys["leave.peel"] == ()


def test_every_key_of_ours_is_one_that_a_person_may_write() -> None:
    assert [name for key in KEYS for name in key.keys if not is_key(name)] == []


def test_an_unknown_binding_is_told_with_the_one_that_is_like_it() -> None:
    with pytest.raises(KeymapError, match=r"did you mean 'act\.pause'"):
        overridden({"act.puase": "u"})
