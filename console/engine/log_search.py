"""Searching a log in a thread, in time that is linear in it: other requests are answered meanwhile.

Blocks of the file are looked at as they lie where nothing in them is in the way: most do not hold the letters
that every match holds, and are passed over without being parted into lines. The expression itself sees lines
as a person does.
"""

import asyncio
import os
import threading
from collections.abc import Callable, Iterator
from typing import Final

from console.core.linear import BadExpression, Expression, NotLinear
from console.core.log_shown import shown_lines, shown_text
from console.core.needle import needle
from console.engine.errors import BadQuery
from console.engine.log_index import LogIndex, Mark, Trait
from console.engine.log_records import read_run
from console.engine.log_text import Text, TextReader

END: Final = 2**53
"""A line that no log has: the end of one whose length does not matter."""


async def search(index: LogIndex, pattern: str, part: range, limit: int) -> list[int]:
    """Return the numbers of at most ``limit`` lines of ``part`` that match. Raises BadQuery, OSError.

    When it is cancelled the thread ends with the block that it is at.
    """
    try:
        expression = Expression(pattern)
    except NotLinear as error:
        raise BadQuery(str(error), advice=error.advice) from None
    except BadExpression as error:
        raise BadQuery(f"{pattern!r} is not a regular expression: {error}") from None
    stop = threading.Event()
    try:
        return await asyncio.to_thread(find, index, expression, part, limit, stop.is_set)
    finally:
        stop.set()


def find(
    index: LogIndex,
    expression: Expression,
    part: range,
    limit: int,
    stopped: Callable[[], bool] = lambda: False,
) -> list[int]:
    """Do the search here, until ``stopped``. Raises OSError."""
    if not index.count():
        return []
    found: list[int] = []
    for number in _Search(index, expression).numbers(part, stopped):
        found.append(number)
        if len(found) >= limit:
            break
    return found


class _Search:
    """One search of a log, over neighbouring blocks."""

    def __init__(self, index: LogIndex, expression: Expression) -> None:
        letters = needle(expression.source)
        self._index, self._expression = index, expression
        self._needle = None if letters is None else Expression(letters)
        self._before = Trait.ALL  # what was so in the block that an open line comes from

    def numbers(self, part: range, stopped: Callable[[], bool]) -> Iterator[int]:
        """Yield the lines of ``part`` that match, rising. Raises OSError."""
        reader: TextReader | None = None
        with self._index.opened() as descriptor:
            for mark in self._index.marks(part.start):
                if stopped() or mark.line >= part.stop:
                    break
                if reader is None or reader.is_between_lines:
                    reader, self._before = TextReader(mark), Trait.ALL
                    if self._can_be_passed(descriptor, mark):
                        continue
                text = reader.take(mark, read_run(descriptor, mark.offset, mark.size))
                yield from (number for number in self._matching(text, mark.traits) if number in part)
        last = reader.open_line if reader is not None else None
        if last is not None and last in part and not stopped() and self._matches(last):
            yield last

    def _can_be_passed(self, descriptor: int, mark: Mark) -> bool:
        """Whether a block has nothing that could match, as it lies in the file."""
        if self._needle is None or mark.traits != Trait.ALL:
            return False
        return not self._needle.anywhere(os.pread(descriptor, mark.size, mark.offset))

    def _matching(self, text: Text, traits: Trait) -> Iterator[int]:
        simple = traits & self._before & Trait.SIMPLE
        self._before = traits
        if simple and self._needle is not None and not self._needle.anywhere(text.written):
            found = set[int]()
        else:
            found = {text.first + place for place in self._expression.lines(shown_lines(text.lines()))}
        # What is written of these elsewhere is not in the text.
        found = (found - {*text.absent}) | {number for number in text.absent if self._matches(number)}
        yield from sorted(found)

    def _matches(self, number: int) -> bool:
        lines = self._index.read(number, 1, ended=True)
        return any(self._expression.found_in(shown_text(line)) for line in lines)
