"""A body of one JSON document a line, taken apart as it comes."""

from collections.abc import AsyncGenerator, AsyncIterator
from typing import Final

from console.backends.base import ProtocolError

LONGEST_LINE: Final = 64 * 1024 * 1024
"""Bytes after which something that sends no newline is not taken for a stream of documents."""


async def split_lines(chunks: AsyncIterator[bytes]) -> AsyncGenerator[bytes]:
    """Yield the lines of a body without their newlines; a last line without one was cut off and is dropped.

    Only ``\\n`` ends a line: JSON may hold the other characters that text calls line ends.
    Raises ProtocolError.
    """
    rest = bytearray()
    async for chunk in chunks:
        begin = 0
        while (end := chunk.find(b"\n", begin)) >= 0:
            rest += chunk[begin:end]
            yield bytes(rest)
            rest.clear()
            begin = end + 1
        rest += chunk[begin:]
        if len(rest) > LONGEST_LINE:
            raise ProtocolError("the stream sends a line without an end", detail=f"{len(rest)} bytes so far")
