"""Who could not answer, other things being equal: a model for each question that has cases enough."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from analysis.errors import DataError
from analysis.estimation.domain import domain
from analysis.estimation.intervals.multiplicity import holm
from analysis.nonanswers.model import EVENTS, WhoCannotAnswer, who_cannot_answer
from analysis.output.document import Block, Paragraph, Section, Tone
from analysis.output.table import Role, Row, Table
from analysis.report.groups import Grouped
from analysis.report.scope import Scope, shortened
from instruments.model import CANNOT_ANSWER_CODES, Basis, Question


def section(scope: Scope, questions: Sequence[str], tables: Sequence[Grouped]) -> Iterator[Section]:
    """Yield the models, where respondents were grouped by two variables or more: of one, the rates by group say the same.

    tables  the cross-tabulations: where they hide how many of a group could not answer, no model tells it
    """
    variables = [name for name in scope.by if len(domain(scope.data, by=name).keys) > 1]
    asked = [one for one in scope.instrument.variables if one.id in questions]
    wanted = [(one, _predictors(scope, one, variables)) for one in asked]
    wanted = [(one, predictors) for one, predictors in wanted if len(predictors) > 1]
    if not wanted:
        return
    language = scope.language
    found = [(one, _model(scope, one, predictors, tables)) for one, predictors in wanted]
    models = [(one, model) for one, model in found if model is not None]
    blocks: list[Block] = []
    if models:
        blocks += [Paragraph(language.text("who_intro")), Paragraph(_tests(scope, [one for _, one in models]), Tone.NOTE)]
        blocks += _tables(scope, models)
    if len(models) < len(found):
        blocks.append(Paragraph(language.plural("who_left_out_n", len(found) - len(models), events=EVENTS), Tone.NOTE))
    yield Section("cannot-answer-who", language.text("who_title"), tuple(blocks))


def _predictors(scope: Scope, question: Question, variables: Sequence[str]) -> list[str]:
    """Return the variables that the question is not, and that are not made from it."""
    own = {question.id, *(one.id for one in scope.instrument.derived if one.source == question.id)}
    return [name for name in variables if name not in own]


def _model(scope: Scope, question: Question, predictors: Sequence[str], tables: Sequence[Grouped]) -> WhoCannotAnswer | None:
    """Return the model of a question; None where cases are too few, or would tell what the tables hide."""
    if any(_is_hidden(name, question, tables) for name in predictors):
        return None
    try:
        model = who_cannot_answer(scope.data, question.id, predictors)
    except DataError:
        # A group in which all could answer, or none, or variables that say the same: there is no such model.
        return None
    return model if model.events_per_term >= EVENTS else None


def _is_hidden(by: str, question: Question, tables: Sequence[Grouped]) -> bool:
    """Return whether any count of those who could not answer is hidden, or there is no table that would say so."""
    of_this = [table for table in tables if table.by == by and table.question.id == question.id]
    lines = [
        line
        for table in of_this
        for line, item in zip(table.hidden, table.total, strict=True)
        if item.role is Role.NON_ANSWER and item.code in CANNOT_ANSWER_CODES
    ]
    return not lines or bool(np.any(lines))


def _tests(scope: Scope, models: Sequence[WhoCannotAnswer]) -> str:
    words = [scope.language.plural("tests_run_n", sum(one.tests for one in models))]
    if scope.instrument.basis is not Basis.PROBABILITY:
        words.append(scope.language.text("if_random_sample"))
    return " ".join(words)


def _tables(scope: Scope, models: Sequence[tuple[Question, WhoCannotAnswer]]) -> Iterator[Table]:
    """Yield a table for each model; the p values of all of them are adjusted together."""
    language = scope.language
    adjusted = iter(holm(np.concatenate([model.effects["p"].to_numpy(dtype=np.float64) for _, model in models])).tolist())
    columns = tuple(language.text(key) for key in ("who_groups", "who_difference", "adjusted_p"))
    for question, model in models:
        rows = [_row(scope, line, next(adjusted)) for line in model.effects.to_dict("records")]
        notes = (language.plural("base_people_n", model.n),)
        yield Table(question.text[language.code], columns, tuple(rows), notes)


def _row(scope: Scope, line: Mapping[Hashable, Any], adjusted: float) -> Row:
    """Return one effect in words: the groups, the difference in percentage points with its interval, and the adjusted p."""
    language, name = scope.language, line["predictor"]
    variable = shortened(scope.labels.variable(name), 32)
    ends = language.change_interval(line["low"], line["high"])
    numbers = (f"{language.change(line['effect'])} ({ends})", language.p_value(adjusted))
    if line["reference"] is None:
        return Row(language.text("who_one_more", variable=variable), numbers)
    group, other = (scope.labels.category(name, line[key]) for key in ("category", "reference"))
    return Row(language.text("who_pair", variable=variable, group=group, other=other), numbers)
