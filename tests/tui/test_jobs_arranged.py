"""Columns, orders and views of one's own: chosen by keys, kept at once, and there again the next time."""

import json
import stat
from pathlib import Path

import pytest

from console.screens.columns import ColumnsScreen
from console.screens.places import JobsPlace
from tui.harness import Driver, make_app, running
from tui.memory_backend import MemoryBackend


def _titles(driver: Driver) -> list[str]:
    head = driver.text.splitlines()[1]
    return head.replace("▲", " ").replace("▼", " ").split()


def _own(folder: Path) -> Path:
    return folder / "config" / "views.toml"


def _state(folder: Path) -> Path:
    return folder / "state" / "console.json"


def _app(folder: Path, view: str = "all"):
    return make_app(place=JobsPlace(view), views_file=_own(folder), state_file=_state(folder))


async def _command(driver: Driver, line: str) -> None:
    await driver.press("colon")
    await driver.type(line)
    await driver.press("enter")


async def test_a_column_is_hidden_and_another_one_moved_by_keys(tmp_path: Path) -> None:
    async with running(_app(tmp_path)) as driver:
        await driver.press("vertical_line")
        assert isinstance(driver.app.screen, ColumnsScreen)
        await driver.press("j", "space")  # id
        await driver.press("j", "less_than_sign", "less_than_sign")  # name to the front
        await driver.press("enter")

        assert _titles(driver)[:3] == ["NAME", "STATUS", "WORKFLOW"]
        assert "ID" not in _titles(driver)


async def test_escape_leaves_the_columns_as_they_were(tmp_path: Path) -> None:
    async with running(_app(tmp_path)) as driver:
        before = _titles(driver)
        await driver.press("vertical_line", "space", "j", "space", "escape")

        assert _titles(driver) == before
    assert not _state(tmp_path).exists()


async def test_the_choice_says_which_column_has_no_room(tmp_path: Path) -> None:
    async with running(_app(tmp_path), size=(80, 30)) as driver:
        await driver.press("vertical_line")

        assert "no room in this width" in next(line for line in driver.text.splitlines() if "] owner" in line)
        assert "no room" not in next(line for line in driver.text.splitlines() if "] name" in line)


async def test_d_takes_the_usual_columns_again(tmp_path: Path) -> None:
    async with running(_app(tmp_path)) as driver:
        before = _titles(driver)
        await _command(driver, "columns id,why")
        assert _titles(driver) == ["ID", "WHY"]
        await driver.press("vertical_line", "d", "enter")

        assert _titles(driver) == before


async def test_columns_by_command_say_what_was_mistyped(tmp_path: Path) -> None:
    async with running(_app(tmp_path)) as driver:
        await _command(driver, "columns id,nmae")

        assert "there is no column 'nmae' (did you mean 'name'?)" in driver.text


async def test_columns_and_order_are_remembered_for_each_view_and_kept_at_once(tmp_path: Path) -> None:
    async with running(_app(tmp_path)) as driver:
        await _command(driver, "columns status,id,name,queue,priority,why")
        await driver.press("greater_than_sign", "greater_than_sign")
        await driver.press("1")
        assert "WORKFLOW" in _titles(driver)

        kept = json.loads(_state(tmp_path).read_text())
        assert kept["views"]["all"]["columns"] == ["status", "id", "name", "queue", "priority", "why"]
        assert stat.S_IMODE(_state(tmp_path).stat().st_mode) == 0o600

    async with running(_app(tmp_path)) as driver:
        assert _titles(driver) == ["STATUS", "ID", "NAME", "QUEUE", "PRIO", "WHY"]
        order = driver.screen.job_list.order
        assert order is not None
        assert order.field == "name"


async def test_what_is_remembered_and_damaged_is_told_and_stops_nobody(tmp_path: Path) -> None:
    _state(tmp_path).parent.mkdir()
    _state(tmp_path).write_text('{"views": {"all"')
    async with running(_app(tmp_path)) as driver:
        await driver.sees("is damaged")
        await _command(driver, "columns id,name")
        assert _titles(driver) == ["ID", "NAME"]
    assert json.loads(_state(tmp_path).read_text())["views"]["all"]["columns"] == ["id", "name"]


async def test_a_file_that_cannot_be_written_is_told_once(tmp_path: Path) -> None:
    (tmp_path / "state").write_text("a file where the folder should be")
    async with running(_app(tmp_path)) as driver:
        await _command(driver, "columns id,name")
        await driver.until(lambda: "the columns last until the console is left" in driver.words)
        driver.screen.status_line.clear()
        await _command(driver, "columns id,name,why")
        assert "the columns last" not in driver.screen.status_line.text
        assert _titles(driver) == ["ID", "NAME", "WHY"]


