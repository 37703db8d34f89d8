"""What many jobs have in common: causes first, counted, as terms that find them."""

from console.client.common_traits import common_traits
from console.model import Job, JobStatus


def job(number: int, cause: str | None = None, workflow: str = "w", owner: str = "ada") -> Job:
    status = JobStatus.FAILED if cause else JobStatus.SUCCEEDED
    return Job(
        str(number),
        "n",
        workflow,
        status,
        owner=owner,
        signature=cause,
        reason=cause and f"{cause}: {number}",
    )


def test_causes_come_first_and_are_told_by_the_newest_reason() -> None:
    jobs = [job(3, "timeout"), job(2, "timeout"), job(1, "disk"), job(0)]

    (cause, status) = common_traits(jobs)

    assert (cause.kind, cause.shown, cause.count, cause.term) == (
        "cause",
        "timeout: 3",
        2,
        "signature:timeout",
    )
    assert (status.kind, status.value, status.count) == ("status", "failed", 3)


def test_what_all_share_parts_nothing_but_a_cause_is_worth_knowing() -> None:
    jobs = [job(1, "timeout"), job(2, "timeout")]

    assert [(trait.kind, trait.count) for trait in common_traits(jobs)] == [("cause", 2)]


def test_a_value_with_spaces_is_quoted() -> None:
    jobs = [job(1, workflow="month end"), job(2, workflow="month end"), job(3, workflow="other")]

    assert common_traits(jobs)[0].term == 'workflow:"month end"'


def test_nothing_has_nothing_in_common() -> None:
    assert common_traits([]) == []
    assert common_traits([job(1)]) == []
