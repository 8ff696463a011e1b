"""Printed numbers and what they may have been before they were rounded, exactly: integers and fractions, never a float."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from analysis.errors import ArgumentError, unknown

DEFAULT = "half-up-or-down"
"""Nearest, a tie to either side: what can be said of a number whose author does not say how it was rounded."""

NUMBER = re.compile(r"([+\-\u2212\u2013]?)([0-9]+(?:[.,][0-9]+)?|[.,][0-9]+)\s*%?")
HALF = Fraction(1, 2)


@dataclass(frozen=True)
class Printed:
    """A number as it was printed: its value, how many decimals were shown, and the text itself.

    Negative decimals are a number rounded to tens, hundreds, …
    """

    value: Fraction
    decimals: int
    text: str

    @property
    def unit(self) -> Fraction:
        """The value of one step in the last printed digit: 1/10 for "43.9"."""
        return Fraction(10) ** -self.decimals

    def shifted(self, places: int) -> Printed:
        """Return the number divided by 10^places, so that 2 makes of a percent a share with two more decimals.

        >>> parse("43.9").shifted(2)
        Printed(value=Fraction(439, 1000), decimals=3, text='43.9')
        """
        return Printed(self.value / Fraction(10) ** places, self.decimals + places, self.text)


@dataclass(frozen=True)
class Unrounded:
    """Every value that is printed as one number: an interval, each of its ends inside or not."""

    low: Fraction
    high: Fraction
    closed_low: bool
    closed_high: bool

    def __contains__(self, value: Fraction) -> bool:
        above = value > self.low or (self.closed_low and value == self.low)
        return above and (value < self.high or (self.closed_high and value == self.high))

    def whole_numbers(self, factor: Fraction | int) -> range:
        """Return every integer k with k/factor inside, for a factor above 0.

        The factor is n times the items of a mean; base/100 where the number is a percent of a base.

        >>> unround(parse("43.9")).whole_numbers(Fraction(57, 100))     # 25 of 57
        range(25, 26)
        """
        low, low_divisor = self.low.numerator * factor.numerator, self.low.denominator * factor.denominator
        high, high_divisor = self.high.numerator * factor.numerator, self.high.denominator * factor.denominator
        first = -(-low // low_divisor) if self.closed_low else low // low_divisor + 1
        stop = high // high_divisor + 1 if self.closed_high else -(-high // high_divisor)
        return range(first, stop)


def parse(number: str | Decimal, what: str = "number") -> Printed:
    """Return a printed number, its decimals counted as they stand: "7.10" has two.

    number  digits with a point or a comma, a sign and a percent sign where there is one; or a Decimal
    what    what to call it in an error

    Raises TypeError for anything but a text or a Decimal, ArgumentError for a text that is no such number.

    >>> parse("7.10")
    Printed(value=Fraction(71, 10), decimals=2, text='7.10')
    >>> parse("43,9 %").value
    Fraction(439, 10)
    """
    if not isinstance(number, str | Decimal):
        raise TypeError(
            f"The {what} must be text or a Decimal, got {type(number).__name__} {number!r}: "
            "write the number as it is printed, in quotes: '7.10' and 7.1 say different things."
        )
    if isinstance(number, Decimal):
        return _of_decimal(number, what)
    matched = NUMBER.fullmatch(number.strip())
    if matched is None:
        raise _no_number(number, what)
    sign, digits = matched.groups()
    digits = digits.replace(",", ".")
    value = Fraction(digits if not digits.startswith(".") else f"0{digits}")
    return Printed(-value if sign not in ("", "+") else value, len(digits.partition(".")[2]), number)


def parse_all(numbers: Sequence[str | Decimal], what: str = "percent") -> tuple[Printed, ...]:
    """Return a list of printed numbers.

    Raises TypeError for one text instead of a list, and what `parse` raises, with the place in the list; ArgumentError
    for an empty list.
    """
    if isinstance(numbers, str | Decimal):
        raise TypeError(f"Expected a list of {what}s, got {numbers!r}: write [{str(numbers)!r}].")
    if not numbers:
        raise ArgumentError(f"There is no {what} in the list.")
    return tuple(parse(number, f"{what} {place}") for place, number in enumerate(numbers, start=1))


def unround(printed: Printed, rounding: str = DEFAULT) -> Unrounded:
    """Return the values that are printed as this number.

    rounding  a name of `ROUNDINGS`. Negative numbers mirror positive ones, as in `decimal`, but for floor and ceiling

    Half a unit of the last digit to both sides: with the lower end (half-up), the upper end (half-down), both where the
    last digit is even and neither where it is odd (half-even), or both (half-up-or-down); a whole unit away from zero for
    truncate, towards zero for away.

    Raises ArgumentError for an unknown rounding.

    >>> unround(parse("8.2"), "half-up")
    Unrounded(low=Fraction(163, 20), high=Fraction(33, 4), closed_low=True, closed_high=False)
    """
    return ROUNDINGS[check_rounding(rounding)](printed)


def printed_as(value: Fraction, decimals: int, rounding: str = DEFAULT) -> tuple[Printed, ...]:
    """Return how a value is printed with so many decimals: one number, or two where a tie may go to either side.

    Raises ArgumentError for an unknown rounding.

    >>> [printed.text for printed in printed_as(Fraction(2500, 57), 1)]
    ['43.9']
    >>> [printed.text for printed in printed_as(Fraction(1, 8), 2)]
    ['0.12', '0.13']
    """
    steps = math.floor(value * Fraction(10) ** decimals)
    near = (_of_steps(step, decimals) for step in (steps, steps + 1))
    mode = ROUNDINGS[check_rounding(rounding)]
    return tuple(printed for printed in near if value in mode(printed))


def check_rounding(rounding: str) -> str:
    """Return a name of `ROUNDINGS`, or raise ArgumentError for any other."""
    if rounding not in ROUNDINGS:
        raise unknown("rounding", rounding, tuple(ROUNDINGS))
    return rounding


def _no_number(number: str | Decimal, what: str) -> ArgumentError:
    return ArgumentError(f"The {what} is no number as it would be printed.", got=repr(number), remedy="Write it like '43.9'.")


def _of_decimal(number: Decimal, what: str) -> Printed:
    exponent = number.as_tuple().exponent
    if not isinstance(exponent, int):
        raise _no_number(number, what)
    return Printed(Fraction(number), -exponent, str(number))


def _of_steps(steps: int, decimals: int) -> Printed:
    return Printed(steps * Fraction(10) ** -decimals, decimals, format(Decimal(f"{steps}E{-decimals}"), "f"))


def _mirrored(
    before: Fraction | int, after: Fraction | int, closed_before: bool, closed_after: bool
) -> Callable[[Printed], Unrounded]:
    """Return the mode whose interval reaches so many units from the printed number towards zero, and away from it."""

    def interval(printed: Printed) -> Unrounded:
        size, unit = abs(printed.value), printed.unit
        low, high = size - before * unit, size + after * unit
        if size == 0:
            return Unrounded(-high, high, closed_after, closed_after)
        if printed.value > 0:
            return Unrounded(low, high, closed_before, closed_after)
        return Unrounded(-high, -low, closed_after, closed_before)

    return interval


def _half_even(printed: Printed) -> Unrounded:
    even = printed.value / printed.unit % 2 == 0
    return _mirrored(HALF, HALF, even, even)(printed)


def _floor(printed: Printed) -> Unrounded:
    return Unrounded(printed.value, printed.value + printed.unit, closed_low=True, closed_high=False)


def _ceiling(printed: Printed) -> Unrounded:
    return Unrounded(printed.value - printed.unit, printed.value, closed_low=False, closed_high=True)


ROUNDINGS: dict[str, Callable[[Printed], Unrounded]] = {
    "half-up-or-down": _mirrored(HALF, HALF, closed_before=True, closed_after=True),
    "half-up": _mirrored(HALF, HALF, closed_before=True, closed_after=False),
    "half-down": _mirrored(HALF, HALF, closed_before=False, closed_after=True),
    "half-even": _half_even,
    "truncate": _mirrored(0, 1, closed_before=True, closed_after=False),
    "floor": _floor,
    "ceiling": _ceiling,
    "away": _mirrored(1, 0, closed_before=False, closed_after=True),
}
"""How a number may have been rounded. "half-up" is school rounding: ties away from zero, as decimal.ROUND_HALF_UP."""
