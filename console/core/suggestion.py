"""The word that was probably meant, for whoever mistyped one: the same guess wherever words are read."""

import itertools
from collections.abc import Collection
from typing import Final

_COMPARED: Final = 300
_LONGEST: Final = 100


def closest(word: str, known: Collection[str]) -> str | None:
    """Return the known word that is most like this one, None where none is like it."""
    # Imported here: only who mistypes waits for it.
    import difflib

    # Comparing costs microseconds for each known word: of thousands, only those that begin alike count.
    candidates = known if len(known) <= _COMPARED else (other for other in known if other[:1] == word[:1])
    alike = difflib.get_close_matches(word[:_LONGEST], itertools.islice(candidates, _COMPARED), n=3)
    # Of words that are alike, fingers that were too fast meant the one of the same letters.
    return next((other for other in alike if sorted(other) == sorted(word)), alike[0] if alike else None)


def suggestion(word: str, known: Collection[str]) -> str:
    """Return `` (did you mean 'x'?)`` for the known word that is most like this one, else nothing."""
    meant = closest(word, known)
    return "" if meant is None else f" (did you mean '{meant}'?)"
