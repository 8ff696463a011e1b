"""Responses as an Excel workbook: texts are texts whatever they look like, and nothing in it can run."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from instruments.kinds import Cell


def write(out: Path, names: Iterable[str], rows: Iterable[Iterable[Cell]]) -> int:
    """Write one sheet, the names of the columns in its first row; how many responses stand below it.

    A number or code is a number, a text stands as it was written.
    """
    from openpyxl import Workbook  # only who asks for a sheet waits for it
    from openpyxl.cell import WriteOnlyCell

    book = Workbook(write_only=True)
    sheet = book.create_sheet("responses")

    def cell(value: Cell) -> object:
        if not isinstance(value, str):
            return value
        made = WriteOnlyCell(sheet, value)
        # "=1+1" would else be a formula, and the second keeps Excel from making it one when somebody edits the cell.
        made.data_type, made.quotePrefix = "s", True
        return made

    count = 0
    sheet.append([cell(name) for name in names])
    for row in rows:
        sheet.append([cell(value) for value in row])
        count += 1
    book.save(out)
    return count
