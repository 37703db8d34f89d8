"""Secrets in what MRS tells of a job are masked, wherever it tells them."""

from __future__ import annotations

import json
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.backends.mrs.secrets import masked_arguments, masked_params, masked_properties, masked_raw
from console.core.secret import MASK


def test_configurations_and_credentials_are_hidden_whole() -> None:
    raw = {
        "id": "1",
        "job_configs": {"args": ["hunter2"]},
        "credentials": "hunter2",
        "info": {"password": "hunter2", "conf": "<value>hunter2</value>"},
    }
    masked = masked_raw(raw)
    info = {"password": MASK, "conf": MASK}
    assert masked == {"id": "1", "job_configs": MASK, "credentials": MASK, "info": info}


def test_what_is_empty_stays_empty() -> None:
    assert masked_raw({"job_configs": None, "credentials": ""}) == {"job_configs": None, "credentials": ""}


@pytest.mark.parametrize(
    "properties",
    [
        {"fs.obs.endpoint": "obs.example", "fs.obs.access.key": "hunter2", "fs.obs.secret.key": "hunter2"},
        {"a": {"password": "hunter2"}},
        json.dumps({"fs.obs.endpoint": "obs.example", "fs.obs.secret.key": "hunter2"}),
        "{fs.obs.endpoint=obs.example, fs.obs.secret.key=hunter2}",
    ],
)
def test_properties_keep_no_key(properties: object) -> None:
    raw = masked_raw({"properties": properties})  # pyright: ignore[reportArgumentType]
    assert "hunter2" not in repr(raw)
    assert MASK in repr(raw)


@pytest.mark.parametrize("properties", ["{}", '{"fs.obs.endpoint": "obs.example"}', "{a=b}", ""])
def test_properties_without_a_secret_stay_as_they_are(properties: str) -> None:
    assert masked_properties(properties) == properties


@pytest.mark.parametrize(
    ("arguments", "shown"),
    [
        ("[--class, Pi, --password, hunter2, 10]", f"[--class, Pi, --password, {MASK}, 10]"),
        ("[--conf, spark.db.password=hunter2]", f"[--conf, spark.db.password={MASK}]"),
        ("[jdbc:mysql://db?user=a&password=hunter2]", f"[jdbc:mysql://db?user=a&password={MASK}]"),
        ("username=admin @password=hunter2", f"username=admin @password={MASK}"),
        ('["--token", "hunter2", "x"]', f'["--token", {MASK}, "x"]'),
        ("wordcount s3a://bucket/input/", "wordcount s3a://bucket/input/"),
        ("[--passwords-file, --verbose, x]", "[--passwords-file, --verbose, x]"),
        (["--secret", "hunter2"], ["--secret", MASK]),
    ],
)
def test_arguments_keep_no_password(arguments: object, shown: object) -> None:
    assert masked_arguments(arguments) == shown  # pyright: ignore[reportArgumentType]


def test_what_a_job_was_started_with_is_masked_too_and_nothing_unknown_is_shown() -> None:
    params = {"job_type": None, "arguments": "a password=hunter2", "properties": '{"secret": "hunter2"}'}
    assert masked_params(params) == {
        "arguments": f"a password={MASK}",
        "properties": f'{{"secret": "{MASK}"}}',
    }


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


@given(
    value=anything,
    key=st.sampled_from(["password", "fs.obs.secret.key", "job_configs", "db.passwd", "X-Auth-Token"]),
)
def test_no_value_under_the_name_of_a_secret_is_kept_at_any_depth(value: object, key: str) -> None:
    secret = "hunter2 hunter2"
    raw = {"outer": [{key: secret, "other": value}], "arguments": value, "properties": value}
    assert secret not in repr(masked_raw(raw))  # pyright: ignore[reportArgumentType]


def test_a_long_word_among_the_arguments_takes_no_time() -> None:
    begun = process_time()
    masked_arguments("x" * 200_000)
    assert process_time() - begun < 1
