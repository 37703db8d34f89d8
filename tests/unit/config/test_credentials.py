"""Secrets are fetched when they are needed, refused where others could read them, and never shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from console.config.context import SECRETS, Context, How, Way
from console.config.credentials import secret_of, secrets_of
from console.config.errors import ConfigError
from console.config.overview import overview
from console.config.paths import Located, Paths
from console.config.settings import load_settings
from console.core.secret import MASK

if TYPE_CHECKING:
    from pathlib import Path


def context(how: How, place: str, secret: str = "token") -> Context:
    return Context("a", "scale", ways=(Way(secret, how, place),))


def value_of(context: Context, environment: dict[str, str] | None = None) -> str:
    (secret,) = secrets_of(context, environment).values()
    return secret.value


def test_a_context_without_secrets_has_none() -> None:
    assert secrets_of(Context("a", "scale")) == {}


@pytest.mark.parametrize("secret", SECRETS)
def test_a_secret_of_a_variable(secret: str) -> None:
    found = secrets_of(context(How.VARIABLE, "WORD", secret), {"WORD": "s3cret"})

    assert found[secret].value == "s3cret"
    assert "s3cret" not in f"{found} {found[secret]}"


def test_a_variable_that_is_not_set_is_named() -> None:
    with pytest.raises(ConfigError, match=r"contexts.a.token_env: the variable WORD is not set") as caught:
        secrets_of(context(How.VARIABLE, "WORD"), {})

    assert "export WORD=" in caught.value.advice


def test_a_secret_of_a_command_is_its_first_line() -> None:
    assert value_of(context(How.COMMAND, "printf 'one\\ntwo\\n'")) == "one"


def test_no_shell_reads_the_command() -> None:
    assert value_of(context(How.COMMAND, "echo $HOME;id")) == "$HOME;id"


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        ("false", "ended with exit code 1"),
        ("true", "printed nothing"),
        ("/nowhere/at-all", "cannot be run"),
        ("'unclosed", "no command"),
        (" ", "no command"),
    ],
)
def test_a_command_that_gives_no_secret_is_told(command: str, expected: str) -> None:
    with pytest.raises(ConfigError, match=expected):
        secrets_of(context(How.COMMAND, command))


def plain_token_file(tmp_path: Path, mode: int) -> tuple[Paths, Context]:
    paths = Paths(Located(tmp_path, "test"), Located(tmp_path, "test"), tmp_path / "none.toml")
    paths.user.write_text('[contexts.a]\nbackend = "scale"\ntoken = "s3cret"')
    paths.user.chmod(mode)
    return paths, load_settings(paths, environment={}).contexts["a"]


def test_a_plain_token_needs_a_closed_file(tmp_path: Path) -> None:
    _, found = plain_token_file(tmp_path, 0o600)

    assert value_of(found) == "s3cret"


def test_a_plain_token_that_others_can_read_is_refused(tmp_path: Path) -> None:
    _, found = plain_token_file(tmp_path, 0o640)

    with pytest.raises(ConfigError, match="others can read") as caught:
        secrets_of(found)

    assert "chmod 600" in caught.value.advice
    assert "s3cret" not in str(caught.value)


def test_a_plain_token_of_no_file_is_refused() -> None:
    with pytest.raises(ConfigError, match="of no file"):
        secret_of(Context("a", "scale"), Way("token", How.FILE, "s3cret"))


def test_the_overview_masks_it_and_tells_who_set_what(tmp_path: Path) -> None:
    paths, found = plain_token_file(tmp_path, 0o600)

    entries = {entry.key: entry for entry in overview(paths, load_settings(paths, environment={}))}

    assert entries["contexts.a.token"].value == MASK
    assert entries["contexts.a.backend"].origin == str(paths.user)
    assert entries["engine.slots"].origin == "default"
    assert not any("s3cret" in entry.value for entry in entries.values())
    assert "s3cret" not in repr(found)


def test_the_overview_tells_the_way_to_a_secret(tmp_path: Path) -> None:
    paths = Paths(Located(tmp_path, "test"), Located(tmp_path, "test"), tmp_path / "none.toml")
    paths.user.write_text('[contexts.a]\nbackend = "scale"\ntoken_keyring = "jobs/ada"')

    entries = {entry.key: entry.value for entry in overview(paths, load_settings(paths, environment={}))}

    assert entries["contexts.a.token_keyring"] == "jobs/ada"
