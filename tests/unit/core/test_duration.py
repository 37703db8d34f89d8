import pytest

from console.core.duration import parse_duration


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("30s", 30),
        ("5m", 300),
        ("2h30m", 9000),
        ("1d", 86400),
        ("1.5h", 5400),
        ("2w", 1209600),
        ("250ms", 0.25),
        ("90", 90),
        ("0.5", 0.5),
        ("0", 0),
        ("1w2d3h4m5s6ms", 788645.006),
        (" 5m ", 300),
    ],
)
def test_durations_are_seconds(text: str, seconds: float) -> None:
    assert parse_duration(text) == pytest.approx(seconds)


@pytest.mark.parametrize(
    "text",
    ["", "m", "5x", "-5m", "5m2h", "5m5m", "1e3", "nan", "inf", "5 m", "1_000", "٣s", ".5s", "5.", "5mm"],
)
def test_anything_else_is_refused_with_what_is_allowed(text: str) -> None:
    with pytest.raises(ValueError, match="a duration such as 30s, 5m, 2h30m, 1d or a number of seconds"):
        parse_duration(text)


@pytest.mark.parametrize("text", ["101" * 5 + "d", "9" * 400, "5300w"])
def test_a_duration_of_more_than_a_hundred_years_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="longer than a hundred years"):
        parse_duration(text)
