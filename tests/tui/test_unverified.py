"""A context whose server nobody checks says so on every screen, and in the list of contexts."""

from __future__ import annotations

from dataclasses import replace

from console.client.contexts import Policy
from console.screens.contexts import ContextsScreen
from tui.harness import make_app, running

UNVERIFIED = Policy(unverified=True)


async def test_the_header_says_so() -> None:
    async with running(make_app(policy=UNVERIFIED)) as driver:
        assert "TLS not checked" in driver.text.splitlines()[0]
        await driver.press("0")
        assert "TLS not checked" in driver.text.splitlines()[0]


async def test_the_header_says_nothing_where_the_server_is_checked() -> None:
    async with running(make_app()) as driver:
        assert "TLS" not in driver.text


async def test_the_list_of_contexts_says_so() -> None:
    app = make_app()
    async with running(app) as driver:
        infos = app.desk.source._infos  # pyright: ignore
        infos[1] = replace(infos[1], policy=replace(infos[1].policy, unverified=True))
        await driver.press("at")

        assert isinstance(driver.app.screen, ContextsScreen)
        lines = [line for line in driver.text.splitlines() if "TLS not checked" in line]
        assert len(lines) == 1
        assert "scale-prod" in lines[0]
