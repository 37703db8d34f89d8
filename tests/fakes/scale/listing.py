"""The list of jobs: filters, orders that work and orders that are an error 500, and pages."""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import urlencode

from fakes.scale.params import BadParameter, Params, read_time
from fakes.scale.things import FakeJob
from fakes.scale.world import World

SIZE: Final = 100
MOST: Final = 1000
_ORDERS: Final = {
    "id": lambda job: job.id,
    "status": lambda job: job.status.lower(),
    "created": lambda job: job.created,
    "queued": lambda job: job.queued,
    "started": lambda job: job.started,
    "ended": lambda job: job.ended,
    "last_modified": lambda job: job.last_modified,
    "last_status_change": lambda job: job.changed,
    "num_exes": lambda job: job.num_exes,
    "max_tries": lambda job: job.max_tries,
    "node": lambda job: job.node and job.node["id"],
    "node__hostname": lambda job: job.node and job.node["hostname"],
    "error__category": lambda job: job.error and job.error["category"],
    "error__title": lambda job: job.error and job.error["title"],
}
_IDS: Final = ("job_id", "job_type_id", "batch_id", "recipe_id", "error_id")
KNOWN: Final = frozenset(
    {
        "page", "page_size", "started", "ended", "source_started", "source_ended", "source_sensor_class",
        "source_sensor", "source_collection", "source_task", "status", "job_id", "job_type_id",
        "job_type_name", "batch_id", "recipe_id", "error_id", "error_category", "is_superseded", "order",
    }
)  # fmt: skip


class ServerError(Exception):
    """An exception that nobody catches there: 500 and a page of HTML."""


class NotFoundHere(Exception):
    """404 with ``{"detail": ...}``."""


def jobs(world: World, params: Params) -> list[FakeJob]:
    """Return the jobs that a GET asks for, in its order."""
    found = [job for job in world.jobs.values() if _matches(job, _filters(world, params))]
    return _ordered(world, found, [str(each) for each in params.many("order")])


def selected(world: World, params: Params) -> dict[str, Any]:
    """Return the filters of a cancel or requeue, which has other names for them."""
    started, ended = params.times("started", "ended", world.clock.now())
    filters: dict[str, Any] = {
        "error_category": params.many("error_categories"),
        "error_id": params.wholes("error_ids"),
        "job_id": params.wholes("job_ids"),
        "status": params.one("status"),
        "job_type_id": params.wholes("job_type_ids"),
        "job_type_name": params.many("job_type_names"),
        "batch_id": params.wholes("batch_ids"),
        "recipe_id": params.wholes("recipe_ids"),
        "is_superseded": params.flag("is_superseded"),
        "started": started,
        "ended": ended,
    }
    for type_ in params.many("job_types"):
        filters["job_type_id"].append(_type_of(world, type_))
    return filters


def chosen(world: World, filters: dict[str, Any]) -> list[FakeJob]:
    """Return the jobs that a change means: an empty list is no filter there."""
    status = filters["status"]
    given = {
        **filters,
        "status": [status] if isinstance(status, str) and status else ["(none)"] if status else [],
    }
    return sorted((job for job in world.jobs.values() if _matches(job, given)), key=lambda job: -job.id)


