"""`validate`: everything that is wrong with workflow files, each at its place. Stores and asks nothing."""

import math
from argparse import ArgumentParser
from pathlib import Path
from typing import TYPE_CHECKING

from console.cli.exits import Exit
from console.cli.options import Options as CommonOptions
from console.cli.options import add_json_option
from console.cli.terminal import Terminal

if TYPE_CHECKING:
    from console.model import Json
    from console.workflow import NodeDefinition


class Options(CommonOptions):
    """What `validate` is told."""

    files: list[str]
    json: bool = False


def add_arguments(parser: ArgumentParser) -> None:
    """Add the arguments of `validate`."""
    parser.add_argument("files", nargs="+", metavar="FILE", help="workflow files")
    add_json_option(parser)


def run(options: Options, terminal: Terminal) -> int:
    """Check the files. Returns 0 if all can be run, else 2."""
    from console.workflow import WorkflowErrors, describe_unsupported, load
    from console.workflow.errors import WorkflowError

    found: list[WorkflowError] = []
    for name in options.files:
        try:
            workflow = load(Path(name))
        except WorkflowErrors as errors:
            mistakes = errors.errors
        else:
            mistakes = describe_unsupported(workflow)
            if not mistakes and not options.json:
                nodes = sum(
                    _instances(node) for node in (*workflow.nodes.values(), *workflow.finally_.values())
                )
                terminal.say(
                    f"{name}: ok ({_count(nodes, 'node')}, {_count(len(workflow.params), 'parameter')})"
                )
        found += mistakes
        if not options.json:
            terminal.say(*(str(mistake) for mistake in mistakes))
    if options.json:
        items: list[dict[str, Json]] = [
            {
                "file": each.source,
                "line": each.line,
                "column": each.column,
                "path": each.path,
                "message": each.message,
            }
            for each in found
        ]
        terminal.items(items)
    return Exit.USAGE if found else Exit.DONE


def _instances(node: "NodeDefinition") -> int:
    """Return how many nodes of a job a node of the file stands for."""
    return math.prod(len(values) for values in node.matrix.values())


def _count(number: int, word: str) -> str:
    return f"{number} {word}" if number == 1 else f"{number} {word}s"
