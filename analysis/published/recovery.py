"""Printed numbers → the counts and the base that they imply.

A question's numbers are read on the base that the publication states. Where they are shares of no whole numbers of people
there, one smaller base is accepted in its place if it is the only one of the window that fits, and if so good a fit by
accident is improbable: people who skipped a question make its base smaller. Questions that fail alone are then tried
together, as lists of one fieldwork. Everything is exact.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction
from functools import cache

from analysis.published.forensics.percents import counts_in, fitting_bases
from analysis.published.forensics.power import accidental_fits, density
from analysis.published.forensics.rounding import Unrounded, parse, unround
from analysis.published.model import Counted, Findings, PublishedAnswer, PublishedQuestion, Unit, Weighting

ACCIDENT = 0.2
"""A base that the publication does not state is accepted where fewer fits than this are expected by accident: a list of
three percents of some sixty people, or two lists of some four hundred, pass; a single percent never does."""

NOTHING = range(0)


class Verdict(StrEnum):
    """What the audit says of a printed number."""

    REPRODUCED = "reproduced"
    CONTRADICTED = "contradicted"
    NOT_VERIFIABLE = "not-verifiable"
    NOT_REPORTED = "not-reported"


@dataclass(frozen=True)
class Recovered:
    """The counts of one question.

    base    that the counts are of: the stated one, or the smaller one that was accepted; None where none is known
    counts  what each answer's count can be on that base, in the order of the answers; empty where its number fits none
    bases   where a number fits no count on the stated base: the bases of the window on which all fit
    accident  how many bases were expected to fit by accident, where one was accepted
    lists     how many questions that base was accepted for together: one, or all that fail on a stated base
    outside   where no base is known: the ids of answers whose number lies outside of 0 to 100 %, which no weight can mend
    """

    question: PublishedQuestion
    base: int | None
    counts: tuple[range, ...]
    bases: tuple[int, ...] = ()
    accident: float = 0.0
    lists: int = 1
    outside: tuple[str, ...] = ()

    @property
    def accepted(self) -> bool:
        """Whether another base was accepted in place of the stated one."""
        return self.base is not None and self.base != self.question.stated_base

    def verdict(self, answer: PublishedAnswer) -> Verdict:
        """Return what is to be said of an answer's number."""
        if answer.printed is None:
            return Verdict.NOT_REPORTED
        if self.base is None:
            return Verdict.CONTRADICTED if answer.id in self.outside else Verdict.NOT_VERIFIABLE
        counts = self.range_of(answer.id)
        if not counts:
            return Verdict.CONTRADICTED
        return Verdict.REPRODUCED if len(counts) == 1 else Verdict.NOT_VERIFIABLE

    def range_of(self, answer_id: str) -> range:
        """Return what an answer's count can be."""
        for answer, counts in zip(self.question.answers, self.counts, strict=True):
            if answer.id == answer_id:
                return counts
        raise KeyError(answer_id)

    def count(self, answer_id: str) -> int | None:
        """Return an answer's count where only one is possible."""
        counts = self.range_of(answer_id)
        return counts[0] if len(counts) == 1 else None

    @property
    def named(self) -> int | None:
        """How many people are in the answers with a number; None where a count is not known, or they may overlap."""
        if self.question.counted is not Counted.ONE:
            return None
        counts = [self.count(answer.id) for answer in self.question.answers if answer.printed is not None]
        return None if None in counts else sum(count for count in counts if count is not None)

    @property
    def unnamed(self) -> int | None:
        """How many people are in no answer with a number; None where it cannot be known."""
        return None if self.named is None or self.base is None else max(self.base - self.named, 0)

    @property
    def unplaced(self) -> int:
        """How many people must be in one of the answers, though the counts leave them out.

        None of them unless all the answers there were are printed as counts: where percents leave somebody out, one of
        them may have a slip, or somebody gave no answer.
        """
        counted = all(answer.unit is Unit.COUNT for answer in self.question.answers)
        return self.unnamed or 0 if self.question.adds_up and counted else 0


