"""A key is heard when what the one before it does is done, however long that takes."""

import asyncio
from collections.abc import AsyncIterator, Callable

import pytest
from textual import events
from textual.app import ComposeResult
from textual.widget import Widget

from console.widgets import keys_in_order
from console.widgets.keys_in_order import KeysInOrder

DEADLINE = 20.0


class Hears(Widget, can_focus=True):
    """Writes down its keys. An ``s`` waits before it moves the focus; after a ``g`` the widget is gone."""

    def __init__(self, name: str, app: "Console") -> None:
        super().__init__(id=name)
        self.own = app

    async def on_key(self, event: events.Key) -> None:
        self.own.heard.append(f"{self.id}:{event.key}")
        if event.key == "s":
            await self.own.gate.wait()
            self.own.query_one("#second").focus()
        elif event.key == "g":
            self.own.query_one("#second").focus()
            self.remove()


class Console(KeysInOrder):
    """Two widgets, of which the first has the focus."""

    def __init__(self) -> None:
        super().__init__()
        self.heard: list[str] = []
        self.gate = asyncio.Event()
        self.looks = 0

    def compose(self) -> ComposeResult:
        yield Hears("first", self)
        yield Hears("second", self)

    async def on_event(self, event: events.Event) -> None:
        if isinstance(event, events.Key) and not event.is_forwarded:
            await self.key_arrived(event)
        else:
            await super().on_event(event)

    async def look_after_key(self) -> None:
        self.looks += 1
        await super().look_after_key()

    async def until(self, true: Callable[[], bool]) -> None:
        async with asyncio.timeout(DEADLINE):
            while not true():
                await asyncio.sleep(0)

    def type(self, keys: str) -> None:
        for key in keys:
            self.post_message(events.Key(key, key))


@pytest.fixture
async def console(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Console]:
    monkeypatch.setattr(keys_in_order, "LOOKS_EVERY", 0.001)
    app = Console()
    async with app.run_test():
        app.query_one("#first").focus()
        await app.until(lambda: app.focused is not None and app.focused.id == "first")
        yield app


async def test_a_key_waits_for_a_slow_one_and_goes_where_that_has_led(console: Console) -> None:
    console.type("sab")
    await console.until(lambda: console.looks > 20)
    assert console.heard == ["first:s"]

    console.gate.set()

    await console.until(lambda: len(console.heard) == 3)
    assert console.heard == ["first:s", "second:a", "second:b"]


async def test_a_key_whose_widget_has_gone_holds_nothing_up(console: Console) -> None:
    console.type("gabc")

    await console.until(lambda: len(console.heard) == 4)
    assert console.heard == ["first:g", "second:a", "second:b", "second:c"]


async def test_after_the_last_resort_the_keys_are_heard_again(
    console: Console, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(console, "on_key_passed", lambda _event: None)  # it never arrives
    monkeypatch.setattr(keys_in_order, "LAST_RESORT", 0.0)

    console.type("abc")

    await console.until(lambda: len(console.heard) == 3)
    assert console.heard == ["first:a", "first:b", "first:c"]


async def test_a_thousand_keys_that_come_too_early_are_dropped_and_the_next_is_heard(
    console: Console, monkeypatch: pytest.MonkeyPatch
) -> None:
    console.type("s" + "x" * 1_000)
    await console.until(lambda: len(console._waiting) == 1_000)
    monkeypatch.setattr(console, "may_hear", lambda: False)
    console.gate.set()
    await console.until(lambda: not console._waiting)
    monkeypatch.setattr(console, "may_hear", lambda: True)

    console.type("a")

    await console.until(lambda: len(console.heard) == 2)
    assert console.heard == ["first:s", "second:a"]
