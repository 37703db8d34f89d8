"""How the stand-in says no: in each of the shapes that MRS and what stands before it are known for."""

from __future__ import annotations

import json

from starlette.responses import JSONResponse, Response

_SHAPES = {
    "mrs": ("error_code", "error_msg"),
    "gateway": ("error_code", "error_msg"),
    "iam": ("code", "message"),
    "camel": ("errorCode", "errorMsg"),
}


class Refused(Exception):
    """The answer to a request that is refused."""

    def __init__(self, response: Response) -> None:
        super().__init__(response.status_code)
        self.response = response


def refusal(status: int, code: str, message: str, *, style: str = "mrs") -> Response:
    """Return the answer of a server that says no."""
    if style == "sahara":
        body: dict[str, object] = {"error_code": status, "error_message": message, "error_name": code}
        return JSONResponse(body, status)
    if style == "broken":  # the examples of the reference, as they are: without the comma
        text = f'{{\n"error_msg": {json.dumps(message)}\n"error_code":{json.dumps(code)}\n}}'
        return Response(text, status, media_type="application/json")
    names = _SHAPES[style]
    return JSONResponse(dict(zip(names, (code, message), strict=True)), status)


def refused(status: int, code: str, message: str, *, style: str = "mrs") -> Refused:
    """Return the error that gives this answer."""
    return Refused(refusal(status, code, message, style=style))
