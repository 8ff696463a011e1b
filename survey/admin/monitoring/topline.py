"""The answers so far: shares with their intervals, from `analysis`, which is loaded when they are due and not before.

Only what may be shown is kept: each question's cells as `suppression` leaves them. A question moves when 5 more have answered
it, with "I cannot answer" if need be; one that not everybody is asked is shown only where 5 or more were asked it and 5 or more
were not. How many skipped it is told exactly: that is no answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import analysis
from instruments import kinds
from instruments.model import CANNOT_ANSWER_CODES, NOT_IN_BASE_ASKED, Instrument, Kind, NonAnswer, Question
from survey.admin.monitoring.course import is_routed
from survey.admin.monitoring.suppression import SMALL, Look, is_due, look

if TYPE_CHECKING:
    import pandas as pd

CANNOT_ANSWER, REFUSED, ANSWERED = "cannot_answer", "refused", "answered"
SKIPPED = "skipped"
TICKED, NOT_TICKED = "ticked", "not_ticked"
IN, OUT = "in", "out"

Estimate = tuple[float, float, float]
"""A share, and the ends of its 95 % interval."""


@dataclass(frozen=True)
class Table:
    """Cells that add up to those who answered a question, and the estimate of each that is not hidden."""

    look: Look
    estimates: Mapping[str, Estimate]


@dataclass(frozen=True)
class Answers:
    """What is shown of one question.

    asked     how many complete responses were asked it
    skipped   how many of them skipped it; `skip_rate` is their share, with its interval
    outcomes  how many of the others gave an answer, could not, refused
    cells     of a question with one answer, by code; None of any other
    choices   of a question with several answers, by code how many ticked each
    """

    asked: int
    skipped: int
    skip_rate: Estimate
    outcomes: Table
    cells: Table | None
    choices: Mapping[str, Table]

    @property
    def base(self) -> int:
        """How many did not skip it."""
        return self.asked - self.skipped


@dataclass(frozen=True)
class Topline:
    """The answers so far.

    n        complete responses
    answers  by question; each shows those responses that it had when it last moved
    quotas   by quota how many are in its cell, and how many are not
    """

    n: int
    answers: Mapping[str, Answers]
    quotas: Mapping[str, Look] = field(default_factory=dict)


def topline(
    data: analysis.Data, instrument: Instrument, before: Topline | None = None, filled: Mapping[str, int] | None = None
) -> Topline:
    """Return what is shown of the complete responses in `data`, given what was shown before.

    filled  how many of them are in each quota
    """
    earlier = before.answers if before else {}
    n = len(data.frame)
    outcomes = _outcomes(data.frame, instrument)
    asked = {name: int(outcomes[name].notna().sum()) for name in outcomes}
    given = outcomes.mask(outcomes == SKIPPED)
    bases = {name: int(given[name].notna().sum()) for name in given}
    moved = [
        question
        for question in instrument.variables
        if _may_be_shown(asked[question.id], n, is_routed=is_routed(instrument, question))
        and is_due(earlier[question.id].base if question.id in earlier else None, bases[question.id])
    ]
    places = {
        name: look({IN: count, OUT: max(0, n - count)}, before.quotas.get(name) if before else None)
        for name, count in (filled or {}).items()
    }
    names = [question.id for question in moved]
    skips, rates = _shares(outcomes.where(outcomes.isna() | (outcomes == SKIPPED), ANSWERED), names), _shares(given, names)
    found = _shares(data, [question.id for question in moved if question.kind in (Kind.ONE, Kind.SCALE, Kind.MANY)])
    news = {
        name: _answers(question, asked[name], skips[name], rates[name], found.get(name, {}), earlier.get(name))
        for name, question in zip(names, moved, strict=True)
    }
    return Topline(n, {**earlier, **news}, places)


def _may_be_shown(asked: int, n: int, *, is_routed: bool) -> bool:
    return asked >= SMALL and (not is_routed or n - asked >= SMALL)


_NOT_ASKED = frozenset(int(code) for code in NOT_IN_BASE_ASKED)
_NAMES = {
    **{int(code): CANNOT_ANSWER for code in CANNOT_ANSWER_CODES},
    int(NonAnswer.REFUSED): REFUSED,
    int(NonAnswer.SKIPPED): SKIPPED,
}


def _outcomes(frame: pd.DataFrame, instrument: Instrument) -> pd.DataFrame:
    """Return what became of each question, a row a response; empty where it was not asked."""
    columns = {question.id: _missing_column(question) for question in instrument.variables}
    return frame[list(columns.values())].astype(object).map(_outcome).set_axis(list(columns), axis=1)


def _outcome(code: object) -> str | None:
    """Return what the cell with the code of a non-answer says: that of an answer holds its value, or nothing."""
    return None if code in _NOT_ASKED else _NAMES.get(code, ANSWERED)  # type: ignore[call-overload]


def _missing_column(question: Question) -> str:
    """The column in which the code of a non-answer stands."""
    columns = kinds.columns(question)
    return next((column.name for column in columns if column.role == "missing"), columns[0].name)


Found = Mapping[str, tuple[int, float, float, float]]
"""By category: respondents, share, and the ends of its interval."""


def _shares(data: analysis.Data | pd.DataFrame, names: Sequence[str]) -> dict[str, Found]:
    """Return by question and category, of those who answered: respondents, share, and the ends of its interval."""
    if not names:
        return {}
    frame = analysis.toplines(data, names)
    found: dict[str, dict[str, tuple[int, float, float, float]]] = {}
    columns = (frame[name].tolist() for name in ("question", "category", "n", "share", "low", "high"))
    for question, category, n, share, low, high in zip(*columns, strict=True):
        found.setdefault(str(question), {})[str(category)] = (int(n), float(share), float(low), float(high))
    return dict(found)


def _answers(question: Question, asked: int, skips: Found, rates: Found, found: Found, before: Answers | None) -> Answers:
    skipped, *rate = skips.get(SKIPPED, (0, 0.0, 0.0, 0.0))
    outcomes = _table(_offered(question), rates, before.outcomes if before else None)
    cells, choices = None, {}
    if question.kind is Kind.MANY:
        choices = {str(each.code): _ticked(str(each.code), asked - skipped, found, before) for each in question.substantive}
    elif question.kind in (Kind.ONE, Kind.SCALE):
        cells = _table(_codes(question), found, before.cells if before else None)
        outcomes = _of_shown(question, outcomes, cells.look)
    return Answers(asked, skipped, (rate[0], rate[1], rate[2]), outcomes, cells, choices)


def _offered(question: Question) -> Iterator[str]:
    """Yield what can become of a question that is not skipped."""
    codes = {choice.code for choice in question.choices}
    yield ANSWERED
    if codes & CANNOT_ANSWER_CODES:
        yield CANNOT_ANSWER
    if NonAnswer.REFUSED in codes:
        yield REFUSED


def _codes(question: Question) -> Iterator[str]:
    if question.low is not None and question.high is not None:
        yield from (str(code) for code in range(question.low, question.high + 1))
    yield from (str(choice.code) for choice in question.choices)


def _table(cells: Iterable[str], found: Found, before: Table | None) -> Table:
    counts = {name: found[name][0] if name in found else 0 for name in cells}
    seen = look(counts, before.look if before else None)
    return Table(seen, {name: found[name][1:] for name in counts if name in found and name not in seen.hidden})


def _ticked(code: str, base: int, found: Found, before: Answers | None) -> Table:
    n = found[code][0] if code in found else 0
    earlier = before.choices.get(code) if before else None
    seen = look({TICKED: n, NOT_TICKED: base - n}, earlier.look if earlier else None)
    return Table(seen, {} if TICKED in seen.hidden else {TICKED: found[code][1:]})


def _of_shown(question: Question, outcomes: Table, cells: Look) -> Table:
    """Return the outcomes that are sums of cells which are all shown: any other could tell what is hidden."""
    parts = {
        CANNOT_ANSWER: [str(choice.code) for choice in question.choices if choice.code in CANNOT_ANSWER_CODES],
        REFUSED: [str(int(NonAnswer.REFUSED))],
    }
    shown = cells.counts.keys() - cells.hidden
    told = {name for name, codes in parts.items() if codes and shown.issuperset(codes)}
    hidden = frozenset(outcomes.look.counts.keys() - told)
    return Table(Look(outcomes.look.counts, hidden), {name: found for name, found in outcomes.estimates.items() if name in told})
