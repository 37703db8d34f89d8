"""The difference of two logs as lines for a person or a ticket."""

from collections.abc import Iterator
from typing import Final

from console.client.log_compare import ALIKE, ComparedLogs
from console.core.figures import count
from console.core.log_diff import Change, differences, near_differences
from console.core.sanitize import log_spans, printable, sanitize

_SIGNS: Final = {Change.NEW: "+", Change.MISSING: "-", Change.NOISE: "~", Change.SAME: " "}


def diff_text(compared: ComparedLogs, *, whole: bool) -> Iterator[str]:
    """Yield the lines: first which logs these are; what is alike for long is counted unless ``whole``."""
    old, new = compared.old, compared.new
    yield f"--- job {sanitize(old.job)} {sanitize(old.node)} execution {old.execution}, which succeeded"
    yield f"+++ job {sanitize(new.job)} {sanitize(new.node)} execution {new.execution}"
    alike = 0
    for line, near in zip(compared.lines, near_differences(compared.lines), strict=True):
        if not near and not whole:
            alike += 1
            continue
        if alike:
            yield _alike(alike)
            alike = 0
        yield f"{_SIGNS[line.change]} {printable(log_spans(line.text))}"
    if alike:
        yield _alike(alike)
    if not differences(compared.lines):
        yield ALIKE


def _alike(number: int) -> str:
    return f"  ... {count(number)} line{'' if number == 1 else 's'} alike"
