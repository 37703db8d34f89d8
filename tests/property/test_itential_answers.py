"""Whatever Itential answers, a person gets a job or a sentence, never a traceback."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from console.backends.base import BackendError
from console.backends.itential import ItentialBackend
from console.model import Action, LogRef, Outcome, StartRequest, Verb

ID = "5cb7b531d06cceb89fd21b1c"
ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=6,
)
FIELD = st.sampled_from(
    [
        *("status", "name", "tasks", "error", "metrics", "transitions", "variables", "parent", "ancestors"),
        *("decorators", "warnings", "sla", "inputSchema", "items", "total", "nextPageSkip", "job", "type"),
    ]
)
WORD = st.sampled_from(["running", "error", "paused", "complete", "manual", "workflow_start", ID, "1a"])
DOCUMENT = st.recursive(
    ANY_JSON | WORD,
    lambda inner: st.dictionaries(FIELD | WORD, inner, max_size=5) | st.lists(inner, max_size=3),
    max_leaves=12,
)
ITEM = st.dictionaries(FIELD, DOCUMENT, max_size=6).map(lambda fields: {"_id": ID, **fields})
ANSWER = st.one_of(
    DOCUMENT,
    ITEM.map(lambda item: {"message": "", "data": item}),
    st.lists(ITEM | DOCUMENT, max_size=3).map(
        lambda items: {"data": items, "items": items, "results": items}
    ),
)
STATUS = st.sampled_from([200, 200, 200, 200, 201, 204, 400, 403, 404, 409, 500])
Ask = Callable[[ItentialBackend], Awaitable[object]]


async def told(_seconds: float) -> None:
    """Wait for nothing."""


async def first_of_a_log(backend: ItentialBackend) -> object:
    return await backend.log(LogRef(ID, "1a", 1), first=0, count=10)


ASKS: dict[str, Ask] = {
    "jobs": lambda backend: backend.jobs("status:failed"),
    "job": lambda backend: backend.job(ID),
    "related": lambda backend: backend.related(ID),
    "paused": lambda backend: backend.paused(),
    "workflows": lambda backend: backend.workflows(),
    "log": first_of_a_log,
    "start": lambda backend: backend.start(StartRequest("Deploy", {"a": "1"})),
    "identity": lambda backend: backend.identity(),
    "pause": lambda backend: backend.act(Action(Verb.PAUSE, ID)),
    "approve": lambda backend: backend.act(Action(Verb.APPROVE, ID, "1a")),
    "claim": lambda backend: backend.claim(ID, "1a"),
}


@pytest.mark.parametrize("name", ASKS)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    dialect=st.sampled_from(["om", "wfe", "auto"]),
    answers=st.lists(st.tuples(STATUS, ANSWER), min_size=1, max_size=4),
)
def test_any_answer_is_a_result_or_an_error_of_the_protocol(
    name: str, dialect: str, answers: list[tuple[int, Any]]
) -> None:
    left = list(answers)

    def answer(_request: httpx.Request) -> httpx.Response:
        status, document = left.pop(0) if len(left) > 1 else left[0]
        return httpx.Response(status, content=json.dumps(document).encode())

    async def ask() -> None:
        backend = ItentialBackend(
            "iap",
            {"url": "https://iap.example", "token": "t", "dialect": dialect},
            transport=httpx.MockTransport(answer),
            sleep=told,
        )
        try:
            result = await ASKS[name](backend)
        except BackendError as error:
            result = str(error)
        finally:
            await backend.close()
        assert result is not None
        assert not isinstance(result, Outcome) or result.message

    asyncio.run(ask())
