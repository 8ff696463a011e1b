"""GRIMMER and the limits of an SD: published vectors, brute force over all scores, and what real scores must pass.

The vectors are those of scrutiny (documentation of `grimmer`, data `pigs5`), of rsprite2 (tests/testthat) and of pysprite
(pysprite/test/test_pysprite.py), which found scores for each of its rows by random search, or must refuse them.
"""

from decimal import Decimal
from fractions import Fraction
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.errors import ArgumentError
from analysis.published.forensics.grim import grim_probability
from analysis.published.forensics.grimmer import SdLimits, grimmer, sd_limits
from analysis.published.forensics.means import Code
from tests.analysis.published.forensics.printing import MODES, moments, pairs, printed

# n, mean, SD, lowest and highest score of rows for which pysprite finds scores.
PYSPRITE = """
39 37.21 20.01 -2 76|41 1.98 2.02 -1 6|25 31.52 15.66 -2 66|46 33.70 26.26 -10 82|21 25.10 18.91 -6 62|48 33.81 23.93 -9 75
20 36.10 17.10 -1 67|10 18.60 12.75 -10 39|43 31.93 20.37 -3 66|19 17.79 13.84 -4 38|26 5.54 10.73 -10 24|39 44.59 23.58 -1 87
32 38.78 31.86 -8 92|22 33.14 25.19 -3 83|24 42.33 29.56 -8 92|22 22.18 14.35 -4 41|16 17.00 14.49 -4 43|43 33.81 22.26 -1 77
21 3.10 4.86 -3 13|15 23.07 14.89 -4 48|21 13.43 13.18 -6 33|12 13.08 11.90 -4 30|34 2.18 8.19 -10 18|35 14.17 11.70 -8 33
26 34.35 18.11 -2 67|32 39.41 25.33 -1 86|37 14.30 12.35 -7 36|43 39.00 24.38 -8 87|33 44.61 29.40 -1 92|28 42.50 26.84 -7 96
35 0.37 4.00 -5 8|46 4.26 4.81 -3 13|34 17.76 15.72 -4 43|43 23.00 17.09 -5 51|11 49.64 29.20 -9 93|31 20.77 18.38 -9 57
22 19.77 13.07 -3 46|16 22.94 14.50 -2 41|18 29.83 18.63 -5 61|34 -1.85 3.73 -8 4
"""
PYSPRITE_TWO_ITEMS = """
26 3.29 2.15 0 7|20 5.65 2.53 0 9|30 3.97 2.83 0 8|45 2.86 1.83 0 6|25 3.30 2.61 0 8|46 3.11 2.09 0 7|26 3.21 1.99 0 7
26 2.83 1.89 0 6|46 4.43 2.35 0 8|48 3.39 1.89 0 6|34 4.00 2.45 0 7|40 3.70 2.33 0 8|40 2.85 1.96 0 6|37 4.12 2.31 0 8
25 5.18 2.71 0 9|41 3.79 2.16 0 7|49 3.17 2.15 0 7|48 4.72 2.63 0 9|43 3.42 2.21 0 7|34 2.34 1.78 0 7
"""
PYSPRITE_THREE_ITEMS = """
39 3.72 2.16 0 9|38 4.85 2.73 0 9|27 3.07 1.60 0 6|45 4.50 2.49 0 9|24 3.92 1.87 0 7|25 4.00 2.64 0 9|33 4.02 1.68 0 7
32 4.93 2.23 0 9|26 2.29 1.39 0 5|39 2.27 1.58 0 5|31 3.23 1.59 0 6|46 3.59 2.35 0 8|25 3.12 2.11 0 7|38 4.08 2.41 0 8
38 4.14 2.57 0 9|34 4.68 2.59 0 9|40 4.70 2.50 0 9|25 2.96 1.81 0 6|37 2.34 1.31 0 5|32 2.35 1.70 0 6
"""


def table(text: str, items: int) -> list[tuple[int, str, str, int, int, int]]:
    rows = [row.split() for line in text.split("\n") for row in line.split("|") if row]
    return [(int(n), mean, sd, int(low), int(high), items) for n, mean, sd, low, high in rows]


@pytest.mark.parametrize(
    ("n", "mean", "sd", "low", "high", "items"),
    table(PYSPRITE, 1) + table(PYSPRITE_TWO_ITEMS, 2) + table(PYSPRITE_THREE_ITEMS, 3),
)
def test_pysprite_finds_scores(n: int, mean: str, sd: str, low: int, high: int, items: int) -> None:
    assert grimmer(mean, sd, n, items=items).consistent
    assert grimmer(mean, sd, n, items=items, low=low, high=high).consistent


