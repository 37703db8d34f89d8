"""Play the session of a seed on the terminal that this is started on.

python -m tui.run_session SEED SOCKET [stock]

Whoever listens at the socket is told of every size that is wanted and of every screen that stands, a line
each, and answers with a line when it has done its part.
"""

from __future__ import annotations

import asyncio
import sys
from typing import TYPE_CHECKING

from textual.geometry import Size

from console.app import ConsoleApp, run_app
from tui.harness import Driver, make_app
from tui.log_samples import hard_backend
from tui.sessions import Press, Resize, Session, grow, session_of

if TYPE_CHECKING:
    from textual.pilot import Pilot

EVERY = 3
"""Steps between two looks at the screen."""


class Other:
    """Whoever listens."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer

    async def told(self, line: str) -> None:
        """Tell a line, and wait until it is answered."""
        self._writer.write(f"{line}\n".encode())
        await self._reader.readline()


async def play(app: ConsoleApp, pilot: Pilot[int], session: Session, other: Other) -> None:
    """Do one step after the other."""
    driver = Driver(app, pilot)
    await _resized(driver, Resize(*session.size), other)
    for number, step in enumerate(session.steps, 1):
        match step:
            case Resize():
                await _resized(driver, step, other)
            case Press():
                await pilot.press(*step.keys)
            case _:
                grow(driver.backend, step.lines)
        await driver.settle()
        if number % EVERY == 0:
            await other.told(f"look {step}")
    await other.told("end")
    app.exit(0)


async def _resized(driver: Driver, wanted: Resize, other: Other) -> None:
    await other.told(f"size {wanted.columns} {wanted.rows}")
    await driver.until(lambda: driver.app.size == Size(wanted.columns, wanted.rows))
    await driver.settle()


def main() -> int:
    """Play it, and return how it ended."""
    seed, socket, stock = int(sys.argv[1]), sys.argv[2], "stock" in sys.argv[3:]
    session = session_of(seed)
    app = make_app(hard_backend(), theme=session.theme)
    app.draw_on_terminal(stock=stock)

    async def pilot(pilot: Pilot[int]) -> None:
        reader, writer = await asyncio.open_unix_connection(socket)
        await play(app, pilot, session, Other(reader, writer))
        writer.close()

    run = app.run
    app.run = lambda **options: run(**options, auto_pilot=pilot)  # type: ignore[method-assign,misc]
    return run_app(app)


if __name__ == "__main__":
    sys.exit(main())
