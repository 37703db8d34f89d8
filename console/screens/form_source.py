"""Where a start form comes from: a workflow that the backend knows, a file of this machine, another job."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from console.client.form import filled_in
from console.client.many import ManySession
from console.client.session import Session
from console.client.trouble import Trouble
from console.client.workflow_file import FileFault, expanded, read_workflow
from console.core.context_name import full_name
from console.model import JobDetail, StartPlan, StartRequest, WorkflowInfo
from console.screens.notice import NoticeText
from console.screens.places import FormPlace


@dataclass(frozen=True, slots=True)
class Found:
    """A form to be filled in. ``subject`` names the context; ``values`` stand in it instead of defaults."""

    workflow: WorkflowInfo
    request: StartRequest
    subject: str
    values: Mapping[str, str] = field(default_factory=dict[str, str])
    notes: tuple[str, ...] = ()


async def find(place: FormPlace, session: Session) -> Found | StartPlan | Trouble | NoticeText:
    """Return the form, or what to say instead of it; of a file with mistakes its plan, which has them."""
    if place.file:
        return await _of_file(place.file, session)
    like: JobDetail | None = None
    if place.like:
        answer = await session.job(place.like)
        if isinstance(answer, Trouble):
            return answer
        like = answer
    workflows = await session.workflows()
    if isinstance(workflows, Trouble):
        return workflows
    wanted = place.workflow or _of_job(like, session)
    named = [each for each in workflows if each.id == wanted]
    named = named or [each for each in workflows if each.name == wanted]
    if len(named) > 1:
        ways = tuple(f":start {each.id}" for each in named)
        return NoticeText(f"Several contexts have {wanted}. Say which:", ways)
    if not named:
        return NoticeText(f"There is no workflow {wanted}.", ("+ lists those that there are.",))
    found = Found(named[0], StartRequest(named[0].id, {}), named[0].id)
    return found if like is None else _as_job(found, like)


def _of_job(like: JobDetail | None, session: Session) -> str:
    """Return the id of a job's workflow as the list of workflows has it."""
    if like is None:
        return ""
    home = session.home(like.job.id)
    return full_name(home.context, like.job.workflow) if home.is_one_of_many else like.job.workflow


def _as_job(found: Found, like: JobDetail) -> Found:
    params = found.workflow.params
    secret = [param.name for param in params if param.secret and param.name in like.params]
    gone = [name for name in like.params if name not in {param.name for param in params}]
    notes = [f"filled in as job {like.job.id} was"]
    if secret:
        notes.append(f"type again what is secret: {', '.join(secret)}")
    if gone:
        notes.append(f"the workflow has no {', '.join(gone)} any more")
    return replace(found, values=filled_in(params, like.params), notes=("; ".join(notes),))


async def _of_file(path: str, session: Session) -> Found | StartPlan | NoticeText:
    asked = await file_request(path, session)
    if isinstance(asked, NoticeText):
        return asked
    plan = await session.plan_start(asked)
    if plan is None:
        return NoticeText(f"{session.context} takes no workflow files.", ("+ lists what it can start.",))
    if isinstance(plan, Trouble):
        return NoticeText(f"{path} could not be looked at.", plan.lines)
    if plan.workflow is None:
        return plan
    subject = full_name(session.takes_files, "file") if isinstance(session, ManySession) else ""
    workflow = replace(plan.workflow, source=path, node_count=plan.total or None)
    return Found(workflow, asked, subject)


async def file_request(path: str, session: Session) -> StartRequest | NoticeText:
    """Return the request to start a file, without parameters; or why it cannot be."""
    if why := session.why_no_files:
        return NoticeText("A file cannot be started here.", (f"{why}.", "@ chooses another context."))
    try:
        text = await asyncio.to_thread(read_workflow, path)
    except FileFault as fault:
        return NoticeText("The file cannot be read.", (str(fault),))
    file = expanded(path).absolute()
    return StartRequest(None, {}, text=text, source=str(expanded(path)), folder=str(file.parent))
