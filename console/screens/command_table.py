"""The commands as data: what each is called, what it takes, what it does.

The command line, its completion, the help and the palette are made from here.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Takes(StrEnum):
    """What a word after a command names, and with what it is completed."""

    QUERY = "QUERY"
    VIEW = "VIEW"
    JOB = "ID"
    NODE = "NODE"
    EXECUTION = "NUMBER"
    WORKFLOW = "WORKFLOW"
    CONTEXTS = "NAME[,NAME...]"
    TIME = "TIME"
    LINE = "N"
    COLUMN = "[-]COLUMN"
    COLUMNS = "NAMES"
    THEME = "NAME"
    LINK = "LINK"
    COMMAND = "COMMAND"


@dataclass(frozen=True, slots=True)
class CommandInfo:
    """One command. The first ``needed`` of the words that it takes must be there."""

    name: str
    about: str
    takes: tuple[Takes, ...] = ()
    needed: int = 0
    more: tuple[str, ...] = ()
    """Further sentences for who asks."""

    @property
    def usage(self) -> str:
        """The command with what it takes, in brackets what may be left out."""
        words = [each if place < self.needed else f"[{each}]" for place, each in enumerate(self.takes)]
        return " ".join([self.name, *words])

    @property
    def line(self) -> str:
        """Its line of help."""
        return f"{self.usage}: {self.about}"


_COMMANDS: Final = (
    CommandInfo(
        "jobs",
        "the list of all jobs, or of those that the query matches",
        (Takes.QUERY,),
        more=("The query is the one of /: status:failed since:24h owner:me, ! before a term leaves out.",),
    ),
    CommandInfo(
        "view",
        "a saved view of the list; without a name those of your own",
        (Takes.VIEW,),
        more=(
            "view save NAME [5 to 9] keeps the list as it is shown as a view of your own, on a digit.",
            "view delete NAME forgets it; :NAME alone shows it.",
        ),
    ),
    CommandInfo(
        "columns",
        "those of the jobs list, in this order",
        (Takes.COLUMNS,),
        more=("Names with a comma between them: status,id,name,why; default are the usual ones.",),
    ),
    CommandInfo("job", "one job, with the cursor on a node", (Takes.JOB, Takes.NODE), 1),
    CommandInfo(
        "logs",
        "a log; without a node those of all nodes, by time",
        (Takes.JOB, Takes.NODE, Takes.EXECUTION),
        1,
        ("Without the number it is the log of the latest execution.",),
    ),
    CommandInfo("paused", "the inbox: every node that waits for a person"),
    CommandInfo(
        "start",
        "a new job: its form, or the choice of a workflow",
        (Takes.WORKFLOW,),
        more=("Nothing starts before the form is sent.",),
    ),
    CommandInfo("audit", "who did what, when and why", (Takes.JOB,)),
    CommandInfo("contexts", "where one can look"),
    CommandInfo(
        "context",
        "look there; several in one list with a comma between them",
        (Takes.CONTEXTS,),
        more=("The default context stays what it is: jobconsole context use NAME changes that.",),
    ),
    CommandInfo(
        "open",
        "go where a link leads, or to a job by its id",
        (Takes.LINK,),
        1,
        (
            "Links are copied with Y: jobconsole://CONTEXT/jobs/ID and the like.",
            "A link into another context opens that one. It never acts, and starts nothing.",
        ),
    ),
    CommandInfo(
        "since",
        "in a log, to what was written since 10m, 14:02 or 2026-11-20T14:02Z",
        (Takes.TIME,),
        1,
    ),
    CommandInfo(
        "line", "in a log or a list, to that line", (Takes.LINE,), 1, ("The number alone does the same.",)
    ),
    CommandInfo(
        "sort",
        "order the list by a column; with - before it from the greatest down",
        (Takes.COLUMN,),
        more=("Without a column the order is the backend's own.",),
    ),
    CommandInfo("link", "copy the link to what is shown"),
    CommandInfo("history", "the places where one has been, to choose from"),
    CommandInfo("back", "to the place before"),
    CommandInfo("forward", "to the place after, having gone back"),
    CommandInfo("refresh", "read it all again, and paint it anew"),
    CommandInfo("theme", "other colours, until the console is left", (Takes.THEME,)),
    CommandInfo("help", "every key and command; one command in full", (Takes.COMMAND,)),
    CommandInfo("quit", "leave; the jobs go on"),
)

COMMANDS: Final[Mapping[str, CommandInfo]] = {each.name: each for each in _COMMANDS}
"""Every command by its name, in the order of the help."""

OTHER_NAMES: Final[Mapping[str, str]] = {
    "q": "quit",
    "q!": "quit",
    "qa": "quit",
    "exit": "quit",
    "ctx": "context",
    "h": "help",
    "log": "logs",
    "workflows": "start",
    "inbox": "paused",
}
"""What fingers type that come from elsewhere."""


def commands_named(word: str) -> tuple[str, ...]:
    """Return the commands that a word may mean: the one of that name, else those that begin with it."""
    if word in COMMANDS:
        return (word,)
    if word in OTHER_NAMES:
        return (OTHER_NAMES[word],)
    return tuple(name for name in COMMANDS if name.startswith(word))
