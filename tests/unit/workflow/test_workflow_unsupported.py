"""What the language knows and the embedded engine does not do yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from console.workflow import describe_unsupported

if TYPE_CHECKING:
    from tests.unit.workflow.conftest import Read


def test_every_use_is_told_at_its_place(read: Read) -> None:
    workflow = read("""\
        timeout: 1h
        concurrency: {group: web}
        nodes:
          a:
            run: x
          b:
            workflow: other.yaml
          c:
            approval:
              inputs: {size: {type: int}}
        finally:
          z: {workflow: other.yaml}
        """)
    assert [str(error) for error in describe_unsupported(workflow)] == [
        "flow.yaml:1:1: timeout: this engine does not end a whole job by a timeout yet: give its nodes one",
        "flow.yaml:2:1: concurrency: this engine does not hold the jobs of a concurrency group apart yet",
        "flow.yaml:7:5: nodes.b.workflow: this engine does not run sub-workflows yet",
        "flow.yaml:10:7: nodes.c.approval.inputs: this engine does not ask for inputs with an approval yet",
        "flow.yaml:12:7: finally.z.workflow: this engine does not run sub-workflows yet",
    ]


def test_a_workflow_that_can_be_run_whole(read: Read) -> None:
    assert describe_unsupported(read("nodes: {a: {run: x, timeout: 1h}, b: {approval: {}}}")) == ()
