"""The rules of every connection, on real sockets: what is repeated, what never, and what is not taken in."""

from __future__ import annotations

import gzip
import json
import tracemalloc
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from fakes.raw import drip, fine, flood, raw_server, reset, says, whole

from console.backends.base import (
    BackendError,
    BadRequest,
    NotSent,
    OutcomeUnknown,
    ProtocolError,
    Redirected,
    Unreachable,
)
from console.backends.http import Address, Link, open_client
from console.backends.link import retry_after
from console.backends.signing import date_of
from console.core.clock import FixedClock

NOW = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
TOKEN = "s3cret-of-the-test"


class Waits:
    """Does not wait, and keeps how long it was asked to."""

    def __init__(self) -> None:
        self.seconds: list[float] = []

    async def __call__(self, seconds: float) -> None:
        self.seconds.append(seconds)


def link_to(url: str, waits: Waits | None = None, *, timeout: float = 5.0) -> Link:
    address = Address(url, timeout=timeout, headers={"Authorization": f"Token {TOKEN}"})
    return Link(open_client(address), "the server", sleep=waits or Waits(), clock=FixedClock(NOW))


async def test_a_busy_server_is_asked_again_when_it_said() -> None:
    waits = Waits()
    busy = fine({"error": "slow down"}, status="429 Too Many", headers=("Retry-After: 7",))
    async with raw_server(busy, fine({"items": []})) as server:
        link = link_to(server.url, waits)
        response = await link.read("/jobs")
        await link.close()

    assert response.json() == {"items": []}
    assert waits.seconds == [7.0]
    assert server.requests == ["GET /jobs", "GET /jobs"]


async def test_a_server_that_stays_busy_is_left_alone_after_two_more_reads() -> None:
    waits = Waits()
    async with raw_server(fine({}, status="503 Unavailable")) as server:
        link = link_to(server.url, waits)
        response = await link.read("/jobs")
        await link.close()

    assert response.status_code == 503
    assert waits.seconds == [0.5, 1.0]
    assert len(server.requests) == 3


async def test_a_long_wait_is_the_persons_to_decide() -> None:
    waits = Waits()
    late = format_datetime(NOW + timedelta(minutes=10), usegmt=True)
    async with raw_server(fine({}, status="429 Too Many", headers=(f"Retry-After: {late}",))) as server:
        link = link_to(server.url, waits)
        assert (await link.read("/jobs")).status_code == 429
        await link.close()

    assert waits.seconds == []
    assert len(server.requests) == 1


async def test_a_busy_server_is_not_sent_a_change_twice() -> None:
    async with raw_server(fine({}, status="503 Unavailable", headers=("Retry-After: 1",))) as server:
        link = link_to(server.url)
        assert (await link.send("/cancel", {"job_ids": [7]})).status_code == 503
        await link.close()

    assert server.requests == ["POST /cancel"]


@pytest.mark.parametrize("method", ["POST", "PATCH", "GET", "DELETE"])
async def test_a_change_that_is_cut_after_sending_is_unknown_and_never_sent_again(method: str) -> None:
    async with raw_server(reset()) as server:
        link = link_to(server.url)
        with pytest.raises(OutcomeUnknown, match="may have been done or not"):
            await link.send("/jobs/7/cancel", method=method)
        await link.close()

    assert server.requests == [f"{method} /jobs/7/cancel"]


async def test_a_web_page_that_says_fine_leaves_a_change_unknown() -> None:
    page = whole(b"\n<!DOCTYPE html><title>Log in</title>", kind="text/html")
    async with raw_server(page) as server:
        link = link_to(server.url)
        with pytest.raises(OutcomeUnknown, match="a web page answered in place of the server"):
            await link.send("/jobs/7/cancel", {})
        await link.close()

    assert server.requests == ["POST /jobs/7/cancel"]


async def test_a_read_that_is_cut_is_repeated_once() -> None:
    async with raw_server(reset(), fine({"id": 7})) as server:
        link = link_to(server.url)
        assert (await link.read("/jobs/7")).json() == {"id": 7}
        await link.close()

    assert len(server.requests) == 2


