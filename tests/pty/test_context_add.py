"""`context add` on a terminal: the questions that a backend needs, each answer checked, no secret shown."""

from __future__ import annotations

import os
import stat
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from terminal import Terminal

if TYPE_CHECKING:
    from collections.abc import Sequence

TESTS = Path(__file__).parents[1]

# Backends that connect to nothing and a keyring in memory, whose secrets are printed at the end.
PROGRAM = """
import os, sys
import keyring
from fakes.keyring import KeyringInMemory
from keyring.errors import NoKeyringError
from console.backends import registry
from console.cli.main import main
for kind in list(registry._OURS):
    registry._OURS[kind] = "verb_backend:MemoryBackend"
ring = KeyringInMemory()
if "NO_KEYRING" in os.environ:
    ring.failure = NoKeyringError()
keyring.set_keyring(ring)
if "REFUSES" in os.environ:
    from verb_backend import MemoryBackend
    from console.backends.base import BadRequest
    def refuse(name, settings):
        raise BadRequest(os.environ["REFUSES"])
    MemoryBackend.create = refuse
code = main(sys.argv[1:])
print("KEYRING", ring.secrets)
sys.exit(code)
"""
BEFORE = '# mine\n[contexts.taken]\nbackend = "scale"\n'
SAHARA = (
    "prod",
    "--backend",
    "sahara",
    "--url",
    "https://sahara.example",
    "--project-id",
    "p",
    "--api",
    "v2",
)
SAHARA += ("--web-url", "https://horizon.example")
"""All that Sahara may be told but the token."""
LEAVING = ("\x03", "\x04")
"""ctrl-c, and the end of input."""


@dataclass(frozen=True)
class Talk:
    """What was said on the terminal, and how it ended."""

    code: int
    shown: str
    kept: str
    """What the keyring holds at the end."""


@dataclass(frozen=True)
class Desk:
    folder: Path

    @property
    def file(self) -> Path:
        return self.folder / "config.toml"

    @property
    def entry(self) -> dict[str, object]:
        return tomllib.loads(self.file.read_text())["contexts"]["prod"]

    def adds(self, answers: Sequence[tuple[str, str]], *words: str, **variables: str) -> Talk:
        """Run the command and type each answer when the last line asks for it."""
        path = os.pathsep.join(map(str, (TESTS.parent, TESTS, TESTS / "unit" / "cli")))
        environment = {**os.environ, "PYTHONPATH": path, **variables}
        argv = [sys.executable, "-P", "-c", PROGRAM, "--config-dir", str(self.folder), "context", "add"]
        with Terminal([*argv, *words], env=environment, columns=200, rows=70) as terminal:
            row = -1
            for question, answer in answers:
                terminal.wait_until(lambda: _asks(terminal, question, row), what=question)  # noqa: B023
                row = terminal.screen.cursor.y
                terminal.send(answer if answer in LEAVING else f"{answer}\r")
            code = terminal.wait_end()
            shown, _, kept = terminal.text.partition("KEYRING ")
            return Talk(code, shown, kept.strip())


def _asks(terminal: Terminal, question: str, answered: int) -> bool:
    """Whether the cursor is behind this question, below the row that was ``answered``."""
    row = terminal.screen.cursor.y
    return row > answered and question in terminal.screen.display[row]


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    (tmp_path / "config.toml").write_text(BEFORE)
    return Desk(tmp_path)


def test_what_the_backend_needs_is_asked_and_each_answer_is_checked(desk: Desk) -> None:
    talk = desk.adds(
        [
            ("Which one?", "1"),  # scale
            ("Name of the context [scale]", "taken"),
            ("Name of the context [scale]", "prod"),
            ("Address of the API", "scale.example"),
            ("Address of the API", "https://scale.example/api"),
            ("Which one?", ""),  # a token
            ("Which one?", "1"),  # in a variable
            ("The variable [PROD_TOKEN]", ""),
            ("Where its web pages are", ""),
            ("PEM file", "/nowhere/ca.pem"),
            ("PEM file", ""),
            ("Read-only", ""),
            ("Protected", "y"),
            ("Write this", ""),
        ]
    )

    assert talk.code == 0
    assert "there is a context 'taken' already" in talk.shown
    assert "this must be an address" in talk.shown
    assert "it is not set now; set it before you start jobconsole: export PROD_TOKEN=…" in talk.shown
    assert "the certificates in /nowhere/ca.pem cannot be read" in talk.shown
    assert "next: jobconsole context test prod" in talk.shown
    assert desk.file.read_text().startswith(BEFORE)
    assert desk.entry == {
        "backend": "scale",
        "url": "https://scale.example/api",
        "token_env": "PROD_TOKEN",
        "protected": True,
    }


def test_a_secret_goes_into_the_keyring_without_being_shown(desk: Desk) -> None:
    talk = desk.adds(
        [
            ("Which one?", "3"),  # in the keyring
            ("The entry", ""),
            ("not shown", "s3cret"),
            ("PEM file", ""),
            ("Read-only", ""),
            ("Protected", ""),
            ("Write this", "y"),
        ],
        *SAHARA,
    )

    assert talk.code == 0
    assert talk.kept == str({("jobconsole", "prod-token"): "s3cret"})
    assert "s3cret" not in talk.shown + desk.file.read_text()
    assert desk.entry["token_keyring"] == "jobconsole/prod-token"


