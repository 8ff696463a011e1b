"""Which columns of a cross-tab differ: a letter a column, and in each cell the letters of the columns whose share is lower."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from analysis.output.labels import Labels
from analysis.output.language import EMPTY, Language
from analysis.output.table import Row, Table

Compared = Mapping[str, Any]
"""What a cross-tab says of its columns: question, by, adjust, family, tests, level; rows of letters and comparisons."""


def document(tables: Iterable[Compared]) -> dict[str, list[dict[str, object]]]:
    """Return what JSON holds of cross-tabs: rows of letters and of the comparisons behind them, and how many these were."""
    found: dict[str, list[dict[str, object]]] = {"letters": [], "comparisons": [], "letter_tests": []}
    for compared in tables:
        for name in ("letters", "comparisons"):
            found[name] += [{"question": compared["question"], **row} for row in compared[name]]
        found["letter_tests"].append({name: value for name, value in compared.items() if name not in found})
    return found


def table(compared: Compared, labels: Labels, language: Language) -> Table:
    """Return the table of letters, with the number of tests and how they were adjusted."""
    question, by, rows = compared["question"], compared["by"], compared["letters"]
    columns = {row["letter"]: f"{row['letter']}: {labels.category(by, row['column'])}" for row in rows}
    lines = [rows[start : start + len(columns)] for start in range(0, len(rows), max(len(columns), 1))]
    caption = language.text("letters_caption", by=labels.variable(by))
    notes = (
        language.text("letters_note", p=language.number(1 - compared["level"], _places(1 - compared["level"]))),
        language.plural("letters_tests_n", compared["tests"]),
    )
    made = tuple(Row(labels.category(question, line[0]["row"]), _cells(line)) for line in lines)
    return Table(caption, (language.text("answer"), *columns.values()), made, notes, frozenset(range(1, len(columns) + 1)))


def _cells(line: Sequence[Mapping[str, str]]) -> tuple[str, ...]:
    return tuple(cell["higher_than"] or EMPTY for cell in line)


def _places(p: float) -> int:
    """Return the decimals of a level such as 0.05 or 0.001."""
    return max(2, len(f"{p:.6f}".rstrip("0").partition(".")[2]))
