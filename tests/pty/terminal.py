"""A terminal for tests: a real pseudo-terminal whose screen an emulator keeps.

Nothing here sleeps: every wait is for bytes on the master's side, for the child's rest or for its end, with a
deadline. A deadline is long: only what is broken meets it, and a machine may be very busy.
"""

import contextlib
import fcntl
import os
import pty
import select
import signal
import struct
import termios
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import TracebackType

import pyte

from tests.emulator import Screen

SYNCHRONIZED_QUERY = b"\x1b[?2026$p"
SYNCHRONIZED_REPLY = b"\x1b[?2026;2$y"


def is_busy(pid: int) -> bool:
    """Whether a process, or one of its descendants, runs, or waits for a processor or for a disk."""
    try:
        threads = list(Path(f"/proc/{pid}/task").iterdir())
    except FileNotFoundError:
        return False
    if any(_read(thread / "stat").rpartition(b") ")[2][:1] in (b"R", b"D") for thread in threads):
        return True
    return any(is_busy(int(child)) for thread in threads for child in _read(thread / "children").split())


def _read(file: Path) -> bytes:
    """What a file of /proc says; nothing of what has ended meanwhile."""
    try:
        return file.read_bytes()
    except (FileNotFoundError, ProcessLookupError):
        return b""


class Terminal:
    """Runs a program as the foreground of a session of its own, as sshd or an emulator would."""

    def __init__(
        self,
        argv: Sequence[str],
        *,
        env: Mapping[str, str],
        columns: int = 80,
        rows: int = 24,
        cwd: str | None = None,
        charset: str = "utf-8",
    ) -> None:
        self._charset = charset
        self._unread = b""
        self.answers = True
        """Whether questions are answered at once; else they are counted in ``asked``, for `answer`."""
        self.asked = 0
        self.reply = SYNCHRONIZED_REPLY
        self.screen = Screen(columns, rows)
        self._stream = pyte.ByteStream(self.screen)
        self.output = bytearray()
        self.status: int | None = None
        self.others: list[int] = []
        """Processes that work for what is on the screen, and are no descendants of the program."""
        self.cpu = 0.0
        """Seconds of CPU that the program has used in all, once it has ended."""
        self.pid, self.master = pty.fork()
        if self.pid == 0:
            self._become(argv, env, columns, rows, cwd)
        self.resize(columns, rows)

    @staticmethod
    def _become(
        argv: Sequence[str], env: Mapping[str, str], columns: int, rows: int, cwd: str | None
    ) -> None:
        """In the child: set the size before the program asks for it, then be the program."""
        try:
            fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
            if cwd is not None:
                os.chdir(cwd)
            os.execvpe(argv[0], list(argv), dict(env))
        finally:
            os._exit(127)

    def __enter__(self) -> "Terminal":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def text(self) -> str:
        """What the screen shows, a line a row."""
        return "\n".join(line.rstrip() for line in self.screen.display)

    def resize(self, columns: int, rows: int) -> None:
        self.screen.resize(rows, columns)
        fcntl.ioctl(self.master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def send(self, keys: str | bytes) -> None:
        os.write(self.master, keys.encode() if isinstance(keys, str) else keys)

    def wait_until(self, condition: Callable[[], bool], *, seconds: float = 60.0, what: str = "") -> None:
        """Read until ``condition`` holds. Fails with the screen as it is then."""
        deadline = time.monotonic() + seconds
        while not condition():
            left = deadline - time.monotonic()
            if left <= 0 or not self.read(left):
                if condition():
                    return
                raise AssertionError(
                    f"never saw {what or 'it'} (status {self.status}); the screen:\n{self.text}"
                )

    def within(self, seconds: float, condition: Callable[[], bool]) -> bool:
        """Read until ``condition`` holds, but no longer than ``seconds``; whether it holds then."""
        deadline = time.monotonic() + seconds
        while not condition():
            left = deadline - time.monotonic()
            if left <= 0 or not self.read(left):
                return condition()
        return True

    def wait_for(self, text: str, *, seconds: float = 60.0) -> None:
        self.wait_until(lambda: text in self.text, seconds=seconds, what=repr(text))

    def wait_gone(self, text: str, *, seconds: float = 60.0) -> None:
        self.wait_until(lambda: text not in self.text, seconds=seconds, what=f"{text!r} go")

    def read(self, timeout: float) -> bool:
        """Take what the program wrote. Returns False at the end of the program or of the time."""
        ready, _, _ = select.select([self.master], [], [], max(0.0, timeout))
        if not ready:
            return False
        try:
            data = os.read(self.master, 65536)
        except OSError:  # EIO: the last one who had the other side open is gone
            return False
        if not data:
            return False
        self.output += data
        self._answer(data)
        # The emulator knows UTF-8; of a charset with one byte a letter every piece is whole.
        self._stream.feed(data if self._charset == "utf-8" else data.decode(self._charset).encode())
        return True

    def _answer(self, data: bytes) -> None:
        """Answer every question, also one of which a part came before."""
        text = self._unread + data
        self.asked += text.count(SYNCHRONIZED_QUERY)
        rest = text[text.rfind(b"\x1b") :] if b"\x1b" in text else b""
        self._unread = rest if rest != SYNCHRONIZED_QUERY and SYNCHRONIZED_QUERY.startswith(rest) else b""
        if self.answers:
            self.answer()

    def answer(self) -> None:
        """Answer what has been asked by now."""
        asked, self.asked = self.asked, 0
        if asked:
            self.send(self.reply * asked)

    def drain(self, quiet: float = 0.15, *, seconds: float = 30.0) -> int:
        """Read until the program is at rest; returns how many bytes came.

        At rest is what has sent nothing for ``quiet`` seconds and then waits for something, but not for a
        processor: a busy machine makes this longer, and never ends it early. ``quiet`` has to be longer than
        what the program waits for by itself: a frame (17 ms), the rest of an escape sequence (100 ms).
        """
        before, deadline = len(self.output), time.monotonic() + seconds
        while time.monotonic() < deadline and (self.read(quiet) or self._is_busy()):
            pass
        return len(self.output) - before

    def _is_busy(self) -> bool:
        return any(map(is_busy, (self.pid, *self.others)))

    @property
    def takes_lines(self) -> bool:
        """Whether the terminal is as a shell wants it: it echoes, and gathers lines."""
        flags = termios.tcgetattr(self.master)[3]
        return bool(flags & termios.ECHO) and bool(flags & termios.ICANON)

    def hang_up(self) -> None:
        """Take the terminal away, as a cut connection does."""
        os.close(self.master)
        self.master = -1

    def wait_end(self, *, seconds: float = 60.0) -> int:
        """Wait for the program's end and return its exit status (negative: the signal that ended it)."""
        deadline = time.monotonic() + seconds
        pidfd = os.pidfd_open(self.pid)
        try:
            while time.monotonic() < deadline:
                watched = [pidfd] if self.master < 0 else [pidfd, self.master]
                ready, _, _ = select.select(watched, [], [], deadline - time.monotonic())
                if self.master in ready and self.read(0):
                    continue
                if pidfd in ready:
                    while self.master >= 0 and self.read(1.0):
                        pass  # what the program has written last may be on its way still
                    return self._reap()
                if self.master in ready:  # the other side is closed; only the end is left to wait for
                    select.select([pidfd], [], [], deadline - time.monotonic())
        finally:
            os.close(pidfd)
        raise AssertionError(f"the program did not end; the screen:\n{self.text}")

    def cpu_seconds(self) -> float:
        """CPU time that the program has used."""
        with open(f"/proc/{self.pid}/stat", encoding="ascii", errors="replace") as stat:
            fields = stat.read().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def close(self) -> None:
        if self.status is None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, signal.SIGKILL)
            self._reap()
        if self.master >= 0:
            os.close(self.master)
            self.master = -1

    def _reap(self) -> int:
        _, status, used = os.wait4(self.pid, 0)
        self.cpu = used.ru_utime + used.ru_stime
        self.status = os.waitstatus_to_exitcode(status)
        return self.status
