"""Answers as lines: a box, its code, its label, and where it leads."""

from __future__ import annotations

from collections.abc import Sequence

from reportlab.lib.units import mm
from reportlab.platypus import Flowable, Table

from instruments.doors.marks import Lines, Tick
from instruments.doors.sheet import Row
from instruments.doors.styles import BODY, BOX, CODE, SMALL, TEXT, paragraph

PLAIN = [("LEFTPADDING", (0, 0), (-1, -1), 0), ("RIGHTPADDING", (0, 0), (-1, -1), 3), ("TOPPADDING", (0, 0), (-1, -1), 1.5),
          ("BOTTOMPADDING", (0, 0), (-1, -1), 1.5), ("VALIGN", (0, 0), (-1, -1), "TOP")]  # fmt: skip
"""The style of a table that is not seen as one."""

MIDDLE = [*PLAIN, ("VALIGN", (0, 0), (-1, -1), "MIDDLE")]


def ticks(rows: Sequence[Row], size: float = BOX) -> Table:
    """Return a table with a line an answer: its box, its code, its label and where it leads."""
    cells = [[Tick(size), paragraph(str(row.code), CODE), _label(row)] for row in rows]
    return Table(
        cells, colWidths=[size + 2 * mm, 9 * mm, BODY - size - 11 * mm], hAlign="LEFT", style=PLAIN if size == BOX else MIDDLE
    )


def _label(row: Row) -> list[Flowable]:
    words = paragraph(f"* {row.label}" if row.last else row.label, TEXT, name=row.column, after=row.go_to)
    return [words, Lines(), paragraph("", SMALL, name=row.writing)] if row.writing else [words]
