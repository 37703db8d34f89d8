"""The configuration's files are noticed when they change, and read whole or not at all."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from console.cli.sources import ConfiguredContexts
from console.config.errors import ConfigError
from console.config.paths import Located, Paths
from console.config.settings import load_settings

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from console.client.news import News
    from console.config.settings import Settings

PROD = '[contexts.prod]\nbackend = "scale"\nurl = "https://scale.example/api"\n'


@pytest.fixture
def paths(tmp_path: Path) -> Paths:
    (tmp_path / "config").mkdir()
    return Paths(
        Located(tmp_path / "config", "test"), Located(tmp_path / "state", "test"), tmp_path / "system.toml"
    )


def _source(paths: Paths, text: str = PROD, **more: object) -> ConfiguredContexts:
    _write(paths, text)
    return ConfiguredContexts(paths, load_settings(paths, environment={}), **more)  # pyright: ignore[reportArgumentType]


def _write(paths: Paths, text: str) -> None:
    paths.user.write_text(text)
    paths.user.chmod(0o600)
    # Another moment, however coarse the clock of the file system is.
    _write.moment += 1_000_000_000  # pyright: ignore[reportFunctionMemberAccess]
    os.utime(paths.user, ns=(0, _write.moment))  # pyright: ignore[reportFunctionMemberAccess]


_write.moment = 1_700_000_000_000_000_000  # pyright: ignore[reportFunctionMemberAccess]


async def _news(source: ConfiguredContexts) -> News:
    assert await source.news() is None, "it is read once it stands still"
    news = await source.news()
    assert news is not None
    return news


async def test_nothing_is_read_as_long_as_nothing_changes(
    paths: Paths, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = _source(paths)
    monkeypatch.setattr("console.cli.sources.load_settings", None)

    assert [await source.news() for _ in range(3)] == [None, None, None]


async def test_a_change_is_told_once(paths: Paths) -> None:
    source = _source(paths)
    _write(paths, PROD + "read_only = true\n")

    news = await _news(source)

    (before,) = (info for info in news.before if info.name == "prod")
    (now,) = (info for info in news.now if info.name == "prod")
    assert (before.policy.read_only, now.policy.read_only) == (False, True)
    assert before.identity == now.identity
    assert await source.news() is None


async def test_a_file_that_is_being_written_is_left_until_it_stands_still(paths: Paths) -> None:
    source = _source(paths)
    _write(paths, "")
    assert await source.news() is None
    _write(paths, PROD + "protected = true\n")
    assert await source.news() is None

    news = await source.news()

    assert news is not None
    assert [info.name for info in news.now] == ["local", "prod"]


async def test_a_mistake_is_told_with_its_place_and_the_old_settings_stay(paths: Paths) -> None:
    source = _source(paths)
    _write(paths, PROD + "read_onyl = true\n")

    news = await _news(source)

    assert any("config.toml" in line and "read_onyl" in line for line in news.mistakes)
    assert news.now == news.before
    assert "prod" in {info.name for info in source.infos()}
    _write(paths, PROD)
    assert (await _news(source)).mistakes == ()


async def test_another_address_or_another_way_to_a_secret_is_another_identity(paths: Paths) -> None:
    source = _source(paths, PROD + 'token_env = "ONE"\n')
    _write(paths, PROD + 'token_env = "TWO"\n')
    news = await _news(source)
    before, now = (next(i.identity for i in infos if i.name == "prod") for infos in (news.before, news.now))
    assert before != now
    assert "ONE" not in before

    _write(paths, PROD.replace("scale.example", "other.example") + 'token_env = "TWO"\n')
    news = await _news(source)
    assert next(info.identity for info in news.now if info.name == "prod") != now


async def test_the_file_is_noticed_when_it_appears_and_when_it_goes(paths: Paths) -> None:
    source = ConfiguredContexts(paths, load_settings(paths, environment={}))
    _write(paths, PROD)
    assert "prod" in {info.name for info in (await _news(source)).now}

    paths.user.unlink()
    assert "prod" not in {info.name for info in (await _news(source)).now}


async def test_read_only_of_the_command_line_stays_whatever_the_file_says(paths: Paths) -> None:
    source = _source(paths, PROD + "read_only = true\n", read_only=True)
    _write(paths, PROD)

    news = await _news(source)

    assert all(info.policy.read_only for info in news.now)


async def test_the_next_starts_default_theme_and_keys_come_along(paths: Paths) -> None:
    def keys_of(settings: Settings) -> Mapping[str, str]:
        if "nosuch" in settings.console.keys:
            raise ConfigError("console.keys: there is no binding 'nosuch'")
        return settings.console.keys

    source = _source(paths, keys_of=keys_of)
    look = '[console]\ntheme = "light"\nmouse = true\n[console.keys]\n"act.pause" = "P"\n'
    _write(paths, f'default = "prod"\n{PROD}{look}')
    news = await _news(source)
    assert (news.look.theme, dict(news.look.keys)) == ("light", {"act.pause": "P"})
    assert "console.mouse = true" in news.look.later
    assert next(info.name for info in news.now if info.is_default) == "prod"

    _write(paths, f'{PROD}[console.keys]\nnosuch = "P"\n')
    assert "there is no binding 'nosuch'" in (await _news(source)).mistakes[0]


async def test_a_changed_theme_is_told_without_reading_the_rest(
    paths: Paths, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = _source(paths)
    paths.themes.mkdir()
    (paths.themes / "mine.toml").write_text("name = 'mine'")
    monkeypatch.setattr("console.cli.sources.load_settings", None)

    news = await _news(source)

    assert news.themes
    assert news.now == news.before
