"""What is sent makes the terminal show the same, cell by cell, as if Textual had sent all of it."""

from collections.abc import Callable, Sequence

import pyte
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import get_character_cell_size
from rich.color import ColorSystem
from rich.console import Console
from rich.segment import Segment
from rich.style import Style
from textual._compositor import ChopsUpdate, LayoutUpdate
from textual.geometry import Region
from textual.strip import Strip

from console.terminal.frame import Frame
from console.terminal.sgr import sgr_change
from tests.emulator import Screen, Seen, seen

WIDTH, HEIGHT = 24, 9
TRUECOLOR = ColorSystem.TRUECOLOR
CONSOLE = Console(color_system="truecolor", legacy_windows=False, _environ={})

colours = st.sampled_from([None, "red", "bright_blue", "#102030", "color(120)", "default"])
ATTRIBUTES = ("bold", "italic", "underline", "reverse", "strike")
styles = st.builds(
    lambda color, bgcolor, attributes: Style(color=color, bgcolor=bgcolor, **dict.fromkeys(attributes, True)),
    colours,
    colours,
    st.one_of(st.just(set()), st.sets(st.sampled_from(ATTRIBUTES))),
)
texts = st.one_of(
    st.text(st.sampled_from("ab cd▌░…日本éx"), min_size=1, max_size=8),
    st.integers(1, 20).map(lambda length: " " * length),
)


@st.composite
def rows(draw: st.DrawFn) -> Strip:
    segments = draw(st.lists(st.tuples(texts, styles), min_size=1, max_size=5))
    return Strip(Segment(text, style) for text, style in segments).adjust_cell_length(WIDTH, Style())


screens = st.lists(rows(), min_size=HEIGHT, max_size=HEIGHT)


def _layout(screen: Sequence[Strip]) -> LayoutUpdate:
    return LayoutUpdate([[strip] for strip in screen], Region(0, 0, WIDTH, HEIGHT))


def _chops(screen: Sequence[Strip], lines: Sequence[int]) -> ChopsUpdate:
    ends = [[WIDTH] for _ in screen]
    return ChopsUpdate([{0: strip} for strip in screen], [(y, 0, WIDTH) for y in sorted(lines)], ends)


class _Plain(Screen):
    """A terminal that erases in its own ground, whatever the present one is."""

    def erase_in_line(self, how: int = 0, private: bool = False) -> None:
        self._in_its_own(lambda: super(_Plain, self).erase_in_line(how, private))

    def erase_in_display(self, how: int = 0, *args: object, **kwargs: object) -> None:
        self._in_its_own(lambda: super(_Plain, self).erase_in_display(how, *args, **kwargs))

    def erase_characters(self, count: int | None = None) -> None:
        self._in_its_own(lambda: super(_Plain, self).erase_characters(count))

    def _in_its_own(self, erase: Callable[[], None]) -> None:
        attributes, self.cursor.attrs = self.cursor.attrs, self.default_char
        erase()
        self.cursor.attrs = attributes


class _Terminal:
    def __init__(self, *, erases: bool = True) -> None:
        self.screen = Screen(WIDTH, HEIGHT) if erases else _Plain(WIDTH, HEIGHT)
        self.screen.reset_mode(pyte.modes.DECAWM)
        self._stream = pyte.Stream(self.screen)

    def feed(self, text: str) -> None:
        self._stream.feed(text)

    def cells(self) -> list[list[Seen]]:
        return [[seen(self.screen.buffer[y][x]) for x in range(WIDTH)] for y in range(HEIGHT)]


stories = st.lists(
    st.tuples(screens, st.sets(st.integers(0, HEIGHT - 1), min_size=1), st.booleans()), min_size=1, max_size=4
)


@pytest.mark.parametrize("erases", [True, False], ids=["erases in colour", "erases in its own ground"])
@settings(max_examples=60)
@given(story=stories)
def test_the_terminal_shows_the_same_as_with_textuals_own_output(
    erases: bool, story: list[tuple[list[Strip], set[int], bool]]
) -> None:
    stock, ours, frame = _Terminal(), _Terminal(erases=erases), Frame(erases=erases)
    for screen, lines, whole in story:
        update = _layout(screen) if whole else _chops(screen, sorted(lines))
        stock.feed(update.render_segments(CONSOLE))
        ours.feed(frame.update(update, (WIDTH, HEIGHT), TRUECOLOR))

        assert ours.cells() == stock.cells()


@pytest.mark.parametrize("erases", [True, False], ids=["erases in colour", "erases in its own ground"])
@settings(max_examples=60)
@given(
    pool=st.lists(rows(), min_size=20, max_size=20),
    tops=st.lists(st.integers(0, 10), min_size=2, max_size=6),
)
def test_a_list_that_scrolls_shows_the_same_too(erases: bool, pool: list[Strip], tops: list[int]) -> None:
    stock, ours, frame = _Terminal(), _Terminal(erases=erases), Frame(erases=erases)
    head, foot = pool[18], pool[19]
    for top in tops:
        update = _layout([head, *pool[top : top + HEIGHT - 2], foot])
        stock.feed(update.render_segments(CONSOLE))
        ours.feed(frame.update(update, (WIDTH, HEIGHT), TRUECOLOR))

        assert ours.cells() == stock.cells()


@given(screens)
def test_what_is_shown_already_is_not_sent(screen: list[Strip]) -> None:
    frame = Frame()
    frame.update(_layout(screen), (WIDTH, HEIGHT), TRUECOLOR)

    assert frame.update(_layout(screen), (WIDTH, HEIGHT), TRUECOLOR) == ""