def test_where_there_is_no_keyring_another_way_is_asked_for(desk: Desk) -> None:
    talk = desk.adds(
        [
            ("Which one?", "3"),
            ("The entry", ""),
            ("Which one?", "2"),  # what a command prints
            ("The command", "no-such-command-here show"),
            ("The command", "echo token"),
            ("PEM file", ""),
            ("Read-only", ""),
            ("Protected", ""),
            ("Write this", "y"),
        ],
        *SAHARA,
        NO_KEYRING="1",
    )

    assert talk.code == 0
    assert "there is no keyring here" in talk.shown
    assert "there is no command 'no-such-command-here'" in talk.shown
    assert desk.entry["token_command"] == "echo token"


def test_a_secret_of_the_file_is_masked_in_what_is_shown(desk: Desk) -> None:
    desk.file.chmod(0o644)
    talk = desk.adds(
        [
            ("Which one?", "4"),  # in the file
            ("not shown", "s3cret"),
            ("PEM file", ""),
            ("Read-only", "y"),
            ("Protected", ""),
            ("Write this", ""),
        ],
        *SAHARA,
    )

    assert talk.code == 0
    assert 'token = "•••"' in talk.shown
    assert "s3cret" not in talk.shown
    assert (desk.entry["token"], desk.entry["read_only"]) == ("s3cret", True)
    assert stat.S_IMODE(desk.file.stat().st_mode) == 0o600


def test_a_signed_backend_is_asked_for_both_keys_and_for_its_own(desk: Desk) -> None:
    talk = desk.adds(
        [
            ("Which one?", "1"),  # an access key
            ("Which one?", "1"),
            ("The variable [PROD_ACCESS_KEY]", ""),
            ("Which one?", "1"),
            ("The variable [PROD_SECRET_KEY]", ""),
            ("Is there a security token, too?", "n"),
            ("The project's id", ""),
            ("The project's id", "p1"),
            ("Which one?", "3"),  # v1.1, after the backend's own choice and v2
            ("The cluster's id", ""),
            ("web pages", ""),
            ("PEM file", ""),
            ("Read-only", ""),
            ("Protected", ""),
            ("Write this", ""),
        ],
        *("prod", "--backend", "mrs", "--url", "https://mrs.example"),
    )

    assert talk.code == 0
    assert "an answer is needed here" in talk.shown
    assert desk.entry == {
        "backend": "mrs",
        "url": "https://mrs.example",
        "access_key_env": "PROD_ACCESS_KEY",
        "secret_key_env": "PROD_SECRET_KEY",
        "project_id": "p1",
        "api": "v1.1",
    }


def test_what_the_backend_refuses_is_given_back_to_be_mended(desk: Desk) -> None:
    talk = desk.adds(
        [
            ("Which one?", "4"),
            ("not shown", "s3cret"),
            ("PEM file", ""),
            ("Read-only", "y"),
            ("Protected", ""),
        ],
        *SAHARA,
        REFUSES="the context prod has no cluster_id",
    )

    assert talk.code == 2
    assert "jobconsole: the context prod has no cluster_id" in talk.shown
    assert "jobconsole context add prod --backend sahara --url https://sahara.example" in talk.shown
    assert "--token-stdin --read-only" in talk.shown
    assert "s3cret" not in talk.shown
    assert desk.file.read_text() == BEFORE


def test_who_says_no_at_the_end_has_written_nothing(desk: Desk) -> None:
    talk = desk.adds(
        [
            ("Name of the context", "prod"),
            ("Which one?", "7"),
            ("Which one?", "3"),  # nothing: it lets everybody in
            ("web pages", ""),
            ("Read-only", "perhaps"),
            ("Read-only", ""),
            ("Protected", ""),
            ("Write this", "n"),
        ],
        *("--backend", "scale", "--url", "http://scale.example"),
    )

    assert talk.code == 1
    assert "type a number from 1 to 3" in talk.shown
    assert "type y or n" in talk.shown
    assert "nothing was written" in talk.shown
    assert desk.file.read_text() == BEFORE


@pytest.mark.parametrize(("key", "code"), [("\x04", 2), ("\x03", 130)])
@pytest.mark.parametrize("hidden", [False, True])
def test_leaving_in_the_middle_writes_nothing(desk: Desk, key: str, code: int, *, hidden: bool) -> None:
    if hidden:
        talk = desk.adds([("Which one?", "4"), ("not shown", key)], *SAHARA)
    else:
        talk = desk.adds([("Which one?", "1"), ("Name of the context", key)])

    assert talk.code == code
    assert desk.file.read_text() == BEFORE


def test_where_nothing_is_missing_nothing_is_asked(desk: Desk) -> None:
    talk = desk.adds([], *SAHARA, "--token-env", "HOME")

    assert talk.code == 0
    assert "?" not in talk.shown
    assert desk.entry["token_env"] == "HOME"


def test_a_choice_may_be_named_and_a_wrong_way_to_a_secret_left_again(desk: Desk) -> None:
    talk = desk.adds(
        [
            ("Which one?", "sahara"),
            ("Address of the API", "https://sahara.example"),
            ("Which one?", "2"),  # in what a command prints
            ("The command (empty: choose again)", "nosuch-command"),
            ("The command (empty: choose again)", ""),
            ("Which one?", "1"),
            ("The variable [PROD_TOKEN]", ""),
            ("The project's id", ""),
            ("Which one?", "v2"),
            ("Where its web pages are", ""),
            ("PEM file", ""),
            ("Read-only", ""),
            ("Protected", ""),
            ("Write this", ""),
        ],
        "prod",
    )

    assert talk.code == 0
    assert desk.entry == {
        "backend": "sahara",
        "url": "https://sahara.example",
        "token_env": "PROD_TOKEN",
        "api": "v2",
    }
