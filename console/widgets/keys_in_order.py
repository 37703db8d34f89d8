"""Keys one after the other: what a key does is done before the next one is heard.

Textual hands every key to the widget that has the focus when the key arrives, and looks at bindings only when
it has come all the way up. Keys that arrive in one packet (typing over a slow line, ``/42``) would all go to
the list that had the focus before ``/`` opened its prompt, and ``4`` would be a view.

So a message follows each key through the same queues, and the next key waits for it, however slow the widget
is. Who was to send it on may be gone by then: its nearest ancestor that is still there is asked instead.
"""

from collections import deque
from time import monotonic
from typing import Final

from textual import events
from textual.app import App
from textual.dom import DOMNode
from textual.message import Message
from textual.timer import Timer

LOOKS_EVERY: Final = 0.1
"""Seconds between two looks whether who has the key is still there, while another key waits."""

LAST_RESORT: Final = 5.0
"""Seconds after which a key is taken for done, whatever has become of it: keys must not be dead for ever."""

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
        self._heard_at = 0.0
        self._chain: tuple[DOMNode, ...] = ()
        """Who has the key that is under way, and those above, whom it comes to after that."""
        self._waiting: deque[events.Key] = deque()
        self._guard: Timer | None = None

    async def key_arrived(self, event: events.Key) -> None:
        """Hear a key now, or after those before it."""
        if event.key in AT_ONCE:
            await super().on_event(event)
            return
        self._waiting.append(event)
        if self._under_way is None:
            await self._hear_next()
        elif self._guard is None:
            self._guard = self.set_interval(LOOKS_EVERY, self.look_after_key)

    def may_hear(self) -> bool:
        """Whether the screen in front hears keys yet; those that come before are dropped."""
        return True

    def on_key_passed(self, event: KeyPassed) -> None:
        """Hear the next key when what this one has asked for is done: the focus moves a moment later."""
        event.stop()
        self.call_later(self._done, event.key)

    async def look_after_key(self) -> None:
        """Go on where nothing will come of the key under way, because who had it is gone."""
        if self._under_way is None or not self._waiting:
            self._unguard()
        elif monotonic() - self._heard_at > LAST_RESORT:
            await self._hear_next()
        elif self._chain and not _is_there(self._chain[0]):
            self._chain = tuple(node for node in self._chain if _is_there(node))
            await self._send_after(self._under_way)

    async def _done(self, event: events.Key) -> None:
        if event is self._under_way:
            await self._hear_next()

    async def _hear_next(self) -> None:
        self._under_way = None
        while self._waiting and self._under_way is None:
            event = self._waiting.popleft()
            if self.may_hear():
                await self._hear(event)
        if not self._waiting:
            self._unguard()

    async def _hear(self, event: events.Key) -> None:
        self._under_way, self._heard_at = event, monotonic()
        target = self.focused or self.screen
        self._chain = tuple(target.ancestors_with_self)
        await super().on_event(event)
        await self._send_after(event)

    async def _send_after(self, event: events.Key) -> None:
        """Send the message after the key to the first who can still have it; the app is the last of them."""
        for node in self._chain:
            if node.post_message(KeyPassed(event)):
                return
        self._under_way = None

    def _unguard(self) -> None:
        if self._guard is not None:
            self._guard.stop()
            self._guard = None


def _is_there(node: DOMNode) -> bool:
    return node.is_running and node.is_attached
