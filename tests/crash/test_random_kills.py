"""Kill -9 at random moments: each command runs exactly once, exit codes are kept, what is lost is called so.

A round is repeated by its number. `CRASH_ROUNDS` asks for more of them.
"""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).parents[1] / "integration" / "engine"))

from engine_host import Host

ROUNDS = int(os.environ.get("CRASH_ROUNDS", "24"))

SUCCEEDED, FAILED, LOST = 2, 3, 5
"""Execution statuses as the store keeps them."""


@pytest.mark.heavy
@pytest.mark.alone
@pytest.mark.parametrize("number", range(ROUNDS))
def test_a_host_killed_at_random_runs_each_command_exactly_once(
    number: int, state_dir: Path, tmp_path: Path
) -> None:
    random_ = random.Random(1000 + number)
    nodes = _nodes(random_)
    host = Host(state_dir)
    host.start(tmp_path, _workflow(nodes, random_))
    for _ in range(random_.randint(1, 4)):
        time.sleep(random_.uniform(0, 0.25))  # the crash's moment is the subject of this test
        host.kill()
        if random_.random() < 0.5:
            time.sleep(random_.uniform(0, 0.2))
        host = Host(state_dir)
    host.ask("wait")
    host.close()

    started = Counter((tmp_path / "started").read_text().split())
    assert started == dict.fromkeys(nodes, 1)
    found = _executions(state_dir)
    assert {node: code for node, status, code in found if status in (SUCCEEDED, FAILED)} == nodes
    assert not [node for node, status, _ in found if status == LOST]


@pytest.mark.heavy
@pytest.mark.alone
@pytest.mark.parametrize("number", range(max(4, ROUNDS // 4)))
def test_runners_killed_with_their_host_leave_their_commands_lost_never_run_twice(
    number: int, state_dir: Path, tmp_path: Path
) -> None:
    random_ = random.Random(5000 + number)
    nodes = _nodes(random_)
    host = Host(state_dir)
    host.start(tmp_path, _workflow(nodes, random_))
    time.sleep(random_.uniform(0.05, 0.3))  # the crash's moment is the subject of this test
    host.kill()
    _kill_runners(state_dir)
    host = Host(state_dir)
    host.ask("wait")
    host.close()

    started = Counter((tmp_path / "started").read_text().split())
    assert max(started.values()) == 1
    found = _executions(state_dir)
    ended = {node: code for node, status, code in found if status in (SUCCEEDED, FAILED)}
    lost = {node for node, status, _ in found if status == LOST}
    assert ended.items() <= nodes.items()
    assert not lost & set(ended)
    assert set(started) <= lost | set(ended)


def _nodes(random_: random.Random) -> dict[str, int]:
    return {f"n{i}": random_.choice((0, 0, 0, 3, 7)) for i in range(random_.randint(6, 14))}


def _workflow(nodes: dict[str, int], random_: random.Random) -> str:
    lines = ["version: 1", "name: storm", "nodes:"]
    earlier: list[str] = []
    for node, code in nodes.items():
        needs = random_.sample(earlier, min(len(earlier), random_.randint(0, 2)))
        # The longest outlive the start of the next host, which takes them over.
        seconds = random_.choice((0, 0, 0.02, 0.05, 0.15, 1.2))
        run = f"echo {node} >> started; sleep {seconds}; exit {code}"
        lines.append(f"  {node}: {{needs: [{', '.join(needs)}], run: '{run}', on_failure: continue}}")
        earlier.append(node)
    return "\n".join(lines) + "\n"


def _executions(state_dir: Path) -> list[tuple[str, int, int | None]]:
    connection = sqlite3.connect(state_dir / "jobs.db")
    try:
        return connection.execute(
            "SELECT node, execution.status, execution.exit_code FROM execution"
            " JOIN node ON node.job_id = execution.job_id AND node.idx = node_idx"
        ).fetchall()
    finally:
        connection.close()


def _kill_runners(state_dir: Path) -> None:
    for control in (state_dir / "run" / "ctl").glob("*"):
        words = control.read_text().split()
        if words[:1] == ["claim"]:
            try:
                os.kill(int(words[2]), signal.SIGKILL)
            except ProcessLookupError:
                continue
