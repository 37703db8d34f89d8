"""The parameters of a job: what was given, checked against what the workflow declares."""

from collections.abc import Mapping
from datetime import date

from console.core.parameter import ParameterValue, read_value
from console.core.quote import quoted
from console.core.suggestion import suggestion
from console.model.workflow import Param, WorkflowInfo
from console.workflow.definition import Parameter, Workflow
from console.workflow.errors import ParameterError, ParameterErrors


def resolve_params(workflow: Workflow, given: Mapping[str, str], today: date) -> dict[str, ParameterValue]:
    """Return the value of every parameter of a workflow.

    ``given`` is text as a person types it; ``today`` is what the dates ``today`` and ``yesterday`` are
    seen from. Raises ParameterErrors with all that is wrong: unknown, missing and unreadable ones.
    """
    errors = [
        ParameterError(name, f"unknown parameter{suggestion(name, workflow.params) or _known(workflow)}")
        for name in given
        if name not in workflow.params
    ]
    values: dict[str, ParameterValue] = {}
    for name, parameter in workflow.params.items():
        if name not in given and parameter.must_be_given:
            errors.append(ParameterError(name, f"required: a {parameter.type} must be given"))
            continue
        text = given.get(name, parameter.default)
        try:
            values[name] = "" if text is None else read_value(parameter.type, text, parameter.options, today)
        except ValueError as error:
            message = "the secret value cannot be used" if parameter.secret else f"it should be {error}"
            errors.append(ParameterError(name, message))
    if errors:
        raise ParameterErrors(errors)
    return values


def _known(workflow: Workflow) -> str:
    if not workflow.params:
        return ": this workflow has none"
    return f" (there are {', '.join(quoted(name) for name in workflow.params)})"


def workflow_info(workflow: Workflow, workflow_id: str) -> WorkflowInfo:
    """Return what a start form needs to know of a workflow."""
    return WorkflowInfo(
        id=workflow_id,
        name=workflow.name,
        description=workflow.description,
        params=tuple(_param(name, parameter) for name, parameter in workflow.params.items()),
        source=workflow.source,
    )


def _param(name: str, parameter: Parameter) -> Param:
    return Param(
        name,
        parameter.type,
        None if parameter.secret else parameter.default,
        parameter.must_be_given,
        parameter.options,
        parameter.description,
        parameter.secret,
    )
