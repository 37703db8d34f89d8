"""The command line: a beginning of a name will do, and a mistake says what there is."""

import pytest

from console.screens.command import (
    GoTo,
    Mistake,
    MoveTo,
    OfView,
    Quit,
    SetColumns,
    SetTheme,
    SwitchContext,
    ViewVerb,
    parse,
)
from console.screens.command_complete import complete_command
from console.screens.places import (
    FormPlace,
    JobLogPlace,
    JobPlace,
    JobsPlace,
    LogsPlace,
    PausedPlace,
    StartPlace,
)


@pytest.mark.parametrize(
    ("line", "asked"),
    [
        ("jobs status:failed text", GoTo(JobsPlace("all", "status:failed text"))),
        ("job 4127", GoTo(JobPlace("4127"))),
        ("logs 4127 load", GoTo(LogsPlace("4127", "load"))),
        ("logs 4127", GoTo(JobLogPlace("4127"))),
        ("since 10m", MoveTo(moment="10m")),
        ("line 1,204", MoveTo(number=1204)),
        ("1204", MoveTo(number=1204)),
        ("paus", GoTo(PausedPlace())),
        ("start", GoTo(StartPlace())),
        ("start backup", GoTo(FormPlace("backup"))),
        ("theme light", SetTheme("light")),
        ("theme", SetTheme("")),
        ("context scale-prod", SwitchContext("scale-prod")),
        ("columns", SetColumns(None)),
        ("columns default", SetColumns(())),
        ("columns id, NAME,id", SetColumns(("id", "name"))),
        ("view", OfView(ViewVerb.LIST)),
        ("view save EU", OfView(ViewVerb.SAVE, "eu")),
        ("view save eu 7", OfView(ViewVerb.SAVE, "eu", 7)),
        ("view delete eu", OfView(ViewVerb.DELETE, "eu")),
        ("q", Quit()),
        ("quit", Quit()),
        ("  ", None),
    ],
)
def test_a_line_asks_for(line: str, asked: object) -> None:
    assert parse(line) == asked


@pytest.mark.parametrize(
    ("line", "word"),
    [
        ("frobnicate", "no command frobnicate"),
        ("con", "contexts, context"),
        ("jbos", "did you mean 'jobs'"),
        ("paused now", "a word too many"),
        ("job", "missing"),
        ("since", "missing"),
        ("line 0", "the first one is 1"),
        ("line x", "not the number"),
        ("job '", "quotation"),
    ],
)
def test_a_mistake_is_told(line: str, word: str) -> None:
    found = parse(line)

    assert isinstance(found, Mistake)
    assert word in found.sentence


@pytest.mark.parametrize(
    ("text", "offered"),
    [
        ("columns na", ["name", "native"]),
        ("columns id,na", ["name", "native"]),
        ("columns name,na", ["native"]),
        ("columns def", ["default"]),
        ("view s", ["save"]),
        ("view save x", []),
        ("theme d", []),
    ],
)
def test_words_after_a_command_are_offered(text: str, offered: list[str]) -> None:
    found = [each.text for each in complete_command(text, len(text))]
    assert found[: max(1, len(offered))] == offered


@pytest.mark.parametrize("line", ["view save", "view save a 4", "view a b", "columns nmae"])
def test_what_a_view_or_a_column_is_not_is_told(line: str) -> None:
    assert isinstance(parse(line), Mistake)
