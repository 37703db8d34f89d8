"""The jobs list in every width: exactly as wide as the terminal, and nothing cut without saying so."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from rich.cells import cell_len
from tui.samples import NOW, chatty, ingest_eu, sample_jobs

from console.core.columns import COLUMNS
from console.widgets import job_cells as cells
from console.widgets import job_columns as columns
from console.widgets.job_columns import Moment


@pytest.mark.parametrize("width", [40, 60, 80, 99, 100, 120, 139, 140, 160, 200, 400])
@pytest.mark.parametrize("id_width", [2, 4, 12, 36])
def test_a_row_fits_its_width(width: int, id_width: int) -> None:
    found = columns.columns_for(width, id_width)
    for detail in sample_jobs():
        job = replace(detail.job, name="ジョブ " * 20)
        line = "".join(piece.text for piece in cells.row(job, found, Moment(NOW, UTC)))
        assert cell_len(line) + columns.GUTTER <= width


@pytest.mark.parametrize(
    ("width", "names"),
    [
        (160, "status id name workflow at progress started took owner why"),
        (140, "status id name workflow at progress started took why"),
        (120, "status id name at progress started took why"),
        (100, "status id name progress started why"),
        (80, "status id name at progress started"),
        (60, "status id name started"),
    ],
)
def test_columns_are_given_up_from_the_right_and_the_reason_last(width: int, names: str) -> None:
    assert " ".join(column.name for column in columns.columns_for(width, 4)) == names


def test_a_job_of_another_year_shows_its_month_whole() -> None:
    job = replace(chatty().job, started=datetime(2024, 10, 15, tzinfo=UTC))

    line = "".join(piece.text for piece in cells.row(job, columns.columns_for(80, 4), Moment(NOW, UTC)))

    assert " 2024-10 " in f"{line} "
    assert "…" not in line


def test_a_long_node_name_is_cut_before_its_figures() -> None:
    job = replace(ingest_eu().job, at="load-the-orders-of-yesterday", at_execution=3, at_more=12)
    (piece,) = cells._at(job, columns.Column("at", "AT", 16, 1), Moment(NOW, NOW.tzinfo))  # pyright: ignore

    assert piece.text == "load-the… #3 +12"


def test_times_of_running_jobs_move_in_steps_of_five_seconds() -> None:
    job = replace(chatty().job, started=NOW.replace(second=0), ended=None)

    shown = {cells.took(job, NOW.replace(second=second)) for second in range(10)}

    assert shown == {"0s", "5s"}


@pytest.mark.parametrize("width", [80, 160])
def test_figures_without_room_become_a_percentage_and_are_never_cut(width: int) -> None:
    job = replace(chatty().job, done=955, total=1000)
    found = columns.columns_for(width, 4)

    line = "".join(piece.text for piece in cells.row(job, found, Moment(NOW, NOW.tzinfo)))  # pyright: ignore

    assert " 95% " in line
    assert "955/" not in line


OWN = ("status", "id", "name", "workflow", "queue", "priority", "owner", "took", "why")


@pytest.mark.parametrize(
    ("width", "names"),
    [
        (160, "status id name workflow queue priority owner took why"),
        (100, "status id name queue priority took why"),
        (80, "status id name queue priority took"),
        (60, "status id name queue priority"),
        (40, "status id name"),
    ],
)
def test_what_only_a_person_adds_is_given_up_last(width: int, names: str) -> None:
    found = columns.columns_for(width, 4, 0, frozenset(), OWN)

    assert " ".join(column.name for column in found) == names


@pytest.mark.parametrize("width", [1, 10, 40, 79, 80, 120, 200])
@pytest.mark.parametrize("chosen", [OWN, OWN[::-1], tuple(COLUMNS), ("why",), ("why", "id"), ("age",)])
def test_chosen_columns_keep_their_order_and_fit(width: int, chosen: tuple[str, ...]) -> None:
    found = columns.columns_for(width, 12, 0, frozenset(), chosen)
    names = [column.name for column in found]

    assert names
    assert names == [name for name in chosen if name in names]
    if width >= 40:
        for detail in sample_jobs():
            line = "".join(piece.text for piece in cells.row(detail.job, found, Moment(NOW, UTC)))
            assert cell_len(line) + columns.GUTTER <= width


@pytest.mark.parametrize("width", [40, 60, 80, 120, 200])
@pytest.mark.parametrize("chosen", [OWN, ("name", "why"), ("age",), ("status", "name")])
def test_of_several_contexts_each_row_says_whose_it_is_whatever_was_chosen(
    width: int, chosen: tuple[str, ...]
) -> None:
    names = [column.name for column in columns.columns_for(width, 4, 10, frozenset(), chosen)]

    assert "context" in names
    assert "context" not in [column.name for column in columns.columns_for(width, 4, 0, frozenset(), chosen)]


def test_every_column_has_a_width_and_says_something() -> None:
    found = columns.columns_for(2000, 4, 10, frozenset(), tuple(COLUMNS))

    assert len(found) == len(COLUMNS)
    line = "".join(piece.text for piece in cells.row(ingest_eu().job, found, Moment(NOW, UTC)))
    assert "nightly-ingest" in line
