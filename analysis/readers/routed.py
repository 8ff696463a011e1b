"""What stands where no answer was given: routed past, another arm, skipped, or not reached."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from analysis.arrays import Booleans, Integers
from analysis.readers.answers import Answers
from analysis.readers.reading import Reading
from analysis.readers.sheet import combined
from instruments.answers import Answer
from instruments.model import Instrument, NonAnswer
from instruments.route import arms_in, questions_in, routing

_PUT_IN = (NonAnswer.NOT_APPLICABLE, NonAnswer.NOT_ASKED, NonAnswer.SKIPPED, NonAnswer.NOT_REACHED)


@dataclass(frozen=True, eq=False)
class Routed:
    """Answers with every missing code put in.

    answers      by question id
    not_asked    by question id, the rows that answer a question which routing leaves out; their answers are not kept
    contradicts  by question id, the rows that hold -3 or -4 though routing asks the question; -4 is right in a response
                 to an older version, which may not have had the question
    """

    answers: Mapping[str, Answers]
    not_asked: Mapping[str, Booleans]
    contradicts: Mapping[str, Booleans]


def routed(
    instrument: Instrument,
    given: Mapping[str, Answers],
    arms: Mapping[str, Sequence[str | None]],
    complete: Booleans,
    older: Booleans,
) -> Routed:
    """Put in the missing codes, as `wide_row` does.

    given     by question id, the consent's included where the table has it
    arms      by experiment id, the arm of each row
    complete  (rows,) which responses are complete: an empty cell is skipped there and not reached elsewhere
    older     (rows,) which responses are to an older version of the questionnaire
    """
    reasons = _reasons(instrument, given, arms, len(complete))
    out: dict[str, Answers] = {}
    not_asked: dict[str, Booleans] = {}
    contradicts: dict[str, Booleans] = {}
    for question in instrument.variables:
        found, reason = given[question.id], reasons[question.id]
        empty = np.array([reading.answer is None for reading in found.readings])[found.cells]
        respondents = np.array([answer is not None for answer in found.given])[found.cells]
        left_out = found.where({NonAnswer.NOT_APPLICABLE, NonAnswer.NOT_ASKED})
        blank = np.where(complete, int(NonAnswer.SKIPPED), int(NonAnswer.NOT_REACHED))
        put_in = np.where(reason != 0, reason, np.where(empty, blank, 0))
        out[question.id] = _with_codes(found, put_in)
        not_asked[question.id] = respondents & (reason != 0) & ~found.where({NonAnswer.SKIPPED})
        contradicts[question.id] = left_out & (reason == 0) & ~(older & found.where({NonAnswer.NOT_ASKED}))
    return Routed(out, not_asked, contradicts)


def _with_codes(found: Answers, put_in: Integers) -> Answers:
    every = frozenset[str]().union(*(reading.languages for reading in found.readings))
    extra = tuple(Reading(Answer(missing=code), every) for code in _PUT_IN)
    cells = found.cells.copy()
    for offset, code in enumerate(_PUT_IN):
        cells[put_in == int(code)] = len(found.readings) + offset
    return replace(found, readings=(*found.readings, *extra), cells=cells)


def _reasons(
    instrument: Instrument, given: Mapping[str, Answers], arms: Mapping[str, Sequence[str | None]], rows: int
) -> dict[str, Integers]:
    """Return by question id, for each row, 0 where it is asked, else the missing code that says why not.

    Rows that agree in every answer and arm that a condition asks about are routed once.
    """
    conditions = [section.ask_if for section in instrument.sections]
    conditions += [question.ask_if for question in instrument.questions]
    wanted = {answer.question for condition in conditions for answer in questions_in(condition)}
    asked_about = [question_id for question_id in given if question_id in wanted]
    experiments = sorted({arm.experiment for condition in conditions for arm in arms_in(condition)})
    places = [np.unique([str(arm) for arm in arms[name]], return_inverse=True)[1] for name in experiments]
    places += [given[question_id].cells for question_id in asked_about]
    kinds, first = combined(places) if places else (np.zeros(rows, dtype=np.intp), np.zeros(1, dtype=np.intp))
    table: list[list[int]] = []
    for row in first:
        answers = {name: answer for name in asked_about if (answer := given[name].given[given[name].cells[row]]) is not None}
        held = {name: arm for name in experiments if (arm := arms[name][row]) is not None}
        reasons = routing(instrument, answers, held)
        table.append([int(reasons[question.id] or 0) for question in instrument.variables])
    codes = np.array(table, dtype=np.intp)
    return {question.id: codes[kinds, index] for index, question in enumerate(instrument.variables)}
