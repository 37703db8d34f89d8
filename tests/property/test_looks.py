"""Looks: what leads from one to another leaves the terminal in that, whatever both are made of."""

import itertools
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.color import ColorSystem
from rich.style import Style

from console.terminal.looks import order_of
from console.terminal.sgr import blank_of, look_of, sgr_change, sgr_of

TAKEN_BACK_BY = {
    "22": ("1", "2"),
    "23": ("3",),
    "24": ("4", "21"),
    "25": ("5", "6"),
    "27": ("7",),
    "29": ("9",),
}

CODES = {
    "bold": "1",
    "dim": "2",
    "italic": "3",
    "underline": "4",
    "blink": "5",
    "reverse": "7",
    "conceal": "8",
    "strike": "9",
    "underline2": "21",
    "overline": "53",
}
SEQUENCE = re.compile(r"\x1b\[([\d;]*)m|\x1b]8;[^;]*;([^\x1b]*)\x1b\\")

colours = st.sampled_from([None, "red", "bright_blue", "#102030", "color(120)", "default"])
attributes = st.sets(
    st.sampled_from(
        (
            "bold",
            "dim",
            "italic",
            "underline",
            "underline2",
            "blink",
            "reverse",
            "conceal",
            "strike",
            "overline",
        )
    ),
    max_size=4,
)
styles = st.builds(
    lambda color, ground, on, link: Style(color=color, bgcolor=ground, link=link, **dict.fromkeys(on, True)),
    colours,
    colours,
    attributes,
    st.sampled_from([None, None, "https://a.example/1", "https://b.example/"]),
)
systems = st.sampled_from([ColorSystem.STANDARD, ColorSystem.EIGHT_BIT, ColorSystem.TRUECOLOR])


class Pen:
    """How a terminal draws, by the sequences that it was sent."""

    def __init__(self) -> None:
        self.on: set[str] = set()
        self.text = self.ground = self.link = ""

    def feed(self, sent: str) -> None:
        for found in SEQUENCE.finditer(sent):
            parameters, link = found.groups()
            if parameters is None:
                self.link = link
            else:
                self._select(parameters.split(";"))

    def _select(self, codes: list[str]) -> None:
        while codes:
            code = codes.pop(0)
            if code in ("", "0"):
                self.on, self.text, self.ground = set(), "", ""
            elif code in ("38", "48"):
                count = 4 if codes[0] == "2" else 2
                colour = ";".join([code, *codes[:count]])
                del codes[:count]
                self.text, self.ground = (colour, self.ground) if code == "38" else (self.text, colour)
            elif code in TAKEN_BACK_BY:
                self.on -= set(TAKEN_BACK_BY[code])
            elif code in ("39", "49"):
                self.text, self.ground = ("", self.ground) if code == "39" else (self.text, "")
            elif code[0] in "39" and len(code) == 2:
                self.text = code
            elif code[0] in "41" and len(code) > 1:
                self.ground = code
            else:
                self.on.add(code)

    @property
    def look(self) -> tuple[frozenset[str], str, str, str]:
        return frozenset(self.on), self.text, self.ground, self.link


def _look(sgr: str) -> tuple[frozenset[str], str, str, str]:
    look = look_of(sgr)
    return frozenset(look.attributes), look.text, look.ground, look.link


@given(shown=st.lists(styles, min_size=1, max_size=6), system=systems)
def test_what_leads_from_look_to_look_ends_in_each(shown: list[Style], system: ColorSystem) -> None:
    pen = Pen()
    before = None
    for style in shown:
        after = sgr_of(style, system)
        pen.feed(sgr_change(before, after))
        before = after

        assert pen.look == _look(after)


@given(styles, systems)
def test_a_look_has_every_attribute_of_the_style_and_its_link(style: Style, system: ColorSystem) -> None:
    look = look_of(sgr_of(style, system))

    wanted = {code for name, code in CODES.items() if getattr(style, name)}
    assert set(look.attributes) == wanted - ({"4"} if "21" in wanted else set())  # one line or two
    assert look.link == (style.link or "")


@given(st.sets(styles, min_size=1, max_size=7), st.one_of(st.none(), styles), systems)
def test_an_order_of_looks_has_each_once_and_erases_each_ground_in_time(
    shown: set[Style], begin: Style | None, system: ColorSystem
) -> None:
    names = sorted({sgr_of(style, system) for style in shown})
    grounds = sorted({look_of(name).ground for name in names})
    needed = {name: frozenset({grounds[at % len(grounds)]}) for at, name in enumerate(names)}

    order = order_of(tuple(needed.items()), None if begin is None else sgr_of(begin, system))

    erased: set[str] = set()
    for name, erases in order:
        assert all(blank_of(name) == ground for ground in erases)
        erased |= set(erases)
        if not erases or name not in grounds:
            assert needed.get(name, frozenset()) <= erased
    assert {name for name, _ in order} >= set(names)


@pytest.mark.parametrize("count", [3, 6])
def test_few_looks_come_in_the_cheapest_order_that_there_is(count: int) -> None:
    grounds, colours_of_text = ("48;2;15;17;21", "48;2;39;48;63"), ("31", "38;2;240;140;135", "1;38;2;1;2;3")
    names = [f"{text};{ground}" for ground in grounds for text in colours_of_text][:count]

    order = order_of(tuple((name, frozenset[str]()) for name in names), "")

    least = min(_cost(each) for each in itertools.permutations(names))
    assert _cost([name for name, _ in order]) <= least + 4


def _cost(names: list[str] | tuple[str, ...]) -> int:
    return sum(len(sgr_change(before, after)) for before, after in itertools.pairwise(("", *names)))


@pytest.mark.parametrize("kind", ["4:3", "4:2", "21", "4;58;2;1;2;3", "4;58;5;9"])
def test_every_kind_of_underline_is_begun_whole_and_taken_back(kind: str) -> None:
    assert sgr_change("", kind) == f"\x1b[{kind}m"
    assert sgr_change(kind, "31") == "\x1b[0;31m"
    assert blank_of(f"{kind};41") == f"{kind};41", "an underlined space is seen"


def test_a_double_line_takes_the_place_of_a_single_one() -> None:
    both, double = Style(underline=True, underline2=True), Style(underline2=True)
    standard = ColorSystem.STANDARD

    assert sgr_of(both, standard) == sgr_of(double, standard) == "21"
    assert sgr_change("4", "21") in ("\x1b[24;21m", "\x1b[0;21m")
    assert sgr_change("21", "") == "\x1b[m"
