"""The contract on the stream of changes."""

import asyncio

from console.backends.base import Backend
from console.testing.fixtures import ContractFixtures, skips_unsupported
from console.testing.reaching import DEADLINE
from console.testing.scenario import Scenario


class WatchContract(ContractFixtures):
    """Who watches learns of every change; which it was is read."""

    async def test_watching_first_says_that_it_is_connected(self, backend: Backend) -> None:
        """By an empty set, at once."""
        async with asyncio.timeout(DEADLINE):
            async for changed in backend.watch():
                assert changed == frozenset()
                break

    @skips_unsupported
    async def test_a_new_job_is_told(self, backend: Backend, scenario: Scenario) -> None:
        """To everybody who watches."""
        watches = [backend.watch(), backend.watch()]
        for changes in watches:
            await anext(changes)
        job = await scenario.ends()
        async with asyncio.timeout(DEADLINE):
            for changes in watches:
                async for changed in changes:
                    if job in changed:
                        break
