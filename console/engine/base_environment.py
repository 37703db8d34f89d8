"""What a command sees of the host's own environment: what a login gives, nothing else.

The host may have been started from any shell, with tokens in its environment: they are not passed on.
"""

import os
import pwd
from collections.abc import Mapping
from typing import Final

_PASSED_ON: Final = ("PATH", "HOME", "USER", "LOGNAME", "LANG", "SHELL", "TZ")
_PATH: Final = "/usr/local/bin:/usr/bin:/bin"


def base_environment(host: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return the variables that every command starts from; what the host lacks is filled in."""
    host = os.environ if host is None else host
    account = _account()
    base = {"PATH": _PATH, "LANG": "C.UTF-8", "SHELL": "/bin/sh", **account}
    base.update({name: host[name] for name in _PASSED_ON if host.get(name)})
    return base


def _account() -> dict[str, str]:
    try:
        entry = pwd.getpwuid(os.geteuid())
    except KeyError:
        # A container may run under a number that has no account.
        return {"HOME": "/", "USER": str(os.geteuid()), "LOGNAME": str(os.geteuid())}
    return {
        "HOME": entry.pw_dir,
        "USER": entry.pw_name,
        "LOGNAME": entry.pw_name,
        "SHELL": entry.pw_shell or "/bin/sh",
    }
