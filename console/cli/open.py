"""`open`: the console at a place, by a link of ours; or on a job, by its id or its web address."""

import asyncio
import shlex
from argparse import ArgumentParser
from collections.abc import Sequence
from typing import TYPE_CHECKING

from console.cli.connection import settings_of, tell_unverified
from console.cli.exits import Exit, Failure, explain, usage
from console.cli.options import Options as CommonOptions
from console.cli.terminal import Terminal
from console.config.contexts import resolve_context
from console.config.web import PORTS, origin_of
from console.core.context_name import split_name
from console.core.link import Link
from console.core.link_reading import LinkError, parse_link
from console.core.place import FormPlace, JobPlace, JobsPlace

if TYPE_CHECKING:
    from console.cli.job_search import Answer, Candidate
    from console.config.paths import Paths
    from console.config.settings import Settings


class Options(CommonOptions):
    """What `open` is told."""

    target: str


def add_arguments(parser: ArgumentParser) -> None:
    """Add the arguments of `open`."""
    parser.add_argument(
        "target",
        metavar="LINK|JOB|URL",
        help="jobconsole://CONTEXT/jobs/ID or any other link that Y copies, the id of a job, or the address "
        "of its web page or in its API",
    )


def run(options: Options, terminal: Terminal) -> int:
    """Open the console there; where none can be drawn, print what it would show."""
    link = _link(options, terminal)
    options.context = link.context or options.context
    if options.plain or not terminal.can_draw:
        return _printed(link, options, terminal)
    from console.cli.tui import run as run_console

    return run_console(options, terminal, place=link.place)


def _printed(link: Link, options: Options, terminal: Terminal) -> int:
    """Print what the link leads to with the verb that is for it. Starts nothing, also for a start form."""
    # Imported here: the verbs that it finds are asked for by name only.
    from console.cli.main import dispatch
    from console.client.place_command import words_of
    from console.client.views import ViewBook

    if isinstance(link.place, FormPlace):
        run_it = f"jobconsole run {shlex.quote(link.place.workflow or link.place.file or 'WORKFLOW')}"
        terminal.tell(f"jobconsole: a link starts nothing; {run_it} does")
    valued = {
        "--context": options.context,
        "--state-dir": options.state_dir,
        "--config-dir": options.config_dir,
    }
    views = ViewBook(settings_of(options)[0].views)
    if isinstance(link.place, JobsPlace) and link.place.view and views.find(link.place.view) is None:
        terminal.tell(f"jobconsole: there is no view {link.place.view}; this is {views.named('').name}")
    given = [word for name, value in valued.items() if value is not None for word in (name, value)]
    return dispatch([*given, "--plain", *words_of(link.place, views)], terminal)


def _link(options: Options, terminal: Terminal) -> Link:
    """Return where to go. Asks contexts only where more than one may have the job."""
    target = options.target.strip()
    if target.partition("://")[0].lower() in PORTS and "://" in target:
        return _of_address(target, options, terminal)
    if "://" in target:
        try:
            return parse_link(target)
        except LinkError as error:
            raise usage(str(error)) from None
    if options.context is not None:
        return _job(target)
    named = split_name(target, settings_of(options)[1].contexts)
    if named is not None:  # as a list of several contexts names it
        return _job(named[1], named[0])
    return _of_id(target, options, terminal) or _job(target)


def _job(id_: str, context: str | None = None) -> Link:
    return Link(JobPlace(id_), context)


def _of_address(url: str, options: Options, terminal: Terminal) -> Link:
    """Return the job that a pasted address is about. Raises Failure where that is not one of one context."""
    from console.cli.job_search import of_address

    paths, settings = settings_of(options)
    contexts = (
        [context for _, context in sorted(settings.contexts.items())]
        if options.context is None
        else [resolve_context(settings)]
    )
    candidates = of_address(contexts, url)
    if not candidates:
        raise _nobodys(url, options, settings)
    if len(candidates) == 1:
        return _job(candidates[0].job, candidates[0].context.name)
    return _chosen(_answers(candidates, paths, settings, terminal), terminal)


