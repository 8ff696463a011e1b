"""GRIMMER: whether a mean and a standard deviation of whole numbers are possible with the stated n."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from analysis.errors import ArgumentError
from analysis.published.forensics.grim import refused
from analysis.published.forensics.means import Code, MeanCheck, beside, means_of, nearest, roots_printed
from analysis.published.forensics.rounding import DEFAULT, Printed, parse, printed_as, unround
from analysis.published.forensics.scores import Scores, checked, nearest_sds, scores
from analysis.published.forensics.whole import whole

WINDOW = 100
"""How many printable SDs, those that share all digits but the last two, tell the power of a check."""

REASONS: dict[Code, str] = {
    Code.GRIM: "No whole-number total of {answers} answers is printed as a mean of {mean}",
    Code.BOUNDS: "With n = {n}{scale} and a mean of {mean}, the SD cannot be {sd}",
    Code.VARIANCE: "With n = {n} and a mean of {mean}, no whole-number sum of squares gives an SD of {sd}",
    Code.PARITY: "With n = {n} and a mean of {mean}, every sum of squares that gives an SD of {sd} is odd where the total is "
    "even, or even where it is odd",
    Code.VECTOR: "No {n} scores{scale} have a mean of {mean} and an SD of {sd}, though total and sum of squares fit each other",
    Code.CONSISTENT: "Some {n} scores{scale} have a mean of {mean} and an SD of {sd}",
}
OFF_SCALE = "With n = {n}{scale}, the mean cannot be {mean}"


@dataclass(frozen=True)
class SdLimits:
    """The smallest and the largest standard deviation with a mean, as they are printed, and the exact variances."""

    low: str
    high: str
    low_variance: Fraction
    high_variance: Fraction


def grimmer(
    mean: str | Decimal,
    sd: str | Decimal,
    n: int,
    *,
    items: int = 1,
    low: int | None = None,
    high: int | None = None,
    rounding: str = DEFAULT,
) -> MeanCheck:
    """Return whether whole numbers exist that are printed as this mean and this SD.

    mean, sd   as printed, in quotes or Decimals: their decimals count. The SD is the sample's, with n - 1
    n          how many respondents, at least 2
    items      how many whole-number answers are averaged in a respondent's score
    low, high  the lowest and the highest answer; None = no limit on that side
    rounding   a name of `ROUNDINGS`, of both numbers

    Consistent if and only if n scores (sums of a respondent's answers) exist whose total S and sum of squares Q give both:
    S/(n·items) in the interval that is printed as the mean (GRIM), (Q - S²/n)/((n - 1)·items²) in the squared interval of the
    SD [1], Q ≡ S (mod 2) [2], and scores within the limits that have both sums. The published test ends with parity, which
    is not enough where n < 5 or where limits bind; here the rest is searched, exactly (`forensics.squares.exists`).

    Raises TypeError for a number that is no text or Decimal; ArgumentError for one that is no number, a negative SD, and for
    n, items, limits or a rounding that cannot be.

    [1] Anaya (2016), The GRIMMER test, PeerJ Preprints 4, e2400v1.
    [2] Allard (2018), Analytic-GRIMMER: a new way of testing the possibility of standard deviations.

    >>> check = grimmer("5.23", "2.55", 35)
    >>> check.code.value, check.nearest
    ('parity', ('2.54', '2.56'))
    >>> bool(grimmer("5.21", "1.6", 28))
    True
    """
    return check_sd("grimmer", mean, sd, n, items=items, low=low, high=high, rounding=rounding)


def sd_limits(
    mean: str | Decimal, n: int, *, low: int, high: int, decimals: int = 2, items: int = 1, rounding: str = DEFAULT
) -> SdLimits | None:
    """Return the smallest and the largest SD of n scores with this mean, None if there are no such scores.

    decimals  of the SDs returned; the other arguments and the errors are those of `grimmer`

    All scores next to each other, and all but one at the limits: over every total that is printed as the mean.

    >>> limits = sd_limits("4.2", 5, low=1, high=7)
    >>> limits.low, limits.high
    ('0.45', '3.03')
    """
    known = _known(parse(mean, "mean"), n, items, low, high, rounding)
    if not known.sums:
        return None
    least, most = (Fraction(deviance or 0, known.scale) for deviance in known.deviances)
    return SdLimits(
        roots_printed(least, decimals, rounding)[0].text, roots_printed(most, decimals, rounding)[-1].text, least, most
    )


def check_sd(
    test: str,
    mean: str | Decimal,
    sd: str | Decimal,
    n: int,
    *,
    items: int,
    low: int | None,
    high: int | None,
    rounding: str,
) -> MeanCheck:
    """Return the check of a mean and an SD under the name of a test; arguments and errors are those of `grimmer`."""
    centre, spread = parse(mean, "mean"), parse(sd, "SD")
    if spread.value < 0:
        raise ArgumentError("An SD is never negative.", got=repr(spread.text))
    known = _known(centre, n, items, low, high, rounding)
    code = checked(known, unround(spread, rounding))
    near = _nearest(code, known, centre, spread, rounding)
    said = (REASONS[code] if known.sums or code is Code.GRIM else OFF_SCALE).format(
        n=known.n, answers=known.answers, mean=centre.text, sd=spread.text, scale=_scale(low, high)
    )
    return MeanCheck(
        test=test,
        code=code,
        mean=centre.text,
        sd=spread.text,
        n=known.n,
        items=known.items,
        sums=known.sums,
        nearest=near,
        nearest_of="sd" if known.sums else "mean",
        power=_power(known, spread, rounding) if known.sums else refused(centre, known.answers, percent=False, rounding=rounding),
        reason=f"{said}." if code is Code.CONSISTENT else f"{said}; nearest that can be: {' and '.join(near)}.",
    )


def _known(mean: Printed, n: int, items: int, low: int | None, high: int | None, rounding: str) -> Scores:
    respondents, averaged = whole(n, "n", 2), whole(items, "items", 1)
    sums = unround(mean, rounding).whole_numbers(respondents * averaged)
    return scores(sums, respondents, averaged, low, high)


def _nearest(code: Code, known: Scores, mean: Printed, sd: Printed, rounding: str) -> tuple[str, ...]:
    if code is Code.CONSISTENT:
        return (sd.text,)
    if known.sums:
        return nearest(sd, nearest_sds(known, sd, rounding))
    totals = beside(known.printed, known.lowest, known.highest)
    return nearest(mean, means_of(totals, Fraction(known.answers), mean.decimals, rounding))


def _power(known: Scores, sd: Printed, rounding: str) -> Fraction:
    """Return the share that is refused of the SDs which differ from this one in the last two digits at most."""
    start = int(sd.value / sd.unit) // WINDOW * WINDOW
    window = [printed_as(step * sd.unit, sd.decimals)[0] for step in range(start, start + WINDOW)]
    passed = sum(checked(known, unround(each, rounding)) is Code.CONSISTENT for each in window)
    return 1 - Fraction(passed, WINDOW)


def _scale(low: int | None, high: int | None) -> str:
    if low is None and high is None:
        return ""
    ends = [f"from {low}" if low is not None else "", f"to {high}" if high is not None else ""]
    return " " + " ".join(end for end in ends if end)
