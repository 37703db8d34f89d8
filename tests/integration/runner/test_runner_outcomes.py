"""What a command gets from its runner, and how its end is told."""

from __future__ import annotations

import errno
import os
from typing import TYPE_CHECKING

import pytest

from console.runner import control
from console.runner.control import Lock
from console.runner.logfile import Stream
from console.runner.outcome import Reason
from console.runner.protocol import ChildStarted, Claimed

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Slot


@pytest.mark.parametrize("code", [0, 3, 255])
def test_an_exit_status_is_kept(slot: Slot, code: int) -> None:
    outcome = slot.run_shell(f"exit {code}")
    assert (outcome.reason, outcome.code) == (Reason.EXIT, code)
    assert 0 < outcome.t0 <= outcome.t1
    assert outcome.cpu > 0
    assert outcome.maxrss > 0


@pytest.mark.parametrize("name", ["KILL", "TERM", "HUP", "INT", "PIPE"])
def test_a_signal_ends_the_command_although_its_runner_ignores_it(slot: Slot, name: str) -> None:
    outcome = slot.run_shell(f"kill -{name} $$")
    assert outcome.reason is Reason.SIGNAL
    assert outcome.code == -int(getattr(__import__("signal"), f"SIG{name}"))


def test_the_exit_line_says_what_the_event_says(slot: Slot) -> None:
    execution = slot.shell("echo hi; exit 4")
    outcome = slot.outcome(execution)
    lock, record = slot.control(execution)
    claimed, child = slot.events[:2]
    assert isinstance(claimed, Claimed)
    assert isinstance(child, ChildStarted)
    assert (lock, record.outcome, record.claim) == (Lock.FREE, outcome, slot.identity)
    assert record.child == (child.pid, child.starttime)
    assert claimed.pid == slot.pid
    assert outcome.log_bytes == os.path.getsize(slot.path(execution, "log"))


SPAWN_ERRORS = {
    "no command": (("nonesuch",), {}, errno.ENOENT, "no command 'nonesuch' in PATH"),
    "no PATH": (("ls-nonesuch",), {"env": {}}, errno.ENOENT, "no command"),
    "no file": (("./nonesuch",), {}, errno.ENOENT, "./nonesuch"),
    "not executable": (("./plain",), {}, errno.EACCES, "is not executable"),
    "not executable in PATH": (("plain",), {"env": {"PATH": "."}}, errno.EACCES, "is not executable"),
    "a folder": (("/tmp",), {}, errno.EACCES, "/tmp"),
    "no program": (("./text",), {}, errno.ENOEXEC, "neither a program nor a script"),
    "no interpreter": (("./script",), {}, errno.ENOENT, "the interpreter that its first line names"),
    "no folder": (("true",), {"cwd": "/nonesuch"}, errno.ENOENT, "the working folder /nonesuch"),
    "folder is a file": (("true",), {"cwd": "/etc/passwd"}, errno.ENOTDIR, "the working folder"),
    "a name with =": (("/bin/true",), {"env": {"A=B": ""}}, errno.EINVAL, "the environment"),
    "a zero byte": (("/bin/true", "\0"), {}, errno.EINVAL, "the arguments"),
    "no encoding": (("/bin/true", "\ud800"), {}, errno.EINVAL, "the arguments"),
    "too long": (("/bin/true", "x" * 200_000), {}, errno.E2BIG, "too long for this system"),
    "outputs": (("true",), {"output_path": "/proc/nonesuch"}, errno.ENOENT, "the file for the outputs"),
}


@pytest.mark.parametrize("case", SPAWN_ERRORS)
def test_a_command_that_cannot_start_says_why(slot: Slot, tmp_path: Path, case: str) -> None:
    (tmp_path / "plain").write_text("#!/bin/sh\n")
    for name, content in {"text": "hello", "script": "#!/nonesuch/sh\n"}.items():
        (tmp_path / name).write_text(content)
        (tmp_path / name).chmod(0o700)
    argv, options, number, text = SPAWN_ERRORS[case]
    execution = slot.begin(*argv, **options)
    outcome = slot.outcome(execution)
    assert (outcome.reason, outcome.code) == (Reason.SPAWN_ERROR, number)
    assert text in outcome.text
    lock, record = slot.control(execution)
    assert (lock, record.child, record.outcome) == (Lock.FREE, None, outcome)
    assert slot.run("true").code == 0, "the slot goes on"


