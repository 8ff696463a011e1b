"""Lists of percents of one whole: they add up to 100, but for rounding, whatever the weights and the base."""

from __future__ import annotations

from fractions import Fraction

from analysis.published.judges.evidence import interval, summed
from analysis.published.model import Counted, PublishedQuestion, Unit
from analysis.published.recovery import no_part, numbers, share_of

WHOLE = Fraction(100)


def off_hundred(question: PublishedQuestion, rounding: str) -> Fraction | None:
    """Return the sum of a question's percents, where it is further from 100 than rounding explains; else None.

    A complete list must come to 100, any other to no more. Of answers that the same people can have given, of numbers
    printed as counts, and of a list with a number outside of 0 to 100 % nothing is said.
    """
    found = numbers(question)
    shares = all(answer.unit is not Unit.COUNT and not no_part(answer, rounding) for answer in found)
    if not found or not shares or question.counted is not Counted.ONE:
        return None
    known = summed([interval(answer, rounding) for answer in found])
    over = known.low > WHOLE
    under = known.high < WHOLE or (known.high == WHOLE and not known.closed_high)
    return 100 * sum((share_of(answer) for answer in found), Fraction(0)) if over or (under and question.adds_up) else None
