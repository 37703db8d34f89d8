"""What the fake is made of: jobs, executions, rows of logs, recipes, errors."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

TIMEOUT: Final = {
    "id": 15,
    "name": "timeout",
    "title": "Timeout",
    "description": "The algorithm exceeded its timeout threshold.",
    "job_type_name": None,
    "category": "ALGORITHM",
    "is_builtin": True,
    "should_be_retried": False,
}
NODE_LOST: Final = {
    **TIMEOUT,
    "id": 8,
    "name": "node-lost",
    "title": "Node Lost",
    "description": "The node running this job was lost.",
    "category": "SYSTEM",
    "should_be_retried": True,
}
NODE_A: Final = {"id": 1, "hostname": "node-a.example"}


@dataclass
class FakeType:
    id: int
    name: str
    version: str
    title: str
    files: list[dict[str, Any]] = field(default_factory=list)
    values: list[dict[str, Any]] = field(default_factory=list)
    is_active: bool = True
    is_system: bool = False
    is_paused: bool = False
    unmet_resources: str | None = None
    max_tries: int = 3
    priority: int = 50
    paused: datetime | None = None


@dataclass
class FakeExecution:
    id: int
    number: int
    status: str
    queued: datetime | None
    created: datetime
    started: datetime | None = None
    ended: datetime | None = None
    node: dict[str, Any] | None = None
    error: dict[str, Any] | None = None
    exit_code: int | None = None
    log: list[FakeRow] = field(default_factory=list)


@dataclass
class FakeRow:
    """A row of a log; it can be seen from ``shown`` on, which may be later than its own time."""

    id: str
    time: str
    order: int
    message: str | None
    stream: str
    shown: datetime


@dataclass
class FakeJob:
    id: int
    type: FakeType
    status: str
    created: datetime
    last_modified: datetime
    input: dict[str, Any] = field(default_factory=lambda: {"files": {}, "json": {}})
    output: dict[str, Any] = field(default_factory=lambda: {"files": {}, "json": {}})
    num_exes: int = 0
    max_tries: int = 3
    priority: int = 50
    queued: datetime | None = None
    started: datetime | None = None
    ended: datetime | None = None
    changed: datetime | None = None
    node: dict[str, Any] | None = None
    error: dict[str, Any] | None = None
    executions: list[FakeExecution] = field(default_factory=list)
    recipe: FakeRecipe | None = None
    batch: dict[str, Any] | None = None
    is_superseded: bool = False
    superseded: datetime | None = None
    supersedes: FakeJob | None = None
    superseded_by: FakeJob | None = None
    source: dict[str, Any] = field(default_factory=dict)
    fate: str | None = None
    """How it ends whenever it is queued again: COMPLETED, FAILED or None (a test decides)."""


@dataclass
class FakeRecipe:
    id: int
    name: str
    title: str
    created: datetime
    last_modified: datetime
    nodes: dict[str, tuple[FakeJob, list[str]]] = field(default_factory=dict)
    others: dict[str, tuple[dict[str, Any], list[str]]] = field(default_factory=dict)
    is_superseded: bool = False
    superseded: datetime | None = None
    supersedes: FakeRecipe | None = None
    superseded_by: FakeRecipe | None = None
