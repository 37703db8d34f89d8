"""What the display layer promises, each word on its own; that it is right in every way is `test_frame`'s."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest
from rich.color import ColorSystem
from rich.segment import Segment
from rich.style import Style
from textual._compositor import LayoutUpdate
from textual.geometry import Region
from textual.strip import Strip

from console.terminal import cells as cells_module
from console.terminal import frame as frame_module
from console.terminal.cells import KEPT, MOST_LETTERS, cells_of
from console.terminal.frame import Frame

if TYPE_CHECKING:
    from collections.abc import Sequence

WIDTH, HEIGHT = 40, 12
TRUECOLOR: Final = ColorSystem.TRUECOLOR


def _sent(frame: Frame, lines: Sequence[str | Strip], system: ColorSystem = TRUECOLOR) -> str:
    strips = [Strip([Segment(line.ljust(WIDTH))]) if isinstance(line, str) else line for line in lines]
    strips += [Strip.blank(WIDTH)] * (HEIGHT - len(strips))
    update = LayoutUpdate([[strip] for strip in strips], Region(0, 0, WIDTH, HEIGHT))
    return frame.update(update, (WIDTH, HEIGHT), system)


def test_a_row_that_is_the_same_is_not_looked_into(monkeypatch: pytest.MonkeyPatch) -> None:
    frame = Frame()
    _sent(frame, ["one", "two", "three"])
    looked: list[int] = []
    plans_for = frame_module.plans_for
    monkeypatch.setattr(
        frame_module, "plans_for", lambda y, *rest, **more: looked.append(y) or plans_for(y, *rest, **more)
    )

    _sent(frame, ["one", "2", "three"])

    assert looked == [1]


def test_what_looks_alike_is_one_object_so_that_most_cells_are_compared_by_identity() -> None:
    style = Style(color="red")
    first, again = cells_of((("abba", style),), TRUECOLOR), cells_of((("b", Style(color="red")),), TRUECOLOR)

    assert first[0] is first[3]
    assert first[1] is again[0]


def test_as_many_lines_are_kept_as_cells_as_are_in_view_and_no_more() -> None:
    cells_of.cache_clear()
    for number in range(3 * KEPT):
        cells_of(((f"line {number}", None),), TRUECOLOR)

    assert cells_of.cache_info().currsize == KEPT


def test_of_the_characters_of_a_log_no_more_than_a_bounded_number_is_kept() -> None:
    for first in range(0x4E00, 0x4E00 + 3 * MOST_LETTERS):
        cells_of(((chr(first), None),), TRUECOLOR)

    alphabet = cells_module._alphabet("")
    assert len(alphabet) <= MOST_LETTERS
    assert alphabet[" "] == (" ", "")


NAMES: Final = tuple(f"{number:03} of the rows that there are" for number in range(100, 130))


def test_rows_that_moved_are_moved_by_the_terminal_where_they_are_more_than_half() -> None:
    frame = Frame()
    _sent(frame, NAMES[:HEIGHT])

    sent = _sent(frame, [*NAMES[2:HEIGHT], "new", "new, too"])

    assert "\x1b[2M" in sent
    assert NAMES[5] not in sent


def test_half_of_the_rows_are_not_enough() -> None:
    frame = Frame()
    _sent(frame, NAMES[:HEIGHT])

    sent = _sent(frame, [*NAMES[2:8], *(f"another {number}" for number in range(HEIGHT - 6))])

    assert "M" not in sent
    assert "\x1b[r" not in sent


@pytest.mark.parametrize("gone", ["forgotten", "resized"])
def test_a_screen_of_which_nothing_is_known_is_sent_whole(gone: str) -> None:
    frame = Frame()
    first = _sent(frame, NAMES[:3])
    if gone == "forgotten":
        frame.forget()
    else:
        frame.update(LayoutUpdate([], Region(0, 0, 0, 0)), (WIDTH + 1, HEIGHT), TRUECOLOR)

    assert _sent(frame, NAMES[:3]) == first


def test_a_frame_begins_in_the_look_that_the_one_before_ended_in() -> None:
    frame = Frame()
    red = Style(color="red")
    _sent(frame, [Strip([Segment("a", red), Segment(" " * (WIDTH - 1))])])

    sent = _sent(frame, [Strip([Segment("b", red), Segment(" " * (WIDTH - 1))])])

    assert sent == "\x1b[Hb"


def test_after_its_rest_it_begins_in_the_terminals_own() -> None:
    frame = Frame()
    red = Style(color="red")
    _sent(frame, [Strip([Segment("a", red), Segment(" " * (WIDTH - 1))])])

    assert frame.rest() == "\x1b[m"
    assert _sent(frame, [Strip([Segment("b", red), Segment(" " * (WIDTH - 1))])]) == "\x1b[31m\x1b[Hb"


@pytest.mark.parametrize(
    ("sign", "columns"),
    [
        ("👩\u200d💻", 2),
        ("❤\ufe0f", 2),
        ("👍\N{EMOJI MODIFIER FITZPATRICK TYPE-4}", 2),
        ("e\N{COMBINING ACUTE ACCENT}", 1),
        ("日", 2),
    ],
)
def test_a_sign_of_several_characters_is_sent_whole_and_what_follows_has_its_column(
    sign: str, columns: int
) -> None:
    sent = _sent(Frame(), [Strip([Segment(f"{sign}after".ljust(WIDTH))]).adjust_cell_length(WIDTH)])

    assert sign in sent
    assert Strip([Segment(sign)]).cell_length == columns
    behind = sent.partition(sign)[2]
    assert behind.startswith(f"\x1b[{columns + 1}Gafter") or (sign == "日" and behind.startswith("after"))


def test_a_flag_takes_two_columns_and_moves_nothing() -> None:
    """Its two letters are sent apart: half of the terminals draw them as a flag, wider than tables say."""
    assert "🇩\x1b[2G🇪\x1b[3Gafter" in _sent(Frame(), ["🇩🇪after"])


def test_a_link_is_sent_and_is_closed_with_its_frame() -> None:
    frame = Frame()
    link = Style(link="https://example.org/4127")
    sent = _sent(frame, [Strip([Segment("4127", link), Segment(" ingest".ljust(WIDTH - 4))])])

    assert sent.count(";https://example.org/4127\x1b\\") == 1
    assert sent.partition("4127\x1b\\")[2].partition("\x1b]8;;\x1b\\")[0].endswith("4127")
    assert sent.rindex("\x1b]8;;\x1b\\") > sent.rindex("https")


@pytest.mark.parametrize("address", ["https://a.example/\x07\x1b]52;c;eA==", "https://\u202eelpmaxe"])
def test_an_address_that_a_terminal_would_act_on_makes_no_link(address: str) -> None:
    sent = _sent(Frame(), [Strip([Segment("x".ljust(WIDTH), Style(link=address))])])

    assert "\x1b]" not in sent
    assert "x" in sent


@pytest.mark.parametrize(
    ("system", "red"),
    [
        (ColorSystem.STANDARD, "\x1b[31m"),
        (ColorSystem.EIGHT_BIT, "\x1b[38;5;160m"),
        (ColorSystem.TRUECOLOR, "\x1b[38;2;205;0;10m"),
    ],
)
def test_each_depth_of_colour_is_sent_its_own(system: ColorSystem, red: str) -> None:
    sent = _sent(Frame(), [Strip([Segment("x" * WIDTH, Style(color="#cd000a"))])], system)

    assert red in sent
