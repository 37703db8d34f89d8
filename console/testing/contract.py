"""The contract suite: what every backend must do, as tests that its author runs.

    class TestMine(BackendContract):
        @pytest.fixture
        async def backend(self): ...

        @pytest.fixture
        def scenario(self, backend): ...

The tests are asynchronous and want pytest-asyncio in its auto mode. What a backend says it cannot do (its
capabilities) and what its scenario cannot make is skipped, with the sentence; everything else must hold.
"""

from console.testing.act_contract import ActContract
from console.testing.log_contract import LogContract
from console.testing.read_contract import ReadContract
from console.testing.watch_contract import WatchContract


class BackendContract(ReadContract, LogContract, WatchContract, ActContract):
    """Every test of the contract. Give it the fixtures ``backend`` and ``scenario``."""
