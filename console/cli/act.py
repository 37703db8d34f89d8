"""The verbs that change jobs: one action a target, sent once, and told per target what came of it."""

from argparse import ArgumentParser
from collections.abc import Sequence
from typing import TYPE_CHECKING

from console.cli.connection import Connection, connected
from console.cli.exits import Exit, code_of_outcomes, usage
from console.cli.options import Options as CommonOptions
from console.cli.options import add_json_option
from console.cli.terminal import Terminal

if TYPE_CHECKING:
    from console.cli.targets import Wanted
    from console.model import Action, Outcome


class Options(CommonOptions):
    """What an act verb is told."""

    jobs: list[str]
    where: str | None = None
    node: str | None = None
    reason: str | None = None
    expect: int | None = None
    yes: bool = False
    dry_run: bool = False
    json: bool = False
    scope: str = "downstream"
    from_: str = "failed"
    priority: int | None = None
    at_once: bool = False
    as_: str | None = None
    input: list[tuple[str, str]] | None = None


_ON_JOBS = ("pause", "requeue", "priority")


def add_arguments(parser: ArgumentParser) -> None:
    """Add the arguments of an act verb."""
    from console.cli.targets import key_value

    verb: str = parser.get_default("verb")
    parser.add_argument("jobs", nargs="*", metavar="JOB", help="the ids of jobs")
    parser.add_argument("--where", metavar="QUERY", help="every job that the query finds, instead of ids")
    if verb not in _ON_JOBS:
        parser.add_argument("--node", metavar="NODE", help="this node of the job")
    parser.add_argument("--reason", metavar="TEXT", help="why; it is recorded")
    parser.add_argument(
        "--expect", type=int, metavar="VERSION", help="only if the target still has this version"
    )
    parser.add_argument("--yes", "-y", action="store_true", help="do not ask")
    parser.add_argument("--dry-run", action="store_true", help="tell what would happen, and do nothing")
    if verb == "restart":
        scope = parser.add_mutually_exclusive_group()
        scope.add_argument("--scope", choices=("downstream", "node"), default="downstream")
        scope.add_argument("--only", dest="scope", action="store_const", const="node", help="as --scope node")
    if verb in ("requeue", "restart"):
        parser.add_argument(
            "--from", dest="from_", choices=("failed", "start"), default="failed", help="of a whole job"
        )
    if verb in ("priority", "requeue"):
        parser.add_argument(
            "--priority", type=int, metavar="N", required=verb == "priority", help="higher runs first"
        )
    if verb in ("cancel", "requeue"):
        parser.add_argument(
            "--at-once", action="store_true", help="by one request of the query, where the backend has that"
        )
    if verb == "mark":
        parser.add_argument("--as", dest="as_", choices=("succeeded", "failed"), required=True)
    if verb == "approve":
        parser.add_argument(
            "--input",
            action="append",
            type=key_value,
            metavar="NAME=VALUE",
            help="an answer that it asks for",
        )
    add_json_option(parser)


def run(options: Options, terminal: Terminal) -> int:
    """Act on every target. Returns the code that all share, 1 where they differ."""
    if bool(options.jobs) == (options.where is not None):
        raise usage(f"{options.verb} needs the ids of jobs, or --where QUERY")
    if options.expect is not None and (len(options.jobs) != 1):
        raise usage("--expect is for a single job: every target has its own version")
    if options.at_once and options.where is None:
        raise usage("--at-once is for what a query finds: give it with --where")
    return connected(
        options, terminal, lambda connection: _act(connection, options), changes=not options.dry_run
    )


def _wanted(options: Options) -> "Wanted":
    from console.cli.targets import Wanted
    from console.model import RequeueFrom, Scope, Verb

    return Wanted(
        Verb(options.verb),
        options.node,
        options.reason,
        options.expect,
        Scope(options.scope),
        RequeueFrom(options.from_),
        options.priority,
        options.as_,
        dict(options.input or ()),
    )


async def _act(connection: Connection, options: Options) -> int:
    if options.at_once:
        from console.cli.at_once import act_at_once

        return await act_at_once(connection, options)
    from console.cli.confirm import confirmed, refused
    from console.cli.targets import find_actions

    actions = await find_actions(connection.backend, _wanted(options), options.jobs, options.where)
    if not actions:
        if options.json:
            connection.terminal.document({"items": []})
        connection.terminal.tell("no jobs match")
        return Exit.DONE
    if options.dry_run:
        return await _foretell(connection, actions, json=options.json)
    if not await confirmed(connection, actions, yes=options.yes, by_query=options.where is not None):
        raise refused()
    outcomes: list[Outcome] = []
    try:
        for action in actions:
            outcomes += [await _one(connection, action)]
    finally:
        # What was sent before the connection broke is told, too.
        _tell(connection, outcomes, json=options.json)
    return code_of_outcomes(outcomes)


async def _one(connection: Connection, action: "Action") -> "Outcome":
    """Send one action; what concerns this target alone is its outcome, the rest is raised."""
    from console.backends.base import Forbidden, NotFound
    from console.model import Outcome, OutcomeKind

    try:
        return await connection.backend.act(action)
    except NotFound as error:
        return Outcome(action.job, action.node, OutcomeKind.NOT_FOUND, str(error))
    except Forbidden as error:
        return Outcome(action.job, action.node, OutcomeKind.FORBIDDEN, str(error))


def _tell(connection: Connection, outcomes: "Sequence[Outcome]", *, json: bool) -> None:
    terminal = connection.terminal
    if json:
        from console.wire.local import outcome_item

        terminal.document({"items": [outcome_item(outcome) for outcome in outcomes]})
        return
    for outcome in outcomes:
        target = outcome.job if outcome.node is None else f"{outcome.job} {outcome.node}"
        line = f"{target}: {outcome.kind.replace('_', ' ')}: {outcome.message}"
        (terminal.say if outcome.ok else terminal.tell)(line)


async def _foretell(connection: Connection, actions: "Sequence[Action]", *, json: bool) -> int:
    """Print what would happen. A refusal has the code that the action itself would have."""
    from console.cli.plan_text import plan_lines

    plans = [await connection.backend.plan(action) for action in actions]
    refused = [plan for plan in plans if plan.refusal is not None]
    if json:
        from console.wire.local import plan_item

        connection.terminal.document(
            {
                "items": [
                    {"job": action.job, "node": action.node, "verb": action.verb, "plan": plan_item(plan)}
                    for action, plan in zip(actions, plans, strict=True)
                ]
            }
        )
    else:
        for action, plan in zip(actions, plans, strict=True):
            connection.terminal.say(*plan_lines(action, plan))
    if not refused:
        return Exit.DONE
    return Exit.CONFLICT if len(refused) == len(plans) else Exit.FAILED
