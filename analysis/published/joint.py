"""What was not published, between the limits that the published margins set."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
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
    """Answers that were counted, of one question."""

    id: str
    question: str
    label: Text
    count: int
    overlaps: bool


def bounds(findings: Findings, recovered: Sequence[Recovered]) -> tuple[Bounded, ...]:
    """Return what each pair of published answers can have in common, and what the undecided can turn.

    The joint answers were not published: at most the smaller of two counts gave both, at least what does not fit beside the
    other one. Both are of the whole sample; people who skipped a question are people who did not give the answer. Of one
    question only answers that could be chosen together are paired.
    """
    return (*_pairs(findings, recovered), *_worst_cases(recovered))


def undecided(recovered: Sequence[Recovered]) -> tuple[Undecided, ...]:
    """Return the questions of two answers and people who could not answer, with what these could turn."""
    return tuple(found for one in recovered if (found := _undecided(one)) is not None)


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
        yield _bounded("both", of, labels, both, notable=both.low > 0)
        yield _bounded("either", of, labels, one_at_least, notable=2 * one_at_least.low > sample)


def _margins(findings: Findings, recovered: Sequence[Recovered]) -> list[_Margin]:
    found = []
    for one in recovered:
        overlaps = one.question.counted is Counted.MANY
        for answer in numbers(one.question):
            count = one.count(answer.id)
            if count is not None:
                found.append(_Margin(answer.id, one.question.id, answer.label, count, overlaps))
    counts = {margin.id: margin for margin in found}
    for margin in findings.margins:
        parts = [counts[name] for name in margin.of if name in counts]
        if len(parts) == len(margin.of) and not any(part.overlaps for part in parts):
            found.append(_Margin(margin.id, parts[0].question, margin.label, sum(part.count for part in parts), overlaps=False))
    return found


def _bounded(kind: str, of: tuple[str, ...], labels: tuple[Text, ...], found: Bounds, *, notable: bool) -> Bounded:
    name = f"{kind}:{'+'.join(of)}"
    return Bounded(name, kind, of, labels, found.low_share, found.high_share, found.base, found, notable)


def _worst_cases(recovered: Sequence[Recovered]) -> Iterator[Bounded]:
    """Yield for each answer of a question with undecided people its share if none of them, and if all, gave it."""
    for one in recovered:
        found = _undecided(one)
        if found is None:
            continue
        labels = {answer.id: answer.label for answer in one.question.answers}
        for mine, count, other in ((found.yes, found.yes_count, found.no_count), (found.no, found.no_count, found.yes_count)):
            for base in dict.fromkeys((found.base, one.question.stated_base or found.base)):
                limits = manski(count, other, base)
                suffix = "" if base == found.base else f"@{base}"
                name, label = f"worst-case:{mine}{suffix}", (labels[mine],)
                yield Bounded(name, "worst-case", (mine,), label, limits.low_share, limits.high_share, base, limits, notable=True)
                low, high = imbens_manski(limits.low_share, limits.high_share, base)
                yield Bounded(f"interval:{mine}{suffix}", "interval", (mine,), label, low, high, base, None, notable=True)


def _undecided(one: Recovered) -> Undecided | None:
    """Return the two answers of a complete question and those who could not give one; None for any other question."""
    answers = [answer for answer in one.question.answers if not answer.cannot_answer]
    if one.base is None or not one.question.complete or len(answers) != 2 or len(one.question.answers) == 2:
        return None
    yes, no = (one.count(answer.id) for answer in answers)
    if yes is None or no is None or one.named is None or yes + no == 0 or one.named > one.base:
        return None
    left = one.base - yes - no
    tipping = tipping_point(yes, left, one.base)
    return Undecided(
        question=one.question.id,
        yes=answers[0].id,
        no=answers[1].id,
        yes_count=yes,
        no_count=no,
        undecided=left,
        base=one.base,
        tipping=tipping.needed if tipping.reachable else None,
        benchmark=Fraction(yes, yes + no),
    )
