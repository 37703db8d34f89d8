"""Keymaps as data: each is whole, clashes with nothing, and lets a person's own keys go before it."""

import pytest

from console.key_rules import KeymapError, overridden
from console.keymaps import keymap_names, load_keymap


def test_there_are_the_default_and_k9s() -> None:
    assert keymap_names() == ("default", "k9s")


@pytest.mark.parametrize("name", keymap_names())
def test_a_keymap_gives_keys_to_bindings_that_exist_and_none_twice(name: str) -> None:
    keys = {key.id: key.keys for key in overridden(load_keymap(name))}

    assert keys["act.cancel"] == ("x",)


def test_the_default_changes_nothing() -> None:
    assert load_keymap("default") == {}


def test_ones_own_keys_go_before_the_keymaps() -> None:
    assert load_keymap("k9s", {"look.describe": "D"})["look.describe"] == "D"
    assert load_keymap("default", {"look.describe": "D"}) == {"look.describe": "D"}


def test_a_keymap_that_there_is_not_is_told_with_those_that_there_are() -> None:
    with pytest.raises(KeymapError, match=r"no keymap 'k9'.*there are default, k9s"):
        load_keymap("k9")
