"""A start form is checked before it is sent, and every mistake is told at once."""

import pytest

from console.client.form import SECRET, Checked, check, filled_in, shown
from console.model import Param, ParamKind

PARAMS = (
    Param("day", ParamKind.DATE, required=True),
    Param("limit", ParamKind.INT, "1000"),
    Param("region", ParamKind.CHOICE, options=("eu", "us")),
    Param("dry", ParamKind.BOOL, "false"),
    Param("extra", ParamKind.JSON),
    Param("token", secret=True),
)


def test_what_is_right_is_sent_and_what_is_empty_is_left_out() -> None:
    checked = check(
        PARAMS, {"day": " 2026-11-19 ", "limit": "7", "region": "", "dry": "true", "extra": '{"a": 1}'}
    )

    assert checked.params == {"day": "2026-11-19", "limit": "7", "dry": "true", "extra": '{"a": 1}'}
    assert checked.mistakes == {}


def test_every_mistake_is_told() -> None:
    checked = check(PARAMS, {"limit": "many", "region": "mars", "dry": "perhaps", "extra": "{"})

    assert set(checked.mistakes) == {"day", "limit", "region", "dry", "extra"}
    assert checked.mistakes["day"] == "is needed"
    assert "eu, us" in checked.mistakes["region"]


@pytest.mark.parametrize("text", ["2026-02-30", "20261119", "tomorrow", "2026-11-19T01:00"])
def test_a_date_is_a_day_of_the_calendar(text: str) -> None:
    assert "day" in check(PARAMS, {"day": text}).mistakes


def test_secrets_are_not_shown() -> None:
    assert shown(PARAMS, {"token": "hunter2", "limit": "7"}) == {"token": SECRET, "limit": "7"}


@pytest.mark.parametrize(
    ("param", "text"),
    [
        (Param("day", ParamKind.DATE, "yesterday"), "yesterday"),
        (Param("day", ParamKind.DATE), "2026-11-19"),
        (Param("deep", ParamKind.BOOL), "true"),
        (Param("limit", ParamKind.INT), "-12"),
        (Param("region", ParamKind.CHOICE, options=("eu", "us")), "us"),
        (Param("body", ParamKind.JSON), '{"a": 1}'),
        (Param("note"), "anything at all"),
    ],
)
def test_what_the_engine_takes_is_sent(param: Param, text: str) -> None:
    assert check((param,), {param.name: text}) == Checked({param.name: text}, {})


@pytest.mark.parametrize(
    ("param", "text", "mistake"),
    [
        (Param("day", ParamKind.DATE), "soon", "should be a date such as 2026-11-19, or today, or yesterday"),
        (Param("deep", ParamKind.BOOL), "yes", "should be true or false, not 'yes'"),
        (Param("limit", ParamKind.INT), "1_000", "should be a whole number, not '1_000'"),
        (Param("region", ParamKind.CHOICE, options=("eu", "us")), "eur", "did you mean 'eu'?"),
        (Param("body", ParamKind.JSON), '{\n "a": }', "2:7: this is no JSON: Expecting value"),
        (Param("day", ParamKind.DATE, required=True), " ", "is needed"),
    ],
)
def test_what_it_would_refuse_is_told_before(param: Param, text: str, mistake: str) -> None:
    checked = check((param,), {param.name: text})

    assert checked.params == {}
    assert mistake in checked.mistakes[param.name]


def test_the_blanks_of_a_secret_are_kept_and_its_value_is_never_repeated() -> None:
    pin = Param("pin", ParamKind.INT, secret=True)

    assert check((Param("token", secret=True),), {"token": " a b "}).params == {"token": " a b "}
    assert "hunter2" not in check((pin,), {"pin": "hunter2"}).mistakes["pin"]


def test_a_form_is_filled_in_as_another_job_was_but_for_its_secrets() -> None:
    given = {"day": "2026-11-19", "limit": 7, "dry": True, "token": "•••", "region": None, "old": "x"}

    assert filled_in(PARAMS, given) == {"day": "2026-11-19", "limit": "7", "dry": "true", "region": ""}
