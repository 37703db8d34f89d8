"""What a backend's author tests with: the contract suite and the hooks by which it gets its jobs."""

import pytest

# Before the imports: pytest explains an assertion only in modules that it was told of in time.
pytest.register_assert_rewrite(
    *(f"console.testing.{part}_contract" for part in ("read", "log", "watch", "act")),
    "console.testing.contract",
)

from console.testing.contract import BackendContract  # noqa: E402
from console.testing.reaching import DEADLINE, reached  # noqa: E402
from console.testing.scenario import Scenario  # noqa: E402

__all__ = ["DEADLINE", "BackendContract", "Scenario", "reached"]
