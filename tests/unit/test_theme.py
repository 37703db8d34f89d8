"""Themes: what a file may say, where themes are found, and that they can be read by human eyes."""

from __future__ import annotations

import math
import tomllib
from pathlib import Path

import pytest

from console.theme import (
    ANSI_COLOURS,
    COLOURS,
    VARIABLES,
    ThemeData,
    ThemeError,
    builtin_folder,
    load_themes,
    parse_theme,
)

OURS = load_themes()
COLOURED = [theme for theme in OURS.themes.values() if not theme.ansi]
GOOD = (builtin_folder() / "dark.toml").read_text(encoding="utf-8")

GROUNDS = ("background", "surface", "panel", "selection-background")
TEXTS = (
    "foreground",
    "primary",
    "secondary",
    "accent",
    "success",
    "warning",
    "error",
    *(name for name in VARIABLES if not name.startswith(("selection", "search"))),
)


def _colour(theme: ThemeData, name: str) -> str:
    return theme.variables[name] if name in VARIABLES else str(getattr(theme, name))


def _luminance(colour: str) -> float:
    """Relative luminance as WCAG 2.2 defines it, 0 (black) to 1 (white)."""
    channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _contrast(one: str, other: str) -> float:
    """The WCAG contrast ratio, 1 to 21."""
    dim, bright = sorted((_luminance(one), _luminance(other)))
    return (bright + 0.05) / (dim + 0.05)


def _mistakes(text: str) -> tuple[str, ...]:
    with pytest.raises(ThemeError) as caught:
        parse_theme(text, "mine.toml")
    return caught.value.mistakes


# --- the themes that come with the program --------------------------------------------------------------


def test_ten_themes_come_with_the_program() -> None:
    assert OURS.errors == ()
    assert set(OURS.themes) == {
        "ansi",
        "colour-blind",
        "colour-blind-light",
        "dark",
        "ember",
        "grey",
        "high-contrast",
        "high-contrast-light",
        "light",
        "midnight",
    }


def test_the_contrast_of_black_on_white_is_the_greatest() -> None:
    assert _contrast("#000000", "#ffffff") == pytest.approx(21)
    assert _contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("theme", COLOURED, ids=lambda theme: theme.name)
@pytest.mark.parametrize("ground", GROUNDS)
def test_every_text_can_be_read_on_every_ground(theme: ThemeData, ground: str) -> None:
    below = _colour(theme, ground)
    needed = 7 if theme.name.startswith("high-contrast") and ground != "selection-background" else 4.5

    weak = {text: round(_contrast(_colour(theme, text), below), 2) for text in TEXTS}

    assert {text: ratio for text, ratio in weak.items() if ratio < needed} == {}


@pytest.mark.parametrize("theme", COLOURED, ids=lambda theme: theme.name)
def test_the_selected_row_and_a_search_match_can_be_read(theme: ThemeData) -> None:
    ours = theme.variables

    assert _contrast(ours["selection-foreground"], ours["selection-background"]) >= 7
    assert _contrast(ours["search-match-foreground"], ours["search-match-background"]) >= 7


@pytest.mark.parametrize("theme", COLOURED, ids=lambda theme: theme.name)
def test_a_theme_is_as_dark_as_it_says(theme: ThemeData) -> None:
    assert (_luminance(theme.background) < _luminance(theme.foreground)) == theme.dark


def test_the_ansi_theme_keeps_to_the_terminals_own_colours() -> None:
    theme = OURS.themes["ansi"]

    assert theme.ansi
    assert {_colour(theme, name) for name in (*COLOURS, *VARIABLES)} <= ANSI_COLOURS


def test_the_readme_explains_every_key() -> None:
    readme = (builtin_folder() / "README.md").read_text(encoding="utf-8")

    assert [name for name in ("name", "dark", *COLOURS, *VARIABLES) if f"`{name}`" not in readme] == []


# --- what a file may say ----------------------------------------------------------------------------------


def test_a_theme_holds_what_its_file_says() -> None:
    theme = parse_theme(GOOD, "dark.toml")

    said = tomllib.loads(GOOD)
    assert {name: _colour(theme, name) for name in COLOURS} == {name: said[name] for name in COLOURS}
    assert dict(theme.variables) == said["variables"]
    assert (theme.name, theme.dark, theme.ansi) == ("dark", True, False)


def test_a_file_that_is_no_toml_is_told_with_the_place() -> None:
    (mistake,) = _mistakes("name = \n")

    assert mistake.startswith("is not valid TOML")
    assert "line 1" in mistake


def test_a_misspelt_key_gets_a_suggestion() -> None:
    mistakes = _mistakes(GOOD.replace("status-failed", "status-fialed").replace("primary", "primery"))

    assert "unknown key 'variables.status-fialed'. Did you mean 'variables.status-failed'?" in mistakes
    assert "unknown key 'primery'. Did you mean 'primary'?" in mistakes


