"""What a start would do, as a document and back."""

from pydantic import Field

from console.model import FileMistake, Json, NodeKind, ParamValue, PlannedStep, StartPlan, When
from console.wire.local.catalog import WorkflowDocument
from console.wire.local.document import Document, known
from console.wire.local.items import workflow_item


class MistakeDocument(Document):
    """One mistake of a workflow file. Places count from 1; 0 is the file as a whole."""

    line: int = 0
    column: int = 0
    path: str = ""
    message: str

    def to_mistake(self) -> FileMistake:
        """Return the mistake."""
        return FileMistake(self.line, self.column, self.path, self.message)


class StepDocument(Document):
    """One node that the job would have."""

    id: str
    group: str
    kind: str = Field(default="command", description="command, approval, workflow, other")
    needs: tuple[str, ...] = Field(default=(), description="nodes of the file")
    when: str = Field(default="on_success", description="on_success, always, on_failure")
    condition: str | None = None
    waits_before: bool = False
    waits_after: bool = False
    prompt: str = ""
    is_finally: bool = False

    def to_step(self) -> PlannedStep:
        """Return the node; what we do not know of it is told as other."""
        return PlannedStep(
            self.id,
            self.group,
            known(NodeKind, self.kind) or NodeKind.OTHER,
            self.needs,
            known(When, self.when) or When.ON_SUCCESS,
            self.condition,
            self.waits_before,
            self.waits_after,
            self.prompt,
            self.is_finally,
        )


class StartPlanDocument(Document):
    """What a start would do. With ``mistakes`` there is no workflow, with any ``wrong`` no steps."""

    workflow: WorkflowDocument | None = None
    name: str = ""
    queue: str | None = None
    priority: int = 0
    steps: tuple[StepDocument, ...] = ()
    total: int = 0
    version: str = ""
    mistakes: tuple[MistakeDocument, ...] = ()
    wrong: dict[str, str] = Field(default={}, description="mistakes by parameter")
    params: dict[str, str | int | bool | float | None] = Field(default={}, description="secrets masked")
    notes: tuple[str, ...] = ()

    def to_plan(self) -> StartPlan:
        """Return the plan."""
        params: dict[str, ParamValue] = dict(self.params)
        return StartPlan(
            None if self.workflow is None else self.workflow.to_workflow(),
            self.name,
            self.queue,
            self.priority,
            tuple(step.to_step() for step in self.steps),
            self.total,
            self.version,
            tuple(each.to_mistake() for each in self.mistakes),
            dict(self.wrong),
            params,
            self.notes,
        )


def start_plan_item(plan: StartPlan) -> dict[str, Json]:
    """Return what a start would do, as JSON."""
    return {
        "workflow": None if plan.workflow is None else workflow_item(plan.workflow),
        "name": plan.name,
        "queue": plan.queue,
        "priority": plan.priority,
        "steps": [_step_item(step) for step in plan.steps],
        "total": plan.total,
        "version": plan.version,
        "mistakes": [
            {"line": each.line, "column": each.column, "path": each.path, "message": each.message}
            for each in plan.mistakes
        ],
        "wrong": dict(plan.wrong),
        "params": dict(plan.params),
        "notes": list(plan.notes),
    }


def _step_item(step: PlannedStep) -> dict[str, Json]:
    return {
        "id": step.id,
        "group": step.group,
        "kind": step.kind.value,
        "needs": list(step.needs),
        "when": step.when.value,
        "condition": step.condition,
        "waits_before": step.waits_before,
        "waits_after": step.waits_after,
        "prompt": step.prompt,
        "is_finally": step.is_finally,
    }
