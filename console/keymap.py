"""The keys as data: what each is called, what it does, where, and what the help says of it.

Every binding has an id, by which a person may give it other keys. The footer, the help screen and the
README's table are made from here. No Textual: `console.screens.bindings` turns this into its bindings.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from console.key_names import face


class Scope(StrEnum):
    """Where a key is bound. A screen has EVERYWHERE, its own, and those of the pane that has the focus."""

    EVERYWHERE = "every screen"
    LIST = "lists"
    TEXT = "texts"
    JOBS = "jobs"
    JOB = "job"
    GRAPH = "graph"
    READING = "reading"
    LOGS = "logs"
    PAUSED = "paused"
    START = "start"
    FORM = "start form"
    HELP = "help"
    CONTEXTS = "contexts"
    AUDIT = "audit"
    DIALOG = "dialogs"
    PICKER = "choices"
    PALETTE = "palette"
    COLUMNS = "choice of columns"


class Group(StrEnum):
    """The headings of the help."""

    ACT = "Act"
    MOVE = "Move"
    GO = "Go"
    LOOK = "Look"
    MARK = "Mark"
    LEAVE = "Leave"
    DIALOG = "In a dialog"


PANES: Final[Mapping[Scope, tuple[Scope, ...]]] = {
    Scope.JOBS: (Scope.LIST,),
    Scope.JOB: (Scope.LIST, Scope.TEXT),
    Scope.LOGS: (Scope.TEXT,),
    Scope.PAUSED: (Scope.LIST, Scope.TEXT),
    Scope.START: (Scope.LIST,),
    Scope.HELP: (Scope.LIST,),
    Scope.CONTEXTS: (Scope.LIST,),
    Scope.AUDIT: (Scope.LIST,),
}
"""What the panes of each screen are: their keys are the screen's, too."""


@dataclass(frozen=True, slots=True)
class Key:
    """One binding. ``keys`` are Textual's names; ``label`` is the footer's word, empty to stay out of it."""

    id: str
    keys: tuple[str, ...]
    action: str
    help: str
    group: Group
    scopes: frozenset[Scope]
    label: str = ""
    priority: bool = False


def _key(
    id_: str,
    keys: str,
    action: str,
    help_: str,
    group: Group,
    *scopes: Scope,
    label: str = "",
    first: bool = False,
) -> Key:
    return Key(id_, tuple(keys.split()), action, help_, group, frozenset(scopes), label, first)


_S = Scope
_ACTING: Final = (_S.JOBS, _S.JOB, _S.LOGS, _S.PAUSED)

