"""The signature of a failure: the same for the same cause, so that 500 red rows are three causes.

What differs from run to run (numbers, times, ids, paths, quoted values) is replaced by placeholders, and
the rest is hashed. Numbers that name the cause are kept: an exit code, a signal, an HTTP status, an errno.
"""

import hashlib
import re
from typing import Final

from console.core.sanitize import log_spans, printable

_LONGEST: Final = 8192  # characters that are looked at: a cause is told early, a dump is not
_KEPT: Final = re.compile(
    r"\b(?P<what>exit(?:ed)?(?: with)?(?: code| status)?|signal|http(?:/[0-9.]+)?(?: status)?"
    r"|status(?: code)?|errno|error code|return code|returned)"
    r"[ :=]{1,3}(?P<number>-?[0-9]{1,5})\b(?![.:\-/][0-9])"
)
# Letters that no hexadecimal number holds, so that no placeholder takes them.
_TO_LETTERS: Final = str.maketrans("0123456789-", "ghijklmnopq")
_TO_DIGITS: Final = str.maketrans("ghijklmnopq", "0123456789-")
_HIDDEN: Final = re.compile(r"\ue000(\w{1,6})\ue001")
_PLACEHOLDERS: Final[tuple[tuple[re.Pattern[str], str], ...]] = (
    (re.compile(r'"[^"\n]*"|`[^`\n]*`|“[^”\n]*”|«[^»\n]*»'), "<value>"),
    (re.compile(r"(?<!\w)'[^'\n]*'(?!\w)"), "<value>"),
    (re.compile(r"\b[a-z][a-z0-9+.-]{0,30}://[^\s<>]+"), "<url>"),
    (re.compile(r"\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b"), "<uuid>"),
    (
        re.compile(
            r"\b[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[t ][0-9]{2}:[0-9]{2}(?::[0-9]{2})?(?:[.,][0-9]+)?"
            r"(?:z|[+-][0-9]{2}:?[0-9]{2})?)?\b"
        ),
        "<time>",
    ),
    (re.compile(r"\b[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:[.,][0-9]+)?)?\b"), "<time>"),
    # Every look-behind holds all that the pattern may begin with: one try a word keeps it linear.
    (re.compile(r"(?<![\w/.~-])(?:~|\.{1,2})?/[\w.@%+~-][^\s:;,()<>]*"), "<path>"),
    (re.compile(r"(?<![\w\\:])[a-z]:\\[^\s:;,()<>]*"), "<path>"),
    (re.compile(r"(?<![\w/.-])[\w.-]+/[\w.-]+(?:/[\w.-]+)+"), "<path>"),
    (re.compile(r"\b0x[0-9a-f]+\b"), "<hex>"),
    (re.compile(r"\b(?=[a-f]*[0-9])[0-9a-f]{7,}\b"), "<hex>"),
    (re.compile(r"[0-9]+(?:[.,][0-9]+)*"), "<n>"),
    (re.compile(r"\s+"), " "),
)


def normalise(error: str) -> str:
    """Return the error's text with what varies replaced: ``load-<n> failed: exit 1, relation <value> …``.

    Escapes are taken out, case and spacing do not count. The result is for comparing and for a tooltip.
    """
    text = "\n".join(printable(log_spans(line)) for line in error[:_LONGEST].splitlines()).casefold()
    # Kept numbers are written in letters, between two private characters, while the placeholders pass.
    text = _KEPT.sub(_keep, text)
    for pattern, placeholder in _PLACEHOLDERS:
        text = pattern.sub(placeholder, text)
    return _HIDDEN.sub(_reveal, text).strip()


def signature(error: str | None) -> str | None:
    """Return eight hex digits that stand for the cause of ``error``; None where there is no text.

    Stable over versions of Python and runs, not a secret, not collision-proof: a way to group rows.
    """
    text = normalise(error) if error else ""
    if not text:
        return None
    return hashlib.blake2s(text.encode("utf-8", "replace"), digest_size=4).hexdigest()


def _keep(match: re.Match[str]) -> str:
    return f"{match['what']} \ue000{match['number'].translate(_TO_LETTERS)}\ue001"


def _reveal(match: re.Match[str]) -> str:
    return match[1].translate(_TO_DIGITS)
