"""A node's command as its runner is told: words, folder, the whole environment, limits."""

from collections.abc import Mapping

from console.core.link import Link
from console.core.place import JobPlace
from console.engine.live import LiveJob, Running
from console.engine.places import Places
from console.engine.results import scope_of, status_so_far
from console.runner.protocol import Start
from console.workflow import OutputStreams, environment


class CannotStart(Exception):
    """A command cannot be put together; ``str()`` says why."""


def command_of(live: LiveJob, running: Running, places: Places, base: Mapping[str, str]) -> Start:
    """Return the request that starts an execution. Raises CannotStart."""
    plan = live.plan
    if plan is None:
        raise CannotStart(live.plan_fault or "its workflow has not been read")
    planned = plan[running.node]
    node = live.detail.nodes[running.node]
    index = live.index[running.node]
    outputs = places.outputs(running.id)
    env = {
        **base,
        **environment(
            plan,
            planned,
            scope_of(live.detail),
            job_id=live.id,
            job_status=str(status_so_far(live, node)),
            exec_no=node.execution,
            attempt=node.attempt,
        ),
        "JOB_OUTPUT": outputs,
        "JOB_URL": str(Link(JobPlace(str(live.id)), "local")),
    }
    definition = planned.definition
    if not definition.command:
        raise CannotStart(f"a {definition.kind} is no command")
    return Start(
        execution=running.id,
        ctl=places.control(running.id),
        log=places.log(live.id, index, running.node, running.number),
        argv=definition.command,
        env=env,
        cwd=definition.cwd,
        timeout=definition.timeout,
        grace=definition.grace,
        merged=definition.output is OutputStreams.MERGED,
        output_path=outputs if definition.outputs else None,
        durable=places.durable(live.id, index, running.node, running.number),
    )
