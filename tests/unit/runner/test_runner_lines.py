"""The lines of a control file: what is written is read back, and what is cut short is not there."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.runner import lines
from console.runner.identity import ProcessIdentity
from console.runner.outcome import TEXT_LIMIT, Outcome, Reason

RUNNER = ProcessIdentity("5fef2901-355c-46b1-b889-c474a182b6f8", 4711, 99)
ENDED = Outcome(Reason.EXIT, 3, 1_000, 2_000, 500, 13_000)

numbers = st.integers(0, 2**63)
outcomes = st.builds(
    Outcome,
    st.sampled_from(Reason),
    st.integers(-64, 255),
    *[numbers] * 8,
    st.text(st.characters(), max_size=TEXT_LIMIT),
)


def test_the_exit_line_reads_as_documented() -> None:
    assert lines.exit_line(ENDED) == b"exit exit 3 1000 2000 500 13000 .\n"


def test_what_is_not_zero_is_told_by_name() -> None:
    line = lines.exit_line(ENDED._replace(log_bytes=7, text="no command 'x y'"))
    assert line == b"exit exit 3 1000 2000 500 13000 log_bytes=7 text=no%20command%20'x%20y' .\n"


@given(outcomes)
def test_an_outcome_is_read_back_as_it_was_written(outcome: Outcome) -> None:
    assert lines.parse(lines.exit_line(outcome)).outcome == outcome


@given(outcomes)
def test_a_claim_and_an_exit_line_fit_the_block_that_the_claim_reserves(outcome: Outcome) -> None:
    content = lines.claim_line(RUNNER) + lines.child_line(2**22, 2**63) + lines.exit_line(outcome)
    assert len(content) <= 4096


def test_a_whole_file_tells_claim_child_and_outcome() -> None:
    content = lines.claim_line(RUNNER) + lines.child_line(4712, 101) + lines.exit_line(ENDED)
    assert lines.parse(content) == lines.ControlRecord(RUNNER, lines.ChildLine(4712, 101), ENDED, None)


def test_an_exit_line_cut_anywhere_is_no_outcome() -> None:
    whole = lines.exit_line(ENDED._replace(text="it says . in the middle"))
    assert all(lines.parse(whole[:size]).outcome is None for size in range(len(whole)))


def test_the_abandoned_marker_names_the_engine() -> None:
    assert lines.parse(lines.abandoned_line(RUNNER)) == lines.ControlRecord(abandoned=RUNNER)


@pytest.mark.parametrize(
    "line", [b"child x 1\n", b"claim\n", b"exit bored 1 2 3 4 5 .\n", b"news from later\n", b"\xff\n"]
)
def test_a_line_that_is_not_understood_is_passed_over(line: bytes) -> None:
    content = lines.claim_line(RUNNER) + line + lines.exit_line(ENDED)
    assert lines.parse(content) == lines.ControlRecord(claim=RUNNER, outcome=ENDED)


def test_a_key_of_a_later_version_is_passed_over() -> None:
    assert lines.parse(b"exit exit 3 1000 2000 500 13000 colour=red .\n").outcome == ENDED
