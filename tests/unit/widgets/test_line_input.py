"""A text box: what stands in it was perhaps written by others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st
from textual.app import App

from console.core.visible import make_visible_in_place
from console.widgets.line_input import LineInput

if TYPE_CHECKING:
    from collections.abc import Iterator


class Form(App[None]):
    def __init__(self, value: str) -> None:
        super().__init__()
        self._begins_with = value

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return {"muted": "#999999"}

    def compose(self) -> Iterator[LineInput]:
        yield LineInput(self._begins_with)


async def test_it_shows_a_sequence_and_keeps_it() -> None:
    async with (app := Form("a\x1b]0;t\x07b\u202ec")).run_test():
        box = app.query_one(LineInput)
        drawn = "".join(segment.text for segment in box.render_line(0)).strip()

        assert drawn == "a␛]0;t␇b\ufffdc"
        assert box.value == "a\x1b]0;t\x07b\u202ec", "what is sent is what it began with"


@given(st.text())
def test_each_character_has_one_in_its_place_so_that_the_cursor_is_right(text: str) -> None:
    shown = make_visible_in_place(text)

    assert len(shown) == len(text)
    assert "\x1b" not in shown
