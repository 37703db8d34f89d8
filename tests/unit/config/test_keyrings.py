"""Secrets of the system's keyring: read, stored, and told of where there is none."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import keyring
import pytest
from fakes.keyring import KeyringInMemory
from keyring.errors import InitError, KeyringLocked, NoKeyringError

from console.config.context import Context, How, Way
from console.config.credentials import secrets_of
from console.config.errors import ConfigError
from console.config.keyrings import store, stored

if TYPE_CHECKING:
    from collections.abc import Iterator

KEY = "contexts.a.token_keyring"


@pytest.fixture
def ring() -> Iterator[KeyringInMemory]:
    before = keyring.get_keyring()
    made = KeyringInMemory()
    keyring.set_keyring(made)
    yield made
    keyring.set_keyring(before)


def read(entry: str) -> str:
    context = Context("a", "scale", ways=(Way("token", How.KEYRING, entry),))
    return secrets_of(context)["token"].value


def test_a_secret_is_read_by_service_and_user(ring: KeyringInMemory) -> None:
    ring.secrets["jobs", "ada/prod"] = "s3cret"

    assert read("jobs/ada/prod") == "s3cret"


def test_what_was_stored_is_read_again(ring: KeyringInMemory) -> None:
    store(KEY, "jobs/ada", "s3cret")

    assert stored(KEY, "jobs/ada") == "s3cret"
    assert stored(KEY, "jobs/eve") is None


def test_an_entry_that_is_not_there_is_told_with_how_to_make_it(ring: KeyringInMemory) -> None:
    with pytest.raises(ConfigError, match="has no secret of ada at jobs") as caught:
        read("jobs/ada")

    assert caught.value.advice == "Store it: keyring set jobs ada"


@pytest.mark.parametrize(
    ("failure", "expected"),
    [
        (NoKeyringError("none"), "there is no keyring here"),
        (InitError("no bus"), "there is no keyring here"),
        (KeyringLocked("locked"), "the keyring is locked"),
        (OSError("s3cret was refused"), "cannot be used: OSError"),
    ],
)
def test_a_keyring_that_fails_is_told_with_another_way(
    ring: KeyringInMemory, failure: Exception, expected: str
) -> None:
    ring.failure = failure

    for attempt in (lambda: read("jobs/ada"), lambda: store(KEY, "jobs/ada", "s3cret")):
        with pytest.raises(ConfigError, match=f"{KEY}: .*{expected}") as caught:
            attempt()
        assert "…_env" in caught.value.advice
        assert "s3cret" not in str(caught.value)


def test_a_missing_package_is_told_with_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "keyring", None)

    with pytest.raises(ConfigError, match="the package 'keyring' is not installed") as caught:
        read("jobs/ada")

    assert "pip install 'jobconsole[keyring]'" in caught.value.advice


def test_nobody_loads_the_package_without_an_entry() -> None:
    code = "import sys, console.config.credentials, console.cli.connection; print('keyring' in sys.modules)"

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "False"
