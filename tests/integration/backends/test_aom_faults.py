"""AOM's faults and oddities: told as they are, and nothing sent twice."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from fakes.aom import TOKEN, FakeAom, answer, error, node
from fakes.huawei_recordings import ACCESS_KEY, PROJECT, SECRET_KEY, recording
from starlette.responses import Response

from console.backends.aom import AomBackend
from console.backends.base import (
    BackendError,
    BadRequest,
    Busy,
    Forbidden,
    NotFound,
    OutcomeUnknown,
    ProtocolError,
    Redirected,
    ServerFault,
    Unauthorized,
    Unreachable,
)
from console.core.clock import FixedClock
from console.model import Action, OutcomeKind, StartRequest, Verb

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

URL = "https://aom.example.com"
KEYS = {"access_key": ACCESS_KEY, "secret_key": SECRET_KEY}


class Flaky(httpx.AsyncBaseTransport):
    """The fake, behind a network that breaks when a test says so."""

    def __init__(self, server: FakeAom) -> None:
        self._inner = httpx.ASGITransport(app=server)
        self.breaks: list[tuple[str, type[httpx.HTTPError]]] = []
        self.after: list[tuple[str, type[httpx.HTTPError]]] = []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        path = request.url.path
        for place, (part, kind) in enumerate(self.breaks):
            if part in path:
                del self.breaks[place]
                raise kind("it broke", request=request)  # type: ignore[call-arg]
        response = await self._inner.handle_async_request(request)
        for place, (part, kind) in enumerate(self.after):
            if part in path:
                del self.after[place]
                raise kind("it broke", request=request)  # type: ignore[call-arg]
        return response


class Bench:
    """A backend on a fake, with the sleeps that it took."""

    def __init__(self, **settings: Any) -> None:
        self.server = FakeAom()
        self.server.add("wf", node("a"), node("gate", "pause", "a"), node("b", parent="gate"))
        self.network = Flaky(self.server)
        self.clock = FixedClock(self.server.now)
        self.slept: list[float] = []
        keys = {"url": URL, "project_id": PROJECT, **(settings or {"token": TOKEN})}
        self.backend = AomBackend(
            "aom", keys, transport=self.network, clock=self.clock, floor=0.01, sleep=self._sleep
        )

    async def _sleep(self, seconds: float) -> None:
        self.slept.append(seconds)

    def waiting(self) -> str:
        return f"wf:{self.server.start('wf').id}"


@pytest.fixture
async def bench() -> AsyncIterator[Bench]:
    bench = Bench()
    yield bench
    await bench.backend.close()


@pytest.fixture
async def signed() -> AsyncIterator[Bench]:
    bench = Bench(**KEYS)
    yield bench
    await bench.backend.close()


# --- credentials and clocks ---------------------------------------------------------------------------


async def test_a_token_that_expires_is_told_with_aoms_words_and_the_request(bench: Bench) -> None:
    await bench.backend.jobs("")
    bench.server.tokens.clear()

    with pytest.raises(Unauthorized) as raised:
        await bench.backend.jobs("")

    assert raised.value.detail == "AOM.31009004: auth failed.\nrequest reqid-0003"
    assert "24 hours" in raised.value.advice


async def test_a_wrong_secret_is_told_with_what_comes_of_trying_on() -> None:
    bench = Bench(access_key=ACCESS_KEY, secret_key="wrong")
    with pytest.raises(Unauthorized) as raised:
        await bench.backend.jobs("")
    assert "verify aksk signature fail" in raised.value.detail
    assert "locks a key for five minutes" in raised.value.advice
    assert "clock" not in raised.value.advice
    assert bench.server.unauthorized == 1
    await bench.backend.close()


async def test_a_clock_that_is_off_by_an_hour_costs_one_refusal_and_no_action(signed: Bench) -> None:
    signed.clock.set(signed.server.now - timedelta(hours=1))
    job = signed.waiting()

    outcome = await signed.backend.act(Action(Verb.CONTINUE, job, "gate"))

    assert outcome.kind is OutcomeKind.DONE
    assert signed.server.unauthorized == 1
    assert len(signed.server.changes()) == 1


async def test_a_clock_that_is_ten_minutes_off_does_not_matter(signed: Bench) -> None:
    signed.clock.set(signed.server.now + timedelta(minutes=10))
    assert (await signed.backend.jobs("")).items == ()
    assert signed.server.unauthorized == 0


async def test_a_refusal_says_that_the_clock_is_off() -> None:
    bench = Bench(access_key=ACCESS_KEY, secret_key="wrong")
    bench.clock.set(bench.server.now - timedelta(minutes=20))
    with pytest.raises(Unauthorized) as raised:
        await bench.backend.jobs("")
    assert raised.value.advice.startswith("this machine's clock is 0:20:00 behind the server's: set it")
    await bench.backend.close()


async def test_a_403_is_told_from_a_401(bench: Bench) -> None:
    bench.server.answers = [error(403, "AOM.0403", "cms:workflow:list is needed")]
    with pytest.raises(Forbidden) as raised:
        await bench.backend.jobs("")
    assert not isinstance(raised.value, Unauthorized)
    assert "AOM.0403: cms:workflow:list is needed" in raised.value.detail


async def test_after_a_401_no_other_workflow_is_asked_for(bench: Bench) -> None:
    for number in range(20):
        bench.server.add(f"more-{number}")
    bench.server.answers = [
        answer({"elements": [w.body() for w in bench.server.workflows.values()], "total_elements": 21}),
        *(error(401, "AOM.31009004", "auth failed.") for _ in range(4)),
    ]
    with pytest.raises(Unauthorized):
        await bench.backend.jobs("")
    assert len(bench.server.requests) <= 1 + 4


# --- answers that are not as they should be -----------------------------------------------------------


@pytest.mark.parametrize(
    ("response", "expected"),
    [
        (Response(recording("16").reply, 500), ServerFault),
        (Response("<html><h1>Oops</h1></html>", 500, media_type="text/html"), ServerFault),
        (Response("<html>login</html>", 200, media_type="text/html"), ProtocolError),
        (Response('{"elements": [{"id": ', 200), ProtocolError),
        (Response('"success"', 200), ProtocolError),
        (Response("", 200), ProtocolError),
        (Response("[]", 200), ProtocolError),
        (answer({"total_elements": 3}), ProtocolError),
        (answer({"elements": "no"}), ProtocolError),
        (Response("[" * 100_000, 200), ProtocolError),
        (answer({"error_code": "AOM.1", "error_msg": "said with 200"}), BadRequest),
        (Response("", 301, headers={"Location": "https://elsewhere.example/"}), Redirected),
        (Response(recording("18").reply, 404), NotFound),
        (error(400, "AOM.31001400", "the request is illegal."), BadRequest),
    ],
)
async def test_a_strange_answer_is_an_error_with_a_sentence(
    bench: Bench, response: Response, expected: type[BackendError]
) -> None:
    bench.server.answers = [response]
    with pytest.raises(expected) as raised:
        await bench.backend.jobs("")
    assert type(raised.value) is expected
    assert "AOM" in str(raised.value)
    assert len(bench.server.requests) == 1


async def test_a_wrong_content_type_does_not_matter(bench: Bench) -> None:
    bench.server.answers = [Response('{"elements": [], "total_elements": 0}', media_type="text/plain")]
    assert (await bench.backend.jobs("")).items == ()


async def test_no_executions_may_come_as_nothing(bench: Bench) -> None:
    row = bench.server.workflows["wf"].body()
    for body in (b"", b"null", b"[]", b"[null, 7, {}]"):
        bench.server.answers = [answer({"elements": [row], "total_elements": 1}), Response(body)]
        assert (await bench.backend.jobs("")).items == ()


def nested(bench: Bench, depth: int) -> None:
    """Let the next list hold one execution with an output so deep."""
    before = (
        '[{"execution_id": "e", "status": "success", "execution_result_list": [{"node_id": "a", "output": '
    )
    bench.server.start("wf")
    bench.server.answers = [
        answer({"elements": [bench.server.workflows["wf"].body()], "total_elements": 1}),
        Response(before + '{"a":' * depth + "1" + "}" * depth + "}]}]"),
    ]


async def test_a_deep_output_is_read(bench: Bench) -> None:
    nested(bench, 100)
    assert [job.id for job in (await bench.backend.jobs("")).items] == ["wf:e"]


async def test_an_output_that_is_too_deep_is_a_protocol_error(bench: Bench) -> None:
    nested(bench, 900)
    with pytest.raises(ProtocolError, match="too deep"):
        await bench.backend.jobs("")


async def test_a_row_that_comes_twice_is_there_once_and_a_total_that_lies_harms_nothing(bench: Bench) -> None:
    execution = bench.server.start("wf")
    row = bench.server.workflows["wf"].body()
    bench.server.answers = [
        answer({"elements": [row, row], "total_elements": 4711}),
        answer([execution.body(listed=True)] * 3),
    ]
    page = await bench.backend.jobs("")
    assert [job.id for job in page.items] == ["wf:ex-1"]
    assert page.total == 1


async def test_control_characters_and_markup_are_passed_on_as_they_came(bench: Bench) -> None:
    name = "\x1b[31mred\x07 [bold]x[/] \u202e"
    bench.server.add("odd", node("n\x00", task_name=name, output=name), name=name)
    job = f"odd:{bench.server.start('odd').id}"
    detail = await bench.backend.job(job)
    assert detail.job.name == name
    assert detail.nodes["n\x00"].outputs == {"output": name}


async def test_secrets_are_masked_in_everything(bench: Bench) -> None:
    bench.server.add(
        "secret",
        node("bad", "fail"),
        input={"cmd_user": "root", "password": "hunter2", "nested": [{"api_key": "k-1"}]},
    )
    job = f"secret:{bench.server.start('secret').id}"
    detail = await bench.backend.job(job)
    everything = repr(detail)
    assert "bad broke" in everything
    for secret in ("hunter2", "k-1", "t0p"):
        assert secret not in everything


async def test_the_default_of_an_encrypted_parameter_is_not_kept(bench: Bench) -> None:
    row = bench.server.workflows["wf"].body()
    row["global_parameters"] = [
        {"param_name": "a", "default_value": "s3cret", "encryption": True},
        {"param_name": "b", "default_value": "plain", "encryption": False},
    ]
    execution = bench.server.start("wf")
    bench.server.answers = [
        answer(execution.body(listed=False)),
        answer({"elements": [row], "total_elements": 1}),
    ]
    everything = repr(await bench.backend.job("wf:ex-1"))
    assert "s3cret" not in everything
    assert "plain" in everything


# --- busy servers and broken connections --------------------------------------------------------------


async def test_a_busy_server_is_asked_again_when_it_says(bench: Bench) -> None:
    bench.server.answers = [Response("", 429, headers={"Retry-After": "7"})]
    await bench.backend.jobs("")
    assert bench.slept == [7.0]


async def test_a_server_that_stays_busy_is_told(bench: Bench) -> None:
    bench.server.answers = [error(429, "APIGW.0308", "throttled") for _ in range(3)]
    with pytest.raises(Busy) as raised:
        await bench.backend.jobs("")
    assert "APIGW.0308: throttled" in raised.value.detail
    assert len(bench.server.requests) == 3


async def test_a_long_wait_is_told_and_not_waited_for(bench: Bench) -> None:
    bench.server.answers = [Response("", 503, headers={"Retry-After": "600"})]
    with pytest.raises(Busy) as raised:
        await bench.backend.jobs("")
    assert raised.value.retry_after == 600
    assert bench.slept == []


async def test_a_question_whose_connection_breaks_is_repeated_once_though_it_is_a_post(bench: Bench) -> None:
    bench.network.after = [("workflow-list", httpx.ReadError)]
    assert (await bench.backend.jobs("")).items == ()
    bench.network.after = [("workflow-list", httpx.ReadError)] * 2
    with pytest.raises(Unreachable):
        await bench.backend.jobs("")


@pytest.mark.parametrize("kind", [httpx.ReadError, httpx.ReadTimeout, httpx.RemoteProtocolError])
async def test_an_action_whose_connection_breaks_is_unknown_and_never_sent_again(
    bench: Bench, kind: type[httpx.HTTPError]
) -> None:
    job = bench.waiting()
    bench.network.after = [("/operation", kind)]

    outcome = await bench.backend.act(Action(Verb.CONTINUE, job, "gate"))

    assert outcome.kind is OutcomeKind.UNKNOWN
    assert len(bench.server.changes()) == 1


async def test_an_action_that_could_not_be_sent_is_refused(bench: Bench) -> None:
    job = bench.waiting()
    bench.network.breaks = [("/operation", httpx.ConnectError)]
    outcome = await bench.backend.act(Action(Verb.CONTINUE, job, "gate"))
    assert outcome.kind is OutcomeKind.REFUSED
    assert bench.server.changes() == []


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (400, OutcomeKind.REFUSED),
        (401, OutcomeKind.FORBIDDEN),
        (403, OutcomeKind.FORBIDDEN),
        (404, OutcomeKind.NOT_FOUND),
        (409, OutcomeKind.CONFLICT),
        (429, OutcomeKind.REFUSED),
        (500, OutcomeKind.UNKNOWN),
        (502, OutcomeKind.UNKNOWN),
        (503, OutcomeKind.UNKNOWN),
    ],
)
async def test_what_comes_of_an_action_is_told_with_aoms_words(
    bench: Bench, status: int, kind: OutcomeKind
) -> None:
    job = bench.waiting()
    await bench.backend.job(job)  # so that its workflow is known
    bench.server.answers = [
        answer(bench.server.find("wf", "ex-1").body(listed=False)),
        error(status, "AOM.4711", "not now"),
    ]
    outcome = await bench.backend.act(Action(Verb.CONTINUE, job, "gate"))
    assert outcome.kind is kind
    assert "AOM.4711: not now; request reqid-0004" in outcome.message
    assert len(bench.server.changes()) == 1


async def test_a_200_that_refuses_is_a_refusal(bench: Bench) -> None:
    job = bench.waiting()
    await bench.backend.job(job)
    bench.server.answers = [
        answer(bench.server.find("wf", "ex-1").body(listed=False)),
        error(200, "AOM.4711", "the node is not paused"),
    ]
    outcome = await bench.backend.act(Action(Verb.CONTINUE, job, "gate"))
    assert outcome.kind is OutcomeKind.REFUSED
    assert "AOM.4711: the node is not paused" in outcome.message


async def test_a_500_after_an_action_leaves_it_unknown_with_aoms_words(bench: Bench) -> None:
    job = bench.waiting()
    bench.server.answers = [
        answer(bench.server.find("wf", "ex-1").body(listed=False)),
        answer({"elements": [], "total_elements": 0}),
        Response(recording("16").reply, 500),
    ]
    outcome = await bench.backend.act(Action(Verb.CONTINUE, job, "gate"))
    assert outcome.kind is OutcomeKind.UNKNOWN
    assert "AOM.31001405: internal server error." in outcome.message
    assert "reqid-0003" in outcome.message


@pytest.mark.parametrize("broken", [True, False])
async def test_a_start_that_may_have_happened_is_never_repeated(bench: Bench, broken: bool) -> None:
    if broken:
        bench.network.after = [("/executions", httpx.ReadError)]
    else:
        bench.server.answers = [
            answer({"elements": [bench.server.workflows["wf"].body()], "total_elements": 1}),
            answer({}),
        ]
    with pytest.raises(OutcomeUnknown):
        await bench.backend.start(StartRequest("wf", {}))
    assert len(bench.server.changes()) == 1


async def test_a_redirected_action_was_not_done(bench: Bench) -> None:
    job = bench.waiting()
    await bench.backend.job(job)
    bench.server.answers = [
        answer(bench.server.find("wf", "ex-1").body(listed=False)),
        Response("", 307, headers={"Location": "https://elsewhere.example/"}),
    ]
    outcome = await bench.backend.act(Action(Verb.CONTINUE, job, "gate"))
    assert outcome.kind is OutcomeKind.REFUSED


# --- what is there and what is not --------------------------------------------------------------------


@pytest.mark.parametrize("status", [400, 404, 500])
async def test_an_execution_that_the_list_has_not_is_not_found_whatever_aom_answers(
    bench: Bench, status: int
) -> None:
    bench.server.answers = [error(status, "AOM.0", "no")]
    with pytest.raises(NotFound, match="no job wf:ex-9"):
        await bench.backend.job("wf:ex-9")


async def test_a_fault_about_an_execution_that_exists_stays_a_fault(bench: Bench) -> None:
    job = bench.waiting()
    bench.server.answers = [error(500, "AOM.0", "no")]
    with pytest.raises(ServerFault):
        await bench.backend.job(job)


async def test_an_empty_object_for_an_execution_is_not_taken_for_one(bench: Bench) -> None:
    bench.server.answers = [answer({})]
    with pytest.raises(NotFound):
        await bench.backend.job("wf:ex-9")


async def test_another_project_is_forbidden(bench: Bench) -> None:
    settings = {"url": URL, "project_id": "0" * 32, "token": TOKEN}
    backend = AomBackend("other", settings, transport=bench.network, clock=bench.clock)
    with pytest.raises(Forbidden, match="other"):
        await backend.jobs("")
    await backend.close()


async def test_one_workflow_that_may_not_be_read_does_not_hide_the_others(bench: Bench) -> None:
    bench.waiting()
    bench.server.add("closed")
    bench.server.start("closed")
    listed = {"elements": [w.body() for w in bench.server.workflows.values()], "total_elements": 2}
    executions = [bench.server.find("wf", "ex-1").body(listed=True)]
    bench.server.answers = [answer(listed), answer(executions), error(403, "AOM.0403", "not yours")]

    page = await bench.backend.jobs("")

    assert [job.id for job in page.items] == ["wf:ex-1"]
    assert page.total is None
    (sentence,) = page.missing
    assert "name of closed" in sentence
    assert "does not permit" in sentence


async def test_a_graph_that_cannot_be_had_leaves_the_execution_readable(bench: Bench) -> None:
    job = bench.waiting()
    execution = bench.server.find("wf", "ex-1").body(listed=False)
    bench.server.answers = [answer(execution), error(403, "AOM.0403", "no list for you")]
    detail = await bench.backend.job(job)
    assert (detail.job.name, detail.nodes["gate"].name) == ("wf", "gate")
    assert detail.nodes["gate"].needs_person


async def test_tokens_and_keys_are_in_no_error(bench: Bench) -> None:
    bench.server.answers = [error(500, "AOM.0", "no")]
    with pytest.raises(ServerFault) as raised:
        await bench.backend.jobs("")
    said = json.dumps([str(raised.value), raised.value.advice, raised.value.detail])
    assert TOKEN not in said
