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
    certain    whether no one who is in none of the printed counts must be added to this or another one
    """

    id: str
    question: str
    label: Text
    count: int
    overlaps: bool
    exclusive: bool
    certain: bool


def bounds(findings: Findings, recovered: Sequence[Recovered]) -> tuple[Bounded, ...]:
    """Return what each pair of published answers can have in common, and what the undecided can turn.

    The joint answers were not published: at most the smaller of two counts gave both, at least what does not fit beside the
    other one. Both are of the whole sample; people who skipped a question are people who did not give the answer. Of one
    question only answers that could be chosen together are paired; one that excludes all others is in common with none.
    Where people must be in one of the printed answers and it is not said in which, a pair is not notable: either count
    may be larger.
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
        if max(first.count, second.count) > sample:
            continue
        of, labels = (first.id, second.id), (first.label, second.label)
        both, one_at_least = frechet(first.count, second.count, sample), either(first.count, second.count, sample)
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
        alone = _exclusive(findings, one.question.variable)
        for answer in numbers(one.question):
            count = one.count(answer.id)
            if count is not None:
                own = _Margin(
                    answer.id, one.question.id, answer.label, count, overlaps, answer.category in alone, certain=not one.unplaced
                )  # fmt: skip
                found.append(own)
    counts = {margin.id: margin for margin in found}
    for margin in findings.margins:
        parts = [counts[name] for name in margin.of if name in counts]
        if len(parts) == len(margin.of) and not any(part.overlaps for part in parts):
            count, certain = sum(part.count for part in parts), all(part.certain for part in parts)
            together = _Margin(margin.id, parts[0].question, margin.label, count, False, False, certain)
            found.append(together)
    return found


def _exclusive(findings: Findings, variable: str) -> frozenset[int | str]:
    """Return the codes of the answers that exclude all others of a question, by its questionnaire."""
    asked = () if findings.instrument is None else findings.instrument.variables
    choices = (choice for question in asked if question.id == variable for choice in question.choices)
    return frozenset(choice.code for choice in choices if choice.exclusive)


def _bounded(kind: str, of: tuple[str, ...], labels: tuple[Text, ...], found: Bounds, *, notable: bool) -> Bounded:
    name = f"{kind}:{'+'.join(of)}"
    return Bounded(name, kind, of, labels, found.low_share, found.high_share, found.base, found, notable)


def _worst_cases(recovered: Sequence[Recovered]) -> Iterator[Bounded]:
    """Yield for each answer of a question with undecided people its share if none of them, and if all, gave it."""
    for one in recovered:
        labels = {answer.id: answer.label for answer in one.question.answers}
        found = [*_undecided(one)]
        for mine in ("yes", "no") if found else ():
            for each in found:
                yield from _worst_case(each, labels, yes=mine == "yes", suffix="" if each is found[0] else f"@{each.base}")


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