KEYS: Final[tuple[Key, ...]] = (
    # The five actions and their two companions: the same in every view; each opens its confirmation.
    _key("act.pause", "p", "act('pause')", "pause the job", Group.ACT, *_ACTING),
    _key("act.continue", "c", "act('continue')", "continue: the job, or what waits for a decision", Group.ACT, *_ACTING),
    _key("act.skip", "s", "act('skip')", "skip the node that needs a person", Group.ACT, *_ACTING),
    _key("act.restart", "r", "act('restart')", "restart the node; a job that needs nobody is requeued", Group.ACT, *_ACTING),
    _key("act.cancel", "x", "act('cancel')", "cancel the job", Group.ACT, *_ACTING),
    _key("act.more", "m", "more", "every other action, or why it is not possible", Group.ACT, *_ACTING, label="more"),
    _key("act.start", "plus", "start", "start a job; again: as the job under the cursor was", Group.ACT, *_ACTING, _S.START,
         label="start"),
    # Moving.
    _key("move.up", "up k", "move('up')", "up", Group.MOVE, _S.LIST, _S.TEXT),
    _key("move.down", "down j", "move('down')", "down", Group.MOVE, _S.LIST, _S.TEXT),
    _key("move.top", "home g", "move('top')", "to the top", Group.MOVE, _S.LIST, _S.TEXT),
    _key("move.bottom", "end G", "move('bottom')", "to the bottom", Group.MOVE, _S.LIST, _S.TEXT),
    _key("move.page_up", "pageup", "move('page_up')", "a page up", Group.MOVE, _S.LIST, _S.TEXT),
    _key("move.page_down", "pagedown", "move('page_down')", "a page down", Group.MOVE, _S.LIST, _S.TEXT),
    _key("move.half_up", "ctrl+u", "move('half_up')", "half a page up", Group.MOVE, _S.LIST, _S.TEXT),
    _key("move.half_down", "ctrl+d", "move('half_down')", "half a page down", Group.MOVE, _S.LIST, _S.TEXT),
    _key("move.text_page", "space", "move('page_down')", "a page down", Group.MOVE, _S.TEXT),
    # Going.
    _key("go.open", "enter", "open", "open what is under the cursor, or fold it", Group.GO,
         _S.JOBS, _S.JOB, _S.PAUSED, _S.START, _S.CONTEXTS, _S.AUDIT, _S.READING, label="open"),
    _key("go.logs", "l", "logs", "its log", Group.GO, _S.JOBS, _S.JOB, _S.PAUSED, label="logs"),
    _key("go.view_1", "1", "view('needs')", "jobs that need me", Group.GO, _S.EVERYWHERE, label="needs me"),
    _key("go.view_2", "2", "view('running')", "running jobs", Group.GO, _S.EVERYWHERE, label="running"),
    _key("go.view_3", "3", "view('failed')", "jobs that failed", Group.GO, _S.EVERYWHERE, label="failed"),
    _key("go.view_4", "4", "view('all')", "all jobs", Group.GO, _S.EVERYWHERE, label="all"),
    *(
        _key(f"go.view_{digit}", str(digit), f"own_view({digit})", f"your own view, saved by :view save NAME {digit}",
             Group.GO, _S.EVERYWHERE)
        for digit in range(5, 10)
    ),
    _key("go.paused", "0", "paused", "the paused inbox: every node that waits for a person", Group.GO, _S.EVERYWHERE,
         label="paused"),
    _key("go.file", "F", "file", "start a job from a workflow file: its path is completed with tab", Group.GO, _S.START,
         label="file"),
    _key("go.audit", "H", "audit", "who did what, when and why", Group.GO, _S.JOBS, _S.JOB, _S.LOGS, _S.PAUSED),
    _key("go.contexts", "at", "contexts", "contexts: where to look", Group.GO, _S.EVERYWHERE),
    _key("go.command", "colon", "command", "a command, such as :jobs status:failed or :theme light", Group.GO,
         _S.EVERYWHERE, label="command"),
    _key("go.palette", "ctrl+p", "palette", "everything that can be done here, found by name",
         Group.GO, _S.EVERYWHERE, label="palette"),
    _key("go.help", "question_mark", "help", "this help", Group.GO, _S.EVERYWHERE, label="help"),
    # Looking.
    _key("look.filter", "slash", "filter", "filter a list, search a text or a job's nodes", Group.LOOK,
         _S.JOBS, _S.JOB, _S.PAUSED, _S.HELP, _S.LOGS, _S.AUDIT, _S.START, _S.READING, label="filter"),
    _key("look.why", "i", "why", "why it stands where it stands; of a context: tests it, step by step", Group.LOOK,
         _S.JOBS, _S.JOB, _S.LOGS, _S.PAUSED, _S.CONTEXTS, label="why"),
    _key("look.mine", "comma", "mine", "only my jobs, or everybody's", Group.LOOK, _S.JOBS),
    _key("look.group", "b", "group", "what the jobs have in common: causes, workflows, owners", Group.LOOK, _S.JOBS),
    _key("look.sort_left", "less_than_sign", "sort(-1)", "order by the column to the left", Group.LOOK, _S.JOBS),
    _key("look.sort_right", "greater_than_sign", "sort(1)", "order by the column to the right", Group.LOOK, _S.JOBS),
    _key("look.reverse", "equals_sign", "reverse", "the order the other way round", Group.LOOK, _S.JOBS),
    _key("look.columns", "vertical_line", "columns", "which columns, in which order", Group.LOOK, _S.JOBS),
    _key("look.zoom", "z", "zoom", "the pane with the cursor alone, or all", Group.LOOK, _S.JOB),
    _key("go.previous", "left_square_bracket", "history(-1)", "to the place before", Group.GO, _S.EVERYWHERE),
    _key("go.next", "right_square_bracket", "history(1)", "to the place after, having gone back", Group.GO, _S.EVERYWHERE),
    _key("look.refresh", "ctrl+r", "refresh_now", "read it all again", Group.LOOK, _S.EVERYWHERE),
    # Texts: what is in a log, and taking it along.
    _key("move.left", "left", "sideways(-1)", "long lines: to the left; in the graph: to what comes before", Group.MOVE,
         _S.TEXT, _S.GRAPH),
    _key("move.right", "right", "sideways(1)", "long lines: to the right; in the graph: to what comes after", Group.MOVE,
         _S.TEXT, _S.GRAPH),
    _key("look.next_match", "n", "match(1)", "to the next match, or difference", Group.LOOK, _S.LOGS, _S.JOB,
         _S.READING, label="next"),
    _key("look.previous_match", "N", "match(-1)", "to the match, or difference, before", Group.LOOK, _S.LOGS,
         _S.JOB, _S.READING),
    _key("look.only_matches", "ampersand", "only_matches", "only the lines that match, or all again", Group.LOOK, _S.LOGS,
         label="filter"),
    _key("look.around", "L", "around", "only matches: lines around each, none or more", Group.LOOK, _S.LOGS, label="around"),
    _key("look.pretty", "J", "pretty", "JSON and logfmt: a field a line, or as written", Group.LOOK, _S.LOGS, label="pretty"),
    _key("look.next_error", "e", "error(1)", "to the next error, or failed node", Group.LOOK, _S.LOGS, _S.JOB,
         label="error"),
    _key("look.previous_error", "E", "error(-1)", "to the error, or failed node, before", Group.LOOK, _S.LOGS, _S.JOB),
    _key("look.follow", "f", "follow", "go with the end of the log, or stand still", Group.LOOK, _S.LOGS, label="follow"),
    _key("look.wrap", "w", "wrap", "wrap long lines, or not", Group.LOOK, _S.LOGS, label="wrap"),
    _key("look.times", "t", "times", "times: local, UTC, since the start, off", Group.LOOK, _S.LOGS, label="times"),
    _key("look.nodes", "B", "nodes_look", "the nodes as a tree, as boxes and arrows, as a timeline", Group.LOOK, _S.JOB,
         label="graph"),
    _key("look.timeline", "T", "timeline", "the timeline, or not", Group.LOOK, _S.JOB, label="timeline"),
    _key("look.describe", "d", "describe", "everything the backend says of it", Group.LOOK, _S.JOB, _S.LOGS,
         label="describe"),
    _key("look.diff", "D", "diff", "the log beside that of the last success: what is new, what is missing", Group.LOOK,
         _S.JOB, _S.LOGS, label="diff"),
    _key("go.attempts", "a", "attempts", "every attempt, and their logs", Group.GO, _S.LOGS, _S.JOB, label="attempts"),
    _key("go.whole_log", "A", "whole_log", "the logs of all nodes by time; from there: the log of the line's node", Group.GO,
         _S.JOBS, _S.JOB, _S.LOGS, label="all nodes"),
    _key("go.related", "o", "related", "jobs that have to do with it", Group.GO, _S.JOB, label="related"),
    _key("go.next_pane", "tab", "app.focus_next", "to the next pane or field", Group.MOVE, _S.JOB, _S.FORM, label="next"),
    _key("go.previous_pane", "shift+tab", "app.focus_previous", "to the pane or field before", Group.MOVE, _S.JOB, _S.FORM),
    _key("take.copy", "Y", "copy", "copy: the link to this, an id, the marked lines, the command", Group.LOOK,
         _S.EVERYWHERE, label="copy"),
    _key("take.write", "W", "write", "write the log, the marked lines, or the text, to a file", Group.LOOK, _S.LOGS,
         _S.READING, label="save"),
    _key("take.pager", "O", "pager", "open the log in $PAGER", Group.LOOK, _S.LOGS, label="pager"),
    _key("pick.choose", "enter", "choose", "take what is under the cursor", Group.DIALOG, _S.PICKER),
    _key("pick.away", "escape q", "away", "take nothing", Group.DIALOG, _S.PICKER),
    _key("palette.away", "escape", "away", "take nothing", Group.DIALOG, _S.PALETTE),
    _key("columns.show", "space", "show", "show the column, or hide it", Group.DIALOG, _S.COLUMNS),
    _key("columns.left", "less_than_sign left", "shift(-1)", "the column further to the left", Group.DIALOG, _S.COLUMNS),
    _key("columns.right", "greater_than_sign right", "shift(1)", "the column further to the right", Group.DIALOG,
         _S.COLUMNS),
    _key("columns.usual", "d", "usual", "the usual columns", Group.DIALOG, _S.COLUMNS),
    _key("columns.take", "enter", "choose", "take these columns", Group.DIALOG, _S.COLUMNS),
    _key("columns.away", "escape q", "away", "leave them as they were", Group.DIALOG, _S.COLUMNS),
    # Marks.
    _key("mark.toggle", "space", "mark", "mark the row, or take the mark away", Group.MARK, _S.JOBS, _S.CONTEXTS, label="mark"),
    _key("mark.range", "v", "mark_range", "begin a range; again: mark up to here. In a log: lines, for Y and W", Group.MARK,
         _S.JOBS, _S.LOGS, label="mark"),
    _key("mark.word", "I", "mark_word", "an id, or another word of the line, for Y; left and right: the one beside", Group.MARK,
         _S.LOGS),
    _key("mark.more_left", "shift+left", "take_word(-1)", "where a word is marked: the one before it, too", Group.MARK, _S.LOGS),
    _key("mark.more_right", "shift+right", "take_word(1)", "where a word is marked: the one after it, too", Group.MARK, _S.LOGS),
    _key("mark.all", "asterisk", "mark_all", "mark all that is loaded; again: all that match, then none", Group.MARK,
         _S.JOBS),
    _key("mark.hidden", "V", "mark_hidden", "marks that the list does not show: take them along, or leave them out",
         Group.MARK, _S.JOBS),
    _key("mark.next", "apostrophe", "next_mark", "to the next mark", Group.MARK, _S.JOBS),
    # Leaving.
    _key("leave.peel", "escape", "peel", "take away one layer: prompt, range, marks, filter", Group.LEAVE, _S.EVERYWHERE),
    _key("leave.back", "q", "back", "back; at the first screen it asks to leave, and the jobs go on", Group.LEAVE,
         _S.EVERYWHERE, label="back"),
    _key("leave.quit", "ctrl+q", "quit", "leave; the jobs go on", Group.LEAVE, _S.EVERYWHERE, first=True),
    _key("leave.suspend", "ctrl+z", "suspend_process", "back to the shell; fg returns", Group.LEAVE, _S.EVERYWHERE),
    _key("leave.interrupt", "ctrl+c", "interrupt", "says how to leave; never leaves by itself", Group.LEAVE,
         _S.EVERYWHERE),
    # Dialogs: a world of their own, in which nothing else is bound.
    _key("dialog.yes", "y", "yes", "do it; not while a text box has the focus", Group.DIALOG, _S.DIALOG),
    _key("dialog.no", "n", "no", "do not", Group.DIALOG, _S.DIALOG),
    _key("dialog.away", "escape", "no", "out of the text box; else: do not", Group.DIALOG, _S.DIALOG),
    _key("dialog.up", "pageup", "scroll(-1)", "back up in what is told", Group.DIALOG, _S.DIALOG),
    _key("dialog.down", "pagedown", "scroll(1)", "on down in what is told", Group.DIALOG, _S.DIALOG),
    _key("dialog.next", "tab down", "app.focus_next", "to the reason, the choices and back", Group.DIALOG, _S.DIALOG),
    _key("dialog.previous", "shift+tab up", "app.focus_previous", "the other way round", Group.DIALOG, _S.DIALOG),
)  # fmt: skip
"""Every key of the console that works. What a later issue brings is added with it."""


def in_scopes(scopes: Iterable[Scope], keys: Iterable[Key] = KEYS) -> tuple[Key, ...]:
    """Return the bindings that are live in any of ``scopes``, in the table's order."""
    wanted = set(scopes)
    return tuple(key for key in keys if key.scopes & wanted)


def keys_of(scope: Scope, keys: Iterable[Key] = KEYS) -> tuple[Key, ...]:
    """Return what is bound on the screen of ``scope`` and in its panes, but for what is bound everywhere."""
    return in_scopes((scope, *PANES.get(scope, ())), keys)


def markdown(keys: Iterable[Key] = KEYS) -> str:
    """Return the key table of the README."""
    lines = ["| key | what it does | where |", "|---|---|---|"]
    for group in Group:
        for key in keys:
            if key.group is group:
                faces = " ".join(f"`{face(name)}`" for name in key.keys).replace("|", "\\|")
                where = ", ".join(str(scope) for scope in Scope if scope in key.scopes)
                lines.append(f"| {faces} | {key.help} | {where} |")
    return "\n".join(lines) + "\n"
