"""Tables on the command line: labelled text for people, JSON rows with the estimates' own column names for programs.

For whoever analyses the responses and has them anyway: no cell is hidden here, as it is in the report.
"""

from __future__ import annotations

import argparse
import json
import math
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import pandas as pd

from analysis.data import Data
from analysis.output.document import WATERMARK
from analysis.output.labels import Labels
from analysis.output.language import Language
from analysis.output.markdown import table_text
from analysis.output.table import Row, Table
from analysis.report import column_letters, grouping, reading, tested, versions
from instruments.model import Kind

Wording = Callable[[pd.DataFrame, Labels, Language], Table]
"""The words of a table that is none of one estimate a row."""

_NUMBERS = ("mean", "quantile")
_COUNTS = ("missing", "missing_by", "non_answers")
"""What is told of each question, and of none for several."""

_OF_ONE_FRAME = ("question", "table", "json")
"""Notes that only this module reads."""


def responses(options: argparse.Namespace) -> Data:
    """Return the responses that a table is made of; an ArgumentError where a variable cannot split it."""
    data = reading.responses(options, or_bare=True)
    grouping.check(data, _named(options))
    return data


def of(frame: pd.DataFrame, question: str) -> pd.DataFrame:
    """Return an estimate's table that says whose it is; "" = of several questions."""
    frame.attrs["question"] = question
    return frame


def show(
    data: Data, frames: Sequence[pd.DataFrame], options: argparse.Namespace, worded: Mapping[str, Wording] | None = None
) -> int:
    """Print the tables, or one JSON document, and return the exit code.

    worded  the words of tables by the name in their `.attrs`; one without is worded by `tabulate`
    """
    synthetic = reading.has_tests(data)
    frames = [_with_reading(frame, data) for frame in frames]
    if options.json:
        print(json.dumps(_document(frames, synthetic=synthetic), ensure_ascii=False, allow_nan=False))
        return 0
    language = Language(options.language, decimals=1)
    labels = Labels(None if data.instrument is None else reading.instrument_in(data, options.language), language)
    if synthetic:
        print(f"**{WATERMARK}** {language.text('synthetic_banner')}\n")
    for frame in frames:
        words = (worded or {}).get(frame.attrs.get("table", ""))
        table = tabulate(frame, labels, language, options) if words is None else words(frame, labels, language)
        notes = _of_question(data, str(frame.attrs["question"]), labels)
        print(table_text(replace(table, notes=(*table.notes, *notes))))
        if "json" in frame.attrs:
            print(table_text(column_letters.table(json.loads(frame.attrs["json"])["letters"], labels, language)))
    return 0


def tabulate(frame: pd.DataFrame, labels: Labels, language: Language, options: argparse.Namespace) -> Table:
    """Return an estimate's tidy frame as a table: labels for codes, percents for shares, one cell for an interval."""
    question = str(frame.attrs["question"])
    keys = [name for name in frame.columns if name in _named(options)]
    heads = [name for name in ("row", "column", *keys, "category") if name in frame] or ["question"]
    value = next(name for name in ("share", *_NUMBERS) if name in frame)
    numbers = [name for name in ("prob", "n", "base_n") if name in frame]
    rows = []
    for line in frame.to_dict("records"):
        words = [_label(name, plain(line[name]), question, labels, options) for name in heads]
        counts = [language.count(line[name]) if name != "prob" else language.number(line[name], 2) for name in numbers]
        rows.append(Row(words[0], (*words[1:], *counts, *_estimate(line, value, language))))
    columns = [
        *(_head(name, language, labels, options) for name in heads),
        *(_head(name, language, labels, options) for name in numbers),
    ]
    columns += [language.text({"share": "percent", "mean": "mean", "quantile": "quantile"}[value])]
    columns += [interval_head(frame, language)]
    caption = labels.variable(question) if question else language.text("cannot_answer_rates")
    return Table(caption, tuple(columns), tuple(rows), tuple(_notes(frame, language)), frozenset(range(1, len(heads))))


def _notes(frame: pd.DataFrame, language: Language) -> Iterator[str]:
    yield from warnings(frame)
    yield from left_out(frame, language, "missing_n" if frame.attrs["question"] else "missing_answers_n")
    if "questionnaire" in frame.attrs:
        yield language.text("no_questionnaire")
    if "missing_not_found" in frame.attrs:
        yield f"{language.text('missing_not_found')}: {frame.attrs['missing_not_found']}"
    if "json" in frame.attrs:
        test = json.loads(frame.attrs["json"])["test"]
        if test["p"] is not None:
            yield tested.result(test, language)


