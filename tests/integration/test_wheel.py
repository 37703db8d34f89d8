"""The package as others get it: built from the source tree, with all that it needs inside."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

pytestmark = [pytest.mark.heavy, pytest.mark.xdist_group("wheel")]  # it is built once


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation"]
    done = subprocess.run(
        [*command, "--wheel-dir", str(folder), str(ROOT)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    (built,) = folder.glob("*.whl")
    return zipfile.ZipFile(built)


def test_the_wheel_holds_every_theme_beside_the_code(wheel: zipfile.ZipFile) -> None:
    themes = {f"console/themes/{file.name}" for file in (ROOT / "themes").iterdir()}

    assert themes
    assert themes <= set(wheel.namelist())


def test_the_wheel_holds_the_sample_workflows_beside_the_code(wheel: zipfile.ZipFile) -> None:
    files = [file for file in (ROOT / "examples").rglob("*") if file.suffix in (".yaml", ".py")]

    assert files
    assert {f"console/{file.relative_to(ROOT)}" for file in files} <= set(wheel.namelist())


def test_the_wheel_holds_the_whole_package_and_no_tests(wheel: zipfile.ZipFile) -> None:
    sources = {str(file.relative_to(ROOT)) for file in (ROOT / "console").rglob("*.py")}
    sources |= {f"console/{file.relative_to(ROOT)}" for file in (ROOT / "examples").rglob("*.py")}
    packed = {name for name in wheel.namelist() if name.endswith(".py")}

    assert packed == sources


def test_the_wheel_brings_the_command_and_the_local_backend(wheel: zipfile.ZipFile) -> None:
    (entry_points,) = (name for name in wheel.namelist() if name.endswith("entry_points.txt"))
    text = wheel.read(entry_points).decode()

    assert "jobconsole = console.cli.process:run" in text
    assert "local = console.backends.local:LocalBackend" in text
