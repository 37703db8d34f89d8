"""Faults that the stand-in can be given: the next request to an address fares so."""

from __future__ import annotations

from typing import TYPE_CHECKING

import httpx

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.responses import Response

    from fakes.mrs.server import Asked, Fault


def answers(response: Callable[[], Response], *, to: str = "") -> Fault:
    """The next request whose address ends so is answered like this."""

    def fault(asked: Asked) -> Response | None:
        return response() if asked.path.endswith(to) else None

    return fault


def cuts_after_sending(to: str) -> Fault:
    """The next request whose address ends so arrives, and its connection breaks before an answer."""

    def fault(asked: Asked) -> Response | None:
        if asked.path.endswith(to):
            raise httpx.ReadError("connection reset by peer")
        return None

    return fault
