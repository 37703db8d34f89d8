"""The jobs that have to do with a job: its recipe and the jobs of that, what took its place, its batch."""

from collections.abc import Callable, Sequence
from typing import Final

from console.backends.base import NotFound
from console.backends.scale.reading import Reader, job_number
from console.backends.scale.recipes import Recipes, recipe_number
from console.model import Job, Related
from console.wire.scale.job import JobDocument, NamedDocument
from console.wire.scale.recipe import RecipeDocument

MOST_OF_BATCH: Final = 20
"""Jobs of the same batch that are shown, those that changed latest."""

Row = Callable[[JobDocument], Job]


async def related_of(job: str, reader: Reader, recipes: Recipes, row: Row) -> Sequence[Related]:
    """Return the related jobs, each once, without the job itself. Raises NotFound."""
    number = recipe_number(job)
    found = (
        await _of_recipe(number, recipes, row)
        if number is not None
        else await _of_job(job_number(job), reader, recipes, row)
    )
    once: dict[str, Related] = {}
    for related in found:
        if related.job.id != job:
            once.setdefault(related.job.id, related)
    return tuple(once.values())


async def _of_job(number: int, reader: Reader, recipes: Recipes, row: Row) -> list[Related]:
    document, _ = await reader.job(number)
    # The whole job does not tell the recipe any more once that is superseded; its row does.
    listed = (await reader.jobs([number])).get(number)
    recipe = document.recipe or (listed.recipe if listed is not None else None)
    found: list[Related] = []
    ties = {"supersedes": document.superseded_job, "superseded by": document.superseded_by_job}
    wanted = {relation: tie.id for relation, tie in ties.items() if tie is not None and tie.id is not None}
    rows = await reader.jobs(tuple(wanted.values()))
    found += [Related(relation, row(rows[id_])) for relation, id_ in wanted.items() if id_ in rows]
    if recipe is not None and recipe.id is not None:
        found += await _with_siblings(recipe.id, recipes, row)
    return found + await _of_batch(document.batch, reader, row)


async def _with_siblings(number: int, recipes: Recipes, row: Row) -> list[Related]:
    try:
        recipe, _ = await recipes.document(number)
    except NotFound:
        return []
    jobs = await recipes.jobs(recipe)
    siblings = [Related(f"in its recipe: {name}", row(job)) for name, job in jobs.items()]
    return [Related("recipe", await recipes.row(number)), *siblings]


async def _of_recipe(number: int, recipes: Recipes, row: Row) -> list[Related]:
    recipe, _ = await recipes.document(number)
    jobs = await recipes.jobs(recipe)
    found = [
        Related(relation, await recipes.row(id_)) for relation, id_ in _other_recipes(recipe) if id_ != number
    ]
    return [*found, *(Related(f"job: {name}", row(job)) for name, job in jobs.items())]


def _other_recipes(recipe: RecipeDocument) -> list[tuple[str, int]]:
    ties: list[tuple[str, NamedDocument | None]] = [
        ("in recipe", recipe.recipe),
        ("supersedes", recipe.superseded_recipe),
        ("superseded by", recipe.superseded_by_recipe),
    ]
    inner = [
        (f"recipe inside: {name}", node.recipe_id)
        for name, node in recipe.nodes.items()
        if node.recipe_id is not None
    ]
    outer = [(relation, tie.id) for relation, tie in ties if tie is not None and tie.id is not None]
    return [*outer, *inner]


async def _of_batch(batch: NamedDocument | None, reader: Reader, row: Row) -> list[Related]:
    if batch is None or batch.id is None:
        return []
    params = [("batch_id", str(batch.id)), ("order", "-last_modified"), ("order", "-id")]
    page = await reader.page("/jobs/", params, 1, MOST_OF_BATCH)
    relation = f"in its batch {batch.id}" + (f" ({batch.title})" if batch.title else "")
    return [Related(relation, row(document)) for document in reader.rows(page, JobDocument)]
