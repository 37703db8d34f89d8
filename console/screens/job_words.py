"""The words around a job: what it wants, what it is made of, and which of its logs is shown below."""

from collections.abc import Sequence
from datetime import datetime, tzinfo

from console.core.standing import native_word, result_unknown, seconds_run
from console.core.times import clock_time, duration, log_time
from console.model import Attention, Execution, ExecutionStatus, Job, JobDetail, Node
from console.screens.attempts import attempt_style, attempt_word, exit_text
from console.widgets.bar import Bar
from console.widgets.cell import Piece, shorten, total_width
from console.widgets.glyph import glyph, job_sign, job_style, job_word, node_sign, node_style, node_word


class Words(Bar):
    """A line that shows the pieces it was given, cut on the right."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's own word
        super().__init__(id=id)
        self._pieces: tuple[Piece, ...] = ()

    def say(self, *pieces: Piece) -> None:
        """Show other pieces."""
        self._pieces = pieces
        self.changed()

    def pieces_for(self, width: int) -> Sequence[Piece]:
        """Return as many pieces as fit, the last one shortened."""
        shown: list[Piece] = []
        left = width
        for piece in self._pieces:
            if piece.width > left:
                shown.append(Piece(shorten(piece.text, left), piece.style))
                break
            shown.append(piece)
            left -= piece.width
        return shown


def wants(detail: JobDetail, now: datetime, zone: tzinfo, *, short: bool) -> tuple[Piece, ...]:
    """Return what stands on the right of the header: what a job needs a person for, else how it stands."""
    job = detail.job
    sign = job_sign(job)
    waiting = [node for node in detail.nodes.values() if node.needs_person]
    if job.attention is Attention.NONE or not waiting:
        unknown = ", result unknown" if result_unknown(job) else ""
        return (sign, Piece(f" {job_word(job)}{_ran(job, now)}{unknown}", job_style(job)))
    first = next((node for node in waiting if node.id == job.waiting_node), waiting[0])
    more = f" +{len(waiting) - 1}" if len(waiting) > 1 else ""
    words = {
        Attention.FAILURE: f"{first.id} failed",
        Attention.LOST: f"{first.id}: outcome unknown",
        Attention.DECISION: f"{first.id} waits",
        Attention.NONE: "",
    }[job.attention]
    text = Piece(f" {shorten(words, 30)}{more}", sign.style)
    if short:
        return (sign, text)
    dates = [node.since for node in waiting if node.since is not None]
    since = f" since {clock_time(min(dates), now, zone)}" if dates else ""
    return (sign, text, Piece(f" {glyph('·')} waits for you{since}", "foreground"))


def summary(detail: JobDetail, related: int | None) -> list[Piece]:
    """Return the line below the header: what the job was started as."""
    job = detail.job
    native = native_word(job.status, job.native_status)
    params = " ".join(f"{name}={'' if value is None else value}" for name, value in detail.params.items())
    words = [
        (job.workflow, "bold"),
        (f"status {native}" if native else "", "foreground"),
        (job.owner or "", "foreground"),
        (f"queue {job.queue}" if job.queue else "", "foreground"),
        (f"priority {job.priority}" if job.priority else "", "foreground"),
        (f"run {job.run}" if job.run > 1 else "", "foreground"),
        (shorten(params, 80), "secondary"),
        (detail.note or "", "attention"),
        (f"{related} related (o)" if related else "", "foreground"),
    ]
    pieces = [Piece(" ")]
    for text, style in words:
        if text:
            pieces += [Piece(f" {glyph('·')} ", "muted")] if len(pieces) > 1 else []
            pieces.append(Piece(shorten(text, 80), style))
    return pieces


def nodes_title(job: Job, *, focused: bool) -> list[Piece]:
    """Return the title over the nodes: how many of them have ended."""
    done = "" if job.total is None else f"  {job.done or 0:,} of {job.total:,} ended"
    return [Piece(" Nodes", "primary bold" if focused else "bold"), Piece(done, "muted")]


def graph_title(job: Job, steps: tuple[int, int], beyond: str, *, focused: bool) -> list[Piece]:
    """Return the title over the graph: at which step the cursor is, and where there is more to see."""
    done = "" if job.total is None else f"  {job.done or 0:,} of {job.total:,} ended"
    at = f"  {glyph('·')} step {steps[0]} of {steps[1]}" if steps[1] else ""
    pieces = [Piece(" Graph", "primary bold" if focused else "bold"), Piece(done + at, "muted")]
    if beyond:
        more = " ".join(glyph(side) for side in beyond)
        pieces.append(Piece(f"  {glyph('·')} more {more}", "secondary"))
    return pieces


def tail_title(
    node: Node, execution: Execution | None, attempts: int, zone: tzinfo, *, focused: bool
) -> list[Piece]:
    """Return the title over a node's log: which attempt, how it ended, when it ran."""
    pieces = [Piece(" "), node_sign(node), Piece(" "),
              Piece(shorten(node.id, 40), "primary bold" if focused else "bold")]  # fmt: skip
    dot = Piece(f" {glyph('·')} ", "muted")
    if native := native_word(node.status, node.native_status):
        pieces += [dot, Piece(shorten(native, 24), "foreground")]
    if execution is None:
        return [*pieces, dot, Piece(node_word(node), node_style(node))]
    of = f" of {attempts}" if attempts > 1 else ""
    pieces += [dot, Piece(f"execution {execution.number}{of}")]
    word = exit_text(execution) or attempt_word(execution)
    pieces += [dot, Piece(word, attempt_style(execution))]
    if execution.started is not None:
        going = execution.status in (ExecutionStatus.STARTING, ExecutionStatus.RUNNING)
        end = f" – {log_time(execution.ended, zone)}" if execution.ended else " –" if going else " – ?"
        pieces += [dot, Piece(f"{log_time(execution.started, zone)}{end}", "muted")]
    if execution.host:
        pieces += [dot, Piece(shorten(execution.host, 20), "muted")]
    return pieces


def outputs_line(node: Node, width: int) -> list[Piece]:
    """Return a node's outputs in one line."""
    pieces = [Piece(" outputs ", "muted")]
    for name, value in node.outputs.items():
        pieces += [Piece(f" {shorten(name, 30)}=", "secondary"), Piece(shorten(value, 60))]
        if total_width(pieces) > width:
            break
    return pieces


def _ran(job: Job, now: datetime) -> str:
    seconds = seconds_run(job, now)
    if seconds is None:
        return ""
    if job.ended is None and seconds < 600:
        seconds -= seconds % 5
    word = "in" if job.ended else "for"
    return f" {word} {duration(max(0.0, seconds))}"
