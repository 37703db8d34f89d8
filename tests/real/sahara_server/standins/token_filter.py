"""In place of keystonemiddleware: a token is ``project[:role,role]``. Runs in Sahara's own environment."""

import json

REFUSAL = (  # byte for byte what keystonemiddleware answers
    b'{"error": {"code": 401, "title": "Unauthorized", '
    b'"message": "The request you have made requires authentication."}}'
)


class TokenFilter:
    """Puts into the request's environment what keystone would know of its token."""

    def __init__(self, app):
        self.app = app

    def __call__(self, environ, start_response):
        token = environ.get("HTTP_X_AUTH_TOKEN")
        if not token or token.startswith("expired"):
            headers = [
                ("Content-Type", "application/json"),
                ("Content-Length", str(len(REFUSAL))),
                ("WWW-Authenticate", 'Keystone uri="http://127.0.0.1:5000"'),
            ]
            start_response("401 Unauthorized", headers)
            return [REFUSAL]
        project, _, roles = token.partition(":")
        environ.update(
            HTTP_X_USER_ID="u-" + project[:8],
            HTTP_X_USER_NAME="demo",
            HTTP_X_TENANT_ID=project,
            HTTP_X_TENANT_NAME="demo",
            HTTP_X_PROJECT_ID=project,
            HTTP_X_ROLES=roles or "admin,member",
            HTTP_X_SERVICE_CATALOG=json.dumps([]),
        )
        return self.app(environ, start_response)


def filter_factory(global_conf, **local):
    """Return the filter, as Paste asks for it."""
    return TokenFilter
