"""What a start would do, as text: `run --dry-run`. Nothing is started."""

from collections.abc import Iterator

from console.backends.base import PlansStarts, Unsupported
from console.cli.connection import Connection
from console.cli.exits import Exit, Failure, usage
from console.client.form import shown
from console.core.planned import planned_head, planned_lines, unplanned
from console.core.sanitize import sanitize
from console.model import StartPlan, StartRequest


async def rehearse(connection: Connection, request: StartRequest) -> int:
    """Print the review of a start. Raises Failure where it could not be, or nobody tells what it would do."""
    backend, context = connection.backend, connection.context.name
    silent = Failure(
        Exit.CONFLICT,
        f"{context} does not tell what a start would run: only the server knows",
        "nothing was started; without --dry-run it would be",
    )
    if not isinstance(backend, PlansStarts):
        raise silent
    try:
        plan = await backend.plan_start(request)
    except Unsupported:
        raise silent from None
    what = request.workflow or request.source or "this"
    if plan.mistakes:
        told = (f"  {each.place} {each.path}: {each.message}" for each in plan.mistakes)
        raise usage(f"{what} cannot be run", *told)
    if plan.wrong:
        wrong = (f"  {name}: {told}" for name, told in plan.wrong.items())
        raise usage(f"{what} cannot be started so", *wrong)
    connection.terminal.say(*(sanitize(line) for line in _lines(plan, request)))
    return Exit.DONE


def _lines(plan: StartPlan, request: StartRequest) -> Iterator[str]:
    yield from plan.notes
    yield f"job       {plan.name}"
    if plan.workflow is not None:
        yield f"from      {plan.workflow.source or plan.workflow.name}"
        safe = shown(plan.workflow.params, {name: str(value) for name, value in plan.params.items()})
        yield f"with      {' '.join(f'{name}={value}' for name, value in safe.items()) or 'no parameters'}"
    yield f"queue     {plan.queue or 'default'}, priority {plan.priority}"
    yield f"will run  {planned_head(plan)}"
    most = max(len(plan.steps), 1)
    for line in planned_lines(plan, most, "x"):
        yield f"{line.number:>5}  {' - '.join(line.parts)}"
    if more := unplanned(plan, most):
        yield f"       {more}"
    if request.reason:
        yield f"reason    {request.reason}"
    yield "nothing was started"