def test_every_mistake_is_told_at_once() -> None:
    mistakes = _mistakes('name = "My Theme"\ndark = "yes"\nprimary = "blue"\n')

    assert len(mistakes) == 5
    assert "'name' must be lower case letters, digits and '-', not 'My Theme'." in mistakes
    assert "'dark' must be true or false, not 'yes'." in mistakes
    assert "'primary' must be a colour like '#8ab4e0' or 'ansi_cyan', not 'blue'." in mistakes


@pytest.mark.parametrize("colour", ['"#12345"', '"#12345g"', '"ansi_orange"', '"#123456\\n"', "7", "[]"])
def test_what_is_no_colour_is_refused(colour: str) -> None:
    (mistake,) = _mistakes(GOOD.replace('"#e993bb"', colour))

    assert mistake.startswith("'variables.protected' must be a colour")


def test_terminal_colours_and_numbers_do_not_mix() -> None:
    (mistake,) = _mistakes(GOOD.replace('"#e993bb"', '"ansi_red"'))

    assert mistake.endswith("of the other kind here: variables.protected.")


def test_variables_must_be_a_table() -> None:
    assert any("must be a table" in mistake for mistake in _mistakes('variables = "none"'))


def test_the_message_names_the_file() -> None:
    with pytest.raises(ThemeError, match=r"^mine\.toml: is not valid TOML"):
        parse_theme("[", "mine.toml")


# --- where themes are found --------------------------------------------------------------------------------


def test_a_persons_theme_takes_the_place_of_ours(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text(GOOD.replace('"#8ab4e0"', '"#ffffff"'), encoding="utf-8")

    loaded = load_themes(tmp_path)

    assert loaded.themes["dark"].primary == "#ffffff"
    assert set(loaded.themes) == set(OURS.themes)


def test_a_broken_file_is_told_and_the_others_stay(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_bytes(b"\xff\xfe")
    (tmp_path / "b.toml").write_text(GOOD.replace('"dark"', '"mine"'), encoding="utf-8")
    (tmp_path / "c.toml").mkdir()
    (tmp_path / "d.toml").write_text(GOOD.replace('"dark"', '"mine"'), encoding="utf-8")

    loaded = load_themes(tmp_path)

    assert "mine" in loaded.themes
    assert [Path(error.source).name for error in loaded.errors] == ["a.toml", "c.toml", "d.toml"]
    assert "UTF-8" in str(loaded.errors[0])
    assert "cannot be read" in str(loaded.errors[1])
    assert "taken" in str(loaded.errors[2])


def test_a_folder_that_is_not_there_is_an_empty_one(tmp_path: Path) -> None:
    assert load_themes(tmp_path / "missing") == OURS


# --- for eyes that see fewer colours ------------------------------------------------------------------------

# G. M. Machado, M. M. Oliveira, L. A. F. Fernandes, "A Physiologically-based Model for Simulation of Color
# Vision Deficiency", 2009, severity 1.0; on linear red, green and blue.
SEEN_BY = {
    "protanopia": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deuteranopia": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritanopia": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}
APART = [
    ("status-failed", "status-succeeded"),
    ("status-failed", "status-running"),
    ("status-failed", "status-paused"),
    ("status-paused", "status-succeeded"),
    ("attention", "status-succeeded"),
    ("attention", "status-failed"),
]
"""What a person must not take for one another at a glance, though sign and word say it too."""


def _linear(colour: str) -> list[float]:
    channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    return [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in channels]


def _lab(linear: list[float]) -> tuple[float, float, float]:
    """CIE L*a*b* of linear sRGB, white D65."""
    red, green, blue = (min(1.0, max(0.0, part)) for part in linear)
    xyz = (
        (0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.95047,
        0.2126 * red + 0.7152 * green + 0.0722 * blue,
        (0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.08883,
    )
    x, y, z = (part ** (1 / 3) if part > 0.008856 else 7.787 * part + 16 / 116 for part in xyz)
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def _difference(one: str, other: str, eye: str) -> float:
    """How far apart two colours are for an eye: 2.3 can just be told, 20 at a glance."""
    seen = [
        _lab([sum(a * b for a, b in zip(row, _linear(colour), strict=True)) for row in SEEN_BY[eye]])
        for colour in (one, other)
    ]
    return math.dist(*seen)


@pytest.mark.parametrize("eye", SEEN_BY)
@pytest.mark.parametrize("name", ["colour-blind", "colour-blind-light"])
def test_no_status_is_taken_for_another_by_a_colour_blind_person(name: str, eye: str) -> None:
    theme = OURS.themes[name]
    near = {
        (one, other): round(_difference(_colour(theme, one), _colour(theme, other), eye), 1)
        for one, other in APART
    }

    assert {pair: difference for pair, difference in near.items() if difference < 20} == {}


def test_a_theme_that_is_not_made_for_it_fails_that_measure() -> None:
    theme = OURS.themes["dark"]

    assert (
        _difference(theme.variables["status-failed"], theme.variables["status-paused"], "deuteranopia") < 20
    )
