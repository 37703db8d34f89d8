"""The signer makes the very signatures that the vendor's SDK was recorded with."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import httpx
import pytest
from fakes.huawei_recordings import ACCESS_KEY, PROJECT, SECRET_KEY, Recording, recordings
from fakes.huawei_signature import refusal
from hypothesis import given
from hypothesis import strategies as st

from console.backends.base import Unauthorized
from console.backends.signing import (
    REFUSALS,
    REST,
    SdkHmacSha256,
    canonical_path,
    canonical_query,
    canonical_request,
    signature_of,
)
from console.core.clock import FixedClock

NOW = datetime(2026, 11, 20, 7, 39, 6, tzinfo=UTC)
SIGNED = [one for one in recordings() if one.signed_headers]


def request_of(recorded: Recording) -> httpx.Request:
    """The recorded request with nothing of its signature."""
    ours = ("host", "user-agent", "x-auth-token")
    kept = {name: value for name, value in recorded.headers.items() if name in ours}
    url = f"http://{recorded.headers['host']}{recorded.target}"
    return httpx.Request(recorded.method, url, headers=kept, content=recorded.body)


def signer(clock: FixedClock | None = None, **more: str | None) -> SdkHmacSha256:
    return SdkHmacSha256(ACCESS_KEY, SECRET_KEY, clock=clock or FixedClock(NOW), **more)  # type: ignore[arg-type]


def test_there_are_recordings_of_every_kind() -> None:
    assert len(SIGNED) == 38
    assert {one.method for one in SIGNED} == {"GET", "POST", "PUT", "DELETE"}


@pytest.mark.parametrize("recorded", SIGNED, ids=lambda one: one.name)
def test_every_recorded_request_is_signed_as_the_sdk_signed_it(recorded: Recording) -> None:
    request = request_of(recorded)
    signer(
        project_id=recorded.headers.get("x-project-id"),
        security_token=recorded.headers.get("x-security-token"),
    ).sign(request)

    assert request.headers["Authorization"] == recorded.headers["authorization"]
    assert request.url.raw_path.decode() == recorded.target
    for name in recorded.signed_headers:
        assert request.headers[name] == recorded.headers[name]


@pytest.mark.parametrize("recorded", SIGNED, ids=lambda one: one.name)
def test_the_checker_of_the_fakes_accepts_what_the_sdk_sent_and_nothing_else(recorded: Recording) -> None:
    """It stands for the server, so it is held to the recordings, too."""

    def refused(method: str = recorded.method, body: bytes = recorded.body, **more: str) -> str | None:
        headers = {**recorded.headers, **more}
        return refusal(method, recorded.target, headers, body, secrets={ACCESS_KEY: SECRET_KEY}, now=NOW)

    assert refused() is None
    assert refused(method="PATCH") == "verify aksk signature fail"
    assert refused(body=b"x") == "verify aksk signature fail"
    assert refused(host="elsewhere") == "verify aksk signature fail"


@given(
    path=st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=8), max_size=4),
    query=st.lists(st.tuples(st.text("abé&=/ +%~", min_size=1), st.text("abé&=/ +%~")), max_size=4),
    body=st.binary(max_size=20),
)
def test_any_path_query_and_body_is_signed_as_the_checker_reads_it(
    path: list[str], query: list[tuple[str, str]], body: bytes
) -> None:
    from urllib.parse import quote

    url = "https://aom.example.com/" + "/".join(quote(part, safe="") or "-" for part in path)
    request = httpx.Request("POST", url, params=query, content=body)
    signer(project_id=PROJECT).sign(request)

    headers = {name.lower(): value for name, value in request.headers.items()}
    target = request.url.raw_path.decode()
    assert refusal("POST", target, headers, body, secrets={ACCESS_KEY: SECRET_KEY}, now=NOW) is None


def test_a_path_is_signed_decoded_and_with_a_slash_at_its_end() -> None:
    assert canonical_path(b"/v1/a%2Fb%20c/%7e?x=1") == "/v1/a/b%20c/~/"
    assert canonical_path(b"/v1/") == "/v1/"


def test_a_query_is_sorted_and_a_blank_is_never_a_plus() -> None:
    assert (
        canonical_query(b"node_id=n+1%2F%26&action=skip&empty=") == "action=skip&empty=&node_id=n%201%2F%26"
    )


def test_the_query_is_sent_in_the_order_that_is_signed() -> None:
    request = httpx.Request("GET", "https://aom.example.com/x", params={"b": "2 3", "a": "1"})
    signer().sign(request)
    assert request.url.raw_path == b"/x?a=1&b=2%203"


def test_the_canonical_request_is_written_line_by_line() -> None:
    request = httpx.Request(
        "GET", "https://h/v1?b=1", headers={"Host": "h", "X-Sdk-Date": " 20261120T073906Z "}
    )
    assert canonical_request(request, ["host", "x-sdk-date"]).split("\n")[:-1] == [
        "GET",
        "/v1/",
        "b=1",
        "host:h",
        "x-sdk-date:20261120T073906Z",
        "",
        "host;x-sdk-date",
    ]


def test_the_key_of_the_hash_is_the_secret_itself() -> None:
    assert signature_of("SK", "20261120T073906Z", "x") != signature_of("sk", "20261120T073906Z", "x")


class Gateway:
    """Answers 401 to a signature that is out of date, as the vendor's gateway does."""

    def __init__(self, now: datetime, *, date: bool = True) -> None:
        self.now = now
        self.asked: list[str | None] = []
        self.secrets = {ACCESS_KEY: SECRET_KEY}
        self._date = date

    def __call__(self, request: httpx.Request) -> httpx.Response:
        headers = {name.lower(): value for name, value in request.headers.items()}
        target, body = request.url.raw_path.decode(), request.content
        refused = refusal(request.method, target, headers, body, secrets=self.secrets, now=self.now)
        self.asked.append(refused)
        answer = {"Date": format_datetime(self.now, usegmt=True)} if self._date else {}
        return httpx.Response(401 if refused else 200, headers=answer, json={"error_msg": refused})


