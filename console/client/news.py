"""What a configuration says that was changed while the console runs, and what follows from it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from console.client.contexts import ContextInfo, Policy


@dataclass(frozen=True, slots=True)
class Look:
    """How the console is to look and be used: what of the configuration can be taken over at once."""

    theme: str = ""
    keys: Mapping[str, str] = field(default_factory=dict[str, str])
    later: tuple[str, ...] = ()
    """Settings that hold from the next start on, as they are written; compared, never taken over."""


@dataclass(frozen=True, slots=True)
class News:
    """The configuration before and now. With ``mistakes`` nothing of it is taken over.

    ``themes`` says that a file of a theme was changed.
    """

    before: Sequence[ContextInfo] = ()
    now: Sequence[ContextInfo] = ()
    look_before: Look = Look()
    look: Look = Look()
    mistakes: tuple[str, ...] = ()
    themes: bool = False


@dataclass(frozen=True, slots=True)
class Consequences:
    """What becomes of the contexts that are looked at.

    ``policies`` hold from now on. ``moved`` are contexts whose address or credentials are other ones now, or
    that are gone, with the sentence to tell: the console stays where it is until they are opened again.
    ``told`` and ``warned`` are sentences for the person; to warn is of what is allowed now and was not.
    """

    policies: Mapping[str, Policy]
    moved: Mapping[str, str]
    told: tuple[str, ...] = ()
    warned: tuple[str, ...] = ()


def consequences(news: News, policies: Mapping[str, Policy], opened: Mapping[str, str]) -> Consequences:
    """Return what follows for the contexts looked at: ``policies`` by name, as they hold now.

    ``opened`` are their identities when they were opened: one that moved and moved back is where it was.
    Pure: nothing is taken over here.
    """
    now = {info.name: info for info in news.now}
    kept: dict[str, Policy] = {}
    moved: dict[str, str] = {}
    told: list[str] = []
    warned: list[str] = []
    for name, policy in policies.items():
        info = now.get(name)
        if info is None:
            moved[name] = f"{name} is not in the configuration any more; this console stays with it"
            continue
        if opened.get(name, info.identity) != info.identity:
            moved[name] = (
                f"the address or the credentials of {name} were changed: this console stays with the old "
                f"ones until it is opened again (:context {name})"
            )
        # What a moved context allows, it allows at its new address: here it may only be tightened.
        after = _tightened(policy, info.policy) if name in moved else info.policy
        kept[name] = replace(after, unverified=policy.unverified)
        told += _tighter(name, policy, after)
        warned += _looser(name, policy, after)
    return Consequences(kept, moved, (*told, *_listed(news, policies)), tuple(warned))


def _tightened(before: Policy, now: Policy) -> Policy:
    reason = before.read_only_reason or now.read_only_reason
    return replace(
        before,
        read_only=before.read_only or now.read_only,
        protected=before.protected or now.protected,
        read_only_reason=reason,
    )


def _tighter(name: str, before: Policy, now: Policy) -> Iterable[str]:
    if now.read_only and not before.read_only:
        yield f"{name} is read-only now: nothing can be changed there"
    if now.protected and not before.protected:
        yield f"{name} is protected now"


def _looser(name: str, before: Policy, now: Policy) -> Iterable[str]:
    if before.read_only and not now.read_only:
        yield f"{name} is not read-only any more: the action keys work there now"
    if before.protected and not now.protected:
        yield f"{name} is not protected any more: no reason is asked for there now"


def _listed(news: News, looked_at: Mapping[str, Policy]) -> Iterable[str]:
    """Say which contexts came and went, and what others allow, of those that nobody looks at."""
    before = {info.name: info.policy for info in news.before}
    now = {info.name: info.policy for info in news.now}
    if new := sorted(now.keys() - before.keys()):
        yield f"new: {', '.join(new)}"
    if gone := sorted(before.keys() - now.keys() - looked_at.keys()):
        yield f"gone: {', '.join(gone)}"
    for name in sorted(now.keys() & before.keys() - looked_at.keys()):
        if _words(before[name]) != _words(now[name]):
            yield f"{name} is {_words(now[name])} now"


def _words(policy: Policy) -> str:
    if policy.read_only:
        return "read-only"
    return "protected" if policy.protected else "neither protected nor read-only"
