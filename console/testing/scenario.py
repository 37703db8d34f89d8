"""How the contract suite gets jobs in a known state; a backend's author says how."""

from console.backends.base import Unsupported
from console.model import LogRef


class Scenario:
    """Starts jobs on the backend under test. Override what your backend can do.

    Each method returns as soon as the job has been started: the suite waits for the state itself. The
    default of each raises `Unsupported`, and the tests that need it are skipped with its sentence.
    """

    context: str | None = None
    """The context that its jobs are of, where the backend answers for several; None is the backend's own."""

    async def ends(self) -> str:
        """Start a job that succeeds by itself and has at least one node; return its id."""
        raise Unsupported("this backend's scenario starts no job that ends by itself")

    async def runs(self) -> str:
        """Start a job that runs until it is canceled; return its id."""
        raise Unsupported("this backend's scenario starts no job that keeps running")

    async def waits(self) -> tuple[str, str]:
        """Start a job that waits for a person before a node; return its id and the node's.

        The node waits at a pause point (not for an approval), and the job succeeds once it is continued.
        """
        raise Unsupported("this backend's scenario starts no job that waits for a person")

    async def fails(self) -> tuple[str, str]:
        """Start a job of which a node fails; return its id and the node's.

        Whether the failure waits for a person or ends the job is the backend's matter.
        """
        raise Unsupported("this backend's scenario starts no job that fails")

    async def logs(self, lines: int) -> LogRef:  # noqa: ARG002 - for those who override it
        """Start a job that writes ``line 0`` .. ``line N-1`` and ends; return the execution's log.

        The execution need not have started when this returns.
        """
        raise Unsupported("this backend's scenario starts no job with a log")
