"""The sample workflows: right by the language's own rules, and nothing in them that is not carried out."""

from __future__ import annotations

import pytest

from console.cli.main import main
from console.cli.sample_files import examples_folder
from console.workflow import describe_unsupported, load

FILES = sorted(examples_folder().glob("*.yaml"))


def test_the_four_samples_are_there() -> None:
    assert {file.stem for file in FILES} == {"nightly-ingest", "rolling-restart", "broken-report", "chatty"}


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_sample_is_valid_and_wholly_carried_out(file) -> None:
    assert describe_unsupported(load(file)) == ()


def test_validate_counts_every_instance(capsys: pytest.CaptureFixture[str]) -> None:
    file = examples_folder() / "nightly-ingest.yaml"

    assert main(["validate", str(file)]) == 0
    assert capsys.readouterr().out == f"{file}: ok (9 nodes, 2 parameters)\n"


def test_validate_tells_every_error_at_its_place(tmp_path, capsys: pytest.CaptureFixture[str]) -> None:
    bad = tmp_path / "bad.yaml"
    bad.write_text("version: 1\nname: x\nnodes:\n  a: {run: 'true', needs: [q]}\n  b: {rum: 'true'}\n")

    assert main(["validate", str(bad), str(tmp_path / "none.yaml")]) == 2

    lines = capsys.readouterr().out.splitlines()
    assert all(line.startswith((f"{bad}:4:", f"{bad}:5:", f"{tmp_path}/none.yaml: ")) for line in lines)
    assert any("there is no node 'q'" in line for line in lines)
    assert any("'rum'" in line for line in lines)


def test_validate_refuses_what_would_be_ignored(tmp_path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "later.yaml"
    file.write_text("version: 1\nname: x\ntimeout: 1h\nnodes:\n  a: {run: 'true'}\n")

    assert main(["validate", str(file)]) == 2
    assert f"{file}:3:1: timeout: " in capsys.readouterr().out
