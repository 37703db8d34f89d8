"""Commands that do what no command should: the engine goes on, and says what it saw."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from console.engine.errors import StoreError
from console.model import JobStatus, LogLine, LogRef, NodeStatus

if TYPE_CHECKING:
    from engine_bench import Bench


async def followed(bench: Bench, job: str) -> dict[int, LogLine]:
    """Every line that a follower from the beginning was sent, as it was sent last."""
    lines: dict[int, LogLine] = {}
    async with asyncio.timeout(30):
        async for batch in bench.engine.follow(LogRef(job, "a", 1)):
            lines.update({line.number: line for line in batch})
    return lines


async def test_a_line_that_stays_open_keeps_no_follower_from_the_lines_after_it(bench: Bench) -> None:
    job = await bench.start(
        """
        nodes:
          a:
            run: |
              printf 'ten percent' >&2
              until test -e begun; do sleep 0.02; done
              seq 5000
              until test -e seen; do sleep 0.02; done
              printf ', done' >&2
        """
    )
    await bench.node(job, "a", NodeStatus.RUNNING)
    lines: dict[int, LogLine] = {}
    async with asyncio.timeout(20):
        async for batch in bench.engine.follow(LogRef(job, "a", 1)):
            lines.update({line.number: line for line in batch})
            (bench.folder / "begun").touch()
            if len(lines) == 5001:
                (bench.folder / "seen").touch()
    texts = [lines[number].text for number in range(5001)]
    assert texts[:1] + texts[-1:] == ["ten percent, done", "5000"]
    assert not any(line.partial for line in lines.values())


@pytest.mark.parametrize("instead", ["mkfifo", "mkdir", "ln -s /dev/zero"], ids=["pipe", "folder", "device"])
async def test_outputs_that_are_no_file_any_more_hold_up_nobody(bench: Bench, instead: str) -> None:
    job = await bench.start(
        f"""
        nodes:
          a:
            run: rm "$JOB_OUTPUT"; {instead} "$JOB_OUTPUT"
            outputs: [rows]
        """
    )
    detail = await bench.ended(job)
    assert detail.job.status is JobStatus.SUCCEEDED
    assert detail.nodes["a"].outputs == {}
    texts = [line.text for line in (await followed(bench, job)).values()]
    assert texts == ["outputs: what $JOB_OUTPUT names is no file", "outputs: output 'rows' was not written"]


async def test_outputs_that_are_too_long_are_cut_at_a_line_and_it_is_said(bench: Bench) -> None:
    job = await bench.start(
        """
        nodes:
          a:
            run: |
              echo small=1 >> "$JOB_OUTPUT"
              head -c 2000000 /dev/zero | tr '\\0' ' ' >> "$JOB_OUTPUT"
              echo late=2 >> "$JOB_OUTPUT"
            outputs: [small, late]
        """
    )
    detail = await bench.ended(job)
    assert detail.nodes["a"].outputs == {"small": "1"}
    texts = [line.text for line in (await followed(bench, job)).values()]
    assert texts == [
        "outputs: only the first 1048576 bytes are read",
        "outputs: output 'late' was not written",
    ]


async def test_a_log_that_somebody_took_away_cut_or_replaced_is_told_never_waited_for(bench: Bench) -> None:
    job = await bench.start("nodes:\n  a: {run: 'seq 1000'}")
    await bench.ended(job)
    ref = LogRef(job, "a", 1)
    assert (await bench.engine.log(ref, first=990, count=100)).total == 1000
    (path,) = bench.engine._places.logs.rglob("a.1.log")
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    assert (await bench.engine.log(ref, first=990, count=100)).lines == ()
    path.write_bytes(b"no log of ours")
    assert (await bench.engine.log(ref, first=0, count=100)).total == 0
    path.unlink()
    assert (await bench.engine.log(ref, first=0, count=100)).total == 0
    assert await followed(bench, job) == {}
    path.mkdir()
    for reading in (
        bench.engine.log(ref, first=0, count=1),
        bench.engine.search_log(ref, "x"),
        followed(bench, job),
    ):
        with pytest.raises(StoreError, match=r"a\.1\.log cannot be read: Is a directory"):
            await reading
