"""The facts of a confirmation as text: what is meant, how it stands, what will happen."""

import textwrap
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final, TypeAlias

from textual.content import Content

from console.client.forecast import brief, lines
from console.client.proposal import Proposal, Target, Way
from console.client.trouble import Trouble
from console.core.sanitize import sanitize
from console.core.standing import native_word
from console.core.times import age, relative
from console.model import Action, Job, Node, NodeStatus, Plan, Verb
from console.widgets.cell import shorten, text_width
from console.widgets.choice_box import LABEL
from console.widgets.glyph import glyph, job_word, node_word

NAMED: Final = 10
"""Targets told by name; the others are counted."""

_HANGING: Final = 8
"""Columns that the further lines of an indented text stand in: it is an item of a list."""

Row: TypeAlias = tuple[str, str, str]
"""A label, its text, and the style of the text; with a ``-`` before it the text is cut to one line."""

_TITLES: Final = {
    Verb.RETRY_NOW: "Retry now",
    Verb.PRIORITY: "Change the priority of",
    Verb.MARK: "Mark the outcome of",
}


def title(way: Way) -> str:
    """Return what the dialog is headed: ``Restart load``, ``Cancel 12 jobs``."""
    word = _TITLES.get(way.verb, str(way.verb).capitalize())
    target = way.targets[0]
    if len(way.targets) > 1:
        what = "jobs" if target.node is None else "nodes"
        return f"{word} {len(way.targets)} {what}"
    return sanitize(f"{word} {target.detail.job.id if target.node is None else target.node.id}")


def rows(
    proposal: Proposal,
    way: Way,
    actions: Sequence[Action],
    plans: Sequence[Plan | Trouble | None],
    now: datetime,
) -> list[Row]:
    """Return every fact, in the order to be read."""
    found: list[Row] = [("", note, "$warning") for note in proposal.notes]
    if len(way.targets) == 1:
        found += _one(way.targets[0], way, actions[0], plans[0], now)
    else:
        found += _many(way, plans)
    if proposal.left_out:
        found.append(("Left out", f"{len(proposal.left_out)} on which it is not possible:", "$muted"))
        found += [("", f"{name}: {why}", "-$muted") for name, why in proposal.left_out[:3]]
    if proposal.hidden:
        found.append(("", f"{proposal.hidden} more are marked but hidden; they are left out", "$warning"))
    return found


def headline(way: Way, *, protected: bool, width: int) -> Content:
    """Return the frame's title: what is done on the left, in which context, or contexts, on the right."""
    contexts = tuple(dict.fromkeys(target.home.context for target in way.targets))
    word = "context" if len(contexts) == 1 else "contexts"
    return headline_of(title(way), f"{word} {', '.join(contexts)}", protected=protected, width=width)


def headline_of(title_: str, where: str, *, protected: bool, width: int) -> Content:
    """Return a frame's title: what is done, already safe, and where. Protected is said in a word, too."""
    left = title_
    right = sanitize(f" protected {where} " if protected else where)
    line = glyph("─") * max(2, width - text_width(left) - text_width(right) - 2)
    colour = "$protected" if protected else "$primary"
    style = f"bold reverse {colour}" if protected else f"bold {colour}"
    return Content.assemble((left, "bold $foreground"), (f" {line} ", f"not bold {colour}"), (right, style))


def content(rows_: Iterable[Row], width: int) -> Content:
    """Return the facts as text, wrapped under their labels."""
    parts: list[str | Content | tuple[str, str]] = []
    for label, text, style in rows_:
        room = max(20, width - LABEL)
        one_line = style.startswith("-")
        cut = [shorten(text, room)] if one_line else _wrapped(sanitize(text), room)
        for place, line in enumerate(cut):
            head = label if not place else ""
            parts += [(f"{head:<{LABEL}}", "$muted"), (line, style.removeprefix("-")), "\n"]
    return Content.assemble(*parts[:-1])


def _wrapped(text: str, width: int) -> list[str]:
    hanging = " " * _HANGING if text.startswith(" ") else ""
    wrapped = textwrap.wrap(text, max(20, width), break_on_hyphens=False, subsequent_indent=hanging)
    return wrapped or [""]


def name_of(target: Target) -> str:
    """Return the name of a target: the job's id and name, and the node."""
    job = target.detail.job
    name = f"{job.id} {job.name}"
    return name if target.node is None else f"{name} · {target.node.id}"


def _one(target: Target, way: Way, action: Action, plan: Plan | Trouble | None, now: datetime) -> list[Row]:
    job, node = target.detail.job, target.node
    found: list[Row] = [("Job", f"{job.id} {job.name}", "bold")]
    found.append(("Now", _state(target, now), "$foreground"))
    asked = _question(node)
    if asked and way.verb in (Verb.APPROVE, Verb.REJECT, Verb.CONTINUE):
        found.append(("Asks", asked, "bold"))
    if plan is None:
        return found
    if isinstance(plan, Trouble):
        return [*found, ("Will do", f"not known: {plan.sentence}", "$warning")]
    told = lines(plan, action, target.detail.nodes)
    return [
        *found,
        *((label, text, "$error" if label == "Refused" else "$foreground") for label, text in told),
    ]


def _question(node: Node | None) -> str:
    """Return what a node asks: its reason while it waits; the workflow's text may hold references still."""
    if node is None:
        return ""
    return (node.reason if node.waiting_for is not None else None) or node.rules.prompt or ""


def _state(target: Target, now: datetime) -> str:
    job, node = target.detail.job, target.node
    if node is None:
        moment = (
            ("ended", job.ended)
            if job.ended
            else ("started", job.started)
            if job.started
            else ("queued", job.queued)
        )
        word, when = moment
        since = f", {word} {relative(when, now)}" if when else ""
        return f"{job_word(job)}{_native(job)}{since}" + (f"; {job.reason}" if job.reason else "")
    ended = node.status in (NodeStatus.FAILED, NodeStatus.SUCCEEDED)
    parts = [f"{node.id} {'' if ended else 'is '}{node_word(node)}{_native(node)}"]
    details = [
        *([f"exit {node.exit_code}"] if node.exit_code is not None else []),
        *([f"execution {node.execution}"] if node.execution else []),
    ]
    if details:
        parts.append(f" ({', '.join(details)})")
    return "".join(parts) + _since(node.since, now, ended=ended)


def _native(what: Job | Node) -> str:
    """Return a backend's own word for a status, where it is another one than ours."""
    word = native_word(what.status, what.native_status)
    return f" ({word})" if word else ""


def _since(when: datetime | None, now: datetime, *, ended: bool) -> str:
    """``, 2 min ago`` for what has ended, `` for 2m`` for what goes on."""
    if when is None:
        return ""
    return f", {relative(when, now)}" if ended else f" for {age((now - when).total_seconds())}"


def _many(way: Way, plans: Sequence[Plan | Trouble | None]) -> list[Row]:
    found: list[Row] = []
    for place, target in enumerate(way.targets[:NAMED]):
        plan = plans[place] if place < len(plans) else None
        state = job_word(target.detail.job) if target.node is None else node_word(target.node)
        will = brief(plan) if isinstance(plan, Plan) else ""
        line = shorten(f"{name_of(target)} · {state}", 200) + (f"; {will}" if will else "")
        found.append(("" if place else "Targets", line, "-$foreground"))
    more = len(way.targets) - NAMED
    if more > 0:
        found.append(("", f"and {more} more", "bold"))
    return found
