"""The workflow language: a file read with places, checked whole, and planned as the nodes of a job.

`load` or `parse` gives a `Workflow` or every error of the file at once; `resolve_params` and `expand`
turn it into the `Plan` of one job; `environment`, `render` and `parse_outputs` serve its commands.
"""

from console.core.parameter import ParameterValue
from console.workflow.definition import (
    Approval,
    Concurrency,
    NodeDefinition,
    OnConflict,
    OutputStreams,
    Parameter,
    Pause,
    Retry,
    Workflow,
)
from console.workflow.environment import environment
from console.workflow.errors import ParameterError, ParameterErrors, WorkflowError, WorkflowErrors
from console.workflow.loading import load, parse
from console.workflow.outputs import parse_outputs
from console.workflow.parameters import resolve_params, workflow_info
from console.workflow.plan import Plan, PlannedNode, expand, job_name
from console.workflow.template import render
from console.workflow.unsupported import describe_unsupported
from console.workflow.variables import matrix_variable, output_variable, param_variable

__all__ = [
    "Approval",
    "Concurrency",
    "NodeDefinition",
    "OnConflict",
    "OutputStreams",
    "Parameter",
    "ParameterError",
    "ParameterErrors",
    "ParameterValue",
    "Pause",
    "Plan",
    "PlannedNode",
    "Retry",
    "Workflow",
    "WorkflowError",
    "WorkflowErrors",
    "describe_unsupported",
    "environment",
    "expand",
    "job_name",
    "load",
    "matrix_variable",
    "output_variable",
    "param_variable",
    "parse",
    "parse_outputs",
    "render",
    "resolve_params",
    "workflow_info",
]
