"""The outline of a job's nodes: readable in the order of the work, and never stuck in a loop."""

from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from console.core.outline import NEEDS_YOU, GroupRow, NodeRow, arrange, first_to_see, outline
from console.model import Node, NodeRules, NodeStatus, Resolution

NOW = datetime(2026, 11, 19, 2, 14, tzinfo=UTC)


def graph(**needs: str) -> dict[str, Node]:
    """Nodes by name, each with the names it needs, separated by spaces."""
    return {id_: Node(id_, id_, rules=NodeRules(needs=tuple(text.split()))) for id_, text in needs.items()}


def many(**states: int) -> dict[str, Node]:
    """So many nodes of each status; `failed` ones wait for a person."""
    nodes: dict[str, Node] = {}
    for status, count in states.items():
        resolution = Resolution.WAITING if status == "failed" else None
        for number in range(count):
            id_ = f"{status}-{number}"
            nodes[id_] = Node(id_, id_, NodeStatus(status), resolution=resolution)
    return nodes


def test_needs_come_first_and_the_definition_decides_the_rest() -> None:
    nodes = graph(publish="load", fetch="", check="fetch", audit="", load="check")
    assert [row.id for row in arrange(nodes)] == ["fetch", "check", "audit", "load", "publish"]


def test_branches_are_indented_and_a_chain_is_not() -> None:
    nodes = graph(fetch="", orders="fetch", lines="fetch", load="orders lines", publish="load")
    assert arrange(nodes) == (
        NodeRow("fetch"),
        NodeRow("orders", 1),
        NodeRow("lines", 1),
        NodeRow("load"),
        NodeRow("publish"),
    )


def test_finally_nodes_stand_last() -> None:
    nodes = {"tidy": Node("tidy", "tidy", rules=NodeRules(is_finally=True)), **graph(work="")}
    assert [row.id for row in arrange(nodes)] == ["work", "tidy"]


def test_a_loop_is_opened_at_its_first_node_and_marked_there() -> None:
    nodes = graph(start="", a="start c", b="a", c="b", end="c")
    assert [row.id for row in arrange(nodes)] == ["start", "a", "b", "c", "end"]
    assert [row.id for row in arrange(nodes) if row.loops] == ["a"]


def test_a_node_that_needs_itself_or_a_stranger_is_shown() -> None:
    assert [row.id for row in arrange(graph(a="a", b="nobody"))] == ["b", "a"]


def test_few_nodes_are_not_grouped() -> None:
    assert all(isinstance(row, NodeRow) for row in outline(many(succeeded=200)))


def test_very_many_nodes_are_grouped_with_what_needs_a_person_first_and_open() -> None:
    rows = outline(many(succeeded=312, failed=2, running=1))
    assert rows == (
        GroupRow(NEEDS_YOU, 2, opened=True),
        NodeRow("failed-0", 1),
        NodeRow("failed-1", 1),
        GroupRow("running", 1, opened=True),
        NodeRow("running-0", 1),
        GroupRow("succeeded", 312, opened=False),
    )


def test_a_group_can_be_opened_and_closed() -> None:
    nodes = many(succeeded=312, running=1)
    opened = outline(nodes, frozenset({"succeeded", "running"}))
    assert len(opened) == 1 + 1 + 312
    assert opened[0] == GroupRow("running", 1, opened=False)


def test_a_job_opens_on_the_failure_that_waits_before_a_decision_and_before_what_runs() -> None:
    nodes = many(succeeded=1, running=1, waiting=1)
    assert first_to_see(nodes) == "waiting-0"
    assert first_to_see({**nodes, **many(failed=1)}) == "failed-0"
    assert first_to_see(many(succeeded=1, running=1)) == "running-0"


def test_a_job_that_is_over_opens_on_its_last_node_and_an_untouched_one_on_its_first() -> None:
    ended = {id_: Node(id_, id_, NodeStatus.SUCCEEDED, ended=NOW) for id_ in ("a", "b")}
    assert first_to_see(ended) == "b"
    assert first_to_see(graph(a="", b="a")) == "a"
    assert first_to_see({}) is None


ids = st.integers(0, 12).map(str)
graphs = st.dictionaries(ids, st.lists(ids, max_size=5).map(" ".join), max_size=13).map(lambda g: graph(**g))


@given(graphs)
def test_every_node_has_one_row_and_stands_after_its_needs_unless_marked(nodes: dict[str, Node]) -> None:
    rows = arrange(nodes)
    assert sorted(row.id for row in rows) == sorted(nodes)
    above: set[str] = set()
    for row in rows:
        missing = {need for need in nodes[row.id].rules.needs if need in nodes} - above
        assert bool(missing) == row.loops
        assert row.indent >= 0
        above.add(row.id)


@given(
    st.dictionaries(st.sampled_from(NodeStatus), st.integers(0, 150)), st.sets(st.sampled_from(NodeStatus))
)
def test_groups_account_for_every_node(counts: dict[NodeStatus, int], flipped: set[NodeStatus]) -> None:
    nodes = many(**{str(status): count for status, count in counts.items()})
    rows = outline(nodes, frozenset(map(str, flipped)))
    groups = [row for row in rows if isinstance(row, GroupRow)]
    if groups:
        assert sum(group.count for group in groups) == len(nodes)
        shown = sum(group.count for group in groups if group.opened)
        assert shown == sum(isinstance(row, NodeRow) for row in rows)
    else:
        assert len(rows) == len(nodes)
