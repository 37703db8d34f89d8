"""What the console needs of Textual's insides, each on its own: a new Textual that breaks one says which."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from rich.console import Console
from rich.text import Text
from textual._ansi_sequences import ANSI_SEQUENCES_KEYS
from textual._compositor import ChopsUpdate, LayoutUpdate
from textual._parser import ParseError
from textual._xterm_parser import XTermParser
from textual.app import App
from textual.driver import Driver
from textual.events import Key, Paste
from textual.filter import LineFilter, Monochrome
from textual.geometry import Offset, Region
from textual.messages import TerminalSupportsSynchronizedOutput
from textual.screen import Screen
from textual.strip import Strip
from textual.widget import Widget
from textual.widgets import Input, Static

from console.terminal.internals import INTERNALS

if TYPE_CHECKING:
    from collections.abc import Iterator

CONSOLE = Path(__file__).parents[3] / "console"
NAMES = {internal.name for internal in INTERNALS}


# --- what each must do ------------------------------------------------------------------------------


class Painted(App[None]):
    """Keeps what comes by on its way to the terminal."""

    def __init__(self) -> None:
        super().__init__()
        self.updates: list[object] = []
        self.batched: list[int] = []

    def compose(self) -> Iterator[Widget]:
        yield Static("hello", id="one")

    def _display(self, screen: Screen[Any], renderable: Any) -> None:
        self.updates.append(renderable)
        self.batched.append(self._batch_count)
        super()._display(screen, renderable)


async def test_every_painting_passes_through_display_as_one_of_two_updates() -> None:
    app = Painted()
    async with app.run_test(size=(20, 5)) as pilot:
        await pilot.pause()
        whole = [update for update in app.updates if isinstance(update, LayoutUpdate)]
        app.updates.clear()
        app.query_one("#one", Static).update("other")
        await pilot.pause()

        assert whole, "the first painting is of everything"
        assert [type(update) for update in app.updates if update is not None] == [ChopsUpdate]


async def test_a_held_back_painting_has_a_batch_count() -> None:
    app = Painted()
    async with app.run_test() as pilot:
        app.batched.clear()
        with app.batch_update():
            app._display(app.screen, None)
        app._display(app.screen, None)
        await pilot.pause()

        assert app.batched[:2] == [1, 0]


async def test_an_app_that_runs_says_so_and_one_that_has_ended_too() -> None:
    app = Painted()
    before = app._running
    async with app.run_test():
        during = (app._running, app._closed, app._driver is not None, app._previous_cursor_position)

    assert (before, during, app._running, app._closed) == (
        False,
        (True, False, True, Offset(0, 0)),
        False,
        True,
    )


def test_a_layout_update_holds_lines_of_strips_in_a_region() -> None:
    update = LayoutUpdate([[Strip.from_lines and Strip.blank(3)]], Region(0, 0, 3, 1))

    assert [[strip.cell_length for strip in line] for line in update.strips] == [[3]]
    assert update.region == Region(0, 0, 3, 1)


def test_a_chops_update_paints_its_spans_of_each_line() -> None:
    update = ChopsUpdate([{0: Strip.blank(4), 4: Strip.blank(2)}], [(0, 0, 6)], [[4, 6]])

    assert (update.spans, update.chop_ends, list(update.chops[0])) == ([(0, 0, 6)], [[4, 6]], [0, 4])
    assert update.render_segments(Console(width=6, height=1, color_system=None)).count(" ") == 6


class Recording(Driver):
    """Keeps what is written."""

    written = ""

    def write(self, data: str) -> None:
        self.written += data

    def start_application_mode(self) -> None:
        self.started = True

    def disable_input(self) -> None:
        self.started = False

    def stop_application_mode(self) -> None:
        self.started = False


async def test_a_driver_knows_its_app_its_loop_and_the_mouse() -> None:
    app: App[Any] = App()
    driver = Recording(app, mouse=True)

    assert (driver._app, driver._loop, driver._mouse) == (app, asyncio.get_running_loop(), True)


async def test_a_frame_is_bracketed_once_the_terminal_has_said_that_it_can() -> None:
    app = Painted()
    async with app.run_test() as pilot:
        driver = Recording(app)
        headless, app._driver = app._driver, driver
        app._begin_update()
        app._end_update()
        assert driver.written == ""
        app.post_message(TerminalSupportsSynchronizedOutput())
        await pilot.pause()
        driver.written = ""
        app._begin_update()
        app._end_update()
        app._driver = headless

        assert driver.written == "\x1b[?2026h\x1b[?2026l"


def test_no_color_is_a_filter_of_greys(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    filters: list[LineFilter] = list(App()._filters)

    assert [type(each) for each in filters if isinstance(each, Monochrome)] == [Monochrome]


class Broken(App[None]):
    """Breaks when it opens; tells of it in its own words."""

    def on_mount(self) -> None:
        raise ValueError("it broke")

    def _fatal_error(self) -> None:
        self._exit_renderables.append("in a sentence")
        self._close_messages_no_wait()


async def test_an_error_of_the_app_is_told_in_its_own_words(capsys: pytest.CaptureFixture[str]) -> None:
    app = Broken()
    with pytest.raises(ValueError, match="it broke"):
        async with app.run_test():
            pass

    assert capsys.readouterr().err.strip() == "in a sentence"
    assert app.return_code == 1


class Shouting(Input):
    """Shows what it holds in other letters."""

    @property
    def _value(self) -> Text:
        return Text(self.value.upper(), end="")


class Form(App[None]):
    """One text box."""

    def compose(self) -> Iterator[Widget]:
        yield Shouting("quiet")


async def test_a_text_box_draws_what_its_value_is_rendered_as() -> None:
    async with (app := Form()).run_test():
        drawn = "".join(segment.text for segment in app.query_one(Shouting).render_line(0))

        assert "QUIET" in drawn
        assert app.query_one(Shouting).value == "quiet"


def test_the_parser_makes_keys_of_sequences() -> None:
    keys = [event.key for event in XTermParser().feed("j\x1b[6~\x1b[1;5A") if isinstance(event, Key)]

    assert keys == ["j", "pagedown", "ctrl+up"]


def test_the_parser_keeps_a_paste_whole() -> None:
    pasted = [
        event.text for event in XTermParser().feed("\x1b[200~a\rq\x1b[201~x") if isinstance(event, Paste)
    ]

    assert pasted == ["a\rq"]


def test_the_parser_takes_an_escape_alone_for_a_key_when_it_is_told_that_time_has_passed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    now = 100.0
    monkeypatch.setattr("textual._parser.get_time", lambda: now)
    parser = XTermParser()
    at_once = list(parser.feed("\x1b"))
    now += 1.0
    later = [event.key for event in parser.tick() if isinstance(event, Key)]

    assert (at_once, later) == ([], ["escape"])


def test_the_parser_refuses_what_comes_after_the_end() -> None:
    parser = XTermParser()
    list(parser.feed(""))

    with pytest.raises(ParseError):
        list(parser.feed("j"))


def test_two_keys_in_one_packet_are_in_the_table_of_sequences() -> None:
    assert {"\x1b[6~", "\x1b[A"} <= set(ANSI_SEQUENCES_KEYS)
