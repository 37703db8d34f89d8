"""The command: a small front that finds the verb and imports nothing else.

Every verb is a module of its own with `Options`, `add_arguments` and `run`.
"""

import importlib
import os
import sys
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from collections.abc import Sequence
from typing import Final, Protocol, cast

from console.cli.exits import Exit, explain, usage
from console.cli.options import VALUED, add_common_options
from console.cli.options import Options as CommonOptions
from console.cli.terminal import Terminal
from console.cli.verbs import VERBS, listing

PROGRAM: Final = "jobconsole"
_DEBUG: Final = "JOBCONSOLE_DEBUG"
_ENDING: Final = """\

exit codes: 0 done or requested, 1 some or all failed, 2 usage or a bad file, 3 not found,
4 conflict or not legal in this state, 5 unreachable or outcome unknown, 6 not permitted."""


class VerbModule(Protocol):
    """What the module of a verb offers."""

    Options: type[CommonOptions]

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add the verb's own arguments. ``parser.get_default("verb")`` is the verb."""
        ...

    def run(self, options: CommonOptions, terminal: Terminal) -> int:
        """Carry the verb out and return its exit code."""
        ...


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command line, that of the process if None, and return its exit code. Never raises."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    terminal = Terminal.of_process()
    try:
        code = dispatch(words, terminal)
        terminal.flush()
    except SystemExit as leaving:  # argparse: after its help, or with what is wrong
        return leaving.code if isinstance(leaving.code, int) else int(Exit.USAGE)
    except KeyboardInterrupt:
        return int(Exit.INTERRUPTED)
    except BrokenPipeError:
        _let_go_of_output()
        return int(Exit.CUT_OFF)
    except Exception as error:  # noqa: BLE001 - no traceback reaches a user
        return _told(error, terminal)
    return code


def dispatch(words: list[str], terminal: Terminal) -> int:
    """Carry out one command line and return its exit code. Raises what its verb raises."""
    head, verb, tail = _split(words)
    if verb is None:
        return _alone(head, terminal)
    if verb not in VERBS:
        # Imported here: only who mistypes waits for it.
        from console.core.suggestion import suggestion

        raise usage(f"there is no verb '{verb}'{suggestion(verb, VERBS)}", f"See: {PROGRAM} --help")
    module = cast("VerbModule", importlib.import_module(f"console.cli.{VERBS[verb].module}"))
    options = module.Options()
    _front_parser().parse_args(head, options)
    parser = ArgumentParser(
        f"{PROGRAM} {verb}", description=VERBS[verb].help.capitalize() + ".", allow_abbrev=False
    )
    options.verb = verb
    parser.set_defaults(verb=verb)
    module.add_arguments(parser)
    add_common_options(parser)
    parser.parse_args(tail, options)
    return module.run(options, terminal.as_plain() if options.plain else terminal)


def _split(words: list[str]) -> tuple[list[str], str | None, list[str]]:
    """Return what stands before the verb, the verb (None without one), and what stands after it."""
    position = 0
    while position < len(words):
        if not words[position].startswith("-"):
            return words[:position], words[position], words[position + 1 :]
        position += 2 if words[position] in VALUED else 1
    return words, None, []


def _front_parser() -> ArgumentParser:
    parser = ArgumentParser(
        PROGRAM,
        usage=f"{PROGRAM} [--context NAME] [--read-only] [--plain] [VERB …]",
        description="One console for jobs. Without a verb it opens on the default context.",
        epilog=listing() + "\n" + _ENDING,
        formatter_class=RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    from console.version import VERSION

    parser.add_argument("--version", action="version", version=f"{PROGRAM} {VERSION}")
    add_common_options(parser)
    return parser


def _alone(head: list[str], terminal: Terminal) -> int:
    """Open the console, or print the plain list where no console can be drawn."""
    options = _front_parser().parse_args(head, CommonOptions())
    if options.plain or not terminal.can_draw:
        from console.cli.plain import run as run_plain

        return run_plain(options, terminal)
    from console.cli import early

    try:
        from console.cli.tui import run as run_console

        return run_console(options, terminal)
    finally:
        early.end()  # before anything is told of what went wrong


def _told(error: Exception, terminal: Terminal) -> int:
    """Say what went wrong, in sentences, and return its code."""
    explained = explain(error)
    if explained is None:
        if os.environ.get(_DEBUG):
            raise error
        name = type(error).__name__
        advice = f"This is a mistake of {PROGRAM}'s own; {_DEBUG}=1 shows where."
        explained = Exit.FAILED, (f"{name}: {error}", advice)
    code, (first, *others) = explained
    try:
        terminal.tell(f"{PROGRAM}: {first}", *others)
    except BrokenPipeError:
        _let_go_of_output()
    return int(code)


def _let_go_of_output() -> None:
    """Give what is left in the buffers nowhere to go, so that leaving does not complain of it."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for descriptor in (1, 2):
        os.dup2(nowhere, descriptor)
    os.close(nowhere)
