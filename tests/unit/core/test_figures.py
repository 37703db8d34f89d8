import pytest

from console.core.figures import count, progress_bar


@pytest.mark.parametrize(
    ("number", "shown"), [(0, "0"), (999, "999"), (1204332, "1,204,332"), (-1000, "-1,000")]
)
def test_a_count_has_its_thousands_apart(number: int, shown: str) -> None:
    assert count(number) == shown


@pytest.mark.parametrize(
    ("done", "total", "bar"),
    [
        (0, 9, "░░░░░░░░"),
        (3, 8, "███░░░░░"),
        (1, 16, "▌░░░░░░░"),
        (1, 1000, "▏░░░░░░░"),
        (999, 1000, "███████▉"),
        (9, 9, "████████"),
        (12, 9, "████████"),
        (-1, 9, "░░░░░░░░"),
        (1, None, "░░░░░░░░"),
        (0, 0, "░░░░░░░░"),
    ],
)
def test_a_bar_is_full_only_when_all_is_done_and_empty_only_when_nothing_is(
    done: int, total: int | None, bar: str
) -> None:
    assert progress_bar(done, total, 8) == bar


@pytest.mark.parametrize(
    ("done", "bar"), [(0, "........"), (1, "#......."), (50, "####...."), (99, "#######."), (100, "########")]
)
def test_a_bar_in_ascii(done: int, bar: str) -> None:
    assert progress_bar(done, 100, 8, ascii_only=True) == bar


@pytest.mark.parametrize(("width", "bar"), [(0, ""), (-3, ""), (1, ".")])
def test_a_bar_of_one_column_or_none_stays_within_it(width: int, bar: str) -> None:
    assert progress_bar(1, 2, width, ascii_only=True) == bar
