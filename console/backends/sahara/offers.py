"""What can be done to an execution as it stands: it can be canceled, or there is a reason why not.

Source: service/validations/edp/job_execution.py (who may cancel) and service/edp/job_manager.py (what comes
of it) of Sahara 19.
"""

from collections.abc import Iterable, Iterator

from console.model import Offer, Verb
from console.wire.sahara.catalog import Names
from console.wire.sahara.execution import ExecutionDocument
from console.wire.sahara.status import standing_of


def offers_of(document: ExecutionDocument, project: str | None, names: Names) -> tuple[Offer, ...]:
    """Return what Sahara lets be done to an execution. ``project`` is ours, None where it is not known."""
    refusal = cancel_refusal(document, project)
    return (Offer(Verb.CANCEL, refusal, "" if refusal else " ".join(_notes(document, names))),)


def cancel_refusal(document: ExecutionDocument, project: str | None) -> str:
    """Return why Sahara would not cancel an execution, nothing where it would."""
    status = document.status
    if status is not None and status.upper() == "SUSPENDFAILED":
        return "Sahara counts it as ended since suspending it failed, and would do nothing"
    if standing_of(status).over:
        return f"it has ended already ({status})"
    if document.is_protected:
        return "it is marked as protected: take the mark off first"
    if project is not None and document.tenant_id not in (None, project):
        return f"it belongs to another project ({document.tenant_id}), which alone may cancel it"
    return ""


def _notes(document: ExecutionDocument, names: Names) -> Iterator[str]:
    if document.engine_job_id is None:
        yield (
            "The cluster's engine has no job of it yet: Sahara tries for a while (5 minutes, unless it is"
            " configured otherwise) and then leaves it as TOBEKILLED."
        )
    if (document.status or "").upper() == "TOBEKILLED":
        yield "It was asked for already; asking again makes Sahara try again."
    if names.clusters and document.cluster_id not in names.clusters:
        yield "Its cluster is gone: Sahara accepts a cancel and does nothing."


def project_of(rows: Iterable[ExecutionDocument]) -> str | None:
    """Return our project as the rows tell it: one that is not public is seen by its own project alone."""
    return next((row.tenant_id for row in rows if row.is_public is False and row.tenant_id), None)
