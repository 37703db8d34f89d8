"""What can be done to a run of MRS as it stands: it can be canceled, or it cannot, and why."""

from dataclasses import replace

from console.backends.base import ProtocolError
from console.backends.mrs.secrets import masked_params, masked_raw
from console.backends.versions import version_of
from console.model import Job, JobDetail, JobStatus, Offer, Verb
from console.wire.mrs.run import Run


def job_of(run: Run, context: str) -> Job:
    """Return a run as a row, with what can be done to it."""
    return replace(run.to_job(context), version=job_version(run), offers=(cancel_offer(run),))


def detail_of(run: Run, context: str) -> JobDetail:
    """Return a run as a job with its one node, secrets masked. Nothing can be done to the node alone.

    Raises ProtocolError where what MRS said is nested too deep to be masked.
    """
    try:
        params, raw = masked_params(run.params), masked_raw(run.raw)
    except RecursionError:
        raise ProtocolError(f"what MRS says of job {run.id} is nested too deep to be shown") from None
    detail = run.to_detail(context)
    version = job_version(run)
    nodes = {id_: replace(node, version=version, offers=()) for id_, node in detail.nodes.items()}
    return replace(
        detail,
        job=job_of(run, context),
        nodes=nodes,
        params=params,
        raw=raw,
    )


def cancel_offer(run: Run) -> Offer:
    """Return whether a run can be canceled; it can as long as nothing says that it is over."""
    if run.ended or run.status.is_terminal:
        as_what = f"as {run.status}" if run.status.is_terminal else "already; MRS does not tell how"
        return Offer(Verb.CANCEL, f"it has ended {as_what}")
    if run.is_protected:
        return Offer(
            Verb.CANCEL, "it is protected (is_protected): take that off in MRS before it is canceled"
        )
    if run.status is JobStatus.CANCELING:
        return Offer(Verb.CANCEL, "it is being canceled")
    if run.status is JobStatus.UNKNOWN:
        return Offer(
            Verb.CANCEL, note=f"MRS says no more of it than: {run.native_status}. It may be over already"
        )
    return Offer(Verb.CANCEL)


def job_version(run: Run) -> int:
    """Return a number of what an action depends on: where the run is in its life."""
    return version_of(run.native_status, run.ended, run.is_protected, str(run.started), str(run.ended_at))


def sight_of(run: Run) -> int:
    """Return a number of everything that a person sees of a run change."""
    return version_of(job_version(run), str(run.updated), sorted(run.facts.items()), run.steps)
