"""A Scale server in memory: its shapes, its transitions, its traps, and a count of what would have hurt."""

from fakes.scale.app import PASSWORD, TOKEN, Asked, FakeScale
from fakes.scale.bench import Bench
from fakes.scale.recorded import RECORDINGS, recorded, recordings
from fakes.scale.things import NODE_LOST, TIMEOUT, FakeExecution, FakeJob, FakeType
from fakes.scale.time import PassingTime
from fakes.scale.world import World

__all__ = [
    "NODE_LOST",
    "PASSWORD",
    "RECORDINGS",
    "TIMEOUT",
    "TOKEN",
    "Asked",
    "Bench",
    "FakeExecution",
    "FakeJob",
    "FakeScale",
    "FakeType",
    "PassingTime",
    "World",
    "recorded",
    "recordings",
]
