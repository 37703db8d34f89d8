"""The end of a log, read backwards from the end of its file, is the end of the log.

Whatever was appended, by several streams, in whole lines or not; cut, begun anew, or written by a runner that
does not tell which of its records go on with a line.
"""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from console.engine import log_end, log_lines
from console.engine.log_end import last_lines
from console.engine.log_index import LogIndex
from console.runner.logfile import HEADER, OVERHEAD
from console.runner.logfile import Stream as Written
from tests.log_file import LONGEST, File

pieces = st.sampled_from(
    [
        b"one",
        b"two ",
        b"\n",
        b"\r",
        b"\xff\xfe",
        b"\xffLo\x00",
        "für".encode(),
        b"x" * 300,
        b"a\nb\nc\n",
        b"many\n" * 40,
    ]
)
payloads = st.lists(pieces, min_size=1, max_size=6).map(b"".join)
steps = st.one_of(
    st.tuples(st.just("write"), st.sampled_from(list(Written)), payloads),
    st.tuples(st.just("write"), st.sampled_from([Written.OUT, Written.ERR]), payloads),
    st.tuples(st.just("cut"), st.integers(0, 12), st.none()),
    st.tuples(st.just("rotate"), st.none(), st.none()),
)
Told = tuple[str, str, bool]


def of_index(path: Path, count: int) -> list[Told]:
    index = LogIndex(str(path))
    total = index.count()
    lines = index.read(max(0, total - count), count, ended=False)
    return [(line.stream, line.text, line.partial) for line in lines]


def of_end(path: Path, count: int) -> list[Told]:
    lines = last_lines(str(path), count, ended=False)
    assert [line.number for line in lines] == list(range(len(lines)))
    return [(line.stream, line.text, line.partial) for line in lines]


def without_flags(path: Path) -> None:
    """Make it a log of a runner that did not tell whether a record goes on with a line."""
    data, at = bytearray(path.read_bytes()), 0
    while at < len(data):
        magic, stream, _, length, when = HEADER.unpack_from(data, at)
        HEADER.pack_into(data, at, magic, stream, 0, length, when)
        at += length + OVERHEAD
    path.write_bytes(data)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(drawn=st.lists(steps, max_size=30), count=st.integers(1, 60), block=st.sampled_from([2600, 9000]))
def test_the_end_that_is_read_backwards_is_the_end_of_the_file(
    drawn: list[tuple[str, object, object]], count: int, block: int
) -> None:
    with TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setattr(log_end, "READ", block)
        patch.setattr(log_lines, "LONGEST_LINE", LONGEST)
        path = Path(folder) / "a.log"
        file = File(path)
        for step in drawn:
            match step:
                case ("write", Written() as stream, bytes(payload)):
                    file.write(stream, payload)
                case ("cut", int(records), _):
                    file.cut(records)
                case ("rotate", _, _):
                    file.rotate()
                case _:
                    raise AssertionError(step)
            if path.exists() and path.stat().st_size:
                there = [(line.stream.value, line.text, line.partial) for line in file.lines()[-count:]]
                assert of_end(path, count) == of_index(path, count) == there
        file.close()
        if path.exists() and path.stat().st_size:
            without_flags(path)
            found = of_end(path, count)
            assert found == of_index(path, count)[len(there) - len(found) :], "fewer, but never others"
            path.write_bytes(path.read_bytes()[:-7])
            assert of_end(path, count) == [], "a record that is being written: the next look will tell"


def test_a_log_whose_runner_did_not_tell_has_its_end_as_soon_as_a_newline_has_come(tmp_path: Path) -> None:
    path = tmp_path / "a.log"
    file = File(path)
    for number in range(2000):
        file.write(Written.OUT, b"line %d\nand the beginning of " % number)
    file.close()
    without_flags(path)
    assert of_end(path, 50) == of_index(path, 50)


def test_the_first_screen_of_a_long_log_reads_little_of_its_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, read = tmp_path / "a.log", [0]
    file = File(path)
    for _ in range(400):
        file.write(
            Written.OUT,
            b"a line of a hundred bytes, as most of them are in the logs of this world ......\n" * 800,
        )
    file.close()
    pread = log_end.os.pread

    def counted(descriptor: int, size: int, offset: int) -> bytes:
        data = pread(descriptor, size, offset)
        read[0] += len(data)
        return data

    monkeypatch.setattr(log_end.os, "pread", counted)
    assert len(last_lines(str(path), 100, ended=False)) == 100
    assert path.stat().st_size > 25_000_000
    assert read[0] <= 300_000
