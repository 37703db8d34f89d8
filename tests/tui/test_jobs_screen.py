"""The jobs list, by its keys: views, filter, marks, and a cursor that stays on its job."""

from dataclasses import replace

from console.core.event import Ended, EndReason
from console.model import Action, Verb
from console.screens.jobs import JobsScreen
from console.screens.places import JobsPlace
from console.widgets.job_list import JobList
from tui.harness import make_app, running
from tui.memory_backend import MemoryBackend
from tui.samples import at, chatty, ended, ingest_eu


def _screen(driver) -> JobsScreen:
    assert isinstance(driver.screen, JobsScreen)
    return driver.screen


def _ids(driver) -> list[str | None]:
    return list(_screen(driver).job_list.row_ids())


def _cursor(driver) -> str | None:
    return _screen(driver).job_list.selection.cursor


async def test_it_opens_on_what_needs_a_person() -> None:
    async with running(make_app()) as driver:
        assert "jobs › needs me" in driver.text
        assert _ids(driver) == ["4127", "4126", "4119", "4090"]


async def test_where_nobody_is_needed_it_shows_all_and_says_so() -> None:
    async with running(
        make_app(MemoryBackend([chatty(), ended("1", "old", "w", "ada", at(1), 3)]))
    ) as driver:
        assert "jobs › all" in driver.text
        assert "nothing needs you: these are all jobs" in driver.text


async def test_it_says_when_somebody_is_needed_after_all() -> None:
    backend = MemoryBackend([chatty()])
    async with running(make_app(backend)) as driver:
        backend.put(ingest_eu())
        await driver.sees("1 needs you now: press 1")
        assert "nothing needs you" not in driver.text


async def test_the_digits_are_views() -> None:
    async with running(make_app()) as driver:
        await driver.press("2")
        assert _ids(driver) == ["4128", "4090"]
        await driver.press("3")
        assert _ids(driver) == ["4097"]
        await driver.press("4")
        assert len(_ids(driver)) == 10
        await driver.press("1")
        assert len(_ids(driver)) == 4


async def test_a_new_job_does_not_move_the_cursor_off_its_job() -> None:
    backend = MemoryBackend()
    async with running(make_app(backend, place=JobsPlace("all"))) as driver:
        await driver.press("j", "j")
        assert _cursor(driver) == "4127"

        backend.put(replace(chatty(), job=replace(chatty().job, id="4130")))
        await driver.sees("4130")

        assert _cursor(driver) == "4127"
        assert "restart load" in driver.keys


async def test_a_job_that_leaves_the_view_leaves_the_cursor_in_its_place() -> None:
    backend = MemoryBackend()
    async with running(make_app(backend)) as driver:
        await driver.press("j")
        backend.happen("4126", Action(Verb.SKIP, "4126", "fetch", actor="bob"))

        await driver.until(lambda: "4126" not in _ids(driver))

        assert _cursor(driver) == "4119"


async def test_a_change_is_seen_at_once() -> None:
    backend = MemoryBackend()
    async with running(make_app(backend, place=JobsPlace("all"))) as driver:
        backend.happen("4128", Ended("scan", EndReason.EXIT, 3))

        await driver.sees("scan failed: exit 3")


async def test_the_footer_says_what_the_keys_mean_here() -> None:
    async with running(make_app()) as driver:
        assert driver.keys.startswith(
            "p pause job  c continue…  s skip load  r restart load  x cancel job  m more"
        )
        await driver.press("j", "j")
        assert "c continue drain-1  s skip drain-1" in driver.keys


async def test_a_dead_key_says_why_and_opens_nothing() -> None:
    async with running(make_app(place=JobsPlace("all"))) as driver:
        await driver.press("c")

        assert "cannot continue job 4129: it is queued, not paused" in driver.text


async def test_the_filter_takes_the_query_language() -> None:
    async with running(make_app(place=JobsPlace("all"))) as driver:
        await driver.press("slash")
        await driver.type("workflow:nightly* owner:me")
        await driver.press("enter")

        assert _ids(driver) == ["4127", "4126", "4098"]
        assert "jobs › all › workflow:nightly* owner:me" in driver.text


async def test_a_wrong_filter_is_told_in_its_place_and_not_sent() -> None:
    async with running(make_app(place=JobsPlace("all"))) as driver:
        await driver.press("slash")
        await driver.type("statsu:failed")
        await driver.press("enter")

        assert "did you mean status?" in driver.text
        assert driver.screen.prompt.is_open
        assert len(_ids(driver)) == 10


async def test_escape_gives_the_filter_up_and_then_takes_it_away() -> None:
    async with running(make_app(place=JobsPlace("all", "owner:bob"))) as driver:
        assert len(_ids(driver)) == 4
        await driver.press("slash", "x", "escape")
        assert len(_ids(driver)) == 4
        await driver.press("escape")
        assert len(_ids(driver)) == 10
        await driver.press("escape")
        assert len(driver.app.screen_stack) == 2


