"""Terminals that are small, slow, of another charset or of few colours: each shows the whole console."""

from __future__ import annotations

import os
import re
import signal

import pytest
from memory_console import LEAVE, console, look, opened, shows_what_a_fresh_painting_shows
from rich.cells import cell_len

LATIN = {"LC_ALL": "de_DE.ISO-8859-1"}
PLAIN = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}

TRUE_COLOUR = re.compile(rb"\x1b\[[0-9;]*[34]8;2;")
INDEXED = re.compile(rb"\x1b\[[0-9;]*[34]8;5;")


def columns_of(screen: str, word: str) -> list[int]:
    return [cell_len(line[: line.index(word)]) for line in screen.splitlines() if word in line]


# --- charsets ---------------------------------------------------------------------------------------


def test_in_another_charset_every_column_is_where_it_was() -> None:
    with console(jobs="odd") as terminal:
        opened(terminal)
        unicode = terminal.text
    with console(jobs="odd", charset="latin-1", **LATIN) as terminal:
        opened(terminal)
        latin = terminal.text

        assert "café ???? e" in latin, "what Latin-1 has is sent as it is, what it lacks keeps its columns"
        assert b"caf\xe9" in terminal.output
    for word in ("load #3", "fetch", "02:14", "drain-1"):
        assert columns_of(latin, word) == columns_of(unicode, word)


def test_in_another_charset_a_key_is_the_letter_that_it_is_there() -> None:
    with console(jobs="odd", charset="latin-1", **LATIN) as terminal:
        opened(terminal)
        terminal.send("/")
        terminal.drain()
        terminal.send(b"caf\xe9")
        terminal.wait_for("/ café")


def test_without_a_charset_only_ascii_is_sent() -> None:
    with console(jobs="odd", **PLAIN) as terminal:
        opened(terminal)

        assert terminal.output.isascii()
        assert "caf? ???? e" in terminal.text


# --- sizes ------------------------------------------------------------------------------------------


def test_forty_columns_by_ten_rows_show_the_cursor_and_what_is_wrong() -> None:
    with console(columns=40, rows=10) as terminal:
        terminal.wait_for("4127")
        terminal.drain()

        assert all(len(line) <= 40 for line in terminal.text.splitlines())
        assert "▌" in terminal.text
        assert "paused" in terminal.text


def test_a_window_that_is_dragged_costs_a_few_paintings_and_ends_up_right() -> None:
    with console("dark", "many", columns=200, rows=50) as terminal:
        opened(terminal)
        before = len(terminal.output)
        for width in range(200, 80, -1):
            terminal.resize(width, 50 - width % 7)
            terminal.read(0.01)
        terminal.resize(120, 36)
        terminal.wait_for("jobs › needs me")

        assert shows_what_a_fresh_painting_shows(terminal)
        assert len(terminal.output) - before < 60 * 12_000, (
            "some fifty paintings are what 120 sizes in 1.2 s may cost"
        )


# --- a line that takes nothing for a while ----------------------------------------------------------


def test_frames_are_left_out_while_the_terminal_takes_nothing_and_the_newest_is_shown() -> None:
    """Nobody reads while the list is paged up and down; what comes then is a few frames, not all of them."""
    with console("dark", "many", columns=200, rows=50) as terminal:
        opened(terminal)
        before = len(terminal.output)
        for _ in range(150):
            terminal.send("\x1b[6~\x1b[5~")
        terminal.send("3")
        terminal.wait_for("jobs › failed")
        terminal.drain()
        sent = len(terminal.output) - before
        terminal.send("1")
        terminal.wait_for("jobs › needs me")

        assert shows_what_a_fresh_painting_shows(terminal)
        assert sent < 150 * 2 * 3_000


# --- colours ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("term", ["screen", "linux", "vt100", "xterm-16color"])
def test_of_few_colours_none_is_sent_that_the_terminal_has_not(term: str) -> None:
    with console("", TERM=term, COLORTERM="") as terminal:
        opened(terminal)

        assert not TRUE_COLOUR.search(terminal.output)
        assert not INDEXED.search(terminal.output)
        assert "restart load" in terminal.text


@pytest.mark.parametrize("term", ["xterm-256color", "tmux-256color", "screen-256color"])
def test_of_256_colours_no_other_is_sent(term: str) -> None:
    with console("dark", TERM=term, COLORTERM="") as terminal:
        opened(terminal)

        assert INDEXED.search(terminal.output)
        assert not TRUE_COLOUR.search(terminal.output)


# --- Textual's own output ---------------------------------------------------------------------------


def test_stock_output_shows_the_same() -> None:
    with console() as terminal:
        opened(terminal)
        ours = look(terminal)
    with console("dark", "samples", "stock") as terminal:
        opened(terminal)
        terminal.drain(1.0)

        assert look(terminal) == ours
        terminal.send(LEAVE)
        assert terminal.wait_end() == 0


def test_stock_output_is_what_is_left_where_textual_is_another_one() -> None:
    with console("dark", "samples", "changed") as terminal:
        opened(terminal)

        assert "this Textual is another one than ours" in terminal.text
        os.kill(terminal.pid, signal.SIGTERM)
        assert terminal.wait_end() == 128 + signal.SIGTERM
        assert terminal.takes_lines
