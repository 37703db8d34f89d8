"""What others wrote is no markup in a frame: it would break the console, or give it links that act."""

import ast
from pathlib import Path

import pytest

from console.client.contexts import Policy
from console.screens.places import JobsPlace
from tui.harness import make_app, running
from tui.memory_backend import MemoryBackend

CONSOLE = Path(__file__).parents[2] / "console"


@pytest.mark.parametrize("name", ["[/]", "[@click=app.quit]prod[/]", "[red]"])
async def test_a_contexts_name_is_words_in_every_title(name: str) -> None:
    backend = MemoryBackend(context=name)
    place = JobsPlace("all", "id:4127")
    async with running(make_app(backend, policy=Policy(protected=True), place=place), (160, 40)) as driver:
        for key in ("m", "x"):
            await driver.press(key)
            await driver.stand()
            assert name in driver.text
            await driver.press("escape")


def test_no_title_is_set_as_a_text() -> None:
    """Textual reads markup in a text; a `Content` is what it says."""
    found: list[str] = []
    for file in sorted((CONSOLE / "screens").glob("*.py")) + sorted((CONSOLE / "widgets").glob("*.py")):
        for node in ast.walk(ast.parse(file.read_text())):
            if not isinstance(node, ast.Assign) or not isinstance(node.targets[0], ast.Attribute):
                continue
            value = node.value
            called = value.func if isinstance(value, ast.Call) else None
            name = getattr(called, "id", getattr(called, "attr", ""))
            if node.targets[0].attr in ("border_title", "border_subtitle") and name not in (
                "Content",
                "headline",
                "_headline",
            ):
                found.append(f"{file.name}:{node.lineno}")
    assert found == []
