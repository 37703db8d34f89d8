"""What of an execution nobody should see: credentials travel in its configuration.

Sahara itself blanks only four keys of ``job_configs.configs`` and removes ``conf`` of the actions; everything
else that somebody passed to the job (arguments, parameters, other stores' keys, the workflow's own ``conf``)
is sent as it is (conductor/resource.py of Sahara 19). So every value of it is masked here, the names stay.
"""

from collections.abc import Mapping
from typing import Final

from console.model import Json

_ALL_OF: Final = frozenset({"job_configs", "data_source_urls"})
_WHOLE: Final = frozenset({"conf", "data", "stats", "trusts", "proxy_configs", "trust_id"})


def hidden(document: Mapping[str, Json], mask: str) -> dict[str, Json]:
    """Return an execution's document with ``mask`` in place of every value that may be a secret."""
    return {key: _hidden(key, value, mask) for key, value in document.items()}


def _hidden(key: str, value: Json, mask: str) -> Json:
    if key in _ALL_OF:
        return _leaves(value, mask)
    if key in _WHOLE:
        return mask if value else value
    if isinstance(value, dict):
        return hidden(value, mask)
    if isinstance(value, list):
        return [_hidden("", each, mask) for each in value]
    return value


def _leaves(value: Json, mask: str) -> Json:
    """Mask every value and keep the names: what was set is worth knowing, what it was set to is not."""
    if isinstance(value, dict):
        return {key: _leaves(each, mask) for key, each in value.items()}
    if isinstance(value, list):
        return [_leaves(each, mask) for each in value]
    return value if value is None or value == "" else mask
