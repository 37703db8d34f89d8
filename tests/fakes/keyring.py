"""A keyring that forgets everything at the test's end, and can be broken as real ones are."""

from __future__ import annotations

from keyring.backend import KeyringBackend


class KeyringInMemory(KeyringBackend):
    """Keeps secrets in a dictionary; raises ``failure`` instead where there is one."""

    priority = 1

    def __init__(self) -> None:
        super().__init__()
        self.secrets: dict[tuple[str, str], str] = {}
        self.failure: Exception | None = None

    def get_password(self, service: str, username: str) -> str | None:
        self._fail()
        return self.secrets.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self._fail()
        self.secrets[service, username] = password

    def _fail(self) -> None:
        if self.failure is not None:
            raise self.failure
