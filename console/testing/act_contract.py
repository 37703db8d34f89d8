"""The contract on actions: what they do, what they refuse, and that they say so."""

import pytest

from console.backends.base import Backend, Unsupported
from console.model import (
    Action,
    JobStatus,
    NodeStatus,
    Outcome,
    OutcomeKind,
    Support,
    TargetKind,
    Verb,
)
from console.testing.fixtures import NO_SUCH_JOB, ContractFixtures, need, skips_unsupported
from console.testing.reaching import reached
from console.testing.scenario import Scenario

REFUSALS = frozenset({OutcomeKind.ILLEGAL, OutcomeKind.REFUSED, OutcomeKind.FORBIDDEN, OutcomeKind.NOT_FOUND})


class ActContract(ContractFixtures):
    """An action that is legal is done; one that is not changes nothing and says why."""

    @skips_unsupported
    async def test_canceling_ends_a_job(self, backend: Backend, scenario: Scenario) -> None:
        """As canceled, whatever ran."""
        await need(backend, Verb.CANCEL, TargetKind.JOB)
        job = await scenario.runs()
        await reached(backend, job, lambda detail: detail.job.status is JobStatus.RUNNING)
        assert (await backend.act(Action(Verb.CANCEL, job))).ok
        detail = await reached(backend, job, lambda detail: detail.job.status.is_terminal)
        assert detail.job.status is JobStatus.CANCELED

    @skips_unsupported
    async def test_pausing_holds_a_job_and_continuing_lets_it_go(
        self, backend: Backend, scenario: Scenario
    ) -> None:
        """Asking twice for a pause is fine."""
        await need(backend, Verb.PAUSE, TargetKind.JOB)
        await need(backend, Verb.CONTINUE, TargetKind.JOB)
        job = await scenario.runs()
        await reached(backend, job, lambda detail: detail.job.status is JobStatus.RUNNING)
        for _ in range(2):
            assert (await backend.act(Action(Verb.PAUSE, job))).ok
        held = {JobStatus.PAUSING, JobStatus.PAUSED}
        await reached(backend, job, lambda detail: detail.job.status in held)
        assert (await backend.act(Action(Verb.CONTINUE, job))).ok
        await reached(backend, job, lambda detail: detail.job.status is JobStatus.RUNNING)

    @skips_unsupported
    async def test_continuing_a_waiting_node_lets_its_job_end(
        self, backend: Backend, scenario: Scenario
    ) -> None:
        """The pause point is left, and nothing else holds it."""
        await need(backend, Verb.CONTINUE, TargetKind.NODE)
        job, node = await scenario.waits()
        await reached(backend, job, lambda detail: detail.nodes[node].needs_person)
        assert (await backend.act(Action(Verb.CONTINUE, job, node))).ok
        detail = await reached(backend, job, lambda detail: detail.job.status.is_terminal)
        assert detail.job.status is JobStatus.SUCCEEDED

    @skips_unsupported
    async def test_a_failed_node_can_be_skipped(self, backend: Backend, scenario: Scenario) -> None:
        """After which it does not need anybody any more."""
        await need(backend, Verb.SKIP, TargetKind.NODE)
        job, node = await scenario.fails()
        await reached(backend, job, lambda detail: detail.nodes[node].status is NodeStatus.FAILED)
        assert (await backend.act(Action(Verb.SKIP, job, node, reason="known"))).ok
        await reached(backend, job, lambda detail: detail.nodes[node].status is NodeStatus.SKIPPED)

    @skips_unsupported
    async def test_a_failed_node_runs_again_when_restarted(
        self, backend: Backend, scenario: Scenario
    ) -> None:
        """As a new execution; the first one stays in the history."""
        await need(backend, Verb.RESTART, TargetKind.NODE)
        job, node = await scenario.fails()
        await reached(backend, job, lambda detail: detail.nodes[node].status is NodeStatus.FAILED)
        assert (await backend.act(Action(Verb.RESTART, job, node))).ok
        again = await reached(
            backend,
            job,
            lambda detail: (
                detail.nodes[node].execution == 2 and detail.nodes[node].status is NodeStatus.FAILED
            ),
        )
        assert {execution.number for execution in again.executions if execution.node == node} == {1, 2}

    @skips_unsupported
    async def test_an_ended_job_is_not_canceled(self, backend: Backend, scenario: Scenario) -> None:
        """The answer says that it has ended, and the job stays as it is."""
        await need(backend, Verb.CANCEL, TargetKind.JOB)
        job = await scenario.ends()
        before = await reached(backend, job, lambda detail: detail.job.status.is_terminal)
        outcome = await backend.act(Action(Verb.CANCEL, job))
        assert outcome.kind in REFUSALS
        assert outcome.message
        assert (await backend.job(job)).job.version == before.job.version

    @skips_unsupported
    async def test_an_old_version_is_a_conflict(self, backend: Backend, scenario: Scenario) -> None:
        """Nothing is done to what is not what was on the screen."""
        await need(backend, Verb.CONTINUE, TargetKind.NODE)
        job, node = await scenario.waits()
        before = await reached(backend, job, lambda detail: detail.nodes[node].needs_person)
        old = before.nodes[node].version - 1
        outcome = await backend.act(Action(Verb.CONTINUE, job, node, expected_version=old))
        assert outcome.kind is OutcomeKind.CONFLICT
        assert (await backend.job(job)).nodes[node].status is NodeStatus.WAITING
        now = before.nodes[node].version
        assert (await backend.act(Action(Verb.CONTINUE, job, node, expected_version=now))).ok

    @skips_unsupported
    async def test_the_same_request_is_carried_out_once(self, backend: Backend, scenario: Scenario) -> None:
        """Sent again it gets the first answer, if the backend keeps request ids."""
        await need(backend, Verb.RESTART, TargetKind.NODE)
        job, node = await scenario.fails()
        await reached(backend, job, lambda detail: detail.nodes[node].status is NodeStatus.FAILED)
        action = Action(Verb.RESTART, job, node, request_id=f"contract-{job}-{node}")
        first = await backend.act(action)
        if first.request_id is None:
            pytest.skip("the backend keeps no request ids")
        await reached(backend, job, lambda detail: detail.nodes[node].execution == 2)
        second = await backend.act(action)
        assert (second.kind, second.message) == (first.kind, first.message)
        assert (await backend.job(job)).nodes[node].execution == 2

    @skips_unsupported
    async def test_an_action_on_nothing_is_not_found(self, backend: Backend) -> None:
        """An outcome, not an error: it stands among others of a bulk action."""
        await need(backend, Verb.CANCEL, TargetKind.JOB)
        outcome = await backend.act(Action(Verb.CANCEL, NO_SUCH_JOB))
        assert (outcome.job, outcome.kind) == (NO_SUCH_JOB, OutcomeKind.NOT_FOUND)

    @skips_unsupported
    async def test_what_is_not_supported_is_refused(self, backend: Backend, scenario: Scenario) -> None:
        """Never accepted and then ignored."""
        job = await scenario.runs()
        capabilities = await backend.capabilities()
        await reached(backend, job, lambda detail: detail.job.status is JobStatus.RUNNING)
        for verb in Verb:
            if capabilities.of(verb, TargetKind.JOB).support is Support.NONE:
                assert not (await _act(backend, Action(verb, job))).ok, verb

    @skips_unsupported
    async def test_a_plan_changes_nothing(self, backend: Backend, scenario: Scenario) -> None:
        """It tells what would be, and why not where it is not legal."""
        await need(backend, Verb.CANCEL, TargetKind.JOB)
        job, node = await scenario.waits()
        before = await reached(backend, job, lambda detail: detail.nodes[node].needs_person)
        plan = await backend.plan(Action(Verb.CANCEL, job))
        assert plan.refusal is None
        assert node in plan.will_cancel
        after = await backend.job(job)
        assert (after.job.version, after.nodes[node].version) == (
            before.job.version,
            before.nodes[node].version,
        )

    @skips_unsupported
    async def test_an_action_is_on_record(self, backend: Backend, scenario: Scenario) -> None:
        """With who, why and what came of it, newest first, where the backend has a record."""
        await need(backend, Verb.CANCEL, TargetKind.JOB)
        job = await scenario.runs()
        await reached(backend, job, lambda detail: detail.job.status is JobStatus.RUNNING)
        await backend.act(Action(Verb.CANCEL, job, reason="contract"))
        entries = await backend.audit(job)
        if not entries:
            pytest.skip("the backend keeps no record")
        assert (entries[0].job, entries[0].verb, entries[0].reason) == (job, Verb.CANCEL, "contract")
        assert entries[0].actor


async def _act(backend: Backend, action: Action) -> Outcome:
    """Return the outcome; an error that says the backend has no such thing is as good as a refusal."""
    try:
        return await backend.act(action)
    except Unsupported as error:
        return Outcome(action.job, action.node, OutcomeKind.REFUSED, str(error))
