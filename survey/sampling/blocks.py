"""Arms in permuted blocks.

A block holds every arm in the ratio of its experiment, in an order drawn at random, so that after each whole block the
ratio holds exactly. How long a block is, is drawn too: whoever has seen its first arms cannot work out its last [1].

[1] Matts & Lachin (1988), Properties of permuted-block randomization, Controlled Clinical Trials 9(4), 327-344.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from instruments.model import Instrument
from instruments.sampling import BY_LANGUAGE, Experiment
from survey.interview import Interview

REPEATS = (2, 3, 4)
"""How many times a block may hold the ratio: its length is one of these times the ratio's sum."""

NOT_ASKED = "not asked"
"""The block of those whose way leads past the question that forms the blocks."""


@dataclass(frozen=True)
class DueArm:
    """An arm that a respondent is to be given now, and the block it comes from: a language, a code, or "" for everybody."""

    experiment: Experiment
    block: str

    @property
    def place(self) -> str:
        """What the block is known by in the database: other arms, or another ratio, are other blocks."""
        made_from = f"{self.experiment.arms} {self.experiment.ratio} {self.experiment.block_by}"
        return f"{hashlib.sha256(made_from.encode()).hexdigest()[:8]} {self.block}".rstrip()


def permuted_block(experiment: Experiment, chance: Random) -> tuple[str, ...]:
    """Return a new block in the order in which its arms are given out."""
    ratio = zip(experiment.arms, experiment.ratio, strict=True)
    arms = [arm for arm, times in ratio for _ in range(times)] * chance.choice(REPEATS)
    chance.shuffle(arms)
    return tuple(arms)


def taken(experiment: Experiment, remaining: Sequence[str], chance: Random) -> tuple[str, tuple[str, ...]]:
    """Return the next arm of a block, and what is left of the block; after its last arm a new block begins."""
    arm, *rest = remaining or permuted_block(experiment, chance)
    return arm, tuple(rest)


class Blocks:
    """Blocks kept in memory, for made-up respondents: one an experiment, whatever it is blocked by."""

    def __init__(self, chance: Random) -> None:
        self._chance = chance
        self._remaining: dict[str, tuple[str, ...]] = {}

    def arms(self, instrument: Instrument) -> dict[str, str]:
        """Return the next arm of each experiment."""
        arms: dict[str, str] = {}
        for experiment in instrument.experiments:
            remaining = self._remaining.get(experiment.id, ())
            arms[experiment.id], self._remaining[experiment.id] = taken(experiment, remaining, self._chance)
        return arms


def due(interview: Interview, language: str) -> tuple[DueArm, ...]:
    """Return the arms that can be given now: their block is known, and they were not given yet."""
    open_experiments = (each for each in interview.instrument.experiments if each.id not in interview.arms)
    found = ((each, _block(each, interview, language)) for each in open_experiments)
    return tuple(DueArm(experiment, block) for experiment, block in found if block is not None)


def _block(experiment: Experiment, interview: Interview, language: str) -> str | None:
    """The block that a respondent belongs to; None where the answer that decides it is still to be given."""
    named = experiment.block_by
    if named is None:
        return ""
    if named == BY_LANGUAGE:
        return language
    if not interview.is_settled(named):
        return None
    answer = interview.in_force.get(named)
    if answer is None:
        return NOT_ASKED
    return str(answer.value if answer.missing is None else int(answer.missing))
