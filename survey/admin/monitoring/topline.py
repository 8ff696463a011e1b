"""The answers so far: shares with their intervals, from `analysis`, which is loaded when they are due and not before.

Of numbers and dates the shares are those of groups, with the median; of a ranking, those of what stands first; of what was
written, nothing but how many wrote.

Only what may be shown is kept: each question's cells as `suppression` leaves them. A question moves when 5 more have answered
it, with "I cannot answer" if need be; one that not everybody is asked is shown only where 5 or more were asked it and 5 or more
were not, and together with the question whose answers lead to it, if these tell how many were asked (`links`). How many skipped
it is told exactly: that is no answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import analysis
from instruments.model import CANNOT_ANSWER_CODES, NOT_IN_BASE_ASKED, Condition, Instrument, Kind, NonAnswer, Question
from survey.admin.monitoring import groups, measures, several
from survey.admin.monitoring.links import SKIPPED, TICKED, Looks, blocked, may_be_told, routing_of
from survey.admin.monitoring.measures import IN_GROUPS, MEASURED, Estimate, Middle
from survey.admin.monitoring.suppression import SMALL, Look, is_due, look

if TYPE_CHECKING:
    import pandas as pd

CANNOT_ANSWER, REFUSED, ANSWERED = "cannot_answer", "refused", "answered"

_OF_CODES = (Kind.ONE, Kind.SCALE, Kind.COUNT, Kind.MANY)


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
    cells     of a question with one answer, by code, or by the group of a number or date; of a ranking, what stands first
    choices   of a question with several answers, by code how many ticked each
    linked    likewise, what links these tables (`several`)
    middle    of numbers and dates, and of a scale whose points are all shown
    """

    asked: int
    skipped: int
    skip_rate: Estimate
    outcomes: Table
    cells: Table | None
    choices: Mapping[str, Table]
    middle: Middle | None = None
    linked: Mapping[str, Look] = field(default_factory=dict)

    @property
    def base(self) -> int:
        """How many did not skip it."""
        return self.asked - self.skipped


@dataclass(frozen=True)
class Topline:
    """The answers so far.

    n        complete responses
    answers  by question; each shows those responses that it had when it last moved
    """

    n: int
    answers: Mapping[str, Answers]


def topline(data: analysis.Data, instrument: Instrument, before: Topline | None = None) -> Topline:
    """Return what is shown of the complete responses in `data`, given what was shown before."""
    earlier = before.answers if before else {}
    n = len(data.frame)
    outcomes = _outcomes(data.frame, instrument)
    asked = {name: int(outcomes[name].notna().sum()) for name in outcomes}
    given = outcomes.mask(outcomes == SKIPPED)
    bases = {name: int(given[name].notna().sum()) for name in given}
    versions = (instrument, *data.older)
    routings, blocks = {question.id: _routings(question, versions) for question in instrument.variables}, blocked(versions)
    moved = [
        question
        for question in instrument.variables
        if _may_be_shown(asked[question.id], n, is_routed=any(routings[question.id]))
        and is_due(earlier[question.id].base if question.id in earlier else None, bases[question.id])
    ]
    names = [question.id for question in moved]
    skips, rates = _shares(outcomes.where(outcomes.isna() | (outcomes == SKIPPED), ANSWERED), names), _shares(given, names)
    found = _found(data, moved, earlier)
    news: dict[str, Answers] = {}
    for name, question in zip(names, moved, strict=True):
        # Only what moves now can tell at the same look who was asked what follows from it.
        if not any(routings[name]) or may_be_told(asked[name], routings[name], instrument, looks_of(news), blocks):
            new = _answers(question, asked[name], skips[name], rates[name], found.get(name, {}), earlier.get(name))
            news[name] = _with_middle(question, data.frame, new, earlier.get(name))
    return Topline(n, {**earlier, **news})


def _routings(question: Question, versions: Iterable[Instrument]) -> frozenset[frozenset[Condition]]:
    return frozenset(routing_of(version, question.id) for version in versions if question.id in version.by_id)


def looks_of(answers: Mapping[str, Answers]) -> Looks:
    """Return the tables that are shown of questions, with those who skipped them."""
    found: dict[tuple[str, str], Look] = {}
    for name, of in answers.items():
        tables = {code: table.look for code, table in of.choices.items()} | ({"": of.cells.look} if of.cells else {})
        for code, table in tables.items():
            found[name, code] = Look({**table.counts, SKIPPED: of.skipped}, table.hidden)
    return found


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
    columns = {question.id: measures.missing_column(question) for question in instrument.variables}
    return frame[list(columns.values())].astype(object).map(_outcome).set_axis(list(columns), axis=1)


def _outcome(code: object) -> str | None:
    """Return what the cell with the code of a non-answer says: that of an answer holds its value, or nothing."""
    return None if code in _NOT_ASKED else _NAMES.get(code, ANSWERED)  # type: ignore[call-overload]


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


def _found(data: analysis.Data, moved: Sequence[Question], earlier: Mapping[str, Answers]) -> dict[str, Found]:
    """Return what was answered to questions, by question and cell."""
    cells = _cells(data.frame, moved, earlier)
    return {
        **_shares(data, [question.id for question in moved if question.kind in _OF_CODES]),
        **_shares(cells, cells.columns.tolist()),
    }


