"""`context test`: what works between us and a context, step by step."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from typing import TYPE_CHECKING, Final

from console.cli.connection import Configured, configured, open_backend, open_table
from console.cli.exits import Exit, explain
from console.cli.options import Options
from console.cli.terminal import Terminal
from console.config.context import LOCAL
from console.config.needs import NEEDS
from console.config.state import StateFolder

if TYPE_CHECKING:
    from console.backends.probe import Check, Step, StepName
    from console.backends.probe_backend import BackendProbe
    from console.backends.probe_network import NetworkProbe
    from console.model import Json

_NAME: Final = 11  # columns of the longest name of a step, and of the longest state
_STATE: Final = 9
_TIME: Final = 8


def probed(options: Options, terminal: Terminal, *, json: bool) -> int:
    """Try one step after the other, and tell each as it ends. Returns the code of the step that failed."""
    return asyncio.run(_probed(configured(options), terminal, json=json))


async def steps_of(here: Configured) -> "AsyncIterator[Step]":
    """Yield the steps of a context as they end. Nothing is changed there."""
    from console.backends.probe import walk
    from console.backends.probe_backend import BackendProbe

    probe = BackendProbe(here.context, lambda: open_backend(here.context, here.paths, here.settings))
    first, network = _first_checks(here)
    try:
        async for step in walk([*first, *probe.checks()]):
            yield step
    finally:
        await probe.close()
        if network is not None:
            await network.close()


async def _probed(here: Configured, terminal: Terminal, *, json: bool) -> int:
    from console.backends.probe import Step, StepName, StepState, walk
    from console.backends.probe_backend import BackendProbe

    context = here.context
    probe = BackendProbe(context, lambda: open_backend(context, here.paths, here.settings))
    first, network = _first_checks(here)
    if not json:
        terminal.say_now(f"{context.name}: {context.backend}{f' at {context.url}' if context.url else ''}")
    steps: list[Step] = []
    try:
        async for step in walk([*first, *probe.checks()]):
            steps.append(step)
            if not json:
                tell_step(step, terminal)
    finally:
        await probe.close()
        if network is not None:
            await network.close()
    failed = next((step for step in steps if step.state is StepState.FAILED), None)
    code = Exit.DONE if failed is None or failed.error is None else _code(failed.error)
    if json:
        answered = next(step.milliseconds for step in steps if step.name is StepName.VERBS)
        terminal.document(_document(here, steps, probe, answered, code))
    elif failed is None:
        terminal.say(_conclusion(context.name, steps))
    return code


def _first_checks(here: Configured) -> "tuple[Sequence[tuple[StepName, Check]], NetworkProbe | None]":
    """Return the steps up to the connection, and what is to be closed after them."""
    context = here.context
    if context.backend == LOCAL:
        from console.backends.probe_socket import SocketProbe

        return SocketProbe(StateFolder(here.paths.state.path)).checks(), None
    # Imported here: TLS and HTTP are not needed for a socket of ours.
    from console.backends.probe_network import NetworkProbe, target_of
    from console.config.web import origin_of

    if context.backend not in NEEDS and origin_of(context.url or "") is None:
        return (), None  # a backend of somebody else, which gets to its jobs in its own way
    network = NetworkProbe(target_of(context.name, open_table(context), in_the_clear=context.in_the_clear))
    return network.checks(), network


def _code(error: Exception) -> Exit:
    explained = explain(error)
    return Exit.FAILED if explained is None else explained[0]


def tell_step(step: "Step", terminal: Terminal) -> None:
    """Print how a step came out: what was found, and below it what to do."""
    time = "" if step.milliseconds is None else f"{step.milliseconds} ms"
    head = f"  {step.name:<{_NAME}}  {step.state:<{_STATE}}  {time:>{_TIME}}  "
    detail = getattr(step.error, "detail", "")
    for text in (*step.said.splitlines(), *str(detail).splitlines(), *step.advice.splitlines()):
        for line in _folded(text, len(head), terminal.width):
            terminal.say_now((head + line).rstrip())
            head = " " * len(head)
    if head.strip():
        terminal.say_now(head.rstrip())


def _folded(text: str, indent: int, width: int | None) -> list[str]:
    """Return the text in lines that leave room for what stands before them."""
    if width is None:
        return [text] if text else []
    import textwrap  # nobody's terminal, nothing to fold

    return textwrap.wrap(text, max(width - indent, 20))


def _conclusion(name: str, steps: "Sequence[Step]") -> str:
    from console.backends.probe import StepState

    warnings = [step.name.value for step in steps if step.state is StepState.WARNING]
    if warnings:
        return f"{name} works; look at: {', '.join(warnings)}"
    return f"{name} works"


def _document(
    here: Configured, steps: "Sequence[Step]", probe: "BackendProbe", answered: int | None, code: Exit
) -> "dict[str, Json]":
    context = here.context
    return {
        "name": context.name,
        "backend": context.backend,
        "url": context.url,
        "works": code is Exit.DONE,
        "code": int(code),
        "milliseconds": answered,
        "verbs": list(probe.verbs),
        "steps": [
            {
                "step": step.name.value,
                "state": step.state.value,
                "milliseconds": step.milliseconds,
                "said": step.said,
                "advice": step.advice,
            }
            for step in steps
        ],
    }
