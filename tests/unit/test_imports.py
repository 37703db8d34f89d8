"""What a part of the program brings into memory: start-up time is spent on imports, and nowhere else."""

from __future__ import annotations

import ast
import pkgutil
import subprocess
import sys
from pathlib import Path

import pytest

import console.cli
import console.runner

# The door from the verbs to the console (`jobconsole` alone, `demo`, `open`): the only one that may.
DOOR = "console.cli.tui"
VERBS = sorted(
    module.name
    for module in pkgutil.walk_packages(console.cli.__path__, "console.cli.")
    if module.name != DOOR and not module.name.endswith(".__main__")
)
RUNNER_FILES = sorted(Path(console.runner.__path__[0]).rglob("*.py"))


def _loaded_after(code: str) -> set[str]:
    """The modules in memory after `code` ran in an interpreter of its own."""
    report = "\nimport sys; print('LOADED', *sorted(sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", code + report], capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 0, done.stderr
    return set(done.stdout.splitlines()[-1].split()[1:])


WHO_IMPORTS = """
import sys
from importlib import import_module
for verb in {verbs!r}:
    import_module(verb)
    if {name!r} in sys.modules:
        raise SystemExit(verb + " imports " + {name!r})
"""


def test_no_headless_verb_imports_textual() -> None:
    """One interpreter for all: who brings it first is told."""
    _loaded_after(WHO_IMPORTS.format(verbs=["console.cli", *VERBS], name="textual"))


def test_the_first_who_imports_something_is_told() -> None:
    with pytest.raises(AssertionError, match="csv imports csv"):
        _loaded_after(WHO_IMPORTS.format(verbs=["bisect", "csv", "json"], name="csv"))


HELP = """
import sys
from console.cli.main import main
sys.argv = ["jobconsole", "--help"]
try:
    code = main()
except SystemExit as leaving:
    code = leaving.code
assert not code, code
"""


def test_help_is_told_without_waiting_for_what_it_does_not_need() -> None:
    assert not {"pydantic", "httpx", "textual", "yaml", "starlette"} & _loaded_after(HELP)


def test_the_probe_sees_an_import_of_textual() -> None:
    assert "textual" in _loaded_after("import textual")


def _absolute_imports(file: Path) -> set[str]:
    """The dotted names that a file imports, wherever in it, relative ones left out."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            names.add(node.module)
    return names


@pytest.mark.parametrize("file", RUNNER_FILES, ids=lambda file: file.name)
def test_the_runner_needs_nothing_but_the_standard_library(file: Path) -> None:
    foreign = {
        name
        for name in _absolute_imports(file)
        if not f"{name}.".startswith("console.runner.")
        and name.partition(".")[0] not in sys.stdlib_module_names
    }

    assert foreign == set()
