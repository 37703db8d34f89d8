"""Starting on MRS, and what its API gives of the job's output: nothing."""

from __future__ import annotations

import pytest
from fakes.mrs import FakeMrs, made
from fakes.mrs.faults import answers, cuts_after_sending
from starlette.responses import JSONResponse, Response

from console.backends.base import (
    BadRequest,
    Conflict,
    NotFound,
    OutcomeUnknown,
    Unsupported,
)
from console.model import LogRef, StartRequest


async def test_mistakes_in_a_submission_are_told_together_and_nothing_is_sent() -> None:
    fake = FakeMrs()
    backend = made(fake)
    given = {"job_name": "a b", "arguments": "wordcount", "properties": '["x"]', "jar": "x"}
    with pytest.raises(BadRequest) as caught:
        await backend.start(StartRequest("MapReduce", given, priority=3))
    lines = caught.value.detail.splitlines()
    assert [line.partition(" ")[0].strip(":") for line in lines] == [
        "there",
        "job_name",
        "priority",
        "arguments",
        "properties",
    ]
    assert fake.asked == []
    await backend.close()


async def test_a_type_that_does_not_exist_is_not_found_and_a_file_is_not_run() -> None:
    fake = FakeMrs()
    backend = made(fake)
    with pytest.raises(NotFound, match="did you mean 'MapReduce'"):
        await backend.start(StartRequest("MapReduc", {"job_name": "a"}))
    with pytest.raises(Unsupported):
        await backend.start(StartRequest(None, {}, text="version: 1"))
    assert fake.asked == []
    await backend.close()


async def test_a_submission_that_mrs_took_and_then_failed_is_no_started_job() -> None:
    fake = FakeMrs()
    result = {
        "state": "JOBSTAT_SUBMIT_FAILED",
        "error_code": "0173",
        "error_msg": "Failed to submit the job.",
    }
    fake.faults.append(answers(lambda: JSONResponse({"job_submit_result": result})))
    backend = made(fake)
    with pytest.raises(Conflict) as caught:
        await backend.start(StartRequest("MapReduce", {"job_name": "a"}))
    assert "0173 Failed to submit the job." in caught.value.detail
    await backend.close()


@pytest.mark.parametrize(
    "body", ["", "<html>Please log in</html>", "[]", '{"job_submit_result": {}}', '{"job_subm']
)
@pytest.mark.parametrize("api", ["v2", "v1.1-job-exes"])
async def test_a_submission_whose_answer_cannot_be_read_may_have_been_taken(api: str, body: str) -> None:
    fake = FakeMrs()
    fake.faults.append(answers(lambda: Response(body)))
    backend = made(fake, api)
    with pytest.raises(OutcomeUnknown) as caught:
        await backend.start(StartRequest("MapReduce", {"job_name": "a"}))
    assert "look at the" in caught.value.advice
    assert len(fake.changes) == 1
    await backend.close()


async def test_a_submission_whose_answer_is_lost_is_unknown_and_sent_once() -> None:
    fake = FakeMrs()
    fake.faults.append(cuts_after_sending("/job-executions"))
    backend = made(fake)
    with pytest.raises(OutcomeUnknown):
        await backend.start(StartRequest("MapReduce", {"job_name": "a"}))
    assert len(fake.changes) == 1
    await backend.close()


# --- logs --------------------------------------------------------------------------------------------------


async def test_there_is_no_log_but_the_place_where_one_may_be() -> None:
    fake = FakeMrs()
    backend, job = made(fake), fake.add("RUNNING", type="SparkSubmit")
    ref = LogRef(job.id, "job", 1)
    with pytest.raises(Unsupported) as caught:
        await backend.log(ref, first=0, count=10)
    assert caught.value.advice.startswith("look at https://master:8090/proxy/")
    with pytest.raises(Unsupported):
        async for _ in backend.follow(ref):
            pass
    with pytest.raises(NotFound):
        await backend.log(LogRef("no-such-job", "job", 1), first=0, count=10)
    await backend.close()
