"""What Itential says of jobs, read by either generation: lists, filters, relatives, the inbox, faults."""

from datetime import timedelta
from typing import Any

import httpx
import pytest
from fakes.itential import FakeItential, Flow, Step
from fakes.itential.context import URL, on
from fakes.itential.server import NOW, PAGE
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response

from console.backends.base import (
    BadRequest,
    Busy,
    Forbidden,
    NotFound,
    ProtocolError,
    Redirected,
    ServerFault,
    Unreachable,
)
from console.backends.itential import ItentialBackend
from console.model import (
    Action,
    Attention,
    ExecutionStatus,
    JobPage,
    JobStatus,
    Json,
    Resolution,
    Verb,
)

ASKS = {"header": "Go?", "btn_success": "Yes", "btn_failure": "No", "enable": "hunter22"}
HIDES = [{"type": "encryption", "pointer": "/incoming/enable"}]
FLOWS = (
    Flow("Ends", [Step("look")]),
    Flow("Runs", [Step("work", "runs")]),
    Flow("Fails", [Step("look"), Step("push", "fails")]),
    Flow("Asks", [Step("ask", "waits", "manual", ASKS, decorators=HIDES)]),
    Flow("Child", [Step("push", "fails")]),
    Flow("Parent", [Step("spawn", "runs", child="Child")]),
)
BOTH = pytest.mark.parametrize("generation", ["om", "wfe"])


@pytest.fixture
def fake(generation: str) -> FakeItential:
    return platform(generation)


def platform(*generations: str) -> FakeItential:
    fake = FakeItential(*generations)
    fake.add(*FLOWS)
    return fake


class TestGenerations:
    @pytest.mark.parametrize(("speaks", "first"), [("om", "om"), ("wfe", "wfe"), ("both", "om")])
    async def test_the_first_answer_shows_which_one_it_is(self, speaks: str, first: str) -> None:
        fake = platform(*(("om", "wfe") if speaks == "both" else (speaks,)))
        async with on(fake) as backend:
            await backend.jobs("")
            assert f"(dialect {first})" in (await backend.identity()).notes[0]
        assert fake.sent("GET", "/operations-manager/jobs")[0].query == "limit=1"
        assert len([each for each in fake.asked if each.query == "limit=1"]) == 1

    async def test_a_dialect_that_is_set_is_not_asked_for(self) -> None:
        fake = platform("wfe")
        async with on(fake, dialect="wfe") as backend:
            await backend.jobs("")
        assert fake.sent("GET", "/operations-manager") == []

    async def test_what_is_no_itential_is_told(self) -> None:
        fake = platform("neither")
        async with on(fake, blameless=False) as backend:
            with pytest.raises(ProtocolError, match="neither generation"):
                await backend.jobs("")

    async def test_trouble_at_the_first_question_decides_nothing(self) -> None:
        fake = platform("om")
        fake.fault("GET", "/operations-manager/jobs", lambda: Response(status_code=500))
        async with on(fake) as backend:
            with pytest.raises(ServerFault):
                await backend.jobs("")
            assert (await backend.jobs("")).items == ()


