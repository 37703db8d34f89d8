"""What the fake answers at each address, once somebody is let in."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from typing import Any, Final

from starlette.responses import Response

from fakes.scale import listing, shapes
from fakes.scale.asked import TOKEN, Asked, Refusal
from fakes.scale.listing import NotFoundHere, ServerError
from fakes.scale.params import BadParameter, Params
from fakes.scale.things import FakeJob
from fakes.scale.world import World

_FILTERS: Final = frozenset(
    {
        "started", "ended", "status", "job_ids", "job_type_ids", "job_types", "job_type_names", "batch_ids",
        "recipe_ids", "error_categories", "error_ids", "is_superseded", "priority",
    }
)  # fmt: skip


class Views:
    """The views of a `FakeScale`, which has the rest."""

    world: World
    offences: list[str]
    accounts: dict[str, tuple[str, bool]]
    passwords: dict[str, str]
    log_page: int
    status: dict[str, Any] | None
    _asker: Asked

    # --- who and how ------------------------------------------------------------------------------

    def _login(self, params: Params) -> Response:
        name = str(params.one("username"))
        if self.passwords.get(name) != params.one("password"):
            raise Refusal(400, {"non_field_errors": ["Unable to log in with provided credentials."]})
        for token, (owner, _) in self.accounts.items():
            if owner == name:
                return answer({"token": token})
        self.accounts[TOKEN] = (name, True)
        return answer({"token": TOKEN})

    def _profile(self, _: Params) -> Response:
        name, is_staff = self.accounts[self._asker.headers["authorization"].split()[1]]
        hashed = "pbkdf2_sha256$36000$salt$hash-that-nobody-may-see"
        return answer({"id": 1, "username": name, "password": hashed, "email": "", "is_staff": is_staff})

    def _status(self, _: Params) -> Response:
        if self.status is None:
            raise Refusal(503, {"detail": "Status is missing. Scheduler may be down."})
        return answer(self.status)

    # --- jobs -------------------------------------------------------------------------------------

    def _jobs(self, params: Params) -> Response:
        if self._asker.method == "POST":
            return self._new_job(params)
        for name in params.query.keys() - listing.KNOWN:
            self.offences.append(f"{name} means nothing in {self._asker.line}: it is passed over")
        found = listing.jobs(self.world, params)
        return answer(listing.page(params, "/v6/jobs/", found, shapes.row))

    def _job(self, _: Params, id_: str) -> Response:
        return answer(shapes.detail(self._find(id_)))

    def _find(self, id_: str) -> FakeJob:
        if int(id_) > 2**31 - 1:
            self.offences.append(f"the id {id_} is out of range: an error of the database")
            raise ServerError("integer out of range")
        job = self.world.jobs.get(int(id_))
        if job is None:
            raise NotFoundHere("Not found.")
        return job

    def _new_job(self, params: Params) -> Response:
        type_id = params.whole("job_type_id")
        if type_id is None:
            raise BadParameter('Missing required parameter: "job_type_id"')
        type_ = self.world.types.get(type_id)
        if type_ is None:
            raise NotFoundHere("Not found.")
        data = params.body.get("input") or {}
        files, values = data.get("files", {}), data.get("json", {})
        for each in [*type_.files, *type_.values]:
            name = each["name"]
            if each.get("required", True) and name not in files and name not in values:
                raise Refusal(400, f"Invalid job data: Parameter '{name}' is required")
        priority = (params.body.get("configuration") or {}).get("priority", type_.priority)
        if not isinstance(priority, int) or priority < 1:
            raise BadParameter(f"Job type configuration invalid: {priority} is less than the minimum of 1")
        missing = {id_ for ids in files.values() for id_ in ids} - self.world.files
        if missing or not type_.is_active:
            self.offences.append(f"a new job that is an error 500: {self._asker.body}")
            raise ServerError("a file that does not exist, or a type that is not active")
        job = self.world.add_job(type_, input={"files": files, "json": values}, priority=priority)
        return answer(shapes.detail(job), 201, {"Location": f"http://elsewhere.example/v6/jobs/{job.id}/"})

    def _cancel(self, params: Params) -> Response:
        return self._change(params, lambda job: self.world.cancel(job))

    def _requeue(self, params: Params) -> Response:
        priority = params.whole("priority")
        return self._change(params, lambda job: self.world.requeue(job, priority or None))

    def _change(self, params: Params, what: Callable[[FakeJob], None]) -> Response:
        """202 and nothing more, whatever comes of it. Without a filter it means every job."""
        filters = listing.selected(self.world, params)
        given = {name: value for name, value in filters.items() if value not in (None, [], "")}
        unknown = set(params.body) - _FILTERS
        if unknown or params.query:
            self.offences.append(f"{self._asker.line} names {sorted(unknown) or params.query}, passed over")
        if not given.keys() - {"started", "ended", "status", "is_superseded"}:
            self.offences.append(f"EVERY JOB: {self._asker.line} {self._asker.body}")

        def later() -> None:
            for job in listing.chosen(self.world, filters):
                what(job)

        self.world.later(later)
        return Response(b"", 202)

    def _executions(self, params: Params, id_: str) -> Response:
        job = self.world.jobs.get(int(id_))
        found = [] if job is None else sorted(job.executions, key=lambda each: -each.number)
        wanted = params.many("status")
        if wanted:
            # RUNNING means "no end yet"; QUEUED never matches.
            found = [each for each in found if (each.status if each.ended else "RUNNING") in wanted]
        nodes, errors = params.wholes("node_id"), params.wholes("error_id")
        if nodes:
            found = [each for each in found if each.node and each.node["id"] in nodes]
        if errors:
            found = [each for each in found if each.error and each.error["id"] in errors]
        categories = params.many("error_category")
        if categories:
            found = [each for each in found if each.error and each.error["category"] in categories]
        path = f"/v6/jobs/{id_}/executions/"
        return answer(listing.page(params, path, found, lambda each: shapes.execution(job, each)))

    def _execution(self, _: Params, id_: str, number: str) -> Response:
        job = self.world.jobs.get(int(id_))
        for each in job.executions if job is not None else ():
            if each.number == int(number):
                return answer(shapes.execution_detail(job, each))
        raise NotFoundHere("Not found.")

    def _input_files(self, params: Params, id_: str) -> Response:
        if int(id_) not in self.world.jobs:
            raise ServerError("IndexError")
        field_ = params.one("time_field")
        if field_ is not None and field_ not in ("source", "data", "last_modified"):
            allowed = "[u'source', u'data', u'last_modified']"
            raise BadParameter(f'Parameter "time_field" values must be one of: {allowed}')
        job = self.world.jobs[int(id_)]
        ids = [
            id_
            for name, ids in job.input["files"].items()
            for id_ in ids
            if params.one("job_input") in (None, name)
        ]
        found = [{"id": id_, "file_name": f"scene_{id_:04d}.tif", "file_size": 100} for id_ in ids]
        wanted = params.one("file_name")
        found = [each for each in found if wanted in (None, each["file_name"])]
        return answer(listing.page(params, f"/v6/jobs/{id_}/input_files/", found, lambda each: each))

    def _log(self, params: Params, id_: str, name: str) -> Response:
        text = "text/plain" in self._asker.headers.get("accept", "")
        execution = self.world.executions.get(int(id_))
        if execution is None:
            raise ServerError("text") if text else NotFoundHere("Not found.")
        since = params.time("started", self.world.clock.now())
        job = next(job for job in self.world.jobs.values() if execution in job.executions)
        now = self.world.clock.now()
        rows = [row for row in execution.log if row.shown <= now and name in ("combined", row.stream)]
        if since is not None:
            rows = [row for row in rows if _milliseconds(row.time) >= _milliseconds(since)]
        if execution.started is None or not rows:
            return Response(b"", 204, media_type="text/html")
        rows.sort(key=lambda row: (row.time[:23], row.order))
        return answer(shapes.log(self.world, job, execution, rows[: self.log_page], len(rows)))

    # --- types and recipes ------------------------------------------------------------------------

    def _job_types(self, params: Params) -> Response:
        active, system = params.flag("is_active"), params.flag("is_system")
        found = [
            type_
            for type_ in sorted(self.world.types.values(), key=lambda type_: type_.name)
            if active in (None, type_.is_active) and system in (None, type_.is_system)
        ]
        return answer(listing.page(params, "/v6/job-types/", found, shapes.job_type_row))

    def _job_type(self, params: Params, name: str, version: str) -> Response:
        for type_ in self.world.types.values():
            if (type_.name, type_.version) == (name, version):
                break
        else:
            raise NotFoundHere("Not found.")
        if self._asker.method == "GET":
            return answer(shapes.job_type_detail(type_))
        unknown = set(params.body) - {"is_paused"}
        if unknown:
            raise BadParameter(f"{', '.join(sorted(unknown))} is not a valid field.")
        paused = params.flag("is_paused")
        if paused is not None:
            type_.is_paused = paused
            type_.paused = self.world.clock.now() if paused else None
        return answer({"is_valid": True, "errors": [], "warnings": []})

    def _recipe(self, _: Params, id_: str) -> Response:
        recipe = self.world.recipes.get(int(id_))
        if recipe is None:
            raise NotFoundHere("Not found.")
        return answer(shapes.recipe_detail(recipe))


def answer(body: Any, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    return Response(
        json.dumps(body).encode(),
        status,
        headers={"Allow": "GET", **(headers or {})},
        media_type="application/json",
    )


def _milliseconds(when: str | datetime) -> str:
    """Elasticsearch compares times by the millisecond."""
    if isinstance(when, str):
        return when[:23]
    return when.replace(tzinfo=None).isoformat(timespec="milliseconds")