@pytest.mark.parametrize(
    ("n", "mean", "sd", "low", "high", "code"),
    [
        (20, "4.21", "2.1", 0, 10, Code.GRIM),
        (20, "4.23", "2.12", 0, 10, Code.GRIM),
        (10, "8.00", "2.12", 0, 7, Code.BOUNDS),
        (10, "0.10", "2.12", 1, 7, Code.BOUNDS),
        (10, "-6.00", "2.12", -5, 5, Code.BOUNDS),
        (10, "6.00", "2.12", -5, 5, Code.BOUNDS),
    ],
)
def test_pysprite_must_refuse(n: int, mean: str, sd: str, low: int, high: int, code: Code) -> None:
    assert grimmer(mean, sd, n, low=low, high=high).code is code


@pytest.mark.parametrize(
    ("mean", "sd", "n", "code"),
    [
        ("5.21", "1.6", 28, Code.CONSISTENT),
        ("3.44", "2.47", 18, Code.PARITY),
        ("5.19", "1.5", 28, Code.GRIM),
        ("52.13", "2.26", 30, Code.CONSISTENT),
        ("1.03", "0.41", 40, Code.VARIANCE),
        ("9.42375", "3.86", 59, Code.GRIM),
        ("7.3", "2.51", 12, Code.PARITY),
    ],
)
def test_rsprite2_and_scrutiny(mean: str, sd: str, n: int, code: Code) -> None:
    assert grimmer(mean, sd, n).code is code


@pytest.mark.parametrize(
    ("mean", "sd", "n", "code"),
    [
        ("7.22", "5.30", 38, Code.GRIM),
        ("4.74", "6.55", 31, Code.CONSISTENT),
        ("5.23", "2.55", 35, Code.PARITY),
        ("2.57", "2.57", 30, Code.CONSISTENT),
        ("6.77", "2.18", 33, Code.GRIM),
        ("2.68", "2.59", 34, Code.CONSISTENT),
        ("7.01", "6.68", 35, Code.GRIM),
        ("7.38", "3.65", 32, Code.CONSISTENT),
        ("3.14", "5.32", 33, Code.GRIM),
        ("6.89", "4.18", 37, Code.CONSISTENT),
        ("5.00", "2.18", 31, Code.CONSISTENT),
        ("0.24", "6.43", 34, Code.CONSISTENT),
    ],
)
def test_scrutiny_pigs5(mean: str, sd: str, n: int, code: Code) -> None:
    check = grimmer(mean, sd, n)
    assert check.code is code
    assert bool(check) is (code is Code.CONSISTENT)


def test_limits_refuse_what_has_none() -> None:
    """No 34 answers from 1 up have a mean of .24; from 0 up they have, at most an 8 and zeros: an SD of 1.372."""
    assert grimmer("0.24", "6.43", 34, low=1, high=7).nearest == ("1.00",)
    assert grimmer("0.24", "6.43", 34, low=0).code is Code.BOUNDS
    assert grimmer("0.24", "1.37", 34, low=0)
    assert grimmer("0.24", "1.38", 34, low=0).nearest == ("1.37",)


def test_one_limit_makes_the_other() -> None:
    """Three of a total of six from 0 up reach at most 0, 0, 6, of the SD √12; and so do three of -6 down from 0."""
    assert grimmer("2.00", "3.46", 3, low=0).consistent
    assert grimmer("2.00", "3.47", 3, low=0).nearest == ("3.46",)
    assert grimmer("-2.00", "3.46", 3, high=0).consistent
    assert grimmer("-2.00", "3.47", 3, high=0).code is Code.BOUNDS
    assert grimmer("2.00", "5.29", 3).consistent


@cache
def every(n: int, low: int, high: int, decimals: tuple[int, int], rounding: str, items: int) -> set[tuple[str, str]]:
    return pairs(n, low, high, decimals, rounding, items)


@pytest.mark.parametrize(
    ("rounding", "n", "low", "high", "items"),
    [(rounding, 3, 0, 3, 2) for rounding in MODES]
    + [("half-even", 2, 1, 5, 1), ("half-up", 5, -2, 2, 1), ("half-down", 6, 1, 7, 1)],
)
def test_within_limits_consistent_if_and_only_if_scores_exist(rounding: str, n: int, low: int, high: int, items: int) -> None:
    """Each printable SD from 0 to 3.9 with each of a few means, possible ones and others."""
    possible = every(n, low * items, high * items, (1, 1), rounding, items)
    for mean in (f"{low}.1", "0.7", "1.2", "1.5", f"{high}.0"):
        for step in range(40):
            sd = f"{step / 10:.1f}"
            check = grimmer(mean, sd, n, items=items, low=low, high=high, rounding=rounding)
            assert check.consistent is ((mean, sd) in possible), (mean, sd)