def page(params: Params, path: str, rows: list[Any], show: Any) -> dict[str, Any]:
    """Return one page. A size that is none is 100 in silence, one too large is cut down."""
    size = _size(params.one("page_size"))
    last = max(1, -(-len(rows) // size))
    asked = str(params.one("page") or "1")
    number = last if asked == "last" else int(asked) if asked.isdigit() else 0
    if not 1 <= number <= last:
        raise NotFoundHere("Invalid page.")
    return {
        "count": len(rows),
        "next": _address(params, path, number + 1) if number < last else None,
        "previous": _address(params, path, number - 1) if number > 1 else None,
        "results": [show(row) for row in rows[(number - 1) * size : number * size]],
    }


def _size(value: Any) -> int:
    text = str(value or "")
    return min(int(text), MOST) if text.isdigit() and int(text) > 0 else SIZE


def _address(params: Params, path: str, number: int) -> str:
    kept = sorted(
        (name, value) for name, values in params.query.items() for value in values if name != "page"
    )
    pairs = sorted([*kept, *([("page", str(number))] if number > 1 else [])])
    # The host is whatever a proxy before it made of it: nobody may go there.
    return f"http://elsewhere.example:8899{path}?{urlencode(pairs)}"


def _filters(world: World, params: Params) -> dict[str, Any]:
    now = world.clock.now()
    started, ended = params.times("started", "ended", now)
    source_started, source_ended = params.times("source_started", "source_ended", now)
    return {
        "started": started,
        "ended": ended,
        "source_started": source_started,
        "source_ended": source_ended,
        **{
            name: [str(each) for each in params.many(name)]
            for name in (
                "source_sensor_class", "source_sensor", "source_collection", "source_task", "status",
                "job_type_name", "error_category",
            )
        },
        **{name: params.wholes(name) for name in _IDS},
        "is_superseded": params.flag("is_superseded"),
    }  # fmt: skip


def _matches(job: FakeJob, filters: dict[str, Any]) -> bool:
    told = {
        "status": job.status,
        "job_id": job.id,
        "job_type_id": job.type.id,
        "job_type_name": job.type.name,
        "batch_id": job.batch and job.batch["id"],
        "recipe_id": job.recipe and job.recipe.id,
        "error_id": job.error and job.error["id"],
        "error_category": job.error and job.error["category"],
        **{
            f"source_{name}": job.source.get(name)
            for name in ("sensor_class", "sensor", "collection", "task")
        },
    }
    for name, value in told.items():
        if filters.get(name) and isinstance(filters[name], list) and value not in filters[name]:
            return False
    superseded = filters["is_superseded"]
    if superseded is not None and job.is_superseded is not superseded:
        return False
    if filters["started"] and job.last_modified < filters["started"]:
        return False
    if filters["ended"] and job.last_modified > filters["ended"]:
        return False
    return _source_in_time(job, filters)


def _source_in_time(job: FakeJob, filters: dict[str, Any]) -> bool:
    for name in ("started", "ended"):
        edge, told = filters.get(f"source_{name}"), job.source.get(name)
        if edge is None:
            continue
        when = read_time(told, edge) if told else None
        if when is None or (when < edge if name == "started" else when > edge):
            return False
    return True


def _ordered(world: World, found: list[FakeJob], orders: list[str]) -> list[FakeJob]:
    # Ties come as they please: whoever wants whole pages has to break them.
    world.random.shuffle(found)
    if orders and orders[0].endswith("duration"):
        long_first = orders[0].startswith("-")
        ended = [job for job in found if job.ended and job.started]
        rest = [job for job in found if not (job.ended and job.started)]
        return sorted(ended, key=lambda job: job.ended - job.started, reverse=long_first) + rest
    if orders and orders[0].endswith("job_type"):
        return sorted(found, key=lambda job: job.type.name, reverse=orders[0].startswith("-"))
    for order in reversed(orders or ["last_modified"]):
        key = _ORDERS.get(order.removeprefix("-"))
        if key is None:
            raise ServerError(f"Cannot resolve keyword '{order}' into field")
        found = _sorted(found, key, reverse=order.startswith("-"))
    return found


def _sorted(found: list[FakeJob], key: Any, *, reverse: bool) -> list[FakeJob]:
    """Nulls are the largest, as in PostgreSQL."""
    told = sorted((job for job in found if key(job) is not None), key=key, reverse=reverse)
    nulls = [job for job in found if key(job) is None]
    return [*nulls, *told] if reverse else [*told, *nulls]


def _type_of(world: World, asked: Any) -> int:
    if not isinstance(asked, dict):
        raise BadParameter('Parameter must be a valid JSON object: "job_types"')
    if "name" not in asked or "version" not in asked:
        raise BadParameter(f"Job types argument invalid: {[asked]}")
    for type_ in world.types.values():
        if (type_.name, type_.version) == (asked["name"], asked["version"]):
            return type_.id
    raise BadParameter(f"Job Type with name: {asked['name']} and version: {asked['version']} does not exist")


__all__ = ["KNOWN", "NotFoundHere", "ServerError", "chosen", "jobs", "page", "selected"]
