"""Streams of the host that are opened again when they are cut."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from typing import Final, TypeVar

from console.backends.base import NotSent, Unreachable
from console.backends.local.host import HostConnection

ATTEMPTS: Final = 5
"""How often in a row a stream is opened again without a document coming through."""

_BACK_OFF: Final = 0.1  # seconds before the second attempt, doubled each time

_T = TypeVar("_T")


async def resumed(host: HostConnection, open_stream: Callable[[], AsyncGenerator[_T]]) -> AsyncGenerator[_T]:
    """Yield the documents of a stream for as long as somebody reads, opened again where it is cut.

    ``open_stream`` is called anew each time, so it can ask for what is still missing. Whoever reads decides
    by the documents when the stream has ended. Raises Unreachable after `ATTEMPTS` in vain.
    """
    failures = 0
    while True:
        cut: Unreachable
        try:
            async with aclosing(open_stream()) as stream:
                async for document in stream:
                    failures = 0
                    yield document
            cut = Unreachable(f"the host of {host.folder.path} cut the stream off")
        except Unreachable as error:
            cut = error
        failures += 1
        if failures > ATTEMPTS:
            raise cut
        if failures > 1:
            await asyncio.sleep(_BACK_OFF * 2.0**failures)
        if isinstance(cut, NotSent):
            await host.start_again()