def warnings(frame: pd.DataFrame) -> Iterator[str]:
    """Yield what an estimate warns of."""
    yield from filter(None, str(frame.attrs.get("warnings", "")).splitlines())


def left_out(frame: pd.DataFrame, language: Language, missing: str) -> Iterator[str]:
    """Yield how many rows hold nothing for the question, in the sentence of the key `missing`, or for the groups."""
    if frame.attrs["missing"]:
        yield language.plural(missing, int(frame.attrs["missing"]))
    if frame.attrs["missing_by"]:
        yield language.plural("ungrouped_n", int(frame.attrs["missing_by"]))


def _of_question(data: Data, name: str, labels: Labels) -> Iterator[str]:
    """Yield what a reader of a question's table should know of older versions of the questionnaire, and of empty boxes."""
    if labels.instrument is not None:
        yield from versions.unseen(data, labels.instrument, labels.language)
    question = labels.question(name)
    if question is not None:
        yield from versions.older_wordings(data, question, labels.language)
        if question.kind is Kind.MANY and "nothing_ticked" in data.frame.attrs:
            yield labels.language.plural("nothing_ticked_n", int(data.frame.attrs["nothing_ticked"]))


def interval_head(frame: pd.DataFrame, language: Language) -> str:
    """Return the heading of the intervals, with their level."""
    percent = round(float(frame.attrs["level"]) * 100, 6)
    return language.text("interval_level", level=language.number(percent, 0 if percent.is_integer() else 1))


def _estimate(line: Mapping[Hashable, Any], value: str, language: Language) -> tuple[str, str]:
    if value == "share":
        return language.percent(line["share"]), language.interval(line["low"], line["high"])
    places = 2 if value == "mean" else 1
    return language.number(line[value], places), language.number_interval(line["low"], line["high"], places)


def _named(options: argparse.Namespace) -> list[str]:
    return [options.by] if isinstance(options.by, str) else list(options.by)


def _label(name: str, value: object, question: str, labels: Labels, options: argparse.Namespace) -> str:
    if name == "question":
        return labels.variable(str(value))
    of = {"category": question, "row": question, "column": options.by}.get(name, name)
    return labels.category(str(of), value if isinstance(value, int | float | str) else str(value))


def _head(name: str, language: Language, labels: Labels, options: argparse.Namespace) -> str:
    words = {"category": "answer", "row": "answer", "question": "question", "n": "count", "base_n": "base", "prob": "probability"}
    if name == "column":
        return labels.variable(options.by)
    return language.text(words[name]) if name in words else labels.variable(name)


def _document(frames: Sequence[pd.DataFrame], *, synthetic: bool) -> dict[str, object]:
    rows = [row for frame in frames for row in rows_of(frame)]
    parts = [json.loads(frame.attrs["json"]) for frame in frames if "json" in frame.attrs]
    tests = {"tests": [part["test"] for part in parts]} if parts else {}
    compared = column_letters.document([part["letters"] for part in parts]) if parts else {}
    return {"rows": rows, "attrs": _said(frames), **tests, **compared, "synthetic": synthetic}


def _said(frames: Sequence[pd.DataFrame]) -> dict[str, object]:
    """Return what the tables say of themselves: of several questions what they share, and `questions`, each with its own."""
    each = [{str(name): plain(value) for name, value in frame.attrs.items() if name not in _OF_ONE_FRAME} for frame in frames]
    warnings = dict.fromkeys(line for said in each for line in str(said.get("warnings", "")).splitlines())
    joined = {"warnings": "\n".join(warnings)} if any("warnings" in said for said in each) else {}
    questions = {str(frame.attrs["question"]): said for frame, said in zip(frames, each, strict=True)}
    if len(questions) == 1:
        return each[0] | joined
    shared = {
        name: value
        for name, value in each[0].items()
        if name not in _COUNTS and all(name in said and said[name] == value for said in each)
    }
    return {**shared, **joined, "questions": questions}


def rows_of(frame: pd.DataFrame) -> list[dict[str, object]]:
    """Return a table as JSON has it: a mapping a row."""
    return [{str(name): plain(value) for name, value in row.items()} for row in frame.to_dict("records")]


def plain(value: object) -> object:
    """Return a value JSON has: a number of Python's own, null for NaN and infinities."""
    own = value.item() if hasattr(value, "item") else value
    return None if isinstance(own, float) and not math.isfinite(own) else own


def _with_reading(frame: pd.DataFrame, data: Data) -> pd.DataFrame:
    """Return the table, which also says which values of --missing the source does not hold, and that it has no questionnaire."""
    for name in ("missing_not_found", "questionnaire", "nothing_ticked"):
        if data.frame.attrs.get(name):
            frame.attrs[name] = data.frame.attrs[name]
    return frame
