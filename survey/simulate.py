"""Made-up respondents, marked as tests, who go through the same interview and store as real ones."""

from __future__ import annotations

import random
import secrets
from dataclasses import dataclass
from datetime import date, timedelta

import sqlalchemy as sa

from instruments.answers import SKIPPED, Answer
from instruments.model import Instrument, Kind, NonAnswer, Question
from instruments.route import narrowed
from instruments.rules.choices import ranks
from instruments.rules.dates import date_limits
from instruments.rules.numbers import number_limits, places
from survey.interview import Interview
from survey.receipt import Keys
from survey.sampling.blocks import Blocks
from survey.sampling.endings import screened
from survey.store import interviews, sampling
from survey.store.interviews import Beginning, Event, Noted

BREAKS_OFF = 0.02
SKIPS = 0.04
CANNOT_ANSWER = 0.22
WRITES = ("Қауіпсіздік", "Көлік пен логистика", "Спорт", "Energy", "Медицина")


@dataclass
class Simulated:
    """How many made-up respondents are stored so far: those who began, who among them finished, and who were screened out."""

    begun: int = 0
    complete: int = 0
    screened: int = 0

    @property
    def partial(self) -> int:
        """Those who broke off, or were cut off."""
        return self.begun - self.complete - self.screened


def simulate(engine: sa.Engine, keys: Keys, instrument: Instrument, stored: Simulated, *, n: int, seed: int) -> None:
    """Store `n` made-up complete responses, and those who broke off on the way; a seed gives the same answers again.

    stored  counts them while they are stored, so that it holds where this is cut short
    """
    chance = random.Random(seed)  # noqa: S311 - made-up answers that can be repeated
    leanings = {question.id: _leaning(question, chance) for question in instrument.variables}
    blocks = Blocks(chance)
    while stored.complete < n:
        _respond(engine, keys, instrument, leanings, chance, blocks, stored)


def _respond(
    engine: sa.Engine,
    keys: Keys,
    instrument: Instrument,
    leanings: dict[str, list[float]],
    chance: random.Random,
    blocks: Blocks,
    stored: Simulated,
) -> None:
    language = chance.choice(instrument.languages)
    seed = chance.getrandbits(31)
    arms = blocks.arms(instrument)
    key = secrets.token_urlsafe(16)
    hashes = _hashes(keys, key, instrument.id)
    event = Event(instrument.id, "", language)
    beginning = Beginning(instrument.source_hash, language, arms, seed, is_test=True)
    interviews.begin(engine, *hashes[:2], beginning, event)
    stored.begun += 1
    interview = Interview(instrument, {}, arms, seed)
    while page := interview.first_missing:
        question = interview.missing(page)[0]
        if chance.random() < BREAKS_OFF:
            return
        given = _page(narrowed(question, arms), leanings, chance)
        seconds = max(1, round(chance.lognormvariate(2.3, 0.6)))
        interviews.save(engine, hashes[0], given, Noted(language, seconds))
        interview = interview.with_answers({each.id: answer for each, answer in given})
        if screened(interview):
            sampling.end_early(engine, *hashes, event, "screened")
            stored.screened += 1
            return
    interviews.submit(engine, *hashes, event)
    stored.complete += 1


def _hashes(keys: Keys, key: str, slug: str) -> tuple[str, str, str]:
    """What the database knows a session, its submit key and its receipt by."""
    submit_key = keys.submit_key(key, slug)
    receipt_hash = keys.receipt_hash(keys.receipt(submit_key).replace("-", ""))
    return keys.token_hash(key, slug), keys.key_hash(submit_key), receipt_hash


def _page(question: Question, leanings: dict[str, list[float]], chance: random.Random) -> list[tuple[Question, Answer]]:
    """What is stored for one page: after a battery, each of its items."""
    given = [(part, _answer(part, leanings.get(part.id, []), chance)) for part in question.parts]
    return [(question, SKIPPED), *given] if question.kind is Kind.BATTERY else given


def _leaning(question: Question, chance: random.Random) -> list[float]:
    """How much the population leans to each substantive answer."""
    count = len(question.substantive) or (question.high or 0) - (question.low or 0) + 1
    return [chance.uniform(0.2, 1.0) for _ in range(max(1, count))]


def _answer(question: Question, leaning: list[float], chance: random.Random) -> Answer:
    if question.kind is Kind.INFO or chance.random() < SKIPS:
        return SKIPPED
    if question.non_answers and chance.random() < CANNOT_ANSWER:
        return Answer(missing=NonAnswer(chance.choice(question.non_answers).code))
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
    high = low + timedelta(days=365 * 40) if last is None else last
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
