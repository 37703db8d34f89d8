"""Colours that a log brings along: kept where they can be read, made readable where they cannot."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.core.sgr import Style
from console.widgets.contrast import READABLE, contrast, readable
from console.widgets.sgr_style import rich_style

DARK, LIGHT = (15, 17, 21), (250, 247, 240)

RGB = st.tuples(*[st.integers(0, 255)] * 3)


@given(colour=RGB, ground=RGB)
def test_any_colour_becomes_one_that_can_be_read_on_any_ground(
    colour: tuple[int, int, int], ground: tuple[int, int, int]
) -> None:
    assert contrast(readable(colour, ground), ground) >= READABLE


def test_a_colour_that_can_be_read_is_left_as_it_is() -> None:
    assert readable((255, 135, 0), DARK) == (255, 135, 0)


@pytest.mark.parametrize(("ground", "kept"), [(DARK, True), (LIGHT, False), (None, True)])
def test_an_exact_colour_is_changed_only_where_it_cannot_be_read(
    ground: tuple[int, int, int] | None, kept: bool
) -> None:
    drawn = rich_style(Style(fg=(255, 255, 0)), ground=ground).color

    assert drawn is not None
    assert (drawn.get_truecolor() == (255, 255, 0)) is kept


def test_text_on_one_of_the_themes_colours_is_drawn_in_the_grounds() -> None:
    drawn = rich_style(Style(fg=7, bg=1), ground=DARK)

    assert drawn.color is not None
    assert (drawn.color.number, drawn.bgcolor, drawn.reverse) == (1, None, True)


def test_the_terminals_own_colours_are_left_alone() -> None:
    drawn = rich_style(Style(fg=7, bg=1, dim=True), ground=None)

    assert drawn.color is not None
    assert drawn.bgcolor is not None
    assert (drawn.color.number, drawn.bgcolor.number, drawn.dim, drawn.reverse) == (7, 1, True, None)


def test_what_is_dimmed_is_muted() -> None:
    drawn = rich_style(Style(dim=True), ground=DARK)

    assert drawn.color is not None
    assert (drawn.color.number, drawn.dim) == (0, None)


def test_without_colours_attributes_are_left() -> None:
    drawn = rich_style(Style(fg=1, bg=(1, 2, 3), bold=True, dim=True), colourless=True, ground=None)

    assert (drawn.color, drawn.bgcolor, drawn.bold, drawn.dim) == (None, None, True, True)


@pytest.mark.parametrize(("grey", "dim"), [(0, True), (8, True), (7, None), (15, None)])
def test_in_the_terminals_own_colours_black_and_white_are_its_text(grey: int, dim: bool | None) -> None:
    """Bright black is the ground itself in Solarized, white that of every light terminal."""
    drawn = rich_style(Style(fg=grey))

    assert (drawn.color, drawn.dim) == (None, dim)


def test_on_a_ground_of_its_own_a_grey_stays_what_the_log_says() -> None:
    drawn = rich_style(Style(fg=0, bg=3))

    assert drawn.color is not None
    assert drawn.color.number == 0