class TestLists:
    @BOTH
    async def test_a_row_says_what_a_person_must_know(self, fake: FakeItential) -> None:
        failed, asks = fake.start("Fails"), fake.start("Asks")
        async with on(fake) as backend:
            rows = {row.id: row for row in (await backend.jobs("")).items}
            details = {id_: (await backend.job(id_)).job for id_ in (failed, asks)}
        assert (rows[failed].status, rows[failed].attention) == (JobStatus.FAILED, Attention.FAILURE)
        assert "Could not connect to the device" in (rows[failed].reason or "")
        assert (rows[asks].attention, rows[asks].waiting_node) == (Attention.DECISION, "ask")
        assert rows[asks].reason == details[asks].reason == "Ask: Go? [Yes | No]"
        assert (rows[failed].waiting, rows[failed].waiting_node, rows[failed].at) == (1, "push", "push")
        for id_, row in rows.items():
            assert (row.version, row.attention) == (details[id_].version, details[id_].attention)

    @BOTH
    async def test_a_filter_finds_what_it_says_and_nothing_else(self, fake: FakeItential) -> None:
        made = {name: fake.start(name) for name in ("Ends", "Runs", "Fails", "Asks")}
        async with on(fake) as backend:

            async def found(query: str) -> set[str]:
                page = await backend.jobs(query)
                return {name for name, id_ in made.items() if id_ in {row.id for row in page.items}}

            assert await found("status:failed") == {"Fails"}
            assert await found("!status:succeeded,failed") == {"Runs", "Asks"}
            assert await found("problem:any") == {"Fails", "Asks"}
            assert await found("problem:decision") == {"Asks"}
            assert await found("name:r*") == {"Runs"}
            assert await found("type:automation status:running") == {"Runs", "Asks"}
            assert await found("named:Ends") == {"Ends"}
            assert await found("started:>1h") == set()
            assert await found("status:queued") == set()

    async def test_only_bracketed_operators_are_sent(self) -> None:
        fake = platform("om")
        async with on(fake) as backend:
            await backend.jobs("status:failed,paused named:Ends since:2h")
        query = fake.sent("GET", "/operations-manager/jobs")[-1].query
        assert "in%5Bstatus%5D=error%2Cpaused" in query
        assert "equals%5Bname%5D=Ends" in query
        assert "sort=metrics.start_time&order=-1" in query

    async def test_a_server_that_ignores_a_filter_shows_nothing_that_does_not_match(self) -> None:
        fake = platform("om")
        fake.start("Ends")
        everything = JSONResponse(
            {"message": "", "data": list(fake.world.jobs.values()), "metadata": {"total": 1}}
        )
        async with on(fake, dialect="om") as backend:
            fake.fault("GET", "/operations-manager/jobs", lambda: everything)
            assert (await backend.jobs("status:failed")).items == ()

    async def test_a_release_that_sends_no_parts_is_asked_for_the_whole(self) -> None:
        fake = platform("om")
        fake.refuses_include = True
        job = fake.start("Asks")
        async with on(fake) as backend:
            for _ in range(2):
                assert [row.id for row in (await backend.jobs("")).items] == [job]
        assert len([each for each in fake.asked if "include" in each.query]) == 1

    async def test_new_jobs_do_not_shift_the_pages(self) -> None:
        fake = platform("om")
        old = [fake.start("Ends") for _ in range(4)]
        async with on(fake) as backend:
            first = await backend.jobs("", limit=2)
            fake.start("Ends")
            fake.start("Ends")
            second = await backend.jobs("", cursor=first.next, limit=2)
        assert [row.id for row in (*first.items, *second.items)] == old[::-1]

    async def test_a_limit_is_never_above_a_hundred(self) -> None:
        fake = platform("om")
        async with on(fake) as backend:
            await backend.jobs("", limit=5000)
        assert "limit=100" in fake.sent("GET", "/operations-manager/jobs")[-1].query

    async def test_a_page_that_repeats_a_job_shows_it_once(self) -> None:
        job = {"_id": "a", "name": "x", "status": "running"}
        page = await self.answered({"message": "", "data": [job, job, job], "metadata": {"total": 3}})
        assert [row.id for row in page.items] == ["a"]

    @pytest.mark.parametrize(
        "about", [{"total": 10**9}, {"nextPageSkip": 0}, {"total": -5}, {"total": "many"}]
    )
    async def test_a_total_that_lies_ends_with_the_pages(self, about: dict[str, Any]) -> None:
        page = await self.answered({"message": "", "data": [], "metadata": about})
        assert (page.items, page.next) == ((), None)

    @pytest.mark.parametrize("cursor", ["x", "-1", "2@soon", "@"])
    async def test_a_cursor_of_something_else_is_refused(self, cursor: str) -> None:
        async with on(platform("om")) as backend:
            with pytest.raises(BadRequest):
                await backend.jobs("", cursor=cursor)

    async def answered(self, document: Json) -> JobPage:
        fake = platform("om")
        async with on(fake, dialect="om") as backend:
            fake.fault("GET", "/operations-manager/jobs", lambda: JSONResponse(document))
            return await backend.jobs("")

    async def test_without_the_right_to_see_tasks_the_rows_go_without(self) -> None:
        fake = platform("om")
        fake.start("Asks")
        fake.forbidden = {"/operations-manager/tasks"}
        async with on(fake) as backend:
            for _ in range(2):
                (row,) = (await backend.jobs("")).items
                assert row.attention is Attention.NONE
        assert len(fake.sent("GET", "/operations-manager/tasks")) == 1


