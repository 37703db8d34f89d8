"""`context add`, `list` and `test`: without a terminal all is an option, and what is missing is named."""

from __future__ import annotations

import io
import stat
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

import keyring
import pytest
from fakes.keyring import KeyringInMemory

from console.backends import registry
from console.backends.probe import Step, StepName, StepState
from console.cli.context_probe import tell_step
from console.cli.terminal import Terminal
from console.config.needs import NEEDS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conftest import Verb

SCALE = ("--backend", "scale", "--url", "https://scale.example/api", "--token-env", "HOME")


@pytest.fixture(autouse=True)
def our_backends_in_memory(memory: type, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever they are, `add` only makes one and lets it go."""
    for kind in NEEDS:
        monkeypatch.setitem(registry._OURS, kind, "verb_backend:MemoryBackend")  # pyright: ignore


@pytest.fixture
def ring() -> Iterator[KeyringInMemory]:
    before = keyring.get_keyring()
    made = KeyringInMemory()
    keyring.set_keyring(made)
    yield made
    keyring.set_keyring(before)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "config" / "config.toml"


def entry(file: Path, name: str = "prod") -> dict[str, object]:
    return tomllib.loads(file.read_text())["contexts"][name]


def test_everything_may_be_given_as_options(verb: Verb, file: Path) -> None:
    before = file.read_text()

    ran = verb("context", "add", "prod", *SCALE, "--web-url", "https://scale.example", "--protected")

    assert (ran.code, ran.err) == (0, "")
    assert ran.out.splitlines() == [f"prod is in {file}", "next: jobconsole context test prod"]
    assert file.read_text().startswith(before)
    assert entry(file) == {
        "backend": "scale",
        "url": "https://scale.example/api",
        "token_env": "HOME",
        "web_url": "https://scale.example",
        "protected": True,
    }


def test_the_policy_of_the_entry_may_be_read_only(verb: Verb, file: Path) -> None:
    assert verb("context", "add", "prod", *SCALE, "--read-only", "--timeout", "30s").code == 0
    assert entry(file)["read_only"] is True
    assert entry(file)["timeout"] == "30s"


@pytest.mark.parametrize(
    ("words", "lacking"),
    [
        ([], ["NAME", "--backend"]),
        (["prod", "--backend", "scale"], ["--url"]),
        (
            ["prod", "--backend", "aom", "--url", "https://x.example", "--access-key-env", "A"],
            ["--secret-key-env|--secret-key-command|--secret-key-keyring", "--project-id"],
        ),
        (
            ["prod", "--backend", "sahara", "--url", "https://x.example"],
            ["--token-env|--token-command|--token-keyring"],
        ),
        (
            ["prod", "--backend", "itential", "--url", "https://x.example", "--username", "ada"],
            ["--password-env|--password-command|--password-keyring"],
        ),
    ],
)
def test_what_is_missing_is_named_where_nobody_can_be_asked(
    verb: Verb, file: Path, words: list[str], lacking: list[str]
) -> None:
    before = file.read_text()

    ran = verb("context", "add", *words)

    assert ran.code == 2
    assert [line.strip() for line in ran.err.splitlines()[1:]] == lacking
    assert file.read_text() == before


def test_all_credentials_of_a_backend_are_named_where_none_is_given(verb: Verb) -> None:
    ran = verb("context", "add", "prod", "--backend", "itential", "--url", "https://x.example")

    assert "--username with --password-env|--password-command|--password-keyring or --client-id" in ran.err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["memory", *SCALE], "there is a context 'memory' already"),
        (["local", *SCALE], "there is a context 'local' already, built in"),
        (["no/name", *SCALE], "a name is made of letters"),
        (["prod", "--backend", "scael"], "there is no backend 'scael' (did you mean 'scale'?)"),
        (["prod", "--backend", "local"], "there is no backend 'local'"),
        (["prod", *SCALE, "--url", "scale.example"], "contexts.prod.url: this must be an address"),
        (
            ["prod", *SCALE, "--project-id", "p"],
            "project_id: the backend 'scale' does not take",
        ),
        (["prod", *SCALE, "--token-command", "pass"], "token_env and token_command are given"),
    ],
)
def test_what_is_wrong_is_told_and_nothing_is_written(
    verb: Verb, file: Path, words: list[str], said: str
) -> None:
    before = file.read_text()

    ran = verb("context", "add", *words)

    assert ran.code == 2
    assert said in ran.err
    assert file.read_text() == before


def test_a_token_of_standard_input_is_kept_in_a_closed_file(
    verb: Verb, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("s3cret\n"))
    file.chmod(0o644)

    ran = verb("context", "add", "prod", *SCALE[:4], "--token-stdin")

    assert ran.code == 0
    assert entry(file)["token"] == "s3cret"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert "s3cret" not in ran.out + ran.err
    for words in (("info",), ("info", "--json"), ("context", "list"), ("context", "list", "--json")):
        shown = verb(*words)
        assert "s3cret" not in shown.out + shown.err


def test_secrets_that_are_not_there_yet_are_warned_of(
    verb: Verb, file: Path, ring: KeyringInMemory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("NO_SUCH_TOKEN", raising=False)
    ran = verb("context", "add", "a", *SCALE[:4], "--token-env", "NO_SUCH_TOKEN")
    assert (ran.code, "the variable NO_SUCH_TOKEN is not set" in ran.err) == (0, True)

    ran = verb("context", "add", "b", *SCALE[:4], "--token-keyring", "jobs/ada")
    assert (ran.code, "the keyring has no secret of ada at jobs" in ran.err) == (0, True)


def test_a_dangerous_way_is_warned_of(verb: Verb) -> None:
    plain = verb("context", "add", "a", *SCALE, "--url", "http://scale.example/api")
    assert "warning: the context a sends its credentials over http" in plain.err

    unchecked = verb("context", "add", "b", *SCALE, "--no-tls-verify")
    assert "warning: the context b checks no certificate (tls_verify = false)" in unchecked.err

    local = verb("context", "add", "c", *SCALE, "--url", "http://127.0.0.1:8000")
    assert local.err == ""


# --- a server whose certificate nobody checks -------------------------------------------------------


@pytest.fixture
def unchecked(verb: Verb, file: Path) -> Verb:
    with file.open("a") as opened:
        opened.write('[contexts.loose]\nbackend = "memory"\nurl = "https://x.example"\ntls_verify = false\n')
    return verb


def test_it_is_told_of_at_every_use(unchecked: Verb) -> None:
    for words in (("jobs",), ("paused", "--json"), ("workflows",)):
        ran = unchecked("--context", "loose", *words)

        assert ran.code == 0
        assert ran.err.startswith("jobconsole: the context loose checks no certificate (tls_verify = false)")
        assert "certificate" not in unchecked("--context", "memory", *words).err


def test_it_is_told_of_in_the_list(unchecked: Verb) -> None:
    listed = {line.split()[0]: line for line in unchecked("context", "list").out.splitlines()[1:]}
    items = {item["name"]: item for item in unchecked("context", "list", "--json").json["items"]}

    assert "TLS NOT CHECKED" in listed["loose"]
    assert "TLS NOT CHECKED" not in listed["guarded"]
    assert (items["loose"]["tls_verify"], items["guarded"]["tls_verify"]) == (False, True)


def test_the_list_tells_the_ways_to_the_secrets(verb: Verb) -> None:
    verb("context", "add", "prod", *SCALE)

    items = {item["name"]: item for item in verb("context", "list", "--json").json["items"]}

    assert items["prod"]["credentials"] == ["token_env"]


# --- context test -----------------------------------------------------------------------------------


def test_a_test_tells_every_step_on_a_line(verb: Verb) -> None:
    ran = verb("context", "test", "memory")

    assert ran.code == 0
    lines = [line.split("  ") for line in ran.out.splitlines()]
    assert lines[0] == ["memory: memory"]
    assert [line[1] for line in lines[1:-1]] == [
        "credentials",
        "who am I",
        "may I read",
        "may I act",
        "clock",
        "version",
        "verbs",
    ]
    assert lines[-1] == ["memory works"]


@pytest.mark.parametrize(
    ("table", "code", "step", "said"),
    [
        ('url = "https://127.0.0.1:1"\ntoken_env = "HOME"', 5, "TCP", "nobody listens there"),
        ('url = "http://127.0.0.1:1"\ntoken_env = "NO_SUCH"', 5, "TCP", "nobody listens there"),
        ('token_env = "NO_SUCH"', 2, "credentials", "the variable NO_SUCH is not set"),
    ],
)
def test_a_step_that_fails_ends_with_its_code_and_advice(
    verb: Verb, file: Path, table: str, code: int, step: str, said: str
) -> None:
    with file.open("a") as opened:
        opened.write(f'[contexts.bad]\nbackend = "memory"\n{table}\n')

    ran = verb("context", "test", "bad", "--json")

    assert ran.code == ran.json["code"] == code
    assert not ran.json["works"]
    (failed,) = [each for each in ran.json["steps"] if each["state"] == "FAILED"]
    assert failed["step"] == step
    assert said in failed["said"]
    assert failed["advice"]
    later = ran.json["steps"][ran.json["steps"].index(failed) + 1 :]
    assert {each["state"] for each in later} == {"not tried"}
    assert "works" not in verb("context", "test", "bad").out


def test_every_line_of_a_step_stands_below_its_first(capsys: pytest.CaptureFixture[str]) -> None:
    step = Step(StepName.TCP, StepState.FAILED, "it is shut\nfor good", 7, "knock\nlouder")

    tell_step(step, Terminal.of_process())

    first, *others = capsys.readouterr().out.splitlines()
    at = first.index("it is shut")
    assert [(line[:at].strip(), line[at:]) for line in others] == [
        ("", "for good"),
        ("", "knock"),
        ("", "louder"),
    ]


def test_a_context_of_ours_without_an_address_is_told(verb: Verb, file: Path) -> None:
    with file.open("a") as opened:
        opened.write('[contexts.bad]\nbackend = "scale"\n')

    ran = verb("context", "test", "bad")

    assert ran.code == 2
    assert "the context bad has no url" in ran.err
