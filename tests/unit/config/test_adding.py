"""A new context is appended to the user's file, which otherwise stays as it was written."""

from __future__ import annotations

import os
import stat
import tomllib
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.config.adding import Entry, add_context
from console.config.errors import ConfigError
from console.config.paths import Located, Paths
from console.config.settings import load_settings
from console.core.secret import MASK

if TYPE_CHECKING:
    from pathlib import Path

ENTRY = Entry("prod", {"url": "https://x.example", "token_env": "T", "backend": "scale"})


@pytest.fixture
def paths(tmp_path: Path) -> Paths:
    return Paths(
        Located(tmp_path / "config", "test"), Located(tmp_path / "state", "test"), tmp_path / "none.toml"
    )


def write(paths: Paths, text: str, mode: int = 0o644) -> None:
    paths.user.parent.mkdir(exist_ok=True)
    paths.user.write_bytes(text.encode())
    paths.user.chmod(mode)


def added(paths: Paths, entry: Entry = ENTRY) -> str:
    add_context(paths, load_settings(paths, environment={}), entry)
    return paths.user.read_bytes().decode()


def test_the_entry_is_what_a_person_would_write(paths: Paths) -> None:
    assert added(paths) == '[contexts.prod]\nbackend = "scale"\nurl = "https://x.example"\ntoken_env = "T"\n'
    assert stat.S_IMODE(paths.user.stat().st_mode) == 0o600


@pytest.mark.parametrize(
    "before",
    [
        'default = "local"',
        '# mine\ndefault = "local"  # for now\n',
        '[contexts.old]\nbackend = "scale"\n\n',
        '[contexts]\n[contexts.old]\nbackend = "scale"\n[console]\ntheme = "light"\n',
        'default = "local"\r\n[console]\r\ntheme = "light"\r\n',
    ],
)
def test_everything_else_stays_as_it_was(paths: Paths, before: str) -> None:
    write(paths, before)

    after = added(paths)

    assert after.startswith(before)
    assert tomllib.loads(after)["contexts"]["prod"]["url"] == "https://x.example"
    assert stat.S_IMODE(paths.user.stat().st_mode) == 0o644


def test_a_file_with_a_secret_in_it_is_closed_to_others(paths: Paths) -> None:
    write(paths, 'default = "local"\n', mode=0o664)

    added(paths, Entry("prod", {"backend": "scale", "token": "s3cret"}))

    assert stat.S_IMODE(paths.user.stat().st_mode) == 0o600
    assert load_settings(paths, environment={}).contexts["prod"].ways[0].place == "s3cret"


def test_a_secret_is_masked_where_a_person_looks() -> None:
    entry = Entry("prod", {"backend": "scale", "token": "s3cret"})

    assert f'token = "{MASK}"' in entry.text(masked=True)
    assert "s3cret" not in entry.text(masked=True) + repr(entry)


@pytest.mark.parametrize("name", ["local", "prod"])
def test_a_name_that_exists_is_refused(paths: Paths, name: str) -> None:
    write(paths, before := '[contexts.prod]\nbackend = "scale"\n')

    with pytest.raises(ConfigError, match=f"there is a context '{name}' already"):
        added(paths, Entry(name, {"backend": "scale"}))

    assert paths.user.read_text() == before


def test_a_name_that_another_has_taken_meanwhile_is_refused(paths: Paths) -> None:
    settings = load_settings(paths, environment={})
    write(paths, before := '[contexts.prod]\nbackend = "scale"\n')

    with pytest.raises(ConfigError, match="cannot be appended to this file safely"):
        add_context(paths, settings, ENTRY)

    assert paths.user.read_text() == before


def test_contexts_in_one_line_are_left_to_the_person(paths: Paths) -> None:
    write(paths, before := 'contexts = {old = {backend = "scale"}}\n')

    with pytest.raises(ConfigError, match="cannot be appended to this file safely") as caught:
        added(paths)

    assert "[contexts.prod]" in caught.value.advice
    assert paths.user.read_text() == before


def test_what_the_file_would_refuse_later_is_refused_now(paths: Paths) -> None:
    with pytest.raises(ConfigError, match="project_id: the backend 'scale' does not take this"):
        added(paths, Entry("prod", {"backend": "scale", "project_id": "p"}))

    assert not paths.user.exists()


def test_a_link_stays_a_link(paths: Paths, tmp_path: Path) -> None:
    write(paths, "")
    real = paths.user.rename(tmp_path / "dotfiles.toml")
    paths.user.symlink_to(real)

    added(paths)

    assert paths.user.is_symlink()
    assert "[contexts.prod]" in real.read_text()


def test_a_folder_that_cannot_be_written_is_told(paths: Paths) -> None:
    settings = load_settings(paths, environment={})
    paths.config.path.write_text("a file in its place")

    with pytest.raises(ConfigError, match="cannot be written"):
        add_context(paths, settings, ENTRY)


def test_nothing_is_left_behind_where_writing_fails(paths: Paths, monkeypatch: pytest.MonkeyPatch) -> None:
    write(paths, before := 'default = "local"\n')

    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(ConfigError, match="No space left"):
        added(paths)

    assert [each.name for each in paths.user.parent.iterdir()] == ["config.toml"]
    assert paths.user.read_text() == before


def test_two_at_a_time_lose_nothing(paths: Paths) -> None:
    settings = load_settings(paths, environment={})
    names = [f"c{number}" for number in range(20)]

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda name: add_context(paths, settings, Entry(name, {"backend": "scale"})), names))

    assert set(load_settings(paths, environment={}).contexts) == {"local", *names}


@given(
    name=st.from_regex(r"[A-Za-z0-9][A-Za-z0-9._-]{0,20}", fullmatch=True),
    value=st.text(st.characters(exclude_categories=["Cs"]), min_size=1),
)
def test_any_text_comes_back_as_it_was(name: str, value: str) -> None:
    text = Entry(name, {"backend": "acme", "token_command": value, "read_only": True}).text(masked=False)

    assert tomllib.loads(text) == {
        "contexts": {name: {"backend": "acme", "token_command": value, "read_only": True}}
    }
