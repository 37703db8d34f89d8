"""Who asks: what the connection proves, and beside it what the client says of itself."""

import functools
import grp
import os
import pwd
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import unquote

from starlette.requests import Request

from console.server.problem import Problem
from console.wire.local.document import SSH_HEADER, SUDO_HEADER
from console.wire.local.failure import FailureKind

_REMEMBERED: Final = 60  # seconds that names and groups are kept: a directory service may be slow
_LONGEST_CLAIM: Final = 200


@dataclass(frozen=True, slots=True)
class Peer:
    """The process at the other end of a Unix socket, as the kernel tells it. ``pid`` is 0 if it does not."""

    pid: int
    uid: int
    gid: int


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks. ``name`` and ``groups`` are proved, ``claimed`` is only what the client says."""

    name: str
    groups: tuple[str, ...] = ()
    claimed: Mapping[str, str] = field(default_factory=dict[str, str])


def caller_of(request: Request) -> Caller:
    """Return who sent this request. Raises Problem if it is nobody who may."""
    peer: object = request.scope.get("state", {}).get("peer")
    if not isinstance(peer, Peer):
        raise Problem(FailureKind.FORBIDDEN, "it is not known who asks", "connect through the host's socket")
    if peer.uid not in (os.geteuid(), 0):
        raise Problem(
            FailureKind.FORBIDDEN,
            f"this host belongs to user {os.geteuid()}, and user {peer.uid} asks",
            "start a host of your own, in a state folder of your own",
        )
    name, groups = _account(peer.uid, peer.gid, int(time.monotonic() // _REMEMBERED))
    return Caller(name, groups, _claims(request))


def _claims(request: Request) -> dict[str, str]:
    claimed = {"SUDO_USER": SUDO_HEADER, "SSH_CONNECTION": SSH_HEADER}
    values = {
        name: unquote(request.headers.get(header, ""))[:_LONGEST_CLAIM] for name, header in claimed.items()
    }
    return {name: value for name, value in values.items() if value}


@functools.lru_cache(maxsize=64)
def _account(uid: int, gid: int, _minute: int) -> tuple[str, tuple[str, ...]]:
    """Return the name and the groups of a user; a user without an entry is called by the number."""
    try:
        name = pwd.getpwuid(uid).pw_name
        ids = os.getgrouplist(name, gid)
    except KeyError:
        name, ids = f"uid {uid}", [gid]
    return name, tuple(_group(id_) for id_ in ids)


def _group(gid: int) -> str:
    try:
        return grp.getgrgid(gid).gr_name
    except KeyError:
        return f"gid {gid}"
