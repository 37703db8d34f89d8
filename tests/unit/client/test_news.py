"""What follows from a configuration that was changed while the console runs."""

from dataclasses import replace

from console.client.contexts import ContextInfo, Policy
from console.client.news import Consequences, News, consequences

OPEN = Policy()
READ_ONLY = Policy(read_only=True, read_only_reason="the context prod is read-only")
PROTECTED = Policy(protected=True)
PROD = ContextInfo("prod", "scale", "https://one.example", identity="one")


def _after(policy: Policy, *now: ContextInfo, before: tuple[ContextInfo, ...] = (PROD,)) -> Consequences:
    return consequences(News(before, now), {"prod": policy}, {"prod": "one"})


def test_what_becomes_stricter_holds_at_once_and_is_told() -> None:
    found = _after(OPEN, replace(PROD, policy=replace(READ_ONLY, protected=True)))

    assert found.policies["prod"].read_only
    assert found.policies["prod"].protected
    assert found.told == ("prod is read-only now: nothing can be changed there", "prod is protected now")
    assert found.warned == ()


def test_what_becomes_looser_holds_too_and_is_warned_of() -> None:
    found = _after(replace(READ_ONLY, protected=True), PROD)

    assert found.policies == {"prod": OPEN}
    assert len(found.warned) == 2
    assert "prod is not read-only any more" in found.warned[0]


def test_a_context_with_another_address_stays_where_it_is() -> None:
    found = _after(OPEN, replace(PROD, address="https://two.example", identity="two"))

    assert "this console stays with the old ones until it is opened again" in found.moved["prod"]


def test_what_a_moved_context_allows_at_its_new_address_it_does_not_allow_at_the_old_one() -> None:
    elsewhere = replace(PROD, identity="two")

    assert _after(READ_ONLY, elsewhere).policies["prod"] == READ_ONLY
    assert _after(OPEN, replace(elsewhere, policy=PROTECTED)).policies["prod"].protected


def test_one_that_moved_back_is_where_it_was() -> None:
    before = replace(PROD, identity="two")

    assert _after(OPEN, PROD, before=(before,)).moved == {}


def test_whether_certificates_are_checked_stays_as_it_was_opened() -> None:
    found = _after(OPEN, replace(PROD, identity="two", policy=Policy(unverified=True)))

    assert not found.policies["prod"].unverified


def test_a_context_that_is_gone_is_told_and_goes_on() -> None:
    found = _after(PROTECTED)

    assert "prod is not in the configuration any more" in found.moved["prod"]
    assert found.policies == {}


def test_contexts_that_nobody_looks_at_are_named_as_they_come_and_go() -> None:
    other, new = ContextInfo("old", "scale"), ContextInfo("new", "scale")

    assert _after(OPEN, PROD, new, before=(PROD, other)).told == ("new: new", "gone: old")


def test_what_contexts_that_nobody_looks_at_allow_now_is_told_too() -> None:
    other = ContextInfo("other", "scale", policy=PROTECTED)

    found = _after(OPEN, PROD, replace(other, policy=OPEN), before=(PROD, other))

    assert found.told == ("other is neither protected nor read-only now",)
