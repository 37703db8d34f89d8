"""Actions on Itential: sent once, in the platform's own form, and believed only when they are seen."""

from typing import Any

import pytest
from fakes.itential import FakeItential, Flow, Step
from fakes.itential.context import on
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response

from console.backends.base import BadRequest
from console.model import (
    Action,
    Job,
    JobStatus,
    NodeStatus,
    Outcome,
    OutcomeKind,
    Support,
    TargetKind,
    Verb,
)

ASKS = {"header": "Go?", "btn_success": "Yes", "btn_failure": "No"}
LEADS = {"success": [("go", "standard")], "failure": [("workflow_end", "standard")]}
FLOWS = (
    Flow("Ends", [Step("look")]),
    Flow("Runs", [Step("work", "runs")]),
    Flow("Fails", [Step("look"), Step("push", "fails", "automatic")]),
    Flow("Fails once", [Step("look"), Step("push", "fails once", "automatic"), Step("tell")]),
    Flow("Asks", [Step("ask", "waits", "manual", ASKS, leads=LEADS), Step("go")]),
    Flow("Asks for yes", [Step("ask", "waits", "manual", {"header": "Go?", "btn_failure": ""})]),
    Flow("Warns", [Step("push", "fails once")], warnings=[{"task": "push", "message": "old adapter"}]),
)


