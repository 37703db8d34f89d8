"""What a server does not evaluate is sifted on this side, and the list says so and of how many."""

from dataclasses import replace

from console.backends.matching import matching, split_query
from console.model import FieldSupport, JobPage
from console.screens.places import JobsPlace
from tui.harness import make_app, running
from tui.memory_backend import FULL, MemoryBackend

STATUS_ONLY = replace(FULL, query_fields=(FieldSupport("status", "choice", "where it is"),))


class Sifting(MemoryBackend):
    """Evaluates the status, and leaves all else to be sifted."""

    def __init__(self) -> None:
        super().__init__(capabilities=STATUS_ONLY)

    async def jobs(self, query: str, *, cursor: str | None = None, limit: int = 100) -> JobPage:
        split = split_query(query, STATUS_ONLY.query_fields, now=self.clock.now(), me=self.me)
        served = " ".join(f"status:{','.join(term.values)}" for term in split.served.terms)

        async def fetch(at: str | None, most: int) -> JobPage:
            return await MemoryBackend.jobs(self, served, cursor=at, limit=most)

        return await matching(fetch, split.rest, cursor=cursor, limit=limit)


async def test_while_typing_each_term_says_who_evaluates_it() -> None:
    async with running(make_app(Sifting(), place=JobsPlace("all")), size=(160, 30)) as driver:
        await driver.press("slash")
        await driver.type("status:paused owner:ada ")

        assert "by the server: status:paused   here: owner:ada" in driver.text


async def test_a_list_that_is_sifted_here_says_of_how_many() -> None:
    async with running(make_app(Sifting(), place=JobsPlace("all", "owner:bob"))) as driver:
        assert "filtered here by owner:bob: 4 of the 10 read" in driver.text


async def test_where_the_server_evaluates_everything_nothing_is_said() -> None:
    async with running(make_app(place=JobsPlace("all", "owner:bob"))) as driver:
        assert "filtered here" not in driver.text
        await driver.press("slash", "space")
        assert "all by the server" in driver.text


async def test_the_values_of_the_jobs_in_the_list_are_offered_while_typing() -> None:
    async with running(make_app(place=JobsPlace("all"))) as driver:
        await driver.press("slash")
        await driver.type("workflow:ing")
        assert "tab  nightly-ingest" in driver.text
        await driver.press("tab", "space")
        await driver.type("owner:b")
        assert "tab  bob" in driver.text
        await driver.press("tab", "space")
        await driver.type("sort:-st")
        assert "tab  -started" in driver.text
