"""Responses as a CSV file that spreadsheets open safely and `analysis.read` reads."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from pathlib import Path

from instruments.kinds import Cell
from instruments.spreadsheet import formula_safe


def write(out: Path, names: Iterable[str], rows: Iterable[Iterable[Cell]]) -> int:
    """Write a row a response, its texts so that no spreadsheet runs one; how many there were."""
    count = 0
    # The mark at the beginning tells Excel that the file is UTF-8.
    with out.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, lineterminator="\r\n")
        writer.writerow([formula_safe(name) for name in names])
        for row in rows:
            writer.writerow([formula_safe(cell) if isinstance(cell, str) else cell for cell in row])
            count += 1
    return count
