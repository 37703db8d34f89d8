"""Where configuration and state live: XDG folders, moved by the environment or the command line.

The current folder is never looked at: a checkout must not run code or choose a target.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from console.config.errors import ConfigError

APPLICATION: Final = "jobconsole"
"""The name of our folders below the XDG ones."""

STATE_VARIABLE: Final = "JOBCONSOLE_STATE_DIR"
CONFIG_VARIABLE: Final = "JOBCONSOLE_CONFIG_DIR"
CONTEXT_VARIABLE: Final = "JOBCONSOLE_CONTEXT"
FILE_NAME: Final = "config.toml"


@dataclass(frozen=True, slots=True)
class Located:
    """A folder, and who said that it is this one."""

    path: Path
    origin: str


@dataclass(frozen=True, slots=True)
class Paths:
    """The folders and files of this run. None of them need exist."""

    config: Located
    state: Located
    system: Path
    """The system's configuration file; the user's own wins over it."""

    @property
    def user(self) -> Path:
        """The user's configuration file."""
        return self.config.path / FILE_NAME

    @property
    def themes(self) -> Path:
        """The folder of the user's own themes."""
        return self.config.path / "themes"

    @property
    def views(self) -> Path:
        """The user's own views of the jobs list."""
        return self.config.path / "views.toml"

    @property
    def remembered(self) -> Path:
        """What the console remembers by itself."""
        return self.state.path / "console.json"


def find_paths(
    *,
    config_dir: str | None = None,
    state_dir: str | None = None,
    environment: Mapping[str, str] | None = None,
) -> Paths:
    """Return the paths for what the command line (``config_dir``, ``state_dir``) and the environment say.

    Raises ConfigError for a folder that cannot be a path.
    """
    variables = os.environ if environment is None else environment
    config = _given(config_dir, "--config-dir", variables, CONFIG_VARIABLE)
    state = _given(state_dir, "--state-dir", variables, STATE_VARIABLE)
    # Imported here: where both folders are given (a demo, a test, a service) it is not needed at all.
    import platformdirs

    return Paths(
        config or Located(platformdirs.user_config_path(APPLICATION), "default"),
        state or Located(platformdirs.user_state_path(APPLICATION), "default"),
        platformdirs.site_config_path(APPLICATION) / FILE_NAME,
    )


def _given(
    option: str | None, option_name: str, variables: Mapping[str, str], variable: str
) -> Located | None:
    """Return the folder that the option names, else the variable, else None. An empty text names none."""
    for text, origin in ((option, option_name), (variables.get(variable), variable)):
        if not text:
            continue
        if "\0" in text:
            raise ConfigError(f"{origin}: a path cannot hold the character NUL")
        return Located(Path(os.path.abspath(os.path.expanduser(text))), origin)
    return None
