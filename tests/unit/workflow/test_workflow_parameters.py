"""The parameters that a job is started with."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from console.model import Param, ParamKind
from console.workflow import ParameterErrors, resolve_params, workflow_info

if TYPE_CHECKING:
    from tests.unit.workflow.conftest import Read

TODAY = date(2026, 3, 1)
FLOW = """\
params:
  day: {type: date, default: yesterday}
  region: {type: choice, options: [eu, us], default: eu, description: Where}
  count: {type: int, default: 3}
  dry: {type: bool, default: true}
  note: {required: false}
  who: {}
nodes: {a: {run: x}}
"""


def test_what_is_not_given_has_its_default(read: Read) -> None:
    assert resolve_params(read(FLOW), {"who": "ann"}, TODAY) == {
        "day": "2026-02-28",
        "region": "eu",
        "count": 3,
        "dry": True,
        "note": "",
        "who": "ann",
    }


def test_what_is_given_is_read_by_its_type(read: Read) -> None:
    given = {"day": "2024-02-29", "region": "us", "count": "-12", "dry": "false", "note": "a\nb", "who": ""}
    assert resolve_params(read(FLOW), given, TODAY) == {
        "day": "2024-02-29",
        "region": "us",
        "count": -12,
        "dry": False,
        "note": "a\nb",
        "who": "",
    }


@pytest.mark.parametrize(("text", "day"), [("today", "2026-03-01"), ("yesterday", "2026-02-28")])
def test_days_are_seen_from_today(text: str, day: str, read: Read) -> None:
    assert resolve_params(read(FLOW), {"who": "", "day": text}, TODAY)["day"] == day


def test_all_that_is_wrong_is_told_at_once(read: Read) -> None:
    given = {
        "dya": "x",
        "zzz": "x",
        "day": "2026-02-30",
        "region": "eur",
        "count": "1.5",
        "dry": "yes",
        "note": "a\0b",
    }
    with pytest.raises(ParameterErrors) as raised:
        resolve_params(read(FLOW), given, TODAY)
    assert str(raised.value).splitlines() == [
        "parameter 'dya': unknown parameter (did you mean 'day'?)",
        "parameter 'zzz': unknown parameter (there are 'day', 'region', 'count', 'dry', 'note', 'who')",
        "parameter 'day': it should be a date such as 2026-11-19, or today, or yesterday, not '2026-02-30'",
        "parameter 'region': it should be one of eu, us, not 'eur' (did you mean 'eu'?)",
        "parameter 'count': it should be a whole number, not '1.5'",
        "parameter 'dry': it should be true or false, not 'yes'",
        "parameter 'note': it should be a text without the character NUL, which no command can be given",
        "parameter 'who': required: a string must be given",
    ]
    assert [error.name for error in raised.value.errors][-1] == "who"


@pytest.mark.parametrize("text", ["9" * 19, "", "x", "1e3"])
def test_numbers_that_are_none(text: str, read: Read) -> None:
    with pytest.raises(ParameterErrors, match="a whole number"):
        resolve_params(read(FLOW), {"who": "", "count": text}, TODAY)


def test_a_text_that_no_command_can_be_given(read: Read) -> None:
    with pytest.raises(ParameterErrors, match="at most 100000 bytes, not 100001"):
        resolve_params(read(FLOW), {"who": "x" * 100_001}, TODAY)
    with pytest.raises(ParameterErrors, match="UTF-8"):
        resolve_params(read(FLOW), {"who": "\udc80"}, TODAY)


def test_a_workflow_without_parameters_takes_none(read: Read) -> None:
    with pytest.raises(ParameterErrors, match="unknown parameter: this workflow has none"):
        resolve_params(read("nodes: {a: {run: x}}"), {"x": "1"}, TODAY)


def test_a_secret_is_not_told_by_its_error(read: Read) -> None:
    workflow = read("params: {pin: {type: int, secret: true}}\nnodes: {a: {run: x}}")
    with pytest.raises(ParameterErrors) as raised:
        resolve_params(workflow, {"pin": "hunter2"}, TODAY)
    assert str(raised.value) == "parameter 'pin': the secret value cannot be used"


def test_what_a_start_form_needs(read: Read) -> None:
    info = workflow_info(read(FLOW), "nightly")
    assert (info.id, info.name, info.source) == ("nightly", "flow", "flow.yaml")
    assert info.params[1] == Param("region", ParamKind.CHOICE, "eu", False, ("eu", "us"), "Where")
    assert [param.name for param in info.params if param.required] == ["who"]


def test_the_default_of_a_secret_is_not_shown(read: Read) -> None:
    workflow = read("params: {pin: {secret: true, default: hunter2}}\nnodes: {a: {run: x}}")
    (param,) = workflow_info(workflow, "x").params
    assert (param.secret, param.default) == (True, None)
