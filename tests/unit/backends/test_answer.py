"""What a server answered: read as what it is, or told as what it is not."""

from __future__ import annotations

import httpx
import pytest
from pydantic import BaseModel

from console.backends.answer import document, error_for, json_of, object_of, words_of
from console.backends.base import (
    BackendError,
    BadRequest,
    Busy,
    Conflict,
    Forbidden,
    NotFound,
    ProtocolError,
    ServerFault,
    Throttled,
    Unauthorized,
    Unreachable,
)


def answer(body: bytes, kind: str = "application/json", status: int = 200) -> httpx.Response:
    request = httpx.Request("GET", "http://server/v6/jobs/")
    return httpx.Response(status, content=body, headers={"content-type": kind}, request=request)


@pytest.mark.parametrize(
    ("body", "kind", "told"),
    [
        (b"", "application/json", "empty page"),
        (b"  \n", "text/html", "empty page"),
        (b"<!DOCTYPE html><h1>Log in</h1>", "text/html", "web page instead of data"),
        (b"<h1>Server Error (500)</h1>", "application/json", "web page instead of data"),
        (b'{"results": [{"id": 1}, {"id"', "application/json", "not JSON, or not all of it"),
        (b"\xff\xfe\x00", "application/json", "not JSON"),
        (b"[" * 100_000, "application/json", "nested too deep"),
    ],
)
def test_what_is_not_json_is_told(body: bytes, kind: str, told: str) -> None:
    with pytest.raises(ProtocolError, match=told) as caught:
        json_of(answer(body, kind), "the server")
    assert "GET /v6/jobs/" in str(caught.value)
    assert len(caught.value.detail) < 400


def test_json_of_a_wrong_type_is_json_all_the_same() -> None:
    assert json_of(answer(b'{"id": 1}', "text/plain"), "the server") == {"id": 1}


@pytest.mark.parametrize(
    ("body", "kind"),
    [(b'"<Response 183 bytes [404 NOT FOUND]>"', "a text"), (b"[]", "a list"), (b"7", "a bare value")],
)
def test_where_an_object_is_due_nothing_else_will_do(body: bytes, kind: str) -> None:
    with pytest.raises(ProtocolError, match=kind):
        object_of(answer(body), "the server")


class Thing(BaseModel):
    id: int


def test_a_document_that_is_not_as_it_should_be_names_the_place() -> None:
    assert document(answer(b'{"id": 7}'), Thing, "the server").id == 7
    with pytest.raises(ProtocolError) as caught:
        document(answer(b'{"id": "x"}'), Thing, "the server")
    assert caught.value.detail.startswith("id: ")


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (400, BadRequest),
        (401, Unauthorized),
        (403, Forbidden),
        (404, NotFound),
        (405, BadRequest),
        (409, Conflict),
        (410, NotFound),
        (412, Conflict),
        (415, BadRequest),
        (429, Throttled),
        (500, ServerFault),
        (502, Unreachable),
        (503, Busy),
        (504, Unreachable),
        (599, ServerFault),
    ],
)
def test_each_status_is_an_error_of_its_own(status: int, kind: type[BackendError]) -> None:
    error = error_for(status, "the server", message="no such thing ", request_id="req-1", what="job 7")

    assert type(error) is kind
    assert "the server" in str(error)
    assert "job 7" in str(error)
    assert error.detail == "no such thing\nrequest req-1"


def test_not_being_known_and_not_being_permitted_are_told_apart() -> None:
    unknown, not_permitted = error_for(401, "it"), error_for(403, "it")

    assert isinstance(unknown, Forbidden)
    assert type(not_permitted) is Forbidden
    assert str(unknown) != str(not_permitted)


def test_a_busy_server_says_for_how_long() -> None:
    error = error_for(429, "the server", retry_after=12.0)

    assert isinstance(error, Busy)
    assert error.retry_after == 12.0
    assert "for 12 s" in str(error)


def test_a_web_page_is_named_and_not_quoted() -> None:
    assert words_of(answer(b"<html>" + b"x" * 5000, "text/html")) == "(a web page, 5006 bytes)"
    assert words_of(answer(b"Unauthorized\n", "text/plain")) == "Unauthorized"
