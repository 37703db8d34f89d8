"""Recipes: a graph of jobs, conditions and further recipes.

`recipe/serializers.py` and `recipe/instance/json/recipe_v6.py` of Scale 7.2.2: the graph is in ``details``.
"""

from typing import Annotated, Final

from pydantic import BeforeValidator

from console.model import Json
from console.wire.scale.document import Document, Fields, Flag, part
from console.wire.scale.job import NamedPart, RecipePart, ScaleId
from console.wire.values import Moment, Text, Whole, list_of, object_of

STATUSES: Final = ("pending", "blocked", "queued", "running", "failed", "completed", "canceled")
"""The statuses of jobs that a recipe counts, in the order of its fields ``jobs_pending`` and so on."""


class CountsDocument(Document):
    """How many jobs there are in a recipe, by status. Those of its recipes inside are counted with them."""

    jobs_total: Whole = None
    jobs_pending: Whole = None
    jobs_blocked: Whole = None
    jobs_queued: Whole = None
    jobs_running: Whole = None
    jobs_failed: Whole = None
    jobs_completed: Whole = None
    jobs_canceled: Whole = None
    is_completed: Flag = False

    @property
    def counts(self) -> dict[str, int]:
        """Return the counts that are not zero, by Scale's word for the status in capitals."""
        found = {status.upper(): getattr(self, f"jobs_{status}") for status in STATUSES}
        return {status: count for status, count in found.items() if count}


class RecipeNodeDocument(CountsDocument):
    """A node of a recipe's graph: ``kind`` is job, recipe or condition.

    A job has ``job_id`` and ``status``, a recipe inside ``recipe_id`` and counts, a condition
    ``is_processed`` and ``is_accepted``.
    """

    node_type: Text = None
    job_id: Whole = None
    job_type_name: Text = None
    job_type_version: Text = None
    status: Text = None
    recipe_id: Whole = None
    recipe_type_name: Text = None
    condition_id: Whole = None
    is_processed: Flag = False
    is_accepted: Flag = False
    needs: tuple[str, ...] = ()


class RecipeDocument(CountsDocument):
    """A recipe as `GET /v6/recipes/{id}/` tells it."""

    id: ScaleId
    recipe_type: NamedPart = None
    recipe: Annotated[RecipePart | None, BeforeValidator(part)] = None
    batch: NamedPart = None
    is_superseded: Flag = False
    superseded_recipe: NamedPart = None
    superseded_by_recipe: NamedPart = None
    created: Moment = None
    completed: Moment = None
    superseded: Moment = None
    last_modified: Moment = None
    input: Fields
    details: Fields

    @property
    def nodes(self) -> dict[str, RecipeNodeDocument]:
        """Return the nodes by name. A need that is no node of the graph is left out."""
        graph = object_of(self.details.get("nodes"))
        return {
            name: RecipeNodeDocument.model_validate(
                {**object_of(object_of(node).get("node_type")), "needs": _needs(node, frozenset(graph))}
            )
            for name, node in graph.items()
        }


def _needs(node: Json, names: frozenset[str]) -> tuple[str, ...]:
    told = (object_of(need).get("name") for need in list_of(object_of(node).get("dependencies")))
    return tuple(dict.fromkeys(name for name in told if isinstance(name, str) and name in names))
