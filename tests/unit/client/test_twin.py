"""The command that a dialog shows does the same as the dialog."""

import shlex

from console.client.twin import start_twin, twin
from console.model import Action, RequeueFrom, Scope, StartRequest, Verb


def test_an_action_on_a_node_names_the_version_that_was_seen() -> None:
    action = Action(Verb.RESTART, "4127", "load", expected_version=31, reason="created the table")

    assert twin("local", [action]) == (
        "jobconsole --context local restart 4127 --node load --expect 31 --reason 'created the table'"
    )


def test_words_of_others_are_quoted() -> None:
    action = Action(Verb.SKIP, "4127", "load; rm -rf ~", reason="it's $HOME")

    words = shlex.split(twin("a b", [action]))

    assert words[2] == "a b"
    assert "load; rm -rf ~" in words
    assert "it's $HOME" in words


def test_several_jobs_need_no_question_and_no_version() -> None:
    actions = [Action(Verb.CANCEL, "1", expected_version=3), Action(Verb.CANCEL, "2", expected_version=4)]

    assert twin("local", actions) == "jobconsole --context local cancel 1 2 --yes"


def test_different_nodes_take_a_command_each_so_that_none_means_a_node_of_another_job() -> None:
    actions = [
        Action(Verb.RESTART, "1", "load"),
        Action(Verb.RESTART, "2", "fetch"),
        Action(Verb.RESTART, "3", "load"),
    ]

    assert twin("local", actions) == (
        "jobconsole --context local restart 1 3 --node load --yes; "
        "jobconsole --context local restart 2 --node fetch"
    )


def test_choices_are_options() -> None:
    assert "--scope node" in twin("c", [Action(Verb.RESTART, "1", "a", scope=Scope.NODE)])
    assert "--from start" in twin("c", [Action(Verb.REQUEUE, "1", requeue_from=RequeueFrom.START)])
    assert "--priority 7" in twin("c", [Action(Verb.PRIORITY, "1", priority=7)])
    assert "--as failed" in twin("c", [Action(Verb.MARK, "1", "a", mark_as="failed")])


def test_a_start_names_its_parameters() -> None:
    request = StartRequest("nightly-ingest", {"day": "2026-11-19"}, name="by hand")

    assert start_twin("local", request) == (
        "jobconsole --context local run nightly-ingest -p day=2026-11-19 --name 'by hand'"
    )
