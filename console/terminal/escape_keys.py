"""Escape and a key in one packet are two keys: a slow line or a script sends them so.

Textual takes them for one: ``alt+j``, which the app parts again, or, after a table made for one terminal of
macOS, another character altogether (``ESC 2`` is ``™``). That part of the table is taken away.
"""

from typing import cast

from textual._ansi_sequences import ANSI_SEQUENCES_KEYS

_ESCAPE = "\x1b"


def part_escape_from_keys() -> None:
    """Make Textual report ``ESC 2`` as ``alt+2``. Safe to repeat."""
    table = cast("dict[str, object]", ANSI_SEQUENCES_KEYS)
    two_keys = [
        sequence
        for sequence, keys in table.items()
        if isinstance(keys, str) and len(sequence) == 2 and sequence.startswith(_ESCAPE)
    ]
    for sequence in two_keys:
        del table[sequence]
