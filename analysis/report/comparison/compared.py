"""Which questions two samples have in common, their differences, and what of them must not be shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.arrays import Booleans
from analysis.errors import ArgumentError, DataError
from analysis.output.disclosure import hidden, hidden_means
from analysis.published.recovery import recovered
from analysis.report.comparison.sides import Side
from analysis.report.groups import tabulated
from analysis.studies.centre import centre_difference
from analysis.studies.comparable import check_apart, check_questionnaire, codes_differ, question_of, wording_differs
from analysis.studies.difference import difference
from instruments.model import Instrument, Kind, Question

IN_ONE, OTHER_CODES, NO_NUMBER, NO_SHARES = (
    "compared_in_one", "compared_other_codes", "compared_no_number", "compared_no_shares",
)  # fmt: skip
"""Why a question is left out: keys of the catalogue."""


@dataclass(frozen=True, eq=False)
class Compared:
    """One question in both samples.

    frame        as of `difference`
    hidden       (rows, 2) which numbers of A and of B must not be shown
    statistics   as of `centre_difference`; None where there are no numbers, or too few of them to be shown
    other_words  whether its wording differs between the two versions
    unplaced     people of A and of B who belong to one of the answers, which was not said: any share may be higher by so many
    """

    question: Question
    frame: pd.DataFrame
    hidden: Booleans
    statistics: pd.DataFrame | None
    other_words: bool
    unplaced: tuple[int, int] = (0, 0)

    @property
    def variable(self) -> str:
        """What was compared: the question, or what was derived from it."""
        return str(self.frame["question"].iloc[0])


@dataclass(frozen=True, eq=False)
class Comparison:
    """Two samples and what they have in common.

    instrument  the newer of the two versions of their questionnaire
    left_out    questions that cannot be compared, and why
    """

    a: Side
    b: Side
    instrument: Instrument
    questions: tuple[Compared, ...]
    left_out: tuple[tuple[Question, str], ...] = ()

    @property
    def sides(self) -> tuple[Side, Side]:
        """A and B."""
        return self.a, self.b

    @property
    def designed(self) -> bool:
        """Whether a side has weights or a design."""
        return not all(side.data.design.is_simple for side in self.sides)


def compare(a: Side, b: Side, named: Sequence[str] = ()) -> Comparison:
    """Return the differences of the questions that are named, or of all that both sides have.

    Raises DataError where A and B have no questionnaire or no question in common, or share responses; errors as of
    `difference` for a question that is named.
    """
    check_apart(a.data, b.data)
    check_questionnaire(a.data, b.data)
    instruments = [side.data.instrument for side in (a, b) if side.data.instrument is not None]
    newest = max(instruments, key=lambda instrument: instrument.version)
    if named:
        return Comparison(a, b, newest, tuple(_compared(a, b, newest, name) for name in dict.fromkeys(named)))
    found: list[Compared] = []
    left_out: list[tuple[Question, str]] = []
    for question in newest.variables:
        name = tabulated(newest, question)
        reason = NO_SHARES if name is None else _reason(a, b, question, name)
        one = None if reason else _compared(a, b, newest, name or question.id)
        if one is None or one.frame["difference"].isna().all():
            left_out.append((question, reason or NO_NUMBER))
        else:
            found.append(one)
    if not found:
        raise DataError(
            "A and B have no question in common with a number in both.",
            got=f"{a.name} and {b.name}",
            remedy="Compare surveys that asked the same questions.",
        )
    return Comparison(a, b, newest, tuple(found), tuple(left_out))


def _reason(a: Side, b: Side, question: Question, name: str) -> str:
    """Return why a question cannot be compared; empty where it can."""
    if not all(_has(side, question, name) for side in (a, b)):
        return IN_ONE
    return OTHER_CODES if codes_differ(a.data.instrument, b.data.instrument, name) else ""


def _has(side: Side, question: Question, name: str) -> bool:
    if side.findings is not None:
        return any(question.id == published.id for published in side.findings.questions)
    return side.data.instrument is not None and question_of(side.data.instrument, name) is not None


def _compared(a: Side, b: Side, newest: Instrument, name: str) -> Compared:
    frame = difference(a.data, b.data, name)
    variable = str(frame["question"].iloc[0])
    question = question_of(newest, variable)
    if question is None:
        raise ArgumentError(f"{name!r} is no question of {newest.id}.", remedy="Name a question, or a variable derived from one.")
    masks = [_hidden(side, frame, question) for side in (a, b)]
    statistics = None
    if question.kind in (Kind.SCALE, Kind.INTEGER):
        statistics = _statistics(a, b, question, masks, by_point=variable == question.id)
    other_words, unplaced = wording_differs(a.data, b.data, variable), (_unplaced(a, frame), _unplaced(b, frame))
    return Compared(question, frame, np.column_stack(masks), statistics, other_words, unplaced)


def _unplaced(side: Side, frame: pd.DataFrame) -> int:
    """Return how many people a publication has left out of the answers, though they must be in one of them."""
    if side.findings is None:
        return 0
    asked = side.findings.question(str(frame["question"].iloc[0]))
    return next(one.unplaced for one in recovered(side.findings) if one.question == asked)


def _hidden(side: Side, frame: pd.DataFrame, question: Question) -> Booleans:
    """Return which rows of a side must not be shown: published counts are known to everybody."""
    if side.findings is not None:
        return np.zeros(len(frame), dtype=np.bool_)
    mark = side.mark.lower()
    counts = np.nan_to_num(frame[f"n_{mark}"].to_numpy(dtype=np.float64)).astype(np.intp)
    base = np.array([int(frame[f"base_n_{mark}"].iloc[0])], dtype=np.intp)
    found = hidden(counts[:, np.newaxis], base, exclusive=question.kind is not Kind.MANY)
    return np.asarray(found[:, 0])


def _statistics(a: Side, b: Side, question: Question, masks: Sequence[Booleans], *, by_point: bool) -> pd.DataFrame | None:
    """Return the means and medians; None where there is no difference, or where a side's must not be shown.

    by_point  whether the shares are of the points of the scale, so that a mean could give hidden ones away
    """
    found = centre_difference(a.findings or a.data, b.findings or b.data, question.id)
    for side, mask in zip((a, b), masks, strict=True):
        if side.findings is None:
            n = found[f"n_{side.mark.lower()}"].to_numpy(dtype=np.intp)[:1]
            if hidden_means(n, np.array([mask.sum() if by_point else 0], dtype=np.intp)).any():
                return None
    return None if found["difference"].isna().all() else found
