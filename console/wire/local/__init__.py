"""Our own HTTP API's documents, which are also what ``--json`` prints.

Model to JSON are the plain functions re-exported here: they build dictionaries and cost little. JSON to model
are the pydantic documents in the modules `job`, `job_list`, `log`, `action`, `catalog` and `engine`,
tolerant of what they do not know: a new field is ignored, an unknown status is `unknown`, its word kept.
"""

from console.wire.local.items import (
    audit_item,
    capabilities_item,
    counts_item,
    log_end_item,
    log_line_item,
    log_run_items,
    log_window_item,
    outcome_item,
    paused_item,
    plan_item,
    workflow_item,
)
from console.wire.local.job_items import (
    execution_item,
    job_document,
    job_id,
    job_item,
    node_item,
    page_item,
    related_item,
)

__all__ = [
    "audit_item",
    "capabilities_item",
    "counts_item",
    "execution_item",
    "job_document",
    "job_id",
    "job_item",
    "log_end_item",
    "log_line_item",
    "log_run_items",
    "log_window_item",
    "node_item",
    "outcome_item",
    "page_item",
    "paused_item",
    "plan_item",
    "related_item",
    "workflow_item",
]
