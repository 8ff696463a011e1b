"""The report's numbers as a CSV file that a spreadsheet opens safely."""

from __future__ import annotations

import csv
import io
from dataclasses import astuple, fields

from analysis.output.document import Document, Record

_FORMULA = "=+-@\t\r\n\0＝＋－＠"


def csv_text(report: Document) -> str:
    """Return the report's records as CSV with a byte order mark, so that Excel reads the letters right.

    Numbers have a decimal point and are not rounded; where a number is not shown its cell is empty.
    """
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\r\n")
    writer.writerow([field.name for field in fields(report.records[0] if report.records else Record)])
    for record in report.records:
        writer.writerow([_cell(value) for value in astuple(record)])
    return "\ufeff" + file.getvalue()


def formula_safe(words: str) -> str:
    """Return a text that no spreadsheet takes for a formula: one that begins like one gets an apostrophe before it.

    >>> formula_safe("=1+1"), formula_safe(" @SUM(A1)"), formula_safe("Иә"), formula_safe("-1")
    ("'=1+1", "' @SUM(A1)", 'Иә', "'-1")
    """
    begins = words.lstrip(" \"'\ufeff")[:1]
    return f"'{words}" if words[:1] in tuple(_FORMULA) or (begins and begins in _FORMULA) else words


def _cell(value: str | float | None) -> str:
    if value is None:
        return ""
    return formula_safe(value) if isinstance(value, str) else repr(value)
