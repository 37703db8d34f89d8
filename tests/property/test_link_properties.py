"""Every link that is written is read back as it was, and no text makes the reader do anything but refuse."""

from hypothesis import given
from hypothesis import strategies as st

from console.core.link import Link
from console.core.link_reading import LinkError, parse_link
from console.core.place import (
    AuditPlace,
    ContextsPlace,
    FilePlace,
    FormPlace,
    HelpPlace,
    JobLogPlace,
    JobPlace,
    JobsPlace,
    LogsPlace,
    PausedPlace,
    StartPlace,
)

TEXTS = st.text(st.characters(exclude_categories=("Cc", "Cs")), max_size=20)
IDS = st.text(st.characters(exclude_categories=("Cc", "Cs")), min_size=1, max_size=20)
NUMBERS = st.none() | st.integers(1, 10**12)
PLACES = st.one_of(
    st.builds(JobsPlace, TEXTS, TEXTS, st.none() | st.booleans(), st.none() | TEXTS),
    st.builds(JobPlace, IDS, st.none() | IDS),
    st.builds(LogsPlace, IDS, st.none() | IDS, NUMBERS, NUMBERS),
    st.builds(JobLogPlace, IDS, NUMBERS),
    st.builds(
        FormPlace,
        IDS,
        st.lists(st.tuples(IDS, TEXTS), max_size=4, unique_by=lambda each: each[0]).map(tuple),
        TEXTS,
        TEXTS,
        TEXTS,
    ),
    st.builds(FormPlace, st.just(""), st.just(()), TEXTS, IDS, TEXTS, TEXTS),
    st.builds(FilePlace, IDS),
    st.builds(StartPlace, TEXTS),
    st.builds(AuditPlace, st.none() | IDS),
    st.builds(HelpPlace, TEXTS),
    st.sampled_from([PausedPlace(), ContextsPlace()]),
)
CONTEXTS = st.none() | IDS | st.lists(IDS, min_size=2, max_size=3).map(",".join)
SCRAPS = st.sampled_from(
    ["jobconsole://", "jobs", "/", "?", "&", "=", "%", "%2F", "log", "nodes", "executions", "1", "line", "#"]
)


@given(PLACES, CONTEXTS)
def test_a_link_is_read_back_as_it_was_written(place, context) -> None:
    link = Link(place, context)
    assert parse_link(str(link)) == link


@given(PLACES, CONTEXTS)
def test_a_link_is_printable_ascii(place, context) -> None:
    text = str(Link(place, context))
    assert text.isascii()
    assert text.isprintable()
    assert " " not in text


@given(PLACES, CONTEXTS, PLACES, CONTEXTS)
def test_two_places_never_have_one_link(one, here, other, there) -> None:
    assert (str(Link(one, here)) == str(Link(other, there))) == (Link(one, here) == Link(other, there))


@given(st.text(max_size=60) | st.lists(SCRAPS | st.text(max_size=3), max_size=12).map("".join))
def test_any_text_is_a_link_or_refused_with_a_column_in_it(text: str) -> None:
    found = _read(text)
    if isinstance(found, LinkError):
        assert 1 <= found.column <= len(text) + 1
    else:
        assert parse_link(str(found)) == found


def _read(text: str) -> Link | LinkError:
    try:
        return parse_link(text)
    except LinkError as refused:
        return refused
