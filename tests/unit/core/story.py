"""A job that is told what happens to it: how the tests of the state machines are written."""

from datetime import UTC, datetime

from console.core.event import Begun, Claimed, Ended, EndReason, Event, Spawned
from console.core.step import Refusal, Step, step
from console.model import Action, Job, JobDetail, JobStatus, Node, NodeRules, NodeStatus, Verb

NOW = datetime(2026, 11, 19, 2, 14, tzinfo=UTC)
N = NodeStatus


def rules(*needs: str, **fields: object) -> NodeRules:
    return NodeRules(needs=needs, **fields)  # type: ignore[arg-type]


class Story:
    """A job that is told what happens to it."""

    def __init__(self, **nodes: NodeRules) -> None:
        self.detail = JobDetail(
            Job("7", "ingest", "nightly", JobStatus.QUEUED),
            {id_: Node(id_, id_, rules=r) for id_, r in nodes.items()},
        )
        self.now = NOW
        self.effects: tuple[object, ...] = ()
        self.tell(Begun())

    def tell(self, event: Event) -> None:
        result = step(self.detail, event, now=self.now)
        assert isinstance(result, Step), result
        self.detail, self.effects = result.detail, result.effects

    def start(self, id_: str) -> None:
        self.tell(Claimed(id_))
        self.tell(Spawned(id_))

    def run(self, id_: str, code: int = 0) -> None:
        self.start(id_)
        self.tell(Ended(id_, EndReason.EXIT, code))

    def do(self, verb: Verb, node: str | None = None, **fields: object) -> None:
        self.tell(Action(verb, "7", node, **{"actor": "ada", **fields}))  # type: ignore[arg-type]

    def refused(self, verb: Verb, node: str | None = None, **fields: object) -> Refusal:
        action = Action(verb, "7", node, **{"actor": "ada", **fields})  # type: ignore[arg-type]
        result = step(self.detail, action, now=self.now)
        assert isinstance(result, Refusal), result
        return result

    def statuses(self) -> dict[str, str]:
        return {id_: str(node.status) for id_, node in self.detail.nodes.items()}

    @property
    def job(self) -> Job:
        return self.detail.job


def chain(**last: object) -> Story:
    return Story(fetch=rules(), load=rules("fetch"), publish=rules("load", **last))
