"""What the platform marks as encrypted is masked wherever it stands."""

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from console.backends.itential.secrecy import without_secrets
from console.core.secret import MASK


def test_what_a_jobs_decorators_point_at_is_masked() -> None:
    job = {
        "_id": "a",
        "decorators": [{"type": "encryption", "pointer": "/variables/enable"}],
        "variables": {"enable": "hunter22", "host": "r1"},
    }
    assert without_secrets(job)["variables"] == {"enable": MASK, "host": "r1"}


def test_a_tasks_decorators_point_into_its_variables() -> None:
    variables = {
        "incoming": {"a/b": {"~c": "top secret"}},
        "decorators": [{"type": "encryption", "pointer": "/incoming/a~1b/~0c"}],
    }
    job = without_secrets({"_id": "a", "tasks": {"1": {"variables": variables}}})
    assert json.dumps(job).count("top secret") == 0
    assert job["tasks"]["1"]["variables"]["incoming"] == {"a/b": {"~c": MASK}}  # type: ignore[index, call-overload]


def test_a_place_in_a_list_is_masked_alone() -> None:
    job = {
        "_id": "a",
        "decorators": [{"pointer": "/variables/keys/1"}],
        "variables": {"keys": ["a", "bbbbbb", "c"]},
    }
    assert without_secrets(job)["variables"] == {"keys": ["a", MASK, "c"]}


def test_the_same_text_is_masked_in_messages_and_outputs() -> None:
    job = {
        "_id": "a",
        "decorators": [{"pointer": "/variables/enable"}],
        "variables": {"enable": "hunter22"},
        "error": [{"task": "1", "message": "login with hunter22 failed"}],
    }
    assert without_secrets(job)["error"] == [{"task": "1", "message": f"login with {MASK} failed"}]


def test_values_under_secret_names_are_masked_without_a_mark() -> None:
    job = {"_id": "a", "variables": {"password": "x", "api_key": "y", "host": "r1"}}
    assert without_secrets(job)["variables"] == {"password": MASK, "api_key": MASK, "host": "r1"}


def test_an_id_stays_readable_whatever_points_at_it() -> None:
    assert without_secrets({"_id": "a", "decorators": [{"pointer": "/_id"}]})["_id"] == "a"


ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=6,
)


@given(ANY_JSON, st.lists(st.text(), max_size=3) | ANY_JSON, st.text(min_size=6, alphabet="abcdefgh"))
def test_a_marked_secret_is_nowhere_whatever_else_stands_there(rest: Any, pointers: Any, secret: str) -> None:
    marks = [{"pointer": each} for each in pointers] if isinstance(pointers, list) else pointers
    job = {
        "_id": "zzz",
        "rest": rest,
        "marks": {"decorators": marks},
        "variables": {"x": secret, "told": f"it was {secret}!"},
        "decorators": [{"type": "encryption", "pointer": "/variables/x"}],
    }
    assert secret not in json.dumps(without_secrets(job)["variables"])
