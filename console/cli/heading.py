"""The one heading of a screen printed as text, by ``--plain``: where this is, and what it shows."""

from datetime import UTC, datetime, tzinfo
from typing import TYPE_CHECKING

from console.core.times import zone_name

if TYPE_CHECKING:
    from console.cli.connection import Connection
    from console.config.context import Context


def say_heading(connection: "Connection", title: str) -> None:
    """Print the heading where a screen is printed as text; a verb by itself has none."""
    if connection.terminal.plain:
        connection.terminal.say(heading(connection.context, title), "")


def heading(context: "Context", title: str) -> str:
    """Return ``local (protected), UTC+1: 3 jobs``: the context, what it allows, the zone of the times."""
    now, zone = here()
    policy = [word for word in ("read_only", "protected") if getattr(context, word)]
    allows = f" ({', '.join(policy).replace('_', '-')})" if policy else ""
    return f"{context.name}{allows}, {zone_name(now, zone)}: {title}"


def here() -> tuple[datetime, tzinfo]:
    """Return the present moment, and the zone of this machine to show times in."""
    now = datetime.now(UTC)
    return now, now.astimezone().tzinfo or UTC


def counted(number: int, one: str, many: str = "") -> str:
    """Return ``1 job``, ``3 jobs``."""
    return f"{number:,} {one if number == 1 else many or f'{one}s'}"
