"""Where the two versions of the API differ: paths, names and the form of a cancel.

Source: api/v11.py and api/v2/*.py of Sahara 19.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from console.model import Json

CANCEL: Final[Mapping[str, Json]] = {"info": {"status": "cancel"}}


@dataclass(frozen=True, slots=True)
class Dialect:
    """One version of the API below one project. Paths begin after the context's address."""

    version: str
    executions: str
    templates: str
    clusters: str
    refreshes: bool
    """Whether there is a read that asks the cluster's engine first; v2's own is refused by its server."""

    def execution(self, id_: str) -> str:
        """Return the path of one execution."""
        return f"{self.executions}/{id_}"

    def refresh(self, id_: str) -> str:
        """Return the path that asks the engine and returns the execution as it is then. Only in v1.1."""
        return f"{self.execution(id_)}/refresh-status"

    def cancel(self, id_: str) -> tuple[Literal["GET", "PATCH"], str, Mapping[str, Json] | None]:
        """Return how a cancel is asked for: in v1.1 a GET that changes state, in v2 a change of status.

        The other way round both are useless: v1.1 accepts the change with 202 and ignores it, v2 has no
        such path.
        """
        if self.version == "v1.1":
            return "GET", f"{self.execution(id_)}/cancel", None
        return "PATCH", self.execution(id_), CANCEL

    def start(self, template: str, request: Mapping[str, Json]) -> tuple[str, Mapping[str, Json]]:
        """Return path and document that execute a template."""
        if self.version == "v1.1":
            return f"{self.templates}/{template}/execute", request
        return self.executions, {**request, "job_template_id": template}


def dialect_of(version: str, project: str | None) -> Dialect:
    """Return the version ``v1.1`` or ``v2``. ``project`` stands in v1.1's paths, where it may be left out."""
    if version == "v2":
        return Dialect("v2", "/v2/jobs", "/v2/job-templates", "/v2/clusters", refreshes=False)
    root = f"/v1.1/{project}" if project else "/v1.1"
    return Dialect("v1.1", f"{root}/job-executions", f"{root}/jobs", f"{root}/clusters", refreshes=True)
