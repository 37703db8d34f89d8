"""What changes jobs: actions, starts, and the plan of an action."""

import asyncio
from collections.abc import Callable, Iterator, Sequence

from starlette.requests import Request
from starlette.responses import Response

from console.engine.engine import Engine
from console.engine.errors import EngineError, UnknownExecution, UnknownJob, UnknownNode
from console.model import Action, Outcome, OutcomeKind
from console.server.answer import answer
from console.server.caller import Caller
from console.server.operation import Operation
from console.server.reading import document
from console.wire.local import job_id, outcome_item, plan_item
from console.wire.local.action import (
    ActionRequest,
    ActionsRequest,
    OutcomesDocument,
    PlanDocument,
    StartDocument,
    StartedDocument,
)
from console.wire.local.start_plan import StartPlanDocument, start_plan_item

AT_ONCE = 64
"""Actions on different jobs that are handed to the engine together, so that they share a commit."""


class ActionRoutes:
    """The routes that change something. The actor is who the connection proves, whatever the body says."""

    def __init__(self, engine: Engine, identify: Callable[[Request], Caller]) -> None:
        self._engine = engine
        self._identify = identify

    def operations(self) -> tuple[Operation, ...]:
        """Return what is served here."""
        return (
            Operation(
                "POST",
                "/v1/plan",
                self._plan,
                "What an action would do, without doing it",
                PlanDocument,
                body=ActionRequest,
            ),
            Operation(
                "POST",
                "/v1/actions",
                self._act,
                "Carry out actions one after the other; each has an outcome of its own",
                OutcomesDocument,
                body=ActionsRequest,
            ),
            Operation(
                "POST",
                "/v1/start-plan",
                self._plan_start,
                "What a start would do, or all that is wrong with it, without doing it",
                StartPlanDocument,
                body=StartDocument,
            ),
            Operation(
                "POST",
                "/v1/jobs",
                self._start,
                "Start a job",
                StartedDocument,
                body=StartDocument,
                status=201,
            ),
        )

    async def _plan(self, request: Request) -> Response:
        asked, caller = await document(request, ActionRequest), self._identify(request)
        return answer(plan_item(await self._engine.plan(asked.to_action(caller.name, caller.groups))))

    async def _act(self, request: Request) -> Response:
        asked, caller = await document(request, ActionsRequest), self._identify(request)
        actions = [item.to_action(caller.name, caller.groups) for item in asked.items]
        outcomes: list[Outcome] = []
        for together in _in_turns(actions):
            outcomes += await asyncio.gather(*(self._act_on(action, caller) for action in together))
        return answer({"items": [outcome_item(outcome) for outcome in outcomes]})

    async def _act_on(self, action: Action, caller: Caller) -> Outcome:
        try:
            return await self._engine.act(action, claimed=caller.claimed)
        except EngineError as error:
            unknown = isinstance(error, UnknownJob | UnknownNode | UnknownExecution)
            kind = OutcomeKind.NOT_FOUND if unknown else OutcomeKind.REFUSED
            message = f"{error}; {error.advice}" if error.advice else str(error)
            return Outcome(action.job, action.node, kind, message, request_id=action.request_id)

    async def _plan_start(self, request: Request) -> Response:
        asked = await document(request, StartDocument)
        return answer(start_plan_item(await self._engine.plan_start(asked.to_start())))

    async def _start(self, request: Request) -> Response:
        asked, caller = await document(request, StartDocument), self._identify(request)
        id_ = await self._engine.start_job(asked.to_start(), actor=caller.name, claimed=caller.claimed)
        return answer({"id": job_id(id_)}, 201)


def _in_turns(actions: Sequence[Action]) -> Iterator[list[Action]]:
    """Yield runs of actions on different jobs: two on one job keep their order."""
    turn: list[Action] = []
    jobs: set[str] = set()
    for action in actions:
        if action.job in jobs or len(turn) == AT_ONCE:
            yield turn
            turn, jobs = [], set()
        turn.append(action)
        jobs.add(action.job)
    if turn:
        yield turn
