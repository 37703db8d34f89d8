"""The document of a task's iteration, read with its secrets masked."""

from console.backends.base import ProtocolError
from console.backends.itential.api import Api
from console.backends.itential.secrecy import without_secrets
from console.wire.itential.document import IterationDocument
from console.wire.itential.job import read_iteration


async def iteration_of(api: Api, iteration: str) -> IterationDocument | None:
    """Return an iteration by its id; None where it is gone, or this generation has none to ask for.

    Raises BackendError, ProtocolError for what is no such document.
    """
    raw = await api.iteration(iteration)
    if raw is None:
        return None
    try:
        return read_iteration(without_secrets(raw))
    except (ValueError, RecursionError) as error:
        raise ProtocolError(
            f"what the server calls iteration {iteration} of a task is none", detail=str(error)
        ) from error
