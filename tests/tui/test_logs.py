"""The log screen, driven by keys."""

from __future__ import annotations

from dataclasses import replace

import pytest
from textual import events

from console.backends.base import Unreachable
from console.core.event import Ended, EndReason
from console.model import Stream
from console.screens.logs import LogsScreen
from console.screens.places import LogsPlace
from console.widgets.log_view import LogView
from tui.harness import Driver, make_app, running
from tui.log_samples import HOSTILE_NAME, SCAN, hard_backend, lines_of
from tui.memory_backend import MemoryBackend

LOAD = LogsPlace("4127", "load")
GROWING = LogsPlace("4128", "scan")


def view(driver: Driver) -> LogView:
    assert isinstance(driver.screen, LogsScreen)
    return driver.screen.view


def append(backend: MemoryBackend, *texts: str, stream: Stream = Stream.OUT, partial: bool = False) -> None:
    """Let the command of the growing log write."""
    log = backend.logs[SCAN]
    if log and log[-1].partial:
        log.pop()
    log += lines_of(texts, stream=stream, begin=len(log))
    if partial:
        log[-1] = replace(log[-1], partial=True)
    backend.tell("4128")


async def test_it_says_which_log_this_is_and_how_it_ended() -> None:
    async with running(make_app(place=LOAD)) as driver:
        await driver.sees('err  psql:load.sql:12: ERROR:  relation "orders" does not exist')
        assert "4127 › load › execution 3 of 3" in driver.text
        assert "failed, exit 1" in driver.text
        assert "note exit 1" in driver.text
        assert "s skip load" in driver.keys


async def test_lines_that_were_hidden_for_a_moment_hear_keys_again() -> None:
    """Textual tells a pane that it was hidden a moment late: by then it is shown, and has the focus."""
    async with running(make_app(place=LOAD)) as driver:
        await driver.sees("rolling back")
        view(driver).post_message(events.Hide())
        await driver.settle()
        assert driver.app.focused is view(driver)


async def test_without_a_node_it_opens_what_needs_attention() -> None:
    async with running(make_app(place=LogsPlace("4127"))) as driver:
        await driver.sees("4127 › load › execution 3")


async def test_a_node_that_has_not_run_says_why_instead() -> None:
    async with running(make_app(place=LogsPlace("4127", "publish"))) as driver:
        await driver.sees("publish has not run yet, so it has no log.")
        assert "publish needs load (failed) first." in driver.text


async def test_unknown_jobs_and_nodes_are_told() -> None:
    async with running(make_app(place=LogsPlace("99", "load"))) as driver:
        await driver.sees("there is no job 99")
    async with running(make_app(place=LogsPlace("4127", "lode"))) as driver:
        await driver.sees("Job 4127 has no node lode.")


async def test_an_empty_log_says_so_whether_it_has_ended_or_not() -> None:
    backend = hard_backend()
    async with running(make_app(backend, place=LogsPlace("5002", "copy"))) as driver:
        await driver.sees("Execution 1 of copy wrote nothing.")
    backend.logs[SCAN].clear()
    async with running(make_app(backend, place=GROWING)) as driver:
        await driver.sees("scan has written nothing yet.")
        append(backend, "first words")
        await driver.sees("first words")


async def test_a_running_log_is_followed() -> None:
    backend = hard_backend()
    async with running(make_app(backend, place=GROWING)) as driver:
        await driver.sees("scanned part 499")
        assert "following" in driver.text
        append(backend, "one more")
        await driver.sees("one more")


async def test_scrolling_up_leaves_the_end_and_counts_what_comes() -> None:
    backend = hard_backend()
    async with running(make_app(backend, place=GROWING)) as driver:
        await driver.press("k")
        await driver.sees("following: off (f)")
        append(backend, *["unseen"] * 312)
        await driver.sees("following: off, 312 new below (f)")
        assert "unseen" not in driver.text


@pytest.mark.parametrize("keys", [["f"], ["G"], ["j"], ["pagedown"]])
async def test_the_bottom_and_f_join_the_end_again(keys: list[str]) -> None:
    backend = hard_backend()
    async with running(make_app(backend, place=GROWING)) as driver:
        await driver.press("k")
        await driver.press(*keys)
        assert view(driver).following
        append(backend, "one more")
        await driver.sees("one more")


async def test_f_stands_still_where_it_followed() -> None:
    backend = hard_backend()
    async with running(make_app(backend, place=GROWING)) as driver:
        await driver.press("f")
        append(backend, "unseen")
        await driver.sees("1 new below (f)")
        assert "unseen" not in driver.text


