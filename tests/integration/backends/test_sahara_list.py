"""The list of Sahara's jobs: in no order there, in order here, and as it is stored."""

from __future__ import annotations

import pytest
from fakes.sahara import SaharaFake, answers
from fakes.sahara.opening import answering, opened
from fakes.sahara.state import OTHER, PROJECT

from console.backends.base import BadRequest
from console.backends.sahara import walk
from console.model import JobStatus, Verb


@pytest.fixture
def fake() -> SaharaFake:
    return SaharaFake()


@pytest.fixture
def small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("console.backends.sahara.backend.PAGE", 5)


@pytest.mark.parametrize("api", ["v1.1", "v2"])
async def test_every_job_is_listed_once_and_newest_first(
    fake: SaharaFake, api: str, small_pages: None
) -> None:
    """The server's order is that of its random ids, and its pages overlap by the marker's row."""
    jobs = [fake.state.add("RUNNING") for _ in range(23)]
    async with opened(fake, api=api) as backend:
        page = await backend.jobs("", limit=100)
    assert [row.id for row in page.items] == jobs[::-1]
    assert (page.total, page.next, page.missing) == (23, None, ())


async def test_pages_of_the_console_go_on_where_the_last_one_ended(
    fake: SaharaFake, small_pages: None
) -> None:
    """Though jobs come and go between them."""
    jobs = [fake.state.add("RUNNING") for _ in range(12)]
    async with opened(fake) as backend:
        first = await backend.jobs("", limit=5)
        del fake.state.executions[jobs[-1]]
        fake.state.add("RUNNING")
        backend._walker.forget()
        second = await backend.jobs("", cursor=first.next, limit=5)
        third = await backend.jobs("", cursor=second.next, limit=5)
    assert [row.id for page in (first, second, third) for row in page.items] == jobs[::-1]
    assert third.next is None


async def test_the_pages_after_the_first_ask_the_server_nothing_more(fake: SaharaFake) -> None:
    for _ in range(6):
        fake.state.add("RUNNING")
    async with opened(fake) as backend:
        page = await backend.jobs("", limit=3)
        before = len(fake.asked)
        await backend.jobs("", cursor=page.next, limit=3)
    assert len(fake.asked) == before


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("sort:created", "abc"),
        ("sort:-created", "cba"),
        ("sort:ended", "acb"),  # b has not ended, and comes last in either direction
        ("sort:-ended", "cab"),
        ("sort:cluster", "cab"),
    ],
)
async def test_a_list_is_ordered_here(fake: SaharaFake, query: str, expected: str) -> None:
    names = {
        fake.state.add("SUCCEEDED", cluster="fails"): "a",
        fake.state.add("RUNNING", cluster="runs"): "b",
        fake.state.add("KILLED", cluster="ends"): "c",
    }
    async with opened(fake) as backend:
        pages = [await backend.jobs(query, limit=2)]
        pages.append(await backend.jobs(query, limit=2, cursor=pages[0].next))
    assert "".join(names[row.id] for page in pages for row in page.items) == expected


async def test_a_list_can_be_ordered_by_all_that_is_declared(fake: SaharaFake) -> None:
    jobs = {fake.state.add("SUCCEEDED"), fake.state.add("PENDING")}
    async with opened(fake) as backend:
        sortable = (await backend.capabilities()).sortable
        for field in sortable:
            assert {row.id for row in (await backend.jobs(f"sort:-{field}")).items} == jobs
    assert {"created", "started", "ended", "status"} <= set(sortable)


async def test_what_cannot_be_ordered_by_is_refused(fake: SaharaFake) -> None:
    async with opened(fake) as backend:
        with pytest.raises(BadRequest, match="sort:priority"):
            await backend.jobs("sort:priority")
        with pytest.raises(BadRequest, match="no place in the list"):
            await backend.jobs("", cursor="nonsense")


async def test_a_list_that_is_longer_than_is_looked_at_says_so(
    fake: SaharaFake, monkeypatch: pytest.MonkeyPatch, small_pages: None
) -> None:
    monkeypatch.setattr(walk.Walker.__init__, "__kwdefaults__", {"most": 10})
    for _ in range(30):
        fake.state.add("RUNNING")
    async with opened(fake) as backend:
        page = await backend.jobs("")
        assert await backend.counts() is None
    assert page.total is None
    assert "only 1" in page.missing[0]
    assert "no order of time" in page.missing[0]


