"""The command that a dialog shows does exactly what the dialog would do."""

from __future__ import annotations

import shlex
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from made_jobs import detail

from console.client.twin import twin
from console.model import Action, NodeStatus, OutcomeKind, RequeueFrom, Scope, Verb

if TYPE_CHECKING:
    from conftest import Verb as RunVerb
    from verb_backend import MemoryBackend

ACTIONS = [
    Action(Verb.PAUSE, "7", expected_version=5),
    Action(Verb.CONTINUE, "7"),
    Action(Verb.CONTINUE, "7", "gate", expected_version=3, reason="it's fine"),
    Action(Verb.CANCEL, "7", reason='a "quoted" $reason; rm -rf /'),
    Action(Verb.SKIP, "7", "check[a b,'c']", reason="-1 is no option"),
    Action(Verb.RESTART, "7", "load", scope=Scope.NODE),
    Action(Verb.RESTART, "7", "load"),
    Action(Verb.REQUEUE, "7", requeue_from=RequeueFrom.START, priority=-4),
    Action(Verb.REQUEUE, "7"),
    Action(Verb.PRIORITY, "7", priority=-3),
    Action(Verb.MARK, "7", "lost", mark_as="succeeded"),
    Action(Verb.APPROVE, "7", "ask", inputs={"rows": "a=b c"}),
    Action(Verb.REJECT, "7", "ask", reason="no"),
    Action(Verb.STOP, "7", "-odd"),
    Action(Verb.RETRY_NOW, "7", "again"),
]


@pytest.mark.parametrize("action", ACTIONS, ids=lambda action: f"{action.verb} {action.node or ''}")
def test_the_twin_is_the_same_action(verb: RunVerb, memory: type[MemoryBackend], action: Action) -> None:
    memory.reset(detail("7"))
    memory.outcomes["7"] = OutcomeKind.DONE

    program, *words = shlex.split(twin("memory", [action]))
    ran = verb(*words)

    (sent,) = memory.acted
    assert program == "jobconsole"
    assert ran.code == 0, ran.err
    assert replace(sent, request_id=None) == action


def test_the_twin_of_many_acts_on_all(verb: RunVerb, memory: type[MemoryBackend]) -> None:
    memory.reset(*(detail(job, only=NodeStatus.RUNNING) for job in "123456"))

    _, *words = shlex.split(twin("memory", [Action(Verb.PAUSE, job, reason="x") for job in "123456"]))
    verb(*words)

    assert [action.job for action in memory.acted] == list("123456")
