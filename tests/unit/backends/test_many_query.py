"""A query over several contexts: what each is asked, who is left out, and why."""

import pytest

from console.backends.base import BadRequest
from console.backends.many.query import joint_fields, split_over
from console.model import Capabilities, FieldSupport

LOCAL = Capabilities(verbs={})
SCALE = Capabilities(
    verbs={}, query_fields=(FieldSupport("batch", "word"), FieldSupport("kind", "choice", "", ("a",)))
)
OTHER = Capabilities(
    verbs={}, query_fields=(FieldSupport("kind", "choice", "", ("b",)), FieldSupport("batch", "number"))
)
BOTH = {"local": LOCAL, "scale": SCALE}


def test_every_context_is_asked_what_all_understand() -> None:
    asked = split_over("sort:-started status:failed !owner:bob text", BOTH)

    assert dict(asked.texts) == dict.fromkeys(BOTH, "sort:-started status:failed !owner:bob text")
    assert asked.order.field == "started"


@pytest.mark.parametrize(
    ("query", "texts"),
    [
        ("context:scale status:failed", {"scale": "status:failed"}),
        ("context:s*,nosuch", {"scale": ""}),
        ("!context:scale", {"local": ""}),
        ("context:local,scale", {"local": "", "scale": ""}),
        ("context:nosuch", {}),
        ("id:local/12", {"local": "id:12"}),
        ("id:local/12,scale/13,7", {"local": "id:12,7", "scale": "id:13,7"}),
        ("!id:local/12", {"local": "!id:12", "scale": ""}),
        ("id:12", {"local": "id:12", "scale": "id:12"}),
    ],
)
def test_contexts_and_full_ids_narrow_who_is_asked(query: str, texts: dict[str, str]) -> None:
    assert dict(split_over(query, BOTH).texts) == texts


def test_a_context_without_a_field_is_left_out_and_told() -> None:
    asked = split_over("batch:7", BOTH)

    assert dict(asked.texts) == {"scale": "batch:7"}
    assert {name: str(error) for name, error in asked.refused.items()} == {"local": "it has no field batch"}


def test_a_field_that_no_context_has_is_refused_with_the_likeliest() -> None:
    with pytest.raises(BadRequest, match="did you mean batch"):
        split_over("bach:7", BOTH)


def test_a_field_that_the_context_meant_has_not_is_refused() -> None:
    with pytest.raises(BadRequest, match="of local: it has no field batch"):
        split_over("context:local batch:7", BOTH)


def test_an_order_that_cannot_be_merged_is_refused() -> None:
    with pytest.raises(BadRequest, match="there are created, queued"):
        split_over("sort:batch", BOTH)


def test_the_fields_of_all_contexts_are_one_list() -> None:
    fields = {field.name: field for field in joint_fields({"scale": SCALE, "other": OTHER})}

    assert fields["context"].choices == ("scale", "other")
    assert fields["kind"].choices == ("a", "b")
    assert fields["batch"].kind == "word"  # they do not mean the same
