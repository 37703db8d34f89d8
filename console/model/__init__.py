"""What a job is: frozen types and enums. No IO, imports nothing of ours."""

from console.model.action import (
    Action,
    AuditCheck,
    AuditEntry,
    Outcome,
    OutcomeKind,
    Plan,
    RequeueFrom,
    Scope,
    TargetKind,
    Verb,
)
from console.model.capability import Capabilities, Capability, FieldSupport, Offer, Support
from console.model.job import Counts, Job, JobDetail, JobPage, Json, ParamValue, Related
from console.model.log import LogEnd, LogLine, LogRef, LogWindow, Stream
from console.model.log_runs import LogRun, LogRuns
from console.model.node import Execution, Node, NodeKind, NodeRules, OnFailure, OnTimeout, Retry, When
from console.model.paused import PausedItem
from console.model.start_plan import FileMistake, PlannedStep, StartPlan
from console.model.status import (
    Attention,
    ExecutionStatus,
    JobStatus,
    NodeStatus,
    Resolution,
    SkipKind,
    Wait,
)
from console.model.workflow import Param, ParamKind, StartRequest, WorkflowInfo

__all__ = [
    "Action",
    "Attention",
    "AuditCheck",
    "AuditEntry",
    "Capabilities",
    "Capability",
    "Counts",
    "Execution",
    "ExecutionStatus",
    "FieldSupport",
    "FileMistake",
    "Job",
    "JobDetail",
    "JobPage",
    "JobStatus",
    "Json",
    "LogEnd",
    "LogLine",
    "LogRef",
    "LogRun",
    "LogRuns",
    "LogWindow",
    "Node",
    "NodeKind",
    "NodeRules",
    "NodeStatus",
    "Offer",
    "OnFailure",
    "OnTimeout",
    "Outcome",
    "OutcomeKind",
    "Param",
    "ParamKind",
    "ParamValue",
    "PausedItem",
    "Plan",
    "PlannedStep",
    "Related",
    "RequeueFrom",
    "Resolution",
    "Retry",
    "Scope",
    "SkipKind",
    "StartPlan",
    "StartRequest",
    "Stream",
    "Support",
    "TargetKind",
    "Verb",
    "Wait",
    "When",
    "WorkflowInfo",
]
