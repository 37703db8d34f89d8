"""Who we are to Scale, what we may, and that no secret is shown."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from fakes.scale import PASSWORD, Asked, Bench, shapes
from starlette.responses import JSONResponse, Response

from console.backends.base import BadRequest, Unauthorized
from console.backends.scale import ScaleBackend
from console.backends.scale.server import Credentials
from console.model import (
    Action,
    OutcomeKind,
    Verb,
)

if TYPE_CHECKING:
    from collections.abc import AsyncIterator


@pytest.fixture
async def bench() -> AsyncIterator[Bench]:
    """Nothing in it may ever ask for something that a real Scale punishes; the end of each test looks."""
    async with Bench() as bench:
        yield bench


class TestWhoWeAre:
    async def test_a_staff_account_may_act(self, bench: Bench) -> None:
        found = await bench.backend.identity()
        assert (found.who, found.may_act, found.version, found.notes) == ("op", True, "7.2.2", ())

    async def test_the_hash_of_the_password_is_nowhere(self, bench: Bench) -> None:
        assert "pbkdf2" not in repr(await bench.backend.identity())

    async def test_an_account_that_is_not_staff_reads_and_is_forbidden_to_act(self, bench: Bench) -> None:
        bench.world.add_job(status="RUNNING")
        for token in bench.fake.accounts:
            bench.fake.accounts[token] = ("viewer", False)
        found = await bench.backend.identity()
        assert (found.may_act, len(found.notes)) == (False, 1)
        outcome = await bench.backend.act(Action(Verb.CANCEL, "1"))
        assert outcome.kind is OutcomeKind.FORBIDDEN
        assert "staff" in outcome.message
        assert bench.world.jobs[1].status == "RUNNING"

    async def test_no_credentials_and_a_bad_token_are_told_apart(self, bench: Bench) -> None:
        bench.fake.accounts.clear()
        with pytest.raises(Unauthorized, match="does not know this token"):
            await bench.backend.jobs("")
        async with Bench(bench.fake, token="") as nobody:
            with pytest.raises(Unauthorized, match="wants credentials"):
                await nobody.backend.identity()

    async def test_anybody_may_read_where_that_is_allowed(self, bench: Bench) -> None:
        bench.fake.public_read = True
        async with Bench(bench.fake, token=None) as nobody:
            found = await nobody.backend.identity()
            assert (found.who, found.may_act) == (None, None)
            assert "anybody may read" in found.notes[0]

    async def test_a_scheduler_that_is_down_and_lost_logs_are_noted(self, bench: Bench) -> None:
        bench.fake.status = {
            "scheduler": {"state": {"name": "PAUSED"}},
            "dependencies": {"elasticsearch": {"OK": False}},
        }
        notes = (await bench.backend.identity()).notes
        assert ["PAUSED" in notes[0], "Elasticsearch" in notes[1]] == [True, True]
        bench.fake.status = None
        assert "Scheduler may be down" in (await bench.backend.identity()).notes[0]

    async def test_a_clock_ten_minutes_off_is_told(self, bench: Bench) -> None:
        bench.fake.skew = timedelta(minutes=10)
        assert (await bench.backend.identity()).clock_difference == 600.0

    async def test_secrets_are_masked_in_what_is_shown(self, bench: Bench) -> None:
        job = bench.world.add_job()
        job.input["json"] = {"api_token": "hush", "n": 1}
        detail = await bench.backend.job("1")
        assert "hush" not in repr(detail)
        assert detail.params["n"] == 1

    async def test_what_the_manifest_calls_a_secret_is_masked_wherever_it_stands(self, bench: Bench) -> None:
        job = bench.world.add_job(status="RUNNING")
        answer = shapes.detail(job)
        settings = [{"name": "DB_HOST", "secret": True}, {"name": "DEPTH"}]
        answer["job_type_rev"]["manifest"]["job"]["interface"]["settings"] = settings
        answer["execution"]["configuration"]["tasks"] = [{"env_vars": {"DB_HOST": "hush", "DEPTH": "3"}}]

        def say(asked: Asked) -> Response | None:
            return JSONResponse(answer) if asked.path == "/v6/jobs/1/" else None

        bench.fake.faults.append(say)
        raw = repr((await bench.backend.job("1")).raw)
        assert "hush" not in raw
        assert "'DEPTH': '3'" in raw

    def test_credentials_do_not_show_their_secrets(self) -> None:
        told = repr(Credentials("hush-token", "op", "hush-password"))
        assert "hush" not in told
        assert "op" in told

    def test_half_a_login_is_refused(self) -> None:
        url = {"url": "https://scale.example/api"}
        for half in ({"username": "op"}, {"password": PASSWORD}):
            with pytest.raises(BadRequest, match="half of a login") as caught:
                ScaleBackend.create("scale", {**url, **half})
            assert PASSWORD not in f"{caught.value} {caught.value.advice}"
        ScaleBackend.create("scale", url)
