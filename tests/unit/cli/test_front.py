"""The front: which verb is meant, what is said of a wrong one, and that no traceback reaches anybody."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from console.cli.verbs import VERBS
from console.version import VERSION

if TYPE_CHECKING:
    from conftest import Verb


def test_help_names_every_verb_and_every_exit_code(verb: Verb) -> None:
    ran = verb("--help")

    assert ran.code == 0
    assert all(f"\n  {name} " in ran.out for name in VERBS)
    assert "exit codes: 0 done" in ran.out


@pytest.mark.parametrize("name", sorted(VERBS))
def test_every_verb_has_its_own_help(verb: Verb, name: str) -> None:
    ran = verb(name, "--help")

    assert ran.code == 0
    assert ran.out.startswith(f"usage: jobconsole {name}")


def test_version(verb: Verb) -> None:
    assert verb("--version").out == f"jobconsole {VERSION}\n"


def test_an_unknown_verb_is_usage_with_a_suggestion(verb: Verb) -> None:
    ran = verb("jbos")

    assert ran.code == 2
    assert ran.err.startswith("jobconsole: there is no verb 'jbos' (did you mean 'jobs'?)")


@pytest.mark.parametrize(
    "words", [["jobs", "--nope"], ["--nope", "jobs"], ["show"], ["jobs", "--limit", "x"]]
)
def test_wrong_arguments_are_usage(verb: Verb, words: list[str]) -> None:
    ran = verb(*words)

    assert ran.code == 2
    assert "Traceback" not in ran.err


@pytest.mark.parametrize(
    "words",
    [
        ["--context", "guarded", "context", "test"],
        ["context", "test", "--context", "guarded"],
        ["--context=guarded", "context", "test"],
        ["--context", "memory", "context", "test", "--context", "guarded"],
        ["context", "test", "guarded"],
    ],
)
def test_a_common_option_counts_before_and_after_the_verb(verb: Verb, words: list[str]) -> None:
    assert verb(*words).out.startswith("guarded: memory\n")


def test_an_unknown_context_is_not_found(verb: Verb) -> None:
    ran = verb("--context", "gurded", "jobs")

    assert ran.code == 3
    assert "did you mean 'guarded'?" in ran.err


def test_a_bad_configuration_is_usage_with_file_and_key(verb: Verb, tmp_path) -> None:
    (tmp_path / "config" / "config.toml").write_text("[engine]\nslotss = 1")

    ran = verb("info")

    assert ran.code == 2
    assert (
        f"{tmp_path}/config/config.toml: engine.slotss: unknown key 'slotss' (did you mean 'slots'?)"
        in ran.err
    )


def test_a_backend_that_is_not_installed_is_told(verb: Verb, tmp_path) -> None:
    (tmp_path / "config" / "config.toml").write_text(
        'default = "x"\n[contexts.x]\nbackend = "slurm"\nurl = "https://x"'
    )

    ran = verb("jobs")

    assert ran.code == 2
    assert "there is no backend slurm" in ran.err


def test_a_mistake_of_our_own_is_a_sentence_too(verb: Verb, memory, monkeypatch: pytest.MonkeyPatch) -> None:
    memory.outcomes["7"] = RuntimeError("boom")

    ran = verb("pause", "7")

    assert ran.code == 1
    assert "RuntimeError: boom" in ran.err
    assert "Traceback" not in ran.err


def test_info_masks_and_tells_origins(verb: Verb) -> None:
    items = {item["key"]: item for item in verb("info", "--json").json["items"]}

    assert items["default"]["value"] == "memory"
    assert items["default"]["origin"].endswith("config.toml")


def test_contexts_are_listed_with_the_default_one(verb: Verb) -> None:
    items = {item["name"]: item for item in verb("context", "list", "--json").json["items"]}

    assert set(items) == {"local", "memory", "guarded", "looked-at"}
    assert items["memory"]["default"]
    assert items["guarded"]["protected"]
    assert items["looked-at"]["read_only"]


def test_using_a_context_is_for_the_next_start(verb: Verb) -> None:
    assert verb("context", "use", "guarded").code == 0

    assert verb("context", "test").out.startswith("guarded")