async def test_a_search_that_is_posted_is_a_read_all_the_same() -> None:
    async with raw_server(reset(), fine({"items": []})) as server:
        link = link_to(server.url)
        assert (await link.read("/jobs/search", search={"limit": 5})).json() == {"items": []}
        await link.close()

    assert server.requests == ["POST /jobs/search", "POST /jobs/search"]


async def test_a_server_that_drips_is_given_up_in_time() -> None:
    async with raw_server(drip()) as server:
        link = link_to(server.url, timeout=0.5)
        with pytest.raises(Unreachable, match="does not answer in time"):
            await link.read("/jobs")
        await link.close()

    assert len(server.requests) == 1


async def test_a_change_whose_answer_drips_is_unknown() -> None:
    async with raw_server(drip()) as server:
        link = link_to(server.url)
        with pytest.raises(OutcomeUnknown, match="has not answered in time"):
            await link.send("/jobs/7/cancel", {}, patience=0.2)
        await link.close()


async def test_fifty_megabytes_are_not_taken_in() -> None:
    async with raw_server(flood(50)) as server:
        link = link_to(server.url)
        with pytest.raises(ProtocolError, match="more than 32 MiB"):
            await link.read("/jobs")
        await link.close()


async def test_neither_are_they_packed() -> None:
    packed = gzip.compress(b" " * 50 * 1024 * 1024)
    async with raw_server(whole(packed, headers=("Content-Encoding: gzip",))) as server:
        link = link_to(server.url)
        with pytest.raises(ProtocolError, match="more than 32 MiB"):
            await link.read("/jobs")
        await link.close()


async def test_what_is_packed_is_unpacked() -> None:
    packed = gzip.compress(json.dumps({"id": "ü"}).encode())
    async with raw_server(whole(packed, headers=("Content-Encoding: gzip",))) as server:
        link = link_to(server.url)
        assert (await link.read("/jobs")).json() == {"id": "ü"}
        await link.close()


@pytest.mark.parametrize("status", ["301 Moved", "302 Found", "307 Temporary", "308 Permanent"])
async def test_a_redirect_is_not_followed_and_carries_no_token(status: str) -> None:
    async with raw_server(fine({})) as elsewhere:
        sends_away = whole(b"", status=status, headers=(f"Location: {elsewhere.url}/jobs/",))
        async with raw_server(sends_away) as server:
            link = link_to(server.url)
            with pytest.raises(Redirected, match="not followed"):
                await link.read("/jobs")
            with pytest.raises(Redirected) as caught:
                await link.send("/cancel", {"job_ids": [7]})
            await link.close()

    assert elsewhere.heads == []
    assert "url" in caught.value.advice
    assert server.requests == ["GET /jobs", "POST /cancel"]


@pytest.mark.parametrize("path", ["http://evil.invalid/jobs", "//evil.invalid/jobs", "jobs", ""])
async def test_nothing_but_a_path_of_the_context_is_asked(path: str) -> None:
    async with raw_server(fine({})) as server:
        link = link_to(server.url)
        with pytest.raises(BadRequest, match="not a path"):
            await link.read(path)
        with pytest.raises(BadRequest, match="not a path"):
            await link.send(path)
        await link.close()

    assert server.heads == []


async def test_the_token_goes_to_its_origin_below_its_path() -> None:
    async with raw_server(fine({})) as server:
        link = link_to(server.url + "/service/scale/api")
        await link.read("/v6/jobs/", [("status", "FAILED"), ("status", "RUNNING")])
        await link.close()

    assert server.requests == ["GET /service/scale/api/v6/jobs/?status=FAILED&status=RUNNING"]
    assert f"authorization: token {TOKEN}" in server.heads[0].lower()


async def test_what_is_no_http_is_told_without_a_traceback() -> None:
    async with raw_server(says(b"SSH-2.0-OpenSSH_9.6\r\n\r\n")) as server:
        link = link_to(server.url)
        with pytest.raises(ProtocolError, match="does not speak HTTP"):
            await link.read("/jobs")
        await link.close()


