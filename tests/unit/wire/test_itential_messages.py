"""What Itential says around its documents: errors in their forms, envelopes, pages, refusals, start forms."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.model import ParamKind
from console.wire.itential.envelope import is_envelope, item_of, message_of, page_of, refusal_of
from console.wire.itential.failure import failures_of, flat_message
from console.wire.itential.job import failure_of, read_job
from console.wire.itential.workflow import inputs_of, start_options, workflow_of

ADAPTER = {
    "icode": "AD.312",
    "IAPerror": {
        "origin": "NetBox-getPrefix",
        "displayString": "Error 400 received on request",
        "recommendation": "Verify the request",
    },
}
DEEP = {
    "code": 500,
    "message": {
        "apiVersion": "1",
        "method": "transformations.run",
        "error": {
            "code": 500,
            "message": "Missing one of the following required instances: arg2",
            "errors": [],
        },
    },
}


class TestErrors:
    @pytest.mark.parametrize(
        ("value", "message"),
        [
            ("plain words", "plain words"),
            (ADAPTER, "Error 400 received on request (Verify the request)"),
            ({"message": ADAPTER}, "Error 400 received on request (Verify the request)"),
            (DEEP, "Missing one of the following required instances: arg2"),
            ('{"message": {"error": {"message": "inside a text"}}}', "inside a text"),
            ({"error": "a text as the error"}, "a text as the error"),
            ([{"message": "one"}, {"message": "two"}], "one; two"),
            ({"code": 7}, '{"code":7}'),
            (None, "null"),
            ("", "(an empty message)"),
        ],
    )
    def test_a_message_is_one_sentence_whatever_its_form(self, value: Any, message: str) -> None:
        assert flat_message(value) == message

    def test_an_error_of_the_job_has_no_task(self) -> None:
        found = failures_of(
            [{"task": "job", "message": "no transitions", "timestamp": 1}, {"task": "f9a9", "message": DEEP}]
        )
        assert [failure.task for failure in found] == [None, "f9a9"]

    def test_the_cause_is_the_task_and_not_what_the_job_says_after_it(self) -> None:
        document = read_job(
            {
                "_id": "a",
                "status": "error",
                "tasks": {"f9a9": {"summary": "Push"}},
                "error": [
                    {
                        "task": "job",
                        "message": "Job has no available transitions.",
                        "timestamp": 1627323002574,
                    },
                    {"task": "f9a9", "message": DEEP, "timestamp": 1627323002561},
                ],
            }
        )
        assert failure_of(document) == "Push: Missing one of the following required instances: arg2"

    @given(
        st.recursive(
            st.none() | st.integers() | st.text(st.characters()),
            lambda inner: (
                st.lists(inner, max_size=3)
                | st.dictionaries(
                    st.sampled_from(["message", "error", "IAPerror", "displayString", "x"]), inner, max_size=3
                )
            ),
            max_leaves=10,
        )
    )
    def test_there_is_always_something_to_say(self, value: Any) -> None:
        assert flat_message(value)

    def test_a_bottomless_message_is_no_trouble(self) -> None:
        value: Any = "end"
        for _ in range(900):
            value = {"message": value}
        assert flat_message(value)


class TestEnvelopes:
    def test_an_item_comes_in_an_envelope_or_bare(self) -> None:
        assert item_of({"message": "", "data": {"_id": "a"}}) == {"_id": "a"}
        assert item_of({"_id": "a", "data": {}}) == {"_id": "a", "data": {}}

    def test_an_envelope_without_data_is_no_item(self) -> None:
        with pytest.raises(ValueError, match="Job not found"):
            item_of({"message": "Job not found", "data": None, "metadata": {}})

    def test_only_the_newer_generation_puts_a_list_into_data(self) -> None:
        assert is_envelope({"message": "", "data": []})
        assert not is_envelope({"results": [], "total": 0})
        assert not is_envelope("<!doctype html>")

    @pytest.mark.parametrize(
        ("about", "following"),
        [
            ({"nextPageSkip": 2, "total": 9}, 2),
            ({"nextPageSkip": None, "total": 9}, None),
            ({"nextPageSkip": 0, "total": 9}, None),  # it would be asked for ever
            ({"total": 9}, 2),
            ({"total": 2}, None),
            ({}, None),
        ],
    )
    def test_the_next_page_is_told_by_its_skip_else_by_the_total(
        self, about: Any, following: int | None
    ) -> None:
        assert (
            page_of({"data": [{"_id": "a"}, {"_id": "b"}], "metadata": about}, skip=0).following == following
        )

    def test_an_empty_page_is_the_last_whatever_the_total_says(self) -> None:
        assert page_of({"data": [], "metadata": {"total": 1249}}, skip=100).following is None

    @pytest.mark.parametrize("key", ["data", "results", "items"])
    def test_every_kind_of_list_is_a_page(self, key: str) -> None:
        assert page_of({key: [{"_id": "a"}], "total": 1, "skip": 0}, skip=0).items == ({"_id": "a"},)

    def test_a_refusal_of_many_says_what_is_wrong_with_this_job(self) -> None:
        said = {"message": "Failed to cancel all jobs", "data": {"a": "already canceled", "b": "gone"}}
        assert refusal_of(said, "a") == "Failed to cancel all jobs: already canceled"
        assert refusal_of(said, "c") == "Failed to cancel all jobs"

    def test_a_refusal_may_be_a_text_alone(self) -> None:
        assert message_of("Unauthorized") == "Unauthorized"


SCHEMA = {
    "type": "object",
    "properties": {
        "color": {"title": "str", "type": "string", "examples": ["Hello"]},
        "seconds": {"type": "integer", "minimum": 1},
        "dry": {"type": "boolean", "default": True},
        "size": {"type": "string", "enum": ["S", "L"]},
        "device": {"type": ["null", "object"]},
        "password": {"type": "string"},
    },
    "required": ["color", "seconds", "dry"],
}


class TestStartForm:
    def form(self) -> dict[str, Any]:
        info = workflow_of({"name": "W", "inputSchema": SCHEMA}, lambda name: name == "password")
        assert info is not None
        return {param.name: param for param in info.params}

    def test_a_variable_is_asked_for_by_its_type(self) -> None:
        kinds = {name: param.kind for name, param in self.form().items()}
        assert kinds["color"] is ParamKind.STRING
        assert kinds["seconds"] is ParamKind.INT
        assert kinds["dry"] is ParamKind.BOOL
        assert kinds["size"] is ParamKind.CHOICE
        assert kinds["device"] is ParamKind.JSON

    def test_defaults_examples_and_secrets_are_told(self) -> None:
        form = self.form()
        assert form["dry"].default == "true"
        assert form["color"].description == "str; such as Hello"
        assert form["color"].required
        assert form["password"].secret

    def test_the_options_of_a_start_stand_beside_the_variables(self) -> None:
        form = self.form()
        assert form["options.type"].options == ("automation", "resource:action", "resource:compliance")
        assert {"options.description", "options.groups"} <= form.keys()

    def test_typed_texts_become_values(self) -> None:
        typed = {"color": "7", "seconds": "30", "dry": "no", "device": '{"a": 1}', "options.groups": "g1, g2"}
        started = start_options(typed, inputs_of({"inputSchema": SCHEMA}))
        assert started.errors == ()
        assert started.options == {
            "variables": {"color": "7", "seconds": 30, "dry": False, "device": {"a": 1}},
            "groups": ["g1", "g2"],
        }

    def test_every_error_is_told_at_once(self) -> None:
        typed = {"seconds": "soon", "dry": "perhaps", "device": "{", "colour": "red"}
        assert start_options(typed, inputs_of({"inputSchema": SCHEMA})).errors == (
            'seconds: "soon" is no whole number',
            'dry: "perhaps" is neither true nor false',
            "device: this is no JSON, and object is asked for",
            "colour: the workflow has no such variable; it has color, device, dry, password, seconds, size",
            "color: this variable is required",
        )

    def test_without_a_schema_only_objects_and_lists_are_taken_for_json(self) -> None:
        started = start_options({"a": "007", "b": "[1]", "c": "true"}, None)
        assert started.options["variables"] == {"a": "007", "b": [1], "c": "true"}
