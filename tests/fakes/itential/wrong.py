"""What a strict server refuses, for the routes to raise."""

from typing import Any


class Wrong(Exception):
    """A request that does not fit its schema. Every one is an offence of the client."""

    def __init__(self, message: str, status: int = 400) -> None:
        super().__init__(message)
        self.status = status


def shaped(body: Any, *required: str, optional: tuple[str, ...] = ()) -> dict[str, Any]:
    """Return a body that is an object with these keys and no others. Raises Wrong."""
    if not isinstance(body, dict):
        raise Wrong("must be object")
    missing = [key for key in required if key not in body]
    if missing:
        raise Wrong(f"must have required property '{missing[0]}'")
    extra = body.keys() - {*required, *optional}
    if extra:
        raise Wrong(f"must NOT have additional properties: {', '.join(sorted(extra))}")
    return body
