"""An app that sends only what differs from what the terminal shows."""

from typing import TYPE_CHECKING, Any, Final

from rich.color import ColorSystem
from textual._compositor import ChopsUpdate, LayoutUpdate
from textual.app import App
from textual.screen import Screen

from console.widgets.frame import Frame

if TYPE_CHECKING:
    from rich.console import RenderableType

_SYSTEMS: Final = {
    "standard": ColorSystem.STANDARD,
    "256": ColorSystem.EIGHT_BIT,
    "truecolor": ColorSystem.TRUECOLOR,
}


class DiffedApp(App[int]):
    """Stands between Textual's painting and the terminal. In tests without a terminal it does nothing."""

    def __init__(self) -> None:
        super().__init__()
        self._frame = Frame()

    def forget_screen(self) -> None:
        """Send every cell with the next painting: the terminal may show anything."""
        self._frame.forget()

    def _display(self, screen: Screen[Any], renderable: "RenderableType | None") -> None:
        update = renderable
        if not isinstance(update, LayoutUpdate | ChopsUpdate) or not self._draws_on_terminal():
            super()._display(screen, renderable)  # pyright: ignore[reportUnknownMemberType]
            return
        try:
            if not self._batch_count:
                self._send(update)
        finally:
            self.post_display_hook()

    def _draws_on_terminal(self) -> bool:
        driver = self._driver
        running = self._running and not self._closed and not self.is_headless
        return running and driver is not None and not driver.is_inline

    def _send(self, update: LayoutUpdate | ChopsUpdate) -> None:
        driver = self._driver
        system = _SYSTEMS.get(self.console.color_system or "", ColorSystem.TRUECOLOR)
        size = self.screen.outer_size
        text = self._frame.update(update, (size.width, size.height), system)
        cursor = size.clamp_offset(self.cursor_position)
        if driver is None or not (text or cursor != self._previous_cursor_position):
            return
        self._previous_cursor_position = cursor
        self._begin_update()
        try:
            driver.write(f"{text}\x1b[m\x1b[{cursor.y + 1};{cursor.x + 1}H")
        finally:
            self._end_update()
        driver.flush()
