"""The list of Textual's insides is whole, and one that has changed gives the drawing back to Textual."""

from __future__ import annotations

import ast
import inspect
import pkgutil
import textwrap
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from textual.app import App
from textual.driver import Driver
from textual.message_pump import MessagePump
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Input

import console
from console.terminal.app import TerminalApp
from console.terminal.driver import TerminalDriver
from console.terminal.internals import INTERNALS, Internal, changed

if TYPE_CHECKING:
    from collections.abc import Iterator

CONSOLE = Path(__file__).parents[3] / "console"
NAMES = {internal.name for internal in INTERNALS}


def test_this_textual_is_the_one_that_we_know() -> None:
    assert changed(App()) == ()


def test_a_changed_shape_is_told_by_its_name() -> None:
    app: App[Any] = App()
    app._filters = ()  # type: ignore[assignment]

    assert changed(app) == ("App._filters",)


@pytest.mark.parametrize("error", [ImportError, AttributeError, TypeError, ValueError])
def test_one_that_is_not_there_at_all_has_changed(error: type[Exception]) -> None:
    def gone(_app: App[Any]) -> bool:
        raise error

    assert changed(App(), (Internal("App._gone", "nothing", gone),)) == ("App._gone",)


def _private_modules(tree: ast.AST) -> Iterator[str]:
    """Yield what is imported from a private module of Textual's."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("textual."):
            path = (node.module or "").removeprefix("textual.")
            if any(part.startswith("_") for part in path.split(".")):
                yield from (f"{path}.{alias.name}" for alias in node.names)


@cache
def _set_by(kind: type) -> set[str]:
    """The private names that a class of Textual's has or gives its instances."""
    names = {name for name in vars(kind) if name.startswith("_") and not name.startswith("__")}
    for node in ast.walk(ast.parse(textwrap.dedent(inspect.getsource(kind)))):
        if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
            names |= {node.attr} if node.attr.startswith("_") and not node.attr.startswith("__") else set()
    return names


def _own_names(tree: ast.AST) -> set[str]:
    """The private names that our own classes of a module define for themselves."""
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            names.add(node.name)
        elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
            names.add(node.attr)
        elif isinstance(node, ast.AnnAssign | ast.Assign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            names |= {target.id for target in targets if isinstance(target, ast.Name)}
    return names


def _attributes(tree: ast.AST) -> set[str]:
    """The attributes that a module asks for, but not those of modules of the standard library."""
    return {
        node.attr
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and not (isinstance(node.value, ast.Name) and node.value.id == "os")
    }


def _methods(tree: ast.AST) -> set[str]:
    """What a module defines: a method of an app's may take the place of one of Textual's."""
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)}


def test_no_other_inside_of_textual_is_used() -> None:
    """Imports from private modules anywhere, and private attributes of apps and drivers in what draws."""
    theirs = set().union(*(_set_by(kind) for kind in (MessagePump, Widget, Screen, Driver, App)))
    used: set[str] = set()
    for file in CONSOLE.rglob("*.py"):
        tree = ast.parse(file.read_text())
        used |= set(_private_modules(tree))
        if file.name == "app.py":
            used |= (_attributes(tree) | _methods(tree)) & theirs
        elif file.parent.name == "terminal":
            used |= (_attributes(tree) - _own_names(tree)) & theirs
        if "Input)" in file.read_text() or "Input," in file.read_text():
            used |= _methods(tree) & _set_by(Input)
    listed = {name if name.startswith("_") else name.partition(".")[2] for name in NAMES}

    assert used == listed


def _change(name: str, app: App[Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """Give one inside of Textual another shape, as a newer one may have."""
    owner, _, attribute = name.rpartition(".")
    if owner.startswith("_"):
        monkeypatch.delattr(import_module(f"textual.{owner}"), attribute)
    elif owner == "Driver":
        monkeypatch.setattr(Driver, "__init__", lambda self, app: None)
    elif owner == "Input":
        monkeypatch.setattr(Input, "_value", "a text")
    elif attribute in vars(app):
        monkeypatch.delattr(app, attribute)
        monkeypatch.delattr(App, attribute, raising=False)
        monkeypatch.delattr(MessagePump, attribute, raising=False)
    else:
        kind = {"App": App, "MessagePump": MessagePump}[owner]
        monkeypatch.setattr(kind, attribute, lambda self, another: None)


@pytest.mark.parametrize("name", sorted(NAMES))
def test_each_of_them_that_changes_its_shape_gives_the_drawing_back_to_textual(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = TerminalApp()
    app.draw_on_terminal()
    assert app.driver_class is TerminalDriver
    _change(name, app, monkeypatch)

    app.draw_on_terminal()

    assert name in app.insides_changed
    assert app.driver_class is not TerminalDriver


def test_who_asks_for_textuals_own_output_gets_it() -> None:
    app = TerminalApp()
    app.draw_on_terminal(stock=True)

    assert app.insides_changed == ()
    assert app.driver_class is not TerminalDriver


MADE_BY_TEXTUAL = {
    "_computes",
    "_css_type_name",
    "_css_type_names",
    "_decorated_handlers",
    "_inherit_bindings",
    "_inherit_component_classes",
    "_inherit_css",
    "_merged_bindings",
    "_reactives",
    "_abc_impl",
}
"""What every subclass is given when it is made."""


def _classes() -> Iterator[tuple[type, ast.ClassDef]]:
    """Yield our own classes that are made of one of Textual's, and what they say."""
    for found in pkgutil.walk_packages(console.__path__, "console."):
        file = CONSOLE.parent / f"{found.name.replace('.', '/')}.py"
        if found.ispkg or "textual" not in (source := file.read_text()):
            continue
        module = import_module(found.name)
        for node in ast.parse(source).body:
            kind = getattr(module, node.name) if isinstance(node, ast.ClassDef) else None
            if kind is not None and any(base.__module__.startswith("textual.") for base in kind.__mro__):
                yield kind, node


def test_no_class_of_ours_takes_or_replaces_a_private_name_of_its_textual_base_that_is_not_listed() -> None:
    listed = {name.rpartition(".")[2] for name in NAMES}
    for kind, node in _classes():
        bases = [base for base in kind.__mro__ if base.__module__.startswith("textual.")]
        theirs = set().union(*(_set_by(base) for base in bases)) - MADE_BY_TEXTUAL

        assert (set(vars(kind)) | _attributes(node)) & theirs <= listed, kind
