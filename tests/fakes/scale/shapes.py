"""The fake's jobs in the shapes of Scale's serializers, with the keys and their order as recorded."""

from __future__ import annotations

from typing import Any

from fakes.scale.things import FakeExecution, FakeJob, FakeRecipe, FakeType
from fakes.scale.world import World, stamp


def job_type(type_: FakeType) -> dict[str, Any]:
    return {
        "id": type_.id,
        "name": type_.name,
        "version": type_.version,
        "title": type_.title,
        "description": f"{type_.title} job",
        "is_active": type_.is_active,
        "is_system": type_.is_system,
        "is_paused": type_.is_paused,
        "is_published": False,
        "icon_code": None,
        "unmet_resources": type_.unmet_resources,
    }


def manifest(type_: FakeType) -> dict[str, Any]:
    inputs: dict[str, Any] = {"files": type_.files}
    if type_.values:
        inputs["json"] = type_.values
    return {
        "seedVersion": "1.0.0",
        "job": {
            "name": type_.name,
            "jobVersion": type_.version,
            "title": type_.title,
            "timeout": 3600,
            "interface": {"command": "run", "inputs": inputs},
        },
    }


def job_type_row(type_: FakeType) -> dict[str, Any]:
    return {
        **job_type(type_),
        "max_scheduled": None,
        "max_tries": type_.max_tries,
        "revision_num": 1,
        "docker_image": "fake",
        "created": "2026-11-20T07:30:38.382660Z",
        "deprecated": None,
        "paused": stamp(type_.paused),
        "last_modified": "2026-11-20T07:33:29.648679Z",
    }


def job_type_detail(type_: FakeType) -> dict[str, Any]:
    configuration = {"mounts": {}, "priority": type_.priority, "output_workspaces": {}, "settings": {}}
    return {
        **job_type_row(type_),
        "manifest": manifest(type_),
        "configuration": configuration,
        "recipe_types": [],
    }


def row(job: FakeJob, *, whole: bool = False) -> dict[str, Any]:
    """A row of the list, or (``whole``) what the details have in common with it."""
    recipe = job.recipe
    hidden = whole and recipe is not None and recipe.is_superseded
    rev = {"id": job.type.id + 2, "job_type": {"id": job.type.id}, "revision_num": 1}
    return {
        "id": job.id,
        "job_type": job_type(job.type),
        "status": job.status,
        "job_type_rev": rev,
        "event": {"id": job.id, "type": "USER", "occurred": stamp(job.created)},
        "ingest_event": None,
        "recipe": None if recipe is None or hidden else recipe_part(recipe),
        "batch": job.batch,
        "is_superseded": job.is_superseded,
        "superseded_job": {"id": job.supersedes.id} if job.supersedes else None,
        "node": job.node,
        "error": job.error,
        "max_tries": job.max_tries,
        "num_exes": job.num_exes,
        "input_file_size": None,
        "input_files": {
            name: [f"scene_{id_:04d}.tif" for id_ in ids] for name, ids in job.input["files"].items()
        },
        "created": stamp(job.created),
        "queued": stamp(job.queued),
        "started": stamp(job.started),
        "ended": stamp(job.ended),
        "last_status_change": stamp(job.changed),
        "superseded": stamp(job.superseded),
        "last_modified": stamp(job.last_modified),
        **{
            f"source_{name}": job.source.get(name)
            for name in ("started", "ended", "sensor_class", "sensor", "collection", "task")
        },
    }


def detail(job: FakeJob) -> dict[str, Any]:
    found = row(job, whole=True)
    found["job_type_rev"] = {
        "id": job.type.id + 2,
        "job_type": job_type(job.type),
        "revision_num": 1,
        "docker_image": "fake",
        "created": "2026-11-20T07:30:38.383995Z",
        "manifest": manifest(job.type),
    }
    found["superseded_job"] = _tie(job.supersedes)
    latest = next((each for each in job.executions if each.number == job.num_exes), None)
    shown = job.status in ("RUNNING", "COMPLETED", "FAILED", "QUEUED") and latest is not None
    return {
        **found,
        "superseded_by_job": _tie(job.superseded_by),
        "resources": {"resources": {"mem": 128.0, "gpus": 0.0, "disk": 0.0, "cpus": 0.25}},
        "execution": execution_detail(job, latest) if shown and latest else None,
        "input": job.input,
        "output": job.output,
        "configuration": {"mounts": {}, "priority": job.priority, "output_workspaces": {}, "settings": {}},
    }