def recovered(findings: Findings) -> tuple[Recovered, ...]:
    """Return the counts of every question, in the order of the findings file.

    No base is known, and no count recovered, of weighted figures, of a trend, and where the base is not stated.

    >>> from analysis.published.findings import load
    >>> [(one.base, [list(counts) for counts in one.counts]) for one in recovered(load("astana-2023"))[3:5]]
    [(57, [[21], [10], [25]]), (55, [[23], [7], [25]])]
    """
    alone = [
        _alone(question, findings.weighting, _window(question, findings), findings.rounding) for question in findings.questions
    ]
    failing = [one for one in alone if one.base is not None and not one.accepted and not fits(one)]
    together: dict[str, Recovered] = {}
    for stated in dict.fromkeys(one.question.stated_base for one in failing):
        together |= _together([one for one in failing if one.question.stated_base == stated], findings)
    return tuple(together.get(one.question.id, one) for one in alone)


def numbers(question: PublishedQuestion) -> list[PublishedAnswer]:
    """Return the answers that were published with a number."""
    return [answer for answer in question.answers if answer.printed is not None]


def has_power(question: PublishedQuestion, base: int, rounding: str) -> bool:
    """Return whether a single percent of a question can fail: whether some printable ones are no share of the base."""
    return any(density(parse(percent).decimals, base, rounding) < 1 for percent in percents_of(question))


def percents_of(question: PublishedQuestion) -> list[str]:
    """Return the numbers of a question that were printed as percents."""
    return [answer.printed for answer in question.answers if answer.unit is Unit.PERCENT and answer.printed is not None]


def reaching_bases_of(question: PublishedQuestion, window: tuple[int, int], rounding: str) -> tuple[int, ...]:
    """Return the bases of the window on which each number of a question is that of some count."""
    reaching = [_bases_reaching(answer, window, rounding) for answer in numbers(question)]
    return tuple(sorted(reaching[0].intersection(*reaching[1:]))) if reaching else ()


@cache
def fitting_bases_of(question: PublishedQuestion, window: tuple[int, int], rounding: str) -> tuple[int, ...]:
    """Return those of these bases on which the counts also add up."""
    common = reaching_bases_of(question, window, rounding)
    return tuple(base for base in common if sums_fit(on_base(question, base, rounding)))


def fits(one: Recovered) -> bool:
    """Return whether every number is that of some count."""
    return all(counts for answer, counts in zip(one.question.answers, one.counts, strict=True) if answer.printed is not None)


def sums_fit(one: Recovered) -> bool:
    """Return whether every number is that of some count, and the counts can sum to the base: to less where some are not told."""
    if one.base is None or not fits(one) or one.question.counted is not Counted.ONE:
        return fits(one)
    known = [counts for counts in one.counts if counts]
    least, most = sum(counts[0] for counts in known), sum(counts[-1] for counts in known)
    return least <= one.base and (most >= one.base or not one.question.adds_up)


def not_over(one: Recovered) -> bool:
    """Return whether every number is that of some count, and the counts need not sum to more than the base."""
    return sums_fit(replace(one, question=replace(one.question, complete=False)))


def share_of(answer: PublishedAnswer) -> Fraction:
    """Return a printed percent or fraction as a share; a count has none without its base."""
    return Fraction(answer.printed or 0) if answer.unit is Unit.FRACTION else parse(answer.printed or "0").value / 100


def no_part(answer: PublishedAnswer, rounding: str) -> bool:
    """Return whether a printed percent or fraction lies outside of 0 to 100 %, so that it is a share of no base at all."""
    if answer.printed is None or answer.unit is Unit.COUNT:
        return False
    if answer.unit is Unit.FRACTION:
        return Fraction(answer.printed) > 1
    known = _percent(answer.printed, rounding)
    return known.low > 100 or known.high < 0


def _window(question: PublishedQuestion, findings: Findings) -> tuple[int, int]:
    return findings.window if question.stated_base is None else findings.window_around(question.stated_base)


