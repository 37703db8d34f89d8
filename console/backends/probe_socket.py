"""The first step to the local engine: its socket."""

import asyncio
from collections.abc import Sequence

from console.backends.base import Unreachable
from console.backends.probe import Check, Found, StepName, StepState
from console.config.state import StateError, StateFolder


class SocketProbe:
    """Looks at the socket of one state folder, and starts nothing."""

    def __init__(self, folder: StateFolder) -> None:
        self._folder = folder

    def checks(self) -> Sequence[tuple[StepName, Check]]:
        """Return the step."""
        return ((StepName.SOCKET, self._socket),)

    async def _socket(self) -> Found:
        folder = self._folder
        try:
            folder.check_socket_path()
            if folder.path.is_symlink() or folder.path.exists():
                folder.check()
        except StateError as error:
            raise Unreachable(str(error), advice=error.advice) from error
        try:
            _, writer = await asyncio.open_unix_connection(folder.socket)
        except (FileNotFoundError, ConnectionRefusedError):
            return Found(StepState.OK, "no host runs yet; one is started now", timed=False)
        except OSError as error:
            raise Unreachable(
                f"{folder.socket}: {error.strerror}", advice=f"see what is wrong in {folder.path}"
            ) from error
        writer.close()
        await writer.wait_closed()
        return Found(StepState.OK, f"{folder.socket} answers")
