"""The colour themes as data: TOML files read into frozen values.

No Textual here, so that `info` and the tests can read a theme without it; the app turns a `ThemeData` into a
theme of Textual's. What each key colours is told in `themes/README.md`.
"""

from __future__ import annotations

import difflib
import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

COLOURS = (
    "primary",
    "secondary",
    "accent",
    "background",
    "surface",
    "panel",
    "foreground",
    "success",
    "warning",
    "error",
)
"""The keys of a theme that name a colour which Textual knows, too."""

VARIABLES = (
    "status-running",
    "status-succeeded",
    "status-failed",
    "status-paused",
    "status-queued",
    "attention",
    "muted",
    "selection-background",
    "selection-foreground",
    "search-match-background",
    "search-match-foreground",
    "protected",
)
"""The keys of a theme's `[variables]`: colours for words of our own."""

_HUES = ("black", "red", "green", "yellow", "blue", "magenta", "cyan", "white")
ANSI_COLOURS = frozenset(
    {"ansi_default", *(f"ansi_{hue}" for hue in _HUES), *(f"ansi_bright_{hue}" for hue in _HUES)}
)
"""The terminal's own colours, by the names that Textual gives them."""

_HEX = re.compile(r"#[0-9a-fA-F]{6}")
_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


class ThemeError(ValueError):
    """A theme file cannot be used; the message names the file and every mistake in it, one a line."""

    def __init__(self, source: str, mistakes: Iterable[str]) -> None:
        self.source = source
        self.mistakes = tuple(mistakes)
        super().__init__("\n".join(f"{source}: {mistake}" for mistake in self.mistakes))


@dataclass(frozen=True, slots=True)
class ThemeData:
    """One colour theme. Every colour is `#rrggbb`, or every one is a colour of the terminal (`ansi_*`)."""

    name: str
    dark: bool
    primary: str
    secondary: str
    accent: str
    background: str
    surface: str
    panel: str
    foreground: str
    success: str
    warning: str
    error: str
    variables: Mapping[str, str]
    """Our own colours, by the names in `VARIABLES`."""

    @property
    def ansi(self) -> bool:
        """Whether the theme is made of the terminal's own colours."""
        return self.background.startswith("ansi_")


@dataclass(frozen=True, slots=True)
class LoadedThemes:
    """The themes that can be chosen, by name, and what was wrong with the files that could not be read."""

    themes: Mapping[str, ThemeData]
    errors: tuple[ThemeError, ...]


def parse_theme(text: str, source: str) -> ThemeData:
    """Read the text of a theme file; `source` names it in messages.

    Raises:
        ThemeError: It is no TOML, or keys are missing, unknown or wrong; all mistakes are told at once.
    """
    try:
        document: dict[str, object] = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ThemeError(source, [f"is not valid TOML: {error}"]) from error
    mistakes: list[str] = []
    variables = _table(document.pop("variables", {}))
    if variables is None:
        mistakes.append("'variables' must be a table: a line [variables] with the colours below it.")
        variables = {}
    else:
        mistakes += _wrong_keys(variables, VARIABLES, "variables.")
    mistakes += _wrong_keys(document, ("name", "dark", *COLOURS), "")
    mistakes += _wrong_head(document)
    colours = {key: document[key] for key in COLOURS if key in document}
    mistakes += _wrong_colours({**colours, **{f"variables.{key}": value for key, value in variables.items()}})
    if mistakes:
        raise ThemeError(source, mistakes)
    return ThemeData(
        name=str(document["name"]),
        dark=document["dark"] is True,
        variables=MappingProxyType({key: str(variables[key]) for key in VARIABLES}),
        **{key: str(colours[key]) for key in COLOURS},
    )


def builtin_folder() -> Path:
    """The folder of the themes that come with the program.

    A wheel has it inside the package; a development install does not, and reads the source tree's.
    """
    package = Path(__file__).parent
    packed = package / "themes"
    return packed if packed.is_dir() else package.parent / "themes"


def load_themes(user_folder: Path | None = None) -> LoadedThemes:
    """Read our themes and then those in `user_folder`, where one takes the place of ours of the same name.

    Never raises: a file that cannot be used is told in `errors`, and the others stay to choose from.
    A `user_folder` that does not exist is an empty one.
    """
    themes: dict[str, ThemeData] = {}
    errors: list[ThemeError] = []
    for folder in (builtin_folder(), user_folder):
        if folder is None:
            continue
        found, wrong = _load_folder(folder)
        themes |= found
        errors += wrong
    return LoadedThemes(MappingProxyType(themes), tuple(errors))


def _load_folder(folder: Path) -> tuple[dict[str, ThemeData], list[ThemeError]]:
    themes: dict[str, ThemeData] = {}
    errors: list[ThemeError] = []
    for file in sorted(folder.glob("*.toml")):
        try:
            theme = _read(file)
            if theme.name in themes:
                raise ThemeError(
                    str(file), [f"the name '{theme.name}' is taken by another file of this folder."]
                )
        except ThemeError as error:
            errors.append(error)
        else:
            themes[theme.name] = theme
    return themes, errors


def _read(file: Path) -> ThemeData:
    try:
        text = file.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise ThemeError(str(file), ["is not UTF-8 text; save it as UTF-8."]) from error
    except OSError as error:
        raise ThemeError(str(file), [f"cannot be read: {error.strerror}."]) from error
    return parse_theme(text, str(file))


def _table(value: object) -> dict[str, object] | None:
    """The value as a table, or None when it is something else."""
    if not isinstance(value, dict):
        return None
    return cast("dict[str, object]", value)  # TOML has no other keys than strings


def _wrong_keys(table: Mapping[str, object], known: tuple[str, ...], prefix: str) -> list[str]:
    """What is missing and what is unknown, with the word that was probably meant."""
    mistakes: list[str] = []
    for key in table:
        if key not in known:
            meant = difflib.get_close_matches(key, known, n=1)
            hint = f" Did you mean '{prefix}{meant[0]}'?" if meant else ""
            mistakes.append(f"unknown key '{prefix}{key}'.{hint}")
    missing = [f"'{prefix}{key}'" for key in known if key not in table]
    if missing:
        mistakes.append(f"missing {', '.join(missing)}.")
    return mistakes


def _wrong_head(document: Mapping[str, object]) -> list[str]:
    mistakes: list[str] = []
    name, dark = document.get("name", "none"), document.get("dark", True)
    if not (isinstance(name, str) and _NAME.fullmatch(name)):
        mistakes.append(f"'name' must be lower case letters, digits and '-', not {name!r}.")
    if not isinstance(dark, bool):
        mistakes.append(f"'dark' must be true or false, not {dark!r}.")
    return mistakes


def _wrong_colours(colours: Mapping[str, object]) -> list[str]:
    mistakes: list[str] = []
    terminal: list[str] = []
    numbered: list[str] = []
    for key, value in colours.items():
        if isinstance(value, str) and value in ANSI_COLOURS:
            terminal.append(key)
        elif isinstance(value, str) and _HEX.fullmatch(value):
            numbered.append(key)
        else:
            mistakes.append(f"'{key}' must be a colour like '#8ab4e0' or 'ansi_cyan', not {value!r}.")
    if terminal and numbered:
        few = terminal if len(terminal) <= len(numbered) else numbered
        mistakes.append(
            "a theme takes all its colours from one kind, '#rrggbb' or 'ansi_*'; "
            f"of the other kind here: {', '.join(few)}."
        )
    return mistakes