@cache
def _alone(question: PublishedQuestion, weighting: Weighting, window: tuple[int, int], rounding: str) -> Recovered:
    stated = question.stated_base
    if stated is None or question.counted is Counted.TREND or weighting is Weighting.WEIGHTED:
        outside = tuple(answer.id for answer in question.answers if no_part(answer, rounding))
        return Recovered(question, None, tuple(NOTHING for _ in question.answers), outside=outside)
    at_stated = on_base(question, stated, rounding)
    if sums_fit(at_stated):
        return at_stated
    bases = fitting_bases_of(question, window, rounding)
    accident = _accident([question], bases, window, rounding)
    if accident < ACCIDENT:
        return replace(on_base(question, bases[0], rounding, bases), accident=accident)
    return on_base(question, stated, rounding, bases)


def _together(failing: Sequence[Recovered], findings: Findings) -> Mapping[str, Recovered]:
    """Return the questions that share one base of their own, if there is such a base."""
    if len(failing) < 2:
        return {}
    common = tuple(set(failing[0].bases).intersection(*(one.bases for one in failing[1:])))
    accident = _accident([one.question for one in failing], common, _window(failing[0].question, findings), findings.rounding)
    if accident >= ACCIDENT:
        return {}
    on_common = (on_base(one.question, common[0], findings.rounding, common) for one in failing)
    return {one.question.id: replace(one, accident=accident, lists=len(failing)) for one in on_common}


def _accident(questions: Sequence[PublishedQuestion], bases: Sequence[int], window: tuple[int, int], rounding: str) -> float:
    """Return how many bases would fit by accident; without end unless one fits, and it is smaller than the stated one."""
    lists = [percents for percents in map(percents_of, questions) if percents]
    if len(bases) != 1 or not lists or any(bases[0] >= (question.stated_base or 0) for question in questions):
        return math.inf
    complete = all(question.adds_up for question in questions)
    return accidental_fits(lists, window, complete=complete, rounding=rounding)


@cache
def _bases_reaching(answer: PublishedAnswer, window: tuple[int, int], rounding: str) -> frozenset[int]:
    if answer.unit is Unit.PERCENT and answer.printed_count is None:
        return frozenset(fitting_bases([answer.printed or ""], window, rounding=rounding))
    if answer.printed_count is not None:
        beside, percent = 100 * int(answer.printed_count), _percent(answer.printed or "", rounding)
        return frozenset(base for base in range(window[0], window[1] + 1) if Fraction(beside, base) in percent)
    return frozenset(base for base in range(window[0], window[1] + 1) if counts_on(answer, base, rounding))


def on_base(question: PublishedQuestion, base: int, rounding: str, bases: tuple[int, ...] = ()) -> Recovered:
    """Return what each count of a question can be on a base; the sum of a complete list narrows them where it can be met."""
    counts = tuple(NOTHING if answer.printed is None else counts_on(answer, base, rounding) for answer in question.answers)
    found = Recovered(question, base, counts, bases)
    return Recovered(question, base, _narrowed(counts, base), bases) if question.adds_up and sums_fit(found) else found


def counts_on(answer: PublishedAnswer, base: int, rounding: str) -> range:
    """Return the counts of a base that are printed as an answer's number; one printed beside a percent must be it.

    answer  one with a number
    """
    printed = answer.printed or ""
    if answer.unit is Unit.COUNT:
        return range(int(printed), int(printed) + 1) if int(printed) <= base else NOTHING
    if answer.unit is Unit.FRACTION:
        return _nearest(Fraction(printed), base)
    found = counts_in(_percent(printed, rounding), base)
    if answer.printed_count is None:
        return found
    beside = int(answer.printed_count)
    return range(beside, beside + 1) if beside in found else NOTHING


@cache
def _percent(printed: str, rounding: str) -> Unrounded:
    return unround(parse(printed, "percent"), rounding)


def _nearest(part: Fraction, base: int) -> range:
    """Return the counts nearest to a part of a base: one, or two where it lies in the middle between them."""
    if part > 1:
        return NOTHING
    exact = part * base
    low, high = -((1 - 2 * exact) // 2), (2 * exact + 1) // 2
    return range(int(low), int(high) + 1)


def _narrowed(counts: Sequence[range], base: int) -> tuple[range, ...]:
    least, most = (sum(part[end] for part in counts if part) for end in (0, -1))
    return tuple(
        range(max(part[0], base - (most - part[-1])), min(part[-1], base - (least - part[0])) + 1) if part else part
        for part in counts
    )
