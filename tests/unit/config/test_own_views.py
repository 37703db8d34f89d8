"""A person's file of views: what may stand in it, and what is told of what may not."""

from pathlib import Path

import pytest

from console.config.errors import ConfigError
from console.config.own_views import OwnView, delete_view, read_views, save_view
from console.core.columns import Layout
from console.core.query import SortOrder

README = Path(__file__).resolve().parents[3] / "README.md"
LAYOUT = Layout(("status", "id", "why"), SortOrder("started", descending=True))


def _file(folder: Path, text: str) -> Path:
    file = folder / "views.toml"
    file.write_text(text)
    return file


def test_without_a_file_there_are_none(tmp_path: Path) -> None:
    assert read_views(tmp_path / "views.toml") == ((), ())


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[view.eu]\n", "unknown key 'view' (did you mean 'views'?)"),
        ("[views.eu]\ncolums = []\n", "views.eu: unknown key 'colums' (did you mean 'columns'?)"),
        ("[views.eu]\ndigit = 4\n", "views.eu: digit: this must be 5, 6, 7, 8 or 9"),
        ("[views.a]\ndigit = 5\n[views.b]\ndigit = 5\n", "views.b: digit: another view is on 5 already"),
        ('[views.eu]\nquery = "a statsu:failed"\n', "views.eu: query: column 3: there is no field"),
        ('[views.eu]\nquery = "status:faild"\n', "did you mean failed?"),
        ("[views.eu]\nquery = 3\n", "views.eu: query: this must be a text in quotes"),
        ('[views.eu]\ncolumns = ["nmae"]\n', "there is no column 'nmae' (did you mean 'name'?)"),
        ('[views.eu]\ncolumns = "id"\n', "views.eu: columns: this must be a list of texts"),
        ('[views.eu]\nsort = "a b"\n', "views.eu: sort: 'a b' is not a field"),
        ("[views.failed]\n", "it is built in"),
        ("[views.E]\n", "'E' is no name for a view"),
        ("views = 3\n", "views: this must be a table"),
        ("[views.eu\n", "this is not valid TOML"),
    ],
)
def test_a_mistake_is_told_with_its_place(tmp_path: Path, text: str, told: str) -> None:
    _, mistakes = read_views(_file(tmp_path, text))

    assert any(told in mistake for mistake in mistakes), mistakes
    assert all(mistake.startswith("views.toml: ") for mistake in mistakes)


def test_one_bad_view_leaves_the_others(tmp_path: Path) -> None:
    views, mistakes = read_views(_file(tmp_path, "[views.a]\ndigit = 4\n[views.b]\ndigit = 5\n"))

    assert [view.name for view in views] == ["b"]
    assert len(mistakes) == 1


def test_a_field_of_a_backend_is_no_mistake(tmp_path: Path) -> None:
    views, mistakes = read_views(_file(tmp_path, '[views.b]\nquery = "batch:7 error_category:DATA"\n'))

    assert mistakes == ()
    assert views[0].query == "batch:7 error_category:DATA"


@pytest.mark.parametrize("query", ['error:"a \\"b\\" \\\\ c" ü', "", "tab\there \x7f"])
def test_what_is_saved_is_read_again(tmp_path: Path, query: str) -> None:
    file = tmp_path / "views.toml"
    view = OwnView("eu", query, 6, LAYOUT)

    save_view(file, view)

    assert read_views(file) == ((view,), ())


def test_saving_and_deleting_leave_the_rest_of_the_file_as_it_is(tmp_path: Path) -> None:
    file = _file(
        tmp_path, '# mine\n[views.a]\nquery = "x" # why\ndigit = 5\n\n# two\n[views.b]\nquery = "y"\n'
    )

    save_view(file, OwnView("c", "z", 6))
    delete_view(file, "b")

    text = file.read_text()
    assert text.startswith('# mine\n[views.a]\nquery = "x" # why\ndigit = 5\n')
    assert [view.name for view in read_views(file)[0]] == ["a", "c"]


def test_a_digit_goes_over_to_the_view_that_is_saved_on_it(tmp_path: Path) -> None:
    file = _file(tmp_path, '[views.a]\nquery = "[x"\ndigit = 5\n')

    save_view(file, OwnView("b", "y", 5))

    views, mistakes = read_views(file)
    assert mistakes == ()
    assert [(view.name, view.digit) for view in views] == [("a", None), ("b", 5)]


def test_a_file_that_is_no_toml_is_not_written_over(tmp_path: Path) -> None:
    file = _file(tmp_path, "[views.a\n")
    with pytest.raises(ConfigError, match="not valid TOML"):
        save_view(file, OwnView("b", "y", 5))
    assert file.read_text() == "[views.a\n"


def test_the_example_of_the_readme_is_one() -> None:
    text = README.read_text(encoding="utf-8").split("```toml\n[views.eu]")[1].split("```")[0]
    folder = Path(README.parent)
    del folder
    import tomllib

    from console.config.own_views import _views_in

    views, mistakes = _views_in(tomllib.loads("[views.eu]" + text), "README")
    assert mistakes == ()
    assert views[0].digit == 5
