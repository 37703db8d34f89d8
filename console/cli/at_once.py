"""`--at-once`: one request of a query, which the server carries out on whatever matches when it comes."""

from typing import TYPE_CHECKING

from console.cli.confirm import refused
from console.cli.connection import Connection
from console.cli.exits import Exit, code_of_outcomes, usage

if TYPE_CHECKING:
    from console.cli.act import Options


async def act_at_once(connection: Connection, options: "Options") -> int:
    """Count what matches, ask for that number to be typed, and send the one request."""
    from console.backends.base import ActsAtOnce
    from console.model import Verb

    backend, terminal, query = connection.backend, connection.terminal, options.where or ""
    if not isinstance(backend, ActsAtOnce):
        raise usage(f"{connection.context.name} acts on one job at a time: leave out --at-once")
    verb = Verb(options.verb)
    count = await backend.count_at_once(verb, query)
    if count == 0:
        terminal.tell("no jobs match")
        return Exit.DONE
    terminal.tell(
        f"context {connection.context.name}: {verb} by one request what matches  {query}",
        f"  {count} jobs match now, in whatever state they are; the server decides by what matches then",
    )
    if options.dry_run:
        return Exit.DONE
    _check_careful(connection, options)
    if not options.yes:
        if not terminal.can_ask:
            raise usage("--at-once needs --yes where nobody can be asked; --dry-run shows how many match")
        if terminal.ask(f"This cannot be undone. Type {count} to {verb}: ") != str(count):
            raise refused()
    outcome = await backend.act_at_once(verb, query, at_most=count, priority=options.priority)
    if options.json:
        from console.wire.local import outcome_item

        terminal.document({"items": [outcome_item(outcome)]})
    else:
        line = f"{query}: {outcome.kind.replace('_', ' ')}: {outcome.message}"
        (terminal.say if outcome.ok else terminal.tell)(line)
    return code_of_outcomes([outcome])


def _check_careful(connection: Connection, options: "Options") -> None:
    if connection.context.protected and not options.reason:
        raise usage(f"the context {connection.context.name} is protected: give a --reason")
