"""The commands `list-experiment` and `split-ballot`: labelled tables for people, one JSON document for programs.

For whoever analyses the responses and has them anyway: no cell is hidden here, as it is in the report.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import Any

import pandas as pd

from analysis.data import Data
from analysis.errors import ArgumentError
from analysis.output.document import WATERMARK
from analysis.output.labels import Labels
from analysis.output.language import Language
from analysis.output.markdown import table_text
from analysis.output.table import Table
from analysis.report import reading
from analysis.report.experiments import ballots, lists
from analysis.report.one_table import plain, rows_of
from analysis.studies.list_experiment import list_experiment
from analysis.studies.randomisation import arm_column
from analysis.studies.split_ballot import SplitBallot, split_ballot
from analysis.values import Value


def run(options: argparse.Namespace) -> int:
    """Print the tables of one study, or one JSON document; errors as of the estimates."""
    data = reading.responses(options, or_bare=True)
    synthetic = reading.has_tests(data)
    language = Language(options.language, decimals=1)
    labels = Labels(None if data.instrument is None else reading.instrument_in(data, options.language), language)
    document, tables, notes = _COMMANDS[options.command](data, labels, options)
    if options.json:
        print(json.dumps(document | {"synthetic": synthetic}, ensure_ascii=False, allow_nan=False))
        return 0
    if synthetic:
        print(f"**{WATERMARK}** {language.text('synthetic_banner')}\n")
    for table in tables:
        print(table_text(table))
    for note in notes:
        print(note)
    return 0


_Found = tuple[dict[str, object], list[Table], list[str]]


def _list_experiment(data: Data, labels: Labels, options: argparse.Namespace) -> _Found:
    found = list_experiment(
        data,
        options.questions,
        treated=None if options.treated is None else _value(options.treated),
        arm=options.arm,
        items=options.items,
        direct=None if options.direct is None else _direct(options.direct),
        by=options.by or None,
        level=options.level,
    )
    language = labels.language
    document = _document(found.frame, types=found.types, tests=found.tests, ends=found.ends, answers=found.answers)
    notes = [*lists.warnings(found, language), *lists.tested(found, language), *lists.crowded(found, language)]
    return document, [*lists.estimates(found, language), *lists.types(found, language)], notes


def _split_ballot(data: Data, labels: Labels, options: argparse.Namespace) -> _Found:
    language = labels.language
    given: dict[str, Any] = {
        "control": None if options.control is None else _value(options.control),
        "covariates": options.covariates or None,
    }
    given |= {"base": options.base, "level": options.level, "adjust": options.adjust, "covariates": options.covariates or None}
    found = [split_ballot(data, _question(words), options.experiment, **given) for words in options.questions]
    column = arm_column(data, options.experiment)
    tables = [
        *ballots.randomised(found[0].randomisation, labels, column),
        *(table for one in found for table in _tables(one, data, labels, column)),
    ]
    checked = found[0].randomisation
    tests = [{"question": one.frame["question"].iloc[0], **{k: plain(v) for k, v in asdict(one.test).items()}} for one in found]
    document = _document(pd.concat([one.frame for one in found], ignore_index=True), arms=checked.arms, balance=checked.balance)
    document |= {"tests": tests, "sizes_p": plain(checked.p), "attrs": _said(found[0].frame)}
    return document, tables, [f"{one['method']}: p = {language.p_value(_number(one['p']))}" for one in tests]


def _tables(found: SplitBallot, data: Data, labels: Labels, column: str) -> Iterator[Table]:
    """Yield a table for each arm against the control."""
    caption = "; ".join(labels.variable(name) for name in str(found.frame["question"].iloc[0]).split(" / "))
    control = labels.category(column, found.frame["control"].iloc[0])
    for arm in dict.fromkeys(found.frame["arm"]):
        rows = ballots.answers(found, arm, labels, hide=False)
        yield ballots.table(
            rows, (control, labels.category(column, arm)), caption, labels.language, designed=not data.design.is_simple
        )


def _number(value: object) -> float | None:
    return value if isinstance(value, float) else None


def _direct(words: str) -> tuple[str, Value]:
    question, mark, code = words.partition("=")
    if not mark or not question or not code:
        raise ArgumentError("--direct takes QUESTION=CODE.", got=repr(words), remedy="Write --direct q4=1.")
    return question, _value(code)


def _question(words: str) -> str | Mapping[str, str]:
    """Return a question's name, or from "arm=variable,arm=variable" the variable of each arm."""
    if "=" not in words:
        return words
    parts = [part.partition("=") for part in words.split(",")]
    if not all(arm and mark and name for arm, mark, name in parts):
        raise ArgumentError("The questions of the arms are named ARM=VARIABLE,ARM=VARIABLE.", got=repr(words))
    return {arm: name for arm, _, name in parts}


def _value(words: str) -> Value:
    try:
        return int(words)
    except ValueError:
        return words


def _document(frame: pd.DataFrame, **tables: pd.DataFrame) -> dict[str, object]:
    return {"rows": rows_of(frame), "attrs": _said(frame), **{name: rows_of(table) for name, table in tables.items()}}


def _said(frame: pd.DataFrame) -> dict[str, object]:
    return {str(name): plain(value) for name, value in frame.attrs.items()}


_COMMANDS = {"list-experiment": _list_experiment, "split-ballot": _split_ballot}
