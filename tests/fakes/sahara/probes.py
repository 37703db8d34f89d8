"""Requests that were recorded, to be asked again: of the stand-in, and of the real server."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import httpx

    from fakes.sahara.recorded import Exchange

UNKNOWN = "00000000-0000-0000-0000-000000000000"

PROBES = [
    ("v1.1", "GET", "/{project}/job-executions/{running}", "025"),
    ("v1.1", "GET", "/{project}/job-executions/{running}/refresh-status", "026"),
    ("v1.1", "GET", "/{project}/job-executions/{running}/cancel", "043"),
    ("v1.1", "GET", "/job-executions?limit=1", "004"),
    ("v1.1", "GET", "/{project}/job-executions?limit=2&marker={running}", "077"),
    ("v1.1", "GET", "/{project}/job-executions/{unknown}", "104"),
    ("v1.1", "GET", "/{project}/job-executions/{unknown}/cancel", "046"),
    ("v1.1", "GET", "/{project}/job-executions/{foreign}/cancel", "049"),
    ("v1.1", "POST", "/{project}/job-executions/{running}/cancel", "052"),
    ("v1.1", "GET", "/{project}/job-executions/{broken}", "056"),
    ("v1.1", "GET", "/{project}/job-executions?sort_by=created_at", "082"),
    ("v1.1", "GET", "/{project}/job-executions?limit=0", "083"),
    ("v1.1", "GET", "/{project}/job-executions?marker={unknown}", "085"),
    ("v1.1", "GET", "/{project}/job-executions?foo=bar", "089"),
    ("v1.1", "DELETE", "/{project}/job-executions/{protected}", "095"),
    ("v2", "GET", "/jobs?limit=1", "107"),
    ("v2", "GET", "/jobs?foo=1", "109"),
    ("v2", "GET", "/jobs/{running}/cancel", "115"),
    ("v2", "GET", "/jobs/{unknown}", "118"),
]
"""Version, method, the rest of the target with ids by name, and the recording to be answered like."""


def agrees(answer: httpx.Response, recorded: Exchange) -> None:
    """Hold an answer against a recorded one: its status, its names and types, and whether it has an id."""
    assert answer.status_code == recorded.answer.status
    assert _shape(answer.json()) == _shape(json.loads(recorded.answer.body))
    assert ("X-Openstack-Request-Id" in answer.headers) is (
        "X-Openstack-Request-Id" in recorded.answer.headers
    )


def _shape(value: object) -> object:
    """The names and types of a document, without what is in it."""
    if isinstance(value, dict):
        return {key: _shape(each) for key, each in value.items() if key not in ("info", "job_configs")}
    if isinstance(value, list):
        return [_shape(each) for each in value[:1]]
    return "text or null" if value is None or isinstance(value, str) else type(value).__name__