class TestOneJob:
    @BOTH
    async def test_what_is_marked_as_encrypted_is_nowhere(self, fake: FakeItential) -> None:
        job = fake.start("Asks")
        async with on(fake) as backend:
            detail = await backend.job(job)
            paused = await backend.paused()
        assert "hunter22" not in repr((detail, paused))
        assert "•••" in repr(detail.raw)

    @pytest.mark.parametrize("status", [404, 500, 400])
    async def test_a_job_that_is_gone_is_not_found(self, status: int) -> None:
        fake = platform("om")
        async with on(fake) as backend:
            said = {"message": "No job", "data": None, "metadata": {}}
            fake.fault("GET", "/operations-manager/jobs/", lambda: JSONResponse(said, status))
            with pytest.raises(NotFound) as caught:
                await backend.job("5cb7b531d06cceb89fd21b1c")
            assert "No job" in caught.value.detail

    async def test_a_job_that_is_late_says_so(self) -> None:
        fake = platform("om")
        fake.add(Flow("Slow", [Step("work", "runs")], sla=60_000), Flow("Free", [Step("work", "runs")]))
        slow, free = fake.start("Slow"), fake.start("Free")
        async with on(fake, now=NOW + timedelta(minutes=10)) as backend:
            assert (await backend.job(slow)).job.reason == "overdue: 8m59s over its SLA of 1m"
            assert (await backend.job(free)).job.reason is None

    async def test_a_clock_that_is_off_makes_nothing_late(self) -> None:
        fake = platform("om")
        fake.add(Flow("Slow", [Step("work", "runs")], sla=60_000))
        job = fake.start("Slow")
        async with on(fake, now=NOW + timedelta(minutes=10)) as backend:
            dated = {"date": "Fri, 20 Nov 2026 12:00:01 GMT"}
            answer = JSONResponse({"message": "", "data": fake.world.jobs[job]}, headers=dated)
            fake.fault("GET", "/operations-manager/jobs/", lambda: answer)
            assert (await backend.job(job)).job.reason is None
            assert (await backend.identity()).clock_difference == -599.0

    async def test_variables_are_its_parameters_without_the_platforms_own(self) -> None:
        fake = platform("om")
        job = fake.start("Ends", variables={"color": "red", "sizes": [1, 2], "password": "x"})
        async with on(fake) as backend:
            assert (await backend.job(job)).params == {"color": "red", "sizes": "[1, 2]", "password": "•••"}

    async def test_how_earlier_iterations_ended_is_read_once(self) -> None:
        fake = platform("om")
        fake.add(Flow("Twice", [Step("push", "fails once")]))
        job = fake.start("Twice")
        fake.world.retry(fake.world.jobs[job], "push")
        async with on(fake) as backend:
            for _ in range(2):
                found = [each for each in (await backend.job(job)).executions if each.node == "push"]
        assert [each.status for each in found] == [ExecutionStatus.FAILED, ExecutionStatus.SUCCEEDED]
        assert found[0].ended is not None
        assert len(fake.sent("GET", "/operations-manager/tasks/")) == 1

    async def test_an_earlier_iteration_that_is_archived_stays_untold(self) -> None:
        fake = platform("om")
        fake.add(Flow("Twice", [Step("push", "fails once")]))
        job = fake.start("Twice")
        fake.world.retry(fake.world.jobs[job], "push")
        fake.world.iterations.clear()
        async with on(fake) as backend:
            first = next(each for each in (await backend.job(job)).executions if each.node == "push")
        assert (first.status, first.native_status) == (ExecutionStatus.UNKNOWN, "earlier")

    async def test_a_failure_that_was_led_on_from_is_not_the_one_that_waits(self) -> None:
        fake = platform("om")
        leads = {"success": [("b", "standard")], "error": [("b", "standard")]}
        fake.add(Flow("Led", [Step("a", "fails", leads=leads), Step("b", "fails")]))
        job = fake.start("Led")
        async with on(fake) as backend:
            detail = await backend.job(job)
        assert (detail.job.waiting, detail.job.waiting_node) == (1, "b")
        assert detail.nodes["a"].resolution is Resolution.TOLERATED

    async def test_an_owner_is_called_by_name_and_me_is_who_asks(self) -> None:
        fake = platform("om")
        mine, other = fake.start("Ends"), fake.start("Ends")
        fake.world.jobs[other]["metrics"]["user"] = "77506f5b00d71a000b4d443d"
        fake.world.jobs[other]["variables"]["initiator"] = "bob"
        async with on(fake) as backend:
            assert [row.id for row in (await backend.jobs("owner:me")).items] == [mine]
            await backend.job(other)
            assert [row.owner for row in (await backend.jobs("")).items] == ["bob", "admin@pronghorn"]

    async def test_an_account_that_may_not_ask_who_it_is_lists_jobs_all_the_same(self) -> None:
        fake = platform("om")
        fake.start("Ends")
        async with on(fake) as backend:
            fake.fault("GET", "/whoami", lambda: Response(status_code=401), times=9)
            assert len((await backend.jobs("")).items) == 1
            with pytest.raises(BadRequest, match="not known who you are"):
                await backend.jobs("owner:me")

    @pytest.mark.parametrize("generation", ["om", "wfe"])
    async def test_failures_of_one_cause_can_be_found_together(self, generation: str) -> None:
        fake = platform(generation)
        fake.add(Flow("Other", [Step("push", "fails", error="wrong password for r1")]))
        alike, other = [fake.start("Fails"), fake.start("Fails")], fake.start("Other")
        async with on(fake) as backend:
            cause = (await backend.job(alike[0])).job.signature
            assert {row.id for row in (await backend.jobs(f"signature:{cause}")).items} == set(alike)
            assert (await backend.job(other)).job.signature not in (None, cause)

    async def test_a_plan_tells_which_way_an_answer_goes(self) -> None:
        fake = platform("om")
        leads = {"success": [("go", "standard")], "failure": [("workflow_end", "standard")]}
        fake.add(Flow("Forks", [Step("ask", "waits", "manual", ASKS, leads=leads), Step("go")]))
        job, failed, runs = fake.start("Forks"), fake.start("Fails"), fake.start("Runs")
        before = len(fake.sent("POST"))
        async with on(fake) as backend:
            assert (await backend.plan(Action(Verb.APPROVE, job, "ask"))).will_run == ("go",)
            assert (await backend.plan(Action(Verb.REJECT, job, "ask"))).will_run == ("workflow_end",)
            retry = await backend.plan(Action(Verb.RESTART, failed, "push"))
            pause = await backend.plan(Action(Verb.PAUSE, runs))
            refused = await backend.plan(Action(Verb.PAUSE, failed))
        assert (retry.will_run, retry.may_run) == (("push",), ("workflow_end",))
        assert (pause.keeps_running, pause.held) == (("work",), True)
        assert "in error" in (refused.refusal or "")
        assert len(fake.sent("POST")) == before + 1  # the login


