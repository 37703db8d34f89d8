"""What the confirmation says will happen."""

from console.core.event import Claimed
from console.core.plan import plan
from console.model import Action, OnFailure, Plan, Verb, When
from tests.unit.core.story import NOW, Story, chain, rules


def told(story: Story, verb: Verb, node: str | None = None) -> Plan:
    return plan(story.detail, Action(verb, "7", node, actor="ada"), now=NOW)


def test_continuing_a_held_job_names_what_it_lets_run() -> None:
    story = chain()
    story.run("fetch")
    story.do(Verb.PAUSE)
    answer = told(story, Verb.CONTINUE)
    assert (answer.will_run, answer.held) == (("load", "publish"), False)


def test_continuing_a_held_job_names_where_it_will_wait() -> None:
    story = chain(pause_before=True)
    story.run("fetch")
    story.do(Verb.PAUSE)
    answer = told(story, Verb.CONTINUE)
    assert (answer.will_run, answer.will_wait) == (("load",), ("publish",))


def test_continuing_a_job_that_is_pausing_names_what_comes_after_what_runs() -> None:
    story = chain()
    story.tell(Claimed("fetch"))
    story.do(Verb.PAUSE)
    answer = told(story, Verb.CONTINUE)
    assert (answer.will_run, answer.keeps_running) == (("load", "publish"), ("fetch",))


def test_skipping_in_a_held_job_names_what_it_frees_and_that_it_is_held() -> None:
    story = chain()
    story.run("fetch", 1)
    story.do(Verb.PAUSE)
    answer = told(story, Verb.SKIP, "fetch")
    assert (answer.will_run, answer.will_skip, answer.held) == (("load", "publish"), ("fetch",), True)


def test_canceling_names_the_finally_nodes_that_still_run() -> None:
    story = Story(
        a=rules(),
        b=rules("a"),
        undo=rules(is_finally=True, when=When.ALWAYS),
        well=rules(is_finally=True, when=When.ON_SUCCESS),
    )
    story.start("a")
    answer = told(story, Verb.CANCEL)
    assert answer.will_run == ("undo",)
    assert (answer.will_stop, answer.will_cancel) == (("a",), ("b",))


def test_requeueing_names_what_runs_again() -> None:
    story = Story(a=rules(), b=rules("a", on_failure=OnFailure.FAIL), c=rules("b"))
    story.run("a")
    story.run("b", 1)
    assert told(story, Verb.REQUEUE).will_run == ("b", "c")
