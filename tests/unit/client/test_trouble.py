"""Every error of a backend has a kind that says what is known after it."""

import pytest

from console.backends import base
from console.client.trouble import IN_DOUBT, TroubleKind, trouble_of


@pytest.mark.parametrize(
    ("error", "kind", "doubt"),
    [
        (base.NotSent("x"), TroubleKind.NOT_SENT, False),
        (base.Throttled("x"), TroubleKind.THROTTLED, False),
        (base.Busy("x"), TroubleKind.BUSY, True),
        (base.Unreachable("x"), TroubleKind.UNREACHABLE, True),
        (base.Unauthorized("x"), TroubleKind.UNAUTHORIZED, False),
        (base.Forbidden("x"), TroubleKind.FORBIDDEN, False),
        (base.NotFound("x"), TroubleKind.NOT_FOUND, False),
        (base.Conflict("x"), TroubleKind.CONFLICT, False),
        (base.Redirected("x"), TroubleKind.BAD_REQUEST, False),
        (base.Unsupported("x"), TroubleKind.UNSUPPORTED, False),
        (base.OutcomeUnknown("x"), TroubleKind.UNKNOWN, True),
        (base.ServerFault("x"), TroubleKind.FAULT, True),
        (base.ProtocolError("x"), TroubleKind.PROTOCOL, True),
        (base.VersionMismatch("x"), TroubleKind.VERSION, True),
        (base.BackendError("x"), TroubleKind.OTHER, False),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else "",
)
def test_an_error_has_its_kind_and_leaves_a_change_in_doubt_or_not(
    error: base.BackendError, kind: TroubleKind, doubt: bool
) -> None:
    trouble = trouble_of(error)

    assert trouble.kind is kind
    assert (trouble.kind in IN_DOUBT) is doubt


def test_refused_credentials_say_what_to_do_where_the_server_did_not() -> None:
    assert "renew the credentials" in trouble_of(base.Unauthorized("x")).advice
    assert trouble_of(base.Unauthorized("x", advice="log in again")).advice == "log in again"
