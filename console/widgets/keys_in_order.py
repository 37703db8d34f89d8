"""Keys one after the other: what a key does is done before the next one is heard.

Textual hands every key to the widget that has the focus when the key arrives, and looks at bindings only when
it has come all the way up. Keys that arrive in one packet (typing over a slow line, ``/42``) would all go to
the list that had the focus before ``/`` opened its prompt, and ``4`` would be a view.
"""

from collections import deque
from typing import Final

from textual import events
from textual.app import App
from textual.message import Message

LONGEST: Final = 0.25
"""Seconds that a key waits for the one before it: whatever was to answer for that is gone."""

AT_ONCE: Final = frozenset({"ctrl+q", "ctrl+c"})
"""Keys that wait for nobody."""


class KeyPassed(Message):
    """Follows a key through the same queues: when it arrives at the app, the key has been dealt with."""

    def __init__(self, key: events.Key) -> None:
        super().__init__()
        self.key = key


class KeysInOrder(App[int]):
    """An app that hears a key when the one before it is done."""

    def __init__(self) -> None:
        super().__init__()
        self._under_way: events.Key | None = None
        self._waiting: deque[events.Key] = deque()

    async def key_arrived(self, event: events.Key) -> None:
        """Hear a key now, or after those before it."""
        before = self._under_way
        if event.key in AT_ONCE:
            await super().on_event(event)
        elif before is not None:
            self._waiting.append(event)
            self.set_timer(LONGEST, lambda: self._done(before))
        else:
            await self._hear(event)

    def may_hear(self) -> bool:
        """Whether the screen in front hears keys yet; those that come before are dropped."""
        return True

    def on_key_passed(self, event: KeyPassed) -> None:
        """Hear the next key when what this one has asked for is done: the focus moves a moment later."""
        event.stop()
        self.call_later(self._done, event.key)

    async def _hear(self, event: events.Key) -> None:
        if not self.may_hear():
            await self._hear_next()
            return
        self._under_way = event
        target = self.focused or self.screen
        await super().on_event(event)
        if not target.post_message(KeyPassed(event)):
            await self._hear_next()

    async def _done(self, event: events.Key) -> None:
        if event is self._under_way:
            await self._hear_next()

    async def _hear_next(self) -> None:
        self._under_way = None
        if self._waiting:
            await self._hear(self._waiting.popleft())
