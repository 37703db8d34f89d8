"""Verbs over several contexts: one list, full ids, each context's own rules, and what is missing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from made_jobs import detail

from console.backends.base import Unreachable
from console.config.contexts import resolve_contexts
from console.config.errors import UnknownContext
from console.config.settings import Context, Settings, built_in
from console.model import NodeStatus, OutcomeKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from conftest import Verb
    from verb_backend import MemoryBackend


def _settings(*names: str) -> Settings:
    made = built_in()
    return Settings("local", {name: Context(name) for name in names}, made.engine, made.console)


@pytest.mark.parametrize(
    ("name", "found"),
    [
        (None, ["local"]),
        ("b", ["b"]),
        ("b,local", ["b", "local"]),
        (" b , local,b", ["b", "local"]),
        ("b,", ["b"]),
        ("all", ["a", "b", "local"]),
    ],
)
def test_a_name_means_one_several_or_all(name: str | None, found: Sequence[str]) -> None:
    assert [context.name for context in resolve_contexts(_settings("local", "b", "a"), name)] == found


def test_a_context_that_is_called_all_is_meant_by_it() -> None:
    assert [context.name for context in resolve_contexts(_settings("local", "all"), "all")] == ["all"]


def test_an_unknown_one_among_several_is_told() -> None:
    with pytest.raises(UnknownContext, match="there is no context 'c'"):
        resolve_contexts(_settings("local", "b"), "b,c")


def test_one_list_of_both(verb: Verb, memory: type[MemoryBackend]) -> None:
    memory.reset(detail("7"))

    ran = verb("--context", "memory,guarded", "jobs")

    assert ran.code == 0, ran.err
    assert "memory/7" in ran.out
    assert "guarded/7" in ran.out


def test_as_json_each_job_has_its_context(verb: Verb, memory: type[MemoryBackend]) -> None:
    memory.reset(detail("7"))

    ran = verb("--context", "memory,guarded", "jobs", "--json", "context:guarded")

    assert [(item["id"], item["context"]) for item in ran.json["items"]] == [("guarded/7", "guarded")]
    assert "missing" not in ran.json


def test_what_is_missing_is_told_beside_the_list_and_by_the_code(
    verb: Verb, memory: type[MemoryBackend], monkeypatch: pytest.MonkeyPatch
) -> None:
    memory.reset(detail("7"))
    jobs = memory.jobs

    async def one_is_down(self: MemoryBackend, query: str, **more: object) -> object:
        if self.context == "guarded":
            raise Unreachable("no route to it")
        return await jobs(self, query, **more)  # pyright: ignore[reportArgumentType]

    monkeypatch.setattr(memory, "jobs", one_is_down)
    ran = verb("--context", "memory,guarded", "jobs")

    assert ran.code == 1
    assert "memory/7" in ran.out
    assert "missing: guarded does not answer: no route to it" in ran.err
    ran = verb("--context", "memory,guarded", "jobs", "--json")
    assert ran.json["missing"] == ["guarded does not answer: no route to it"]


def test_an_action_goes_to_the_jobs_own_context(verb: Verb, memory: type[MemoryBackend]) -> None:
    memory.reset(detail("7", only=NodeStatus.RUNNING))
    memory.outcomes["7"] = OutcomeKind.DONE

    ran = verb("--context", "memory,guarded", "pause", "memory/7")

    assert ran.code == 0, ran.err
    assert "memory/7: done" in ran.out
    assert [action.job for action in memory.acted] == ["7"]


def test_a_protected_one_asks_for_more_only_where_its_jobs_are_meant(
    verb: Verb, memory: type[MemoryBackend]
) -> None:
    memory.reset(detail("7", only=NodeStatus.RUNNING))
    memory.outcomes["7"] = OutcomeKind.DONE

    ran = verb("--context", "memory,guarded", "pause", "guarded/7")

    assert ran.code == 2
    assert "the context guarded is protected: give a --reason" in ran.err
    assert memory.acted == []


def test_nothing_is_changed_in_a_read_only_one_of_them(verb: Verb, memory: type[MemoryBackend]) -> None:
    memory.reset(detail("7", only=NodeStatus.RUNNING))
    memory.outcomes["7"] = OutcomeKind.DONE

    ran = verb("--context", "memory,looked-at", "pause", "looked-at/7", "memory/7")

    assert ran.code == 1
    assert "looked-at/7: forbidden: nothing was sent: the context looked-at is read-only" in ran.err
    assert [action.job for action in memory.acted] == ["7"]


def test_an_id_without_a_context_says_how_to_write_it(verb: Verb, memory: type[MemoryBackend]) -> None:
    memory.reset(detail("7"))

    ran = verb("--context", "memory,guarded", "show", "7")

    assert ran.code == 3
    assert "memory/ID or guarded/ID" in ran.err


def test_open_takes_the_id_of_such_a_list(verb: Verb, memory: type[MemoryBackend]) -> None:
    memory.reset(detail("7"))

    ran = verb("open", "guarded/7", "--plain")

    assert ran.code == 0, ran.err
    assert ran.out.startswith("7  ")


def test_one_that_cannot_be_made_does_not_keep_the_others_away(
    verb: Verb, memory: type[MemoryBackend], tmp_path: object
) -> None:
    memory.reset(detail("7"))
    from pathlib import Path

    config = Path(str(tmp_path)) / "config" / "config.toml"
    config.write_text(f'{config.read_text()}[contexts.odd]\nbackend = "nosuch"\nurl = "https://x"\n')

    ran = verb("--context", "memory,odd", "jobs")

    assert ran.code == 1
    assert "memory/7" in ran.out
    assert "missing: odd" in ran.err
    assert "there is no backend nosuch" in ran.err


@pytest.mark.parametrize("words", [["paused"], ["audit"], ["workflows"], ["--plain"]])
def test_every_list_tells_what_is_missing_from_it(
    verb: Verb, memory: type[MemoryBackend], words: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    memory.reset(detail("7"))

    async def down(self: MemoryBackend) -> object:
        raise Unreachable("no route to it")

    made = memory.create

    def create(name: str, settings: object) -> MemoryBackend:
        backend = made(name, settings)  # pyright: ignore[reportArgumentType]
        if name == "guarded":
            for call in ("capabilities", "jobs", "counts", "paused", "audit", "workflows"):
                monkeypatch.setattr(backend, call, lambda *_, **__: down(backend), raising=True)
        return backend

    monkeypatch.setattr(memory, "create", create)
    ran = verb("--context", "memory,guarded", *words)

    assert ran.code == 1
    assert ran.err.count("missing: guarded does not answer: no route to it") == 1
