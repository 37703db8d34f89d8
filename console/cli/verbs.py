"""Every verb with the module that carries it out. The modules are imported one at a time, when asked for."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class VerbInfo:
    """One verb as the help lists it."""

    name: str
    module: str
    usage: str
    help: str


GROUPS: Final[tuple[tuple[str, tuple[VerbInfo, ...]], ...]] = (
    (
        "start",
        (
            VerbInfo("run", "run", "FILE|WORKFLOW [-p K=V …]", "start a job and print its id"),
            VerbInfo("validate", "validate", "FILE…", "tell everything that is wrong with workflow files"),
            VerbInfo("demo", "demo", "", "a throw-away engine with live sample jobs"),
        ),
    ),
    (
        "look",
        (
            VerbInfo("jobs", "jobs", "[QUERY]", "list jobs"),
            VerbInfo("show", "show", "JOB", "one job with its nodes"),
            VerbInfo("paused", "paused", "", "what waits for a person"),
            VerbInfo("logs", "logs", "JOB [--node N] [--follow]", "the log of a node"),
            VerbInfo("diff", "diff", "JOB [--node N]", "a log beside that of the last success"),
            VerbInfo("wait", "wait", "JOB…", "wait until jobs have ended"),
            VerbInfo("workflows", "workflows", "[WORKFLOW]", "what can be started by name"),
            VerbInfo("audit", "audit", "[JOB]", "who did what, when and why"),
            VerbInfo("open", "open", "LINK|JOB|URL", "open the console where a link leads, or on a job"),
        ),
    ),
    (
        "act",
        (
            VerbInfo("pause", "act", "JOB…", "start no further node"),
            VerbInfo("continue", "act", "JOB… [--node N]", "end a pause, or go past a pause point"),
            VerbInfo("skip", "act", "JOB… [--node N]", "go on without a node"),
            VerbInfo("restart", "act", "JOB… [--node N]", "run a node again; a job from what failed"),
            VerbInfo("cancel", "act", "JOB… [--node N]", "end a job; on a node: stop its command"),
            VerbInfo("requeue", "act", "JOB…", "run an ended job again"),
            VerbInfo("approve", "act", "JOB… [--node N]", "say yes to an approval"),
            VerbInfo("reject", "act", "JOB… [--node N]", "say no to an approval"),
            VerbInfo("stop", "act", "JOB… [--node N]", "end the command of a node"),
            VerbInfo("priority", "act", "JOB… --priority N", "let a job run sooner or later"),
            VerbInfo("retry-now", "act", "JOB… [--node N]", "do not wait for the next retry"),
            VerbInfo("mark", "act", "JOB… --node N --as HOW", "tell how a lost or failed node ended"),
        ),
    ),
    (
        "set up",
        (
            VerbInfo("context", "context", "list|add|use|test", "the backends that can be looked at"),
            VerbInfo("engine", "engine", "status|start|stop", "the local engine"),
            VerbInfo("keys", "keys", "", "every key of the console as it is bound, and who bound it"),
            VerbInfo("info", "info", "", "every path and setting, and who set it"),
        ),
    ),
)

VERBS: Final = {verb.name: verb for _, verbs in GROUPS for verb in verbs}
"""Every verb by its name."""


def listing() -> str:
    """Return the verbs as the help shows them."""
    width = max(len(f"{verb.name} {verb.usage}") for verb in VERBS.values())
    lines: list[str] = []
    for title, verbs in GROUPS:
        lines += ["", f"{title}:"]
        lines += [f"  {f'{verb.name} {verb.usage}':<{width}}  {verb.help}" for verb in verbs]
    return "\n".join(lines[1:])