def _cells(frame: pd.DataFrame, moved: Sequence[Question], earlier: Mapping[str, Answers]) -> pd.DataFrame:
    """Return the cells of numbers, dates and rankings, a column a question and a row a response."""
    found = {}
    for question in moved:
        if question.kind in IN_GROUPS:
            numbers, before = measures.numbers(question, frame), earlier.get(question.id)
            ends = measures.bounds(question, numbers, before.cells.look if before and before.cells else None)
            found[question.id] = measures.grouped(question, frame, numbers, ends)
        elif question.kind is Kind.RANK:
            found[question.id] = measures.first_places(question, frame)
    return frame[[]].assign(**found)


def _answers(question: Question, asked: int, skips: Found, rates: Found, found: Found, before: Answers | None) -> Answers:
    # Where nobody skipped it, the interval is that of those who answered, seen from the other side.
    skipped, *rate = skips[SKIPPED] if SKIPPED in skips else (0, 0.0, 0.0, 1.0 - skips[ANSWERED][2])
    outcomes = _table(_offered(question), rates, before.outcomes.look if before else None)
    shown = (rate[0], rate[1], rate[2])
    if question.kind is Kind.MANY:
        looks = several.looks(question, asked - skipped, {code: n for code, (n, *_) in found.items()}, _linked(before))
        choices = {code: _ticked(code, of, found) for code, of in looks.items() if TICKED in of.counts}
        linked = {name: of for name, of in looks.items() if name not in choices}
        outcomes = _of_shown(question, outcomes, looks[several.COVER])
        return Answers(asked, skipped, shown, outcomes, None, choices, linked=linked)
    if question.kind not in (*_OF_CODES, *MEASURED):
        return Answers(asked, skipped, shown, outcomes, None, {})
    looked = before.cells.look if before and before.cells else None
    codes = _codes(question, [*found, *(looked.counts if looked else ())])
    cells = _table(codes, found, groups.divided(looked, codes) if looked else None)
    return Answers(asked, skipped, shown, _of_shown(question, outcomes, cells.look), cells, {})


def _linked(before: Answers | None) -> Mapping[str, Look]:
    return {**before.linked, **{code: table.look for code, table in before.choices.items()}} if before else {}


def _offered(question: Question) -> Iterator[str]:
    """Yield what can become of a question that is not skipped."""
    codes = {choice.code for choice in question.choices}
    yield ANSWERED
    if codes & CANNOT_ANSWER_CODES:
        yield CANNOT_ANSWER
    if NonAnswer.REFUSED in codes:
        yield REFUSED


def _codes(question: Question, known: Iterable[str]) -> tuple[str, ...]:
    """Return the cells of a question: groups, the points of a scale, what a ranking can put first; then the other choices.

    known  cells of groups that it has
    """
    codes = [str(choice.code) for choice in question.choices]
    if question.kind in IN_GROUPS:
        return *groups.names(groups.bounds_of(known)), *codes
    if question.low is not None and question.high is not None:
        return *(str(code) for code in range(question.low, question.high + 1)), *codes
    return tuple(codes)


def _table(cells: Iterable[str], found: Found, before: Look | None) -> Table:
    counts = {name: found[name][0] if name in found else 0 for name in cells}
    seen = look(counts, before)
    return Table(seen, {name: found[name][1:] for name in counts if name in found and name not in seen.hidden})


def _ticked(code: str, seen: Look, found: Found) -> Table:
    return Table(seen, {} if TICKED in seen.hidden else {TICKED: found[code][1:]})


def _of_shown(question: Question, outcomes: Table, cells: Look) -> Table:
    """Return the outcomes that are sums of cells which are all shown: any other could tell what is hidden.

    Who ticked several answers stands in several cells, so how many answered is what the non-answers leave.
    """
    non_answers = [str(choice.code) for choice in question.non_answers]
    answers = [cell for cell in cells.counts if groups.is_answer(cell)]
    parts = {
        CANNOT_ANSWER: [str(choice.code) for choice in question.choices if choice.code in CANNOT_ANSWER_CODES],
        REFUSED: [str(int(NonAnswer.REFUSED))],
        ANSWERED: non_answers if question.kind is Kind.MANY else answers,
    }
    shown = cells.counts.keys() - cells.hidden
    told = {name for name, codes in parts.items() if (codes or name == ANSWERED) and shown.issuperset(codes)}
    hidden = frozenset(outcomes.look.counts.keys() - told)
    return Table(Look(outcomes.look.counts, hidden), {name: found for name, found in outcomes.estimates.items() if name in told})


def _with_middle(question: Question, frame: pd.DataFrame, found: Answers, before: Answers | None) -> Answers:
    """Return what is shown of a question with the middle of its numbers, if it may be shown."""
    if question.kind in IN_GROUPS:
        return replace(found, middle=measures.middle(measures.numbers(question, frame), before.middle if before else None))
    if question.kind is Kind.SCALE and found.cells and not any(map(groups.is_answer, found.cells.look.hidden)):
        return replace(found, middle=measures.middle_of_points(measures.numbers(question, frame)))
    return found
