"""The verb that prints what a place shows: one for every place, and none that acts."""

import pytest

from console.cli.verbs import GROUPS
from console.client.place_command import command_of, words_of
from console.core.place import (
    AuditPlace,
    ContextsPlace,
    FormPlace,
    HelpPlace,
    JobLogPlace,
    JobPlace,
    JobsPlace,
    LogsPlace,
    PausedPlace,
    Place,
    StartPlace,
)


@pytest.mark.parametrize(
    ("place", "words"),
    [
        (JobsPlace(), ["jobs", "problem:any"]),
        (JobsPlace("all"), ["jobs"]),
        (
            JobsPlace("failed", "since:24h", mine=True, order="-started"),
            ["jobs", "status:failed since:24h owner:me sort:-started"],
        ),
        (JobPlace("-7"), ["show", "--", "-7"]),
        (JobPlace("7", "load"), ["show", "--node=load", "7"]),
        (LogsPlace("7", "-n", 2, 9), ["logs", "--node=-n", "--execution", "2", "7"]),
        (JobLogPlace("7"), ["logs", "7"]),
        (PausedPlace(), ["paused"]),
        (StartPlace(), ["workflows"]),
        (FormPlace("nightly", (("day", "x"),)), ["workflows", "nightly"]),
        (FormPlace(like="7"), ["workflows"]),
        (ContextsPlace(), ["context", "list"]),
        (AuditPlace(), ["audit"]),
        (AuditPlace("7"), ["audit", "7"]),
        (HelpPlace(), ["keys"]),
    ],
)
def test_a_place_has_its_verb(place: Place, words: list[str]) -> None:
    assert words_of(place) == words
    acting = {verb.name for title, verbs in GROUPS if title in ("act", "start") for verb in verbs}
    assert words[0] not in acting


def test_the_whole_command_can_be_pasted_into_a_shell() -> None:
    assert command_of("scale prod", JobsPlace("failed", 'error:"no x"')) == (
        "jobconsole --context 'scale prod' jobs 'status:failed error:\"no x\"'"
    )
