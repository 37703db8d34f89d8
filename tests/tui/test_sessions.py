"""Sessions at random: what our output makes a terminal show is what Textual's own would, cell by cell."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any, Final

import pyte
import pytest
from rich.color import ColorSystem
from textual._compositor import ChopsUpdate, LayoutUpdate

from console.terminal.frame import Frame
from tests.emulator import Screen, Seen, seen
from tui.harness import make_app, running
from tui.log_samples import hard_backend

if TYPE_CHECKING:
    from console.app import ConsoleApp

KEYS: Final = (
    *("j", "k", "G", "g", "pagedown", "pageup", "ctrl+d", "ctrl+u", "home", "end", "left", "right"),
    *("enter", "escape", "q", "l", "d", "i", "T", "w", "t", "f", "J", "L", "A", "a", "o", "z", "tab", "H"),
    *("1", "2", "3", "4", "0", "at", "question_mark", "plus", "m", "p", "c", "x", "r", "s", "n", "e", "b"),
    *("space", "asterisk", "v", "slash", "colon", "less_than_sign", "greater_than_sign", "equals_sign"),
    *("left_square_bracket", "right_square_bracket", "ctrl+r", "Y"),
)
"""Everything but what acts, leaves or starts another program."""

TYPED: Final = (
    "theme light",
    "theme ansi",
    "theme high-contrast",
    "jobs status:failed",
    "order",
    "漢字 é",
    "error",
)
SIZES: Final = ((80, 24), (160, 45), (120, 36), (40, 10), (200, 50))
STEPS: Final = 30


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


async def session(seed: int) -> None:
    chance = random.Random(seed)
    app = make_app(hard_backend(), theme=chance.choice(["dark", "light", "ansi", "grey"]))
    twins = Twins(app)
    done: list[str] = []
    async with running(app, chance.choice(SIZES)) as driver:
        for _ in range(STEPS):
            step = chance.random()
            if step < 0.05:
                width, height = chance.choice(SIZES)
                done.append(f"{width}x{height}")
                await driver.pilot.resize_terminal(width, height)
            elif step < 0.12:
                text = chance.choice(TYPED)
                done.append(repr(text))
                await driver.pilot.press(*("space" if each == " " else each for each in text), "enter")
            else:
                keys = [chance.choice(KEYS)] * chance.choice([1, 1, 1, 2, 5])
                done += keys
                await driver.pilot.press(*keys)
            await driver.settle()
            assert not twins.differences()[:5], done


@pytest.mark.parametrize("seed", range(3))
async def test_a_session_shows_the_same_by_our_output_as_by_textuals(seed: int) -> None:
    await session(seed)


@pytest.mark.heavy
@pytest.mark.parametrize("seed", range(3, 63))
async def test_sixty_more_sessions_do(seed: int) -> None:
    await session(seed)
