"""Which terminals erase in colour: a screen in two grounds is worse than some more bytes."""

import pytest

from console.terminal.erasing import erases_in_colour


@pytest.mark.parametrize("name", ["xterm-256color", "xterm-kitty", "tmux-256color", "linux", "foot"])
def test_a_terminal_that_is_known_to_erases_in_colour(name: str) -> None:
    assert erases_in_colour({"TERM": name})


@pytest.mark.parametrize(
    "environment",
    [{}, {"TERM": "screen-256color"}, {"TERM": "vt100"}, {"TERM": "xterm-256color", "STY": "1.pts-0"}],
    ids=["no name", "screen", "vt100", "inside of screen, under another name"],
)
def test_any_other_is_written_over(environment: dict[str, str]) -> None:
    assert not erases_in_colour(environment)
