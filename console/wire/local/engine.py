"""The host itself: how it is, and how it is asked to stop."""

from pydantic import Field

from console.wire.local.document import Document, RequestDocument


class HealthDocument(Document):
    """The first word between client and host."""

    version: str
    api: str
    pid: int


class EngineDocument(Document):
    """What the engine is doing. ``running`` counts commands, ``queued`` nodes that could run."""

    pid: int
    version: str
    socket: str
    slots: int
    running: int
    queued: int
    jobs: int = Field(default=0, description="jobs that have not ended")
    adopted: int = Field(default=0, description="running commands that an earlier host started")
    state_dir: str = ""
    started: str = Field(default="", description="when this host began, ISO 8601, UTC")
    trouble: str | None = Field(default=None, description="why nothing can be written at present")


class StopRequest(RequestDocument):
    """End the host. ``force`` leaves running commands to the next one, ``kill`` cancels them first."""

    force: bool = False
    kill: bool = False


class StopDocument(Document):
    """The host is on its way out."""

    stopping: bool
    left_running: int = Field(default=0, description="commands that go on, for the next host to adopt")
    canceled: int = Field(default=0, description="jobs that were canceled first")
