"""What a text must be that reaches a command, in its arguments or its environment."""

from typing import Final

MOST_BYTES: Final = 100_000
"""The longest one. Linux refuses an argument or a variable of 128 KiB."""


def text_fault(text: str) -> str | None:
    """Return what the text should be and is not, None where a command can be given it."""
    if "\0" in text:
        return "a text without the character NUL, which no command can be given"
    try:
        size = len(text.encode())
    except UnicodeEncodeError:
        return "a text without half of a surrogate pair, which cannot be written as UTF-8"
    if size > MOST_BYTES:
        return f"a text of at most {MOST_BYTES} bytes, not {size}: put it in a file, and give its name"
    return None
