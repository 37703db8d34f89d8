"""The calls of AOM's workflow API that are used here, one method each."""

import json
from collections.abc import Mapping
from typing import Final

import httpx

from console.backends.answer import check_job, document, json_of, object_of, read_as, words_of
from console.backends.aom.failing import Failing
from console.backends.aom.settings import AomSettings
from console.backends.base import OutcomeUnknown, ProtocolError
from console.backends.http import Link
from console.backends.segment import segment
from console.core.clock import Clock
from console.core.masking import masked
from console.model import Json
from console.wire.aom.document import ExecutionDocument, StartedDocument, WorkflowPage
from console.wire.received import received
from console.wire.values import text_of

MOST_IN_PAGE: Final = 100
"""Workflows of one page, at most, by the API reference."""

PATIENCE: Final = 30.0
"""Seconds that a change may take before its outcome is called unknown."""


class AomApi:
    """Sends the requests of one project. Documents that are returned have their secrets masked."""

    def __init__(
        self,
        link: Link,
        settings: AomSettings,
        *,
        clock: Clock,
    ) -> None:
        self.link = link
        self._root = f"/v1/{segment(settings.project, 'project')}/cms"
        self._failing = Failing(link, settings.signer, clock)

    async def workflows(
        self, page: int = 0, *, search: str | None = None, status: str | None = None, size: int = MOST_IN_PAGE
    ) -> WorkflowPage:
        """Return a page of the workflows, those that ran last first. Pages count from 0.

        ``search`` looks in names and descriptions, ``status`` is that of the last execution. Raises
        BackendError.
        """
        asked: dict[str, Json] = {
            "page": page,
            "size": size,
            "sort_field": "last_execution_start_time",
            "sort_type": "DESC",
        }
        asked |= {name: value for name, value in (("search", search), ("status", status)) if value}
        response = await self._ask(f"{self._root}/workflow-list", asked)
        self._failing.check(response, "the list of workflows")
        found = object_of(response, self.link.who)
        if not isinstance(found.get("elements"), list | None) or "elements" not in found:
            raise ProtocolError(
                f"{self.link.who} answered without a list of workflows",
                advice="see that url names AOM's API",
                detail=words_of(response),
            )
        what = f"{self.link.who}: the list of workflows"
        return read_as(_safe(found, what), WorkflowPage, what)

    async def executions(self, workflow: str) -> tuple[Mapping[str, Json], ...]:
        """Return every execution of a workflow that AOM still has, for `read_execution`, unmasked.

        There is no paging and no filter. No executions may come as an empty list, as null or as nothing.
        Raises BackendError.
        """
        response = await self.link.read(f"{self._workflow(workflow)}/executions")
        self._failing.check(response, f"workflow {workflow}")
        if not response.content.strip():
            return ()
        found = json_of(response, self.link.who)
        if not isinstance(found, list | None):
            raise ProtocolError(
                f"{self.link.who} answered without a list of executions of workflow {workflow}",
                detail=words_of(response),
            )
        return tuple(row for row in found or () if isinstance(row, dict) and text_of(row.get("execution_id")))

    def read_execution(self, row: Mapping[str, Json]) -> ExecutionDocument:
        """Return a row of the list, with its secrets masked. Raises ProtocolError."""
        what = f"{self.link.who}: an execution"
        return read_as(_safe(dict(row), what), ExecutionDocument, what)

    async def execution(self, workflow: str, execution: str) -> ExecutionDocument:
        """Return one execution as it is now. Raises BackendError."""
        response = await self.link.read(f"{self._execution(workflow, execution)}/status")
        self._failing.check(response, f"execution {execution}")
        what = f"{self.link.who}: execution {execution}"
        found = read_as(_safe(object_of(response, self.link.who), what), ExecutionDocument, what)
        check_job(found.execution_id or execution, execution, self.link.who)  # it need not say whose it is
        return found.model_copy(update={"execution_id": execution})

    async def start(self, workflow: str) -> str:
        """Start a workflow, once, and return the execution's id. Raises BackendError, OutcomeUnknown too."""
        response = await self.link.send(f"{self._workflow(workflow)}/executions", patience=PATIENCE)
        self._failing.check(response, f"workflow {workflow}")
        try:
            started = document(response, StartedDocument, self.link.who)
        except ProtocolError as error:
            raise _accepted_but(self.link.who, workflow, error.detail) from error
        if not started.execution_id:
            raise _accepted_but(self.link.who, workflow, words_of(response))
        return started.execution_id

    async def operate(self, workflow: str, execution: str, node: str, action: str) -> str:
        """Send restart, skip or continue for a node, once; return what AOM answered. Raises BackendError."""
        response = await self.link.send(
            f"{self._execution(workflow, execution)}/operation",
            params=(("action", action), ("node_id", node)),
            patience=PATIENCE,
        )
        self._failing.check(response, f"node {node} of execution {execution}")
        return _answer(response)

    async def terminate(self, workflow: str, execution: str) -> str:
        """Send the end of an execution, once; return what AOM answered. Raises BackendError."""
        path = f"{self._execution(workflow, execution)}/terminate"
        response = await self.link.send(path, patience=PATIENCE)
        self._failing.check(response, f"execution {execution}")
        return _answer(response)

    async def _ask(self, path: str, asked: Mapping[str, Json]) -> httpx.Response:
        """Send a question whose method is POST. It changes nothing, so it is repeated as a read is."""
        # Written as the vendor's SDK writes it.
        return await self.link.read(path, search=json.dumps(asked).encode())

    def _workflow(self, workflow: str) -> str:
        return f"{self._root}/workflow/{segment(workflow, 'workflow')}"

    def _execution(self, workflow: str, execution: str) -> str:
        return f"{self._workflow(workflow)}/executions/{segment(execution, 'execution')}"


def _safe(value: Json, what: str) -> Json:
    """Return ``value`` with its secrets masked. Raises ProtocolError where that cannot be done."""
    try:
        return masked(_without_encrypted(value))
    except RecursionError:
        raise ProtocolError(f"{what}: this is nested too deep") from None


def _without_encrypted(value: Json) -> Json:
    """Take the default of every parameter away that says of itself that it is encrypted."""
    if isinstance(value, list):
        return [_without_encrypted(item) for item in value]
    if not isinstance(value, dict):
        return value
    hidden = value.get("encryption") in (True, "true")
    return {
        f"{name}": None if hidden and name == "default_value" else _without_encrypted(item)
        for name, item in value.items()
    }


def _answer(response: httpx.Response) -> str:
    """Return what AOM says to a change: a text, an object with a result, or nothing at all."""
    text = response.text.strip()
    try:
        value = received(text) if text else None
    except (ValueError, RecursionError):
        return text
    result = value.get("result", value) if isinstance(value, dict) else value
    if result is None:
        return ""
    return result if isinstance(result, str) else json.dumps(result, ensure_ascii=False)


def _accepted_but(who: str, workflow: str, detail: str) -> OutcomeUnknown:
    return OutcomeUnknown(
        f"{who} took the start of workflow {workflow} and names no execution: it may be running",
        advice="look at its executions before starting it again",
        detail=detail,
    )
