"""The console on a hostile backend, with what leads to the screens that its jobs and plans would not lead to.

PYTHONPATH=.:tests python tests/pty/hostile_console.py SEED [protected] [MODULE.FUNCTION]
"""

from __future__ import annotations

import runpy
from dataclasses import replace
from typing import TYPE_CHECKING

from tui import hostile

from console.model import ExecutionStatus, StartPlan, StartRequest

if TYPE_CHECKING:
    from console.core.clock import FixedClock

FAILED_THRICE = "4127"


class Backend(hostile.HostileBackend):
    """One failed node went well at first: its log has one to stand beside. Plans are hostile, too."""

    def __init__(self, seed: int, clock: FixedClock) -> None:
        super().__init__(seed, clock)
        (job,) = (id_ for id_ in self.details if id_.startswith(FAILED_THRICE))
        detail = self.details[job]
        first = next(each for each in detail.executions if each.status is ExecutionStatus.FAILED)
        well = replace(first, status=ExecutionStatus.SUCCEEDED)
        executions = tuple(well if each is first else each for each in detail.executions)
        self.details[job] = replace(detail, executions=executions)

    async def plan_start(self, request: StartRequest) -> StartPlan:
        return self.spoiler.spoilt(await super().plan_start(request))


if __name__ == "__main__":
    hostile.HostileBackend = Backend
    runpy.run_module("tui.run_hostile", run_name="__main__", alter_sys=True)