async def ask(gateway: Gateway, auth: SdkHmacSha256, times: int = 1) -> list[int]:
    async with httpx.AsyncClient(
        transport=httpx.MockTransport(gateway), auth=auth, base_url="https://aom.example.com"
    ) as client:
        return [(await client.post("/v1/x", json={"a": 1})).status_code for _ in range(times)]


@pytest.mark.parametrize("off", [timedelta(minutes=-40), timedelta(days=1)])
async def test_a_clock_that_is_off_is_corrected_by_the_refusal(off: timedelta) -> None:
    gateway, auth = Gateway(NOW), signer(FixedClock(NOW + off))

    assert await ask(gateway, auth, times=3) == [200, 200, 200]
    assert len(gateway.asked) == 4  # one refusal, then right at once
    assert auth.correction == -off


async def test_a_clock_that_is_a_little_off_is_left_alone() -> None:
    gateway, auth = Gateway(NOW), signer(FixedClock(NOW + timedelta(minutes=10)))

    assert await ask(gateway, auth) == [200]
    assert auth.correction == timedelta()


async def test_a_refusal_for_another_reason_is_not_asked_again() -> None:
    gateway = Gateway(NOW)
    auth = SdkHmacSha256(ACCESS_KEY, "wrong", clock=FixedClock(NOW))

    assert await ask(gateway, auth) == [401]
    assert gateway.asked == ["verify aksk signature fail"]


@pytest.mark.parametrize("date", [True, False])
async def test_a_refusal_is_answered_at_most_once(date: bool) -> None:
    gateway = Gateway(NOW, date=date)
    auth = SdkHmacSha256(ACCESS_KEY, "wrong", clock=FixedClock(NOW + timedelta(hours=1)))

    assert await ask(gateway, auth) == [401]
    assert len(gateway.asked) == (2 if date else 1)


async def test_a_clock_that_is_put_right_later_is_followed() -> None:
    clock = FixedClock(NOW + timedelta(hours=2))
    gateway, auth = Gateway(NOW), signer(clock)
    assert await ask(gateway, auth) == [200]

    clock.set(NOW)

    assert await ask(gateway, auth) == [200]
    assert auth.correction == timedelta()


async def test_a_key_that_is_refused_again_and_again_is_left_alone_before_it_is_locked() -> None:
    gateway, clock = Gateway(NOW), FixedClock(NOW)
    auth = SdkHmacSha256(ACCESS_KEY, "wrong", clock=clock)
    assert await ask(gateway, auth, times=REFUSALS) == [401] * REFUSALS

    with pytest.raises(Unauthorized, match="nothing is sent with it for 300 s"):
        await ask(gateway, auth)
    assert len(gateway.asked) == REFUSALS

    clock.advance(REST)
    gateway.now += timedelta(seconds=REST)
    assert await ask(gateway, auth) == [401]


async def test_refusals_that_are_not_in_a_row_do_not_count() -> None:
    gateway, auth = Gateway(NOW), signer()
    for _ in range(REFUSALS):
        gateway.secrets = {}
        assert await ask(gateway, auth, times=REFUSALS - 1) == [401] * (REFUSALS - 1)
        gateway.secrets = {ACCESS_KEY: SECRET_KEY}
        assert await ask(gateway, auth) == [200]


def test_keys_are_in_no_text_of_the_signer() -> None:
    auth = signer(security_token="STSTOKEN")
    assert not {SECRET_KEY, "STSTOKEN"} & set(repr(auth).split("'"))