@pytest.mark.parametrize(("n", "reach"), [(2, 12), (3, 9), (4, 9)])
def test_without_limits_consistent_if_and_only_if_scores_exist(n: int, reach: int) -> None:
    """SDs so small that no score lies beyond the reach of the list: |x - x̄| ≤ SD·(n - 1)/√n."""
    possible = every(n, -reach, reach, (1, 2), "half-even", 1)
    verdicts = set()
    for mean in ("0.0", "-0.2", "0.3", "0.5"):
        for step in range(0, 400, 7):
            sd = f"{step / 100:.2f}"
            check = grimmer(mean, sd, n, rounding="half-even")
            assert check.consistent is ((mean, sd) in possible), (mean, sd)
            verdicts.add(check.code)
    assert Code.CONSISTENT in verdicts
    assert len(verdicts) >= 3


@given(data=st.data())
def test_for_up_to_six_scores_consistent_if_and_only_if_they_exist(data: st.DataObject) -> None:
    rounding = data.draw(st.sampled_from(sorted(MODES)))
    n, decimals = data.draw(st.integers(2, 6)), data.draw(st.sampled_from([(0, 1), (1, 1), (1, 2), (2, 2)]))
    possible = every(n, 0, 4, decimals, rounding, 1)
    unit = Decimal(1).scaleb(-decimals[1])
    mean, sd = data.draw(st.sampled_from(sorted(possible)))
    shifted = format(max(Decimal(sd) + data.draw(st.integers(-3, 3)) * unit, Decimal(0) * unit), "f")
    check = grimmer(mean, shifted, n, low=0, high=4, rounding=rounding)
    assert check.consistent is ((mean, shifted) in possible)
    sds = {Decimal(other) for each, other in possible if each == mean}
    distance = min(abs(other - Decimal(shifted)) for other in sds)
    assert {Decimal(near) for near in check.nearest} == {other for other in sds if abs(other - Decimal(shifted)) == distance}
    start = int(Decimal(shifted) / unit) // 100 * 100
    assert check.power == 1 - Fraction(sum(start <= other / unit < start + 100 for other in sds), 100)


