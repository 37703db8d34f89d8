"""How the list looks as a person wants it: the choice of columns, an own view, what is filtered here."""

from collections.abc import Callable
from pathlib import Path

import pytest
from textual.pilot import Pilot

from console.screens.places import JobsPlace
from tui.harness import Driver, make_app
from tui.test_jobs_sifted import Sifting

VIEWS = """[views.ours]
digit = 5
query = "owner:bob"
columns = ["status", "name", "queue", "priority", "created", "age", "why"]
sort = "name"
"""
SIZES = [(80, 24), (160, 45)]


def _on(folder: Path, name: str, keys: tuple[str, ...]):
    (folder / "views.toml").write_text(VIEWS)
    backend = Sifting() if name == "sifted" else None
    place = JobsPlace("all", "owner:ada error:exit") if name == "sifted" else JobsPlace("all")
    app = make_app(backend, place=place, views_file=folder / "views.toml", ascii_only=name == "columns-ascii")

    async def drive(pilot: Pilot[int]) -> None:
        driver = Driver(app, pilot)
        await driver.settle()
        for key in keys:
            await driver.press(key)

    return app, drive


@pytest.mark.parametrize("size", SIZES, ids=["80x24", "160x45"])
@pytest.mark.parametrize(
    ("name", "keys"),
    [
        ("columns", ("vertical_line", "j", "space", "greater_than_sign")),
        ("columns-ascii", ("vertical_line",)),
        ("own-view", ("5",)),
        ("sifted", ()),
    ],
)
def test_how_the_list_looks_as_it_is_wanted(
    snap_compare: Callable[..., bool], tmp_path: Path, name: str, keys: tuple[str, ...], size: tuple[int, int]
) -> None:
    app, drive = _on(tmp_path, name, keys)

    assert snap_compare(app, terminal_size=size, run_before=drive)
