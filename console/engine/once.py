"""What is asked twice at the same time is done once, and both are told what came of it."""

import asyncio
from collections.abc import Callable, Coroutine, Hashable
from typing import Any, Generic, TypeVar

K = TypeVar("K", bound=Hashable)
T = TypeVar("T")


class Once(Generic[K, T]):
    """The work that is under way, by the request that asked for it."""

    def __init__(self) -> None:
        self._under_way: dict[K, asyncio.Task[T]] = {}

    async def do(self, request: K, work: Callable[[], Coroutine[Any, Any, T]]) -> T:
        """Return what ``work`` comes to, or what the same request comes to that is under way already.

        Who asked may go away; what was asked is carried out all the same.
        """
        task = self._under_way.get(request)
        if task is None:
            task = asyncio.get_running_loop().create_task(work())
            self._under_way[request] = task
            task.add_done_callback(lambda _: self._under_way.pop(request, None))
        return await asyncio.shield(task)
