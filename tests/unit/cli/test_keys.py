"""`keys`: the bindings that hold, who bound them, and what is refused before a terminal is taken."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from console.cli.main import main


@pytest.fixture
def told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str, str]]:
    def run(config: str, *words: str) -> tuple[int, str, str]:
        (tmp_path / "config.toml").write_text(config)
        code = main(["--config-dir", str(tmp_path), "keys", *words])
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return run


def test_it_tells_every_key_and_who_bound_it(told, tmp_path: Path) -> None:
    code, out, err = told('[console]\nkeymap = "k9s"\n[console.keys]\n"look.zoom" = "Z f5"\n', "--json")

    assert (code, err) == (0, "")
    found = {each["id"]: each for each in json.loads(out)["items"]}
    assert found["look.zoom"]["keys"] == ["Z", "f5"]
    assert str(tmp_path) in found["look.zoom"]["from"]
    assert found["leave.back"]["from"] == "keymap k9s"
    assert found["act.cancel"] == {
        "id": "act.cancel",
        "keys": ["x"],
        "help": "cancel the job",
        "where": ["jobs", "job", "logs", "paused"],
        "from": "built in",
    }


def test_as_a_table_it_has_the_keys_as_one_reads_them(told) -> None:
    _, out, _ = told("")

    lines = out.splitlines()
    assert lines[0].split()[:2] == ["KEY", "WHAT"]
    assert any(line.startswith("? ") and "go.help" in line for line in lines)


@pytest.mark.parametrize(
    ("keys", "sentence"),
    [
        ('"look.zoom" = "T"', "T means both look.zoom and look.timeline"),
        ('"act.pause" = "ctrl+a"', "act.pause: ctrl+a may not be bound"),
        ('"act.paws" = "z"', "there is no binding 'act.paws'"),
    ],
)
def test_keys_that_cannot_be_are_refused_with_the_file(
    told, tmp_path: Path, keys: str, sentence: str
) -> None:
    code, out, err = told(f"[console.keys]\n{keys}\n")

    assert (code, out) == (2, "")
    assert sentence in err
    assert str(tmp_path / "config.toml") in err
