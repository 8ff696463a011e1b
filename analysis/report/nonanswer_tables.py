"""The command `cannot-answer`: rates by question, numbers by respondent, answers on three bases with their bounds."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import Any

import pandas as pd

from analysis.data import Data
from analysis.errors import ArgumentError
from analysis.estimation.domain import BASES
from analysis.estimation.shares.share import cannot_answer, offering
from analysis.nonanswers.bases import answer_bases
from analysis.nonanswers.respondents import cannot_answer_by_respondent
from analysis.output.labels import Labels
from analysis.output.language import EMPTY, PERCENT, Language
from analysis.output.table import Row, Table
from analysis.report import one_table

Line = Mapping[Hashable, Any]
"""One row of an estimate's table, by column."""

_KEYS = {"distribution": "category", "measures": "measure", "bases": "category"}
"""The column after those of the groups."""


def run(options: argparse.Namespace) -> int:
    """Print the tables, or one JSON document; errors as of the estimates, and for options that clash."""
    data = one_table.responses(options)
    return one_table.show(data, _frames(data, options), options, _TABLES)


def _frames(data: Data, options: argparse.Namespace) -> list[pd.DataFrame]:
    given = {"by": options.by or None, "level": options.level}
    if options.respondents:
        refuse("--respondents", interval=options.interval)
        found = cannot_answer_by_respondent(data, options.questions or None, **given)
        return [_kept(found.distribution, "distribution", ""), _kept(found.measures, "measures", "")]
    given["interval"] = options.interval
    if options.bases:
        questions = options.questions or offering(data.instrument)
        return [_kept(answer_bases(data, question, **given), "bases", question) for question in questions]
    return [one_table.of(cannot_answer(data, options.questions or None, **given), "")]


def refuse(option: str, **others: object) -> None:
    """Raise an ArgumentError where an option is given that means nothing beside another."""
    for name, value in others.items():
        if value:
            raise ArgumentError(f"{option} has no --{name}.", remedy=f"Leave --{name} out.")


def _kept(frame: pd.DataFrame, table: str, question: str) -> pd.DataFrame:
    frame.attrs |= {"table": table, "question": question}
    return frame


def _respondents(frame: pd.DataFrame, labels: Labels, language: Language) -> Table:
    def words(line: Line) -> tuple[str, ...]:
        label = language.plural("questions_n", int(line["category"]))
        ends = language.interval(line["low"], line["high"])
        return label, language.count(line["n"]), language.count(line["base_n"]), language.percent(line["share"]), ends

    heads = (
        language.text("cannot_answer_count"),
        *_texts(language, "count", "base", "percent"),
        one_table.interval_head(frame, language),
    )
    return _table(frame, labels, language, language.text("cannot_answer_by_respondent"), heads, words)


def _measures(frame: pd.DataFrame, labels: Labels, language: Language) -> Table:
    def words(line: Line) -> tuple[str, ...]:
        label, count = language.text(f"measure_{line['measure']}"), language.count(line["n"])
        if line["measure"] in ("rate", "any", "all"):
            ends = language.interval(line["low"], line["high"])
            return label, count, f"{language.percent(line['estimate'])}{PERCENT}", f"{ends}{PERCENT}"
        return label, count, language.number(line["estimate"], 2), language.number_interval(line["low"], line["high"], 2)

    heads = (language.text("statistic"), *_texts(language, "base", "value"), one_table.interval_head(frame, language))
    return _table(frame, labels, language, language.text("cannot_answer_by_respondent"), heads, words)


def _bases(frame: pd.DataFrame, labels: Labels, language: Language) -> Table:
    question = str(frame.attrs["question"])

    def share(line: Line, base: str) -> str:
        number = language.percent(line[f"share_{base}"])
        return number if number == EMPTY else f"{number} ({language.interval(line[f'low_{base}'], line[f'high_{base}'])})"

    def words(line: Line) -> tuple[str, ...]:
        bounds = language.interval(line["least"], line["most"]), language.interval(line["low"], line["high"])
        shares = (share(line, base) for base in BASES)
        return labels.category(question, line["category"]), language.count(line["n"]), *shares, *bounds

    percents = _texts(language, *(f"percent_of_{base}" for base in BASES))
    heads = (
        *_texts(language, "answer", "count"),
        *percents,
        language.text("open_range"),
        one_table.interval_head(frame, language),
    )
    return _table(frame, labels, language, labels.variable(question), heads, words)


def _table(
    frame: pd.DataFrame,
    labels: Labels,
    language: Language,
    caption: str,
    heads: Sequence[str],
    words: Callable[[Line], tuple[str, ...]],
) -> Table:
    """Return a table with the columns of the groups before the others."""
    columns = [str(name) for name in frame.columns]
    first = columns.index(_KEYS[str(frame.attrs["table"])])
    groups = [name for name in columns[:first] if name != "question"]
    lines = frame.to_dict("records")
    rows = [_row((*(labels.category(name, line[name]) for name in groups), *words(line))) for line in lines]
    missing = "missing_n" if frame.attrs["question"] else "outside_questions_n"
    notes = (*one_table.warnings(frame), *one_table.left_out(frame, language, missing))
    named = tuple(labels.variable(name) for name in groups)
    return Table(caption, (*named, *heads), tuple(rows), notes, frozenset(range(1, len(groups) + 1)))


def _row(words: Sequence[str]) -> Row:
    return Row(words[0], tuple(words[1:]))


def _texts(language: Language, *keys: str) -> tuple[str, ...]:
    return tuple(language.text(key) for key in keys)


_TABLES: Mapping[str, one_table.Wording] = {
    "distribution": _respondents,
    "measures": _measures,
    "bases": _bases,
}
"""The words of each table, by its name in `.attrs`."""
