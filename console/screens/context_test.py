"""A step of the test of a context, as a line to be read."""

from typing import Final

from console.backends.probe import Step, StepState

_STYLES: Final = {
    StepState.OK: "$success",
    StepState.WARNING: "$warning",
    StepState.FAILED: "$error",
    StepState.UNKNOWN: "$muted",
    StepState.SKIPPED: "$muted",  # told together, in one line
}


def line_of(step: Step) -> tuple[str, str]:
    """Return a step as one line, with its style: name, how it came out, how long it took, what was found."""
    time = "" if step.milliseconds is None else f"{step.milliseconds} ms"
    told = "; ".join(filter(None, (step.said, step.advice)))
    return f"{step.name:<11}  {step.state:<9}  {time:>8}  {told}".rstrip(), _STYLES[step.state]


def verdict(step: Step) -> tuple[str, bool]:
    """Return what the list says of a test that ends with this step, and whether the step worked."""
    return f"{step.name}: {step.state}", step.state is not StepState.FAILED
