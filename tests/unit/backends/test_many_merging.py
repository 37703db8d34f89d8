"""Pages of several contexts as one list: the order, what is taken once, who is left out."""

from datetime import UTC, datetime, timedelta

import pytest

from console.backends.base import BadRequest, Unreachable
from console.backends.many.cursor import Place, read_cursor, write_cursor
from console.backends.many.merging import Merged, Position, Taken, merged
from console.backends.many.order import Order
from console.core.query import SortOrder
from console.model import Job, JobPage, JobStatus

START = datetime(2026, 11, 20, tzinfo=UTC)


def _job(context: str, minute: int) -> Job:
    created = START + timedelta(minutes=minute)
    return Job(f"{context}/{minute}", "a job", "w", JobStatus.RUNNING, context=context, created=created)


class Contexts:
    """Lists by context, read by offset; counts what is read."""

    def __init__(self, **minutes: list[int]) -> None:
        self.jobs = {name: [_job(name, each) for each in own] for name, own in minutes.items()}
        self.reads: list[tuple[str, str | None]] = []
        self.down: set[str] = set()
        self.hides: set[str] = set()
        """Contexts whose pages are empty, with more to come."""

    async def read(self, name: str, cursor: str | None, limit: int) -> JobPage:
        self.reads.append((name, cursor))
        if name in self.down:
            raise Unreachable(f"{name} is down")
        begin = int(cursor or 0)
        found = self.jobs[name]
        following = str(begin + limit) if begin + limit < len(found) else None
        items = () if name in self.hides else tuple(found[begin : begin + limit])
        return JobPage(items, following, len(found))

    async def page(self, positions: dict[str, Position] | None = None, limit: int = 3) -> Merged:
        at = positions or {name: Position() for name in self.jobs}
        return await merged(at, self.read, Order(), limit)

    async def all(self, limit: int) -> list[str]:
        found: list[str] = []
        page = await self.page(limit=limit)
        while True:
            found += [job.id for job in page.items]
            if page.positions is None:
                return found
            positions = dict(read_cursor("", write_cursor("", Place(page.positions, limit))).positions)
            page = await self.page(positions, limit)


async def test_the_newest_of_all_contexts_comes_first() -> None:
    contexts = Contexts(a=[9, 5, 1], b=[8, 7], c=[6])

    page = await contexts.page(limit=10)

    assert [job.id for job in page.items] == ["a/9", "b/8", "b/7", "c/6", "a/5", "a/1"]
    assert (page.positions, page.total, page.errors) == (None, 6, {})


async def test_a_list_goes_on_where_each_context_was_left() -> None:
    contexts = Contexts(a=[9, 5, 1], b=[8, 7], c=[6])

    assert await contexts.all(limit=2) == ["a/9", "b/8", "b/7", "c/6", "a/5", "a/1"]


async def test_equal_moments_keep_the_order_of_the_contexts() -> None:
    assert await Contexts(a=[5, 4], b=[5, 4]).all(limit=1) == ["a/5", "b/5", "a/4", "b/4"]


async def test_only_a_context_whose_page_is_used_up_is_read_further() -> None:
    contexts = Contexts(a=[9, 8, 7, 6], b=[1, 0])

    await contexts.page(limit=3)

    assert contexts.reads == [("a", None), ("b", None)]


async def test_what_comes_at_the_top_meanwhile_repeats_and_loses_nothing() -> None:
    contexts = Contexts(a=[9, 7, 5], b=[8, 6])
    first = await contexts.page(limit=2)
    contexts.jobs["a"].insert(0, _job("a", 10))
    assert first.positions is not None

    second = await contexts.page(dict(first.positions), limit=10)

    assert [job.id for job in second.items] == ["a/7", "b/6", "a/5"]


async def test_what_goes_meanwhile_loses_nothing_else() -> None:
    contexts = Contexts(a=[9, 7, 5], b=[8, 6])
    first = await contexts.page(limit=2)
    del contexts.jobs["a"][0]  # the very job that the page ended with
    assert first.positions is not None

    second = await contexts.page(dict(first.positions), limit=10)

    assert [job.id for job in second.items] == ["a/7", "b/6", "a/5"]


async def test_a_context_that_is_down_does_not_take_the_others_down() -> None:
    contexts = Contexts(a=[9, 5], b=[8])
    contexts.down = {"a"}

    page = await contexts.page()

    assert [job.id for job in page.items] == ["b/8"]
    assert [str(error) for error in page.errors.values()] == ["a is down"]
    assert page.total is None


async def test_a_context_that_was_left_out_stays_out_to_the_end_of_this_list() -> None:
    contexts = Contexts(a=[9, 5], b=[8, 7, 6, 4])
    contexts.down = {"a"}
    first = await contexts.page(limit=2)
    contexts.down = set()
    assert first.positions is not None

    second = await contexts.page(dict(first.positions), limit=10)

    assert [job.id for job in second.items] == ["b/6", "b/4"]


async def test_a_page_ends_where_the_next_job_of_a_context_is_not_known() -> None:
    contexts = Contexts(a=list(range(40, 0, -1)), b=[39])
    contexts.hides = {"a"}

    page = await contexts.page(limit=2)

    assert page.items == ()
    assert page.positions is not None
    assert page.positions["a"] == Position("6")  # it went on, three pages
    assert page.positions["b"] == Position()


@pytest.mark.parametrize(
    ("sort", "best"),
    [
        (None, 0),
        (SortOrder("created", descending=False), 1),
        (SortOrder("name", descending=True), 0),
        (SortOrder("priority", descending=False), 0),
    ],
)
def test_an_order_says_which_comes_first(sort: SortOrder | None, best: int) -> None:
    jobs = [
        Job("1", "b", "w", JobStatus.RUNNING, created=START + timedelta(1), priority=1),
        Job("2", "a", "w", JobStatus.RUNNING, created=START, priority=2),
    ]
    order = Order.of(sort)

    assert order.first([order.key(job) for job in jobs]) == best


@pytest.mark.parametrize("descending", [True, False])
def test_what_is_not_known_comes_last_whichever_way(descending: bool) -> None:
    order = Order("started", descending)

    assert order.first([None, 1.0]) == 1
    assert not order.before(None, 1.0)


def test_a_job_without_a_creation_counts_from_the_first_that_is_told() -> None:
    job = Job("1", "a", "w", JobStatus.RUNNING, started=START, ended=START + timedelta(1))

    assert Order().key(job) == START.timestamp()


def test_a_cursor_comes_back_as_it_was() -> None:
    positions = {
        "a": Position("x", Taken("a/1", 5.0)),
        "b": Position(over=True),
        "c": Position(out=True),
        "d": Position(None, Taken("d/1", None)),
        "e": Position(),
    }

    place = Place(positions, 7)

    assert read_cursor("status:failed", write_cursor("status:failed", place)) == place


@pytest.mark.parametrize(
    "cursor", ["", "x", "WzEsMl0=", "bm8=", "W10=", "ü", write_cursor("other", Place({"a": Position()}, 1))]
)
def test_a_cursor_of_another_list_is_refused(cursor: str) -> None:
    with pytest.raises(BadRequest, match="does not belong to this list"):
        read_cursor("status:failed", cursor)
