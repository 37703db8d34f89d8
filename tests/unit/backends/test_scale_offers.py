"""What Scale lets be done to a job in each of its states, and what the sentence says when it does not."""

from __future__ import annotations

from typing import Any

import pytest

from console.backends.scale.capabilities import CAPABILITIES
from console.backends.scale.offers import job_offers, node_offers, not_addressable, recipe_offers
from console.model import Offer, Support, TargetKind, Verb
from console.wire.scale.job import JobDocument
from console.wire.scale.job_type import JobTypeDocument
from console.wire.scale.recipe import RecipeDocument

ALL = ("PENDING", "BLOCKED", "QUEUED", "RUNNING", "FAILED", "COMPLETED", "CANCELED")
CLIP = {"id": 13, "name": "clip", "version": "1.0.0", "is_paused": False}


def job(status: str, **more: Any) -> JobDocument:
    executions = 0 if status in ("PENDING", "BLOCKED") else 1
    return JobDocument.model_validate(
        {"id": 1, "job_type": CLIP, "status": status, "num_exes": executions} | more
    )


def offered(found: JobDocument, verb: Verb) -> Offer:
    return next(offer for offer in job_offers(found) if offer.verb is verb)


@pytest.mark.parametrize(
    ("verb", "possible"),
    [
        (Verb.CANCEL, {"PENDING", "BLOCKED", "QUEUED", "RUNNING", "FAILED"}),
        (Verb.REQUEUE, {"QUEUED", "RUNNING", "FAILED", "CANCELED"}),
        (Verb.RESTART, {"QUEUED", "RUNNING", "FAILED", "CANCELED"}),
        (Verb.PRIORITY, {"QUEUED"}),
        (Verb.PAUSE, {"PENDING", "BLOCKED", "QUEUED"}),
        (Verb.CONTINUE, set()),
    ],
)
def test_each_verb_is_offered_where_it_does_something(verb: Verb, possible: set[str]) -> None:
    assert {status for status in ALL if not offered(job(status), verb).refusal} == possible
    assert all(offered(job(status), verb).refusal for status in ALL if status not in possible)


def test_nothing_is_offered_in_a_state_that_is_not_known() -> None:
    assert job_offers(job("HIBERNATING")) == ()
    assert node_offers(job("HIBERNATING")) == ()


def test_a_node_is_offered_what_its_job_is() -> None:
    for status in ALL:
        ours = {offer.verb: offer.refusal for offer in node_offers(job(status))}
        assert ours[Verb.CANCEL] == offered(job(status), Verb.CANCEL).refusal
        assert ours[Verb.RESTART] == offered(job(status), Verb.REQUEUE).refusal
        assert (ours[Verb.STOP] == "") is (status == "RUNNING")


def test_a_superseded_job_is_canceled_but_never_queued_again() -> None:
    superseded = job("FAILED", is_superseded=True)
    assert "newer job" in offered(superseded, Verb.REQUEUE).refusal
    assert offered(superseded, Verb.CANCEL).refusal == ""


@pytest.mark.parametrize(
    ("status", "verb", "words"),
    [
        ("FAILED", Verb.CANCEL, "erases its error"),
        ("RUNNING", Verb.REQUEUE, "killed"),
        ("QUEUED", Verb.REQUEUE, "gives up its place"),
        ("CANCELED", Verb.REQUEUE, "PENDING"),
        ("QUEUED", Verb.PRIORITY, "lower number is more urgent"),
        ("QUEUED", Verb.PAUSE, "pauses all queued clip 1.0.0; running jobs continue, this one stays QUEUED"),
    ],
)
def test_what_to_know_before_is_told(status: str, verb: Verb, words: str) -> None:
    assert words in offered(job(status), verb).note


def test_a_completed_job_is_started_anew_instead() -> None:
    assert "start a new one" in offered(job("COMPLETED"), Verb.REQUEUE).refusal


def test_a_pause_of_one_of_scales_own_types_says_so() -> None:
    ingest = {"id": 1, "name": "scale-ingest", "version": "1.0.0", "is_system": True}
    assert "Scale's own types" in offered(job("QUEUED", job_type=ingest), Verb.PAUSE).note


def test_a_paused_type_can_be_continued_from_any_of_its_jobs() -> None:
    paused = CLIP | {"is_paused": True}
    for status in ALL:
        assert offered(job(status, job_type=paused), Verb.CONTINUE).refusal == ""


@pytest.mark.parametrize(
    ("name", "version", "works"),
    [
        ("clip", "1.0.0", True),
        ("my-job", "2_b", True),
        ("clip", "1.0.0-rc1", False),
        ("clip", "1.0+5", False),
        ("clip", None, False),
        ("cl.ip", "1", False),
        ("clip", "1/../2", False),
    ],
)
def test_a_version_with_a_sign_has_no_address(name: str, version: str | None, works: bool) -> None:
    type_ = {"id": 1, "name": name, "version": version, "is_paused": True}
    assert (not_addressable(JobTypeDocument.model_validate(type_)) == "") is works
    for verb in (Verb.PAUSE, Verb.CONTINUE):
        assert (offered(job("QUEUED", job_type=type_), verb).refusal == "") is works


def test_a_recipe_names_the_jobs_that_it_means() -> None:
    recipe = RecipeDocument.model_validate({"id": 7})
    jobs = tuple(job(status, id=number) for number, status in enumerate(ALL, 1))
    cancel, requeue, restart = recipe_offers(recipe, jobs)
    assert cancel.note == "cancels jobs 1, 2, 3, 4"
    assert requeue.note == restart.note == "requeues job 5 (FAILED)"


def test_a_recipe_in_which_nothing_failed_requeues_what_was_canceled() -> None:
    recipe = RecipeDocument.model_validate({"id": 7})
    _, requeue, _ = recipe_offers(recipe, (job("COMPLETED"), job("CANCELED", id=2)))
    assert requeue.note == "requeues job 2 (CANCELED)"


def test_recipes_inside_are_said_to_be_left_alone() -> None:
    nodes = {"sub": {"node_type": {"node_type": "recipe", "recipe_id": 9}}}
    recipe = RecipeDocument.model_validate({"id": 7, "details": {"nodes": nodes}})
    assert "recipes inside are left alone" in recipe_offers(recipe, (job("QUEUED"),))[0].note


def test_a_recipe_that_is_over_offers_nothing_but_reasons() -> None:
    recipe = RecipeDocument.model_validate({"id": 7})
    assert all(offer.refusal for offer in recipe_offers(recipe, (job("COMPLETED"),)))


def test_every_verb_has_a_word_on_every_target() -> None:
    for verb in Verb:
        for target in TargetKind:
            found = CAPABILITIES.verbs[verb, target]
            assert found.support is Support.NATIVE or found.sentence


def test_the_pause_is_said_to_be_the_job_types() -> None:
    for verb in (Verb.PAUSE, Verb.CONTINUE):
        found = CAPABILITIES.of(verb, TargetKind.JOB)
        assert found.support is Support.EMULATED
        assert "job type" in found.sentence
