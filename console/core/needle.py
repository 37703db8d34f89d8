"""The letters that every match of a regular expression holds: what can be looked for in bytes as they lie."""

import re
import string
from typing import Final

SHORTEST: Final = 3
"""Letters of a needle at least: a shorter one is found everywhere."""

_TOKEN: Final = re.compile(
    r"""
      \\(?:x\{[^}]*\}|x..|[pP]\{[^}]*\}|[pP].|[0-7]{1,3})
    | \\(?P<escaped>.)
    | \[\^?\]?(?:\\.|[^\]\\])*\]
    | (?P<optional>[*?]|\{[^}]*\})[?+]?
    | \+\??
    | (?P<group>[()])
    | (?P<either>\|)
    | (?P<letter>[A-Za-z0-9_/:;,=@%~<>&'"!#-])
    | .
    """,
    re.VERBOSE | re.DOTALL,
)
_FLAGS: Final = re.compile(r"\(\?(?!:|P<)")


def needle(source: str) -> str | None:
    """Return an expression for letters, digits and signs that every match of ``source`` holds, or None.

    It is found in the bytes of a line wherever ``source`` is found in what a person sees of the line, if the
    line is simple (`console.core.log_shown.is_simple`): so blanks are never in it, as a tab is seen as some,
    and no backslash, which begins what stands for a byte. None says only that there is no easy one.
    """
    prefix = "(?i)" if source.startswith("(?i)") else ""
    rest = source.removeprefix(prefix)
    if _FLAGS.search(rest) or "\\Q" in rest:
        return None
    found = max(_runs(rest), key=len, default="")
    return prefix + re.escape(found) if len(found) >= SHORTEST else None


def _runs(source: str) -> list[str]:
    """Return the runs of letters outside of groups; none where there are alternatives."""
    runs = [""]
    depth = 0
    for token in _TOKEN.finditer(source):
        escaped, letter = token["escaped"], token["letter"]
        if token["either"] and not depth:
            return []
        if token["group"]:
            depth += 1 if token[0] == "(" else -1
            runs.append("")
        elif token["optional"]:
            runs[-1] = runs[-1][:-1]
            runs.append("")
        elif not depth and (letter or (escaped and _is_sign(escaped))):
            runs[-1] += letter or escaped
        else:
            runs.append("")
    return runs


def _is_sign(character: str) -> bool:
    """Whether a backslash before ``character`` only says that it is itself."""
    return character in string.punctuation and character != "\\"
