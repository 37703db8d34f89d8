"""The command among other processes: substitution, pipes, signals, a host that is not there."""

from __future__ import annotations

import json
import os
import select
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from waiting import wait_for_node

if TYPE_CHECKING:
    from conftest import Shell


def in_shell(shell: Shell, script: str) -> subprocess.CompletedProcess[str]:
    command = " ".join(shell.command)
    return subprocess.run(
        ["bash", "-c", script.replace("jobconsole", command)],
        cwd=shell.folder,
        env=shell.environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_substitution_does_not_wait_for_the_host_that_it_starts(own_shell: Shell) -> None:
    done = in_shell(own_shell, 'x=$(jobconsole run ends.yaml); echo "id $x"; jobconsole wait "$x"')

    assert done.returncode == 0
    assert done.stdout.splitlines() == ["id 1", "1: succeeded"]


def test_a_pipe_that_closes_early_is_quiet(own_shell: Shell) -> None:
    own_shell.start("ends")

    done = in_shell(own_shell, "jobconsole jobs --json | head -c 1; echo; echo ${PIPESTATUS[0]}")

    assert done.stderr == ""
    assert done.stdout.splitlines()[1] in ("0", "141")


def test_interrupting_leaves_the_job_running_and_says_so(own_shell: Shell) -> None:
    process = own_shell.popen("run", "runs.yaml", "--follow")
    assert process.stdout is not None
    job = process.stdout.readline().strip()
    assert process.stdout.readline() == "long | begun\n"

    process.send_signal(signal.SIGINT)

    _, errors = process.communicate(timeout=30)
    assert process.returncode == 130
    assert f"job {job} goes on" in errors
    assert own_shell("show", job, "--json").json["status"] == "running"


def test_a_stopped_engine_says_so_and_starts_again(own_shell: Shell) -> None:
    assert own_shell("engine", "status").code == 5
    status = own_shell("engine", "status", "--json")
    assert (status.code, status.json["pid"]) == (5, None)
    assert own_shell("engine", "stop").code == 0

    assert own_shell("engine", "start", "--json").json["pid"]
    assert own_shell("engine", "status").code == 0
    assert own_shell("engine", "stop", "--json").json["stopped"]
    assert own_shell("engine", "status").code == 5


def test_a_running_command_keeps_the_engine_unless_it_is_forced(own_shell: Shell) -> None:
    job = own_shell.start("runs")
    wait_for_node(own_shell.state, job, "long", "running")

    refused = own_shell("engine", "stop")
    assert refused.code == 4
    assert "1 command runs" in refused.err
    assert own_shell("engine", "stop", "--force").code == 0
    assert own_shell("show", job, "--json").json["nodes"][0]["status"] == "running"
    killed = own_shell("engine", "stop", "--kill", "--json")
    assert (killed.code, killed.json["canceled"]) == (0, 1)


def test_a_folder_open_to_others_is_refused(own_shell: Shell) -> None:
    own_shell.state.mkdir(mode=0o755)
    own_shell.state.chmod(0o755)

    ran = own_shell("jobs")

    assert ran.code == 6
    assert f"chmod 700 {own_shell.state}" in ran.err
    own_shell.state.chmod(0o700)


def test_a_path_too_long_for_a_socket_is_told(own_shell: Shell) -> None:
    ran = own_shell("--state-dir", str(own_shell.folder / ("x" * 120)), "jobs")

    assert ran.code == 5
    assert "too long" in ran.err


def test_the_current_folder_sets_nothing(own_shell: Shell) -> None:
    (own_shell.folder / "config.toml").write_text('default = "evil"')
    (own_shell.folder / "console.py").write_text("raise SystemExit('code of the current folder ran')")

    done = in_shell(own_shell, "jobconsole info --json")

    assert done.returncode == 0, done.stderr
    settings = {item["key"]: item["value"] for item in json.loads(done.stdout)["items"]}
    assert settings["default"] == "local"


def test_a_configured_number_of_slots_reaches_the_host(own_shell: Shell) -> None:
    (own_shell.folder / "config").mkdir()
    (own_shell.folder / "config" / "config.toml").write_text("[engine]\nslots = 5")

    assert own_shell("engine", "start", "--json").json["slots"] == 5


def test_output_that_cannot_be_written_in_the_locale_is_escaped(own_shell: Shell) -> None:
    own_shell.start("ends", "--name", "größe ✓")
    environment = {**own_shell.environment, "PYTHONIOENCODING": "ascii"}

    done = subprocess.run(
        [*own_shell.command, "jobs"], env=environment, capture_output=True, check=False, timeout=60
    )

    assert done.returncode == 0
    assert b"gr\\xf6\\xdfe \\u2713" in done.stdout


def test_a_full_disk_of_the_reader_is_a_sentence(own_shell: Shell) -> None:
    with open("/dev/full", "w") as full:
        done = subprocess.run(
            [*own_shell.command, "info"],
            env=own_shell.environment,
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
            timeout=60,
        )

    assert done.returncode == 1
    assert "No space left on device" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
@pytest.mark.parametrize("words", ["jobs", "run ends.yaml", "show 404"])
def test_closed_streams_change_no_exit_code(own_shell: Shell, words: str, closed: str) -> None:
    own_shell.start("ends")

    done = in_shell(own_shell, f"jobconsole {words} {closed}; echo $? > code")

    assert (own_shell.folder / "code").read_text() == ("3\n" if words == "show 404" else "0\n")
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("columns", ["", "0", "-5", "many", "\u00b2", "9" * 30])
def test_nonsense_in_columns_is_passed_over(own_shell: Shell, columns: str) -> None:
    own_shell.start("ends")

    done = in_shell(own_shell, f"COLUMNS={columns} jobconsole jobs")

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[1].split()[0] == "1"


def test_nothing_of_a_host_stays_behind(own_shell: Shell) -> None:
    process = os.pidfd_open(own_shell("engine", "start", "--json").json["pid"])
    try:
        own_shell.stop()
        ended, _, _ = select.select([process], [], [], 15)
    finally:
        os.close(process)

    assert ended


@pytest.mark.parametrize(
    "words",
    [
        ["jobs"],
        ["show", "1"],
        ["logs", "1"],
        ["paused"],
        ["pause", "1", "--dry-run"],
        ["engine", "status"],
        [],
    ],
)
def test_a_verb_at_work_brings_no_textual_along(shell: Shell, words: list[str]) -> None:
    probe = (
        "import sys; from console.cli.main import main; main(sys.argv[1:]); "
        "print('LOADED', *{'textual', 'rich', 'starlette', 'uvicorn', 'yaml'} & set(sys.modules))"
    )
    shell("wait", shell.start("ends"))

    done = subprocess.run(
        [sys.executable, "-P", "-c", probe, *words],
        env=shell.environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )

    assert done.stdout.splitlines()[-1] == "LOADED", done.stderr
