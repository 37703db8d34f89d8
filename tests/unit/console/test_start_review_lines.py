"""The review of a start: the nodes in their order, each told from the others."""

from console.model import PlannedStep, StartPlan
from console.screens.start_facts import step_lines


def test_instances_of_two_values_are_told_apart() -> None:
    steps = tuple(
        PlannedStep(f"check[{shop},{table}]", "check") for shop in ("eu", "us") for table in ("a", "b")
    )
    after = PlannedStep("load", "load", needs=tuple(step.id for step in steps))

    lines = [line.strip() for line, _ in step_lines(StartPlan(None, steps=(*steps, after), total=5))]

    assert lines[0] == "1   check × 4: eu,a; eu,b; us,a; us,b"
    assert lines[1] == "2   load · after check[eu,a]; check[eu,b]; check[us,a]; check[us,b]"