async def test_a_filter_that_matches_nothing_says_how_to_take_it_away() -> None:
    async with running(make_app(place=JobsPlace("all", "nosuchthing"))) as driver:
        assert "Nothing matches" in driver.text
        assert "esc takes the filter away" in driver.text


async def test_space_marks_and_goes_on_and_the_keys_mean_all_marks() -> None:
    async with running(make_app()) as driver:
        await driver.press("space", "space")

        assert _screen(driver).job_list.selection.marks == {"4127", "4126"}
        assert "x cancel 2 jobs" in driver.keys
        assert "2 marked" in driver.text


async def test_a_range_and_all_and_the_next_mark() -> None:
    async with running(make_app(place=JobsPlace("all"))) as driver:
        await driver.press("v", "j", "j", "v")
        assert _screen(driver).job_list.selection.marks == {"4129", "4128", "4127"}
        await driver.press("apostrophe")
        assert _cursor(driver) == "4129"
        await driver.press("asterisk")
        assert len(_screen(driver).job_list.selection.marks) == 10


async def test_marks_that_a_filter_hides_are_counted_and_left_out() -> None:
    async with running(make_app(place=JobsPlace("all"))) as driver:
        await driver.press("space", "space", "space", "slash")
        await driver.type("status:paused")
        await driver.press("enter")

        assert "1 marked, 2 more not in this list" in driver.text
        assert "x cancel 1 job " in driver.keys


async def test_escape_peels_the_range_then_the_marks_then_the_filter() -> None:
    async with running(make_app(place=JobsPlace("all", "owner:bob"))) as driver:
        await driver.press("space", "v")
        selection = _screen(driver).job_list
        await driver.press("escape")
        assert selection.selection.anchor is None
        assert selection.selection.marks
        await driver.press("escape")
        assert not selection.selection.marks
        assert len(_ids(driver)) == 4
        await driver.press("escape")
        assert len(_ids(driver)) == 10


async def test_the_reason_is_under_the_cursor_where_there_is_no_room_beside_it() -> None:
    async with running(make_app(), size=(80, 24)) as driver:
        lines = driver.text.splitlines()
        assert "ingest eu" in lines[2]
        assert lines[3].strip().startswith("└ load failed: exit 1")
        await driver.press("j")
        lines = driver.text.splitlines()
        assert "ingest us" in lines[3]
        assert lines[4].strip().startswith("└ fetch failed")


async def test_a_long_list_reads_on_as_one_goes_down() -> None:
    first = ingest_eu()
    jobs = [replace(first, job=replace(first.job, id=str(9000 - place))) for place in range(250)]
    async with running(make_app(MemoryBackend(jobs)), size=(120, 30)) as driver:
        rows = driver.screen.query_one(JobList)
        assert len(rows.row_ids()) == 100
        await driver.press("end")
        await driver.until(lambda: len(rows.row_ids()) == 200)
        await driver.press("end")
        await driver.until(lambda: len(rows.row_ids()) == 250)
        await driver.press("end")

        assert _cursor(driver) == "8751"
        assert "8751" in driver.text


async def test_going_down_by_pages_and_back_keeps_the_cursor_in_view() -> None:
    first = ingest_eu()
    jobs = [replace(first, job=replace(first.job, id=str(9000 - place))) for place in range(90)]
    async with running(make_app(MemoryBackend(jobs)), size=(120, 20)) as driver:
        for key in ("pagedown", "ctrl+d", "j", "pageup", "ctrl+u", "G", "k", "g"):
            await driver.press(key)
            assert f" {_cursor(driver)} " in driver.text


async def test_a_quiet_refresh_paints_nothing() -> None:
    backend = MemoryBackend()
    async with running(make_app(backend)) as driver:
        rows = driver.screen.query_one(JobList)
        drawn: list[int] = []
        draw = rows.render_line

        def render_line(y: int):
            drawn.append(y)
            return draw(y)

        rows.render_line = render_line
        backend.tell("4127")
        await driver.settle()

        assert drawn == []


async def test_one_job_that_changed_paints_its_row_alone() -> None:
    backend = MemoryBackend()
    async with running(make_app(backend)) as driver:
        rows = driver.screen.query_one(JobList)
        drawn: list[int] = []
        draw = rows.render_line

        def render_line(y: int):
            drawn.append(y)
            return draw(y)

        rows.render_line = render_line
        backend.happen("4126", Action(Verb.PRIORITY, "4126", priority=50))
        await driver.settle()

        assert set(drawn) == {1}


async def test_tab_completes_the_filter_and_the_hint_says_what_may_come() -> None:
    async with running(make_app(place=JobsPlace("all"))) as driver:
        await driver.press("slash")
        await driver.type("sta")
        assert "tab  status:  started:" in driver.text
        await driver.press("tab")
        await driver.type("fa")
        assert "tab  failed" in driver.text
        await driver.press("tab", "enter")

        assert _ids(driver) == ["4097"]


async def test_what_is_said_of_a_job_goes_when_the_cursor_does() -> None:
    async with running(make_app()) as driver:
        await driver.press("i")
        assert "exit 1" in driver.screen.status_line.text

        await driver.press("j")

        assert driver.screen.status_line.text == ""