class TestRelatives:
    @BOTH
    async def test_parent_and_child_find_each_other(self, fake: FakeItential) -> None:
        parent = fake.start("Parent")
        child = next(id_ for id_ in fake.world.jobs if id_ != parent)
        async with on(fake) as backend:
            down, up = await backend.related(parent), await backend.related(child)
        assert [(each.relation, each.job.id, each.job.status) for each in down] == [
            ("child", child, JobStatus.FAILED)
        ]
        assert [(each.relation, each.job.id) for each in up] == [("parent", parent)]

    async def test_a_child_that_is_gone_is_told_by_its_name(self) -> None:
        fake = platform("om")
        parent = fake.start("Parent")
        child = next(id_ for id_ in fake.world.jobs if id_ != parent)
        del fake.world.jobs[child]
        async with on(fake) as backend:
            (told,) = await backend.related(parent)
        assert (told.job.id, told.job.name, told.job.status) == (child, "Child", JobStatus.UNKNOWN)

    async def test_a_server_that_ignores_the_filter_makes_no_strangers_relatives(self) -> None:
        fake = platform("om")
        parent, stranger = fake.start("Parent"), fake.start("Ends")
        everything = JSONResponse({"message": "", "data": list(fake.world.jobs.values())})
        async with on(fake, dialect="om") as backend:
            fake.fault(
                "GET",
                "/operations-manager/jobs",
                lambda: JSONResponse({"message": "", "data": fake.world.jobs[parent]}),
            )
            fake.fault("GET", "/operations-manager/jobs", lambda: everything)
            assert stranger not in {each.job.id for each in await backend.related(parent)}


