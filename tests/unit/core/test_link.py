"""Links to places: written, read back, and refused where they lead nowhere we know."""

from __future__ import annotations

import pytest

from console.core.link import Link
from console.core.link_reading import LONGEST, LinkError, parse_link
from console.core.place import (
    AuditPlace,
    ContextsPlace,
    FilePlace,
    FormPlace,
    HelpPlace,
    JobLogPlace,
    JobPlace,
    JobsPlace,
    LogsPlace,
    PausedPlace,
    StartPlace,
)

WRITTEN = {
    "jobconsole://local/jobs": Link(JobsPlace(), "local"),
    "jobconsole://a,b/jobs?view=failed&q=owner%3Ame%20x&mine=no&order=-started": Link(
        JobsPlace("failed", "owner:me x", mine=False, order="-started"), "a,b"
    ),
    "jobconsole://local/jobs?order=": Link(JobsPlace(order=""), "local"),
    "jobconsole://local/jobs/4127": Link(JobPlace("4127"), "local"),
    "jobconsole:///jobs/4127": Link(JobPlace("4127")),
    "jobconsole://scale%20prod/jobs/a%2Fb%3Fc%23d%20%C3%A9/nodes/check%5Borders%5D": Link(
        JobPlace("a/b?c#d é", "check[orders]"), "scale prod"
    ),
    "jobconsole://local/jobs/7/log": Link(JobLogPlace("7"), "local"),
    "jobconsole://local/jobs/7/log?line=3": Link(JobLogPlace("7", 3), "local"),
    "jobconsole://local/jobs/7/attention/log": Link(LogsPlace("7"), "local"),
    "jobconsole://local/jobs/7/nodes/load/log": Link(LogsPlace("7", "load"), "local"),
    "jobconsole://local/jobs/7/nodes/load/executions/2/log?line=120": Link(
        LogsPlace("7", "load", 2, 120), "local"
    ),
    "jobconsole://local/paused": Link(PausedPlace(), "local"),
    "jobconsole://local/start": Link(StartPlace(), "local"),
    "jobconsole://local/start/nightly-ingest?p.day=2026-11-19&p.name=x&name=eu": Link(
        FormPlace("nightly-ingest", (("day", "2026-11-19"), ("name", "x")), "eu"), "local"
    ),
    "jobconsole://local/start?like=7": Link(StartPlace("7"), "local"),
    "jobconsole://local/form?like=7": Link(FormPlace(like="7"), "local"),
    "jobconsole://local/form?like=7&priority=12": Link(FormPlace(like="7", priority="12"), "local"),
    "jobconsole://local/form?p.day=x&path=flows%2Fa.yaml": Link(
        FormPlace(params=(("day", "x"),), file="flows/a.yaml"), "local"
    ),
    "jobconsole://local/file?path=flows%2Fa.yaml": Link(FilePlace("flows/a.yaml"), "local"),
    "jobconsole://local/contexts": Link(ContextsPlace(), "local"),
    "jobconsole://local/audit": Link(AuditPlace(), "local"),
    "jobconsole://local/jobs/7/audit": Link(AuditPlace("7"), "local"),
    "jobconsole://local/help": Link(HelpPlace(), "local"),
    "jobconsole://local/help/%3Ajobs": Link(HelpPlace(":jobs"), "local"),
}


@pytest.mark.parametrize(("text", "link"), WRITTEN.items())
def test_every_place_has_its_link_and_the_link_leads_there(text: str, link: Link) -> None:
    assert str(link) == text
    assert parse_link(text) == link


def test_an_id_with_half_a_character_has_a_link_that_is_refused_and_leads_to_no_other_job() -> None:
    text = str(Link(JobPlace("evil\ud800"), "local"))

    assert text == "jobconsole://local/jobs/evil%ED%A0%80"
    with pytest.raises(LinkError, match="no UTF-8"):
        parse_link(text)


def test_words_that_lead_on_are_no_words_in_the_place_of_an_id() -> None:
    link = Link(LogsPlace("log", "nodes", 1), "jobs")
    assert parse_link(str(link)) == link


@pytest.mark.parametrize(
    ("text", "column", "word"),
    [
        ("https://scale.example/jobs/1", 1, "another word than jobconsole://"),
        ("4127", 1, "does not begin with"),
        ("jobconsole://local", 19, "the place is missing"),
        ("jobconsole://local/", 20, "nothing between two slashes"),
        ("jobconsole://local/nodes/1", 20, "'nodes' leads nowhere"),
        ("jobconsole://local/job/1", 20, "did you mean 'jobs'"),
        ("jobconsole://local/jobs/", 25, "nothing between"),
        ("jobconsole://local/jobs/1/nodes", 32, "the node is missing"),
        ("jobconsole://local/jobs/1/logs/x", 27, "did you mean 'log'"),
        ("jobconsole://local/jobs/1/nodes/x/logs", 35, "did you mean 'log'"),
        ("jobconsole://local/jobs/1/nodes/x/executions/0/log", 46, "a number from 1"),
        ("jobconsole://local/jobs/1/nodes/x/executions/²/log", 46, "a number from 1"),
        ("jobconsole://local/jobs/1/nodes/x/executions/2", 47, "executions/NUMBER/log"),
        ("jobconsole://local/jobs/1?line=3", 27, "nothing here is told by 'line'"),
        ("jobconsole://local/jobs?vew=x", 25, "did you mean 'view'"),
        ("jobconsole://local/jobs?mine=maybe", 30, "yes or no"),
        ("jobconsole://local/jobs?q=a&q=b", 29, "said twice"),
        ("jobconsole://local/jobs?q", 25, "a value is missing"),
        ("jobconsole://local/jobs/1#top", 26, "no # in a link"),
        ("jobconsole://local/jobs/1%", 25 + 1, "two hexadecimal digits"),
        ("jobconsole://local/jobs/%zz", 25, "two hexadecimal digits"),
        ("jobconsole://local/jobs/%ff", 25, "no UTF-8"),
        ("jobconsole://local/jobs/%1b%5D52", 25, "control character is hidden"),
        ("jobconsole://local/jobs/1\n", 26, "no control characters"),
        ("jobconsole://local/jobs/\u202e1", 25, "no control characters"),
        ("jobconsole://local/jobs/1 2", 26, "no blanks"),
        ("jobconsole://local/paused/1", 26, "nothing comes after this"),
        ("jobconsole://local/jobs/" + "x" * LONGEST, LONGEST + 1, "longer than"),
    ],
)
def test_anything_else_is_refused_with_its_column_and_what_may_be_written(
    text: str, column: int, word: str
) -> None:
    with pytest.raises(LinkError, match="a link of ours is jobconsole://CONTEXT/jobs/ID") as refused:
        parse_link(text)

    assert word in str(refused.value)
    assert refused.value.column == column