@pytest.fixture(params=["om", "wfe"])
def generation(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def fake(generation: str) -> FakeItential:
    fake = FakeItential(generation)
    fake.add(*FLOWS)
    return fake


@pytest.fixture
def newer() -> FakeItential:
    fake = FakeItential("om")
    fake.add(*FLOWS)
    return fake


async def act(fake: FakeItential, verb: Verb, job: str, node: str | None = None, **more: Any) -> Outcome:
    async with on(fake) as backend:
        return await backend.act(Action(verb, job, node, **more))


class TestWholeJobs:
    @pytest.mark.parametrize(
        ("verb", "path", "before", "after"),
        [
            (Verb.PAUSE, "pause", None, JobStatus.PAUSED),
            (Verb.CONTINUE, "resume", "pause", JobStatus.RUNNING),
            (Verb.CANCEL, "cancel", None, JobStatus.CANCELED),
            (Verb.CANCEL, "cancel", "pause", JobStatus.CANCELED),
        ],
    )
    async def test_a_verb_is_sent_in_the_form_of_the_generation_and_seen(
        self, fake: FakeItential, generation: str, verb: Verb, path: str, before: str | None, after: JobStatus
    ) -> None:
        job = fake.start("Runs")
        if before:
            fake.world.change(before, fake.world.jobs[job])
        async with on(fake) as backend:
            outcome = await backend.act(Action(verb, job))
            assert (outcome.kind, (await backend.job(job)).job.status) == (OutcomeKind.DONE, after)
        sent = [(each.path, each.body) for each in fake.sent("POST") if "earch" not in each.path][-1]
        if generation == "om":
            assert sent == (f"/operations-manager/jobs/{path}", {"jobIds": [job]})
        else:
            assert sent == (f"/workflow_engine/{path}Job", {"job_id": job})

    async def test_a_job_in_error_can_be_canceled_and_the_note_says_what_that_means(
        self, fake: FakeItential
    ) -> None:
        job = fake.start("Fails")
        async with on(fake) as backend:
            offers = {offer.verb: offer for offer in (await backend.job(job)).job.offers or ()}
            assert "ends it for good" in offers[Verb.CANCEL].note
            assert (await backend.act(Action(Verb.CANCEL, job))).kind is OutcomeKind.DONE

    async def test_pausing_again_sends_nothing(self, fake: FakeItential) -> None:
        job = fake.start("Runs")
        fake.world.change("pause", fake.world.jobs[job])
        outcome = await act(fake, Verb.PAUSE, job)
        assert (outcome.kind, "nothing was sent" in outcome.message) == (OutcomeKind.DONE, True)
        assert [each for each in fake.sent("POST") if "ause" in each.path] == []

    async def test_a_200_is_not_believed(self, fake: FakeItential) -> None:
        job = fake.start("Runs")
        fake.deaf = {"cancel"}
        outcome = await act(fake, Verb.CANCEL, job)
        assert outcome.kind is OutcomeKind.REQUESTED
        assert "still running" in outcome.message

    async def test_a_refusal_comes_as_500_and_is_told_as_one(self, newer: FakeItential) -> None:
        job = newer.start("Runs")
        said = {"message": "Failed to pause all jobs", "data": {job: "Job is locked"}}
        newer.fault("POST", "/jobs/pause", lambda: JSONResponse(said, 500))
        outcome = await act(newer, Verb.PAUSE, job)
        assert outcome.kind is OutcomeKind.REFUSED
        assert outcome.message == (
            "the server refused: Failed to pause all jobs: Job is locked; the job is running"
        )

    async def test_a_500_without_words_leaves_it_unknown_and_is_not_sent_again(
        self, newer: FakeItential
    ) -> None:
        job = newer.start("Runs")
        newer.fault("POST", "/jobs/pause", lambda: HTMLResponse("<h1>500</h1>", 500))
        assert (await act(newer, Verb.PAUSE, job)).kind is OutcomeKind.UNKNOWN
        assert len(newer.sent("POST", "/jobs/pause")) == 1

    @pytest.mark.parametrize(
        ("answer", "kind"),
        [
            (Response(status_code=301, headers={"location": "https://evil.example/"}), OutcomeKind.REFUSED),
            (JSONResponse({"message": "must be object"}, 400), OutcomeKind.REFUSED),
            (JSONResponse({"message": "Unauthorized"}, 403), OutcomeKind.FORBIDDEN),
            (JSONResponse({"message": "No job"}, 404), OutcomeKind.NOT_FOUND),
            (JSONResponse({"message": "locked"}, 409), OutcomeKind.CONFLICT),
            (JSONResponse({"message": "slow down"}, 429), OutcomeKind.REFUSED),
            (PlainTextResponse("bad gateway", 502), OutcomeKind.UNKNOWN),
            (PlainTextResponse("starting", 503), OutcomeKind.UNKNOWN),
            (PlainTextResponse("late", 504), OutcomeKind.UNKNOWN),
            (HTMLResponse("<html>log in</html>"), OutcomeKind.UNKNOWN),
            (PlainTextResponse("", 200), OutcomeKind.UNKNOWN),
        ],
    )
    async def test_every_answer_means_what_is_certain_of_it_and_is_sent_once(
        self, newer: FakeItential, answer: Response, kind: OutcomeKind
    ) -> None:
        job = newer.start("Runs")
        newer.fault("POST", "/jobs/pause", lambda: answer, times=9)
        outcome = await act(newer, Verb.PAUSE, job)
        assert outcome.kind is kind
        assert outcome.message
        assert len(newer.sent("POST", "/jobs/pause")) == 1
        assert all(each.headers["host"] == "iap.example" for each in newer.asked)

    async def test_a_job_that_ended_before_the_verb_came_is_not_told_as_done(
        self, newer: FakeItential
    ) -> None:
        job = newer.start("Runs")

        def ends_meanwhile() -> JSONResponse:
            newer.world.finish(newer.world.jobs[job], "work", "success")
            return JSONResponse({"message": "Successfully changed 1 of 1 jobs", "data": None})

        newer.fault("POST", "/jobs/cancel", ends_meanwhile)
        outcome = await act(newer, Verb.CANCEL, job)
        assert outcome.kind is OutcomeKind.REFUSED
        assert "had ended as complete" in outcome.message

    async def test_what_cannot_be_seen_afterwards_is_unknown(self, newer: FakeItential) -> None:
        job = newer.start("Runs")
        async with on(newer) as backend:
            await backend.job(job)

            def cut_off() -> JSONResponse:
                newer.fault("GET", "/jobs/", lambda: HTMLResponse("no", 500), times=9)
                return JSONResponse({"message": "Successfully changed 1 of 1 jobs", "data": None})

            newer.fault("POST", "/jobs/pause", cut_off)
            assert (await backend.act(Action(Verb.PAUSE, job))).kind is OutcomeKind.UNKNOWN

    async def test_who_may_not_is_told_so(self, newer: FakeItential) -> None:
        job = newer.start("Runs")
        newer.forbidden = {"/operations-manager/jobs/pause"}
        outcome = await act(newer, Verb.PAUSE, job)
        assert outcome.kind is OutcomeKind.FORBIDDEN
        assert "not authorized" in outcome.message

    async def test_an_ended_job_is_asked_for_nothing(self, fake: FakeItential) -> None:
        job = fake.start("Ends")
        assert (await act(fake, Verb.CANCEL, job)).kind is OutcomeKind.ILLEGAL
        assert [each for each in fake.sent("POST") if "ancel" in each.path] == []

    async def test_the_older_generation_resumes_a_job_in_error(self) -> None:
        fake = FakeItential("wfe")
        fake.add(*FLOWS)
        job = fake.start("Fails once")
        outcome = await act(fake, Verb.CONTINUE, job)
        assert (outcome.kind, outcome.message) == (OutcomeKind.DONE, "resumed, and is complete now")

    async def test_one_that_fails_again_at_once_was_resumed(self) -> None:
        fake = FakeItential("wfe")
        fake.add(*FLOWS)
        outcome = await act(fake, Verb.CONTINUE, fake.start("Fails"))
        assert (outcome.kind, outcome.message) == (OutcomeKind.DONE, "resumed, and is error now")

    async def test_the_newer_one_does_not_and_says_what_to_do(self, newer: FakeItential) -> None:
        outcome = await act(newer, Verb.CONTINUE, newer.start("Fails"))
        assert outcome.kind is OutcomeKind.ILLEGAL
        assert "retry its failed task" in outcome.message


class TestManyJobs:
    async def test_at_most_a_hundred_go_in_one_request_and_each_is_looked_at(
        self, newer: FakeItential
    ) -> None:
        jobs = [newer.start("Runs") for _ in range(205)]
        async with on(newer) as backend:
            outcomes = await backend.act_on_jobs(Verb.CANCEL, [*jobs, jobs[0]])
        assert [len(each.body["jobIds"]) for each in newer.sent("POST", "/cancel")] == [100, 100, 5]
        assert {outcome.job for outcome in outcomes if outcome.kind is OutcomeKind.DONE} == set(jobs)

    async def test_of_some_that_fail_each_is_told_as_it_is(self, newer: FakeItential) -> None:
        runs, ended = newer.start("Runs"), newer.start("Ends")
        async with on(newer) as backend:
            kinds = {
                each.job: each for each in await backend.act_on_jobs(Verb.CANCEL, [runs, ended, "nobody"])
            }
        assert kinds[runs].kind is OutcomeKind.DONE
        assert kinds[ended].kind is OutcomeKind.REFUSED
        assert kinds["nobody"].kind is OutcomeKind.NOT_FOUND

    async def test_all_that_fail_are_refused_with_what_is_said_of_each(self, newer: FakeItential) -> None:
        ended = newer.start("Ends")
        async with on(newer) as backend:
            (outcome,) = await backend.act_on_jobs(Verb.PAUSE, [ended])
        assert outcome.kind is OutcomeKind.REFUSED
        assert "Failed to pause all jobs: Job" in outcome.message

    async def test_only_three_verbs_are_for_many(self, newer: FakeItential) -> None:
        async with on(newer) as backend:
            with pytest.raises(BadRequest):
                await backend.act_on_jobs(Verb.RESTART, ["a"])


class TestTasks:
    async def test_a_failed_task_is_retried_and_what_follows_goes_on(self, newer: FakeItential) -> None:
        job = newer.start("Fails once")
        async with on(newer) as backend:
            outcome = await backend.act(Action(Verb.RESTART, job, "push"))
            detail = await backend.job(job)
        assert (outcome.kind, outcome.message) == (OutcomeKind.DONE, "push retried; the job is complete")
        assert detail.nodes["push"].execution == 2
        (sent,) = newer.sent("POST", "/retry")
        assert (sent.path, sent.body) == (
            f"/operations-manager/jobs/{job}/tasks/push/retry",
            {"variables": {}},
        )

    async def test_a_retry_takes_other_variables_as_inputs(self, newer: FakeItential) -> None:
        job = newer.start("Fails once")
        await act(newer, Verb.RESTART, job, "push", inputs={"host": "r2", "ports": "[1, 2]"})
        assert newer.sent("POST", "/retry")[0].body == {"variables": {"host": "r2", "ports": [1, 2]}}

    async def test_a_server_that_is_asked_too_much_has_done_nothing(self, newer: FakeItential) -> None:
        job = newer.start("Fails")
        newer.fault("POST", "/retry", lambda: JSONResponse({"message": "slow down"}, 429))
        outcome = await act(newer, Verb.RESTART, job, "push")
        assert outcome.kind is OutcomeKind.REFUSED
        assert "has done nothing (slow down)" in outcome.message
        assert len(newer.sent("POST", "/retry")) == 1

    async def test_warnings_are_told_although_it_succeeded(self, newer: FakeItential) -> None:
        outcome = await act(newer, Verb.RESTART, newer.start("Warns"), "push")
        assert outcome.kind is OutcomeKind.DONE
        assert "warning: push: old adapter" in outcome.message

    async def test_a_retry_that_is_refused_is_told_with_the_words(self, newer: FakeItential) -> None:
        job = newer.start("Fails")
        newer.fault(
            "POST", "/retry", lambda: JSONResponse({"message": "Task push is locked", "data": None}, 500)
        )
        outcome = await act(newer, Verb.RESTART, job, "push")
        assert (outcome.kind, outcome.message) == (
            OutcomeKind.REFUSED,
            "the server refused: Task push is locked",
        )

    async def test_the_older_generation_says_that_it_retries_none(self) -> None:
        fake = FakeItential("wfe")
        fake.add(*FLOWS)
        job = fake.start("Fails")
        async with on(fake) as backend:
            capability = (await backend.capabilities()).of(Verb.RESTART, TargetKind.NODE)
            assert capability.support is Support.NONE
            outcome = await backend.act(Action(Verb.RESTART, job, "push"))
        assert not outcome.ok
        assert "continue the job" in outcome.message


class TestWhatIsNotOffered:
    """Every key that does nothing here says why, of this very task."""

    @pytest.mark.parametrize(
        ("flow", "node", "verb", "words"),
        [
            ("Fails", "push", Verb.CONTINUE, "it has failed: restart it"),
            ("Fails", "push", Verb.SKIP, "Itential has no skip"),
            ("Fails", "look", Verb.RESTART, "only a task that has failed is retried"),
            ("Asks", "ask", Verb.CONTINUE, "answered, not continued"),
            ("Runs", "work", Verb.CANCEL, "whole jobs only"),
        ],
    )
    async def test_a_task_says_why_not(
        self, newer: FakeItential, flow: str, node: str, verb: Verb, words: str
    ) -> None:
        job = newer.start(flow)
        async with on(newer) as backend:
            refusal = (await backend.plan(Action(verb, job, node))).refusal
        assert refusal is not None
        assert words in refusal

    async def test_a_job_is_not_run_again(self, newer: FakeItential) -> None:
        job = newer.start("Fails")
        for verb in (Verb.RESTART, Verb.REQUEUE):
            outcome = await act(newer, verb, job)
            assert outcome.kind is OutcomeKind.REFUSED
            assert "start the workflow anew" in outcome.message


class TestApprovals:
    async def test_an_approval_claims_by_the_iteration_and_finishes_by_the_task(
        self, newer: FakeItential
    ) -> None:
        newer.needs_claim = True
        job = newer.start("Asks")
        iteration = newer.world.jobs[job]["tasks"]["ask"]["iterations"][0]
        outcome = await act(newer, Verb.APPROVE, job, "ask", inputs={"note": "fine", "sizes": "[1]"})
        assert (outcome.kind, outcome.message) == (
            OutcomeKind.DONE,
            "ask finished as success; the job is complete",
        )
        claim, finish = newer.sent("POST", "/tasks/")
        assert (claim.path, claim.body) == (f"/operations-manager/tasks/{iteration}/claim", {})
        assert finish.path == f"/operations-manager/jobs/{job}/tasks/ask/finish"
        assert finish.body == {
            "taskData": {"finish_state": "success", "variables": {"note": "fine", "sizes": [1]}}
        }

    async def test_what_is_to_be_known_before_an_answer_stands_beside_it(self, fake: FakeItential) -> None:
        job = fake.start("Asks")
        fake.world.jobs[job]["tasks"]["ask"]["view"] = "/json-forms/task/ShowJsonForm"
        for iteration in fake.world.iterations.values():
            iteration["view"] = "/json-forms/task/ShowJsonForm"
        async with on(fake) as backend:
            notes = {offer.verb: offer.note for offer in (await backend.job(job)).nodes["ask"].offers or ()}
        form = "; what its form (ShowJsonForm) asks for is not asked here"
        assert notes[Verb.APPROVE] == f'approve finishes it as success; its button says "Yes"{form}'
        assert notes[Verb.REJECT] == f'reject finishes it as failure; its button says "No"{form}'

    async def test_a_rejection_takes_the_other_way(self, fake: FakeItential) -> None:
        job = fake.start("Asks")
        async with on(fake) as backend:
            assert (await backend.act(Action(Verb.REJECT, job, "ask"))).kind is OutcomeKind.DONE
            detail = await backend.job(job)
        assert detail.job.status is JobStatus.SUCCEEDED
        assert detail.nodes["go"].status is NodeStatus.SKIPPED
        assert detail.nodes["ask"].reason == "it finished as failure, which its transitions follow"

    async def test_without_a_button_for_it_nothing_is_rejected(self, fake: FakeItential) -> None:
        outcome = await act(fake, Verb.REJECT, fake.start("Asks for yes"), "ask")
        assert outcome.kind is OutcomeKind.ILLEGAL
        assert "no button" in outcome.message

    async def test_what_another_person_has_claimed_is_left_alone(self, newer: FakeItential) -> None:
        job = newer.start("Asks")
        iteration = newer.world.jobs[job]["tasks"]["ask"]["iterations"][0]
        newer.world.iterations[iteration]["metrics"]["owner"] = "somebody@else"
        outcome = await act(newer, Verb.APPROVE, job, "ask")
        assert outcome.kind is OutcomeKind.REFUSED
        assert "somebody@else has claimed ask; nothing was sent" in outcome.message
        assert newer.sent("POST", "/finish") == []

    async def test_a_finish_that_is_refused_after_the_claim_says_whose_it_is_now(
        self, newer: FakeItential
    ) -> None:
        job = newer.start("Asks")
        said = {"message": "the form wants a reason", "data": None}
        newer.fault("POST", "/finish", lambda: JSONResponse(said, 500))
        outcome = await act(newer, Verb.APPROVE, job, "ask")
        assert outcome.message == ("the server refused: the form wants a reason; it is claimed by you now")

    async def test_a_claim_of_which_nothing_is_known_finishes_nothing(self, newer: FakeItential) -> None:
        job = newer.start("Asks")
        newer.fault("POST", "/claim", lambda: PlainTextResponse(""), after=True)
        outcome = await act(newer, Verb.APPROVE, job, "ask")
        assert outcome.kind is OutcomeKind.UNKNOWN
        assert "it was not finished" in outcome.message
        assert newer.sent("POST", "/finish") == []

    async def test_a_claim_that_is_refused_is_told_and_the_finish_is_tried(self, newer: FakeItential) -> None:
        job = newer.start("Asks")
        newer.fault(
            "POST", "/claim", lambda: JSONResponse({"message": "not in the group", "data": None}, 500)
        )
        outcome = await act(newer, Verb.APPROVE, job, "ask")
        assert outcome.kind is OutcomeKind.DONE
        assert "the claim was refused: not in the group" in outcome.message

    async def test_a_manual_task_is_answered_not_continued(self, fake: FakeItential) -> None:
        job = fake.start("Asks")
        outcome = await act(fake, Verb.CONTINUE, job, "ask")
        assert outcome.kind is OutcomeKind.REFUSED
        assert "approve it" in outcome.message
        row = await self.row(fake, job)
        assert (row.status, row.waiting, row.waiting_node) == (JobStatus.RUNNING, 1, "ask")

    async def row(self, fake: FakeItential, job: str) -> Job:
        async with on(fake) as backend:
            return next(row for row in (await backend.jobs("")).items if row.id == job)


class TestWithoutAKey:
    """What the platform can do besides, as methods of the backend."""

    async def test_a_revert_takes_a_failed_job_back(self, newer: FakeItential) -> None:
        job = newer.start("Fails")
        async with on(newer) as backend:
            outcome = await backend.revert(job, "push", "look")
        assert newer.sent("POST", "/revert")[0].body == {"fromTask": "push", "toTask": "look"}
        assert outcome.kind is OutcomeKind.DONE
        assert outcome.message.startswith("push reverted to look")

    async def test_a_revert_that_is_refused_says_why(self, newer: FakeItential) -> None:
        job = newer.start("Fails")
        async with on(newer) as backend:
            outcome = await backend.revert(job, "look", "push")
        assert (outcome.kind, outcome.message) == (
            OutcomeKind.REFUSED,
            "the server refused: Cannot revert from look to push",
        )

    async def test_continue_from_is_only_ever_requested(self, newer: FakeItential) -> None:
        job = newer.start("Fails")
        async with on(newer) as backend:
            outcome = await backend.go_on_from(job, "push")
        assert newer.sent("POST", "/continue")[0].body == {"fromTask": "push"}
        assert outcome.kind is OutcomeKind.REQUESTED

    async def test_a_claim_and_its_release_are_seen_by_the_owner(self, newer: FakeItential) -> None:
        job = newer.start("Asks")
        async with on(newer) as backend:
            assert (await backend.claim(job, "ask")).kind is OutcomeKind.DONE
            assert (await backend.release(job, "ask")).kind is OutcomeKind.DONE

    async def test_a_task_that_is_not_there_is_not_sent(self, newer: FakeItential) -> None:
        job = newer.start("Asks")
        async with on(newer) as backend:
            assert (await backend.claim(job, "nothing")).kind is OutcomeKind.NOT_FOUND
            assert (await backend.claim("nobody", "ask")).kind is OutcomeKind.NOT_FOUND
        assert newer.sent("POST", "/claim") == []

    async def test_the_older_generation_reverts_with_its_own_words(self) -> None:
        fake = FakeItential("wfe")
        fake.add(*FLOWS)
        job = fake.start("Fails")
        async with on(fake) as backend:
            assert (await backend.revert(job, "push", "look")).kind is OutcomeKind.DONE
            assert (await backend.go_on_from(job, "push")).kind is OutcomeKind.REFUSED
        (sent,) = fake.sent("POST", "/fixJob")
        assert sent.body == {"job_id": job, "errored_task": "push", "revert_task": "look"}
