"""What the judges look at: the recovered counts by answer, and printed numbers as what they can have been."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import TypeVar

from scipy import stats

from analysis.published.forensics.exact import HALF, binomial_test
from analysis.published.forensics.rounding import Unrounded, parse, unround
from analysis.published.model import Claim, Counted, Findings, PublishedAnswer, Unit
from analysis.published.recovery import Recovered, Verdict
from analysis.published.results import Reason
from analysis.published.scale import placements

Kind = TypeVar("Kind")

EXACT_UP_TO = 5_000
"""Of more people than this the exact test is computed in floats: whole numbers with as many digits would take minutes."""


@dataclass(frozen=True)
class Evidence:
    """The recovered counts, by answer."""

    findings: Findings
    recovered: Sequence[Recovered]

    def of(self, name: str) -> tuple[Recovered, PublishedAnswer]:
        """Return an answer with its question's counts."""
        return next((one, answer) for one in self.recovered for answer in one.question.answers if answer.id == name)

    def in_census(self, names: Sequence[str]) -> bool:
        """Return whether all of these answers belong to a full count; of no answer, whether all that was published does."""
        return all(self.of(name)[0].question.census for name in names) if names else self.findings.census

    def together(self, names: Sequence[str]) -> range | None:
        """Return how many people can have given one or more of several answers of one question.

        Those of `printed`, and where people must be in one of the printed answers though the counts leave them out, all that
        they can make of it: wherever the mean and the median allow them to be, where these are printed.
        """
        one, counts = self.of(names[0])[0], self.printed(names)
        if counts is None or one.base is None or not one.unplaced:
            return counts
        if set(names) == {answer.id for answer in one.question.answers}:
            return range(one.base, one.base + 1)
        values = {self.of(name)[1].values for name in names}
        ways = placements(one, self.findings.rounding)
        sums = [sum(people for low, high, people in bins if (low, high) in values) for bins in ways]
        return range(min(sums), max(sums) + 1) if sums else range(counts[0], counts[-1] + one.unplaced + 1)

    def printed(self, names: Sequence[str]) -> range | None:
        """Return how many people gave one or more of several answers of one question, by the numbers printed of them.

        None where the count of one is not known, and where they are more than the base. Of a question with several answers
        the same people can have given them: at least as many as gave one of them.
        """
        one, _ = self.of(names[0])
        ranges = [one.range_of(name) for name in names]
        if one.base is None or not all(ranges):
            return None
        most = min(sum(part[-1] for part in ranges), one.base)
        least = max if one.question.counted is Counted.MANY else sum
        return range(least(part[0] for part in ranges), most + 1) or None

    def conflicting(self, names: Sequence[str]) -> Reason | None:
        """Return that the numbers of some of these answers conflict with their base; None where none does."""
        found = [(one, answer) for one, answer in map(self.of, names) if one.verdict(answer) is Verdict.CONTRADICTED]
        if not found:
            return None
        printed = tuple(f"{answer.printed}{' %' if answer.unit is Unit.PERCENT else ''}" for _, answer in found)
        base = found[0][0].base
        if base is None:
            return Reason("claim_no_share", {"printed": printed})
        return Reason("claim_number_conflicts", {"printed": printed, "base": base})


def statement(claim: Claim, kind: type[Kind]) -> Kind:
    """Return a claim's statement as the kind that its judge is for."""
    if not isinstance(claim.statement, kind):
        raise TypeError(f"the claim {claim.id} is no {kind.__name__}")
    return claim.statement


def interval(answer: PublishedAnswer, rounding: str) -> Unrounded:
    """Return what a printed percent can have been, a fraction in percent; a count is what it is."""
    if answer.unit is Unit.PERCENT:
        return unround(parse(answer.printed or "0"), rounding)
    return exactly(Fraction(answer.printed or 0) * (100 if answer.unit is Unit.FRACTION else 1))


def exact_p(k: int, n: int, than: Fraction = HALF) -> float:
    """Return the p value of the exact two-sided test of k of n against a share [1].

    [1] Sterne (1954), Biometrika 41, 275-278.
    """
    return binomial_test(k, n, than).p if n <= EXACT_UP_TO else float(stats.binomtest(k, n, float(than)).pvalue)


def exactly(value: Fraction) -> Unrounded:
    """Return a number that was not rounded."""
    return Unrounded(value, value, closed_low=True, closed_high=True)


def summed(parts: Sequence[Unrounded]) -> Unrounded:
    """Return what the sum of printed numbers can have been."""
    low, high = sum(part.low for part in parts), sum(part.high for part in parts)
    return Unrounded(
        Fraction(low), Fraction(high), all(part.closed_low for part in parts), all(part.closed_high for part in parts)
    )


def overlap(one: Unrounded | None, other: Unrounded) -> bool:
    """Return whether two numbers can have been the same; to meet at the ends of what they can have been is not enough."""
    if one is None:
        return False
    low, high = max(one.low, other.low), min(one.high, other.high)
    return low < high or (low == high and (one.low == one.high or other.low == other.high))


def shown(value: Fraction) -> Decimal:
    """Return a number with the decimals it has, two at most."""
    return (Decimal(value.numerator) / Decimal(value.denominator)).quantize(Decimal("0.01")).normalize() + Decimal(0)
