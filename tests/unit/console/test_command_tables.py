"""One table of commands: what is parsed, completed and told in the help is the same."""

import shlex

import pytest

from console.core.query import fields_with
from console.screens.command import Mistake, parse
from console.screens.command_complete import World, complete_command, usage_hint
from console.screens.command_table import COMMANDS, OTHER_NAMES, CommandInfo, Takes
from console.screens.help_rows import help_rows, topic_of

WORDS = {
    Takes.EXECUTION: "2",
    Takes.LINE: "3",
    Takes.LINK: "jobconsole://local/jobs",
    Takes.COMMAND: "jobs",
    Takes.TIME: "10m",
    Takes.COLUMNS: "id,name",
}


@pytest.mark.parametrize("info", COMMANDS.values(), ids=lambda info: info.name)
def test_every_command_of_the_table_is_understood_with_and_without_what_may_be_left_out(
    info: CommandInfo,
) -> None:
    words = [WORDS.get(takes, "x") for takes in info.takes]
    for count in range(info.needed, len(words) + 1):
        assert not isinstance(parse(shlex.join([info.name, *words[:count]])), Mistake | None)
    if info.needed:
        missing = parse(info.name)
        assert isinstance(missing, Mistake)
        assert info.usage in missing.sentence


def test_every_command_is_offered_and_stands_in_the_help() -> None:
    offered = complete_command("", 0, World())
    assert [each.text.strip() for each in offered] == list(COMMANDS)
    assert {row.id for row in help_rows(None, ())} == {f":{name}" for name in COMMANDS}


def test_every_other_name_is_of_a_command_and_is_none_itself() -> None:
    assert set(OTHER_NAMES.values()) <= set(COMMANDS)
    assert not set(OTHER_NAMES) & set(COMMANDS)


@pytest.mark.parametrize("info", COMMANDS.values(), ids=lambda info: info.name)
def test_help_on_a_command_begins_with_it(info: CommandInfo) -> None:
    rows = help_rows(topic_of(f":{info.name}"), ())
    assert rows[0].keys == f":{info.usage}"
    assert [row.heading for row in rows].count("Command") >= 1 + len(info.more)
    assert len({row.id for row in rows}) == len(rows)


def test_the_hint_is_the_commands_own_help_once_it_is_known_which() -> None:
    assert usage_hint("") == ""
    assert usage_hint("con") == ""
    assert usage_hint("log") == "logs ID [NODE] [NUMBER]: a log; without a node those of all nodes, by time"


WORLD = World(
    {
        Takes.JOB: {"4127": "ingest eu", "900": "close the books"},
        Takes.NODE: {"load": "failed", "my node": "ready"},
        Takes.CONTEXTS: {"local": "", "scale-prod": ""},
    },
    of="4127",
    fields=fields_with(()),
)


@pytest.mark.parametrize(
    ("typed", "after"),
    [
        ("job ", ["job 4127", "job 900"]),
        ("job books", ["job 900"]),
        ("job 4127 l", ["job 4127 load"]),
        ("job 4127 my", ["job 4127 'my node'"]),
        ("job 900 l", []),
        ("job 4127 load ", []),
        ("context local,s", ["context local,scale-prod"]),
        ("jobs owner:x statu", ["jobs owner:x status:"]),
        ("jobs status:pause", ["jobs status:paused"]),
        ("theme ", []),
        ("nothing ", []),
    ],
)
def test_what_a_command_takes_is_completed(typed: str, after: list[str]) -> None:
    assert [each.apply(typed) for each in complete_command(typed, len(typed), WORLD)][:2] == after


def test_a_word_in_the_middle_is_completed_without_what_follows() -> None:
    (found,) = complete_command("job 41 load", 6, WORLD)
    assert found.apply("job 41 load") == "job 4127 load"
