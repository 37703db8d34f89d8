"""The question before an action: what will happen, to what, in which context; only a typed yes goes on."""

from collections.abc import Sequence
from typing import Final

from console.cli.connection import Connection
from console.cli.exits import Exit, Failure, usage
from console.cli.plan_text import plan_lines, target_name
from console.core.care import IRREVERSIBLE, MANY
from console.model import Action

_SHOWN: Final = 10  # targets that are told one by one


async def confirmed(connection: Connection, actions: Sequence[Action], *, yes: bool, by_query: bool) -> bool:
    """Return whether to go on. Asks where somebody can answer; raises Failure where somebody had to."""
    terminal = connection.terminal
    protected = connection.protected(action.job for action in actions)
    careful = bool(protected) or len(actions) >= MANY
    if protected and not actions[0].reason:
        raise usage(f"the context {protected} is protected: give a --reason")
    if yes:
        return True
    if not terminal.can_ask:
        if by_query or protected:
            why = "--where" if by_query else f"the protected context {protected}"
            raise usage(f"{why} needs --yes where nobody can be asked; --dry-run shows what would happen")
        return True
    await _show(connection, actions)
    if careful and actions[0].verb in IRREVERSIBLE:
        word = actions[0].job if len(actions) == 1 else str(len(actions))
        answer = terminal.ask(f"This cannot be undone. Type {word} to {actions[0].verb}: ")
        return answer == word
    return terminal.ask(f"{actions[0].verb}? [y/N] ").lower() in ("y", "yes")


async def _show(connection: Connection, actions: Sequence[Action]) -> None:
    """Tell what would happen, on standard error: the output is for what did happen."""
    terminal = connection.terminal
    mark = ", PROTECTED" if connection.protected(action.job for action in actions) else ""
    terminal.tell(f"context {connection.context.name}{mark}: {actions[0].verb} {_count(actions)}")
    for action in actions[:_SHOWN]:
        terminal.tell(*plan_lines(action, await connection.backend.plan(action)))
    if len(actions) > _SHOWN:
        terminal.tell(f"and {len(actions) - _SHOWN} more")


def _count(actions: Sequence[Action]) -> str:
    return target_name(actions[0]) if len(actions) == 1 else f"{len(actions)} jobs"


def refused() -> Failure:
    """Return what is raised when the answer was no."""
    return Failure(Exit.FAILED, "nothing was done")