class TestInbox:
    @BOTH
    async def test_it_holds_what_waits_and_what_failed_oldest_first(self, fake: FakeItential) -> None:
        failed, asks = fake.start("Fails"), fake.start("Asks")
        fake.start("Runs")
        fake.start("Ends")
        async with on(fake) as backend:
            items = await backend.paused()
        assert [(item.job.id, item.node.id, item.kind) for item in items] == [
            (failed, "push", "failure"),
            (asks, "ask", "approval"),
        ]
        assert items[1].actions == (Verb.APPROVE, Verb.REJECT)

    async def test_failed_jobs_that_stand_as_they_did_are_not_read_again(self) -> None:
        fake = platform("om")
        failed = [fake.start("Fails") for _ in range(5)]
        async with on(fake) as backend:
            await backend.paused()
            before = len(fake.asked)
            fake.world.retry(fake.world.jobs[failed[0]], "push")
            items = await backend.paused()
        assert len(items) == 5
        read = [each.path for each in fake.asked[before:] if each.path.count("/") == 3]
        assert read == [f"/operations-manager/jobs/{failed[0]}"]


class TestFaults:
    @pytest.mark.parametrize(
        ("answer", "error", "words"),
        [
            (HTMLResponse(PAGE), ProtocolError, "web page"),
            (HTMLResponse("<h1>oops</h1>", 500), ServerFault, "failed itself"),
            (PlainTextResponse('{"message": "Succ', 200), ProtocolError, "not JSON"),
            (PlainTextResponse('"Successfully"', 200), ProtocolError, "no list"),
            (JSONResponse({"message": "x", "data": {"not": "a list"}}), ProtocolError, "no list"),
            (JSONResponse({"data": [{"name": "nobody"}]}), ProtocolError, "_id"),
            (JSONResponse({"message": "no"}, 403), Forbidden, "does not permit"),
            (Response(status_code=301, headers={"location": "https://evil.example/"}), Redirected, "another"),
            (PlainTextResponse("[" * 100_000), ProtocolError, "nested too deep|not JSON"),
        ],
    )
    async def test_an_answer_that_is_none_is_told(
        self, answer: Response, error: type[Exception], words: str
    ) -> None:
        fake = platform("om")
        async with on(fake, dialect="om") as backend:
            fake.fault("GET", "/operations-manager/jobs", lambda: answer)
            with pytest.raises(error, match=words):
                await backend.jobs("")
        assert all(each.headers["host"] == "iap.example" for each in fake.asked)

    async def test_a_busy_server_is_asked_again_after_a_while(self) -> None:
        fake = platform("om")
        busy = {"retry-after": "1"}
        async with on(fake, dialect="om") as backend:
            fake.fault("GET", "/jobs", lambda: Response(status_code=429, headers=busy), times=2)
            assert (await backend.jobs("")).items == ()
            fake.fault("GET", "/jobs", lambda: Response(status_code=503), times=3)
            with pytest.raises(Busy):
                await backend.jobs("")

    async def test_a_document_nested_without_end_is_told(self) -> None:
        fake = platform("om")
        deep: Any = "end"
        for _ in range(700):
            deep = {"x": deep}
        async with on(fake, dialect="om") as backend:
            fake.fault("GET", "/jobs/", lambda: JSONResponse({"data": {"_id": "a", "variables": deep}}))
            with pytest.raises(ProtocolError, match="nested too deep"):
                await backend.job("a")

    async def test_escape_sequences_come_through_as_they_are(self) -> None:
        fake = platform("om")
        fake.add(Flow("\x1b[31mred[/]\x07", [Step("look", "fails", error="\x1b]0;title\x07 [bold]x")]))
        job = fake.start("\x1b[31mred[/]\x07")
        async with on(fake) as backend:
            row = (await backend.job(job)).job
        assert row.name == "\x1b[31mred[/]\x07"
        assert "\x1b]0;title\x07 [bold]x" in (row.reason or "")

    async def test_a_server_that_is_not_there_is_unreachable(self) -> None:
        backend = ItentialBackend("iap", {"url": "http://127.0.0.1:9", "username": "u", "password": "p"})
        with pytest.raises(Unreachable):
            await backend.jobs("")
        await backend.close()