async def test_a_row_that_cannot_be_read_is_told_of(fake: SaharaFake) -> None:
    row = answers.shown(fake.state.executions[fake.state.add("RUNNING")], "v1.1")
    fake.instead = answering("job-executions", lambda: answers.answer({"job_executions": [row, {}, 7]}))
    async with opened(fake) as backend:
        page = await backend.jobs("")
    assert len(page.items) == 1
    assert page.missing == ("2 rows of the server could not be read",)


@pytest.mark.parametrize(
    ("query", "natives"),
    [
        ("status:running", {"RUNNING"}),
        ("status:failed", {"FAILED", "DONEWITHERROR"}),
        ("status:queued", {"PENDING", "READYTORUN", "PREP"}),
        ("status:unknown", {"SUSPENDFAILED", "STRANGE"}),
        ("!status:queued,running", {"FAILED", "DONEWITHERROR", "TOBEKILLED", "SUSPENDFAILED", "STRANGE"}),
        ("native:tobekilled", {"TOBEKILLED"}),
        ("native:*FAILED", {"FAILED", "SUSPENDFAILED"}),
        ("status:failed native:FAILED", {"FAILED"}),
        ("status:running status:failed", set()),
    ],
)
@pytest.mark.parametrize("api", ["v1.1", "v2"])
async def test_a_query_shows_what_it_says_and_nothing_else(
    fake: SaharaFake, api: str, query: str, natives: set[str]
) -> None:
    told = (
        "PENDING",
        "READYTORUN",
        "PREP",
        "RUNNING",
        "TOBEKILLED",
        "FAILED",
        "DONEWITHERROR",
        "SUSPENDFAILED",
    )
    for native in (*told, "STRANGE"):
        fake.state.add(native)
    async with opened(fake, api=api) as backend:
        page = await backend.jobs(query)
    assert {row.native_status for row in page.items} == natives


async def test_the_server_narrows_by_status_where_that_is_cheaper(fake: SaharaFake) -> None:
    async with opened(fake) as backend:
        await backend.jobs("status:failed")
    assert [each.query for each in fake.reads("job-executions")] == [
        "limit=500&status=DONEWITHERROR",
        "limit=500&status=FAILED",
    ]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("cluster:ends", {"a"}),
        ("!cluster:ends", {"b"}),
        ("type:spark", {"b"}),
        ("workflow:night*", {"a"}),
        ("queue:runs", {"b"}),
        ("tag:protected", {"b"}),
        (f"owner:{PROJECT}", {"a", "b"}),
        ("created:>24h", set()),
    ],
)
async def test_the_rest_of_a_query_is_sifted_here(fake: SaharaFake, query: str, found: set[str]) -> None:
    created = "2099-01-01T00:00:00"
    names = {
        fake.state.add("RUNNING", cluster="ends", created_at=created): "a",
        fake.state.add("RUNNING", template="spark", is_protected=True, created_at=created): "b",
    }
    async with opened(fake) as backend:
        page = await backend.jobs(query)
    assert {names[row.id] for row in page.items} == found


async def test_jobs_are_counted_by_status(fake: SaharaFake) -> None:
    for native in ("RUNNING", "FAILED", "DONEWITHERROR"):
        fake.state.add(native)
    async with opened(fake) as backend:
        counts = await backend.counts()
    assert counts is not None
    assert (counts.total, counts.by_status) == (3, {JobStatus.RUNNING: 1, JobStatus.FAILED: 2})


async def test_the_offers_of_a_row_say_why_not(fake: SaharaFake) -> None:
    rows = {
        fake.state.add("RUNNING"): "",
        fake.state.add("SUCCEEDED"): "it has ended already (SUCCEEDED)",
        fake.state.add("SUSPENDFAILED"): "counts it as ended",
        fake.state.add("RUNNING", is_protected=True): "marked as protected",
        fake.state.add("RUNNING", tenant_id=OTHER, is_public=True): f"another project ({OTHER})",
    }
    async with opened(fake) as backend:
        page = await backend.jobs("")
    offers = {row.id: row.offers for row in page.items}
    for id_, words in rows.items():
        found = offers[id_]
        assert found is not None
        [offer] = found
        assert offer.verb is Verb.CANCEL
        assert words in offer.refusal
        assert bool(words) is bool(offer.refusal)
