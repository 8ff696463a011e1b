"""The command `cannot-answer --who`: a model for each question of who could not answer it."""

from __future__ import annotations

import argparse

import pandas as pd

from analysis.estimation.shares.share import offering
from analysis.nonanswers.model import who_cannot_answer
from analysis.output.labels import Labels
from analysis.output.language import EMPTY, Language
from analysis.output.table import Row, Table
from analysis.report import grouping, nonanswer_tables, one_table


def run(options: argparse.Namespace) -> int:
    """Print the models, or one JSON document; errors as of `who_cannot_answer`, and for options that clash."""
    data = one_table.responses(options)
    questions = options.questions or offering(data.instrument)
    nonanswer_tables.refuse("--who", interval=options.interval, by=options.by)
    grouping.check_predictors(data, options.who)
    frames = []
    for question in questions:
        frame = one_table.of(who_cannot_answer(data, question, options.who, level=options.level).effects, question)
        frame.attrs["table"] = "who"
        frames.append(frame)
    return one_table.show(data, frames, options, {"who": _words})


def _words(frame: pd.DataFrame, labels: Labels, language: Language) -> Table:
    def words(line: nonanswer_tables.Line) -> tuple[str, ...]:
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

    compared = (language.text(key) for key in ("group", "who_reference", "who_difference"))
    heads = (*compared, one_table.interval_head(frame, language), language.text("adjusted_p"))
    lines = [words(line) for line in frame.to_dict("records")]
    rows = tuple(Row(line[0], line[1:]) for line in lines)
    left_out = int(frame.attrs["left_out"])
    notes = (
        language.plural("base_people_n", int(frame.attrs["n"])),
        language.plural("tests_run_n", int(frame.attrs["tests"])),
        *one_table.warnings(frame),
        *([language.plural("who_not_in_model_n", left_out)] if left_out else []),
    )
    return Table(labels.variable(str(frame.attrs["question"])), heads, rows, notes, frozenset({1}))
