"""Secrets in what a server sent: gone under whatever key they stand, at any depth."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.core.masking import masked, masked_keys
from console.core.secret import MASK
from console.model import Json

SECRET = "hunter2-of-the-test"


@pytest.mark.parametrize(
    "key",
    [
        "password",
        "db_password",
        "passphrase",
        "client_secret",
        "fs.swift.service.sahara.password",
        "X-Auth-Token",
        "access_key",
        "secretKey",
        "apiKey",
        "Authorization",
        "decorators",
        "Set-Cookie",
        "trust_credentials",
    ],
)
def test_what_is_called_a_secret_is_masked(key: str) -> None:
    assert masked({key: SECRET}) == {key: MASK}
    assert masked({key: {"deep": [SECRET]}}) == {key: MASK}


@pytest.mark.parametrize("key", ["name", "monkey", "passed", "path", "key", "author"])
def test_what_is_not_is_shown(key: str) -> None:
    assert masked({key: "plain"}) == {key: "plain"}


def test_that_there_is_none_is_no_secret() -> None:
    assert masked({"password": None, "token": "", "secrets": []}) == {
        "password": None,
        "token": "",
        "secrets": [],
    }


def test_keys_can_be_named_exactly() -> None:
    assert masked_keys({"a": [{"job_configs": {"x": SECRET}, "b": 1}]}, {"job_configs"}) == {
        "a": [{"job_configs": MASK, "b": 1}]
    }


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.just(SECRET),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=12,
)


@given(JSON)
def test_no_secret_is_left_wherever_it_stood(value: Json) -> None:
    assert SECRET not in json.dumps(masked({"outer": [{"the_password": value}]}))
