"""The log writer: whole records, a limit, and no failure that reaches the command."""

from __future__ import annotations

import errno
import resource
from typing import TYPE_CHECKING

import pytest

from console.runner.logfile import HEADER, MAGIC, OVERHEAD, TOLD, TRAILER, WITHIN, LogWriter, Stream

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def test_a_record_is_header_payload_and_its_size(tmp_path: Path) -> None:
    log = LogWriter(str(tmp_path / "log"))
    assert log.write(Stream.ERR, memoryview(b"oh\x00\xff"), 1_700_000_000_000_001)
    log.close(0)
    content = (tmp_path / "log").read_bytes()
    assert HEADER.unpack(content[:16]) == (MAGIC, ord("e"), TOLD, 4, 1_700_000_000_000_001)
    assert content[16:20] == b"oh\x00\xff"
    assert TRAILER.unpack(content[20:]) == (24,)
    assert log.size == 24


def test_a_record_tells_whether_it_goes_on_with_a_line_of_its_stream(tmp_path: Path) -> None:
    log = LogWriter(str(tmp_path / "log"))
    written = [
        (Stream.OUT, b"half "),
        (Stream.ERR, b"oh\n"),
        (Stream.OUT, b"a line\n"),
        (Stream.OUT, b"next\n"),
    ]
    for stream, payload in written:
        log.write(stream, memoryview(payload), 5)
    log.close(6)
    content, flags, at = (tmp_path / "log").read_bytes(), list[int](), 0
    for _, payload in written:
        flags.append(content[at + 3])
        at += len(payload) + OVERHEAD
    assert flags == [TOLD, TOLD, TOLD | WITHIN, TOLD]


def test_records_can_be_walked_from_the_end(tmp_path: Path) -> None:
    log = LogWriter(str(tmp_path / "log"))
    for payload in (b"one", b"three", b"2"):
        log.write(Stream.OUT, memoryview(payload), 5)
    log.close(6)
    content = (tmp_path / "log").read_bytes()
    found: list[bytes] = []
    while content:
        (size,) = TRAILER.unpack(content[-4:])
        found.append(content[-size:][HEADER.size : -4])
        content = content[:-size]
    assert found == [b"2", b"three", b"one"]


def test_no_output_makes_no_file(tmp_path: Path) -> None:
    LogWriter(str(tmp_path / "log")).close(0)
    assert not list(tmp_path.iterdir())


def test_the_folder_is_made_with_the_first_byte_and_both_are_private(tmp_path: Path) -> None:
    log = LogWriter(str(tmp_path / "0" / "17" / "log"))
    log.write(Stream.OUT, memoryview(b"x"), 0)
    log.close(0)
    assert (tmp_path / "0" / "17").stat().st_mode & 0o777 == 0o700
    assert (tmp_path / "0" / "17" / "log").stat().st_mode & 0o777 == 0o600


def test_past_the_limit_output_is_counted_and_noted(tmp_path: Path) -> None:
    log = LogWriter(str(tmp_path / "log"), limit=5)
    assert log.write(Stream.OUT, memoryview(b"abc"), 1)
    assert log.write(Stream.OUT, memoryview(b"defg"), 2)
    assert not log.write(Stream.ERR, memoryview(b"hi"), 3)
    log.close(4)
    content = (tmp_path / "log").read_bytes()
    assert (log.dropped, log.error) == (4, 0)
    assert b"abc" in content
    assert b"de" in content
    assert b"def" not in content
    note = content[-(len(b"4 bytes dropped\n") + OVERHEAD) :]
    assert HEADER.unpack(note[:16]) == (MAGIC, ord("n"), TOLD, 16, 4)
    assert note[16:-4] == b"4 bytes dropped\n"


def test_a_full_disk_is_flagged_and_drops(tmp_path: Path) -> None:
    log = LogWriter("/dev/full")
    assert not log.write(Stream.OUT, memoryview(b"abc"), 1)
    assert not log.write(Stream.OUT, memoryview(b"de"), 1)
    log.close(2)
    assert (log.error, log.dropped, log.size) == (errno.ENOSPC, 5, 0)


def test_a_log_that_cannot_be_opened_is_flagged(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    log = LogWriter(str(tmp_path / "file" / "log"))
    assert not log.write(Stream.OUT, memoryview(b"abc"), 1)
    log.close(2)
    assert (log.error, log.dropped) == (errno.ENOTDIR, 3)


@pytest.fixture
def file_size_limit() -> Iterator[int]:
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, before[1]))
    yield 1000
    resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_record_that_went_in_by_half_is_taken_off_again(tmp_path: Path, file_size_limit: int) -> None:
    log = LogWriter(str(tmp_path / "log"))
    assert log.write(Stream.OUT, memoryview(b"a" * 600), 1)
    assert not log.write(Stream.OUT, memoryview(b"b" * 600), 1)
    log.close(2)
    content = (tmp_path / "log").read_bytes()
    assert b"b" * 10 not in content
    assert log.size == len(content) > 600
    assert (log.dropped, log.error) == (600, errno.ENOSPC)
    assert b"600 bytes dropped: No space left on device\n" in content
