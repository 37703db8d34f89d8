"""Taking over what the configuration says now, while the console runs."""

from dataclasses import dataclass, replace
from typing import Final

from console.client.contexts import ContextInfo
from console.client.news import Consequences, News, consequences
from console.screens.desk import Desk

LOOKS_EVERY: Final = 3.0
"""Seconds between two looks at the files: a look asks the system for their times, and nothing else."""

_MISTAKES_TOLD: Final = 2


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence for the person, in a style; ``stays`` until another one comes."""

    text: str
    style: str = "muted"
    stays: bool = False


def take_over(desk: Desk, news: News) -> Said | None:
    """Let the desk's policies and marks follow the configuration; return what to say of it, if anything.

    What is warned of is said first: the line above the keys holds few words.
    """
    if news.mistakes:
        return _mistakes(news)
    for name in _elsewhere(news):  # what a test said was said of another address
        desk.tested.pop(name, None)
    found = consequences(news, desk.session.policies, desk.opened)
    desk.session.adopt(found.policies)
    new_moves = {name: told for name, told in found.moved.items() if name not in desk.moved}
    desk.moved = dict(found.moved)
    return _said(found, new_moves, _others(news))


def _elsewhere(news: News) -> list[str]:
    now = {info.name: info.identity for info in news.now}
    return [info.name for info in news.before if now.get(info.name) != info.identity]


def opened(desk: Desk, infos: tuple[ContextInfo, ...]) -> None:
    """Note the identities of the contexts that the session was opened with."""
    at = desk.session.policies
    desk.opened = {info.name: info.identity for info in infos if info.name in at}
    desk.moved = {}


def _said(found: Consequences, new_moves: dict[str, str], others: list[str]) -> Said | None:
    serious = [*found.warned, *new_moves.values()]
    sentences = [*serious, *found.told, *others]
    if not sentences:
        return None
    text = "configuration: " + "; ".join(sentences)
    return Said(text, "warning" if serious else "accent", stays=bool(serious))


def _others(news: News) -> list[str]:
    before, now = news.look_before, news.look
    told: list[str] = []
    if before.theme != now.theme:
        told.append(f"theme {now.theme or 'by the terminal'}")
    elif news.themes:
        told.append("the themes were read again")
    if dict(before.keys) != dict(now.keys):
        told.append("the keys are other ones now (? shows them)")
    later = [line for line in now.later if line not in before.later]
    if later:
        told.append(f"from the next start on: {', '.join(later)}")
    default_before = next((info.name for info in news.before if info.is_default), "")
    default = next((info.name for info in news.now if info.is_default), "")
    if default != default_before and default:
        told.append(f"{default} is the default from the next start on")
    return told


def _mistakes(news: News) -> Said:
    lines = news.mistakes[:_MISTAKES_TOLD]
    more = len(news.mistakes) - len(lines)
    rest = f" (and {more} more)" if more else ""
    text = f"the configuration has a mistake, the settings stay as they were: {'; '.join(lines)}{rest}"
    return Said(text, "error", stays=True)


def new_keys(desk: Desk, news: News) -> bool:
    """Give the desk the keys of the configuration; return whether they are others. Raises KeymapError."""
    keys = dict(news.look.keys)
    if news.mistakes or keys == dict(desk.settings.keys):
        return False
    desk.take_settings(replace(desk.settings, keys=keys))
    return True
