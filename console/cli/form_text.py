"""The form of a workflow as text: what it takes, parameter by parameter, and the command that starts it."""

import shlex
from collections.abc import Iterable, Iterator

from console.client.form import hint
from console.core.sanitize import sanitize
from console.model import Param, ParamKind, WorkflowInfo


def form_text(workflows: Iterable[WorkflowInfo], context: str) -> list[str]:
    """Return the lines for each workflow, safe to show."""
    return [sanitize(line) for each in workflows for line in _form(each, context)]


def _form(workflow: WorkflowInfo, context: str) -> Iterator[str]:
    yield f"{workflow.id}  {workflow.description}".rstrip()
    if workflow.node_count is not None:
        yield f"  runs      {workflow.node_count} node{'' if workflow.node_count == 1 else 's'}"
    if workflow.source:
        yield f"  from      {workflow.source}"
    if not workflow.params:
        yield "  takes     nothing"
    for param in workflow.params:
        yield ""
        yield f"  {param.name}: {_kind(param)}"
        if param.description:
            yield f"    {param.description}"
    words = ["jobconsole", "--context", context, "run", workflow.id]
    for param in workflow.params:
        if param.required and param.default is None:
            words += ["-p", f"{param.name}={'|'.join(param.options) or param.kind.value.upper()}"]
    yield ""
    yield f"  {shlex.join(words)}"


def _kind(param: Param) -> str:
    """Return what a parameter may be: ``needed, a date, such as 2026-11-19``."""
    needed = param.required and param.default is None
    options = ("true", "false") if param.kind is ParamKind.BOOL else param.options
    told = (
        "needed" if needed else "may be left out",
        f"one of {', '.join(options)}" if options else hint(param) or "text",
        f"otherwise {param.default}" if param.default is not None and not param.secret else "",
        "a secret" if param.secret else "",
    )
    return ", ".join(filter(None, told))
