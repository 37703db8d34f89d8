"""What stands in while the console is loaded: when, and what it says. How it looks is in tests/pty."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from console.cli import early
from console.cli.early import age_told
from console.config.last_list import LastList
from console.config.paths import find_paths

if TYPE_CHECKING:
    from collections.abc import Sequence

NOW = 1_800_000_000.0
LIST = LastList(NOW, 40, 10, "utf-8", " local   jobs › needs me", ("   NAME", "   night"), "", "2", "1")


def shown(last: LastList, columns: int = 40, lines: int = 10) -> str:
    return early._picture(last, NOW + 200, os.terminal_size((columns, lines))).decode()


@pytest.mark.parametrize(
    "words", [[], ["--read-only"], ["--context", "prod"], ["--read-only", "--context", "a,b"]]
)
def test_these_words_open_the_list(words: Sequence[str]) -> None:
    assert early._opens_console(words)


@pytest.mark.parametrize(
    "words", [["jobs"], ["--help"], ["--plain"], ["--context"], ["--stock-output"], ["--context", "--plain"]]
)
def test_these_do_not(words: Sequence[str]) -> None:
    assert not early._opens_console(words)


@pytest.mark.parametrize(
    "variables",
    [
        {"HOME": "/home/ada"},
        {"HOME": "/home/ada", "XDG_STATE_HOME": "/state", "XDG_CONFIG_HOME": "/config"},
        {"HOME": "/home/ada", "XDG_CONFIG_DIRS": "/one:/two"},
        {"HOME": "/home/ada", "JOBCONSOLE_STATE_DIR": "~/state", "JOBCONSOLE_CONFIG_DIR": "/config"},
    ],
)
def test_it_looks_where_the_console_does(monkeypatch: pytest.MonkeyPatch, variables: dict[str, str]) -> None:
    for name in ("XDG_STATE_HOME", "XDG_CONFIG_HOME", "XDG_CONFIG_DIRS", *os.environ):
        if name.startswith(("XDG_", "JOBCONSOLE_")):
            monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    paths = find_paths()

    what = early._asked((), os.environ)

    assert what is not None
    assert os.path.dirname(what.folder) == str(paths.state.path)
    assert [line.split()[0] for line in what.key.splitlines()[-2:]] == [str(paths.user), str(paths.system)]


def test_it_is_told_of_when_it_is_and_how_old(monkeypatch: pytest.MonkeyPatch) -> None:
    at = NOW - NOW % 86_400 + 12 * 3600  # noon, in UTC

    assert age_told(at, at + 200).endswith(", 3 min ago")
    assert age_told(at, at).startswith("as of ")
    assert "ago" not in age_told(at, at - 30)  # a clock that was set back
    assert age_told(at, at + 3 * 86_400).endswith(", 3 d ago")


def test_the_age_is_never_cut_off_nor_that_it_is_not_live() -> None:
    text = shown(LIST._replace(head=" a context with a very long name   jobs › needs me"))

    assert "3 min ago: opening ... " in text
    assert "not live yet" in text


def test_one_of_another_width_is_not_shown() -> None:
    assert shown(LIST, columns=39) == shown(LIST, columns=41) == ""


def test_a_lower_window_shows_the_first_rows_and_a_very_low_one_nothing() -> None:
    assert "NAME" in shown(LIST, lines=4)
    assert "night" not in shown(LIST, lines=4)
    assert shown(LIST, lines=3) == ""


def test_what_the_charset_has_not_is_not_shown_at_all() -> None:
    assert shown(LIST._replace(lines=("   ✖ night",), charset="ascii")) == ""
    assert shown(LIST._replace(charset="no such")) == ""