async def test_a_remembered_order_that_a_context_cannot_do_is_left_out(tmp_path: Path) -> None:
    from dataclasses import replace

    from tui.memory_backend import FULL

    _state(tmp_path).parent.mkdir()
    _state(tmp_path).write_text('{"views": {"all": {"columns": [], "sort": "owner"}}}')
    backend = MemoryBackend(capabilities=replace(FULL, sortable=("created",)))
    app = make_app(backend, place=JobsPlace("all"), state_file=_state(tmp_path))
    async with running(app) as driver:
        assert "sort:" not in driver.screen.query_text
        assert len(driver.screen.job_list.row_ids()) == 10


async def test_the_list_is_saved_under_a_digit_and_there_the_next_time(tmp_path: Path) -> None:
    async with running(_app(tmp_path)) as driver:
        await driver.press("slash")
        await driver.type("owner:bob")
        await driver.press("enter")
        await _command(driver, "columns status,id,owner")
        await _command(driver, "view save bobs")
        assert "saved: 5 or :bobs shows this list" in driver.text
        assert "5 bobs" in driver.keys

    async with running(_app(tmp_path, "needs"), size=(200, 50)) as driver:
        await driver.press("5")
        assert "jobs › bobs" in driver.text
        assert _titles(driver) == ["STATUS", "ID", "OWNER"]
        assert len(driver.screen.job_list.row_ids()) == 4
        await driver.press("4")
        await _command(driver, "bobs")
        assert "jobs › bobs" in driver.text


async def test_saving_over_a_view_asks_first(tmp_path: Path) -> None:
    async with running(_app(tmp_path)) as driver:
        await _command(driver, "view save mine")
        before = _own(tmp_path).read_text()
        await driver.press("2")
        await _command(driver, "view save mine")
        await driver.stand()
        assert "Now there is" in driver.text
        await driver.press("enter")
        assert _own(tmp_path).read_text() == before

        await _command(driver, "view save mine")
        await driver.stand()
        await driver.press("y")
        assert "status:running" in _own(tmp_path).read_text()


async def test_a_digit_that_is_taken_goes_over_only_when_agreed(tmp_path: Path) -> None:
    async with running(_app(tmp_path)) as driver:
        await _command(driver, "view save one 7")
        await _command(driver, "view save two 7")
        await driver.stand()
        assert "It stays, without a key." in driver.text
        await driver.press("y")

        assert driver.app.desk.views.on_digit(7).name == "two"
        assert driver.app.desk.views.find("one").digit is None
    async with running(_app(tmp_path)) as driver:
        assert driver.app.desk.views.on_digit(7).name == "two"
        assert driver.app.desk.views.find("one").digit is None


async def test_views_are_listed_and_deleted(tmp_path: Path) -> None:
    async with running(_app(tmp_path)) as driver:
        await _command(driver, "view")
        assert "there are none of your own yet" in driver.text
        await _command(driver, "view save one")
        await _command(driver, "view save two")
        await _command(driver, "view")
        assert "Your own views" in driver.text
        await driver.press("g", "enter")
        assert "jobs › one" in driver.text

        await _command(driver, "view delete one")
        await driver.stand()
        await driver.press("y")
        assert "one" not in _own(tmp_path).read_text()
        assert driver.app.desk.views.find("one") is None
        assert "jobs › all" in driver.text


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("view save failed", "it is built in"),
        ("view save theme", "theme is a command"),
        ("view save Ä!", "is no name for a view"),
        ("view delete nosuch", "there is no view 'nosuch' of your own"),
        ("view keep x", "view save NAME [5 to 9]"),
    ],
)
async def test_what_cannot_be_a_view_is_told(tmp_path: Path, line: str, told: str) -> None:
    async with running(_app(tmp_path)) as driver:
        await _command(driver, line)

        assert told in driver.words
    assert not _own(tmp_path).exists()


async def test_a_digit_without_a_view_says_how_to_fill_it(tmp_path: Path) -> None:
    async with running(_app(tmp_path)) as driver:
        await driver.press("8")

        assert "there is no view on 8 yet; :view save NAME 8" in driver.text


async def test_a_mistake_in_the_file_of_views_is_told_at_the_start(tmp_path: Path) -> None:
    _own(tmp_path).parent.mkdir()
    _own(tmp_path).write_text('[views.good]\ndigit = 5\n[views.bad]\nquery = "statsu:failed"\n')
    async with running(_app(tmp_path)) as driver:
        await driver.sees("views.toml: views.bad: query: column 1:")
        await driver.press("5")
        assert "jobs › good" in driver.text