def test_the_environment_is_what_the_request_gives_and_nothing_else(slot: Slot) -> None:
    execution = slot.begin("/usr/bin/env", env={"A": "1 2", "LATIN": "\udce9", "EMPTY": ""})
    assert slot.outcome(execution).code == 0
    assert sorted(slot.output(execution).splitlines()) == [b"A=1 2", b"EMPTY=", b"LATIN=\xe9"]


def test_a_command_is_looked_up_in_its_own_path(slot: Slot, tmp_path: Path) -> None:
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "greet").write_text("#!/bin/sh\necho hello\n")
    (tmp_path / "bin" / "greet").chmod(0o700)
    execution = slot.begin("greet", env={"PATH": f"/nonesuch:{tmp_path}/bin"})
    assert slot.outcome(execution).code == 0
    assert slot.output(execution) == b"hello\n"


def test_standard_input_is_empty(slot: Slot) -> None:
    execution = slot.begin("cat")
    assert slot.outcome(execution).code == 0
    assert slot.output(execution) == b""


def test_the_command_runs_in_its_folder_with_its_umask(slot: Slot, tmp_path: Path) -> None:
    (tmp_path / "work").mkdir()
    before = slot.shell("umask")
    assert slot.outcome(before).code == 0
    execution = slot.shell("pwd; umask", cwd=f"{tmp_path}/work", umask=0o027)
    assert slot.outcome(execution).code == 0
    assert slot.output(execution).split() == [os.fsencode(tmp_path / "work"), b"0027"]
    after = slot.shell("umask", umask=None)
    assert slot.outcome(after).code == 0
    assert slot.output(after) == slot.output(before)
    assert os.readlink(f"/proc/{slot.pid}/cwd") == "/", "so that the folder can be unmounted"


def test_the_command_leads_its_group_in_a_session_that_is_not_ours(slot: Slot) -> None:
    execution = slot.shell("cut -d' ' -f5,6 /proc/$$/stat")
    child = slot.wait(ChildStarted, execution)
    assert slot.outcome(execution).code == 0
    assert slot.output(execution).split() == [b"%d" % child.pid, b"%d" % slot.pid]
    assert os.getsid(0) != slot.pid


def test_the_command_inherits_its_three_streams_only(slot: Slot) -> None:
    execution = slot.begin("python3", "-ISc", "import os; print(*sorted(os.listdir('/proc/self/fd')))")
    assert slot.outcome(execution).code == 0
    assert slot.output(execution) == b"0 1 2 3\n", "the fourth is the listing's own"


def test_the_file_for_outputs_is_there_and_empty(slot: Slot, tmp_path: Path) -> None:
    path = tmp_path / "new" / "outputs"
    path.parent.mkdir()
    path.write_text("of an earlier attempt")
    assert slot.run_shell(f"cat {path}; echo rows=7 >> {path}", output_path=str(path)).log_bytes == 0
    assert path.read_text() == "rows=7\n"


def test_the_exit_line_is_also_where_it_outlives_a_reboot(slot: Slot, tmp_path: Path) -> None:
    path = str(tmp_path / "logs" / "1.exit")
    outcome = slot.run_shell("exit 6", durable=path)
    assert control.read_durable(path) == outcome


def test_a_durable_line_that_cannot_be_written_loses_nothing_else(slot: Slot) -> None:
    execution = slot.shell("exit 6", durable="/proc/nonesuch/1.exit")
    outcome = slot.outcome(execution)
    assert slot.control(execution)[1].outcome == outcome
    assert "exit line" in slot.complaints()
    (slot.folder / "runner.err").write_text("")


def test_a_request_too_long_for_the_socket_arrives_whole(slot: Slot) -> None:
    env = {"PATH": os.environ["PATH"]} | {f"V{number}": "x" * 3000 for number in range(150)}
    execution = slot.shell('echo "${#V149}"', env=env)
    assert slot.outcome(execution).code == 0
    assert slot.output(execution, Stream.OUT) == b"3000\n"
    assert not (slot.folder / "request").exists()
