"""Every byte reaches the terminal once and in order, however little it takes at a time."""

from __future__ import annotations

import asyncio
import os
import select
import socket
from typing import TYPE_CHECKING

import pytest

from console.terminal.output import CANCEL, Output

if TYPE_CHECKING:
    from collections.abc import Iterator

LONG = b"".join(b"%07d\n" % number for number in range(100_000))


class Line:
    """A line with a small buffer, and whoever reads at its other end."""

    def __init__(self) -> None:
        self.ours, self.theirs = socket.socketpair()
        self.ours.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4096)
        self.ours.setblocking(False)

    @property
    def descriptor(self) -> int:
        return self.ours.fileno()

    def take(self, at_most: int = 1 << 20) -> bytes:
        return self.theirs.recv(at_most)

    async def take_all(self, count: int) -> bytes:
        taken = b""
        while len(taken) < count:
            await asyncio.sleep(0)
            if select.select([self.theirs], [], [], 0)[0]:
                taken += self.theirs.recv(65536)
        return taken


@pytest.fixture
def line() -> Iterator[Line]:
    made = Line()
    yield made
    made.ours.close()
    made.theirs.close()


async def test_what_is_written_leaves_when_the_loop_turns(line: Line) -> None:
    output = Output(line.descriptor, asyncio.get_running_loop())
    output.write(b"one ")
    output.write(b"two")
    assert output.pending == 7
    await asyncio.sleep(0)

    assert line.take() == b"one two"
    assert output.pending == 0


async def test_a_slow_line_gets_everything_in_order_and_nobody_waits(line: Line) -> None:
    output = Output(line.descriptor, asyncio.get_running_loop())
    output.write(LONG)
    output.flush()
    assert output.pending > 0

    assert await line.take_all(len(LONG)) == LONG
    assert output.pending == 0


async def test_whoever_paints_is_told_when_a_slow_line_has_caught_up(line: Line) -> None:
    output = Output(line.descriptor, asyncio.get_running_loop())
    caught_up = asyncio.Event()
    output.on_empty = caught_up.set
    output.write(LONG)
    output.flush()
    await line.take_all(len(LONG))

    await asyncio.wait_for(caught_up.wait(), 10)


async def test_a_descriptor_that_blocks_is_given_small_pieces(line: Line) -> None:
    line.ours.setblocking(True)
    output = Output(line.descriptor, asyncio.get_running_loop(), piece=512)
    output.write(LONG)
    output.flush()
    assert output.pending > 0, "it would wait here for ever"

    assert await line.take_all(len(LONG)) == LONG


async def test_a_line_whose_reader_has_gone_is_told_of_once(line: Line) -> None:
    broken: list[OSError] = []
    output = Output(line.descriptor, asyncio.get_running_loop())
    output.on_broken = broken.append
    line.theirs.close()
    for _ in range(3):
        output.write(b"x")
        output.flush()

    assert [type(error) for error in broken] == [BrokenPipeError]
    assert output.pending == 0


async def test_a_line_that_breaks_half_way_is_told_of(line: Line) -> None:
    loop = asyncio.get_running_loop()
    broken: asyncio.Future[OSError] = loop.create_future()
    output = Output(line.descriptor, loop)
    output.on_broken = broken.set_result
    output.write(LONG)
    output.flush()
    line.theirs.close()

    assert isinstance(await asyncio.wait_for(broken, 10), OSError)


async def test_the_end_waits_for_a_line_that_takes_nothing_no_longer_than_it_is_told(line: Line) -> None:
    output = Output(line.descriptor, asyncio.get_running_loop())
    output.write(LONG)

    assert output.finish(0.01) is False
    assert output.pending > 0


async def test_what_is_thrown_away_ends_a_sequence_that_was_cut(line: Line) -> None:
    output = Output(line.descriptor, asyncio.get_running_loop())
    output.write(LONG)
    output.finish(0.0)
    output.discard()
    sent = len(LONG) - output.pending
    output.write(b"after")
    rest = b""
    while not output.finish(0.0):
        rest += line.take()
    rest += line.take()
    while select.select([line.theirs], [], [], 0)[0]:
        rest += line.take()

    assert sent > 0
    assert rest.endswith(CANCEL + b"after")
    assert LONG.startswith(rest.removesuffix(CANCEL + b"after"))


async def test_after_the_end_nothing_is_written_to_whoever_has_the_number_then(line: Line) -> None:
    output = Output(line.descriptor, asyncio.get_running_loop())
    output.close()
    output.write(b"late")
    output.flush()
    await asyncio.sleep(0)
    os.write(line.descriptor, b"other")

    assert line.take() == b"other"
