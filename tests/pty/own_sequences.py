"""Which sequences are the console's own, and what in an output is not."""

from __future__ import annotations

import re

OWN = re.compile(
    rb"""
      \x1b\[ (?:[0-9]{1,3} (?:;[0-9]{1,3})*)? m          # colours and attributes
    | \x1b\[ (?:[0-9]{1,3})? (?:;[0-9]{1,3})? H          # the cursor: the first line and column go without
    | \x1b\[ [0-9]{1,3};[0-9]{1,3} r                     # the lines that scroll
    | \x1b\[ [0-9]{0,3} [@LMPX]                          # lines and columns put in and taken out, blanks
    | \x1b\[ [0-9]{0,3} [ABCDGd]                         # the cursor by some steps, the column, the line
    | \x1b[DM] | \r | \x08{1,3}                          # a line down or up, the first column, a few back
    | \x1b\[ (?:K|2J)                                    # the rest of a line, the screen
    | \x1b\[ r
    | \x1b\[ \? (?:7|25|1000|1002|1004|1006|1049|2004|2026) [hl]
    | \x1b\[ \? 2026 \$p                                 # whether the terminal can show frames whole
    | \x1b\[ (?:>25|<) u                                 # the keyboard's mode
    | \x1b\]22; (?:default|pointer|text|not-allowed|grab|grabbing)? \x07     # the pointer's shape
    """,
    re.VERBOSE,
)

CONTROLS = re.compile(
    r"[\x00-\x1f\x7f\x80-\x9f\u200b\u200e\u200f\u2028\u2029\u202a-\u202e\u2060\u2066-\u2069\ufeff\ud800-\udfff\U000e0000-\U000e007f]"
)
"""What acts on a terminal, or on the order of what is read, without being seen."""


def foreign(output: bytes, charset: str = "utf-8") -> list[str]:
    """Every place where an output holds a sequence or a control that is not the console's own."""
    rest = OWN.sub(b"", output).decode(charset)
    return [rest[max(0, match.start() - 20) : match.start() + 40] for match in CONTROLS.finditer(rest)]
