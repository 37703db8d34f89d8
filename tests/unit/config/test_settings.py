"""What is set, by whom, and what a file may not say."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from console.config.errors import ConfigError
from console.config.paths import Located, Paths
from console.config.settings import Settings, load_settings

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def paths(tmp_path: Path) -> Paths:
    for name in ("config", "state", "system"):
        (tmp_path / name).mkdir()
    return Paths(
        Located(tmp_path / "config", "test"),
        Located(tmp_path / "state", "test"),
        tmp_path / "system" / "config.toml",
    )


def load(paths: Paths, text: str) -> Settings:
    paths.user.write_text(text)
    return load_settings(paths, environment={})


def mistakes(paths: Paths, text: str) -> list[str]:
    with pytest.raises(ConfigError) as caught:
        load(paths, text)
    return [mistake.removeprefix(f"{paths.user}: ") for mistake in caught.value.mistakes]


def test_without_a_file_there_is_one_local_context(paths: Paths) -> None:
    settings = load_settings(paths, environment={})

    assert settings.default == "local"
    assert settings.contexts["local"].backend == "local"
    assert settings.engine.slots >= 1
    assert settings.origin("default") == "default"


def test_a_file_sets_contexts_engine_and_console(paths: Paths) -> None:
    settings = load(
        paths,
        """
        default = "prod"
        [contexts.prod]
        backend = "scale"
        url = "https://scale.example/api"
        protected = true
        timeout = "30s"
        [engine]
        slots = 8
        queues = {ingest = 2}
        [console]
        theme = "light"
        mouse = true
        keys = {"job.pause" = "P"}
        """,
    )

    prod = settings.contexts["prod"]
    assert (settings.default, prod.backend, prod.protected, prod.timeout) == ("prod", "scale", True, 30.0)
    assert "local" in settings.contexts
    assert (settings.engine.slots, settings.engine.queues) == (8, {"ingest": 2})
    assert (settings.console.theme, settings.console.mouse) == ("light", True)
    assert settings.console.keys == {"job.pause": "P"}
    assert settings.origin("engine.slots") == str(paths.user)


def test_the_users_file_goes_before_the_systems_key_by_key(paths: Paths) -> None:
    paths.system.write_text(
        'default = "a"\n[contexts.a]\nbackend = "scale"\n[engine]\nslots = 3\nqueues = {x = 1}'
    )

    settings = load(paths, "[engine]\nslots = 5\nqueues = {y = 2}")

    assert settings.default == "a"
    assert settings.engine.slots == 5
    assert settings.engine.queues == {"x": 1, "y": 2}
    assert settings.origin("default") == str(paths.system)
    assert settings.origin("engine.queues.x") == str(paths.system)


def test_a_context_of_two_files_is_never_blended(paths: Paths) -> None:
    # Else the address of one file would get the credentials of the other.
    paths.system.write_text(
        '[contexts.a]\nbackend = "scale"\ntoken_env = "SECRET"\nurl = "https://right.example"'
    )

    settings = load(paths, '[contexts.a]\nbackend = "scale"\nurl = "https://wrong.example"')

    assert settings.contexts["a"].ways == ()


@pytest.mark.parametrize(
    ("environment", "option", "expected", "origin"),
    [
        ({}, None, "file", None),
        ({"JOBCONSOLE_CONTEXT": "env"}, None, "env", "JOBCONSOLE_CONTEXT"),
        ({"JOBCONSOLE_CONTEXT": "env"}, "line", "line", "--context"),
        ({"JOBCONSOLE_CONTEXT": ""}, None, "file", None),
    ],
)
def test_command_line_then_environment_then_file(
    paths: Paths, environment: dict[str, str], option: str | None, expected: str, origin: str | None
) -> None:
    paths.user.write_text('default = "file"')

    settings = load_settings(paths, context=option, environment=environment)

    assert settings.default == expected
    assert settings.origin("default") == (origin or str(paths.user))


def test_every_mistake_is_told_at_once_with_its_key(paths: Paths) -> None:
    found = mistakes(
        paths,
        """
        defualt = "x"
        [contexts.a]
        backnd = "scale"
        protected = "yes"
        [engine]
        slots = 0
        [console]
        themes = "dark"
        """,
    )

    assert found == [
        "contexts.a.protected: this must be true or false, without quotes",
        "contexts.a.backnd: unknown key 'backnd' (did you mean 'backend'?)",
        "engine.slots: input should be greater than or equal to 1",
        "console.themes: unknown key 'themes' (did you mean 'theme'?)",
        "defualt: unknown key 'defualt' (did you mean 'default'?)",
    ]


def test_a_key_like_no_other_is_answered_with_those_there_are(paths: Paths) -> None:
    (found,) = mistakes(paths, "[engine]\nxyzzy = 1")

    assert found == "engine.xyzzy: unknown key 'xyzzy'; there are slots, queues"


def test_what_is_not_toml_is_told_with_its_line(paths: Paths) -> None:
    (found,) = mistakes(paths, "default = \n")

    assert found.startswith("this is not valid TOML: ")
    assert "line 1" in found


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        ('backend = "local"\nurl = "https://x"', "takes no url"),
        ('backend = "local"\ntoken_env = "T"', "takes no token_env"),
        ('backend = "scale"\ndialect = "new"', "does not take this"),
        ('backend = "airflow"\nproject_id = "p"', "does not take this"),
    ],
)
def test_what_a_backend_would_ignore_is_refused(paths: Paths, table: str, expected: str) -> None:
    (found,) = mistakes(paths, f"[contexts.a]\n{table}")

    assert expected in found


def test_a_backends_own_fields_are_kept(paths: Paths) -> None:
    settings = load(paths, '[contexts.a]\nbackend = "sahara"\nproject_id = "p1"')

    assert settings.contexts["a"].options == {"project_id": "p1"}


@pytest.mark.parametrize("value", ['"soon"', "0", "-3", "true"])
def test_a_timeout_is_a_duration(paths: Paths, value: str) -> None:
    (found,) = mistakes(paths, f'[contexts.a]\nbackend = "scale"\ntimeout = {value}')

    assert found.startswith("contexts.a.timeout: this must be ")


def test_a_file_that_anybody_can_write_is_refused(paths: Paths) -> None:
    paths.user.write_text("")
    paths.user.chmod(0o666)

    with pytest.raises(ConfigError, match="others than you can write"):
        load_settings(paths, environment={})


def test_a_file_that_is_not_utf8_is_refused(paths: Paths) -> None:
    paths.user.write_bytes(b'default = "\xff"')

    with pytest.raises(ConfigError, match="not UTF-8"):
        load_settings(paths, environment={})


def test_a_folder_in_the_files_place_is_refused(paths: Paths) -> None:
    paths.user.mkdir()

    with pytest.raises(ConfigError, match="cannot be read"):
        load_settings(paths, environment={})


def test_a_keymap_is_kept_by_its_name(paths: Paths) -> None:
    paths.user.parent.mkdir(parents=True, exist_ok=True)
    paths.user.write_text('[console]\nkeymap = "k9s"')

    assert load_settings(paths).console.keymap == "k9s"
