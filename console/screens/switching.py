"""Changing the context without losing one's place: what is kept of the one left, and where one comes to."""

import asyncio
from dataclasses import dataclass
from typing import Final

from console.client.connection import Link
from console.client.session import Session
from console.core.query import QueryError, fields_with, parse_query
from console.screens.desk import Desk, Tested
from console.screens.jobs_kept import JobsKept
from console.screens.places import AuditPlace, ContextsPlace, JobsPlace, PausedPlace, Place, StartPlace

PATIENCE: Final = 2.0
"""Seconds that a context is waited for to tell which query fields it has, before one goes there."""


@dataclass(frozen=True, slots=True)
class Kept:
    """Where one was in a context: its list, and what was laid on it (None: nothing).

    ``identities`` are those of its contexts at that time: at another address nothing is come back to.
    """

    jobs: JobsKept
    place: Place | None
    identities: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Landing:
    """Where one comes to in another context. ``told`` is what could not be taken along."""

    list_place: JobsPlace
    place: Place | None = None
    kept: JobsKept | None = None
    told: str = ""


def note_left(desk: Desk) -> None:
    """Remember how the contexts stood that are left now: it is all that is known of them from here on."""
    for name, connection in desk.session.connections.items():
        live = connection.link is Link.LIVE
        words = "answered" if live else connection.link.replace("_", " ")
        lines = desk.tested[name].lines if name in desk.tested else ()
        desk.tested[name] = Tested(desk.now, words, "foreground" if live else "warning", lines)


def straight_to(place: Place) -> Landing:
    """Return the way to a place that was named, whatever one had looked at there before."""
    return Landing(place) if isinstance(place, JobsPlace) else Landing(JobsPlace(), place)


def laid_over(places: list[Place | None]) -> Place | None:
    """Return the place on top of the list, from those on the stack; the contexts are none to keep."""
    above = [place for place in places if not isinstance(place, ContextsPlace | JobsPlace)]
    return above[-1] if above else None


def back_to(kept: Kept) -> Landing:
    """Return the way back into a context: as it was left."""
    return Landing(kept.jobs.place, kept.place, kept.jobs)


async def landing(session: Session, list_place: JobsPlace, place: Place | None) -> Landing:
    """Return where one comes to in a context seen for the first time: if possible the same screen.

    A filter comes along where the other backend has its fields; else it is told that it does not.
    """
    same = place if isinstance(place, PausedPlace | StartPlace) else None
    if isinstance(place, AuditPlace):
        same = AuditPlace()
    if not list_place.query:
        return Landing(list_place, same)
    if not session.is_known:
        try:
            async with asyncio.timeout(PATIENCE):
                await session.connect()
        except TimeoutError:
            pass
    try:
        parse_query(list_place.query, fields_with(session.capabilities.query_fields))
    except QueryError as error:
        told = f"the filter {list_place.query} stays behind: {error}"
        return Landing(JobsPlace(list_place.view, "", list_place.mine), same, told=told)
    return Landing(list_place, same)
