"""Made-up answers: what somebody could say to a question. Pure, but for the chance that is given."""

from __future__ import annotations

import random
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from instruments.answers import SKIPPED, Answer
from instruments.model import Instrument, Kind, NonAnswer, Question
from instruments.route import questions_in
from instruments.rules.choices import ranks
from instruments.rules.dates import date_limits
from instruments.rules.numbers import number_limits, places

SKIPS = 0.04
CANNOT_ANSWER = 0.22
WRITES = ("Қауіпсіздік", "Көлік пен логистика", "Спорт", "Energy", "Медицина")

Leanings = Mapping[str, list[float]]
"""How much the population leans to each substantive answer, by question."""

_PAST = date(2025, 12, 31)
"""The last of made-up dates where a question names none: few things that are asked about lie ahead."""


@dataclass(frozen=True)
class Speaker:
    """Somebody who makes answers up.

    decided  questions that decide who is asked: they are always answered
    """

    leanings: Leanings
    decided: Collection[str]
    chance: random.Random

    def page(self, question: Question) -> list[tuple[Question, Answer]]:
        """Return what is stored for one page: after a battery, each of its items."""
        given = [(part, self._answer(part)) for part in question.parts]
        return [(question, SKIPPED), *given] if question.kind is Kind.BATTERY else given

    def _answer(self, question: Question) -> Answer:
        chance, is_free = self.chance, question.id not in self.decided
        if question.kind is Kind.INFO or (is_free and chance.random() < SKIPS):
            return SKIPPED
        if is_free and question.non_answers and chance.random() < CANNOT_ANSWER:
            return Answer(missing=NonAnswer(chance.choice(question.non_answers).code))
        return _substantive(question, self.leanings.get(question.id, []), chance)


def leanings(instrument: Instrument, chance: random.Random) -> Leanings:
    """Return a made-up population's leanings."""
    return {question.id: _leaning(question, chance) for question in instrument.variables}


def deciding(instrument: Instrument) -> frozenset[str]:
    """Return the questions by whose answers people are screened out, or counted in a quota."""
    conditions = [*(reason.condition for reason in instrument.screen_out), *(quota.condition for quota in instrument.quotas)]
    return frozenset(part.question for condition in conditions for part in questions_in(condition))


def _leaning(question: Question, chance: random.Random) -> list[float]:
    """How much the population leans to each substantive answer."""
    count = len(question.substantive) or (question.high or 0) - (question.low or 0) + 1
    return [chance.uniform(0.2, 1.0) for _ in range(max(1, count))]


def _substantive(question: Question, leaning: list[float], chance: random.Random) -> Answer:
    if question.kind in (Kind.TEXT, Kind.LONGTEXT):
        return Answer(value=chance.choice(WRITES))
    if question.kind in (Kind.SCALE, Kind.INTEGER, Kind.COUNT):
        return Answer(value=_number(question, leaning, chance))
    if question.kind is Kind.DECIMAL:
        return Answer(value=_decimal(question, chance))
    if question.kind is Kind.DATE:
        return Answer(value=_date(question, chance))
    return _chosen(question, leaning, chance)


def _number(question: Question, leaning: list[float], chance: random.Random) -> int:
    low = question.low if question.low is not None else 0
    high = question.high if question.high is not None else low + 100
    if high - low + 1 == len(leaning):
        return chance.choices(range(low, high + 1), weights=leaning)[0]
    return chance.randint(low, high)


def _decimal(question: Question, chance: random.Random) -> float:
    first, last = number_limits(question)
    low = 0.0 if first is None else first
    high = low + 100 if last is None else last
    return min(high, max(low, round(chance.uniform(low, high), places(question))))


def _date(question: Question, chance: random.Random) -> str:
    first, last = date_limits(question)
    low = date(1960, 1, 1) if first is None else first
    open_end = low + timedelta(days=365 * 40)
    high = last or (min(open_end, _PAST) if low < _PAST else open_end)
    return (low + timedelta(days=chance.randint(0, max(0, (high - low).days)))).isoformat()


def _chosen(question: Question, leaning: list[float], chance: random.Random) -> Answer:
    codes = [choice.code for choice in question.substantive]
    if question.kind is Kind.RANK:
        weights = {code: chance.random() ** (1 / lean) for code, lean in zip(codes, leaning, strict=True)}
        return Answer(value=tuple(sorted(codes, key=lambda code: -weights[code])[: ranks(question)]))
    first = chance.choices(question.substantive, weights=leaning)[0]
    if question.kind is Kind.ONE:
        value: int | tuple[int, ...] = first.code
        ticked = {first.code}
    elif first.exclusive:
        value, ticked = (first.code,), {first.code}
    else:
        weighed = zip(question.substantive, leaning, strict=True)
        ticked = {choice.code for choice, lean in weighed if not choice.exclusive and chance.random() < lean / 2} | {first.code}
        kept = [first.code, *(code for code in codes if code in ticked - {first.code})][: question.at_most]
        ticked = set(kept)
        value = tuple(code for code in codes if code in ticked)
    writes = question.other is not None and question.other.code in ticked
    return Answer(value=value, other_text=chance.choice(WRITES) if writes else None)
