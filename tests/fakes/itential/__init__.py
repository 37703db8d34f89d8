"""An Itential platform in memory: both its APIs, logins that expire, workflows that run at once.

Its documents have the shape of captured jobs of 2021.1 and 2023.1; states that nobody has captured (paused,
error, a manual task that waits) are synthetic. What a real platform would punish is refused and counted, and
what it silently ignores is ignored and counted, so that a test can see both.
"""

from fakes.itential.documents import Flow, Step
from fakes.itential.server import FakeItential

__all__ = ["FakeItential", "Flow", "Step"]
