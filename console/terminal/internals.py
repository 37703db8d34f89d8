"""Every inside of Textual that the console stands on, in one list, with what it must look like.

Textual is pinned, but a person may have another one. So they are looked at before the terminal is taken:
where one has changed its shape the console uses Textual's own driver and output, which need none of them.
Each has a contract test, too, that says what it must do (`tests/unit/terminal/test_internals.py`); another
fails when the code uses one that is not listed (`test_internals_listed.py`).
"""

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from types import FunctionType
from typing import Any, Final

from textual.app import App
from textual.driver import Driver


@dataclass(frozen=True, slots=True)
class Internal:
    """One inside of Textual."""

    name: str
    """Where it is: `module.Name`, or `Class.name` of an attribute."""
    used_for: str
    holds: Callable[[App[Any]], bool]
    """Whether it has the shape that we know; raises nothing but what a changed shape raises."""


def changed(app: App[Any], internals: "tuple[Internal, ...] | None" = None) -> tuple[str, ...]:
    """Return the names of the insides that are not what they were."""
    return tuple(each.name for each in internals or INTERNALS if not _holds(each, app))


def _holds(internal: Internal, app: App[Any]) -> bool:
    try:
        return internal.holds(app)
    except (ImportError, AttributeError, TypeError, ValueError):
        return False


def _takes(module: str, path: str, *parameters: str) -> Callable[[App[Any]], bool]:
    """Whether a function or a class of a module takes exactly these parameters."""

    def holds(_app: App[Any]) -> bool:
        found: Any = import_module(f"textual.{module}")
        for part in path.split("."):
            found = getattr(found, part)
        return tuple(inspect.signature(found).parameters) == parameters

    return holds


def _has(attribute: str, kind: type) -> Callable[[App[Any]], bool]:
    """Whether an app that does not run yet has an attribute of this type."""
    return lambda app: isinstance(getattr(app, attribute), kind)


def _driver_sets(attribute: str) -> Callable[[App[Any]], bool]:
    """Whether every driver has this attribute from the start."""
    return lambda _app: attribute in _code_of(Driver.__init__).co_names


def _code_of(function: object) -> Any:
    if not isinstance(function, FunctionType):
        raise TypeError(function)
    return function.__code__


def _is_module_object(module: str, name: str, kind: type) -> Callable[[App[Any]], bool]:
    return lambda _app: isinstance(getattr(import_module(f"textual.{module}"), name), kind)


INTERNALS: Final = (
    Internal(
        "_compositor.ChopsUpdate",
        "the pieces of lines that a painting changes",
        _takes("_compositor", "ChopsUpdate", "chops", "spans", "chop_ends"),
    ),
    Internal(
        "_compositor.LayoutUpdate",
        "the lines of a painting of everything",
        _takes("_compositor", "LayoutUpdate", "strips", "region"),
    ),
    Internal(
        "App._display",
        "every painting passes here on its way to the terminal",
        _takes("app", "App._display", "self", "screen", "renderable"),
    ),
    Internal("App._begin_update", "begins a synchronized frame", _takes("app", "App._begin_update", "self")),
    Internal("App._end_update", "ends a synchronized frame", _takes("app", "App._end_update", "self")),
    Internal("App._batch_count", "whether paintings are held back", _has("_batch_count", int)),
    Internal("App._running", "whether there is something to paint", _has("_running", bool)),
    Internal("App._closed", "whether there is still something to paint", _has("_closed", bool)),
    Internal("App._driver", "where a painting goes", lambda app: hasattr(app, "_driver")),
    Internal(
        "App._previous_cursor_position",
        "whether the cursor alone has moved",
        lambda app: hasattr(app, "_previous_cursor_position"),
    ),
    Internal("App._filters", "colours that NO_COLOR takes away", _has("_filters", list)),
    Internal(
        "App._exit_renderables", "what is told after the terminal came back", _has("_exit_renderables", list)
    ),
    Internal("App._fatal_error", "an error of our own", _takes("app", "App._fatal_error", "self")),
    Internal(
        "MessagePump._close_messages_no_wait",
        "ends the app at an error",
        _takes("message_pump", "MessagePump._close_messages_no_wait", "self"),
    ),
    Internal("Driver._app", "who hears of keys", _driver_sets("_app")),
    Internal("Driver._loop", "where a driver lives", _driver_sets("_loop")),
    Internal("Driver._mouse", "whether the mouse was asked for", _driver_sets("_mouse")),
    Internal(
        "_xterm_parser.XTermParser",
        "sequences of keys",
        lambda app: (
            _takes("_xterm_parser", "XTermParser", "debug")(app)
            and _takes("_xterm_parser", "XTermParser.feed", "self", "data")(app)
            and _takes("_parser", "Parser.tick", "self")(app)
        ),
    ),
    Internal(
        "_parser.ParseError",
        "what the parser raises",
        lambda _app: issubclass(import_module("textual._parser").ParseError, Exception),
    ),
    Internal(
        "Input._value",
        "a text box shows what others wrote in harmless characters",
        lambda _app: isinstance(
            inspect.getattr_static(import_module("textual.widgets._input").Input, "_value"), property
        ),
    ),
    Internal(
        "_ansi_sequences.ANSI_SEQUENCES_KEYS",
        "which sequences are which keys",
        _is_module_object("_ansi_sequences", "ANSI_SEQUENCES_KEYS", dict),
    ),
)
"""All of them. To use another one, list it here and write its contract test."""
