"""Starting Itential's workflows, and the logs that are derived because the platform keeps none."""

import pytest
from fakes.itential import FakeItential, Flow, Step
from fakes.itential.context import on
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse

from console.backends.base import BadRequest, NotFound, OutcomeUnknown
from console.model import Action, LogLine, LogRef, StartRequest, Stream, Verb

SCHEMA = {
    "type": "object",
    "properties": {"color": {"type": "string"}, "seconds": {"type": "integer"}},
    "required": ["seconds"],
}
GROUP = "da23d9115cbc466bc5010486"
BOTH = pytest.mark.parametrize("generation", ["om", "wfe"])
HIDES = [{"type": "encryption", "pointer": "/outgoing/key"}]
FLOWS = (
    Flow("Wait", [Step("work")], SCHEMA),
    Flow("Old (v1)", [Step("work")], warnings=[{"task": "work", "name": "Old", "message": "deprecated"}]),
    Flow("Runs", [Step("work", "runs")]),
    Flow("Fails once", [Step("look"), Step("push", "fails once", "automatic", {"host": "r1"})]),
    Flow(
        "Shows",
        [Step("show", outgoing={"stdout": "line 0\nline 1\nline 2", "key": "hunter22"}, decorators=HIDES)],
    ),
)


@pytest.fixture
def generation() -> str:
    return "om"


@pytest.fixture
def fake(generation: str) -> FakeItential:
    fake = FakeItential(generation)
    fake.add(*FLOWS)
    return fake


class TestWorkflows:
    @BOTH
    async def test_each_has_its_variables_and_the_options_of_a_start(self, fake: FakeItential) -> None:
        async with on(fake) as backend:
            found = {info.id: [param.name for param in info.params] for info in await backend.workflows()}
        assert found["Wait"] == [
            "color",
            "seconds",
            "options.description",
            "options.type",
            "options.groups",
        ]

    async def test_where_the_studio_is_closed_the_automations_are_listed(self, fake: FakeItential) -> None:
        fake.forbidden = {"/automation-studio"}
        async with on(fake) as backend:
            assert [info.id for info in await backend.workflows()] == [flow.name for flow in FLOWS]


class TestStart:
    async def test_two_keys_are_sent_and_no_other(self, fake: FakeItential) -> None:
        params = {"seconds": "30", "options.type": "automation", "options.groups": GROUP}
        async with on(fake) as backend:
            job = await backend.start(StartRequest("Wait", params, name="for ticket 7"))
        (sent,) = fake.sent("POST", "/jobs/start")
        assert sent.body == {
            "workflow": "Wait",
            "options": {
                "variables": {"seconds": 30},
                "description": "for ticket 7",
                "type": "automation",
                "groups": [GROUP],
            },
        }
        assert fake.world.jobs[job]["variables"]["seconds"] == 30

    async def test_the_older_generation_has_the_workflow_in_its_path(self) -> None:
        fake = FakeItential("wfe")
        fake.add(*FLOWS)
        async with on(fake) as backend:
            job = await backend.start(StartRequest("Old (v1)", {}))
        assert job in fake.world.jobs
        assert fake.sent("POST", "/startJobWithOptions")[0].path.endswith("/Old%20%28v1%29")

    @BOTH
    async def test_warnings_are_told_with_the_job(self, fake: FakeItential) -> None:
        async with on(fake) as backend:
            job = await backend.start(StartRequest("Old (v1)", {}))
            for document in fake.world.jobs.values():
                del document["warnings"]  # a release that repeats them nowhere
            assert (await backend.job(job)).job.reason == "warning: work: deprecated"

    async def test_every_error_of_the_form_is_told_and_nothing_sent(self, fake: FakeItential) -> None:
        async with on(fake) as backend:
            with pytest.raises(BadRequest) as caught:
                await backend.start(StartRequest("Wait", {"colour": "red"}))
        assert caught.value.detail.splitlines() == [
            "colour: the workflow has no such variable; it has color, seconds",
            "seconds: this variable is required",
        ]
        assert fake.sent("POST", "/jobs/start") == []

    async def test_a_refusal_of_the_server_is_told_in_its_words(self, fake: FakeItential) -> None:
        said = {"message": "Workflow has validation errors: task 1a has no transitions", "data": None}
        fake.fault("POST", "/jobs/start", lambda: JSONResponse(said, 500))
        async with on(fake) as backend:
            with pytest.raises(BadRequest) as caught:
                await backend.start(StartRequest("Runs", {}))
        assert "task 1a has no transitions" in caught.value.detail

    @pytest.mark.parametrize(
        "answer", [PlainTextResponse(""), PlainTextResponse("{"), HTMLResponse("<p>", 500)]
    )
    async def test_a_start_of_which_nothing_is_known_is_not_sent_again(
        self, fake: FakeItential, answer: PlainTextResponse
    ) -> None:
        fake.fault("POST", "/jobs/start", lambda: answer, after=True)
        async with on(fake) as backend:
            with pytest.raises(OutcomeUnknown):
                await backend.start(StartRequest("Runs", {}))
        assert len(fake.sent("POST", "/jobs/start")) == 1

    @pytest.mark.parametrize(
        "request_",
        [
            StartRequest(None, {}, text="nodes: {}"),
            StartRequest("Runs", {}, priority=3),
        ],
    )
    async def test_what_itential_does_not_have_is_refused(
        self, fake: FakeItential, request_: StartRequest
    ) -> None:
        async with on(fake) as backend:
            with pytest.raises(BadRequest):
                await backend.start(request_)


