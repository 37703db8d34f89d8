"""Windows of a log's lines, held against the plainest way to read the same records."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.engine import log_index
from console.engine.log_index import LogIndex
from console.engine.log_lines import LONGEST_LINE
from console.engine.log_tail import last_error_line
from console.model import LogLine, Stream
from console.runner.logfile import LogWriter
from console.runner.logfile import Stream as Written

NAMES = {Written.OUT: Stream.OUT, Written.ERR: Stream.ERR, Written.NOTE: Stream.NOTE}

payloads = st.lists(st.sampled_from([b"a", b"bc", b"\n", b"\n\n", b"x\ny"]), min_size=1, max_size=6).map(
    b"".join
)
records = st.tuples(st.sampled_from([Written.OUT, Written.ERR, Written.NOTE]), payloads)


@dataclass
class Line:
    stream: Stream
    text: bytes
    partial: bool


def reference(written: list[tuple[Written, bytes]]) -> list[Line]:
    """Read the records byte by byte: a line is numbered when its first byte comes."""
    lines: list[Line] = []
    begun: dict[Written, Line] = {}
    for stream, payload in written:
        for byte in payload:
            if stream not in begun:
                begun[stream] = Line(NAMES[stream], b"", partial=True)
                lines.append(begun[stream])
            if byte == ord("\n"):
                begun.pop(stream).partial = False
            else:
                begun[stream].text += bytes([byte])
    return lines


def told(lines: list[LogLine]) -> list[tuple[int, Stream, bytes, bool]]:
    return [(line.number, line.stream, line.text.encode(), line.partial) for line in lines]


@given(st.lists(records, max_size=40), st.data())
def test_every_window_of_a_growing_log_is_what_the_plain_reading_says(
    written: list[tuple[Written, bytes]], data: st.DataObject
) -> None:
    with TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setattr(log_index, "BLOCK", 30)
        path = str(Path(folder) / "a.log")
        writer, index = LogWriter(path), LogIndex(path)
        for count, (stream, payload) in enumerate(written, start=1):
            writer.write(stream, memoryview(payload), count)
            if data.draw(st.integers(0, 3)) and count < len(written):
                continue
            expected = reference(written[:count])
            assert index.count() == len(expected)
            first, size = data.draw(st.integers(0, 30)), data.draw(st.integers(0, 12))
            window = [
                (number, line.stream, line.text, line.partial)
                for number, line in enumerate(expected[first : first + size], start=first)
            ]
            assert told(index.read(first, size, ended=False)) == window
        writer.close(0)


def test_a_log_that_does_not_exist_has_no_lines(tmp_path: Path) -> None:
    index = LogIndex(str(tmp_path / "none.log"))
    assert (index.count(), index.read(0, 10, ended=True)) == (0, [])


def test_a_record_that_was_cut_short_is_left_alone_until_it_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "a.log"
    writer = LogWriter(str(path))
    writer.write(Written.OUT, memoryview(b"one\n"), 1)
    whole = path.read_bytes()
    writer.write(Written.OUT, memoryview(b"two\n"), 2)
    both = path.read_bytes()
    writer.close(0)
    index = LogIndex(str(path))
    path.write_bytes(both[: len(whole) + 9])
    assert index.count() == 1
    path.write_bytes(both)
    assert told(index.read(1, 5, ended=True)) == [(1, Stream.OUT, b"two", False)]


def test_what_is_no_record_ends_the_log(tmp_path: Path) -> None:
    path = tmp_path / "a.log"
    writer = LogWriter(str(path))
    writer.write(Written.OUT, memoryview(b"one\n"), 1)
    writer.close(0)
    path.write_bytes(path.read_bytes() + b"garbage that is no record of ours at all")
    assert LogIndex(str(path)).count() == 1


def test_a_line_without_end_is_shown_in_part(tmp_path: Path) -> None:
    path = str(tmp_path / "a.log")
    writer = LogWriter(path)
    for _ in range(3):
        writer.write(Written.OUT, memoryview(b"x" * LONGEST_LINE), 1)
    writer.write(Written.ERR, memoryview(b"short\n"), 2)
    writer.close(0)
    long, short = LogIndex(path).read(0, 10, ended=False)
    assert long.text.endswith(f"x … ({2 * LONGEST_LINE} bytes more in this line)")
    assert (long.partial, short.text) == (True, "short")


def test_a_large_log_is_read_from_the_nearest_mark(tmp_path: Path) -> None:
    path = str(tmp_path / "a.log")
    writer = LogWriter(path)
    for start in range(0, 100_000, 1000):
        payload = "".join(f"line {number}\n" for number in range(start, start + 1000)).encode()
        writer.write(Written.OUT, memoryview(payload), start)
    writer.close(0)
    index = LogIndex(path)
    assert index.count() == 100_000
    assert [line.text for line in index.read(77_777, 2, ended=True)] == ["line 77777", "line 77778"]


def test_how_much_is_counted_is_told_while_somebody_counts(tmp_path: Path) -> None:
    path = str(tmp_path / "log")
    writer = LogWriter(path)
    for _ in range(2 * log_index.NEARLY_ALL // 100_000):
        writer.write(Written.OUT, memoryview(b"a line of ten bytes\n" * 5_000), 1)
    index = LogIndex(path)
    with index._lock:  # who counts holds it
        assert index.share() == 0
    assert index.count()
    assert index.share() == 1
    writer.write(Written.OUT, memoryview(b"one more\n"), 2)
    assert index.share() == 1, "it is not worth to show the end of this first"
    writer.close(0)
    Path(path).unlink()
    assert index.share() == 1, "there is nothing to wait for"


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ([(Written.ERR, b"first\nlast\n")], "last"),
        ([(Written.ERR, b"ERROR: no\n\n  \n"), (Written.OUT, b"bye\n")], "ERROR: no"),
        ([(Written.ERR, b"in two "), (Written.OUT, b"-\n"), (Written.ERR, b"parts")], "in two parts"),
        ([(Written.ERR, b"\x1b[31mred\x1b[0m\x1b]0;title\x07\n")], "red"),
        ([(Written.OUT, b"only this\n")], None),
    ],
)
def test_the_last_words_are_the_last_line_of_stderr_that_says_something(
    tmp_path: Path, written: list[tuple[Written, bytes]], expected: str | None
) -> None:
    path = str(tmp_path / "a.log")
    writer = LogWriter(path)
    for stream, payload in written:
        writer.write(stream, memoryview(payload), 1)
    writer.close(0)
    assert last_error_line(path) == expected
    assert last_error_line(str(tmp_path / "none.log")) is None