@given(
    values=st.lists(st.integers(-9, 9), min_size=2, max_size=40),
    items=st.integers(1, 3),
    decimals=st.tuples(st.integers(0, 3), st.integers(0, 3)),
    rounding=st.sampled_from(sorted(MODES)),
    limited=st.tuples(st.booleans(), st.booleans()),
)
def test_mean_and_sd_of_real_scores_are_never_refused(
    values: list[int], items: int, decimals: tuple[int, int], rounding: str, limited: tuple[bool, bool]
) -> None:
    mean, variance = moments(values, items)
    low = min(values) // items if limited[0] else None
    high = -(-max(values) // items) if limited[1] else None
    for centre in printed(mean, decimals[0], rounding):
        for spread in printed(variance, decimals[1], rounding, root=True):
            assert grimmer(centre, spread, len(values), items=items, low=low, high=high, rounding=rounding)


def test_right_parity_is_not_enough() -> None:
    """Total 0 and sum of squares 28 are of equal parity, yet no four whole numbers have them: 28 needs four squares."""
    assert grimmer("0.00", "3.055", 4).code is Code.VECTOR
    assert grimmer("0.00", "3.055", 4).reason == (
        "No 4 scores have a mean of 0.00 and an SD of 3.055, though total and sum of squares fit each other; "
        "nearest that can be: 3.162."
    )
    assert grimmer("1.00", "0.75", 3).code is Code.VARIANCE


def test_next_to_the_largest_sd_are_gaps() -> None:
    """Five ones and five sevens, SD 3.162; the next is with a 2 and a 6, 2.981. What lies between has no scores."""
    assert grimmer("4.00", "3.162", 10, low=1, high=7)
    assert grimmer("4.00", "3.091", 10, low=1, high=7).code is Code.VECTOR
    assert grimmer("4.00", "3.091", 10, low=1, high=7).nearest == ("3.162",)
    assert grimmer("4.00", "2.981", 10, low=1, high=7)


@pytest.mark.parametrize(
    ("mean", "sd", "options", "reason"),
    [
        ("5.21", "1.6", {"n": 28, "low": 1, "high": 7}, "Some 28 scores from 1 to 7 have a mean of 5.21 and an SD of 1.6."),
        (
            "5.19",
            "1.5",
            {"n": 28},
            "No whole-number total of 28 answers is printed as a mean of 5.19; nearest that can be: 5.18.",
        ),
        ("8.0", "1.5", {"n": 28, "high": 7}, "With n = 28 to 7, the mean cannot be 8.0; nearest that can be: 7.0."),
        (
            "4.00",
            "3.50",
            {"n": 10, "low": 1, "high": 7},
            "With n = 10 from 1 to 7 and a mean of 4.00, the SD cannot be 3.50; nearest that can be: 3.16.",
        ),
        (
            "5.23",
            "2.55",
            {"n": 35},
            (
                "With n = 35 and a mean of 5.23, every sum of squares that gives an SD of 2.55 is odd where the total is even, "
                "or even where it is odd; nearest that can be: 2.54 and 2.56."
            ),
        ),
    ],
)
def test_reasons_give_the_numbers(mean: str, sd: str, options: dict[str, int], reason: str) -> None:
    assert grimmer(mean, sd, **options).reason == reason  # type: ignore[arg-type]


def test_fields() -> None:
    check = grimmer("5.19", "1.5", 28)
    assert (check.test, check.mean, check.sd, check.n, check.items) == ("grimmer", "5.19", "1.5", 28, 1)
    assert (list(check.sums), check.nearest_of, check.power) == ([], "mean", grim_probability("5.19", 28))
    assert grimmer("5.21", "1.6", 28).sums == range(146, 147)
    assert grimmer("5.21", "1.7", 28).nearest_of == "sd"
    assert grimmer("4.0", "1.2", 1000).power == 0


def test_a_rounded_up_sd_of_zero_is_zero() -> None:
    for rounding in ("ceiling", "away"):
        assert grimmer("2.0", "0.0", 5, rounding=rounding)
        assert not grimmer("2.2", "0.0", 5, rounding=rounding)
    assert grimmer("1.1", "0", 10)
    assert not grimmer("2.0", "0.1", 5, rounding="ceiling").consistent


@pytest.mark.parametrize(
    ("mean", "n", "items", "low", "high"),
    [("4.2", 5, 1, "0.45", "3.03"), ("4.2", 5, 2, "0.27", "3.03"), ("1.00", 100, 1, "0.00", "0.00")],
)
def test_sd_limits_of_rsprite2(mean: str, n: int, items: int, low: str, high: str) -> None:
    limits = sd_limits(mean, n, low=1, high=7, items=items)
    assert limits is not None
    assert (limits.low, limits.high) == (low, high)


@pytest.mark.parametrize("n", [2, 3, 5])
def test_sd_limits_as_by_listing(n: int) -> None:
    possible = every(n, 1, 5, (1, 2), "half-up-or-down", 1)
    for step in range(61):
        mean = f"{step / 10:.1f}"
        sds = sorted(Decimal(sd) for each, sd in possible if each == mean)
        limits = sd_limits(mean, n, low=1, high=5)
        assert (limits and (Decimal(limits.low), Decimal(limits.high))) == ((sds[0], sds[-1]) if sds else None)


def test_sd_limits_are_exact() -> None:
    assert sd_limits("4.2", 5, low=1, high=7, decimals=3) == SdLimits("0.447", "3.033", Fraction(1, 5), Fraction(46, 5))


@pytest.mark.parametrize("sd", [1.5, 2])
def test_an_sd_that_was_not_printed_is_a_type_error(sd: float) -> None:
    with pytest.raises(TypeError, match="The SD must be text"):
        grimmer("5.21", sd, 28)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("sd", "options", "message"),
    [
        ("-1.6", {"n": 28}, "An SD is never negative. Got '-1.6'"),
        ("1.6", {"n": 1}, "n must be a whole number from 2"),
        ("1.6", {"n": 28, "items": 0}, "items must be a whole number from 1"),
        ("1.6", {"n": 28, "low": 0.5}, "low must be a whole number"),
        ("1.6", {"n": 28, "high": "7"}, "high must be a whole number"),
        ("1.6", {"n": 28, "low": 7, "high": 1}, "low is above high. Got 7 and 1"),
        ("1.6", {"n": 28, "rounding": "up"}, "There is no such rounding"),
        ("1,6,0", {"n": 28}, "The SD is no number"),
    ],
)
def test_what_cannot_be_asked(sd: str, options: dict[str, int], message: str) -> None:
    with pytest.raises(ArgumentError, match=message):
        grimmer("5.21", sd, **options)  # type: ignore[arg-type]
