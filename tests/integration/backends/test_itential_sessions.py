"""Logging in to Itential: sessions, OAuth, basic, and what is done when the server has forgotten us."""

import asyncio

import pytest
from fakes.itential import FakeItential, Flow, Step
from fakes.itential.context import SESSION, URL, on
from fakes.itential.door import CLIENT_ID, CLIENT_SECRET, PASSWORD, USERNAME
from fakes.itential.server import NOW
from starlette.responses import JSONResponse, PlainTextResponse, Response

from console.backends.base import BadRequest, ProtocolError, Unauthorized, Unreachable
from console.backends.itential import ItentialBackend
from console.core.clock import FixedClock
from console.model import Action, JobStatus, Json, OutcomeKind, Verb

OAUTH: dict[str, Json] = {"client_id": CLIENT_ID, "client_secret": CLIENT_SECRET}


@pytest.fixture
def fake() -> FakeItential:
    fake = FakeItential("om")
    fake.add(Flow("Ends", [Step("look")]), Flow("Runs", [Step("work", "runs")]))
    return fake


class TestSession:
    async def test_a_login_is_nested_and_its_cookie_goes_with_every_request(self, fake: FakeItential) -> None:
        async with on(fake) as backend:
            await backend.jobs("")
        (login,) = fake.sent("POST", "/login")
        assert login.body == {"user": {"username": USERNAME, "password": PASSWORD}}
        assert all(each.headers["cookie"].startswith("token=") for each in fake.sent("GET"))
        assert "token" not in "".join(each.query for each in fake.asked)

    async def test_many_questions_at_once_log_in_once(self, fake: FakeItential) -> None:
        async with on(fake) as backend:
            await asyncio.gather(*(backend.jobs("") for _ in range(10)))
        assert fake.door.logins == 1

    async def test_a_token_in_quotes_is_the_token_without_them(self, fake: FakeItential) -> None:
        fake.door.body_is_json = True
        fake.fault("POST", "/login", lambda: PlainTextResponse('"' + fake.door._token() + '"'))
        async with on(fake) as backend:
            assert (await backend.jobs("")).items == ()

    @pytest.mark.parametrize("empty", [False, True])
    async def test_a_session_that_has_expired_is_taken_up_again_once(
        self, fake: FakeItential, empty: bool
    ) -> None:
        fake.door.expired_is_empty = empty
        job = fake.start("Ends")
        async with on(fake) as backend:
            await backend.jobs("")
            fake.door.expire()
            assert (await backend.job(job)).job.status is JobStatus.SUCCEEDED
        assert fake.door.logins == 2

    async def test_many_questions_to_a_session_that_has_expired_log_in_once(self, fake: FakeItential) -> None:
        job = fake.start("Ends")
        async with on(fake) as backend:
            await backend.jobs("")
            fake.door.expire()
            found = await asyncio.gather(*(backend.job(job) for _ in range(10)))
        assert {detail.job.id for detail in found} == {job}
        assert fake.door.logins == 2

    async def test_a_server_that_forgets_at_once_is_not_asked_for_ever(self, fake: FakeItential) -> None:
        async with on(fake) as backend:
            await backend.jobs("")
            fake.fault("GET", "/operations-manager/jobs", lambda: Response(status_code=401), times=100)
            with pytest.raises(Unauthorized):
                await backend.jobs("")
        assert fake.door.logins == 2

    async def test_a_wrong_password_is_said_and_not_tried_again_and_again(self, fake: FakeItential) -> None:
        async with on(fake, username=USERNAME, password="wrong") as backend:
            for _ in range(5):
                with pytest.raises(Unauthorized, match="does not accept the login") as caught:
                    await backend.jobs("")
                assert caught.value.detail == "Username or password is incorrect"
        assert fake.door.logins == 1

    async def test_it_is_tried_again_after_a_minute(self, fake: FakeItential) -> None:
        clock = FixedClock(NOW)
        settings: dict[str, Json] = {"url": URL, **SESSION}
        backend = ItentialBackend("iap", settings, transport=fake.transport(), clock=clock)
        fake.fault("POST", "/login", lambda: PlainTextResponse("Unauthorized", 401))
        with pytest.raises(Unauthorized):
            await backend.jobs("")
        clock.advance(61)
        assert (await backend.jobs("")).items == ()
        await backend.close()

    async def test_a_web_page_instead_of_a_token_is_told(self, fake: FakeItential) -> None:
        fake.fault("POST", "/login", lambda: PlainTextResponse("<html>a portal</html>"))
        async with on(fake) as backend:
            with pytest.raises(Unreachable, match="a web page answered"):
                await backend.jobs("")

    async def test_a_login_without_a_token_is_told(self, fake: FakeItential) -> None:
        fake.fault("POST", "/login", lambda: JSONResponse({"welcome": True}))
        async with on(fake) as backend:
            with pytest.raises(ProtocolError, match="without a token"):
                await backend.jobs("")

    async def test_the_cookie_of_a_balancer_goes_along(self, fake: FakeItential) -> None:
        def stuck() -> Response:
            response = PlainTextResponse(fake.door._token())
            response.set_cookie("lb", "node-2", path="/")
            return response

        fake.fault("POST", "/login", stuck)
        async with on(fake) as backend:
            await backend.jobs("")
        assert all("lb=node-2" in each.headers["cookie"] for each in fake.sent("GET"))


