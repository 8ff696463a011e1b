"""The tables and the figure of a split ballot."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
import pandas as pd

from analysis.output.disclosure import SMALL_COUNT
from analysis.output.document import Drawing
from analysis.output.dumbbell import Pair, Point, dumbbells
from analysis.output.labels import Labels
from analysis.output.language import EMPTY, PERCENT, Language
from analysis.output.table import Role, Row, Table
from analysis.report.groups import HIDDEN, group_notes
from analysis.studies.randomisation import Randomisation
from analysis.studies.split_ballot import CANNOT_ANSWER, SplitBallot
from analysis.values import Value
from instruments.model import CANNOT_ANSWER_CODES

MOST = 10
"""A figure of more rows is no longer read."""


@dataclass(frozen=True)
class Compared:
    """One row of a table of two arms: shares of a category in both, and their difference.

    hidden  whether its counts are too small to be shown
    """

    label: str
    role: Role
    counts: tuple[int, int]
    bases: tuple[int, int]
    control: Point
    arm: Point
    change: Point
    p: float
    hidden: bool


def compared(line: pd.Series, label: str, role: Role, language: Language, *, hide: bool) -> Compared:
    """Return a row of `SplitBallot.frame` in words; `hide` whether small counts are not shown."""
    counts, bases = ((int(line[f"{name}_control"]), int(line[f"{name}_arm"])) for name in ("n", "base_n"))
    small = any(0 < one < SMALL_COUNT for n, base in zip(counts, bases, strict=True) for one in (n, base - n))
    control, arm = (_point(line, which, language) for which in ("control", "arm"))
    change = Point(float(line["difference"]), float(line["low"]), float(line["high"]), language.change(line["difference"]))
    if hide and small:
        nothing = Point(math.nan, math.nan, math.nan, HIDDEN)
        return Compared(label, role, counts, bases, nothing, nothing, nothing, math.nan, hidden=True)
    return Compared(label, role, counts, bases, control, arm, change, float(line["p_adjusted"]), hidden=False)


def _point(line: pd.Series, which: str, language: Language) -> Point:
    share, low, high = (float(line[f"{name}_{which}"]) for name in ("share", "low", "high"))
    return Point(share, low, high, language.percent(share))


def answers(found: SplitBallot, arm: Value, labels: Labels, *, hide: bool) -> list[Compared]:
    """Return the rows of one question, those of one arm against the control."""
    names = str(found.frame["question"].iloc[0]).split(" / ")
    lines = found.frame[found.frame["arm"] == arm]
    if _said_twice(lines):
        lines = lines[lines["category"] != CANNOT_ANSWER]
    return [
        compared(line, *_category(names, line["category"], labels), labels.language, hide=hide) for _, line in lines.iterrows()
    ]


def _said_twice(lines: pd.DataFrame) -> bool:
    """Whether all who could not answer are those of one category, which has its own row."""
    columns = ("category", "n_control", "base_n_control", "n_arm", "base_n_arm")
    counts = {category: numbers for category, *numbers in zip(*(lines[name] for name in columns), strict=True)}
    typed = [code for code in counts if isinstance(code, int) and code in CANNOT_ANSWER_CODES]
    return len(typed) == 1 and counts[typed[0]] == counts.get(CANNOT_ANSWER)


def table(
    rows: Sequence[Compared], arms: tuple[Value, Value], caption: str, language: Language, *, designed: bool, of: str = "answer"
) -> Table:
    """Return the rows as a table.

    arms  the control and the arm held against it
    of    what a row is: answer | question
    """
    control, arm = arms
    columns = (
        language.text({"answer": "answer", "question": "question"}[of]), f"{control}, %", f"{arm}, %",
        language.text("experiment_difference", arm=arm, control=control), language.text("adjusted_p"),
    )  # fmt: skip
    made = tuple(Row(row.label, tuple(_cells(row, language)), row.role) for row in rows)
    words = "".join(cell for row in made for cell in row.cells)
    notes = (language.text("experiment_test_design" if designed else "experiment_test"), *group_notes(words, language))
    return Table(caption, columns, made, notes)


def drawing(
    rows: Sequence[Compared], given: Table, arms: tuple[Value, Value], language: Language, *, name: str, synthetic: bool
) -> Drawing:
    """Return the figure of a table: the shares of both arms and their differences, at most the largest `MOST`."""
    shown = sorted(rows, key=lambda row: -abs(np.nan_to_num(row.change.value)))[:MOST]
    pairs = [Pair(row.label, row.control, row.arm, row.change) for row in rows if row in shown]
    told = "; ".join(f"{row.label}: {', '.join(_words(row, language))}" for row in rows if row in shown)
    words = language.text("experiment_alt", control=arms[0], arm=arms[1], rows=f"{told}.")
    names = (str(arms[0]), str(arms[1]))
    draw = partial(dumbbells, pairs, names, given.columns[3], language, name=name, alt=words, synthetic=synthetic)
    note = language.text("experiment_largest_shown", n=MOST) if len(rows) > MOST else ""
    return Drawing(given.caption, draw, words, given, shown=True, note=note)


def randomised(found: Randomisation, labels: Labels, column: str) -> Iterator[Table]:
    """Yield the sizes of the arms that a column holds, and what was answered before they parted."""
    language = labels.language
    sizes = tuple(
        Row(labels.category(column, arm), (language.count(n), language.percent(share), language.percent(expected)))
        for arm, n, share, expected in found.arms.itertuples(index=False)
    )
    columns = (language.text("experiment_group"), language.text("count"), "%", language.text("experiment_expected"))
    note = language.text("experiment_sizes_p", p=language.p_value(found.p))
    yield Table(language.text("experiment_sizes"), columns, sizes, (note,))
    told = found.balance.dropna(subset="p")
    if len(told):
        rows = tuple(
            Row(labels.variable(str(name)), (language.p_value(p), language.p_value(adjusted), language.number(largest, 2)))
            for name, p, adjusted, largest in told.itertuples(index=False)
        )
        columns = (
            language.text("question"), language.text("p_value"), language.text("adjusted_p"), language.text("experiment_largest"),
        )  # fmt: skip
        yield Table(language.text("experiment_balance"), columns, rows, (language.text("experiment_balance_note"),))


def _words(row: Compared, language: Language) -> Iterator[str]:
    """Yield the shares of both arms and their difference."""
    for point in (row.control, row.arm):
        known = math.isfinite(point.value)
        yield f"{point.number}{PERCENT} ({language.interval(point.low, point.high)})" if known else point.number
    yield row.change.number


def _cells(row: Compared, language: Language) -> Iterator[str]:
    for point, base in zip((row.control, row.arm), row.bases, strict=True):
        known = math.isfinite(point.value)
        yield (
            f"{point.number} ({language.interval(point.low, point.high)}; n = {language.count(base)})"
            if known
            else (HIDDEN if row.hidden else EMPTY)
        )
    if math.isfinite(row.change.value):
        yield f"{row.change.number} ({language.change_interval(row.change.low, row.change.high)})"
    else:
        yield HIDDEN if row.hidden else EMPTY
    yield HIDDEN if row.hidden else language.p_value(row.p)


def _category(names: Sequence[str], category: Value, labels: Labels) -> tuple[str, Role]:
    if category == CANNOT_ANSWER:
        return labels.language.text("cannot_answer"), Role.TOTAL
    said = [labels.category(name, category) for name in names]
    # A category that only one of the variables knows has no label in the others.
    known = next((words for words in said if words != str(category)), said[0])
    return known, labels.role(names[0], category)
