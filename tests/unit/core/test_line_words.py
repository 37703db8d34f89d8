"""The words of a line: where they begin and end, and going from one to the next."""

from __future__ import annotations

import pytest

from console.core.line_words import LineWords

LINE = 'psql:load.sql:12: ERROR:  relation "orders" at 10.0.0.7:5432 (id=4711-ab), failed.'


def words(text: str) -> list[str]:
    return [text[begin:end] for begin, end in LineWords.of(text).places]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            LINE,
            [
                "psql:load.sql:12",
                "ERROR",
                "relation",
                "orders",
                "at",
                "10.0.0.7:5432",
                "id",
                "4711-ab",
                "failed",
            ],
        ),
        ("path=/var/log/a b.txt", ["path", "/var/log/a", "b.txt"]),
        ("https://host/x?y=1", ["https://host/x?y", "1"]),
        ("naïve 漢字 e\u0301", ["naïve", "漢字", "e\u0301"]),
        ("... ::: !", []),
        ("", []),
    ],
)
def test_words_stand_between_blanks_quotes_brackets_and_what_joins_a_name_to_its_value(
    text: str, found: list[str]
) -> None:
    assert words(text) == found


def test_the_word_at_a_character_is_near_else_the_next_else_the_last() -> None:
    line = LineWords.of("  one two  ")
    assert line.near(0) == (2, 5)
    assert line.near(4) == (2, 5)
    assert line.near(5) == (6, 9)
    assert line.near(99) == (6, 9)
    assert LineWords.of("  ").near(0) is None


def test_from_word_to_word_and_no_further_than_the_ends() -> None:
    line = LineWords.of("one two three")
    assert line.beside((4, 7), 1) == (8, 13)
    assert line.beside((4, 7), -1) == (0, 3)
    assert line.beside((8, 13), 1) == (8, 13)
    assert line.beside((0, 3), -1) == (0, 3)


def test_more_is_taken_with_what_stands_between() -> None:
    line = LineWords.of('a="one" b')
    assert line.with_beside((3, 6), 1) == (3, 9)
    assert line.with_beside((3, 6), -1) == (0, 6)
    assert line.with_beside((0, 9), 1) == (0, 9)