async def test_a_partial_line_is_shown_and_completed() -> None:
    backend = hard_backend()
    async with running(make_app(backend, place=GROWING)) as driver:
        append(backend, "downloading 10 %", partial=True)
        await driver.sees("downloading 10 %")
        append(backend, "downloading 100 %")
        await driver.sees("downloading 100 %")
        assert view(driver).lines.count == 501


async def test_the_end_of_the_command_ends_the_following() -> None:
    backend = hard_backend()
    async with running(make_app(backend, place=GROWING)) as driver:
        append(backend, "last words")
        backend.happen("4128", Ended("scan", EndReason.EXIT, 0, None))
        await driver.sees("last words")
        await driver.until(lambda: "following" not in driver.text)


async def test_the_top_of_a_long_log_is_loaded_when_it_is_wanted() -> None:
    async with running(make_app(hard_backend(), place=GROWING)) as driver:
        await driver.press("g")
        await driver.sees("scanned part 0 ")
        assert "lines 1–42 of 500" in driver.text


async def test_a_search_finds_what_was_never_on_the_screen() -> None:
    async with running(make_app(hard_backend(), place=GROWING)) as driver:
        await driver.press("slash")
        await driver.type("part 12")
        await driver.press("enter")
        await driver.sees("/part 12  11 of 11 matches")
        await driver.sees("scanned part 129")
        await driver.press("N")
        await driver.sees("10 of 11 matches")
        await driver.press("n", "n")
        await driver.sees("no match after this")
        assert not view(driver).following


async def test_a_second_search_begins_empty_and_nothing_looks_for_the_same_again() -> None:
    async with running(make_app(hard_backend(), place=GROWING)) as driver:
        await driver.press("slash", "4", "2", "enter", "slash")
        assert "looks for 42 again" in driver.text
        await driver.press("enter")
        await driver.sees("/42  15 of 15 matches")
        await driver.press("slash", "9", "9", "enter")
        await driver.sees("/99  ")


async def test_matches_that_come_later_are_counted_too() -> None:
    backend = hard_backend()
    async with running(make_app(backend, place=GROWING)) as driver:
        await driver.press("slash")
        await driver.type("part 42 ?")
        await driver.press("enter")
        await driver.sees("11 matches")
        append(backend, "scanned part 42 again")
        await driver.sees("12 matches")


async def test_what_is_no_regular_expression_is_looked_for_as_it_is() -> None:
    async with running(make_app(place=LOAD)) as driver:
        await driver.press("slash")
        await driver.type("(1204")
        assert "as plain text" in driver.text
        await driver.press("enter")
        await driver.sees("no line matches (1204")


async def test_only_matches_hides_the_rest_and_says_how_much() -> None:
    async with running(make_app(hard_backend(), place=GROWING)) as driver:
        await driver.press("ampersand")
        await driver.type("part 42$")
        await driver.press("enter")
        await driver.sees("… 42 lines not shown")
        await driver.sees("scanned part 42")
        assert "… 457 lines not shown" in driver.text
        await driver.press("ampersand")
        assert "not shown" not in driver.text


async def test_only_matches_goes_on_with_the_log() -> None:
    backend = hard_backend()
    async with running(make_app(backend, place=GROWING)) as driver:
        await driver.press("ampersand")
        await driver.type("wanted")
        await driver.press("enter")
        await driver.sees("500 lines not shown")
        append(backend, "noise", "wanted at last")
        await driver.sees("wanted at last")
        assert "noise" not in driver.text


async def test_escape_peels_the_filter_then_the_search_then_leaves() -> None:
    async with running(make_app(place=LOAD)) as driver:
        await driver.press("ampersand")
        await driver.type("orders")
        await driver.press("enter")
        await driver.sees("not shown")
        await driver.press("escape")
        assert "not shown" not in driver.text
        assert "/orders" in driver.text
        await driver.press("escape")
        assert "/orders" not in driver.text
        assert isinstance(driver.screen, LogsScreen)
        await driver.press("escape")
        assert not isinstance(driver.screen, LogsScreen)


async def test_e_goes_from_error_to_error() -> None:
    async with running(make_app(place=LOAD)) as driver:
        await driver.press("e")
        assert view(driver).pointer == 3
        await driver.press("e")
        assert view(driver).pointer == 4
        await driver.press("e")
        assert "no error line after this; E looks the other way" in driver.text
        await driver.press("E")
        assert view(driver).pointer == 3


async def test_the_first_e_finds_an_error_above_the_end_where_the_log_opened() -> None:
    backend = hard_backend()
    backend.logs[SCAN][100] = replace(backend.logs[SCAN][100], text="fatal: no more parts")
    async with running(make_app(backend, place=GROWING)) as driver:
        await driver.press("e")
        await driver.sees("fatal: no more parts")
        await driver.press("e")
        assert "no error line after this; E looks the other way" in driver.text