def _nobodys(url: str, options: Options, settings: "Settings") -> Failure:
    """Return what is told of an address that no context knows; of it only the origin: it may hold a token."""
    origin = origin_of(url)
    if origin is None:
        return usage("this is no address of a web page")
    told = [
        f"  {name}: {' and '.join(addresses)}"
        for name, context in sorted(settings.contexts.items())
        if (options.context is None or name == settings.default)
        and (addresses := [each for each in (context.url, context.options.get("web_url")) if each])
    ]
    known = ("These addresses are known:", *told) if told else ("No context has an address yet.",)
    return Failure(
        Exit.NOT_FOUND,
        f"no context knows a job at this address of {origin}",
        *known,
        "A context knows the pages at its url, and at its web_url where that is set.",
    )


def _of_id(job: str, options: Options, terminal: Terminal) -> Link | None:
    """Return where the job of this id is; None where only the default context can have it."""
    from console.cli.job_search import of_id

    paths, settings = settings_of(options)
    candidates = of_id(paths, settings, job)
    if all(each.context.name == settings.default for each in candidates):
        return None
    answers: tuple[Answer, ...] = ()
    if candidates[0].context.name == settings.default:
        answers = _answers(candidates[:1], paths, settings, terminal)
        if answers[0].detail is not None:
            return _job(job, settings.default)
        candidates = candidates[1:]
    return _chosen((*answers, *_answers(candidates, paths, settings, terminal)), terminal)


def _answers(
    candidates: "Sequence[Candidate]", paths: "Paths", settings: "Settings", terminal: Terminal
) -> "tuple[Answer, ...]":
    from console.cli.job_search import ask

    for candidate in candidates:
        tell_unverified(candidate.context, terminal)
    return asyncio.run(ask(candidates, paths, settings))


def _chosen(answers: "Sequence[Answer]", terminal: Terminal) -> Link:
    """Return the only job that was found. Raises Failure where there are none, or several."""
    hits = [answer for answer in answers if answer.detail is not None]
    if not hits:
        raise _nowhere(answers)
    if len(hits) > 1:
        raise usage(f"{len(hits)} contexts have such a job; choose one:", *map(_choice, hits))
    unsure = [answer for answer in answers if answer.detail is None and not answer.says_no]
    if unsure:
        terminal.tell(*(f"jobconsole: not looked into: {_said(answer)}" for answer in unsure))
    candidate = hits[0].candidate
    terminal.tell(f"jobconsole: it is in the context {candidate.context.name}")
    return _job(candidate.job, candidate.context.name)


def _choice(answer: "Answer") -> str:
    job, name = answer.candidate.job, answer.candidate.context.name
    told = "" if answer.detail is None else f"   # {answer.detail.job.status} {answer.detail.job.name}"
    return f"  jobconsole open --context {shlex.quote(name)} {shlex.quote(job)}{told}"


def _nowhere(answers: "Sequence[Answer]") -> Failure:
    """Return what is told where no context has shown the job: who was asked, and what each said."""
    codes = [_code(answer) for answer in answers]
    doubtful = next((code for code in codes if code is not Exit.NOT_FOUND), Exit.NOT_FOUND)
    code = Exit.UNREACHABLE if Exit.UNREACHABLE in codes else doubtful
    job = answers[0].candidate.job
    sentence = f"no context has a job {job}" if code is Exit.NOT_FOUND else f"the job {job} was not found"
    return Failure(code, sentence, *(f"  {_said(answer)}" for answer in answers))


def _code(answer: "Answer") -> Exit:
    explained = None if answer.error is None else explain(answer.error)
    return Exit.FAILED if explained is None else explained[0]


def _said(answer: "Answer") -> str:
    name = answer.candidate.context.name
    return f"{name}: no such job" if answer.says_no else f"{name}: {answer.error}"
