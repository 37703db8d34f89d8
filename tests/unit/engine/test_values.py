"""What is stored comes back as it was."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from console.engine.moments import from_us, maybe_from_us, to_us
from console.engine.places import Places
from console.engine.rules_text import read_rules, rules_text
from console.engine.words import ATTENTION, EXECUTION, JOB, NODE, RESOLUTION, SKIP, WAIT, Words
from console.model import (
    Attention,
    ExecutionStatus,
    JobStatus,
    NodeKind,
    NodeRules,
    NodeStatus,
    OnFailure,
    Resolution,
    Retry,
    SkipKind,
    Wait,
    When,
)

texts = st.text(max_size=8)
rules = st.builds(
    NodeRules,
    kind=st.sampled_from(NodeKind),
    needs=st.lists(texts).map(tuple),
    when=st.sampled_from(When),
    condition=st.none() | texts,
    pause_before=st.booleans(),
    on_failure=st.sampled_from(OnFailure),
    retry=st.builds(
        Retry,
        limit=st.integers(0, 9),
        delay=st.floats(0, 9),
        on_exit=st.lists(st.integers(0, 255)).map(tuple),
    ),
    ok_exit=st.lists(st.integers(0, 255)).map(tuple),
    prompt=st.none() | texts,
    approvers=st.lists(texts).map(tuple),
    approval_timeout=st.none() | st.floats(0, 9),
    matrix=st.dictionaries(texts, texts),
)


@given(rules)
def test_rules_come_back_as_they_were(given_rules: NodeRules) -> None:
    assert read_rules(rules_text(given_rules)) == given_rules


def test_rules_of_a_newer_version_are_read_as_far_as_they_are_known() -> None:
    assert read_rules('{"prompt":"Go?","brand_new":1}') == NodeRules(prompt="Go?")


@given(st.datetimes(timezones=st.just(UTC)).filter(lambda moment: moment.year >= 1970))
def test_moments_come_back_to_the_microsecond(moment: datetime) -> None:
    assert from_us(to_us(moment)) == moment
    assert maybe_from_us(to_us(None)) is None
    assert to_us(moment - timedelta(microseconds=1)) == to_us(moment) - 1


def test_every_word_of_the_model_has_a_number() -> None:
    unknown = {JobStatus.UNKNOWN, NodeStatus.UNKNOWN, ExecutionStatus.UNKNOWN}
    known: list[tuple[Words, type]] = [  # type: ignore[type-arg]
        (JOB, JobStatus),
        (NODE, NodeStatus),
        (EXECUTION, ExecutionStatus),
        (ATTENTION, Attention),
        (RESOLUTION, Resolution),
        (WAIT, Wait),
        (SKIP, SkipKind),
    ]
    for words, kind in known:
        for word in set(kind) - unknown:  # type: ignore[call-overload]
            assert words.word(words.number(word)) is word


@given(
    st.lists(
        st.text(min_size=1, max_size=150).filter(lambda t: "\0" not in t), unique=True, min_size=2, max_size=6
    )
)
def test_every_node_has_a_log_of_its_own_in_its_jobs_folder(ids: list[str]) -> None:
    from pathlib import Path

    places = Places(Path("/state"), None)
    paths = [places.log(1234, index, id_, 1) for index, id_ in enumerate(ids)]
    assert len(set(paths)) == len(paths)
    for path in paths:
        assert path.startswith("/state/logs/1/1234/")
        assert "/" not in path.removeprefix("/state/logs/1/1234/")
        assert len(path.rpartition("/")[2].encode()) < 255
        assert not path.rpartition("/")[2].startswith(".")