def texts(lines: tuple[LogLine, ...] | list[LogLine], stream: Stream | None = None) -> list[str]:
    return [line.text for line in lines if stream is None or line.stream is stream]


class TestDerivedLogs:
    async def test_the_first_line_says_that_it_is_derived(self, fake: FakeItential) -> None:
        job = fake.start("Shows")
        async with on(fake) as backend:
            window = await backend.log(LogRef(job, "show", 1), first=0, count=1)
        assert "derived" in window.lines[0].text
        assert window.lines[0].stream is Stream.NOTE

    async def test_what_came_out_of_a_task_are_its_lines_and_secrets_are_not(
        self, fake: FakeItential
    ) -> None:
        job = fake.start("Shows")
        async with on(fake) as backend:
            window = await backend.log(LogRef(job, "show", 1), first=0, count=100)
        assert texts(window.lines, Stream.OUT) == ["line 0", "line 1", "line 2", "•••"]
        assert window.ended
        assert [line.number for line in window.lines] == list(range(len(window.lines)))

    async def test_each_iteration_has_its_own(self, fake: FakeItential) -> None:
        job = fake.start("Fails once")
        async with on(fake) as backend:
            await backend.act(Action(Verb.RESTART, job, "push"))
            first = await backend.log(LogRef(job, "push", 1), first=0, count=100)
            second = await backend.log(LogRef(job, "push", 2), first=0, count=100)
        assert "Could not connect to the device" in texts(first.lines, Stream.ERR)
        assert texts(second.lines, Stream.ERR) == []
        assert "in host = r1" in texts(second.lines)
        assert texts(second.lines)[-1].startswith("finished as success")

    async def test_the_job_has_one_at_its_start(self, fake: FakeItential) -> None:
        job = fake.start("Fails once")
        async with on(fake) as backend:
            told = texts((await backend.log(LogRef(job, "workflow_start", 1), first=0, count=100)).lines)
        assert told[1] == f"job {job} of Fails once began by admin@pronghorn"
        assert any(text.startswith("push Push finished as error") for text in told)
        assert told[-1].startswith("job error")

    async def test_a_line_keeps_its_number_when_more_is_known(self, fake: FakeItential) -> None:
        job = fake.start("Fails once")
        ref = LogRef(job, "workflow_start", 1)
        async with on(fake) as backend:
            before = (await backend.log(ref, first=0, count=100)).lines
            await backend.act(Action(Verb.RESTART, job, "push"))
            after = (await backend.log(ref, first=0, count=100)).lines
        assert after[: len(before)] == before
        assert after[-1].text.startswith("job complete")

    async def test_following_gives_what_comes_and_ends_with_the_task(self, fake: FakeItential) -> None:
        job = fake.start("Runs")
        lines: list[LogLine] = []
        async with on(fake) as backend:
            async for batch in backend.follow(LogRef(job, "work", 1)):
                lines += batch
                if fake.world.jobs[job]["status"] == "running":
                    fake.world.finish(fake.world.jobs[job], "work", "success", {"result": "fine"})
        assert [line.number for line in lines] == list(range(len(lines)))
        assert texts(lines, Stream.OUT) == ["fine"]

    async def test_following_from_the_end_gives_the_last_lines(self, fake: FakeItential) -> None:
        job = fake.start("Shows")
        async with on(fake) as backend:
            batches = [batch async for batch in backend.follow(LogRef(job, "show", 1), first=-2)]
        assert len([line for batch in batches for line in batch]) == 2

    async def test_windows_are_counted_from_either_end(self, fake: FakeItential) -> None:
        ref = LogRef(fake.start("Shows"), "show", 1)
        async with on(fake) as backend:
            whole = await backend.log(ref, first=0, count=1000)
            tail = await backend.log(ref, first=-2, count=2)
            beyond = await backend.log(ref, first=5000, count=10)
            before = await backend.log(ref, first=-5000, count=5000)
        assert tail.lines == whole.lines[-2:]
        assert (beyond.lines, beyond.ended) == ((), True)
        assert before.lines == whole.lines

    async def test_a_search_gives_numbers(self, fake: FakeItential) -> None:
        ref = LogRef(fake.start("Shows"), "show", 1)
        async with on(fake) as backend:
            found = await backend.search_log(ref, "^line [0-9]$")
            assert len(found) == 3
            assert list(await backend.search_log(ref, "^line", first=found[1])) == list(found[1:])
            assert list(await backend.search_log(ref, "^line", limit=1)) == list(found[:1])
            with pytest.raises(BadRequest):
                await backend.search_log(ref, "line (")

    @BOTH
    @pytest.mark.parametrize(
        ("node", "number"), [("nothing", 1), ("show", 2), ("show", 0), ("workflow_end", 9)]
    )
    async def test_a_log_that_is_not_there_is_not_found(
        self, fake: FakeItential, node: str, number: int
    ) -> None:
        job = fake.start("Shows")
        async with on(fake) as backend:
            with pytest.raises(NotFound):
                await backend.log(LogRef(job, node, number), first=0, count=1)

    async def test_the_older_generation_tells_the_latest_iteration(self) -> None:
        fake = FakeItential("wfe")
        fake.add(*FLOWS)
        job = fake.start("Shows")
        async with on(fake) as backend:
            window = await backend.log(LogRef(job, "show", 1), first=0, count=100)
        assert texts(window.lines, Stream.OUT)[:3] == ["line 0", "line 1", "line 2"]
        assert "hunter22" not in repr(window)
