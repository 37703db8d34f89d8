"""What AOM, or the gateway before it, says when it refuses: several shapes, one meaning."""

from dataclasses import dataclass
from typing import Final, cast

from console.wire.values import text_of

_PAIRS: Final = (
    ("error_code", "error_msg"),
    ("errorCode", "errorMsg"),
    ("error_code", "error_message"),
    ("code", "message"),
)
"""Names of the code and the words: three that the vendor's SDK knows, and one of an example of the list."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """A code (``AOM.31009004``), the server's words and the request's id, each as it came or None."""

    code: str | None = None
    words: str | None = None
    request_id: str | None = None

    @property
    def text(self) -> str:
        """The code and the words as one line: ``AOM.31009004: auth failed.``."""
        return ": ".join(part for part in (self.code, self.words) if part)


def refusal_in(body: object) -> Refusal:
    """Return what a JSON body says of a refusal, also one object further in; nothing where it says none.

    ``http_code`` is left alone: it is a number in one place and a text in another.
    """
    if not isinstance(body, dict):
        return Refusal()
    document = cast("dict[str, object]", body)
    request_id = text_of(document.get("request_id")) or text_of(document.get("requestId"))
    inside = [cast("dict[str, object]", value) for value in document.values() if isinstance(value, dict)]
    for candidate in (document, *inside):
        for code_name, words_name in _PAIRS:
            code, words = text_of(candidate.get(code_name)), text_of(candidate.get(words_name))
            # A bare message would do for many a good answer; a code alone or both say what it is.
            if code and (words or code_name != "code"):
                return Refusal(code, words or _any_words(candidate), request_id)
    return Refusal(request_id=request_id)


def _any_words(document: dict[str, object]) -> str | None:
    return next(filter(None, (text_of(document.get(name)) for _, name in _PAIRS)), None)
