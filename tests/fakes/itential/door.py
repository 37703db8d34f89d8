"""Who may come in: sessions, bearer tokens and basic login, all of which can expire."""

import base64
import json
from typing import Any
from urllib.parse import parse_qs

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

USERNAME, PASSWORD = "admin@pronghorn", "correct horse"
CLIENT_ID, CLIENT_SECRET = "svc-console", "battery staple"


class Door:
    """Gives out tokens and knows which of them still hold."""

    def __init__(self) -> None:
        self.tokens: set[str] = set()
        self.logins = 0
        self.grants = 0
        self.expired_is_empty = False
        self.body_is_json = False
        self.offences: list[str] = []
        self._count = 0

    def expire(self) -> None:
        """Forget every session and token."""
        self.tokens.clear()

    def _token(self) -> str:
        self._count += 1
        token = base64.b64encode(f"token-{self._count}-of-a-session".encode()).decode()
        self.tokens.add(token)
        return token

    async def login(self, request: Request) -> Response:
        """``POST /login``, nested or flat; the token is the body, and a cookie."""
        self.logins += 1
        body: Any = await request.json()
        user = body.get("user", body) if isinstance(body, dict) else {}
        if (user.get("username"), user.get("password")) != (USERNAME, PASSWORD):
            return JSONResponse({"message": "Username or password is incorrect", "data": None}, 401)
        token = self._token()
        text = json.dumps(token) if self.body_is_json else token
        response = PlainTextResponse(text)
        response.set_cookie("token", token, path="/", httponly=True)
        return response

    async def oauth(self, request: Request) -> Response:
        """``POST /oauth/token``, which takes a form and no JSON."""
        self.grants += 1
        if not request.headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
            self.offences.append("oauth: not a form")
            return JSONResponse({"message": "unsupported content type"}, 400)
        form = {key: values[0] for key, values in parse_qs((await request.body()).decode()).items()}
        wanted = {
            "grant_type": "client_credentials",
            "client_id": CLIENT_ID,
            "client_secret": CLIENT_SECRET,
        }
        if form != wanted:
            return JSONResponse({"error": "invalid_client"}, 401)
        return JSONResponse({"access_token": self._token(), "token_type": "bearer", "expires_in": 3600})

    def lets_in(self, request: Request) -> bool:
        """Whether a request shows something that holds."""
        header = request.headers.get("authorization", "")
        if header.startswith("Basic "):
            return base64.b64decode(header[6:]).decode() == f"{USERNAME}:{PASSWORD}"
        bearer = header.removeprefix("Bearer ") if header.startswith("Bearer ") else None
        shown = {bearer, request.cookies.get("token"), request.query_params.get("token")} - {None}
        return bool(shown & self.tokens)

    def turned_away(self) -> Response:
        """The answer to who is not known any more: 401, or an empty page with 200."""
        if self.expired_is_empty:
            return PlainTextResponse("")
        return JSONResponse({"message": "Unauthorized", "data": None, "metadata": {}}, 401)
