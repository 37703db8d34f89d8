"""The peer of the key benchmark: the same rows in Textual's own DataTable, as a tutorial would write it.

python -m benchmarks.console.stock_table ROWS.json
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from textual.app import App, ComposeResult
from textual.widgets import DataTable, Footer, Header

COLUMNS = ("status", "id", "name", "workflow", "at", "progress", "started", "owner", "reason")


class StockTable(App[None]):
    """A header, a table, a footer."""

    def __init__(self, rows: list[dict[str, object]]) -> None:
        super().__init__()
        self._rows = rows

    def compose(self) -> ComposeResult:
        """Lay out."""
        yield Header()
        yield DataTable[str](cursor_type="row")
        yield Footer()

    def on_mount(self) -> None:
        """Fill the table."""
        table = self.query_one(DataTable)
        table.add_columns(*COLUMNS)
        table.add_rows([[str(row[name] or "") for name in COLUMNS] for row in self._rows])


if __name__ == "__main__":
    StockTable(json.loads(Path(sys.argv[1]).read_text())["items"]).run()
