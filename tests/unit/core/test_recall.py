"""Lines that were entered before: those that begin as what is typed, the latest first, each once."""

from console.core.recall import LONGEST, MOST, Recall


def test_the_latest_comes_first_and_the_draft_comes_back_last() -> None:
    recall = Recall.of(["theme light", "jobs", "theme dark"])
    assert [recall.earlier("th"), recall.earlier("theme dark"), recall.earlier("theme light")] == [
        "theme dark",
        "theme light",
        None,
    ]
    assert [recall.later(), recall.later(), recall.later()] == ["theme dark", "th", None]


def test_a_line_is_there_once_and_as_the_latest() -> None:
    recall = Recall.of(["a", "b", "a"])
    assert recall.lines == ["b", "a"]
    assert not recall.add("a")


def test_what_is_no_line_that_was_typed_is_not_kept() -> None:
    recall = Recall()
    assert not recall.add("  ")
    assert not recall.add("x\x1b[2J")
    assert not recall.add("x" * (LONGEST + 1))
    assert recall.lines == []


def test_only_so_many_are_kept() -> None:
    assert len(Recall.of(str(number) for number in range(2 * MOST)).lines) == MOST
