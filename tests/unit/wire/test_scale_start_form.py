"""The start form of one of Scale's job types, and what was typed into it."""

from __future__ import annotations

from console.model import (
    ParamKind,
)
from console.wire.scale.job_type import JobTypeDetailDocument
from console.wire.scale.start_form import read_input, to_workflow


class TestStartForm:
    """A form from the interface, and what was typed into it."""

    INTERFACE = JobTypeDetailDocument.model_validate(
        {
            "id": 1,
            "name": "clip",
            "version": "1.0",
            "manifest": {
                "job": {
                    "interface": {
                        "inputs": {
                            "files": [
                                {"name": "ONE", "mediaTypes": ["image/tiff"]},
                                {"name": "MANY", "multiple": True, "required": False},
                            ],
                            "json": [
                                {"name": "count", "type": "integer"},
                                {"name": "ratio", "type": "number", "required": False},
                                {"name": "deep", "type": "boolean", "required": False},
                                {"name": "tags", "type": "array", "required": False},
                                {"name": "label", "type": "string", "required": False},
                            ],
                        }
                    }
                }
            },
        }
    )

    def test_the_form_has_every_input(self) -> None:
        workflow = to_workflow(self.INTERFACE, self.INTERFACE)
        assert [(each.name, each.kind, each.required) for each in workflow.params] == [
            ("ONE", ParamKind.STRING, True),
            ("MANY", ParamKind.STRING, False),
            ("count", ParamKind.INT, True),
            ("ratio", ParamKind.JSON, False),
            ("deep", ParamKind.BOOL, False),
            ("tags", ParamKind.JSON, False),
            ("label", ParamKind.STRING, False),
        ]
        assert workflow.params[0].description == "the id of a file (image/tiff)"

    def test_what_was_typed_becomes_the_input(self) -> None:
        typed = {"ONE": "7", "MANY": "1, 2 3", "count": "4", "ratio": "1.5", "deep": "true", "tags": "[1]"}
        found = read_input(self.INTERFACE, typed | {"label": "12"})
        assert found.mistakes == ()
        assert found.input == {
            "files": {"ONE": [7], "MANY": [1, 2, 3]},
            "json": {"count": 4, "ratio": 1.5, "deep": True, "tags": [1], "label": "12"},
        }

    def test_every_mistake_is_told_at_once(self) -> None:
        typed = {"MANY": "x", "count": "true", "ratio": "[]", "deep": "1", "tags": "{}", "wrong": "1"}
        assert set(read_input(self.INTERFACE, typed).mistakes) == {
            "wrong: the job type has no such input",
            "ONE: is needed",
            "MANY: should be the id of a file, a whole number, or several",
            "count: should be a whole number",
            "ratio: should be a number",
            "deep: should be true or false",
            "tags: should be a JSON list",
        }

    def test_one_file_is_not_several(self) -> None:
        assert read_input(self.INTERFACE, {"ONE": "1,2", "count": "1"}).mistakes == (
            "ONE: takes one file, not 2",
        )

    def test_without_an_interface_the_whole_input_is_typed(self) -> None:
        assert [each.name for each in to_workflow(self.INTERFACE, None).params] == ["input"]
        assert read_input(None, {"input": '{"files": {"A": [1]}}'}).input == {"files": {"A": [1]}}
        assert read_input(None, {"input": "[1]"}).mistakes
