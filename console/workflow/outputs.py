"""The outputs that a command leaves behind: ``key=value`` lines in the file named by ``JOB_OUTPUT``."""

from collections.abc import Iterable
from typing import Final

from console.core.quote import quoted
from console.core.suggestion import suggestion

MOST_BYTES: Final = 1 << 20
"""As much of the file as is read, in bytes."""

LONGEST_VALUE: Final = 64_000
"""The longest value, in bytes: it must fit into an environment variable of the nodes after this one."""

_MOST_PROBLEMS: Final = 20


def parse_outputs(text: str, declared: Iterable[str]) -> tuple[dict[str, str], tuple[str, ...]]:
    """Return the declared outputs that a command wrote, and what is odd about the rest.

    A key that is written again counts as last written. Lines are numbered from 1 in the problems, which
    are sentences for the log: no problem takes an output away that is right.
    """
    names = tuple(declared)
    outputs: dict[str, str] = {}
    problems: list[str] = []
    for number, line in enumerate(text.split("\n"), 1):
        line = line.removesuffix("\r")
        if not line.strip():
            continue
        key, equals, value = line.partition("=")
        problem = _fault(key.strip(), equals, value, names)
        if problem is None:
            outputs[key.strip()] = value
        else:
            problems.append(f"line {number}: {problem}")
    problems += [f"output '{name}' was not written" for name in names if name not in outputs]
    if len(problems) > _MOST_PROBLEMS:
        problems[_MOST_PROBLEMS:] = [f"{len(problems) - _MOST_PROBLEMS} more problems"]
    return outputs, tuple(problems)


def _fault(key: str, equals: str, value: str, names: tuple[str, ...]) -> str | None:
    if not equals:
        return f"{quoted(key)} is not key=value"
    if key not in names:
        return f"{quoted(key)} is not among the node's outputs{suggestion(key, names)}"
    if len(value.encode("utf-8", "replace")) > LONGEST_VALUE:
        return f"the value of '{key}' is longer than {LONGEST_VALUE} bytes"
    if "\0" in value:
        return f"the value of '{key}' holds the character NUL"
    return None
