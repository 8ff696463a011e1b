"""How numbers are printed, by another route than the package: `decimal` at sixty digits, the root by its own algorithm."""

from __future__ import annotations

import decimal
from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from itertools import combinations_with_replacement, product

MODES = {
    "half-up-or-down": (decimal.ROUND_HALF_UP, decimal.ROUND_HALF_DOWN),
    "half-up": (decimal.ROUND_HALF_UP,),
    "half-down": (decimal.ROUND_HALF_DOWN,),
    "half-even": (decimal.ROUND_HALF_EVEN,),
    "truncate": (decimal.ROUND_DOWN,),
    "floor": (decimal.ROUND_FLOOR,),
    "ceiling": (decimal.ROUND_CEILING,),
    "away": (decimal.ROUND_UP,),
}


def printed(value: Fraction, decimals: int, rounding: str, *, root: bool = False) -> set[str]:
    """The texts that a number, or its root, is printed as. Zero has no sign."""
    with decimal.localcontext(prec=60):
        number = Decimal(value.numerator) / Decimal(value.denominator)
        number = number.sqrt() if root else number
        rounded = {number.quantize(Decimal(1).scaleb(-decimals), mode) for mode in MODES[rounding]}
        return {str(abs(each) if each == 0 else each) for each in rounded}


def moments(values: Iterable[int], items: int = 1) -> tuple[Fraction, Fraction]:
    """Mean and variance of scores, each the sum of so many answers, as means of answers."""
    scores = [Fraction(value, items) for value in values]
    mean = sum(scores, Fraction(0)) / len(scores)
    return mean, sum((score - mean) ** 2 for score in scores) / Fraction(len(scores) - 1)


def pairs(n: int, low: int, high: int, decimals: tuple[int, int], rounding: str, items: int = 1) -> set[tuple[str, str]]:
    """Every printed mean and SD of n scores from low to high, by listing all scores."""
    every: set[tuple[str, str]] = set()
    for values in combinations_with_replacement(range(low, high + 1), n):
        mean, variance = moments(values, items)
        every |= set(product(printed(mean, decimals[0], rounding), printed(variance, decimals[1], rounding, root=True)))
    return every