class TestChangesAndSessions:
    async def test_a_change_that_was_turned_away_is_sent_again_logged_in(self, fake: FakeItential) -> None:
        job = fake.start("Runs")
        async with on(fake) as backend:
            await backend.job(job)
            fake.fault("POST", "/jobs/cancel", lambda: Response(status_code=401))
            assert (await backend.act(Action(Verb.CANCEL, job))).kind is OutcomeKind.DONE
        assert len(fake.sent("POST", "/jobs/cancel")) == 2

    async def test_an_empty_answer_to_a_change_leaves_it_unknown_and_is_not_sent_again(
        self, fake: FakeItential
    ) -> None:
        job = fake.start("Runs")
        async with on(fake) as backend:
            fake.fault("POST", "/jobs/cancel", lambda: PlainTextResponse(""), after=True)
            outcome = await backend.act(Action(Verb.CANCEL, job))
            assert outcome.kind is OutcomeKind.UNKNOWN
            assert (await backend.job(job)).job.status is JobStatus.CANCELED
        assert len(fake.sent("POST", "/jobs/cancel")) == 1


class TestOAuth:
    async def test_the_grant_is_a_form_and_the_token_a_bearer(self, fake: FakeItential) -> None:
        async with on(fake, **OAUTH) as backend:
            await backend.jobs("")
        assert fake.door.logins == 0
        assert all(each.headers["authorization"].startswith("Bearer ") for each in fake.sent("GET"))

    async def test_a_token_is_renewed_before_it_ends(self, fake: FakeItential) -> None:
        clock = FixedClock(NOW)
        backend = ItentialBackend("iap", {"url": URL, **OAUTH}, transport=fake.transport(), clock=clock)
        await backend.jobs("")
        clock.advance(3500)
        await backend.jobs("")
        assert fake.door.grants == 1
        clock.advance(100)
        await backend.jobs("")
        assert fake.door.grants == 2
        await backend.close()

    async def test_a_wrong_secret_is_said(self, fake: FakeItential) -> None:
        async with on(fake, client_id=CLIENT_ID, client_secret="no") as backend:
            with pytest.raises(Unauthorized) as caught:
                await backend.jobs("")
            assert caught.value.detail == "invalid_client"


class TestOtherLogins:
    async def test_basic_goes_with_every_request_over_tls(self, fake: FakeItential) -> None:
        async with on(fake, api="basic", username=USERNAME, password=PASSWORD) as backend:
            await backend.jobs("")
        assert all(each.headers["authorization"].startswith("Basic ") for each in fake.asked)

    async def test_a_token_made_elsewhere_is_a_bearer_and_cannot_be_renewed(self, fake: FakeItential) -> None:
        async with on(fake, token=fake.door._token()) as backend:
            await backend.jobs("")
            fake.door.expire()
            with pytest.raises(Unauthorized):
                await backend.jobs("")
        assert fake.door.logins == fake.door.grants == 0

    async def test_an_empty_page_to_a_token_made_elsewhere_is_that_it_has_expired(
        self, fake: FakeItential
    ) -> None:
        fake.door.expired_is_empty = True
        async with on(fake, token="old") as backend:
            with pytest.raises(Unauthorized, match="token has expired"):
                await backend.jobs("")

    async def test_a_sessions_token_made_elsewhere_is_a_cookie(self, fake: FakeItential) -> None:
        async with on(fake, api="session", token=fake.door._token()) as backend:
            await backend.jobs("")
        assert "authorization" not in fake.asked[0].headers

    @pytest.mark.parametrize(
        ("settings", "missing"),
        [
            ({"username": "u"}, "password"),
            ({"client_id": "c"}, "client_secret"),
            ({"api": "oauth", "username": "u", "password": "p"}, "client_id"),
            ({"api": "kerberos"}, "session, oauth, basic, token"),
            ({"api": "basic", "username": "u", "password": "p", "url": "http://iap.example"}, "https"),
            ({"dialect": "v3"}, "auto, om, wfe"),
            ({"url": ""}, "url"),
        ],
    )
    def test_what_does_not_fit_together_is_told_with_the_key(
        self, settings: dict[str, Json], missing: str
    ) -> None:
        with pytest.raises(BadRequest) as caught:
            ItentialBackend.create("iap", {"url": URL, **settings})
        assert missing in f"{caught.value} {caught.value.advice}"

    async def test_who_we_are_is_told_with_what_is_known(self, fake: FakeItential) -> None:
        async with on(fake) as backend:
            identity = await backend.identity()
        assert (identity.who, identity.version, identity.may_act) == ("admin@pronghorn", "2023.1.41", None)
        assert identity.notes == ("the newer API answers (dialect om)",)
