"""Credentials that cannot be sent: told before anything is, without a word of what they are."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from console.backends.aom import AomBackend
from console.backends.base import BackendError, BadRequest
from console.backends.itential import ItentialBackend
from console.backends.mrs import MrsBackend
from console.backends.sahara import SaharaBackend
from console.backends.scale import ScaleBackend

PROJECT = {"project_id": "37caa80116e1403ab603e5eeb48a2f74", "cluster_id": "c-1"}
KEYS = {"access_key": "AKIDAKID", "secret_key": "SECRETSECRET", **PROJECT}

IN_HEADERS: dict[str, Callable[[str], object]] = {
    "scale token": lambda text: ScaleBackend("c", {"url": "http://s.test", "token": text}),
    "itential token": lambda text: ItentialBackend("c", {"url": "http://s.test", "token": text}),
    "itential cookie": lambda text: ItentialBackend(
        "c", {"url": "http://s.test", "token": text, "api": "session"}
    ),
    "aom token": lambda text: AomBackend("c", {"url": "http://s.test", "token": text, **PROJECT}),
    "aom key": lambda text: AomBackend("c", {"url": "http://s.test", **KEYS, "access_key": text}),
    "aom security token": lambda text: AomBackend(
        "c", {"url": "http://s.test", **KEYS, "security_token": text}
    ),
    "mrs token": lambda text: MrsBackend("c", {"url": "http://s.test", "token": text, **PROJECT}),
    "mrs key": lambda text: MrsBackend("c", {"url": "http://s.test", **KEYS, "access_key": text}),
    "mrs secret key": lambda text: MrsBackend("c", {"url": "http://s.test", **KEYS, "secret_key": text}),
    "mrs security token": lambda text: MrsBackend(
        "c", {"url": "http://s.test", **KEYS, "security_token": text}
    ),
    "sahara token": lambda text: SaharaBackend("c", {"url": "http://s.test", "token": text}),
}

IN_BODIES: dict[str, Callable[[str], object]] = {
    "scale": lambda text: ScaleBackend("c", {"url": "http://s.test", "username": "u", "password": text}),
    "itential": lambda text: ItentialBackend(
        "c", {"url": "http://s.test", "username": "u", "password": text}
    ),
    "itential basic": lambda text: ItentialBackend(
        "c", {"url": "https://s.test", "username": "u", "password": text, "api": "basic"}
    ),
    "itential oauth": lambda text: ItentialBackend(
        "c", {"url": "http://s.test", "client_id": "u", "client_secret": text}
    ),
}


def refusal_of(make: Callable[[str], object], text: str) -> BackendError:
    with pytest.raises(BadRequest) as caught:
        make(text)
    assert "TOPSECRET" not in f"{caught.value} {caught.value.advice} {caught.value.detail}"
    assert caught.value.__cause__ is None
    return caught.value


@pytest.mark.parametrize("where", IN_HEADERS, ids=str)
@pytest.mark.parametrize(
    "text", ["TOPSECRETü", "TOPSECRET\r\nX: y", "TOPSECRET\x00", "TOPSECRET is here", "TOPSECRET\udcff"]
)
def test_what_no_header_can_carry_is_refused_unsaid(where: str, text: str) -> None:
    refusal_of(IN_HEADERS[where], text)


@pytest.mark.parametrize("where", IN_HEADERS, ids=str)
def test_a_line_end_behind_a_token_is_no_part_of_it(where: str) -> None:
    IN_HEADERS[where]("TOPSECRET\r\n")


@pytest.mark.parametrize("where", IN_BODIES, ids=str)
def test_a_password_of_bytes_that_are_no_text_is_refused_unsaid(where: str) -> None:
    refusal_of(IN_BODIES[where], "TOPSECRET\udcff")


@pytest.mark.parametrize("where", IN_BODIES, ids=str)
def test_a_password_may_hold_any_text(where: str) -> None:
    IN_BODIES[where](" ünd blanks ")
