"""Which context is meant, and how the default is changed in a file that a person keeps by hand."""

from __future__ import annotations

import stat
import tomllib
from pathlib import Path

import pytest

from console.config.contexts import resolve_context, use_context
from console.config.errors import ConfigError, UnknownContext
from console.config.paths import Located, Paths
from console.config.settings import load_settings

CONTEXTS = '[contexts.prod]\nbackend = "scale"\nurl = "https://x"\n'


@pytest.fixture
def paths(tmp_path: Path) -> Paths:
    return Paths(
        Located(tmp_path / "config", "test"), Located(tmp_path / "state", "test"), tmp_path / "none.toml"
    )


def write(paths: Paths, text: str) -> None:
    paths.user.parent.mkdir(exist_ok=True)
    paths.user.write_text(text)


def use(paths: Paths, name: str) -> str:
    use_context(paths, load_settings(paths, environment={}), name)
    return paths.user.read_text()


def test_an_unknown_context_is_answered_with_what_there_is(paths: Paths) -> None:
    write(paths, CONTEXTS)

    with pytest.raises(UnknownContext, match=r"'prd' \(did you mean 'prod'\?\)") as caught:
        resolve_context(load_settings(paths, environment={}), "prd")

    assert "local, prod" in caught.value.advice


def test_a_default_that_does_not_exist_is_told_with_who_wants_it(paths: Paths) -> None:
    settings = load_settings(paths, environment={"JOBCONSOLE_CONTEXT": "gone"})

    with pytest.raises(UnknownContext, match="which JOBCONSOLE_CONTEXT asks for"):
        resolve_context(settings)


def test_using_a_context_makes_the_file_where_there_is_none(paths: Paths) -> None:
    assert use(paths, "local") == 'default = "local"\n'
    assert stat.S_IMODE(paths.user.stat().st_mode) == 0o600


@pytest.mark.parametrize(
    "before",
    [
        CONTEXTS,
        f'# mine\ndefault = "local"  # for now\n{CONTEXTS}',
        f'  default="local"\n\n{CONTEXTS}',
        f'# no default = here\n{CONTEXTS}# default = "x"\n',
        f'{CONTEXTS}[console]\ntheme = "light"\n',
    ],
)
def test_using_a_context_changes_one_line(paths: Paths, before: str) -> None:
    write(paths, before)

    after = use(paths, "prod")

    assert tomllib.loads(after) == {**tomllib.loads(before), "default": "prod"}
    assert set(before.splitlines()) - set(after.splitlines()) <= {
        'default = "local"  # for now',
        '  default="local"',
    }


def test_using_an_unknown_context_changes_nothing(paths: Paths) -> None:
    write(paths, CONTEXTS)

    with pytest.raises(UnknownContext):
        use(paths, "nowhere")

    assert paths.user.read_text() == CONTEXTS


def test_a_link_stays_a_link_and_permissions_stay(paths: Paths, tmp_path: Path) -> None:
    real = tmp_path / "dotfiles.toml"
    real.write_text(CONTEXTS)
    real.chmod(0o640)
    paths.user.parent.mkdir()
    paths.user.symlink_to(real)

    use(paths, "prod")

    assert paths.user.is_symlink()
    assert 'default = "prod"' in real.read_text()
    assert stat.S_IMODE(real.stat().st_mode) == 0o640


def test_where_one_line_is_not_found_safely_nothing_is_written(paths: Paths) -> None:
    # The last line of the text above the table only looks like the key.
    before = f'default = """\\\nlocal"""\n{CONTEXTS}'
    write(paths, before)

    with pytest.raises(ConfigError, match="not found safely"):
        use(paths, "prod")

    assert paths.user.read_text() == before


def test_a_folder_that_cannot_be_written_is_told(paths: Paths) -> None:
    settings = load_settings(paths, environment={})
    Path(paths.config.path).write_text("a file in its place")

    with pytest.raises(ConfigError, match="cannot be written"):
        use_context(paths, settings, "local")
