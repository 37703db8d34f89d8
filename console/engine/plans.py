"""The plan of a live job: its workflow's text, read again as it was when the job was started.

Texts are read once for all jobs of a version. Reading one may take a tenth of a second.
"""

import asyncio
from collections import OrderedDict
from pathlib import Path
from typing import Final, cast

from console.engine import questions
from console.engine.errors import StoreError
from console.engine.live import LiveJob
from console.engine.reader import Reader
from console.workflow import ParameterValue, Plan, Workflow, WorkflowErrors, expand, parse

_MOST_KEPT: Final = 64


class Plans:
    """Reads workflows back and plans jobs with them."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._workflows: OrderedDict[tuple[int, str], Workflow] = OrderedDict()

    async def load(self, live: LiveJob) -> None:
        """Give a job its plan, in a thread; or note why it cannot have one."""
        plan = await asyncio.to_thread(self._plan, live)
        self._give(live, plan)

    def load_now(self, live: LiveJob) -> Plan | None:
        """Give a job its plan here and now, for what cannot wait; None where it cannot have one."""
        if live.plan is None and live.plan_fault is None:
            self._give(live, self._plan(live))
        return live.plan

    def _give(self, live: LiveJob, plan: Plan | str) -> None:
        if isinstance(plan, str):
            live.plan_fault = plan
        else:
            live.plan = plan

    def _plan(self, live: LiveJob) -> Plan | str:
        try:
            workflow = self._workflow(live.workflow_id, live.folder)
            plan = expand(workflow, cast("dict[str, ParameterValue]", dict(live.detail.params)))
        except WorkflowErrors as error:
            return f"this version cannot read its workflow any more: {error.errors[0]}"
        except StoreError as error:
            return f"its workflow cannot be read from the store: {error}"
        missing = next((id_ for id_ in live.detail.nodes if id_ not in plan.by_id), None)
        return plan if missing is None else f"this version reads its workflow in another way: no {missing}"

    def _workflow(self, workflow_id: int, folder: str) -> Workflow:
        key = (workflow_id, folder)
        found = self._workflows.get(key)
        if found is None:
            stored = self._reader.read_here(lambda c: questions.workflow_text(c, workflow_id))
            found = parse(stored.text, stored.source, Path(folder))
            self._workflows[key] = found
            while len(self._workflows) > _MOST_KEPT:
                self._workflows.popitem(last=False)
        return found
