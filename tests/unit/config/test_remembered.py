"""What the console remembers by itself: tolerated when damaged, closed to others, shared by two consoles."""

import stat
from pathlib import Path

import pytest

from console.config.errors import ConfigError
from console.config.remembered import read_layouts, write_layout
from console.core.columns import Layout
from console.core.query import SortOrder

LAYOUT = Layout(("id", "name"), SortOrder("name", descending=False))


def test_nothing_is_remembered_where_there_is_no_file(tmp_path: Path) -> None:
    assert read_layouts(tmp_path / "console.json") == {}


def test_each_view_is_written_alone_and_the_file_is_closed_to_others(tmp_path: Path) -> None:
    file = tmp_path / "state" / "console.json"
    write_layout(file, "all", LAYOUT)
    write_layout(file, "failed", Layout(("why",)))  # another console

    assert read_layouts(file) == {"all": LAYOUT, "failed": Layout(("why",))}
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [each.name for each in file.parent.iterdir()] == ["console.json"]


def test_the_usual_layout_is_forgotten(tmp_path: Path) -> None:
    file = tmp_path / "console.json"
    write_layout(file, "all", LAYOUT)
    write_layout(file, "all", Layout())

    assert read_layouts(file) == {}


@pytest.mark.parametrize("text", ["{", "", "[1]", "\x00", '{"views": {"all": ' + "[" * 100_000])
def test_a_damaged_file_is_told_and_begun_anew(tmp_path: Path, text: str) -> None:
    file = tmp_path / "console.json"
    file.write_text(text)
    with pytest.raises(ConfigError, match="is damaged"):
        read_layouts(file)

    write_layout(file, "all", LAYOUT)
    assert read_layouts(file) == {"all": LAYOUT}


@pytest.mark.parametrize(
    "text",
    [
        '{"views": 3}',
        '{"views": {"all": 3}}',
        '{"views": {"all": {"columns": ["nosuch", 3, "id", "id"], "sort": 7}}}',
        '{"views": {"all": {"columns": "id", "sort": "a b; drop"}}, "later": 1}',
    ],
)
def test_what_another_version_wrote_is_read_as_far_as_it_can_be(tmp_path: Path, text: str) -> None:
    file = tmp_path / "console.json"
    file.write_text(text)

    found = read_layouts(file)

    assert all(layout.columns in ((), ("id",)) and layout.order is None for layout in found.values())
