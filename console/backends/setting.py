"""Text settings of a context, as the backends take them: checked before anything is made of them.

No error repeats a value: it may be a secret.
"""

from collections.abc import Mapping

from console.backends.base import BadRequest
from console.model import Json


def plain_text(settings: Mapping[str, Json], key: str) -> str | None:
    """Return a setting without the blanks around it; None where it is missing or empty.

    A number is taken as text, since TOML may hold an id as one.
    """
    value = settings.get(key)
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return value.strip() or None if isinstance(value, str) else None


def header_text(name: str, settings: Mapping[str, Json], key: str) -> str | None:
    """Return a setting of the context ``name`` that goes into a header: a token, a key, an id.

    Raises BadRequest where it is none: what a command says in place of one is often a sentence.
    """
    text = plain_text(settings, key)
    if text is not None and not (text.isascii() and text.isprintable() and " " not in text):
        raise BadRequest(
            f"contexts.{name}: {key} holds characters that none can have: blanks, or such as no header takes",
            advice=f"see what {key}_command, {key}_env or the like really give",
        )
    return text


def body_text(name: str, settings: Mapping[str, Json], key: str) -> str | None:
    """Return a setting of the context ``name`` that goes into a body, to the letter: a user, a password.

    Raises BadRequest where it cannot be encoded: it holds bytes that are no text.
    """
    value = settings.get(key)
    if not isinstance(value, str) or not value:
        return None
    try:
        value.encode()
    except UnicodeEncodeError:
        raise BadRequest(
            f"contexts.{name}: {key} holds bytes that are no text",
            advice=f"see what {key}_command, {key}_env or the like really give",
        ) from None
    return value
