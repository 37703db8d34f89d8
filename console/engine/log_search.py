"""Searching a log: a plain text in a thread, a regular expression in a process of its own.

An expression can take for ever on an unlucky line, and while it does no other thread runs: in the host it
would hold up every job. So it runs beside, and is killed when it has had its time.
"""

import asyncio
import json
import re
import sys
from pathlib import Path
from typing import Final

import console
from console.core.log_pattern import shown_text
from console.engine.errors import BadQuery
from console.engine.log_index import LogIndex

END: Final = 2**53
"""A line that no log has: the end of one whose length does not matter."""

_SECONDS: Final = 20
_LONGEST_PATTERN: Final = 1000
_STEP: Final = 2000
_CODE: Final = (
    "import sys; sys.path.append(sys.argv[1]); from console.engine.log_search import main; main(sys.argv[2:])"
)


async def search(index: LogIndex, path: str, pattern: str, part: range, limit: int) -> list[int]:
    """Return the numbers of at most ``limit`` lines of ``part`` that match. Raises BadQuery."""
    if len(pattern) > _LONGEST_PATTERN:
        raise BadQuery(f"the pattern is longer than {_LONGEST_PATTERN} characters")
    if "\0" in pattern:
        return []  # what a person sees of a line never holds one
    try:
        re.compile(pattern)
    except re.error as error:
        raise BadQuery(f"{pattern!r} is not a regular expression: {error}", error.pos or 0) from None
    except (RecursionError, OverflowError):
        raise BadQuery("the pattern nests too deep, or counts too far, for a regular expression") from None
    if re.escape(pattern) == pattern:
        return await asyncio.to_thread(find, index, re.compile(pattern), part, limit)
    return await _search_beside(path, pattern, part, limit)


def find(index: LogIndex, pattern: "re.Pattern[str]", part: range, limit: int) -> list[int]:
    """Do the search here. Raises OSError."""
    found: list[int] = []
    first = part.start
    while len(found) < limit and first < part.stop:
        lines = index.read(first, min(_STEP, part.stop - first), ended=True)
        if not lines:
            break
        found += [line.number for line in lines if pattern.search(shown_text(line))]
        first = lines[-1].number + 1
    return found[:limit]


def main(arguments: list[str]) -> None:
    """Search in this process, and print the numbers as JSON."""
    path, pattern, first, last, limit = arguments
    found = find(LogIndex(path), re.compile(pattern), range(int(first), int(last)), int(limit))
    sys.stdout.write(json.dumps(found))


async def _search_beside(path: str, pattern: str, part: range, limit: int) -> list[int]:
    package = str(Path(next(iter(console.__path__))).parent)
    numbers = [str(number) for number in (part.start, part.stop, limit)]
    words = (sys.executable, "-I", "-X", "utf8", "-c", _CODE, package, path, pattern, *numbers)
    process = await asyncio.create_subprocess_exec(
        *words, stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.PIPE
    )
    try:
        output, _ = await asyncio.wait_for(process.communicate(), _SECONDS)
    except TimeoutError:
        raise BadQuery(
            f"the search took longer than {_SECONDS} s", advice="search for a plain text"
        ) from None
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if process.returncode:
        raise BadQuery("the search failed: this pattern asks for too much", advice="search for a plain text")
    found: list[int] = json.loads(output)
    return found
