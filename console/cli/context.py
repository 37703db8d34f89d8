"""`context`: the contexts that are configured, the default one, and whether one answers."""

from argparse import ArgumentParser
from typing import Final

from console.cli.connection import settings_of
from console.cli.context_options import add_options
from console.cli.exits import Exit, usage
from console.cli.options import Options as CommonOptions
from console.cli.options import add_common_options, add_json_option
from console.cli.terminal import Terminal
from console.config.context import Context
from console.config.settings import Settings
from console.model import Json


class Options(CommonOptions):
    """What `context` is told; the options of `add` are read by what adds them."""

    what: str
    name: str | None = None
    json: bool = False


def add_arguments(parser: ArgumentParser) -> None:
    """Add a parser for each word that `context` takes."""
    words = parser.add_subparsers(dest="what", required=True, metavar="list|add|use|test")
    for word, help_ in _WORDS.items():
        each = words.add_parser(word, help=help_, description=help_.capitalize() + ".", allow_abbrev=False)
        if word == "add":  # argparse would begin with a page of brackets
            each.usage = f"{each.prog} [NAME] [--backend NAME --url URL --token-env VARIABLE …]"
        if word != "list":
            each.add_argument("name", nargs="?", metavar="NAME")
        if word in ("list", "test"):
            add_json_option(each)
        if word == "add":
            add_options(each)
        add_common_options(each)


_WORDS: Final = {
    "list": "list them, the default one marked",
    "add": "add one to the configuration",
    "use": "make one the default of the next start",
    "test": "try one, step by step, and tell what works",
}


def run(options: Options, terminal: Terminal) -> int:
    """Do it. `use` is for the next start: a running console keeps its own."""
    if options.what == "list":
        return _list(options, terminal)
    if options.what == "use":
        return _use(options, terminal)
    # Imported here: each of them waits for its own things only.
    if options.what == "add":
        from console.cli.context_add import add

        return add(options, terminal, options.name)
    from console.cli.context_probe import probed

    options.context = options.name or options.context
    return probed(options, terminal, json=options.json)


def _list(options: Options, terminal: Terminal) -> int:
    _, settings = settings_of(options)
    contexts = [context for _, context in sorted(settings.contexts.items())]
    if options.json:
        items: list[dict[str, Json]] = [
            {
                "name": context.name,
                "backend": context.backend,
                "url": context.url,
                "default": context.name == settings.default,
                "read_only": context.read_only,
                "protected": context.protected,
                "tls_verify": context.tls_verify,
                "credentials": [way.key for way in context.ways],
                "origin": settings.origin(f"contexts.{context.name}"),
            }
            for context in contexts
        ]
        terminal.items(items)
        return Exit.DONE
    from console.cli.table import Column, table

    columns = [
        Column(""),
        Column("NAME"),
        Column("BACKEND"),
        Column("ADDRESS"),
        Column("POLICY"),
        Column("SET BY"),
    ]
    rows = [_cells(context, settings) for context in contexts]
    if terminal.plain:
        terminal.say(f"contexts: {len(rows)}; * is the default", "")
    terminal.say(*table(columns, rows, terminal.width, wrap=terminal.plain))
    return Exit.DONE


def _cells(context: Context, settings: Settings) -> list[str]:
    policy = [word for word in ("read_only", "protected") if getattr(context, word)]
    policy += ["TLS NOT CHECKED"] if context.unverified else []
    return [
        "*" if context.name == settings.default else " ",
        context.name,
        context.backend,
        context.url or "-",
        ", ".join(policy).replace("_", "-") or "-",
        settings.origin(f"contexts.{context.name}"),
    ]


def _use(options: Options, terminal: Terminal) -> int:
    from console.config.contexts import use_context

    if options.name is None:
        raise usage("context use needs the name of a context")
    paths, settings = settings_of(options)
    use_context(paths, settings, options.name)
    terminal.say(f"{options.name} is the default from the next start on, in {paths.user}")
    effective = settings.origin("default")
    if effective not in ("default", str(paths.user), str(paths.system)):
        terminal.tell(f"for now {effective} names {settings.default}, and goes before the file")
    return Exit.DONE
