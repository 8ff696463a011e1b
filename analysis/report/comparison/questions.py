"""One question in two samples: its figure, its tables, and its numbers as data; what must not be shown is not."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace
from functools import partial

import pandas as pd

from analysis.output import alt
from analysis.output.disclosure import SMALL_BASE
from analysis.output.document import Block, DifferenceRecord, Drawing, Paragraph, Tone
from analysis.output.dumbbell import Pair, Point, dumbbells
from analysis.output.labels import Labels
from analysis.output.language import EMPTY, Language
from analysis.output.table import Role, Row, Table
from analysis.report.comparison.compared import Compared, Comparison
from analysis.report.comparison.lines import Line, Share, lines
from analysis.report.comparison.sides import Side
from analysis.report.distributions import base_note, wording_notes
from analysis.report.groups import HIDDEN, base_cell, group_notes
from analysis.report.reading import has_tests
from instruments.model import Basis


def blocks(one: Compared, comparison: Comparison, labels: Labels) -> Iterator[Block]:
    """Yield everything about one question below its wording."""
    yield from wording_notes(one.question, labels.language)
    yield _drawing(one, comparison, labels)
    if one.statistics is not None:
        yield _statistics(one.statistics, labels.language)
        if one.statistics["low"].isna().any():
            yield Paragraph(labels.language.text("published_no_interval"), Tone.NOTE)


def shown_changes(one: Compared, labels: Labels) -> Iterator[tuple[float, tuple[str, ...]]]:
    """Yield the adjusted p of each difference that is shown, with its answer, both shares, the difference and that p."""
    language = labels.language
    for line in lines(one):
        if line.is_shown:
            cells = (labels.category(one.variable, line.category), _percent(line.a, language), _percent(line.b, language))
            yield line.p_adjusted, (*cells, _change(line, language), language.p_value(line.p_adjusted))


def records(one: Compared, labels: Labels) -> list[DifferenceRecord]:
    """Return the rows as data; where numbers are hidden, and where they could be worked out from, cells are empty."""
    wording, found = labels.variable(one.variable), []
    for line in lines(one):
        a, b = line.a, line.b
        note = "suppressed" if line.is_hidden else "small base" if a.base_n < SMALL_BASE or b.base_n < SMALL_BASE else ""
        label = labels.category(one.variable, line.category)
        record = DifferenceRecord(one.variable, wording, str(one.frame.attrs["base"]), line.category, label, note=note)
        if a.is_shown:
            record = replace(record, n_a=int(a.n), base_n_a=int(a.base_n), share_a=a.share, low_a=a.low, high_a=a.high)
        if b.is_shown:
            record = replace(record, n_b=int(b.n), base_n_b=int(b.base_n), share_b=b.share, low_b=b.low, high_b=b.high)
        if line.is_shown:
            record = replace(
                record, difference=line.difference, low=line.low, high=line.high, p=line.p, p_adjusted=line.p_adjusted
            )
        found.append(record)
    return found


def is_synthetic(comparison: Comparison) -> bool:
    """Return whether test responses are on a side."""
    return any(side.findings is None and has_tests(side.data) for side in comparison.sides)


def _drawing(one: Compared, comparison: Comparison, labels: Labels) -> Drawing:
    language, found = labels.language, lines(one)
    pairs = [_pair(line, labels.category(one.variable, line.category), language) for line in found]
    names = tuple(_named(side, share, language) for side, share in _bases(comparison, found))
    words = alt.dumbbells(pairs, language)
    draw = partial(
        dumbbells,
        pairs, (names[0], names[1]), language.text("difference_points"), language, name=one.question.id, alt=words,
        synthetic=is_synthetic(comparison),
    )  # fmt: skip
    table = _table(one, comparison, labels)
    return Drawing(table.caption, draw, words, table, shown=True)


def _bases(comparison: Comparison, found: tuple[Line, ...]) -> tuple[tuple[Side, float], tuple[Side, float]]:
    """Return the sides with their bases, the same in every row."""
    return (comparison.a, found[0].a.base_n), (comparison.b, found[0].b.base_n)


def _named(side: Side, base: float, language: Language) -> str:
    """Return a side's name with its base."""
    return side.title if math.isnan(base) else f"{side.title} ({base_note(int(base), language)})"


