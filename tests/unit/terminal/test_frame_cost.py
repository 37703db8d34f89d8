"""What the display layer costs in CPU: measured against Textual's own output of the same frame, in one run.

Both are Python on the same strings, so a slow or a busy machine changes nothing. A full scroll may take 5 ms,
and takes 1.3 on the machine of `benchmarks/README.md`; every bound is half as much again as was measured.
"""

import pytest

from benchmarks.console.layer import cost


@pytest.mark.parametrize(
    ("what", "times", "most"),
    [("cursor move", 5, 450), ("edge scroll", 5, 380), ("PgDn", 15, 3_050), ("all anew", 24, 7_200)],
)
def test_a_frame_costs_a_few_times_what_textual_takes_to_write_it_all(
    what: str, times: float, most: int
) -> None:
    found = cost(what)

    assert found.ours < times * found.stock
    assert found.sent < most
    assert found.sent < found.stock_sent / 4
