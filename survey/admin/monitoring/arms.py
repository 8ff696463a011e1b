"""The arms of experiments: how even they are, how many finished, and how far those came who were given one. Pure.

An arm is drawn: where its blocks are formed by nothing, or by the language of the interview, it tells nothing that was answered,
and is counted as it is. Where the answers to a question form the blocks, the ratio holds within each answer but for a block that
is not full. Then an exact number can tell how the answers are spread: of two arms a block holds each 4 times at most, so where 5
of 5 are in one arm, two answers were given at least. And those who were not let further at that question have no arm: they would
be missing. So of such an experiment only what does not depend on the answers is said: between which shares the blocks keep each
arm, and how many of an arm finished, in steps of 5 %.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from instruments.model import Condition, Instrument
from instruments.responses import Status
from instruments.route import arms_in, holds
from instruments.sampling import Experiment
from survey.admin.monitoring.links import blocked, is_on_arms_alone, routing_of
from survey.admin.monitoring.suppression import SMALL
from survey.sampling.blocks import REPEATS
from survey.store.monitoring import Progress

ENOUGH = 20
"""From how many complete responses to an arm on, about, something is said of an arm whose number is not told."""

_STEPS = 20
_NO_CODES = 2
"""Blocks beside those of codes: of those who skipped the question, and of those who were not asked it."""


@dataclass(frozen=True)
class Cohort:
    """Those who were given the arms that some questions depend on, and nothing else.

    n         how many were given them
    complete  how many of them are complete
    reached   how many of them sent each of these pages, by question, in the order of the questionnaire
    """

    n: int
    complete: int
    reached: Mapping[str, int]


@dataclass(frozen=True)
class Spread:
    """What is said of an arm whose number is not told.

    low, high  the shares between which the blocks keep it
    finished   about which share of those who were given it are complete: a multiple of 5 %
    """

    low: float
    high: float
    finished: float


def given(
    newest: Instrument, versions: Sequence[Instrument], interviews: Sequence[Progress]
) -> Mapping[str, Mapping[str, tuple[int, int]]]:
    """Return how many were given each arm, and how many of them are complete, of the experiments of which this is told."""
    told = (each for each in newest.experiments if each.id not in blocked(versions))
    return {each.id: _counts(each, interviews) for each in told}


def _counts(experiment: Experiment, interviews: Sequence[Progress]) -> dict[str, tuple[int, int]]:
    all_given = Counter(each.arms.get(experiment.id) for each in interviews)
    complete = Counter(each.arms.get(experiment.id) for each in interviews if each.status is Status.COMPLETE)
    return {arm: (all_given[arm], complete[arm]) for arm in experiment.arms}


def spreads(
    newest: Instrument, versions: Sequence[Instrument], interviews: Sequence[Progress]
) -> Mapping[str, Mapping[str, Spread]]:
    """Return what is said of experiments whose blocks answers form; of no arm where it is too early, or the arms were changed."""
    closed = blocked(versions)
    return {each.id: dict(_spreads(each, versions, interviews)) for each in newest.experiments if each.id in closed}


def _spreads(
    experiment: Experiment, versions: Sequence[Instrument], interviews: Sequence[Progress]
) -> Iterator[tuple[str, Spread]]:
    counts, whole = _counts(experiment, interviews), sum(experiment.ratio)
    n, complete = (sum(numbers) for numbers in zip(*counts.values(), strict=True))
    made_from = {_made_from(version, experiment.id) for version in versions}
    if len(made_from) > 1 or complete * min(experiment.ratio) < ENOUGH * whole:
        return
    for arm, times in zip(experiment.arms, experiment.ratio, strict=True):
        # The first of the longest block may all be of one arm, or of the others, in every block at once.
        off = max(REPEATS) * times * (whole - times) / whole * _blocks(experiment, versions) / complete
        left = (counts[arm][0] - counts[arm][1]) / (n * times / whole)
        finished = round(_STEPS * max(0.0, 1 - left)) / _STEPS
        yield arm, Spread(max(0.0, times / whole - off), min(1.0, times / whole + off), finished)


def _made_from(version: Instrument, name: str) -> tuple[object, ...]:
    found = (each for each in version.experiments if each.id == name)
    return next(((each.arms, each.ratio, each.block_by) for each in found), ())


def _blocks(experiment: Experiment, versions: Sequence[Instrument]) -> int:
    """Return how many blocks there may be at once."""
    questions = (question for version in versions for question in version.questions)
    parts = [part for question in questions for part in question.parts if part.id == experiment.block_by]
    points = {code for part in parts if part.low is not None and part.high is not None for code in range(part.low, part.high + 1)}
    return len(points | {choice.code for part in parts for choice in part.choices}) + _NO_CODES


def cohorts(
    names: Sequence[str], newest: Instrument, versions: Sequence[Instrument], interviews: Sequence[Progress]
) -> tuple[Cohort, ...]:
    """Return how far those came whom questions were asked by their arms alone: one for all that depend on the same arms.

    names  the questions, in the order of the questionnaire
    """
    closed = blocked(versions)
    pages: dict[frozenset[Condition], list[str]] = {}
    for name in names:
        routings = {routing_of(version, name) for version in versions if name in version.by_id}
        routing = routing_of(newest, name)
        if routings == {routing} and is_on_arms_alone(routing) and not _experiments(routing) & closed.keys():
            pages.setdefault(routing, []).append(name)
    found = (_cohort(routing, asked, interviews) for routing, asked in pages.items())
    return tuple(each for each in found if each.n >= SMALL)


def _experiments(routing: frozenset[Condition]) -> set[str]:
    return {arm.experiment for part in routing for arm in arms_in(part)}


def _cohort(routing: frozenset[Condition], pages: Sequence[str], interviews: Sequence[Progress]) -> Cohort:
    drawn = [each for each in interviews if _experiments(routing) <= each.arms.keys()]
    members = [each for each in drawn if all(holds(part, {}, each.arms) for part in routing)]
    sent = Counter(page for each in members for page in each.pages)
    return Cohort(len(members), sum(each.status is Status.COMPLETE for each in members), {page: sent[page] for page in pages})
