"""Made-up respondents, marked as tests, who go through the same interview and store as real ones."""

from __future__ import annotations

import random
import secrets
from collections import Counter
from dataclasses import dataclass, field

import sqlalchemy as sa

from instruments.answers import Answer
from instruments.model import Instrument, Question
from instruments.panels import made_up_ids
from instruments.route import narrowed
from survey.interview import Interview
from survey.keys.receipt import Keys
from survey.sampling.blocks import Blocks
from survey.sampling.endings import SentPage, cells, cells_of
from survey.simulation.made_up import Speaker, deciding, leanings
from survey.store import interviews, sampling, saving
from survey.store.interviews import Beginning, Event
from survey.store.saving import Noted

BREAKS_OFF = 0.02
IS_OUTSIDE = 0.05
"""How many belong to those whom the survey is not for."""

TRIES = 100
"""How often an answer that would screen out is thought over; conditions on several questions may leave no other."""

GIVES_UP = 100
"""After so many in a row who are turned away by full quotas, nobody else is made up."""


@dataclass
class Simulated:
    """How many made-up respondents are stored so far: those who began, and how they ended.

    full         how many were turned away by a full quota
    turned_away  how many of these came in a row, the last one included
    """

    begun: int = 0
    complete: int = 0
    screened: int = 0
    full: int = 0
    turned_away: int = 0

    @property
    def partial(self) -> int:
        """Those who broke off, or were cut off."""
        return self.begun - self.complete - self.screened - self.full

    @property
    def is_full(self) -> bool:
        """Whether the quotas take nobody else."""
        return self.turned_away >= GIVES_UP


@dataclass(frozen=True)
class _Crowd:
    """What the made-up respondents of one run share."""

    engine: sa.Engine
    keys: Keys
    instrument: Instrument
    stored: Simulated
    speaker: Speaker
    blocks: Blocks
    entered: Counter[str] = field(default_factory=Counter)

    def takes(self, page: SentPage) -> bool:
        """Whether no quota that a page leads into is full; tests are not counted in the database, so they are here."""
        return all(self.entered[quota.id] < quota.at_most for quota in page.entered)


def simulate(engine: sa.Engine, keys: Keys, instrument: Instrument, stored: Simulated, *, n: int, seed: int) -> None:
    """Store `n` made-up complete responses, and those who ended earlier; a seed gives the same answers again.

    stored  counts them while they are stored, so that it holds where this is cut short

    Most are people whom the survey is for. Where the quotas are full before there are `n`, it ends: `stored.is_full`.
    In a panel a seed gives the same members in every wave.
    """
    chance = random.Random(seed)  # noqa: S311 - made-up answers that can be repeated
    speaker = Speaker(leanings(instrument, chance), deciding(instrument), chance)
    crowd = _Crowd(engine, keys, instrument, stored, speaker, Blocks(chance))
    members = made_up_ids(seed) if instrument.panel else None
    while stored.complete < n and not stored.is_full:
        _respond(crowd, None if members is None else next(members))


def _respond(crowd: _Crowd, panel_id: str | None) -> None:
    instrument, chance, stored = crowd.instrument, crowd.speaker.chance, crowd.stored
    language = chance.choice(instrument.languages)
    seed = chance.getrandbits(31)
    arms = crowd.blocks.arms(instrument)
    hashes = _hashes(crowd.keys, secrets.token_urlsafe(16), instrument.id)
    event = Event(instrument.id, "", language)
    beginning = Beginning(instrument.source_hash, language, arms, seed, is_test=True, panel_id=panel_id)
    interviews.begin(crowd.engine, *hashes[:2], beginning, event)
    stored.begun += 1
    interview = Interview(instrument, {}, arms, seed)
    is_outside = bool(instrument.screen_out) and chance.random() < IS_OUTSIDE
    while page := interview.first_missing:
        # Who leaves, leaves a page as it was shown; its time is kept with the first of its answers.
        is_fresh = not any(part.id in interview.answers for asked in page for part in asked.parts)
        if is_fresh and chance.random() < BREAKS_OFF:
            return
        sent, given = _answered(crowd.speaker, interview, narrowed(interview.missing(page)[0], arms), is_outside=is_outside)
        seconds = max(1, round(chance.lognormvariate(2.3, 0.6))) if is_fresh else None
        saving.save(crowd.engine, hashes[0], given, Noted(language, seconds))
        interview = sent.after
        if sent.screens:
            sampling.end_early(crowd.engine, *hashes, event, "screened")
            stored.screened += 1
            return
        if not crowd.takes(sent):
            sampling.end_early(crowd.engine, *hashes, event, "full")
            stored.full += 1
            stored.turned_away += 1
            return
    interviews.submit(crowd.engine, *hashes, event)
    crowd.entered.update(cells(instrument.quotas, instrument, interview.answers, arms))
    stored.complete += 1
    stored.turned_away = 0


def _answered(
    speaker: Speaker, interview: Interview, question: Question, *, is_outside: bool
) -> tuple[SentPage, list[tuple[Question, Answer]]]:
    """Return a page as it is sent; whoever the survey is for thinks over what would screen them out."""
    for _ in range(TRIES):
        given = speaker.page(question)
        after = interview.with_answers({each.id: answer for each, answer in given})
        sent = SentPage(interview, after, {each.id for each, _ in given}, cells_of(interview))
        if is_outside or not sent.screens:
            break
    return sent, given


def _hashes(keys: Keys, key: str, slug: str) -> tuple[str, str, str]:
    """What the database knows a session, its submit key and its receipt by."""
    submit_key = keys.submit_key(key, slug)
    receipt_hash = keys.receipt_hash(keys.receipt(submit_key).replace("-", ""))
    return keys.token_hash(key, slug), keys.key_hash(submit_key), receipt_hash
