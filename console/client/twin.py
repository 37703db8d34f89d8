"""The command line that does what a dialog is about to do, to be pasted into a script or a ticket."""

import shlex
from collections.abc import Sequence
from dataclasses import replace

from console.client.home import Home
from console.model import Action, RequeueFrom, Scope, StartRequest, Verb


def twin(context: str, actions: Sequence[Action]) -> str:
    """Return the command for ``actions``, which differ in their jobs, nodes and versions at most.

    A command names one node: what is meant on several takes a command for each. An expected version is
    named only for a single target: the command takes one.
    """
    by_node: dict[str | None, list[Action]] = {}
    for action in actions:
        by_node.setdefault(action.node, []).append(action)
    return "; ".join(_of_node(context, of_node) for of_node in by_node.values())


def _of_node(context: str, actions: Sequence[Action]) -> str:
    first = actions[0]
    words = ["jobconsole", "--context", context, str(first.verb), *(action.job for action in actions)]
    if first.node is not None:
        words += _option("--node", first.node)
    if len(actions) == 1 and first.expected_version is not None:
        words += ["--expect", str(first.expected_version)]
    words += _own_options(first)
    if first.reason:
        words += _option("--reason", first.reason)
    if len(actions) > 1:
        words.append("--yes")
    return shlex.join(words)


def twins(homes: Sequence[Home], actions: Sequence[Action]) -> str:
    """Return the commands for ``actions``, each in its own home: one command a context, with plain ids."""
    own: dict[str, list[Action]] = {}
    for home, action in zip(homes, actions, strict=True):
        own.setdefault(home.context, []).append(replace(action, job=home.plain(action.job)))
    return "; ".join(twin(context, of_context) for context, of_context in own.items())


def start_twin(context: str, request: StartRequest) -> str:
    """Return the command that starts the same job."""
    words = ["jobconsole", "--context", context, "run", request.workflow or request.source or "FILE"]
    for name, value in request.params.items():
        words += ["-p", f"{name}={value}"]
    if request.name:
        words += ["--name", request.name]
    return shlex.join(words)


def _option(name: str, value: str) -> list[str]:
    """Return an option with its value; in one word where the value would be taken for an option itself."""
    return [f"{name}={value}"] if value.startswith("-") else [name, value]


def _own_options(action: Action) -> list[str]:
    words: list[str] = []
    if action.verb is Verb.RESTART and action.scope is Scope.NODE:
        words += ["--scope", "node"]
    if action.verb is Verb.REQUEUE and action.requeue_from is RequeueFrom.START:
        words += ["--from", "start"]
    if action.verb in (Verb.PRIORITY, Verb.REQUEUE) and action.priority is not None:
        words += ["--priority", str(action.priority)]
    if action.verb is Verb.MARK and action.mark_as:
        words += ["--as", action.mark_as]
    for key, value in action.inputs.items():
        words += ["--input", f"{key}={value}"]
    return words
