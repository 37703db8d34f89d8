"""`open`: finds the context of an id and of a web address, and never asks anybody whom it need not ask."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from made_jobs import detail

from console.backends.base import Forbidden, Unreachable
from console.cli.main import main
from console.model import NodeStatus

if TYPE_CHECKING:
    from linked_backend import LinkedBackend

CONFIG = """
default = "here"
[contexts.here]
backend = "linked"
url = "https://here.example/api"
[contexts.there]
backend = "linked"
url = "https://there.example:443/api"
web_url = "https://pages.example"
[contexts.twin]
backend = "linked"
url = "https://there.example/api"
token_env = "TWIN_TOKEN"
"""


@pytest.fixture
def linked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> type[LinkedBackend]:
    installed = tmp_path / "site" / "linked-1.0.dist-info"
    installed.mkdir(parents=True)
    (installed / "METADATA").write_text("Metadata-Version: 2.1\nName: linked\nVersion: 1.0\n")
    (installed / "entry_points.txt").write_text(
        "[jobconsole.backends]\nlinked = linked_backend:LinkedBackend\n"
    )
    monkeypatch.syspath_prepend(str(installed.parent))
    monkeypatch.syspath_prepend(str(Path(__file__).parent))
    monkeypatch.setenv("TWIN_TOKEN", "s3cret")
    from linked_backend import LinkedBackend

    LinkedBackend.forget()
    return LinkedBackend


@pytest.fixture
def opened(
    linked: type[LinkedBackend], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> Callable[..., tuple[int, str, str]]:
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "config.toml").write_text(CONFIG)

    def run(*words: str) -> tuple[int, str, str]:
        code = main(["--config-dir", str(tmp_path / "config"), "open", *words])
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return run


def has(
    linked: type[LinkedBackend], context: str, job: str, name: str = "nightly", **nodes: NodeStatus
) -> None:
    made = detail(job, **nodes)
    linked.jobs_of.setdefault(context, {})[job] = replace(made, job=replace(made.job, name=name))


def test_an_id_of_the_default_context_asks_nobody_else(opened, linked) -> None:
    has(linked, "here", "7", "nightly")

    code, out, err = opened("7")

    assert (code, err) == (0, "")
    assert "nightly" in out
    assert {context for context, _ in linked.asked} == {"here"}


def test_an_id_of_another_context_is_found_there(opened, linked) -> None:
    has(linked, "there", "7")

    code, out, err = opened("7")

    assert (code, err) == (0, "jobconsole: it is in the context there\n")
    assert "nightly" in out
    assert linked.asked[:1] == [("here", "7")]
    assert set(linked.asked) == {("here", "7"), ("there", "7"), ("twin", "7")}
    assert linked.closed.count("twin") == 1


def test_an_id_of_several_contexts_is_answered_with_commands_to_choose(opened, linked) -> None:
    has(linked, "there", "7", "one")
    has(linked, "twin", "7", "two")

    code, out, err = opened("7")

    assert (code, out) == (2, "")
    assert "2 contexts have such a job" in err
    assert "  jobconsole open --context there 7   # running one" in err
    assert "  jobconsole open --context twin 7   # running two" in err


def test_an_id_that_nobody_has_is_answered_with_who_was_asked(opened, linked) -> None:
    code, _, err = opened("7")

    assert code == 3
    assert err.splitlines() == [
        "jobconsole: no context has a job 7",
        "  here: no such job",
        "  there: no such job",
        "  twin: no such job",
    ]


@pytest.mark.parametrize(
    ("error", "code", "said"),
    [
        (Unreachable("the API of twin cannot be reached"), 5, "twin: the API of twin cannot be reached"),
        (Forbidden("twin does not let us read"), 6, "twin: twin does not let us read"),
    ],
)
def test_who_could_not_answer_is_told(opened, linked, error: Exception, code: int, said: str) -> None:
    linked.jobs_of["twin"] = {"7": error}

    found, _, err = opened("7")

    assert found == code
    assert "the job 7 was not found" in err
    assert f"  {said}" in err
    assert "  here: no such job" in err


def test_a_context_whose_secret_is_missing_is_told_and_the_others_are_asked(
    opened, linked, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("TWIN_TOKEN")
    has(linked, "there", "7")

    code, _, err = opened("7")

    assert code == 0
    assert "not looked into: twin: contexts.twin.token_env: the variable TWIN_TOKEN is not set" in err


def test_with_a_context_only_that_one_is_asked(opened, linked) -> None:
    has(linked, "there", "7")

    code, _, _ = opened("--context", "here", "7")

    assert code == 3
    assert {context for context, _ in linked.asked} == {"here"}


def test_a_link_of_ours_names_its_context(opened, linked) -> None:
    has(linked, "there", "7")

    assert opened("jobconsole://there/jobs/7")[0] == 0
    assert {context for context, _ in linked.asked} == {"there"}


def test_an_address_is_of_the_context_with_its_origin(opened, linked) -> None:
    has(linked, "here", "7")

    code, out, _ = opened("  HTTPS://Here.example:443/api/jobs/7 ")

    assert code == 0
    assert "nightly" in out
    assert {context for context, _ in linked.asked} == {"here"}


def test_an_address_may_be_that_of_the_web_pages(opened, linked) -> None:
    has(linked, "there", "7")

    assert opened("https://pages.example/api/jobs/7")[0] == 0
    assert {context for context, _ in linked.asked} == {"there"}


def test_an_address_of_two_contexts_is_of_the_one_that_has_the_job(opened, linked) -> None:
    has(linked, "twin", "7")

    assert opened("https://there.example/api/jobs/7")[0] == 0
    assert {context for context, _ in linked.asked} == {"there", "twin"}


def test_an_address_of_two_contexts_that_both_have_the_job_is_answered_with_commands(opened, linked) -> None:
    has(linked, "there", "7")
    has(linked, "twin", "7")

    code, _, err = opened("https://there.example/api/jobs/7")

    assert code == 2
    assert "  jobconsole open --context twin 7" in err


@pytest.mark.parametrize(
    "url",
    [
        "https://elsewhere.example/api/jobs/7?token=s3cret",
        "http://here.example/api/jobs/7",  # not its scheme
        "https://here.example:8443/api/jobs/7",  # not its port
        "https://here.example/api/workflows/7",  # no job
        "https://here.example@elsewhere.example/api/jobs/7",
        "https://there.example/api/jobs/7",  # of another context than the one that is named
    ],
)
def test_an_address_that_is_nobodys_is_told_and_nobody_is_asked(opened, linked, url: str) -> None:
    code, _, err = opened("--context", "here", url) if "there" in url else opened(url)

    assert code == 3
    assert "  here: https://here.example/api" in err
    assert "s3cret" not in err
    assert linked.asked == []


def test_what_is_no_address_is_usage(opened, linked) -> None:
    assert opened("https://")[0] == 2
    assert opened("ftp://x/y")[0] == 2


def test_no_local_engine_is_begun_only_to_hear_that_it_has_no_jobs(opened, linked, tmp_path: Path) -> None:
    code, _, err = opened("7", "--state-dir", str(tmp_path / "state"))

    assert code == 3
    assert "local" not in err
    assert not (tmp_path / "state").exists()


@pytest.mark.parametrize(
    ("link", "printed"),
    [
        ("jobconsole://there/jobs/7", "nightly"),
        ("jobconsole://there/jobs/7/nodes/load", "nightly"),
        ("jobconsole://there/contexts", "there"),
        ("jobconsole:///help", "cancel the job"),
    ],
)
def test_a_link_prints_what_it_leads_to_where_no_console_can_be_drawn(
    opened, linked, link: str, printed: str
) -> None:
    has(linked, "there", "7", load=NodeStatus.PENDING)

    code, out, err = opened(link)

    assert (code, err) == (0, "")
    assert printed in out
    assert {context for context, _ in linked.asked} <= {"there"}


def test_a_link_to_a_form_starts_nothing_and_says_what_would(opened, linked) -> None:
    _, _, err = opened("jobconsole://there/start/nightly?p.day=x")

    assert "a link starts nothing; jobconsole run nightly does" in err


@pytest.mark.parametrize(
    ("link", "told"),
    [
        ("jobconsole://there/jbos/7", "column 20 of the link: 'jbos' leads nowhere (did you mean 'jobs'?)"),
        ("jobconsole://there/jobs/%1b%5b2J", "column 25 of the link: a control character is hidden here"),
    ],
)
def test_a_link_that_leads_nowhere_is_refused_with_its_column(opened, linked, link: str, told: str) -> None:
    code, out, err = opened(link)

    assert (code, out) == (2, "")
    assert told in err
    assert "\x1b" not in err
    assert linked.asked == []


def test_a_link_into_a_context_that_there_is_not_is_refused_with_those_that_there_are(opened, linked) -> None:
    code, out, err = opened("jobconsole://nowhere/jobs/7")

    assert (code, out) == (3, "")
    assert "nowhere" in err
    assert "here" in err.replace("nowhere", "")


def test_the_console_opens_at_the_place_of_a_link_on_its_context(
    opened, linked, monkeypatch: pytest.MonkeyPatch
) -> None:
    from console.cli import tui
    from console.cli.terminal import Terminal
    from console.core.place import LogsPlace

    seen: list[object] = []
    monkeypatch.setattr(Terminal, "can_draw", True)
    monkeypatch.setattr(tui, "run", lambda options, _, place=None: seen.append((options.context, place)) or 0)

    opened("jobconsole://there/jobs/7/nodes/load/executions/2/log?line=9")
    opened("7", "--context", "there")

    from console.core.place import JobPlace

    assert seen == [("there", LogsPlace("7", "load", 2, 9)), ("there", JobPlace("7"))]
