"""What was not published, between the limits that the published margins set."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations

from analysis.published.forensics.bounds import Bounds, either, frechet, imbens_manski, manski, tipping_point
from analysis.published.model import Counted, Findings
from analysis.published.recovery import Recovered, numbers
from analysis.published.results import Bounded, Undecided
from instruments.model import Text


@dataclass(frozen=True)
class _Margin:
    """Answers that were counted, of one question.

    overlaps   whether one person can have given several answers of the question
    exclusive  whether it excludes all the others even there
    most       how many gave it if all who must be in one of the printed answers, though they are counted in none, did
    """

    id: str
    question: str
    label: Text
    count: int
    most: int
    overlaps: bool
    exclusive: bool

    @property
    def certain(self) -> bool:
        """Whether its count is the only one it can have."""
        return self.count == self.most


def bounds(findings: Findings, recovered: Sequence[Recovered]) -> tuple[Bounded, ...]:
    """Return what each pair of published answers can have in common, and what the undecided can turn.

    The joint answers were not published: at most the smaller of two counts gave both, at least what does not fit beside the
    other one. Both are of the whole sample; people who skipped a question are people who did not give the answer. Of one
    question only answers that could be chosen together are paired; one that excludes all others is in common with none.
    Where people must be in one of the printed answers and it is not said in which, either count may be larger by all of them:
    the limits are those of every count between, and such a pair is not notable.
    """
    return (*_pairs(findings, recovered), *_worst_cases(recovered))


def undecided(recovered: Sequence[Recovered]) -> tuple[Undecided, ...]:
    """Return the questions of two answers and people who could not answer, with what these could turn.

    A question whose base is smaller than the stated one stands there twice: of its own base, and of the stated one.
    """
    return tuple(found for one in recovered for found in _undecided(one))


def _pairs(findings: Findings, recovered: Sequence[Recovered]) -> Iterator[Bounded]:
    sample = findings.sample.n if findings.sample is not None else None
    if sample is None:
        return
    own = [one for one in recovered if one.question.stated_base == sample]
    for first, second in combinations(_margins(findings, own), 2):
        if first.question == second.question and not first.overlaps:
            continue
        if max(first.most, second.most) > sample:
            continue
        of, labels = (first.id, second.id), (first.label, second.label)
        # The limits grow with either count: the lowest is that of the fewest, the highest that of the most.
        both, one_at_least = (
            Bounds(limits(first.count, second.count, sample).low, limits(first.most, second.most, sample).high, sample)
            for limits in (frechet, either)
        )
        if first.question == second.question and (first.exclusive or second.exclusive):
            apart = min(first.count + second.count, sample)
            both, one_at_least = Bounds(0, 0, sample), Bounds(apart, apart, sample)
        certain = first.certain and second.certain
        yield _bounded("both", of, labels, both, notable=certain and both.low > 0)
        yield _bounded("either", of, labels, one_at_least, notable=certain and 2 * one_at_least.low > sample)


def _margins(findings: Findings, recovered: Sequence[Recovered]) -> list[_Margin]:
    found = []
    for one in recovered:
        overlaps = one.question.counted is Counted.MANY
        for answer in numbers(one.question):
            count = one.count(answer.id)
            if count is not None:
                most = count + one.unplaced
                found.append(_Margin(answer.id, one.question.id, answer.label, count, most, overlaps, answer.exclusive))
    counts = {margin.id: margin for margin in found}
    for margin in findings.margins:
        parts = [counts[name] for name in margin.of if name in counts]
        if len(parts) == len(margin.of) and not any(part.overlaps for part in parts):
            count, unplaced = sum(part.count for part in parts), max(part.most - part.count for part in parts)
            found.append(_Margin(margin.id, parts[0].question, margin.label, count, count + unplaced, False, False))
    return found


def _bounded(kind: str, of: tuple[str, ...], labels: tuple[Text, ...], found: Bounds, *, notable: bool) -> Bounded:
    name = f"{kind}:{'+'.join(of)}"
    return Bounded(name, kind, of, labels, found.low_share, found.high_share, found.base, found, notable)


def _worst_cases(recovered: Sequence[Recovered]) -> Iterator[Bounded]:
    """Yield for each answer of a question with undecided people its share if none of them, and if all, gave it.

    With the interval that covers it, unless the numbers are a full count.
    """
    for one in recovered:
        labels = {answer.id: answer.label for answer in one.question.answers}
        found = [*_undecided(one)]
        for mine in ("yes", "no") if found else ():
            for each in found:
                suffix = "" if each is found[0] else f"@{each.base}"
                limits = _worst_case(each, labels, yes=mine == "yes", suffix=suffix)
                yield from (limit for limit in limits if limit.counts is not None or not one.question.census)


def _worst_case(found: Undecided, labels: Mapping[str, Text], *, yes: bool, suffix: str) -> Iterator[Bounded]:
    mine, count, other = (found.yes, found.yes_count, found.no_count) if yes else (found.no, found.no_count, found.yes_count)
    limits, label = manski(count, other, found.base), (labels[mine],)
    low, high = limits.low_share, limits.high_share
    yield Bounded(f"worst-case:{mine}{suffix}", "worst-case", (mine,), label, low, high, found.base, limits, notable=True)
    low, high = imbens_manski(low, high, found.base)
    yield Bounded(f"interval:{mine}{suffix}", "interval", (mine,), label, low, high, found.base, None, notable=True)


def _undecided(one: Recovered) -> Iterator[Undecided]:
    """Yield the two answers of a complete question and those who could not give one, on each of its bases.

    That is the base of the numbers, then the stated one where it is another: people who skipped the question are undecided
    there. Nothing is known so of any other question.
    """
    asked = one.question
    answers = [answer for answer in asked.answers if not answer.cannot_answer]
    if one.base is None or not asked.complete or asked.counted is not Counted.ONE:
        return
    if len(answers) != 2 or len(asked.answers) == 2:
        return
    yes, no = (one.count(answer.id) for answer in answers)
    if yes is None or no is None or one.named is None or yes + no == 0 or one.named > one.base:
        return
    for base in dict.fromkeys((one.base, asked.stated_base or one.base)):
        tipping = tipping_point(yes, base - yes - no, base)
        yield Undecided(
            question=asked.id,
            yes=answers[0].id,
            no=answers[1].id,
            yes_count=yes,
            no_count=no,
            undecided=tipping.undecided,
            base=base,
            tipping=tipping.needed if tipping.reachable else None,
            benchmark=Fraction(yes, yes + no),
            untold=base - one.named,
        )
