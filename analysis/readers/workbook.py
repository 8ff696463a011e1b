"""Excel workbooks (.xlsx)."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator

import openpyxl
from openpyxl.utils.exceptions import InvalidFileException

from analysis.errors import DataError, listed, unknown
from analysis.readers.sheet import IsKnown, Sheet, cell_text, sheet

UNPACKED_BYTES = 512 * 1024 * 1024
"""A workbook that unpacks to more is refused before it is unpacked."""

_UNREADABLE = (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, TypeError, SyntaxError, OSError, EOFError)
_OLE = b"\xd0\xcf\x11\xe0"
_FORMULA = re.compile(rb"<(\w+:)?f[ />]")


def read_workbook(content: bytes, name: str, table: str | None, is_known: IsKnown) -> Sheet:
    """Return one worksheet of a workbook: the one named `table`, else the only one that holds anything.

    Formulas count with the value that was saved with them; a cell whose formula was saved without one is a DataError.
    So are another kind of file, a password, an archive that unpacks to more than `UNPACKED_BYTES`, and several worksheets
    without a `table`.
    """
    _check(content, name)
    try:
        workbook = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        sheets = {worksheet.title: list(_records(worksheet)) for worksheet in workbook.worksheets}
    except _UNREADABLE as error:
        what = "cannot be read as an Excel workbook."
        raise DataError(what, where=name, got=str(error), remedy="Save it again as .xlsx.") from error
    if table is not None and table not in sheets:
        raise unknown("worksheet", table, list(sheets))
    filled = [title for title, rows in sheets.items() if rows] if table is None else [table]
    if len(filled) > 1:
        raise DataError("has several worksheets.", where=name, got=", ".join(filled), remedy="Name one with table=.")
    rows = sheets[filled[0]] if filled else []
    if filled:
        _check_formulas(content, name, filled[0])
    width = max((len(row) for row in rows), default=0)
    return sheet(name, [[*row, *[""] * (width - len(row))] for row in rows], is_known)


def _check(content: bytes, name: str) -> None:
    if content.startswith(_OLE):
        remedy = "Open it in Excel, remove the password, and save it as .xlsx."
        raise DataError("has a password, or is a workbook of the old kind (.xls).", where=name, remedy=remedy)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            size = sum(member.file_size for member in archive.infolist())
    except zipfile.BadZipFile as error:
        raise DataError("is no Excel workbook (.xlsx).", where=name, remedy="Save it again as .xlsx, or as CSV UTF-8.") from error
    if size > UNPACKED_BYTES:
        limit = f"{UNPACKED_BYTES // 2**20} MB"
        what = f"would unpack to more than {limit}."
        raise DataError(what, where=name, got=f"{size // 2**20} MB", remedy="Save it as CSV UTF-8.")


def _check_formulas(content: bytes, name: str, title: str) -> None:
    """Raise DataError where a formula was saved without its value; programs that write workbooks do so."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        sheets = [member for member in archive.namelist() if member.startswith("xl/worksheets/") and member.endswith(".xml")]
        if not any(_FORMULA.search(archive.read(member)) for member in sheets):
            return
    formulas, values = (
        openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=data_only)[title].iter_rows()
        for data_only in (False, True)
    )
    empty = [
        str(cell.coordinate)
        for row, saved in zip(formulas, values, strict=False)
        for cell, value in zip(row, saved, strict=False)
        if cell.data_type == "f" and value.value is None
    ]
    if empty:
        what = "holds formulas without their values."
        remedy = "Open it in Excel or LibreOffice and save it again, or put the values in the place of the formulas."
        raise DataError(what, where=f"{name}, worksheet {title!r}", got=listed(empty), remedy=remedy)


def _records(worksheet: openpyxl.worksheet._read_only.ReadOnlyWorksheet) -> Iterator[list[str]]:
    """Yield the rows as text; blank rows at the end do not count, those between do."""
    blank = 0
    for row in worksheet.iter_rows(values_only=True):
        cells = [cell_text(value) for value in row]
        while cells and not cells[-1].strip():
            cells.pop()
        if not cells:
            blank += 1
            continue
        yield from ([] for _ in range(blank))
        blank = 0
        yield cells
