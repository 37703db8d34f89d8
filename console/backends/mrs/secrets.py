"""Secrets in what MRS tells of a job: its configuration, its properties and its arguments hold some.

The vendor's own examples hand the keys of the object storage over in ``properties``, and its reference warns
that passwords among the arguments can be read in the job's details.
"""

import json
import re
from collections.abc import Mapping, Sequence
from typing import Final, cast

from console.core.masking import SECRET_NAMES, masked, masked_keys
from console.core.secret import MASK
from console.model import Json, ParamValue

HIDDEN: Final = ("job_configs", "credentials", "conf")
"""Fields whose whole value is hidden; ``conf`` is the XML of Oozie in ``info``, which holds passwords."""

NAMES: Final = re.compile(rf"{SECRET_NAMES.pattern}|(access|private|api)[._-]key|^pwd$", re.IGNORECASE)
"""What a key that holds a secret is called; Hadoop's properties have points: ``fs.obs.access.key``."""

_PAIR: Final = re.compile(r"(?<![\w.@-])([\w.@-]+)=([^&]+)")


def masked_raw(raw: Mapping[str, Json]) -> dict[str, Json]:
    """Return everything that MRS said of a run, with what may be a secret masked."""
    found = masked(masked_keys(dict(raw), HIDDEN), names=NAMES)
    whole = cast("dict[str, Json]", found)
    for key, mask in (("arguments", masked_arguments), ("properties", masked_properties)):
        if key in whole:
            whole[key] = mask(whole[key])
    return whole


def masked_params(params: Mapping[str, ParamValue]) -> dict[str, ParamValue]:
    """Return what a run was started with, without what is not known and with secrets masked."""
    found: dict[str, ParamValue] = {name: value for name, value in params.items() if value is not None}
    for key, mask in (("arguments", masked_arguments), ("properties", masked_properties)):
        if isinstance(found.get(key), str):
            found[key] = str(mask(cast("str", found[key])))
    return found


def masked_properties(value: Json) -> Json:
    """Return properties with their secrets masked; a text that cannot be taken apart is hidden as a whole."""
    if not isinstance(value, str):
        return masked(value, names=NAMES)
    try:
        found = cast("Json", json.loads(value))
    except (ValueError, RecursionError):
        return MASK if NAMES.search(value) or "key" in value.lower() else value
    if isinstance(found, dict | list):
        return json.dumps(masked(found, names=NAMES), ensure_ascii=False)
    return value


def masked_arguments(value: Json) -> Json:
    """Return arguments without the values of ``--password x``, ``password=x`` and their like."""
    if isinstance(value, list):
        words = [word if isinstance(word, str) else json.dumps(word) for word in value]
        return list(_masked_words(words))
    if not isinstance(value, str):
        return masked(value, names=NAMES)
    text = value.strip()
    if text.startswith("[") and text.endswith("]"):
        return f"[{', '.join(_masked_words(text[1:-1].split(', ')))}]"
    return " ".join(_masked_words(value.split(" ")))


def _masked_words(words: Sequence[str]) -> list[str]:
    masked_words: list[str] = []
    hide = False
    for word in words:
        bare = word.strip("\"'")
        masked_words.append(MASK if hide and not bare.startswith("--") else _PAIR.sub(_masked_pair, word))
        hide = bare.startswith("-") and "=" not in bare and NAMES.search(bare) is not None
    return masked_words


def _masked_pair(pair: "re.Match[str]") -> str:
    return f"{pair[1]}={MASK}" if NAMES.search(pair[1]) else pair[0]
