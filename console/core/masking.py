"""Secrets in documents that a server sent: masked by the names of their keys, before anyone keeps them."""

import re
from collections.abc import Collection
from typing import Final

from console.core.secret import MASK
from console.model import Json

SECRET_NAMES: Final = re.compile(
    r"pass(word|wd|phrase)?$|secret|token|credential|private_?key|api_?key|access_?key|"
    r"authorization|auth_?key|cookie|decorators?$|encrypt(ed|ion)|session_?id$|signature$",
    re.IGNORECASE,
)
"""What a key that holds a secret is usually called."""


def masked(value: Json, *, names: "re.Pattern[str]" = SECRET_NAMES) -> Json:
    """Return ``value`` with the mask in place of every value whose key ``names`` finds, at any depth.

    Nothing is told of what was there: neither its length nor its type. What is empty stays, since
    that there is none is no secret.
    """
    if isinstance(value, dict):
        return {
            key: (MASK if _holds(item) else item) if names.search(key) else masked(item, names=names)
            for key, item in value.items()
        }
    if isinstance(value, list):
        return [masked(item, names=names) for item in value]
    return value


def masked_keys(value: Json, keys: Collection[str]) -> Json:
    """Return ``value`` with the mask in place of every value under one of exactly these keys."""
    if isinstance(value, dict):
        return {
            key: (MASK if _holds(item) else item) if key in keys else masked_keys(item, keys)
            for key, item in value.items()
        }
    if isinstance(value, list):
        return [masked_keys(item, keys) for item in value]
    return value


def _holds(value: Json) -> bool:
    return value not in (None, "", [], {})
