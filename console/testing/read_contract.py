"""The contract on reads: lists, pages, counts, one job, the inbox, workflows and the audit."""

import pytest

from console.backends.base import Backend, BadRequest, NotFound, ReadsAnywhere
from console.model import Job, JobStatus, NodeStatus, StartRequest, Support, TargetKind, Verb
from console.testing.fixtures import NO_SUCH_JOB, ContractFixtures, skips_unsupported
from console.testing.reaching import reached
from console.testing.scenario import Scenario


class ReadContract(ContractFixtures):
    """What a backend answers is complete, consistent and in order."""

    async def test_the_context_has_a_name(self, backend: Backend) -> None:
        """Every job is shown with it."""
        assert backend.context

    async def test_capabilities_speak_of_every_verb_and_say_why_not(self, backend: Backend) -> None:
        """A key that does not work is drawn with a reason."""
        capabilities = await backend.capabilities()
        for verb in Verb:
            for target in TargetKind:
                capability = capabilities.of(verb, target)
                assert capability.support is Support.NATIVE or capability.sentence, (verb, target)

    @skips_unsupported
    async def test_a_started_job_is_in_the_list_as_of_this_context(
        self, backend: Backend, scenario: Scenario
    ) -> None:
        """Rows of several contexts stand in one list."""
        job = await scenario.ends()
        found = [row for row in (await backend.jobs("")).items if row.id == job]
        assert [row.context for row in found] == [scenario.context or backend.context]

    @skips_unsupported
    async def test_the_list_is_newest_first(self, backend: Backend, scenario: Scenario) -> None:
        """A person looks for what has just happened."""
        for _ in range(3):
            await scenario.ends()
        created = [row.created for row in (await backend.jobs("")).items if row.created]
        assert created == sorted(created, reverse=True)

    @skips_unsupported
    async def test_pages_hold_every_job_once(self, backend: Backend, scenario: Scenario) -> None:
        """Cursors neither repeat nor lose a job, and a row that is gone to at once is the same one."""
        started = {await scenario.ends() for _ in range(3)}
        seen: list[Job] = []
        cursor: str | None = None
        while True:
            page = await backend.jobs("", cursor=cursor, limit=2)
            assert len(page.items) <= 2
            seen += page.items
            cursor = page.next
            if cursor is None:
                break
        ids = [row.id for row in seen]
        assert len(ids) == len(set(ids))
        assert started <= set(ids)
        if isinstance(backend, ReadsAnywhere):
            there = await backend.jobs_at("", 1, limit=2)
            assert [row.id for row in there.items] == ids[1:3]
            last = await backend.jobs_at("", len(ids) - 1, limit=2)
            assert ([row.id for row in last.items], last.next) == (ids[-1:], None)

    async def test_a_query_with_an_unknown_field_is_refused(self, backend: Backend) -> None:
        """A misspelt field must not show all jobs as if they matched."""
        with pytest.raises(BadRequest):
            await backend.jobs("no_such_field_anywhere:1")

    @skips_unsupported
    async def test_a_query_for_a_status_shows_no_other(self, backend: Backend, scenario: Scenario) -> None:
        """If the backend evaluates the status itself, it does so rightly."""
        declared = {field.name for field in (await backend.capabilities()).query_fields}
        if "status" not in declared:
            pytest.skip("the backend leaves the status to the console")
        job = await scenario.ends()
        await reached(backend, job, lambda detail: detail.job.status.is_terminal)
        rows = (await backend.jobs("status:succeeded")).items
        assert job in {row.id for row in rows}
        assert {row.status for row in rows} == {JobStatus.SUCCEEDED}

    @skips_unsupported
    async def test_counts_add_up(self, backend: Backend, scenario: Scenario) -> None:
        """Where the backend counts, every job is counted under one status."""
        await scenario.ends()
        counts = await backend.counts()
        if counts is None:
            assert not (await backend.capabilities()).counts
            pytest.skip("the backend does not count")
        assert sum(counts.by_status.values()) == counts.total >= 1

    @skips_unsupported
    async def test_a_job_that_ends_is_whole(self, backend: Backend, scenario: Scenario) -> None:
        """The detail agrees with its row, its graph with itself, and it tells when it ran."""
        job = await scenario.ends()
        detail = await reached(backend, job, lambda detail: detail.job.status.is_terminal)
        row = next(row for row in (await backend.jobs("")).items if row.id == job)
        assert (detail.job.id, detail.job.status) == (job, JobStatus.SUCCEEDED)
        assert (row.status, row.version) == (detail.job.status, detail.job.version)
        assert detail.job.ended is not None
        assert all(moment.tzinfo for moment in (detail.job.created, detail.job.ended) if moment)
        assert detail.nodes
        for id_, node in detail.nodes.items():
            assert node.id == id_
            assert set(node.rules.needs) <= detail.nodes.keys()
        for execution in detail.executions:
            assert execution.node in detail.nodes or execution.node == ""

    @skips_unsupported
    async def test_a_word_that_is_not_ours_is_kept(self, backend: Backend, scenario: Scenario) -> None:
        """An unknown status never hides what the backend called it."""
        job = await scenario.ends()
        detail = await backend.job(job)
        assert detail.job.status is not JobStatus.UNKNOWN or detail.job.native_status
        for node in detail.nodes.values():
            assert node.status is not NodeStatus.UNKNOWN or node.native_status

    async def test_an_unknown_job_is_not_found(self, backend: Backend) -> None:
        """Whatever the id looks like."""
        for id_ in (NO_SUCH_JOB, "no such job", "../jobs", "a/b?c=d#e", "%2e%2e", "ümlaut", "x" * 400):
            with pytest.raises(NotFound):
                await backend.job(id_)

    @skips_unsupported
    async def test_a_waiting_node_is_in_the_inbox(self, backend: Backend, scenario: Scenario) -> None:
        """With what may be done about it."""
        job, node = await scenario.waits()
        await reached(backend, job, lambda detail: detail.nodes[node].needs_person)
        items = [item for item in await backend.paused() if item.job.id == job]
        context = scenario.context or backend.context
        assert [(item.node.id, item.job.context) for item in items] == [(node, context)]
        assert items[0].kind
        assert items[0].actions

    @skips_unsupported
    async def test_related_jobs_are_told_or_there_are_none(
        self, backend: Backend, scenario: Scenario
    ) -> None:
        """The answer is a list, and the job itself is not in it."""
        job = await scenario.ends()
        assert job not in {related.job.id for related in await backend.related(job)}

    @skips_unsupported
    async def test_workflows_have_ids_and_names(self, backend: Backend) -> None:
        """Each can be shown and started."""
        workflows = await backend.workflows()
        assert all(workflow.id and workflow.name for workflow in workflows)
        assert len({workflow.id for workflow in workflows}) == len(workflows)

    async def test_what_cannot_be_started_is_an_error(self, backend: Backend) -> None:
        """A workflow that does not exist is told, and nothing is started."""
        if not (await backend.capabilities()).start:
            pytest.skip("the backend starts nothing")
        before = {row.id for row in (await backend.jobs("")).items}
        with pytest.raises((BadRequest, NotFound)):
            await backend.start(StartRequest(workflow="no such workflow anywhere", params={}))
        assert {row.id for row in (await backend.jobs("")).items} <= before
