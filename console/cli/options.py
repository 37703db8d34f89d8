"""The options that every verb takes, before it or after it."""

from argparse import SUPPRESS, ArgumentParser, Namespace


class Options(Namespace):
    """What the command line says. A verb adds its own attributes in a class of its own.

    The values here hold where an option is not given: argparse must not set them (SUPPRESS), because a
    verb's parser would overwrite what stands before the verb.
    """

    verb: str = ""
    context: str | None = None
    read_only: bool = False
    plain: bool = False
    stock_output: bool = False
    state_dir: str | None = None
    config_dir: str | None = None


VALUED = ("--context", "--state-dir", "--config-dir")
"""The common options that take a value."""


def add_common_options(parser: ArgumentParser) -> None:
    """Add the options of every verb to ``parser``."""
    common = parser.add_argument_group("common options")
    common.add_argument(
        "--context",
        metavar="NAME",
        default=SUPPRESS,
        help="the context to act on; a,b or all shows several in one list",
    )
    common.add_argument(
        "--read-only", action="store_true", default=SUPPRESS, help="change nothing, whatever is asked"
    )
    common.add_argument("--plain", action="store_true", default=SUPPRESS, help="text instead of the console")
    common.add_argument(
        "--stock-output",
        action="store_true",
        default=SUPPRESS,
        help="draw as Textual does, if the screen looks wrong: it sends many times the bytes",
    )
    common.add_argument(
        "--state-dir", metavar="DIR", default=SUPPRESS, help="where the local engine keeps its state"
    )
    common.add_argument(
        "--config-dir", metavar="DIR", default=SUPPRESS, help="where config.toml and themes are"
    )


def add_json_option(parser: ArgumentParser) -> None:
    """Add ``--json`` to ``parser``."""
    parser.add_argument("--json", action="store_true", default=SUPPRESS, help="print one JSON document")
