"""The reference of the workflow file is true: its examples are read, its fields are all there."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from console.workflow import describe_unsupported
from console.workflow.definition import (
    Approval,
    Concurrency,
    Defaults,
    NodeDefinition,
    Parameter,
    Retry,
    WorkflowFields,
)
from console.workflow.unsupported import UNSUPPORTED
from console.workflow.variables import RESERVED

if TYPE_CHECKING:
    from pydantic import BaseModel

    from tests.unit.workflow.conftest import Problems, Read

TEXT = (Path(__file__).parents[3] / "docs" / "workflow-file.md").read_text()
BLOCKS = re.findall(r"^```(yaml[ a-z]*|text)\n(.*?)^```$", TEXT, re.MULTILINE | re.DOTALL)
GOOD = [block for kind, block in BLOCKS if kind == "yaml"]


@pytest.mark.parametrize("block", GOOD, ids=range(len(GOOD)))
def test_every_example_can_be_run(block: str, read: Read) -> None:
    assert describe_unsupported(read(block)) == ()


def test_the_errors_are_those_that_are_told(problems: Problems) -> None:
    (bad,) = [block for kind, block in BLOCKS if kind == "yaml bad"]
    (told,) = [block for kind, block in BLOCKS if kind == "text"]
    assert problems(bad) == told.splitlines()


def test_the_example_of_what_is_not_carried_out_has_all_of_it(read: Read) -> None:
    (block,) = [block for kind, block in BLOCKS if kind == "yaml unsupported"]
    told = {re.sub(r"nodes\.[a-z-]+", "nodes.*", error.path) for error in describe_unsupported(read(block))}
    assert told == {pattern for pattern in UNSUPPORTED if not pattern.startswith("finally")}


@pytest.mark.parametrize(
    "model", [WorkflowFields, NodeDefinition, Parameter, Retry, Approval, Concurrency, Defaults]
)
def test_every_field_is_told(model: type[BaseModel]) -> None:
    fields = {info.alias or name for name, info in model.model_fields.items()}
    assert {field for field in fields if f"`{field}`" not in TEXT} == set()


def test_every_variable_of_the_engine_is_told() -> None:
    assert {name for name in RESERVED if f"`{name}`" not in TEXT} == set()
