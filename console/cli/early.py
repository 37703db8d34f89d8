"""The last list of this context on the terminal before anything heavy is imported, plainly as what it is.

No key acts on it: what is typed meanwhile is for the live list, which turns it away until it has been seen.
"""

import os
import re
import sys
import time
from collections.abc import Mapping, Sequence
from typing import Final

from console.config.last_list import Asked, LastList, asked, read
from console.terminal import stand_in
from console.version import VERSION

_ALONE: Final = ("--read-only",)
_VALUED: Final = ("--context",)
_NAME: Final = "jobconsole"
_UNABLE: Final = ("", "dumb")
_BLANKS: Final = re.compile(" {5,}")
"""So many that going over them is shorter."""

_begun: list[Asked] = []


def begin(words: Sequence[str], environment: Mapping[str, str]) -> None:
    """Show the last list if ``words`` open the console, and there is one that was seen in the same way."""
    if not sys.platform.startswith("linux") or not _opens_console(words) or not _can_draw(environment):
        return
    what = _asked(words, environment)
    if what is None:
        return
    _begun.append(what)
    now = time.time()
    last = read(what, now)
    if last is None:
        return
    picture = _picture(last, now, os.get_terminal_size(1))
    if picture:
        stand_in.begin(0, 1, picture)


def what_is_asked() -> Asked | None:
    """Return what this process was started for, if the last list of it is to be kept."""
    return _begun[-1] if _begun else None


def end() -> None:
    """Give the terminal back, if nobody has taken it over."""
    stand_in.end()


def _opens_console(words: Sequence[str]) -> bool:
    """Whether these words, and no others, lead to the list: whatever else there is, is argparse's to say."""
    left = list(words)
    while left:
        word = left.pop(0)
        if word in _VALUED and left and not left[0].startswith("-"):
            left.pop(0)
        elif word not in _ALONE:
            return False
    return True


def _can_draw(environment: Mapping[str, str]) -> bool:
    """Whether there is a terminal in front of us that the console's own driver would draw on."""
    if environment.get("TERM", "") in _UNABLE or environment.get("TEXTUAL_DRIVER"):
        return False
    try:
        return os.ttyname(0) == os.ttyname(1) and os.tcgetpgrp(0) == os.getpgrp()
    except OSError:
        return False


def _asked(words: Sequence[str], environment: Mapping[str, str]) -> Asked | None:
    state = _folder(environment, "JOBCONSOLE_STATE_DIR", "XDG_STATE_HOME", "~/.local/state")
    config = _folder(environment, "JOBCONSOLE_CONFIG_DIR", "XDG_CONFIG_HOME", "~/.config")
    system = environment.get("XDG_CONFIG_DIRS", "").split(os.pathsep)[0] or "/etc/xdg"
    if "\0" in state + config + system:
        return None
    files = (os.path.join(config, "config.toml"), os.path.join(system, _NAME, "config.toml"))
    return asked(state, words, environment, files, VERSION)


def _folder(environment: Mapping[str, str], variable: str, base: str, usual: str) -> str:
    """Return a folder as `console.config.paths` finds it."""
    if given := environment.get(variable):
        return os.path.abspath(os.path.expanduser(given))
    return os.path.join(environment.get(base, "").strip() or os.path.expanduser(usual), _NAME)


def _picture(last: LastList, now: float, size: os.terminal_size) -> bytes:
    """Return what to send; nothing where the list was drawn for another width."""
    if size.columns != last.columns or size.lines < 4:
        return b""
    ground, muted, warning = (_look(each) for each in (last.ground, last.muted, last.warning))
    told = f"{age_told(last.at, now)}: opening ... "
    # The age is never what is cut off: what it is said of is.
    room = max(0, last.columns - len(told) - 2)
    lines = [f"{ground}\x1b[2J\x1b[1;1H{muted}{last.head[:room]}"]
    lines.append(f"\x1b[1;{max(1, last.columns - len(told) + 1)}H{warning}{told[: last.columns]}{ground}")
    rows = enumerate(last.lines[: size.lines - 3], 2)
    lines += [f"\x1b[{y};1H{muted}{_BLANKS.sub(_skipped, text)}" for y, text in rows]
    note = " not live yet: this is the list as it was, and no key acts on it"[: last.columns]
    lines.append(f"\x1b[{size.lines - 1};1H{warning}{note}{ground}")
    try:
        return "".join(lines).encode(last.charset)
    except (LookupError, UnicodeError):
        return b""


def age_told(at: float, now: float) -> str:
    """Say of when a list is, and how old: ``as of 14:02, 3 min ago``."""
    # Imported here: most starts show no list.
    from datetime import datetime

    from console.core.times import clock_time, relative

    then = datetime.fromtimestamp(at).astimezone()
    today = datetime.fromtimestamp(now).astimezone()
    zone = today.tzinfo
    assert zone is not None  # noqa: S101 - of this machine
    day, hour = clock_time(then, today, zone), f"{then.hour:02d}:{then.minute:02d}"
    moment = day if day == hour else f"{day} {hour}"
    ago = relative(then, today)
    return f"as of {moment}" if ago == "now" or then > today else f"as of {moment}, {ago}"


def _skipped(blanks: re.Match[str]) -> str:
    """Go over blanks in place of sending them: the screen is empty there."""
    return f"\x1b[{len(blanks[0])}C"


def _look(sgr: str) -> str:
    return f"\x1b[0;{sgr}m" if sgr else "\x1b[m"
