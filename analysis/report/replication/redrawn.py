"""The drawings of the figures: counts, shares and intervals where counts are known, else the numbers as they were printed."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from functools import partial

from analysis.output import alt, plot
from analysis.output.document import Drawing
from analysis.output.language import EMPTY, PERCENT, Language
from analysis.output.plot import Bar
from analysis.output.table import Role, Row, Table
from analysis.published.model import Counted, PublishedAnswer, Unit
from analysis.published.recovery import share_of
from analysis.published.results import Number
from analysis.report import distributions, scope
from analysis.report.replication import labels, words
from analysis.report.replication.known import Figure, estimates, role_of
from analysis.report.scope import Estimate


def counted(figure: Figure, language: Language) -> Drawing:
    """Return a figure whose counts are known, with the table of its counts, shares and intervals."""
    known = {item.code: item for item in estimates(figure, language)}
    rows, bars = [], []
    for answer in _in_order(figure):
        item = known.get(answer.category)
        rows.append(_unknown_row(answer, 3, language) if item is None else _row(item, language))
        bars.append(_unknown_bar(answer, language) if item is None else bar(item, language))
    if figure.rest is not None:
        rows.append(_row(known[""], language))
        bars.append(bar(known[""], language))
    base = figure.base or 0
    rows.append(Row(language.text("base"), (language.count(base), "", ""), Role.TOTAL))
    columns = (
        language.text("answer"), language.text("count"), language.text("percent_of_answered"),
        language.text("interval_95"),
    )  # fmt: skip
    notes = (distributions.base_note(base, language), *_notes(figure, list(known.values()), language))
    title = labels.title(figure.question, base, language)
    table = Table(title, columns, tuple(rows), notes)
    if figure.question.census:
        table = table.without(language.text("interval_95"))
    drawn = scope.drawing(bars, table, base, language, name=figure.question.id, shown=True, ranked=figure.leader_is_known)
    return replace(drawn, note=how_to_read(bars, language))


def bar(item: Estimate, language: Language) -> Bar:
    """Return the bar of an estimate with its count before its percent."""
    return replace(scope.bar(item, language), count=language.count(item.n))


def how_to_read(bars: list[Bar], language: Language) -> str:
    """Return what stands beside the bars and what the lines in them are, where there are some."""
    intervals = any(math.isfinite(one.low) for one in bars)
    return language.text("figure_note" if intervals else "figure_note_full")


def as_printed(figure: Figure, language: Language) -> Drawing | Table:
    """Return the printed numbers as bars without intervals: their counts are not known, or have no base in common."""
    asked = figure.question
    rows = [_printed_row(figure, answer, language) for answer in _in_order(figure)]
    base = language.text("unknown") if figure.base is None else language.count(figure.base)
    rows.append(Row(language.text("base"), ("", base), Role.TOTAL))
    columns = (language.text("answer"), language.text("printed"), language.text("possible_counts"))
    notes = (language.text("trend_note" if asked.counted is Counted.TREND else "no_counts_note"),)
    table = Table(labels.title(asked, figure.base, language), columns, tuple(rows), notes)
    found = (_printed_bar(answer, figure.base, language) for answer in _in_order(figure))
    bars = [one for one in found if one is not None]
    if all(one.role is Role.UNKNOWN for one in bars):
        return table
    said = alt.printed_chart(bars, language)
    draw = partial(plot.bars, bars, language, name=asked.id, alt=said)
    return Drawing(table.caption, draw, said, table, shown=True, note=language.text("figure_note_printed"))


def _in_order(figure: Figure) -> list[PublishedAnswer]:
    """Return the answers as they are drawn: where several could be given by their frequency, else in the order of the file.

    One whose number was not published may be the most frequent of all, so it stands before those that can be compared.
    """
    answers = list(figure.question.answers)
    if figure.question.counted is not Counted.MANY:
        return answers
    unknown = {answer.id: answer.printed is None for answer in answers}
    return sorted(answers, key=lambda one: (one.cannot_answer, not unknown[one.id], -_size(figure, one)))


def _size(figure: Figure, answer: PublishedAnswer) -> Fraction:
    count = figure.answers[answer.id].count
    return _share(answer, figure.base) if count is None or not figure.base else Fraction(count, figure.base)


# --- figures whose counts are known ------------------------------------------------------------------------------------


def _row(item: Estimate, language: Language) -> Row:
    cells = (language.count(item.n), language.percent(item.share), language.interval(item.low, item.high))
    return Row(item.label, cells, item.role)


def _unknown_row(answer: PublishedAnswer, cells: int, language: Language) -> Row:
    said = [language.text("not_published")] * (cells - 1)
    return Row(labels.words(answer.label, language), (*said, EMPTY), Role.UNKNOWN)


def _unknown_bar(answer: PublishedAnswer, language: Language) -> Bar:
    return Bar(labels.words(answer.label, language), 0.0, language.text("not_published"), role=Role.UNKNOWN)


def _notes(figure: Figure, items: list[Estimate], language: Language) -> Iterator[str]:
    if any(item.n == 0 for item in items):
        yield language.text("zero_note")
    if figure.rest is not None:
        yield language.text("unplaced_note" if figure.rest.unplaced else "unnamed_note")
    if figure.question.counted is Counted.MANY and not figure.question.complete:
        yield language.text("multi_unnamed_note")


# --- figures of which only the printed numbers are known ---------------------------------------------------------------


def _printed_row(figure: Figure, answer: PublishedAnswer, language: Language) -> Row:
    if answer.printed is None:
        return _unknown_row(answer, 2, language)
    cells = (_number(answer, language), _count(figure.answers[answer.id], language))
    return Row(labels.words(answer.label, language), cells, role_of(answer))


def _printed_bar(answer: PublishedAnswer, base: int | None, language: Language) -> Bar | None:
    """Return the bar of a printed number; None where it is a count of an unknown base, or no share at all."""
    if answer.printed is None:
        return _unknown_bar(answer, language)
    share = _share(answer, base)
    if not 0 <= share <= 1:
        return None
    sign = PERCENT if answer.unit is Unit.PERCENT else ""
    return Bar(labels.words(answer.label, language), float(share), f"{_number(answer, language)}{sign}", role=role_of(answer))


def _share(answer: PublishedAnswer, base: int | None) -> Fraction:
    """Return a printed number as a share; -1 for a count of an unknown base."""
    if answer.unit is not Unit.COUNT:
        return share_of(answer)
    return Fraction(int(answer.printed or "0"), base) if base else Fraction(-1)


def _number(answer: PublishedAnswer, language: Language) -> str:
    printed = answer.printed or ""
    return language.count(int(printed)) if answer.unit is Unit.COUNT else words.as_printed(printed, language)


def _count(number: Number, language: Language) -> str:
    """Return the counts that are printed so, where there are some."""
    if number.count is not None:
        return language.count(number.count)
    several = next((reason.told for reason in number.reasons if reason.key == "number_several_counts"), None)
    if several is None:
        return EMPTY
    return "–".join(language.count(end) for end in (several["low"], several["high"]) if isinstance(end, int))
