"""`--at-once`: one request of a query, counted and agreed to before."""

from __future__ import annotations

import pytest

from console.model import Action, Outcome, OutcomeKind, Verb


@pytest.fixture
def sent(memory: type, monkeypatch: pytest.MonkeyPatch) -> list[tuple[object, ...]]:
    """Let the backend take queries, of which three jobs match; what is sent is kept."""
    calls: list[tuple[object, ...]] = []

    async def count_at_once(self: object, verb: Verb, query: str) -> int:
        return 0 if "nothing" in query else 3

    async def act_at_once(
        self: object, verb: Verb, query: str, *, at_most: int, priority: int | None = None
    ) -> Outcome:
        calls.append((verb, query, at_most, priority))
        return Outcome(query, None, OutcomeKind.REQUESTED, "taken")

    # A class of its own: which protocols a class has is remembered of it for good.
    both = {"count_at_once": count_at_once, "act_at_once": act_at_once}
    monkeypatch.setattr("verb_backend.MemoryBackend", type("MemoryBackend", (memory,), both))
    return calls


def test_one_request_is_sent_for_what_was_counted(verb, sent: list[tuple[object, ...]]) -> None:
    ran = verb("requeue", "--where", "batch:7", "--at-once", "--priority", "5", "--yes")

    assert (ran.code, sent) == (0, [(Verb.REQUEUE, "batch:7", 3, 5)])
    assert "3 jobs match now, in whatever state they are" in ran.err
    assert ran.out == "batch:7: requested: taken\n"


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (("--where", "nothing", "--at-once", "--yes"), 0, "no jobs match"),
        (("--where", "batch:7", "--at-once", "--dry-run"), 0, "3 jobs match now"),
        (("--where", "batch:7", "--at-once"), 2, "needs --yes where nobody can be asked"),
        (("7", "--at-once", "--yes"), 2, "give it with --where"),
    ],
)
def test_nothing_is_sent_without_a_yes(
    verb, sent: list[tuple[object, ...]], arguments: tuple[str, ...], code: int, told: str
) -> None:
    ran = verb("cancel", *arguments)

    assert (ran.code, sent) == (code, [])
    assert told in ran.err


def test_a_backend_without_it_says_so(verb, memory: type) -> None:
    ran = verb("cancel", "--where", "status:failed", "--at-once", "--yes")

    assert ran.code == 2
    assert "acts on one job at a time: leave out --at-once" in ran.err
    acted: list[Action] = memory.acted
    assert acted == []