async def test_a_log_without_an_error_says_so() -> None:
    async with running(make_app(hard_backend(), place=GROWING)) as driver:
        await driver.press("e")
        assert "no line of this log tells of an error" in driver.text


async def test_times_go_round() -> None:
    async with running(make_app(place=LOAD)) as driver:
        await driver.sees("02:24:34 err")
        await driver.press("t")
        assert "wrap off · UTC" in driver.text
        await driver.press("t")
        await driver.sees("+27.0     err")
        await driver.press("t")
        assert "err  psql" in driver.text
        assert "02:24:34" not in driver.text


async def test_long_lines_are_cut_scrolled_sideways_or_wrapped() -> None:
    backend = hard_backend()
    backend.logs[SCAN] = lines_of(["begin " + "x" * 300 + " end"])
    async with running(make_app(backend, place=GROWING), (80, 24)) as driver:
        await driver.sees("xxx…")
        await driver.press(*["right"] * 40)
        await driver.sees("x end")
        await driver.press("w")
        assert "begin xxx" in driver.text
        assert "x end" in driver.text


async def test_a_huge_line_is_clipped_and_says_by_how_much() -> None:
    backend = hard_backend()
    backend.logs[SCAN] = lines_of(["x" * 1_000_000])
    async with running(make_app(backend, place=GROWING), (80, 24)) as driver:
        await driver.press("w", "G")
        await driver.sees("991,808 more characters")


async def test_another_attempt_is_chosen_from_the_list() -> None:
    async with running(make_app(place=LOAD)) as driver:
        await driver.press("a")
        assert "Attempts of load" in driver.text
        await driver.press("j", "enter")
        await driver.sees("execution 2 of 3")


async def test_a_new_attempt_is_told_and_not_forced_upon_the_reader() -> None:
    backend = MemoryBackend()
    async with running(make_app(backend, place=LOAD)) as driver:
        seen = backend.details["4127"]
        again = replace(seen.nodes["load"], execution=4)
        backend.put(replace(seen, nodes={**seen.nodes, "load": again}))
        await driver.sees("execution 4 has begun; a shows it")
        assert "execution 3" in driver.text


async def test_a_line_the_link_and_the_command_can_be_copied(monkeypatch: pytest.MonkeyPatch) -> None:
    copied: list[str] = []
    app = make_app(place=LOAD)
    monkeypatch.setattr(app, "copy_to_clipboard", copied.append)
    async with running(app) as driver:
        await driver.press("e")
        for downs in range(3):
            await driver.press("Y", *["j"] * downs, "enter")
    assert copied == [
        'psql:load.sql:12: ERROR:  relation "orders" does not exist',
        "jobconsole://local/jobs/4127/nodes/load/executions/3/log?line=4",
        "jobconsole --context local logs 4127 --node load --execution 3",
    ]


async def test_a_lost_connection_keeps_what_was_read_and_takes_it_up_again() -> None:
    backend = hard_backend()
    async with running(make_app(backend, place=GROWING)) as driver:
        backend.cut(Unreachable("the host is down"))
        await driver.sees("connection lost")
        assert "scanned part 499" in driver.text
        backend.mend()
        append(backend, "back again")
        await driver.sees("back again")


async def test_nothing_of_a_log_or_a_name_reaches_the_terminal_raw() -> None:
    place = LogsPlace("5001", HOSTILE_NAME)
    async with running(make_app(hard_backend(), place=place), (200, 50)) as driver:
        await driver.sees("clipboard")
        assert not set(driver.text) & {chr(code) for code in (*range(10), *range(11, 32), *range(0x7F, 0xA0))}
        assert "\u202e" not in driver.text
        await driver.sees("progress 100 %")
        assert "progress  10 %" not in driver.text
        await driver.sees("a link that is none")


async def test_a_job_without_the_log_can_be_left() -> None:
    async with running(make_app(place=LogsPlace("99", "load"))) as driver:
        await driver.press("f", "e", "n", "W", "Y", "a", "w", "t", "escape", "q")
        assert not isinstance(driver.screen, LogsScreen)


async def test_the_actions_mean_the_node_of_the_log() -> None:
    backend = MemoryBackend()
    async with running(make_app(backend, place=LOAD)) as driver:
        await driver.press("s")
        assert "Skip load" in driver.text


@pytest.mark.parametrize(
    ("key", "words"), [("i", "load failed at 02:26: exit 1"), ("d", "resolution: waiting")]
)
async def test_why_and_everything_known_speak_of_its_node(key: str, words: str) -> None:
    async with running(make_app(place=LOAD)) as driver:
        await driver.press(key)
        await driver.sees(words)
        await driver.press("q")
        assert isinstance(driver.screen, LogsScreen)
