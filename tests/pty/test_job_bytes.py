"""What a key on a job of five thousand nodes sends. Bounds are half as much again as measured."""

from __future__ import annotations

from typing import TYPE_CHECKING

from memory_console import console, opened

if TYPE_CHECKING:
    from terminal import Terminal


def bytes_per_key(terminal: Terminal, *keys: str) -> float:
    before = len(terminal.output)
    for key in keys:
        terminal.send(key)
        terminal.drain(0.15)
    return (len(terminal.output) - before) / len(keys)


def test_a_key_on_five_thousand_nodes_costs_what_it_changes() -> None:
    with console("dark", "graphs", columns=160, rows=45) as terminal:
        opened(terminal)
        terminal.send(":job 6001\r")
        terminal.wait_for("12 need you")
        terminal.drain()
        tree = bytes_per_key(terminal, *["j", "k"] * 4)
        terminal.send("B")
        terminal.wait_for("Graph")
        terminal.drain()
        graph = bytes_per_key(terminal, *["j", "k"] * 4)
        assert tree < 2200
        assert graph < 3000
