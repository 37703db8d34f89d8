import pytest

from console.core.query import COMMON_FIELDS, FieldSpec, Kind, complete


def offered(text: str) -> list[str]:
    """Return the texts offered where ``|`` stands."""
    cursor = text.index("|")
    return [each.text for each in complete(text.replace("|", ""), cursor)]


def completed(text: str) -> list[str]:
    """Return the whole text after each completion where ``|`` stands."""
    cursor = text.index("|")
    written = text.replace("|", "")
    return [each.apply(written) for each in complete(written, cursor)]


def test_an_empty_term_offers_every_field() -> None:
    every = [f"{spec.name}:" for spec in COMMON_FIELDS]

    assert offered("|") == every
    assert offered("status:paused |") == every


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        ("st|", ["status:", "started:"]),
        ("ST|", ["status:", "started:"]),
        ("!wo|", ["workflow:"]),
        ("x st| y", ["status:", "started:"]),
        ("zz|", []),
    ],
)
def test_a_beginning_offers_the_fields_that_begin_so(text: str, fields: list[str]) -> None:
    assert offered(text) == fields


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("problem:|", ["decision", "failure", "lost", "any"]),
        ("problem:FA|", ["failure"]),
        ("status:pau|", ["paused", "pausing"]),
        ("status:running,c|", ["canceled", "canceling"]),
        ("!problem:l|", ["lost"]),
        ("problem:lost,|", ["decision", "failure", "any"]),
        ("problem:|,lost", ["decision", "failure", "any"]),
        ("owner:|", ["me"]),
        ("since:|", ["1h", "24h", "7d"]),
        ("took:>|", [">10m", ">1h"]),
        ("workflow:|", []),
        ("nofield:|", []),
        ('error:"st|', []),
        ('"a st|', []),
    ],
)
def test_after_the_colon_come_the_fields_values(text: str, values: list[str]) -> None:
    assert offered(text) == values


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("!wo|", "!workflow:"),
        ("wo|rk:x", "workflow:x"),
        ("a wor| b", "a workflow: b"),
        ("status:paused,fai|", "status:paused,failed"),
        ("status:fai|,paused x", "status:failed,paused x"),
        ("a status:fai|led", "a status:failed"),
        ('name:"a b" wor|', 'name:"a b" workflow:'),
    ],
)
def test_a_completion_replaces_what_the_cursor_is_in(text: str, result: str) -> None:
    assert completed(text) == [result]


def test_a_field_is_offered_with_its_help() -> None:
    (workflow,) = complete("workf", 5)

    assert workflow.help == "the workflow it is a run of"


def test_known_values_are_offered_by_their_beginning_then_by_what_they_hold_and_quoted() -> None:
    spec = FieldSpec("workflow", Kind.GLOB, choices=("Nightly-ingest", "ingest", "my backup, daily"))

    def offers(text: str) -> list[str]:
        return [each.apply(text) for each in complete(text, len(text), (spec,))]

    assert offers("workflow:ing") == ["workflow:ingest", "workflow:Nightly-ingest"]
    assert offers("workflow:my") == ['workflow:"my backup, daily"']
    assert offers("workflow:nope") == []
