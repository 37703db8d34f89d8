"""A Scale server in memory: its shapes, its transitions, its traps, and a count of what would have hurt."""

from fakes.scale.app import FakeScale
from fakes.scale.recorded import RECORDINGS, recorded, recordings
from fakes.scale.world import FakeJob, World

__all__ = ["RECORDINGS", "FakeJob", "FakeScale", "World", "recorded", "recordings"]
