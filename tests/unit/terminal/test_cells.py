"""The last gate before the terminal: no cell holds what a terminal would act on, whoever let it through."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.color import ColorSystem

from console.terminal.cells import cells_of


def shown(text: str) -> str:
    return "".join(cell for cell, _ in cells_of(((text, None),), ColorSystem.TRUECOLOR))


@pytest.mark.parametrize(
    "text",
    [
        "\x1b]0;title\x07",
        "a\x1b[2Jb",
        "é\x1b]52;c;ZXZpbA==\x07",
        "\x9b31mx",
        "a\u202eb",
        "\u2066a",
        "a\nb\rc\x00",
        "\ud800",
    ],
)
def test_a_control_does_not_pass(text: str) -> None:
    assert not [c for c in shown(text) if ord(c) < 32 or 0x7F <= ord(c) < 0xA0 or c in "\u202e\u2066\ud800"]


@given(st.text())
def test_nothing_that_a_terminal_acts_on_passes(text: str) -> None:
    assert all(
        ord(c) >= 32 and not 0x7F <= ord(c) < 0xA0 and not 0x202A <= ord(c) <= 0x202E for c in shown(text)
    )


@pytest.mark.parametrize("text", ["plain", "naïve", "漢字", "e\u0301", "👩\u200d🚀"])
def test_what_is_harmless_passes_whole(text: str) -> None:
    assert shown(text) == text
