"""What asks for more than a yes: many targets at once, and actions that no other action takes back."""

from typing import Final

from console.model import Verb

IRREVERSIBLE: Final = frozenset(
    {Verb.CANCEL, Verb.SKIP, Verb.RESTART, Verb.REQUEUE, Verb.REJECT, Verb.APPROVE, Verb.STOP, Verb.MARK}
)
"""What cannot be undone: a command that ran or did not run stays so."""

MANY: Final = 5
"""So many targets ask for a reason and for their count to be typed."""