def test_a_scroll_by_one_row_sends_one_row() -> None:
    frame = Frame()
    lines = [Strip([Segment(f"{number:<24}", Style(color="red"))]) for number in range(1000, 1040)]
    frame.update(_layout(lines[:HEIGHT]), (WIDTH, HEIGHT), TRUECOLOR)

    sent = frame.update(_layout(lines[1 : HEIGHT + 1]), (WIDTH, HEIGHT), TRUECOLOR)

    assert len(sent) < 80
    assert "1009" in sent
    assert "1008" not in sent


def test_what_was_forgotten_is_sent_again() -> None:
    frame = Frame()
    screen = [Strip([Segment("a" * WIDTH)])] * HEIGHT
    first = frame.update(_layout(screen), (WIDTH, HEIGHT), TRUECOLOR)
    frame.forget()

    assert frame.update(_layout(screen), (WIDTH, HEIGHT), TRUECOLOR) == first


def test_a_terminal_of_another_size_is_not_known() -> None:
    frame = Frame()
    screen = [Strip([Segment("a" * WIDTH)])] * HEIGHT
    frame.update(_layout(screen), (WIDTH, HEIGHT), TRUECOLOR)

    assert frame.update(_layout(screen), (WIDTH + 1, HEIGHT), TRUECOLOR)


def test_only_what_differs_of_a_style_is_sent() -> None:
    assert sgr_change("31;44", "32;44") == "\x1b[32m"
    assert sgr_change("38;2;1;2;3;48;2;4;5;6", "38;2;1;2;3;48;2;7;8;9") == "\x1b[48;2;7;8;9m"
    assert sgr_change("1;31", "31") == "\x1b[22m"
    assert sgr_change("1;2;31", "2;31") == "\x1b[22;2m"
    assert sgr_change("31;44", "31") == "\x1b[49m"
    assert sgr_change("5;31", "31") == "\x1b[0;31m"
    assert sgr_change("31", "") == "\x1b[m"


def test_a_sign_of_unsure_width_never_moves_what_stands_behind_it() -> None:
    screen = [Strip([Segment("⏸ paused" + " " * (WIDTH - 8))])] * HEIGHT

    sent = Frame().update(_layout(screen), (WIDTH, HEIGHT), TRUECOLOR)

    assert "⏸ " not in sent
    assert "⏸\x1b[3Gpaused" in sent


@pytest.mark.parametrize("sign", ["🇩", "🏽", "👩", "🚀"])
def test_neither_does_an_emoji_of_which_terminals_think_by_their_age(sign: str) -> None:
    columns = get_character_cell_size(sign)
    screen = [Strip([Segment(f"x{sign}paused" + " " * (WIDTH - 7 - columns))])] * HEIGHT
    sent = Frame().update(_layout(screen), (WIDTH, HEIGHT), TRUECOLOR)
    assert f"x{sign}\x1b[{2 + columns}Gpaused" in sent


def test_what_a_sign_of_unsure_width_may_have_covered_is_said_again() -> None:
    frame = Frame()
    frame.update(_signs("⏸✖2"), (WIDTH, HEIGHT), TRUECOLOR)

    assert frame.update(_signs("▶✖2"), (WIDTH, HEIGHT), TRUECOLOR).endswith("▶\x1b[2G✖\x1b[3G2")


def _signs(text: str) -> LayoutUpdate:
    blank = Strip([Segment(" " * WIDTH)])
    return _layout([*[blank] * (HEIGHT - 1), Strip([Segment(text.ljust(WIDTH))])])


def test_each_look_is_said_once_on_a_screen() -> None:
    words = [("a", "red"), ("b", "green"), ("c", "blue")] * 2
    line = Strip(Segment(text.ljust(WIDTH // 6), Style(color=colour)) for text, colour in words)

    sent = Frame(erases=True).update(_layout([line] * HEIGHT), (WIDTH, HEIGHT), TRUECOLOR)

    assert [sent.count(f"{colour}m") for colour in ("31", "32", "34")] == [1, 1, 1]


def test_the_ground_is_erased_where_that_takes_its_colour_and_written_elsewhere() -> None:
    ground = Strip([Segment(" " * WIDTH, Style(bgcolor="red"))])

    erasing = Frame(erases=True).update(_layout([ground] * HEIGHT), (WIDTH, HEIGHT), TRUECOLOR)
    writing = Frame().update(_layout([ground] * HEIGHT), (WIDTH, HEIGHT), TRUECOLOR)

    assert erasing == "\x1b[0;41m\x1b[2J"
    assert writing.count(" ") == WIDTH * HEIGHT
    assert "J" not in writing


def test_words_after_a_space_are_not_written_in_the_look_that_the_space_may_have() -> None:
    terminal, frame = _Terminal(), Frame(erases=True)
    grey, plain = Style(color="bright_black"), Style()
    blank = [Strip([Segment(" " * WIDTH)])] * (HEIGHT - 1)
    for words in (
        [Segment("x" * WIDTH, plain)],
        [Segment("xx jobs", plain), Segment(" --- " + "x" * (WIDTH - 12), grey)],
    ):
        terminal.feed(frame.update(_layout([Strip(words), *blank]), (WIDTH, HEIGHT), TRUECOLOR))

    assert {cell[5] for cell in terminal.cells()[0][3:7]} == {"default"}
