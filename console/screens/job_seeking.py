"""Looking for a node of a job by its name or its state: ``/`` jumps as one types, ``n`` and ``N`` go on."""

from console.core.figures import count
from console.core.outline import arrange
from console.core.standing import node_word
from console.model import JobDetail, Node
from console.screens.desk import Desk
from console.screens.job_reading import JobReading
from console.screens.places import JobPlace


class JobSeeking(JobReading, inherit_bindings=False):
    """The part of the job screen that searches its nodes, those of closed groups too."""

    def __init__(self, desk: Desk, place: JobPlace) -> None:
        super().__init__(desk, place)
        self._needle = ""
        self._began_at: str | None = None
        self._arranged: tuple[JobDetail, list[str]] | None = None

    def action_filter(self) -> None:
        """Ask what to look for."""
        node = self.panes.node
        self._began_at = None if node is None else node.id
        self.ask("/")
        self.prompt.hint("a node's name, or its state; esc gives up")

    def prompt_edited(self, sign: str, text: str) -> None:
        """Go to the first match from where the search began."""
        if sign == "/" and self.detail is not None:
            found = self._matching(self.detail, text)
            self.prompt.hint(f"{count(len(found))} node{'' if len(found) == 1 else 's'}" if text else "")
            self._go(found, self._began_at, 0)

    def prompt_submitted(self, sign: str, text: str) -> bool:
        """Keep the search for ``n`` and ``N``."""
        if sign == "/":
            self._needle = text
            if text and self.detail is not None:
                self._tell(self._matching(self.detail, text))
        return True

    def prompt_abandoned(self, sign: str) -> None:
        """Go back to where the search began."""
        if sign == "/" and self._began_at is not None:
            self.panes.pane.go_to(self._began_at)

    def action_match(self, step: int) -> None:
        """Go to the next node that matches, or the one before."""
        if self.detail is None or not self._needle:
            self.say("search the nodes with / first", "muted")
            return
        found = self._matching(self.detail, self._needle)
        node = self.panes.node
        self._go(found, None if node is None else node.id, step)
        self._tell(found)

    def forget_search(self) -> bool:
        """Take the search away; False if there is none."""
        had, self._needle = bool(self._needle), ""
        return had

    def _order(self, detail: JobDetail) -> list[str]:
        """Return the nodes in the order of the work, worked out once for each state of the job."""
        if self._arranged is None or self._arranged[0] is not detail:
            self._arranged = (detail, [row.id for row in arrange(detail.nodes)])
        return self._arranged[1]

    def _matching(self, detail: JobDetail, text: str) -> list[str]:
        """Return the nodes in whose name or state ``text`` stands, in any case, in the order of the work."""
        needle = text.strip().casefold()
        if not needle:
            return []
        return [id_ for id_ in self._order(detail) if _matches(detail.nodes[id_], needle)]

    def _go(self, found: list[str], start: str | None, step: int) -> None:
        """Go to the match after ``start`` (1), before it (-1), or itself if it is one (0); round the end."""
        if not found or self.detail is None:
            return
        names = self._order(self.detail)
        order = {id_: place for place, id_ in enumerate(names)}
        here = order.get(start, -1) if start is not None else -1
        places = sorted(order[id_] for id_ in found)
        if step < 0:
            wanted = max((place for place in places if place < here), default=places[-1])
        else:
            wanted = min((place for place in places if place >= here + step), default=places[0])
        self.panes.pane.go_to(names[wanted])

    def _tell(self, found: list[str]) -> None:
        node = self.panes.node
        if not found:
            self.say(f"no node matches {self._needle!r}", "warning")
        elif node is not None and node.id in found:
            number = found.index(node.id) + 1
            self.say(f"{count(number)} of {count(len(found))} nodes that match {self._needle!r}", "muted")


def _matches(node: Node, needle: str) -> bool:
    said = (node.id, node.name, node_word(node), node.native_status or "")
    return any(needle in each.casefold() for each in said)
