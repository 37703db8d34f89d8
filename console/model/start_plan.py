"""What a start would do, told before anything is started."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from console.model.job import ParamValue
from console.model.node import NodeKind, When
from console.model.workflow import WorkflowInfo


@dataclass(frozen=True, slots=True)
class FileMistake:
    """One mistake of a workflow file. ``line`` and ``column`` count from 1; 0 means the file as a whole."""

    line: int
    column: int
    path: str
    message: str

    @property
    def place(self) -> str:
        """The place as editors take it, empty for the file as a whole."""
        return f"{self.line}:{self.column}" if self.column else ""


@dataclass(frozen=True, slots=True)
class PlannedStep:
    """One node that the new job would have. ``group`` is the node of the file that it is an instance of."""

    id: str
    group: str
    kind: NodeKind = NodeKind.COMMAND
    needs: tuple[str, ...] = ()
    when: When = When.ON_SUCCESS
    condition: str | None = None  # the text of `if`
    waits_before: bool = False  # for a person
    waits_after: bool = False
    prompt: str = ""
    is_finally: bool = False


@dataclass(frozen=True, slots=True)
class StartPlan:
    """A start, worked out and not carried out.

    ``workflow`` is None where its file has ``mistakes``. ``wrong`` are mistakes by parameter; with any there
    are no ``steps``. ``total`` counts the nodes, of which ``steps`` may be the first ones only, in the order
    in which they can run. ``version`` names the text that was planned: a start that expects it is refused
    when the stored workflow is another one by then. ``params`` are their values, with defaults and days
    worked out and secrets masked. ``notes`` are sentences to be read first.
    """

    workflow: WorkflowInfo | None
    name: str = ""
    queue: str | None = None
    priority: int = 0
    steps: tuple[PlannedStep, ...] = ()
    total: int = 0
    version: str = ""
    mistakes: tuple[FileMistake, ...] = ()
    wrong: Mapping[str, str] = field(default_factory=dict[str, str])
    params: Mapping[str, ParamValue] = field(default_factory=dict[str, ParamValue])
    notes: tuple[str, ...] = ()

    @property
    def can_start(self) -> bool:
        """Whether nothing is wrong with it."""
        return self.workflow is not None and not self.mistakes and not self.wrong
