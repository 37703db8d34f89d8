"""Marking lines of a log and taking them along, by keys and by the mouse."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from console.client.log_export import WINDOW
from console.core.line_selection import LineSelection
from console.screens.logs import LogsScreen
from console.screens.places import LogsPlace
from console.terminal.clipboard import MOST_COPIED, Way
from console.widgets.log_gutter import MARKED
from tui.harness import Driver, make_app, running
from tui.log_samples import HOSTILE_NAME, SCAN, hard_backend, lines_of

if TYPE_CHECKING:
    from pathlib import Path

    from console.app import ConsoleApp
    from console.model import LogRef, LogWindow
    from console.widgets.log_view import LogView
    from tui.memory_backend import MemoryBackend

GROWING = LogsPlace("4128", "scan")


class Clip:
    """The clipboard of a terminal that takes everything."""

    def __init__(self, app: ConsoleApp, monkeypatch: pytest.MonkeyPatch) -> None:
        self.texts: list[str] = []
        monkeypatch.setattr(app, "copy_to_clipboard", self.texts.append)


def view(driver: Driver) -> LogView:
    assert isinstance(driver.screen, LogsScreen)
    return driver.screen.view


def append(backend: MemoryBackend, number: int) -> None:
    log = backend.logs[SCAN]
    log += lines_of(["one more"] * number, begin=len(log))
    backend.tell("4128")


async def go(driver: Driver, line: int) -> None:
    view(driver).go_to(line - 1)
    await driver.settle()


async def test_v_marks_from_the_line_that_is_meant_and_movement_takes_more(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    app = make_app(hard_backend(), place=GROWING)
    clip = Clip(app, monkeypatch)
    async with running(app) as driver:
        await go(driver, 101)
        await driver.press("v", "j", "j")
        assert "3 lines marked" in driver.text
        assert f"{MARKED}02:28:10      scanned part 100" in driver.text
        assert f"{MARKED}02:28:11      scanned part 101" in driver.text
        assert "▌02:28:12      scanned part 102" in driver.text
        assert "Y copy lines" in driver.keys
        await driver.press("Y")
        assert "sent to the terminal's clipboard: 3 lines, 50 bytes" in driver.text
        assert view(driver).selection is None
    assert clip.texts == ["scanned part 100\nscanned part 101\nscanned part 102"]


async def test_a_mark_goes_upwards_as_well_and_back(monkeypatch: pytest.MonkeyPatch) -> None:
    app = make_app(hard_backend(), place=GROWING)
    clip = Clip(app, monkeypatch)
    async with running(app) as driver:
        await go(driver, 101)
        await driver.press("v", *"jkkk", "Y")
    assert clip.texts == ["scanned part 98\nscanned part 99\nscanned part 100"]


async def test_of_a_followed_log_the_newest_line_is_meant_and_it_runs_away_no_more() -> None:
    backend = hard_backend()
    async with running(make_app(backend, place=GROWING)) as driver:
        await driver.press("v")
        assert view(driver).selection == LineSelection(499, 499)
        assert not view(driver).following
        append(backend, 100)
        await driver.sees("100 new below")
        assert view(driver).selection == LineSelection(499, 499)
        assert "scanned part 499" in driver.text


async def test_lines_that_are_not_in_view_are_copied_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    backend = hard_backend()
    backend.logs[SCAN] = lines_of([f"row {number}" for number in range(6_000)])
    app = make_app(backend, place=GROWING)
    clip = Clip(app, monkeypatch)
    async with running(app) as driver:
        await go(driver, 10)
        await driver.press("v")
        await go(driver, 3_500)
        assert "3,491 lines marked" in driver.text
        await driver.press("Y")
        assert view(driver).lines.get(1_000) is None
    assert clip.texts == ["\n".join(f"row {number}" for number in range(9, 3_500))]


@pytest.mark.parametrize(
    ("key", "first", "last"),
    [("g", 0, 250), ("G", 250, 499), ("pagedown", 250, 291), ("ctrl+u", 230, 250), ("space", 250, 291)],
)
async def test_every_way_to_move_takes_the_mark_along(key: str, first: int, last: int) -> None:
    async with running(make_app(hard_backend(), place=GROWING)) as driver:
        await go(driver, 251)
        await driver.press("v", key)
        selection = view(driver).selection
        assert selection is not None
        assert (selection.first, selection.last) == (first, last)
        assert not view(driver).following
        seen = view(driver).in_view
        assert seen is not None
        assert seen[0] <= selection.head <= seen[1]


async def test_the_next_match_and_the_next_error_take_the_mark_along() -> None:
    backend = hard_backend()
    backend.logs[SCAN][300] = replace(backend.logs[SCAN][300], text="fatal: no more parts")
    async with running(make_app(backend, place=GROWING)) as driver:
        await go(driver, 11)
        await driver.press("v", "e")
        assert "291 lines marked" in driver.text


async def test_v_again_lets_the_mark_stand_wherever_one_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    app = make_app(hard_backend(), place=GROWING)
    clip = Clip(app, monkeypatch)
    async with running(app) as driver:
        await go(driver, 101)
        await driver.press("v", "j", "v", "g", "pagedown")
        assert "2 lines marked" in driver.text
        await driver.press("Y")
    assert clip.texts == ["scanned part 100\nscanned part 101"]


async def test_escape_gives_the_mark_up_before_anything_else() -> None:
    async with running(make_app(hard_backend(), place=GROWING)) as driver:
        await driver.press("slash")
        await driver.type("part 42")
        await driver.press("enter", "v", "j", "escape")
        assert view(driver).selection is None
        assert "marked" not in driver.text
        assert MARKED not in driver.text
        assert "/part 42" in driver.text
        assert "v end the mark" not in driver.keys


async def test_of_a_filtered_log_only_what_is_shown_is_copied(monkeypatch: pytest.MonkeyPatch) -> None:
    app = make_app(hard_backend(), place=GROWING)
    clip = Clip(app, monkeypatch)
    async with running(app) as driver:
        await driver.press("ampersand")
        await driver.type("part 4.?2$")
        await driver.press("enter", "g", "v", "G")
        assert "marked, without 440 lines not shown" in driver.text
        await driver.press("Y")
    assert clip.texts == ["\n".join(f"scanned part {n}" for n in (42, *range(402, 500, 10)))]


async def test_a_hostile_line_is_copied_as_it_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    app = make_app(hard_backend(), place=LogsPlace("5001", HOSTILE_NAME))
    clip = Clip(app, monkeypatch)
    async with running(app) as driver:
        await driver.press("g", "v", "G", "Y")
    assert len(clip.texts) == 1
    assert not set(clip.texts[0]) & {chr(code) for code in (*range(10), *range(11, 32), *range(0x7F, 0xA0))}
    assert "progress 100 %\n" in clip.texts[0]
    assert clip.texts[0].count("\n") == 8


async def test_lines_that_are_not_there_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    backend = hard_backend()
    read = backend.log

    async def log(ref: LogRef, *, first: int, count: int) -> LogWindow:
        window = await read(ref, first=first, count=count)
        return replace(
            window, lines=tuple(line for line in window.lines if line.number not in range(200, 203))
        )

    monkeypatch.setattr(backend, "log", log)
    app = make_app(backend, place=GROWING)
    clip = Clip(app, monkeypatch)
    async with running(app) as driver:
        await go(driver, 200)
        await driver.press("v", *"jjjj")
        assert f"{MARKED}              … a gap of 3 lines: 201 to 203 is not there" in driver.text
        await driver.press("Y")
        assert "3 lines more are not there" in driver.text
    assert clip.texts == ["scanned part 199\nscanned part 203"]


async def test_too_much_for_a_clipboard_is_saved_to_a_file_and_said(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    backend = hard_backend()
    backend.logs[SCAN] = lines_of(["x" * 100] * 1_000)
    app = make_app(backend, place=GROWING)
    app.desk.settings = replace(app.desk.settings, copies_folder=tmp_path / "state")
    clip = Clip(app, monkeypatch)
    kept = tmp_path / "state" / "copied.txt"
    async with running(app) as driver:
        for _ in range(2):  # the second takes the first one's place
            await driver.press("g", "v", "G", "Y")
            assert f"more than {MOST_COPIED:,} bytes" in driver.words
            assert "saved 1,000 lines to" in driver.words
    assert clip.texts == []
    assert kept.read_text().splitlines() == ["x" * 100] * 1_000
    assert kept.stat().st_mode & 0o777 == 0o600
    assert list(kept.parent.iterdir()) == [kept]
    assert kept.parent.stat().st_mode & 0o777 == 0o700  # or the engine would not trust it afterwards


async def test_where_the_terminal_has_no_clipboard_a_file_takes_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    app = make_app(hard_backend(), place=GROWING)
    app.desk.settings = replace(app.desk.settings, copies_folder=tmp_path)
    monkeypatch.setattr(type(app), "clipboard_way", Way.NONE)
    async with running(app) as driver:
        await driver.press("v", "Y")
        assert "this terminal has no clipboard" in driver.words
        assert (tmp_path / "copied.txt").read_text() == "scanned part 499\n"
        await driver.press("Y", "j", "enter")
        assert (tmp_path / "copied.txt").read_text() == (
            "jobconsole://local/jobs/4128/nodes/scan/executions/1/log?line=500\n"
        )


async def test_another_log_has_nothing_marked() -> None:
    async with running(make_app(place=LogsPlace("4127", "load"))) as driver:
        await driver.press("v", "k", "a", "j", "enter")
        await driver.sees("execution 2 of 3")
        assert view(driver).selection is None


async def test_marked_lines_are_written_alone(tmp_path: Path) -> None:
    async with running(make_app(hard_backend(), place=GROWING)) as driver:
        await go(driver, 101)
        await driver.press("v", "j", "W")
        assert "⏎ writes 2 lines marked" in driver.text
        driver.screen.prompt.box.value = str(tmp_path / "part.log")
        await driver.press("enter")
        await driver.sees("wrote 2 lines to")
        assert view(driver).selection is None
    assert (tmp_path / "part.log").read_text() == "scanned part 100\nscanned part 101\n"


# --- the mouse ------------------------------------------------------------------------------------------


async def drag(driver: Driver, begin: tuple[int, int], *to: tuple[int, int]) -> None:
    """Press the button at a column and line of the log, move, and let go."""
    await driver.pilot.mouse_down("#log", offset=begin)
    for offset in to:
        await driver.pilot.hover("#log", offset=offset)
    await driver.pilot.mouse_up("#log", offset=to[-1] if to else begin)
    await driver.settle()


async def test_a_drag_over_lines_marks_and_copies_them(monkeypatch: pytest.MonkeyPatch) -> None:
    app = make_app(hard_backend(), place=GROWING)
    clip = Clip(app, monkeypatch)
    async with running(app) as driver:
        await driver.press("g")
        await drag(driver, (20, 4), (22, 5), (25, 6))
        assert "3 lines marked" in driver.text or "sent to" in driver.text
        assert view(driver).selection == LineSelection(4, 6, open=False)
    assert clip.texts == ["scanned part 4\nscanned part 5\nscanned part 6"]


async def test_a_drag_within_a_line_copies_a_part_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    backend = hard_backend()
    backend.logs[SCAN] = lines_of(["日本 id=4711-ab done"])
    app = make_app(backend, place=GROWING)
    clip = Clip(app, monkeypatch)
    async with running(app) as driver:
        start = view(driver).painter.gutter.width + len("日本") * 2 + len(" id=")
        await drag(driver, (start, 0), (start + 3, 0), (start + 6, 0))
        assert "a part of line 1: 4711-ab" in driver.text
    assert clip.texts == ["4711-ab"]


async def test_a_click_points_at_a_line_and_marks_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    app = make_app(hard_backend(), place=GROWING)
    clip = Clip(app, monkeypatch)
    async with running(app) as driver:
        await driver.press("g")
        await drag(driver, (20, 3))
        assert view(driver).pointer == 3
        assert view(driver).selection is None
        await drag(driver, (20, 4), (22, 5))
        await drag(driver, (20, 9))
        assert view(driver).selection is None
    assert len(clip.texts) == 1


def test_a_window_of_the_log_is_less_than_what_is_marked_above() -> None:
    assert WINDOW < 3_491


# --- words of a line ---------------------------------------------------------------------------------

WORDS = [
    'copied "orders" id=4711-ab at 10.0.0.7:5432.',
    "  ",
    "failed id=4712-cd (again)",
    "x " * 90 + "far-away-word",
]


@pytest.mark.parametrize(
    ("keys", "copied"),
    [
        (["I"], "copied"),
        (["I", "right"], "orders"),
        (["I", "right", "right", "right"], "4711-ab"),
        (["I", "right", "right", "left"], "orders"),
        (["I", "left"], "copied"),
        (["I", "shift+right", "shift+right"], 'copied "orders" id'),
        (["I", "right", "right", "shift+left"], 'orders" id'),
        (["I", "right", "right", "right", "j", "j"], "failed"),
        (["I", "I", "right"], "copied"),
        (["v", "I", "right"], "orders"),
        (["slash", *"4712", "enter", "I"], "4712"),
        (["I", "slash", *"4712", "enter"], "4712"),
    ],
)
async def test_words_are_marked_by_keys_and_copied(
    keys: list[str], copied: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    backend = hard_backend()
    backend.logs[SCAN] = lines_of(WORDS)
    app = make_app(backend, place=GROWING)
    clip = Clip(app, monkeypatch)
    async with running(app) as driver:
        await go(driver, 1)
        await driver.press(*keys, "Y")
        assert view(driver).selection is None
    assert clip.texts == [copied]


async def test_a_marked_word_that_is_far_to_the_right_is_brought_into_view_and_back() -> None:
    backend = hard_backend()
    backend.logs[SCAN] = lines_of(WORDS)
    async with running(make_app(backend, place=GROWING), (80, 24)) as driver:
        await go(driver, 4)
        await driver.press("I", *(["right"] * 90))
        assert "far-away-word" in driver.text
        assert "13 characters of 1 line marked" in driver.text
        assert "Y copy" in driver.text
        await driver.press(*(["left"] * 90))
        assert view(driver).painter.left == 0


async def test_where_no_word_is_it_is_said() -> None:
    backend = hard_backend()
    backend.logs[SCAN] = lines_of(["", "some words"])
    async with running(make_app(backend, place=GROWING)) as driver:
        await go(driver, 1)
        await driver.press("shift+right")
        assert "no word is marked; I marks one" in driver.text
        await driver.press("I")
        assert "there is no word in this line" in driver.text
        assert view(driver).selection is None
