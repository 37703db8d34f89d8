"""Secrets are fetched when they are needed, refused where others could read them, and never shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from console.config.credentials import password, token
from console.config.errors import ConfigError
from console.config.overview import overview
from console.config.paths import Located, Paths
from console.config.settings import Context, load_settings
from console.core.secret import MASK

if TYPE_CHECKING:
    from pathlib import Path


def test_a_context_without_a_token_has_none() -> None:
    assert token(Context("a", "scale")) is None
    assert password(Context("a", "scale")) is None


def test_a_token_of_a_variable() -> None:
    context = Context("a", "scale", token_env="TOKEN")

    secret = token(context, {"TOKEN": "s3cret"})

    assert secret is not None
    assert secret.value == "s3cret"
    assert "s3cret" not in f"{secret} {secret!r}"


def test_a_variable_that_is_not_set_is_named() -> None:
    with pytest.raises(ConfigError, match=r"contexts.a.token_env: the variable TOKEN is not set"):
        token(Context("a", "scale", token_env="TOKEN"), {})


def test_a_token_of_a_command_is_its_first_line() -> None:
    secret = token(Context("a", "scale", token_command="printf 'one\\ntwo\\n'"))

    assert secret is not None
    assert secret.value == "one"


def test_no_shell_reads_the_command() -> None:
    secret = token(Context("a", "scale", token_command="echo $HOME;id"))

    assert secret is not None
    assert secret.value == "$HOME;id"


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
def test_a_command_that_gives_no_token_is_told(command: str, expected: str) -> None:
    with pytest.raises(ConfigError, match=expected):
        token(Context("a", "scale", token_command=command))


def test_two_ways_to_one_token_are_one_too_many() -> None:
    with pytest.raises(ConfigError, match="token_env and token_command"):
        token(Context("a", "scale", token_env="A", token_command="b"))


def test_a_username_needs_a_password() -> None:
    with pytest.raises(ConfigError, match="password_env or password_command"):
        password(Context("a", "scale", username="ada"))
    secret = password(Context("a", "scale", username="ada", password_env="P"), {"P": "x"})
    assert secret is not None
    assert secret.value == "x"


def plain_token_file(tmp_path: Path, mode: int) -> tuple[Paths, Context]:
    paths = Paths(Located(tmp_path, "test"), Located(tmp_path, "test"), tmp_path / "none.toml")
    paths.user.write_text('[contexts.a]\nbackend = "scale"\ntoken = "s3cret"')
    paths.user.chmod(mode)
    return paths, load_settings(paths, environment={}).contexts["a"]


def test_a_plain_token_needs_a_closed_file(tmp_path: Path) -> None:
    _, context = plain_token_file(tmp_path, 0o600)

    secret = token(context)

    assert secret is not None
    assert secret.value == "s3cret"


def test_a_plain_token_that_others_can_read_is_refused(tmp_path: Path) -> None:
    _, context = plain_token_file(tmp_path, 0o640)

    with pytest.raises(ConfigError, match="others can read") as caught:
        token(context)

    assert "chmod 600" in caught.value.advice
    assert "s3cret" not in str(caught.value)


def test_the_overview_masks_it_and_tells_who_set_what(tmp_path: Path) -> None:
    paths, context = plain_token_file(tmp_path, 0o600)

    entries = {entry.key: entry for entry in overview(paths, load_settings(paths, environment={}))}

    assert entries["contexts.a.token"].value == MASK
    assert entries["contexts.a.backend"].origin == str(paths.user)
    assert entries["engine.slots"].origin == "default"
    assert not any("s3cret" in entry.value for entry in entries.values())
    assert "s3cret" not in repr(context)
