"""Sessions at random: what our output makes a terminal show is what Textual's own would, cell by cell."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, Final

import pyte
import pytest
from rich.color import ColorSystem
from textual._compositor import ChopsUpdate, LayoutUpdate

from console.terminal.frame import Frame
from tests.emulator import Screen, Seen, seen
from tui.harness import make_app, running
from tui.log_samples import hard_backend
from tui.sessions import Grow, Press, Resize, Step, grow, session_of

if TYPE_CHECKING:
    from console.app import ConsoleApp


QUICK: Final = 3
SEEDS: Final = int(os.environ.get("JOBCONSOLE_TEST_SEEDS", "60"))
"""Sessions in all. `make test-sessions` plays more."""


class Twins:
    """Two emulated terminals: one is sent what Textual would send, the other what we do."""

    def __init__(self, app: ConsoleApp) -> None:
        self._app = app
        app.console._color_system = ColorSystem.TRUECOLOR
        self._size = (0, 0)
        self._display = app._display
        app._display = self._tee  # type: ignore[method-assign]

    def _tee(self, screen: Any, update: Any) -> None:
        if isinstance(update, LayoutUpdate | ChopsUpdate):
            self._fit()
            self.stock.feed(update.render_segments(self._app.console))
            self.ours.feed(self._frame.update(update, self._size, ColorSystem.TRUECOLOR))
        self._display(screen, update)

    def _fit(self) -> None:
        size = self._app.screen.outer_size
        if (size.width, size.height) != self._size:
            self._size = (size.width, size.height)
            self._frame = Frame(erases=True)
            self.screens = [Screen(*self._size) for _ in range(2)]
            for screen in self.screens:
                screen.reset_mode(pyte.modes.DECAWM)
            self.stock, self.ours = (pyte.Stream(screen) for screen in self.screens)

    def differences(self) -> list[tuple[int, int, Seen, Seen]]:
        width, height = self._size
        stock, ours = (screen.buffer for screen in self.screens)
        return [
            (y, x, seen(stock[y][x]), seen(ours[y][x]))
            for y in range(height)
            for x in range(width)
            if seen(stock[y][x]) != seen(ours[y][x])
        ]


async def play(seed: int) -> None:
    session = session_of(seed)
    app = make_app(hard_backend(), theme=session.theme)
    twins = Twins(app)
    done: list[Step] = []
    async with running(app, session.size) as driver:
        for step in session.steps:
            done.append(step)
            match step:
                case Resize():
                    await driver.pilot.resize_terminal(step.columns, step.rows)
                case Press():
                    await driver.pilot.press(*step.keys)
                case Grow():
                    grow(driver.backend, step.lines)
            await driver.settle()
            assert not twins.differences()[:5], done


@pytest.mark.parametrize("seed", range(QUICK))
async def test_a_session_shows_the_same_by_our_output_as_by_textuals(seed: int) -> None:
    await play(seed)


@pytest.mark.heavy
@pytest.mark.parametrize("seed", range(QUICK, SEEDS))
async def test_many_more_sessions_do(seed: int) -> None:
    await play(seed)