@pytest.mark.parametrize("minutes", [-10, 10])
async def test_the_difference_of_the_clocks_is_known_from_any_answer(minutes: int) -> None:
    date = format_datetime(NOW + timedelta(minutes=minutes), usegmt=True)
    async with raw_server(fine({}, headers=(f"Date: {date}",)), fine({}, headers=("Date: soon",))) as server:
        link = link_to(server.url)
        assert link.clock_difference is None
        await link.read("/")
        await link.read("/")
        await link.close()

    assert link.clock_difference == minutes * 60


async def test_an_answer_that_is_packed_twice_is_not_unpacked() -> None:
    """One packing makes a thousand bytes of one, two make a million: memory would be gone first."""
    bomb = gzip.compress(gzip.compress(bytes(64 * 1024**2)))
    async with raw_server(whole(bomb, headers=("Content-Encoding: gzip, gzip",))) as server:
        link = link_to(server.url)
        tracemalloc.start()
        with pytest.raises(ProtocolError):
            await link.read("/jobs")
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        await link.close()

    assert peak < 8 * 1024**2


@pytest.mark.parametrize("odd", ["TOPSECRET\x00", "TOPSECRET\r\nX: y", "TOPSECRET\u00fc", "TOPSECRET\udcff"])
async def test_a_header_that_cannot_be_sent_is_not_quoted(odd: str) -> None:
    """A server may give out such a token at a login."""
    async with raw_server(fine({})) as server:
        link = link_to(server.url)
        told: list[str] = []
        for call in (
            link.read("/jobs", headers={"Authorization": odd}),
            link.send("/jobs", {}, headers={"Authorization": odd}),
        ):
            with pytest.raises(BackendError) as caught:
                await call
            assert not isinstance(caught.value, OutcomeUnknown)
            told.append(f"{caught.value} {caught.value.advice} {caught.value.detail}")
        await link.close()

    assert server.requests == []
    assert "TOPSECRET" not in "".join(told)


@pytest.mark.parametrize(
    "odd", [{"x": "\udcff"}, {"x": float("inf")}, {"x": float("nan")}], ids=["half", "infinite", "none"]
)
async def test_what_cannot_be_written_is_not_sent(odd: dict[str, str | float]) -> None:
    async with raw_server(fine({})) as server:
        link = link_to(server.url)
        with pytest.raises(BadRequest, match="nothing was sent"):
            await link.send("/jobs", odd)
        with pytest.raises(BadRequest, match="nothing was sent"):
            await link.read("/jobs", [("q", "x" * 70_000)])
        await link.close()

    assert server.requests == []


@pytest.mark.parametrize(
    "date",
    [
        "Fri, 20 Nov 2026 07:34:52 +99999999999999999999",
        "Fri, 99999999999999999999 Nov 2026 07:34:52 GMT",
        "Fri, 31 Dec 9999 23:59:59 -1200",
        "Fri,",
    ],
)
async def test_a_clock_that_cannot_be_is_no_clock(date: str) -> None:
    answer = fine({"items": []}, headers=(f"Date: {date}", f"Retry-After: {date}"))
    async with raw_server(answer) as server:
        link = link_to(server.url)
        response = await link.read("/jobs")
        await link.close()

    assert response.json() == {"items": []}
    assert link.clock_difference is None
    assert date_of(response) is None
    assert retry_after(response, NOW) is None


@pytest.mark.parametrize("changes", [False, True])
async def test_a_proxy_that_refuses_is_named_and_nothing_was_sent(
    changes: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    refusal = whole(b"", status="407 Proxy Authentication Required")
    async with raw_server(refusal) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", proxy.url)
        monkeypatch.delenv("NO_PROXY", raising=False)
        link = link_to("https://jobs.example")
        with pytest.raises(NotSent, match="the proxy on the way to the server refuses") as caught:
            await (link.send("/jobs/7/cancel") if changes else link.read("/jobs"))
        await link.close()

    assert "HTTPS_PROXY" in caught.value.advice
    assert "407" in caught.value.detail
    assert proxy.requests == ["CONNECT jobs.example:443"]
