"""What skipping and restarting one node do to those around it."""

from console.core.event import Begun, Ended, EndReason
from console.model import NodeKind, OnFailure, OutcomeKind, Scope, SkipKind, Verb, When
from tests.unit.core.story import Story, chain, rules


def test_a_node_skipped_before_its_turn_lets_nothing_overtake_what_it_needed() -> None:
    story = chain()
    story.start("fetch")
    story.do(Verb.SKIP, "load")
    assert story.statuses() == {"fetch": "running", "load": "skipped", "publish": "pending"}
    story.tell(Ended("fetch", EndReason.EXIT, 0))
    assert story.statuses()["publish"] == "ready"


def test_a_node_skipped_before_its_turn_passes_on_the_failure_of_what_it_needed() -> None:
    story = Story(
        fetch=rules(on_failure=OnFailure.FAIL),
        load=rules("fetch"),
        check=rules("load"),
        publish=rules("check"),
    )
    story.do(Verb.SKIP, "load")
    story.do(Verb.SKIP, "check")
    story.run("fetch", 1)
    assert story.statuses()["publish"] == "blocked"
    assert story.detail.nodes["publish"].reason == "fetch failed"
    story.do(Verb.SKIP, "fetch")
    assert story.statuses() == {"fetch": "skipped", "load": "skipped", "check": "skipped", "publish": "ready"}


def test_a_node_that_failed_and_was_skipped_satisfies_whatever_happened_before_it() -> None:
    story = Story(
        fetch=rules(on_failure=OnFailure.FAIL),
        clean=rules("fetch", when=When.ALWAYS),
        report=rules("clean"),
    )
    story.run("fetch", 1)
    story.run("clean", 1)
    story.do(Verb.SKIP, "clean")
    assert story.statuses()["report"] == "ready"


def test_skipping_revives_only_what_it_had_blocked() -> None:
    story = Story(
        a=rules(on_failure=OnFailure.FAIL),
        b=rules(on_failure=OnFailure.FAIL),
        after_a=rules("a"),
        after_both=rules("after_a", "b"),
    )
    story.run("a", 1)
    story.run("b", 1)
    seen = story.detail.nodes["after_both"].version
    story.do(Verb.SKIP, "a")
    assert story.statuses()["after_a"] == "ready"
    assert story.statuses()["after_both"] == "blocked"
    assert story.detail.nodes["after_both"].reason == "b failed"
    assert story.detail.nodes["after_both"].version <= seen + 1


def test_restarting_one_node_only_leaves_what_its_successors_decided() -> None:
    story = Story(
        fetch=rules(),
        count=rules("fetch"),
        load=rules("count", condition="nodes.count.outputs.rows > 0"),
    )
    story.run("fetch")
    story.start("count")
    story.tell(Ended("count", EndReason.EXIT, 0, outputs={"rows": "0"}))
    assert story.job.status == "succeeded"
    story.do(Verb.RESTART, "fetch", scope=Scope.NODE)
    assert story.statuses() == {"fetch": "ready", "count": "succeeded", "load": "skipped"}
    story.run("fetch")
    assert story.job.status == "succeeded", "nothing is left that nobody considers"


def test_restarting_one_node_only_leaves_what_another_failure_blocks() -> None:
    story = Story(
        fetch=rules(),
        load=rules("fetch", on_failure=OnFailure.FAIL),
        publish=rules("load"),
        other=rules("fetch"),
    )
    story.run("fetch")
    story.run("load", 1)
    story.do(Verb.RESTART, "fetch", scope=Scope.NODE)
    assert story.statuses()["publish"] == "blocked"
    story.run("fetch")
    story.run("other")
    assert story.job.status == "failed"


def test_restarting_one_node_only_takes_the_turn_back_from_what_has_not_begun() -> None:
    story = Story(
        fetch=rules(),
        ready=rules("fetch"),
        gate=rules("fetch", kind=NodeKind.APPROVAL),
        seen=rules("fetch", pause_after=True),
    )
    story.run("fetch")
    story.run("seen")
    story.do(Verb.RESTART, "fetch", scope=Scope.NODE)
    assert story.statuses() == {"fetch": "ready", "ready": "pending", "gate": "pending", "seen": "waiting"}


def test_a_restart_does_not_touch_what_has_not_run_yet() -> None:
    story = chain()
    story.run("fetch", 1)
    seen = story.detail.nodes["publish"].version
    story.do(Verb.RESTART, "fetch")
    assert story.detail.nodes["publish"].version == seen, "whoever looks at publish is not in conflict"


def test_a_handler_of_failures_can_be_restarted_after_the_failure() -> None:
    story = Story(
        load=rules(on_failure=OnFailure.FAIL),
        undo=rules("load", when=When.ON_FAILURE),
        tell=rules("load", condition="failure()"),
    )
    story.run("load", 1)
    story.run("undo")
    story.run("tell")
    story.do(Verb.RESTART, "undo")
    assert story.statuses()["undo"] == "ready"
    story.do(Verb.RESTART, "tell")
    assert story.statuses()["tell"] == "ready"


def test_an_approval_that_names_people_is_neither_skipped_nor_marked_by_others() -> None:
    story = Story(gate=rules(kind=NodeKind.APPROVAL, approvers=("dba",)), load=rules("gate"))
    refusal = story.refused(Verb.SKIP, "gate", actor="mallory")
    assert refusal.kind is OutcomeKind.FORBIDDEN
    assert "gate may be answered by dba; you are mallory" in refusal.message
    story.do(Verb.REJECT, "gate", actor="dba")
    assert (
        story.refused(Verb.MARK, "gate", actor="mallory", mark_as="succeeded").kind is OutcomeKind.FORBIDDEN
    )
    story.do(Verb.SKIP, "gate", actor="dba")
    assert story.detail.nodes["gate"].skipped_as is SkipKind.OPERATOR


def test_marking_a_node_failed_that_failed_for_good_changes_nothing() -> None:
    story = Story(a=rules(on_failure=OnFailure.FAIL), bye=rules(is_finally=True, when=When.ALWAYS))
    story.run("a", 1)
    story.run("bye")
    before = story.detail
    story.do(Verb.MARK, "a", mark_as="failed")
    assert story.detail is before, "above all, the finally nodes do not run again"


def test_a_job_of_which_all_is_skipped_before_it_begins_has_succeeded() -> None:
    story = Story(a=rules(), b=rules("a"))
    story.do(Verb.SKIP, "b")
    story.do(Verb.SKIP, "a")
    story.tell(Begun())
    assert story.job.status == "succeeded"
