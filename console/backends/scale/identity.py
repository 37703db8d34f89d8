"""Who we are to a Scale server, and how it is: for `context test`."""

from console.backends.base import BackendError, Busy, Forbidden, Identity
from console.backends.scale.server import Server
from console.wire.scale.site import ProfileDocument, StatusDocument, VersionDocument


async def identity_of(server: Server) -> Identity:
    """Ask who we are. Raises BackendError where the server cannot be reached or does not let us read.

    Of the profile nothing but name and staff mark is kept: the server sends a hash of the password with it.
    """
    version = (await server.read("/version/", VersionDocument, what="its version")).version
    notes: list[str] = []
    who, may_act = await _who(server, notes)
    notes += await _state(server)
    return Identity(who, may_act, version, server.link.clock_difference, tuple(notes))


async def _who(server: Server, notes: list[str]) -> tuple[str | None, bool | None]:
    try:
        profile = await server.read("/accounts/profile/", ProfileDocument, what="who we are")
    except Forbidden as error:
        # A server may let anybody read (PUBLIC_READ_API), or ask nobody for anything: then there is no
        # profile, but there are jobs. If they are not ours to read either, that is the error to tell.
        await server.answer("/jobs/", [("page_size", "1")], what="jobs")
        notes.append(
            "anybody may read here; changes want a staff account, unless the server's authentication is "
            f"switched off, which it does not tell ({error})"
        )
        return None, None
    if not profile.is_staff:
        notes.append("this account is not staff: it may read, and change nothing")
    return profile.username, profile.is_staff


async def _state(server: Server) -> list[str]:
    """Return what the server says of its own parts, as far as it is worth a word."""
    try:
        status = await server.read("/status/", StatusDocument, what="its status")
    except Busy as error:
        return [f"its scheduler does not report: {error.detail}"]
    except BackendError as error:
        return [f"its status cannot be read: {error}"]
    notes: list[str] = []
    if status.scheduler_state and status.scheduler_state != "READY":
        notes.append(f"its scheduler is {status.scheduler_state}: nothing new starts")
    if status.logs_work is False:
        notes.append("its Elasticsearch is not well: logs are missing")
    return notes