def _pair(line: Line, label: str, language: Language) -> Pair:
    a, b = (
        Point(share.share, share.low, share.high, language.percent(share.share)) if share.is_shown else _nothing(share.hidden)
        for share in (line.a, line.b)
    )
    if not line.is_shown:
        return Pair(label, a, b, _nothing(line.is_hidden))
    return Pair(label, a, b, Point(line.difference, line.low, line.high, language.change(line.difference)))


def _nothing(hidden: bool) -> Point:
    return Point(math.nan, math.nan, math.nan, HIDDEN if hidden else EMPTY)


def _table(one: Compared, comparison: Comparison, labels: Labels) -> Table:
    language, found = labels.language, lines(one)
    rows = [
        Row(
            labels.category(one.variable, line.category),
            _cells(line, comparison, language),
            labels.role(one.variable, line.category),
        )
        for line in found
    ]
    bases = [EMPTY if math.isnan(base) else base_cell(int(base), language) for _, base in _bases(comparison, found)]
    rows.append(Row(language.text("base"), (bases[0], "", bases[1], "", "", ""), Role.TOTAL))
    count = language.text("count")
    columns = (
        language.text("answer"), f"A: {count}", "A, %", f"B: {count}", "B, %", language.text("difference_points"),
        language.text("adjusted_p"),
    )  # fmt: skip
    return Table(language.text("compared_caption"), columns, tuple(rows), tuple(_notes(one, comparison, rows, language)))


def _cells(line: Line, comparison: Comparison, language: Language) -> tuple[str, ...]:
    parts: list[str] = []
    for side, share in ((comparison.a, line.a), (comparison.b, line.b)):
        silent = side.findings is not None and math.isnan(share.share)
        parts += [language.text("not_published"), EMPTY] if silent else [_count(share, language), _percent(share, language)]
    if line.is_hidden:
        return (*parts, HIDDEN, HIDDEN)
    return (*parts, _change(line, language), language.p_value(line.p_adjusted))


def _count(share: Share, language: Language) -> str:
    return HIDDEN if share.hidden else language.count(share.n)


def _percent(share: Share, language: Language) -> str:
    if not share.is_shown:
        return HIDDEN if share.hidden else EMPTY
    return f"{language.percent(share.share)} ({language.interval(share.low, share.high)})"


def _change(line: Line, language: Language) -> str:
    if not line.is_shown:
        return EMPTY
    return f"{language.change(line.difference)} ({language.change_interval(line.low, line.high)})"


def _notes(one: Compared, comparison: Comparison, rows: list[Row], language: Language) -> Iterator[str]:
    cells = [cell for row in rows for cell in row.cells]
    yield from group_notes("".join(cells), language)
    yield language.text("compared_test_design" if comparison.designed else "compared_test")
    if any(side.data.design.basis != Basis.PROBABILITY for side in comparison.sides):
        yield language.text("if_random_sample")
    for side, unplaced in zip(comparison.sides, one.unplaced, strict=True):
        unnamed = one.frame.attrs[f"unnamed_{side.mark.lower()}"]
        if unplaced:
            yield language.plural("compared_unplaced_n", unplaced, side=side.mark)
        elif unnamed:
            yield language.plural("compared_unnamed_n", int(unnamed), side=side.mark)
    if any(cell.startswith("*") for cell in cells):
        yield language.text("less_than_half")


def _statistics(found: pd.DataFrame, language: Language) -> Table:
    """Return the table of means and medians; a number without an interval stands alone."""
    columns = (language.text("statistic"), "A", "B", f"{language.text('difference')} (B − A)", language.text("p_value"))
    notes = (language.text("compared_own_p"), language.text("statistics_note"))
    rows = tuple(_statistic(line, language) for _, line in found.iterrows())
    return Table(language.text("median_and_mean"), columns, rows, notes)


def _statistic(line: pd.Series, language: Language) -> Row:
    places = 2 if line["statistic"] == "mean" else 1
    cells = []
    for mark in "ab":
        interval = language.number_interval(line[f"low_{mark}"], line[f"high_{mark}"], places)
        cells.append(_with(language.number(line[f"value_{mark}"], places), interval))
    interval = language.signed_interval(line["low"], line["high"], places)
    cells += [_with(language.signed(line["difference"], places), interval), language.p_value(line["p"])]
    return Row(language.text(str(line["statistic"])), tuple(cells))


def _with(number: str, interval: str) -> str:
    return number if interval == EMPTY else f"{number} ({interval})"
