"""The list that a console saw last, as text: painted at the next start until the live one is there.

It is shown before anything heavy is imported, so this module imports nothing but what the interpreter has.
A file belongs to one question: who asks, with which words, on which kind of terminal, with which files of
configuration. To another one it is no answer, and a file that is not as we write it is none to anybody.
"""

import hashlib
import json
import os
import stat
from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple, cast

VERSION: Final = 1
FOLDER: Final = "last-lists"
"""Its name in the state folder."""

MOST_BYTES: Final = 64_000
MOST_FILES: Final = 8
OLDEST: Final = 7 * 86_400.0
"""Seconds after which nobody wants to see it."""

_WIDEST: Final = 2_000
_AHEAD: Final = 60.0
"""Seconds that a file may be from the future: clocks are set."""

_NAMES: Final = ("TERM", "COLORTERM", "NO_COLOR", "FORCE_COLOR", "STY", "TZ", "LANG", "LC_ALL", "LC_CTYPE")
_PREFIXES: Final = ("JOBCONSOLE_", "TEXTUAL_", "PYTHONUTF8", "PYTHONIOENCODING")


class LastList(NamedTuple):
    """A list as it stood at the moment ``at`` (seconds since 1970) on a screen of this size."""

    at: float
    columns: int
    rows: int
    charset: str
    head: str
    """What the line at the top said of the context and the view."""
    lines: tuple[str, ...]
    ground: str
    """The look of the screen, as SGR parameters; so are the others."""
    muted: str
    warning: str


class Asked(NamedTuple):
    """What a console is started for: where its list is kept, and all that the list depends on."""

    folder: str
    key: str

    @property
    def digest(self) -> str:
        """What is written down of the key: a variable among what it is made of may be a secret."""
        return hashlib.sha256(self.key.encode("utf-8", "replace")).hexdigest()

    @property
    def file(self) -> str:
        """The file's path."""
        return os.path.join(self.folder, f"{self.digest[:8]}.json")


def asked(
    state: str, words: Sequence[str], environment: Mapping[str, str], files: Sequence[str], version: str
) -> Asked:
    """Return what ``words`` ask for in this environment; ``files`` are those of the configuration."""
    variables = sorted(
        f"{name}={value}"
        for name, value in environment.items()
        if name in _NAMES or name.startswith(_PREFIXES)
    )
    stamps = [f"{file} {_stamp(file)}" for file in files]
    parts = (f"{VERSION} {version} {os.geteuid()}", *words, "", *variables, "", *stamps)
    return Asked(os.path.join(state, FOLDER), "\n".join(parts))


def read(asked: Asked, now: float) -> LastList | None:
    """Return the list of what is asked, None where there is none that can be shown."""
    try:
        data = _read(asked)
        found: object = json.loads(data) if data else None
    except (OSError, ValueError, RecursionError):
        return None
    last = _list_of(cast("dict[str, object]", found), asked.digest) if isinstance(found, dict) else None
    return last if last is not None and -_AHEAD <= now - last.at <= OLDEST else None


def write(asked: Asked, last: LastList) -> None:
    """Keep a list, whole or not at all. Raises OSError."""
    document = {"version": VERSION, "key": asked.digest, **last._asdict()}
    data = json.dumps(document, ensure_ascii=False).encode("utf-8", "replace")
    if len(data) > MOST_BYTES:
        forget(asked)
        return
    os.makedirs(asked.folder, mode=0o700, exist_ok=True)
    new = f"{asked.file}.{os.getpid()}"
    descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as opened:
            opened.write(data)
        os.replace(new, asked.file)
    except OSError:
        _remove(new)
        raise
    _let_go(asked.folder)


def forget(asked: Asked) -> None:
    """Keep no list for this question any more."""
    _remove(asked.file)


def forget_all(asked: Asked) -> None:
    """Keep no list for any question any more."""
    try:
        names = os.listdir(asked.folder)
    except OSError:
        return
    for name in names:
        _remove(os.path.join(asked.folder, name))


def _read(asked: Asked) -> bytes:
    """Return the file's bytes; nothing of one that may be somebody else's, or is too long."""
    for folder in (os.path.dirname(asked.folder), asked.folder):
        found = os.lstat(folder)
        if not stat.S_ISDIR(found.st_mode) or not _is_ours(found):
            return b""
    descriptor = os.open(asked.file, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    try:
        found = os.fstat(descriptor)
        if not stat.S_ISREG(found.st_mode) or not _is_ours(found) or found.st_size > MOST_BYTES:
            return b""
        return os.read(descriptor, MOST_BYTES)
    finally:
        os.close(descriptor)


def _is_ours(found: os.stat_result) -> bool:
    return found.st_uid == os.geteuid() and not found.st_mode & 0o077


def _list_of(table: Mapping[str, object], digest: str) -> LastList | None:
    """Return the list that a document tells of; None if any of it is not as it is written here."""
    if table.get("version") != VERSION or table.get("key") != digest:
        return None
    at, columns, rows = (table.get(name) for name in ("at", "columns", "rows"))
    if not isinstance(at, int | float) or not isinstance(columns, int) or not isinstance(rows, int):
        return None
    given = table.get("lines")
    lines = cast("list[object]", given) if isinstance(given, list) else []
    if not 0 < len(lines) <= rows or not 0 < columns <= _WIDEST:
        return None
    texts = [*(table.get(name) for name in ("charset", "head", "ground", "muted", "warning")), *lines]
    found = [text for text in texts if isinstance(text, str) and _is_harmless(text, columns)]
    if len(found) != len(texts):
        return None
    charset, head, ground, muted, warning, *shown = found
    if set(ground + muted + warning) - set("0123456789;"):
        return None
    return LastList(float(at), columns, rows, charset, head, tuple(shown), ground, muted, warning)


def _is_harmless(text: str, columns: int) -> bool:
    """Whether a text can be sent to a terminal: no control, nothing that turns its direction."""
    return len(text) <= max(200, 2 * columns) and text.isprintable()


def _stamp(file: str) -> str:
    try:
        found = os.stat(file)
    except OSError:
        return "-"
    return f"{found.st_mtime_ns} {found.st_size} {found.st_ino}"


def _let_go(folder: str) -> None:
    """Keep only the newest files: every kind of terminal has one of its own."""
    files = [os.path.join(folder, name) for name in os.listdir(folder)]
    for file in sorted(files, key=_age)[MOST_FILES:]:
        _remove(file)


def _age(file: str) -> float:
    try:
        return -os.stat(file).st_mtime
    except OSError:
        return 0.0


def _remove(file: str) -> None:
    try:
        os.remove(file)
    except OSError:
        return
