"""What the action keys may do to what the cursor is on: in its own context, or in those of several marks."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TypeAlias

from console.actions import (
    Focus,
    JobFocus,
    KeyState,
    MarksFocus,
    NodeFocus,
    key_state,
    key_states,
    menu_states,
)
from console.client.home import Home
from console.model import Job, Verb

HomeOf: TypeAlias = Callable[[str], Home]
"""Gives the context of a job by its id, as it stands now."""

_Asked: TypeAlias = Callable[[Focus, Home], tuple[KeyState, ...]]


def state_of(verb: Verb, focus: Focus, home_of: HomeOf) -> KeyState:
    """Return what the key of ``verb`` would do to ``focus``."""
    (state,) = _over(focus, home_of, lambda each, at: (key_state(verb, each, at.capabilities, at.policy),))
    return state


def states_of(focus: Focus, home_of: HomeOf) -> tuple[KeyState, ...]:
    """Return the five action keys for ``focus``, in the footer's order."""
    return _over(focus, home_of, lambda each, at: key_states(each, at.capabilities, at.policy))


def menu_of(focus: Focus, home_of: HomeOf) -> tuple[tuple[str, KeyState], ...]:
    """Return every other action with its letter, live or with the reason why not."""
    home = home_of("")
    letters = [letter for letter, _ in menu_states(None, home.capabilities, home.policy)]

    def asked(each: Focus, at: Home) -> tuple[KeyState, ...]:
        return tuple(state for _, state in menu_states(each, at.capabilities, at.policy))

    return tuple(zip(letters, _over(focus, home_of, asked), strict=True))


def _over(focus: Focus, home_of: HomeOf, asked: _Asked) -> tuple[KeyState, ...]:
    """Ask in every context that ``focus`` reaches into. A key is live where it does something in one."""
    parts = _parts(focus, home_of)
    first = asked(focus, parts[0][1])
    if len(parts) == 1:
        return first
    each = [asked(part, home) for part, home in parts]
    return tuple(
        replace(whole, why_not=_why(states))
        for whole, states in zip(first, zip(*each, strict=True), strict=True)
    )


def _why(states: Sequence[KeyState]) -> str:
    if any(state.live for state in states):
        return ""
    return "; ".join(dict.fromkeys(state.why_not for state in states))


def _parts(focus: Focus, home_of: HomeOf) -> Sequence[tuple[Focus, Home]]:
    """Return what the cursor is on with its context; of marks in several contexts, a part for each."""
    match focus:
        case None:
            return [(focus, home_of(""))]
        case JobFocus(job=job):
            return [(focus, home_of(job.id))]
        case NodeFocus(detail=detail):
            return [(focus, home_of(detail.job.id))]
        case MarksFocus(jobs=jobs, hidden=hidden):
            own: dict[str, list[Job]] = {}
            homes: dict[str, Home] = {}
            for job in jobs:
                home = home_of(job.id)
                homes[home.context] = home
                own.setdefault(home.context, []).append(job)
            return [(MarksFocus(tuple(own[name]), hidden), home) for name, home in homes.items()]
