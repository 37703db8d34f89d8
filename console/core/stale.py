"""Whether an action's target is still as it was on the screen of who asks, and what is said if not."""

from console.model import Action, JobDetail


def version_of(detail: JobDetail, node: str | None) -> int | None:
    """Return the version that an action on the job, or on this node of it, has to name."""
    if node is None:
        return detail.job.version
    found = detail.nodes.get(node)
    return None if found is None else found.version


def is_stale(detail: JobDetail, action: Action) -> bool:
    """Whether the target has changed since the version that the action names, if it names one."""
    expected = action.expected_version
    return expected is not None and expected != version_of(detail, action.node)


def stale_sentence(detail: JobDetail, action: Action, *, by: str = "") -> str:
    """Say how the target of a late action stands now. ``by`` says who did what, where that is known."""
    if action.node is None:
        name, state = f"job {detail.job.id}", str(detail.job.status)
    else:
        name, state = action.node, detail.nodes[action.node].status.words
    told = f"{by}; " if by else ""
    version = version_of(detail, action.node)
    return f"{name} changed since your screen: {told}it is {state} now (version {version})"
