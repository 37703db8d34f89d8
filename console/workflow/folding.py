"""The tree as plain lists and dictionaries for validation, with what the file leaves out filled in."""

from pathlib import Path as FolderPath
from typing import Final

from console.core.expression import ExpressionError, parse
from console.workflow.outline import NodeOutline, Outline
from console.workflow.tree import Mapping, Marked, Path, Scalar, Sequence

Plain = Scalar | list["Plain"] | dict[str, "Plain"]
"""A value as the validators read it: single values keep their marks."""

_FOR_COMMANDS: Final = ("timeout", "retry", "on_failure", "cwd", "shell", "grace")
_FOLDED: Final = {
    "run": _FOR_COMMANDS,
    "argv": tuple(name for name in _FOR_COMMANDS if name != "shell"),
    "approval": ("on_failure",),
    "workflow": ("timeout", "retry", "on_failure"),
}


class Folding:
    """The plain form of one file. ``added`` names what does not stand in the file itself."""

    def __init__(self, tree: Mapping, outline: Outline, name: str, folder: FolderPath) -> None:
        self.added: set[Path] = set()
        self._folder = folder
        self._defaults = tree.mapping("defaults") or Mapping(tree.place)
        top = {entry.key: _plain(entry.value) for entry in tree}
        top.setdefault("name", _scalar(name, tree))
        for section in ("nodes", "finally"):
            if isinstance(top.get(section), dict):
                top[section] = dict[str, Plain]()
        for node in outline.nodes.values():
            section = top[str(node.path[0])]
            if isinstance(section, dict):
                section[node.id] = self._node(node, tree)
        self.document: Plain = top

    def _node(self, node: NodeOutline, tree: Mapping) -> Plain:
        entry = (tree.mapping(str(node.path[0])) or tree).get(node.id)
        if not isinstance(entry, Mapping):
            return _plain(entry) if entry is not None else {}
        fields = {entry.key: _plain(entry.value) for entry in node.body}
        kind = next((kind for kind in _FOLDED if kind in fields), None)
        for name in _FOLDED[kind] if kind else ():
            value = self._defaults.get(name)
            if value is not None and not (node.is_finally and name == "on_failure" and _is(value, "pause")):
                self._add(node, fields, name, _plain(value))
        self._fill(node, fields)
        return fields

    def _fill(self, node: NodeOutline, fields: dict[str, Plain]) -> None:
        """Add what follows from the other fields of the node."""
        if node.is_finally:
            self._add(node, fields, "on_failure", _scalar("fail", node.body))
        if node.is_finally or _asks_how_needs_ended(fields.get("if")):
            self._add(node, fields, "when", _scalar("always", node.body))
        approval = fields.get("approval")
        if isinstance(approval, Scalar) and approval.is_null:
            fields["approval"] = dict[str, Plain]()
        if isinstance(approval, dict) and "timeout" in approval:
            approval.setdefault("on_timeout", _scalar("reject", node.body))
        self._add(node, fields, "cwd", _scalar(".", node.body))
        cwd = fields["cwd"]
        if isinstance(cwd, Scalar) and cwd.text and not cwd.is_null and not cwd.text.startswith("~"):
            fields["cwd"] = _scalar(str(self._folder / cwd.text), node.body)

    def _add(self, node: NodeOutline, fields: dict[str, Plain], name: str, value: Plain) -> None:
        if name not in fields:
            fields[name] = value
            self.added.add((*node.path, name))


def _plain(value: Marked) -> Plain:
    match value:
        case Scalar():
            return value
        case Sequence():
            return [_plain(item) for item in value.items]
        case Mapping():
            return {entry.key: _plain(entry.value) for entry in value}


def _scalar(text: str, near: Mapping) -> Scalar:
    return Scalar(text, text, near.place, None)


def _is(value: Marked, text: str) -> bool:
    return isinstance(value, Scalar) and value.text == text


def _asks_how_needs_ended(condition: Plain | None) -> bool:
    if not isinstance(condition, Scalar) or condition.is_null:
        return False
    try:
        return parse(condition.text).asks_how_needs_ended
    except ExpressionError:
        return False  # told by `references`
