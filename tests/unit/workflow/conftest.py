"""Short ways to read a workflow from text, as the tests of the language all do."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from textwrap import dedent

import pytest

from console.workflow import Workflow, WorkflowErrors, parse

Read = Callable[[str], Workflow]
Problems = Callable[[str], list[str]]


@pytest.fixture
def read() -> Read:
    """Reads a workflow from indented text; its file is `/flows/flow.yaml`."""
    return lambda text: parse(dedent(text), "flow.yaml", Path("/flows"))


@pytest.fixture
def problems(read: Read) -> Problems:
    """The errors of a workflow, one line each, empty when it has none."""

    def told(text: str) -> list[str]:
        try:
            read(text)
        except WorkflowErrors as errors:
            return str(errors).splitlines()
        return []

    return told
