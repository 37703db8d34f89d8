"""What a start would do is worked out as the start itself does it, and nothing is stored."""

from datetime import date
from pathlib import Path

from console.engine.rehearsal import MOST_STEPS, rehearse
from console.model import NodeKind, StartPlan, StartRequest

TODAY = date(2026, 11, 20)

FILE = """\
name: load
run_name: "load ${{ params.day }}"
queue: bulk
priority: 7
params:
  day: {type: date, default: yesterday}
  limit: {type: int}
  token: {secret: true, required: false}
nodes:
  publish: {needs: check, run: ./publish}
  check:
    needs: fetch
    matrix: {table: [orders, lines]}
    run: ./check
  fetch: {run: ./fetch}
  sign:
    needs: publish
    approval: {prompt: "Publish ${{ params.day }}?"}
finally:
  tidy: {when: always, run: ./tidy}
"""


def _plan(text: str = FILE, running: object = (), folder: str = "/", **params: str) -> StartPlan:
    request = StartRequest(None, {"limit": "5", **params})
    return rehearse(text, "load.yaml", folder, request, TODAY, running)  # pyright: ignore[reportArgumentType]


def test_nodes_are_told_in_the_order_in_which_they_can_run_each_instance_of_a_matrix() -> None:
    plan = _plan()

    assert [step.id for step in plan.steps] == [
        "fetch", "check[orders]", "check[lines]", "publish", "sign", "tidy",
    ]  # fmt: skip
    assert [step.group for step in plan.steps[1:3]] == ["check", "check"]
    assert plan.steps[3].needs == ("check",)
    assert plan.total == 6
    assert plan.steps[-1].is_finally


def test_name_queue_priority_and_what_waits_are_told() -> None:
    plan = _plan()

    assert (plan.name, plan.queue, plan.priority) == ("load 2026-11-19", "bulk", 7)
    sign = plan.steps[4]
    assert (sign.kind, sign.waits_before, sign.prompt) == (NodeKind.APPROVAL, True, "Publish 2026-11-19?")


def test_words_are_worked_out_and_secrets_are_masked() -> None:
    plan = _plan(token="hunter2")

    assert plan.params == {"day": "2026-11-19", "limit": 5, "token": "•••"}
    assert "hunter2" not in repr(plan)


def test_every_wrong_parameter_is_told_by_name() -> None:
    plan = _plan(limit="many", day="soon", nosuch="1")

    assert set(plan.wrong) == {"limit", "day", "nosuch"}
    assert plan.workflow is not None, "the form is still known"
    assert plan.steps == ()
    assert not plan.can_start


def test_every_mistake_of_a_file_has_its_place() -> None:
    plan = _plan(FILE.replace("needs: fetch", "needs: fecth").replace("priority: 7", "priority: high"))

    assert plan.workflow is None
    assert [each.place for each in plan.mistakes] == ["4:1", "12:5"]


def test_an_open_job_that_was_started_alike_is_told() -> None:
    same = ("load", {"day": "2026-11-19", "limit": 5, "token": ""}, 12)
    other = ("load", {"day": "2026-11-18", "limit": 5, "token": ""}, 11)

    assert (
        "job 12 of this workflow, with the same parameters, has not ended yet" in _plan(running=[same]).notes
    )
    assert _plan(running=[other]).notes == ()


def test_a_working_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    (note,) = _plan(folder=str(tmp_path / "gone")).notes

    assert f"the folder {tmp_path / 'gone'} is not there: publish and 4 more cannot start" in note


def test_of_very_many_nodes_the_first_are_told_and_all_are_counted() -> None:
    values = ", ".join(f"'{number}'" for number in range(MOST_STEPS + 5))
    plan = _plan(
        f"name: wide\nparams: {{limit: {{type: int}}}}\nnodes:\n  a: {{matrix: {{n: [{values}]}}, run: x}}\n"
    )

    assert (len(plan.steps), plan.total) == (MOST_STEPS, MOST_STEPS + 5)


def test_another_text_is_another_version() -> None:
    assert _plan().version == _plan(limit="6").version != _plan(FILE + "\n").version
