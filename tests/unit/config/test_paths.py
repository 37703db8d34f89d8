"""Where configuration and state live, and that the current folder never matters."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from console.config.errors import ConfigError
from console.config.paths import find_paths
from console.config.settings import load_settings

if TYPE_CHECKING:
    from pathlib import Path


def test_without_a_word_they_are_xdg_folders() -> None:
    paths = find_paths(environment={})

    assert paths.config.path.name == paths.state.path.name == "jobconsole"
    assert (paths.config.origin, paths.state.origin) == ("default", "default")
    assert paths.user == paths.config.path / "config.toml"


def test_variables_move_them_and_options_go_before(tmp_path: Path) -> None:
    environment = {
        "JOBCONSOLE_STATE_DIR": str(tmp_path / "variable"),
        "JOBCONSOLE_CONFIG_DIR": str(tmp_path / "config"),
    }

    paths = find_paths(state_dir=str(tmp_path / "option"), environment=environment)

    assert (paths.state.path, paths.state.origin) == (tmp_path / "option", "--state-dir")
    assert (paths.config.path, paths.config.origin) == (tmp_path / "config", "JOBCONSOLE_CONFIG_DIR")


def test_an_empty_variable_names_nothing() -> None:
    assert find_paths(environment={"JOBCONSOLE_STATE_DIR": ""}).state.origin == "default"


def test_a_relative_folder_is_made_absolute(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)

    assert find_paths(state_dir="state", environment={}).state.path == tmp_path / "state"


def test_a_path_with_nul_is_refused() -> None:
    with pytest.raises(ConfigError, match="--state-dir"):
        find_paths(state_dir="a\0b", environment={})


def test_no_file_of_the_current_folder_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "config.toml").write_text('default = "evil"')
    (tmp_path / "jobconsole.toml").write_text('default = "evil"')
    monkeypatch.chdir(tmp_path)

    paths = find_paths(config_dir=str(tmp_path / "empty"), environment={})

    assert load_settings(paths, environment={}).default == "local"