def execution(job: FakeJob, each: FakeExecution) -> dict[str, Any]:
    return {
        "id": each.id,
        "status": each.status,
        "exe_num": each.number,
        "cluster_id": f"scale_job_fw0001_{job.id}x{each.number}",
        "created": stamp(each.created),
        "queued": stamp(each.queued),
        "started": stamp(each.started),
        "ended": stamp(each.ended),
        "job": {"id": job.id},
        "node": each.node,
        "error": each.error,
        "job_type": job_type(job.type),
        "timeout": 3600,
        "input_file_size": 0.0,
    }


def execution_detail(job: FakeJob, each: FakeExecution) -> dict[str, Any]:
    tasks = [{"task_id": "main", "type": "main", "was_launched": True, "exit_code": each.exit_code}]
    return {
        **execution(job, each),
        "task_results": {"version": "1.0", "tasks": tasks} if each.exit_code is not None else None,
        "resources": {"resources": {"mem": 128.0}},
        "configuration": {"version": "2.0", "input_files": {}, "output_workspaces": {}, "tasks": []},
        "output": None,
    }


def recipe_part(recipe: FakeRecipe) -> dict[str, Any]:
    kind = {
        "id": 6,
        "name": recipe.name,
        "title": recipe.title,
        "description": "two steps",
        "revision_num": 1,
    }
    return {"id": recipe.id, "recipe_type": kind, "recipe_type_rev": {"id": 6}, "event": {"id": 13}}


def recipe_detail(recipe: FakeRecipe) -> dict[str, Any]:
    statuses = [job.status for job, _ in recipe.nodes.values()]
    counts = {
        f"jobs_{status}": statuses.count(status.upper())
        for status in ("pending", "blocked", "queued", "running", "failed", "completed", "canceled")
    }
    graph = {name: _job_node(job, needs) for name, (job, needs) in recipe.nodes.items()}
    graph |= {
        name: {"dependencies": [{"name": need} for need in needs], "node_type": kind}
        for name, (kind, needs) in recipe.others.items()
    }
    done = bool(statuses) and set(statuses) == {"COMPLETED"}
    return {
        **recipe_part(recipe),
        "ingest_event": None,
        "batch": None,
        "recipe": None,
        "is_superseded": recipe.is_superseded,
        "superseded_recipe": recipe_part(recipe.supersedes) if recipe.supersedes else None,
        "input_file_size": None,
        "jobs_total": len(statuses),
        **counts,
        "sub_recipes_total": 0,
        "sub_recipes_completed": 0,
        "is_completed": done,
        "created": stamp(recipe.created),
        "completed": stamp(recipe.last_modified) if done else None,
        "superseded": stamp(recipe.superseded),
        "last_modified": stamp(recipe.last_modified),
        "superseded_by_recipe": recipe_part(recipe.superseded_by) if recipe.superseded_by else None,
        "input": {"files": {"INPUT_FILE": [1]}, "json": {}, "version": "7"},
        "details": {"nodes": graph, "version": "7"},
        "job_types": [],
        "sub_recipe_types": [],
    }


def log(world: World, job: FakeJob, each: FakeExecution, hits: list[Any], total: int) -> dict[str, Any]:
    """The envelope of Elasticsearch, as it came through."""
    return {
        "took": 3,
        "timed_out": False,
        "_shards": {"total": 5, "successful": 5, "skipped": 0, "failed": 0},
        "hits": {
            "total": total,
            "max_score": None,
            "hits": [
                {
                    "_index": "scalelogs-2026.11.20",
                    "_type": "fluentd",
                    "_id": hit.id,
                    "_score": None,
                    "_source": {
                        "@timestamp": hit.time,
                        "scale_order_num": hit.order,
                        **({} if hit.message is None else {"message": hit.message}),
                        "stream": hit.stream,
                        "scale_job_exe": f"scale_job_fw0001_{job.id}x{each.number}",
                    },
                    "sort": [0, hit.order],
                }
                for hit in hits
            ],
        },
    }


def _tie(job: FakeJob | None) -> dict[str, Any] | None:
    return None if job is None else {"id": job.id, "job_type": job_type(job.type), "status": job.status}


def _job_node(job: FakeJob, needs: list[str]) -> dict[str, Any]:
    return {
        "dependencies": [{"name": need} for need in needs],
        "node_type": {
            "node_type": "job",
            "job_type_name": job.type.name,
            "job_type_version": job.type.version,
            "job_type_revision": 1,
            "job_id": job.id,
            "status": job.status,
        },
    }