SETTINGS: dict[str, Json] = {"url": URL, "web_url": "https://web.example:3443/iap/"}


class TestAddresses:
    ID = "76ce3c099df0483a8f99f03c"

    @pytest.mark.parametrize(
        "url",
        [
            f"https://iap.example/operations-manager/#/jobs/{ID}",
            f"https://IAP.example:443/operations-manager/#/jobs/{ID}?tab=0",
            f"https://web.example:3443/iap/operations-manager/#/jobs/{ID}",
            f"https://iap.example/operations-manager/jobs/{ID}",
            f"https://iap.example/workflow_engine/job/{ID}/details",
        ],
    )
    def test_a_page_of_the_platform_names_its_job(self, url: str) -> None:
        assert ItentialBackend.job_of_link(url, SETTINGS) == self.ID

    @pytest.mark.parametrize(
        "url",
        [
            f"https://other.example/operations-manager/#/jobs/{ID}",
            f"http://iap.example/operations-manager/#/jobs/{ID}",
            f"https://web.example:3443/other/operations-manager/#/jobs/{ID}",
            f"https://iap.example/operations-manager/#/jobs/{ID}ff",
            "https://iap.example/operations-manager/#/jobs/soon",
            "https://iap.example:port/",
            "no address",
        ],
    )
    def test_what_is_of_another_place_names_none(self, url: str) -> None:
        assert ItentialBackend.job_of_link(url, SETTINGS) is None

    def test_an_id_is_24_hexadecimal_digits(self) -> None:
        assert ItentialBackend.may_be_id(self.ID)
        assert not ItentialBackend.may_be_id("1234")


@pytest.mark.parametrize("what", ["workflows", "paused"])
async def test_a_list_whose_pages_never_end_is_left(what: str) -> None:
    asked: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request.url.path)
        if len(asked) > 1_000:
            raise AssertionError("it goes on and on")
        rows = [{"_id": "0" * 24, "name": "always the same", "job": {"_id": "1" * 24}}]
        about = {"skip": 0, "limit": 100, "total": 10**9, "nextPageSkip": len(asked) * 100}
        return httpx.Response(200, json={"message": "", "data": rows, "metadata": about})

    settings = {"url": "https://iap.example", "token": "t", "dialect": "om"}
    backend = ItentialBackend("iap", settings, transport=httpx.MockTransport(answer))
    await getattr(backend, what)()
    await backend.close()

    assert len(asked) < 100
