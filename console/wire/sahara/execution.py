"""A job execution as Sahara answers it: v1.1 (``job_execution``) and v2 (``job``).

Source: conductor/resource.py, api/v11.py and api/v2/jobs.py of Sahara 19, and recorded answers. The answer to
an execute leaves out what is not set yet (``start_time``, ``end_time``, ``updated_at``, ``engine_job_id`` …),
so every field but the id may be missing.
"""

from collections.abc import Mapping

from pydantic import AliasChoices, Field

from console.model import Json
from console.wire.sahara.document import Kept, readable
from console.wire.values import Flag, Id, Items, Object, Text, object_of, objects_of


class ExecutionDocument(Kept):
    """One execution. ``tenant_id`` and ``job_id`` are called project_id and job_template_id in v2."""

    id: Id
    tenant_id: Text = Field(default=None, validation_alias=AliasChoices("tenant_id", "project_id"))
    job_id: Text = Field(
        default=None, validation_alias=AliasChoices("job_id", "job_template_id"), description="its template"
    )
    cluster_id: Text = None
    input_id: Text = None
    output_id: Text = None
    engine_job_id: Text = Field(default=None, validation_alias=AliasChoices("engine_job_id", "oozie_job_id"))
    created_at: Text = Field(default=None, description="UTC without a zone")
    updated_at: Text = Field(
        default=None, description="UTC without a zone; of the row, whatever changed in it"
    )
    start_time: Text = Field(default=None, description="the server's local time, without a zone")
    end_time: Text = Field(default=None, description="the server's local time, without a zone")
    return_code: Text = None
    info: Object = Field(default={}, description="status, and the whole Oozie workflow after a first refresh")
    is_public: Flag = None
    is_protected: Flag = None

    @property
    def status(self) -> str | None:
        """The server's word at ``info.status``, and only there: ``info.actions`` speak another vocabulary."""
        status = self.info.get("status")
        return status if isinstance(status, str) and status else None

    @property
    def actions(self) -> tuple[Mapping[str, Json], ...]:
        """The actions of the Oozie workflow; none before a first refresh, and none of other engines."""
        return tuple(objects_of(self.info.get("actions")))

    @property
    def console_url(self) -> str | None:
        """The page of the engine's own console, where the engine names one."""
        url = self.info.get("consoleUrl")
        return url if isinstance(url, str) and url else None


class ExecutionAnswer(Kept):
    """The answer to show, refresh, cancel and execute: one execution in its envelope."""

    execution: ExecutionDocument = Field(validation_alias=AliasChoices("job_execution", "job"))


class MarkersDocument(Kept):
    """Where the pages beside this one begin. Inclusive in Sahara: a page begins with the marker's row."""

    prev: Text = None
    next: Text = None


class ExecutionPage(Kept):
    """One page of a list. ``markers`` is there only when rows were left out, or a marker was given."""

    items: Items = Field(validation_alias=AliasChoices("job_executions", "jobs"))
    """Not having it is no empty list: something else has answered then."""
    markers: MarkersDocument | None = None

    @property
    def executions(self) -> tuple[ExecutionDocument, ...]:
        """The rows that can be read; one without an id is left out, so that it does not hide the others."""
        return readable(self.items, ExecutionDocument)

    def read(self, known: Mapping[str, ExecutionDocument]) -> tuple[ExecutionDocument, ...]:
        """Return `executions`, with those of ``known`` that are the same still as the objects that they were.

        Most rows of a list never change again, and comparing one costs a fiftieth of reading it.
        """
        found: list[ExecutionDocument] = []
        for item in self.items:
            old = known.get(str(object_of(item).get("id")))
            found += (old,) if old is not None and old.raw == item else readable((item,), ExecutionDocument)
        return tuple(found)

    @property
    def next(self) -> str | None:
        """The marker of the next page, or None on the last."""
        return None if self.markers is None else self.markers.next
