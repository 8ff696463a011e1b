"""What `cannot-answer` prints besides rates: numbers by respondent, answers on three bases with their bounds, a model."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from typing import Any

import pandas as pd

from analysis.data import Data
from analysis.errors import ArgumentError
from analysis.estimation.domain import BASES
from analysis.estimation.shares.share import offering
from analysis.nonanswers.bases import answer_bases
from analysis.nonanswers.model import who_cannot_answer
from analysis.nonanswers.respondents import cannot_answer_by_respondent
from analysis.output.labels import Labels
from analysis.output.language import EMPTY, PERCENT, Language
from analysis.output.table import Row, Table
from analysis.report import grouping

Line = Mapping[Hashable, Any]
"""One row of an estimate's table, by column."""

_KEYS = {"distribution": "category", "measures": "measure", "bases": "category"}
"""The column after those of the groups."""


def frames(data: Data, options: argparse.Namespace) -> list[pd.DataFrame]:
    """Return the tables that an option asks for; none where none does. Errors as of the estimates, and for options that clash."""
    if options.respondents:
        _refuse("--respondents", interval=options.interval)
        found = cannot_answer_by_respondent(data, options.questions or None, by=options.by or None, level=options.level)
        return [_kept(found.distribution, "distribution", ""), _kept(found.measures, "measures", "")]
    questions = options.questions or offering(data.instrument)
    if options.bases:
        given = {"by": options.by or None, "level": options.level, "interval": options.interval}
        return [_kept(answer_bases(data, question, **given), "bases", question) for question in questions]
    if options.who:
        _refuse("--who", interval=options.interval, by=options.by)
        grouping.check(data, options.who)
        models = [who_cannot_answer(data, question, options.who, level=options.level) for question in questions]
        return [_kept(model.effects, "who", question) for model, question in zip(models, questions, strict=True)]
    return []


def _refuse(option: str, **others: object) -> None:
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

    heads = (language.text("cannot_answer_count"), *_texts(language, "count", "base", "percent"), _interval(frame, language))
    return _table(frame, labels, language, language.text("cannot_answer_by_respondent"), heads, words)


def _measures(frame: pd.DataFrame, labels: Labels, language: Language) -> Table:
    def words(line: Line) -> tuple[str, ...]:
        label, count = language.text(f"measure_{line['measure']}"), language.count(line["n"])
        if line["measure"] in ("rate", "any", "all"):
            ends = language.interval(line["low"], line["high"])
            return label, count, f"{language.percent(line['estimate'])}{PERCENT}", f"{ends}{PERCENT}"
        return label, count, language.number(line["estimate"], 2), language.number_interval(line["low"], line["high"], 2)

    heads = (language.text("statistic"), *_texts(language, "base", "value"), _interval(frame, language))
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
    heads = (*_texts(language, "answer", "count"), *percents, language.text("open_range"), _interval(frame, language))
    return _table(frame, labels, language, labels.variable(question), heads, words)


def _who(frame: pd.DataFrame, labels: Labels, language: Language) -> Table:
    def words(line: Line) -> tuple[str, ...]:
        name, variable = line["predictor"], labels.variable(line["predictor"])
        numbers = (
            language.change(line["effect"]),
            language.change_interval(line["low"], line["high"]),
            language.p_value(line["p_adjusted"]),
        )
        if line["reference"] is None:
            return language.text("who_one_more", variable=variable), EMPTY, *numbers
        group, other = (labels.category(name, line[key]) for key in ("category", "reference"))
        return f"{variable}: {group}", other, *numbers

    compared = _texts(language, "group", "who_reference", "who_difference")
    heads = (*compared, _interval(frame, language), language.text("adjusted_p"))
    rows = [_row(words(line)) for line in frame.to_dict("records")]
    notes = (
        language.plural("base_people_n", int(frame.attrs["n"])),
        language.plural("tests_run_n", int(frame.attrs["tests"])),
        *_warnings(frame),
    )
    return Table(labels.variable(str(frame.attrs["question"])), heads, tuple(rows), notes, frozenset({1}))


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
    notes = [*_warnings(frame)]
    if frame.attrs["missing_by"]:
        notes.append(language.plural("ungrouped_n", int(frame.attrs["missing_by"])))
    named = tuple(labels.variable(name) for name in groups)
    return Table(caption, (*named, *heads), tuple(rows), tuple(notes), frozenset(range(1, len(groups) + 1)))


def _row(words: Sequence[str]) -> Row:
    return Row(words[0], tuple(words[1:]))


def _warnings(frame: pd.DataFrame) -> Iterator[str]:
    yield from filter(None, str(frame.attrs.get("warnings", "")).splitlines())


def _texts(language: Language, *keys: str) -> tuple[str, ...]:
    return tuple(language.text(key) for key in keys)


def _interval(frame: pd.DataFrame, language: Language) -> str:
    percent = round(float(frame.attrs["level"]) * 100, 6)
    return language.text("interval_level", level=language.number(percent, 0 if percent.is_integer() else 1))


TABLES: Mapping[str, Callable[[pd.DataFrame, Labels, Language], Table]] = {
    "distribution": _respondents,
    "measures": _measures,
    "bases": _bases,
    "who": _who,
}
"""The words of each table, by its name in `.attrs`."""
