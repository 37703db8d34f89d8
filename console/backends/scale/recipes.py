"""Recipes: the graph that a job belongs to, read with what is known of each of its jobs."""

import asyncio
from collections import OrderedDict
from typing import Final

from console.backends.answer import read_as
from console.backends.base import NotFound
from console.backends.scale.offers import node_offers, recipe_offers
from console.backends.scale.reading import Reader, is_number, version
from console.backends.scale.server import Server
from console.backends.versions import version_of
from console.core.masking import masked
from console.model import Execution, Job, JobDetail, Json
from console.wire.scale.job import JobDocument
from console.wire.scale.job_model import to_execution
from console.wire.scale.recipe import RecipeDocument
from console.wire.scale.recipe_model import PREFIX, RecipeJob, to_recipe_detail, to_recipe_job
from console.wire.values import object_of

MOST_WITH_EXECUTIONS: Final = 50
"""Jobs of one recipe whose executions are asked for, each with a request of its own."""

AT_ONCE: Final = 4
"""Requests at the same time."""

_REMEMBERED: Final = 500  # jobs whose executions have all ended and need not be asked for again


def recipe_number(job: str) -> int | None:
    """Return Scale's id of the recipe that ``job`` names, None where it names no recipe."""
    text = job.removeprefix(PREFIX)
    return int(text) if job.startswith(PREFIX) and is_number(text) else None


class Recipes:
    """Reads recipes as jobs. Every method raises BackendError."""

    def __init__(self, server: Server, reader: Reader, context: str) -> None:
        self._server = server
        self._reader = reader
        self._context = context
        self._ended: OrderedDict[tuple[int, int], tuple[Execution, ...]] = OrderedDict()

    async def document(self, number: int) -> tuple[RecipeDocument, dict[str, Json]]:
        """Return a recipe, and the answer as it came but for its secrets. Raises NotFound."""
        try:
            answer = await self._server.get(f"/recipes/{number}/", what=f"recipe {number}")
        except NotFound as error:
            raise NotFound(f"there is no recipe {number}", advice="see the related jobs of a job") from error
        raw = object_of(masked(answer))
        return read_as(raw, RecipeDocument, f"recipe {number} of {self._server.who}"), raw

    async def detail(self, number: int) -> JobDetail:
        """Return a recipe with its graph, its jobs as nodes, and their executions."""
        recipe, raw = await self.document(number)
        jobs = await self.jobs(recipe)
        known = await self._known(jobs)
        rows = tuple(jobs.values())
        return to_recipe_detail(
            recipe,
            known,
            self._context,
            version=recipe_version(recipe, rows),
            offers=recipe_offers(recipe, rows),
            raw=raw,
        )

    async def row(self, number: int) -> Job:
        """Return a recipe without its graph."""
        recipe, _ = await self.document(number)
        rows = tuple((await self.jobs(recipe)).values())
        return to_recipe_job(
            recipe, self._context, version=recipe_version(recipe, rows), offers=recipe_offers(recipe, rows)
        )

    async def version(self, number: int) -> int:
        """Return the version of a recipe, as `detail` gives it."""
        recipe, _ = await self.document(number)
        return recipe_version(recipe, tuple((await self.jobs(recipe)).values()))

    async def jobs(self, recipe: RecipeDocument) -> dict[str, JobDocument]:
        """Return the jobs of a recipe by the names of their nodes, in the order of its graph.

        They are asked for by their ids: a job that was taken over from a superseded recipe still names
        that one as its own.
        """
        ids = {name: node.job_id for name, node in recipe.nodes.items() if node.job_id is not None}
        rows = await self._reader.jobs(tuple(ids.values()))
        return {name: rows[id_] for name, id_ in ids.items() if id_ in rows}

    async def job_of_node(self, number: int, node: str) -> int:
        """Return the id of the job that a node is. Raises NotFound for every other node."""
        recipe, _ = await self.document(number)
        found = recipe.nodes.get(node)
        if found is None or found.job_id is None:
            raise NotFound(f"recipe {number} has no job {node}", advice="only jobs have logs")
        return found.job_id

    async def _known(self, jobs: dict[str, JobDocument]) -> dict[str, RecipeJob]:
        asked = asyncio.Semaphore(AT_ONCE)

        async def executions(turn: int, name: str, job: JobDocument) -> tuple[Execution, ...]:
            if not job.executions or turn >= MOST_WITH_EXECUTIONS:
                return ()
            async with asked:
                return await self._executions(name, job)

        found = await asyncio.gather(
            *(executions(turn, name, job) for turn, (name, job) in enumerate(jobs.items()))
        )
        return {
            name: RecipeJob(job, attempts, version(job), node_offers(job))
            for (name, job), attempts in zip(jobs.items(), found, strict=True)
        }

    async def _executions(self, name: str, job: JobDocument) -> tuple[Execution, ...]:
        """Return the executions of a job; those of one that has ended are asked for once."""
        key = (job.id, version(job))
        if key not in self._ended:
            documents = await self._reader.executions(job.id)
            attempts = tuple(to_execution(each, name) for each in reversed(documents))
            if any(each.ended is None for each in documents) or len(documents) != job.executions:
                return attempts
            self._ended[key] = attempts
            while len(self._ended) > _REMEMBERED:
                self._ended.popitem(last=False)
        return self._ended[key]


def recipe_version(recipe: RecipeDocument, jobs: tuple[JobDocument, ...]) -> int:
    """Return the number of what an action on the recipe depends on."""
    modified = recipe.last_modified.isoformat() if recipe.last_modified else None
    return version_of(modified, recipe.is_superseded, tuple(version(job) for job in jobs))
