"""GRIM: vectors of the R packages scrutiny and rsprite2, brute force over totals, and the paper of Astana.

The vectors are the expectations in scrutiny's tests/testthat/test-grim.R (`vec1` to `vec5`) and test-grim-stats.R, its data
`pigs1`, and rsprite2's tests/testthat/test-core-and-plot-functions.R; all of them are met.
"""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.errors import ArgumentError
from analysis.published.forensics.grim import grim, grim_probability, possible_bases
from analysis.published.forensics.means import Code
from tests.analysis.published.forensics.printing import MODES, printed


def rows(first: int, decimals: int, verdicts: str) -> list[tuple[str, bool]]:
    """Consecutive printable numbers and what is expected of each: T or F."""
    return [(str(Decimal(first + step).scaleb(-decimals)), verdict == "T") for step, verdict in enumerate(verdicts)]


@pytest.mark.parametrize(("mean", "expected"), rows(519, 2, "FFTFFFTFFFTF"))
def test_scrutiny_vector_1(mean: str, expected: bool) -> None:
    assert grim(mean, 28).consistent is expected


@pytest.mark.parametrize(("mean", "expected"), rows(150, 3, "TFFTFFTFTF"))
def test_scrutiny_vector_2_three_items(mean: str, expected: bool) -> None:
    assert grim(mean, 120, items=3).consistent is expected


@pytest.mark.parametrize(("mean", "expected"), rows(80, 2, "TFTFTFTTTT"))
def test_scrutiny_vector_3_two_items(mean: str, expected: bool) -> None:
    assert grim(mean, 28, items=2).consistent is expected


@pytest.mark.parametrize(
    ("percent", "n", "expected"),
    [(percent, 28, expected) for percent, expected in rows(519, 0, "FFTFFFTFFFTF")]
    + [(percent, 50, expected) for percent, expected in rows(6, 0, "TFTFTFTFTFT")],
)
def test_scrutiny_vectors_4_and_5_percents(percent: str, n: int, expected: bool) -> None:
    assert grim(percent, n, percent=True).consistent is expected


@pytest.mark.parametrize(
    ("mean", "n", "expected"),
    [
        ("7.22", 32, True),
        ("4.74", 25, False),
        ("5.23", 29, False),
        ("2.57", 24, False),
        ("6.77", 27, False),
        ("2.68", 28, True),
        ("7.01", 29, False),
        ("7.38", 26, True),
        ("3.14", 27, False),
        ("6.89", 31, False),
        ("5.00", 25, True),
        ("0.24", 28, False),
    ],
)
def test_scrutiny_pigs1(mean: str, n: int, expected: bool) -> None:
    assert bool(grim(mean, n)) is expected


@pytest.mark.parametrize(
    ("mean", "n", "items", "expected", "nearest"),
    [
        ("5.19", 28, 1, False, ("5.18",)),
        ("5.18", 14, 2, True, ("5.18",)),
        ("5.83", 50, 1, False, ("5.82", "5.84")),
        ("5.2", 20, 1, True, ("5.2",)),
    ],
)
def test_rsprite2(mean: str, n: int, items: int, expected: bool, nearest: tuple[str, ...]) -> None:
    check = grim(mean, n, items=items)
    assert (check.consistent, check.nearest, check.nearest_of) == (expected, nearest, "mean")


def test_rsprite2_lists_the_means_behind_a_printed_one() -> None:
    assert [Fraction(total, 20) for total in grim("5.2", 20).sums] == [Fraction("5.15"), Fraction("5.2"), Fraction("5.25")]


def test_the_mean_of_the_paper_is_404_of_57() -> None:
    check = grim("7.088", 57)
    assert (check.consistent, check.code, check.sums) == (True, Code.CONSISTENT, range(404, 405))
    assert check.reason == "7.088 is 404 over 57."
    assert not any(grim("7.088", n) for n in (53, 55, 56))


def test_of_sixty_bases_two_give_the_mean_of_the_paper() -> None:
    assert possible_bases("7.088", range(1, 61)) == {34: range(241, 242), 57: range(404, 405)}
    assert possible_bases("41.8", range(50, 60), percent=True) == {55: range(23, 24)}


def test_reasons_give_the_numbers() -> None:
    assert grim("5.19", 28).reason == "No whole number over 28 is printed as 5.19; nearest that can be: 5.18."
    assert grim("5.83", 50).reason == "No whole number over 50 is printed as 5.83; nearest that can be: 5.82 and 5.84."
    assert grim("5.2", 20).reason == "5.2 is any of the whole numbers 103 to 105 over 20."
    assert grim("45.5", 55, percent=True).reason == grim("45.5%", 55, percent=True).reason == "45.5 % is 25 of 55."


# An eighth is a tie at two decimals: 1/8 = .125; so are three of them below zero.
@pytest.mark.parametrize(
    ("rounding", "upper", "lower"),
    [
        ("half-up-or-down", True, True),
        ("half-up", True, False),
        ("half-down", False, True),
        ("half-even", False, True),
        ("truncate", False, True),
        ("floor", False, True),
        ("ceiling", True, False),
        ("away", True, False),
    ],
)
def test_a_tie_goes_where_the_rounding_says(rounding: str, upper: bool, lower: bool) -> None:
    assert grim("0.13", 8, rounding=rounding).consistent is upper
    assert grim("0.12", 8, rounding=rounding).consistent is lower


def test_half_up_mirrors_below_zero_and_floor_does_not() -> None:
    assert grim("-0.13", 8, rounding="half-up")
    assert not grim("-0.12", 8, rounding="half-up")
    assert grim("-0.13", 8, rounding="floor")
    assert not grim("-0.13", 8, rounding="truncate")


def test_trailing_zeros_count() -> None:
    assert grim("5.3", 28).consistent
    assert not grim("5.30", 28).consistent
    assert not grim(Decimal("5.30"), 28).consistent


@pytest.mark.parametrize("rounding", MODES)
@pytest.mark.parametrize("decimals", [0, 1, 2])
def test_consistent_if_and_only_if_some_total_is_printed_so(rounding: str, decimals: int) -> None:
    for answers in (1, 3, 6, 8, 12):
        possible = {
            text
            for total in range(-2 * answers, 2 * answers + 1)
            for text in printed(Fraction(total, answers), decimals, rounding)
        }
        for step in range(-(10**decimals), 10**decimals + 1):
            mean = format(Decimal(step).scaleb(-decimals), "f")
            check = grim(mean, answers, rounding=rounding)
            assert check.consistent is (mean in possible), (mean, answers)
            distance = min(abs(Decimal(text) - Decimal(mean)) for text in possible)
            assert {Decimal(near) for near in check.nearest} == {
                Decimal(text) for text in possible if abs(Decimal(text) - Decimal(mean)) == distance
            }


@given(
    values=st.lists(st.integers(-20, 20), min_size=1, max_size=60),
    items=st.integers(1, 4),
    decimals=st.integers(0, 4),
    rounding=st.sampled_from(sorted(MODES)),
)
def test_the_mean_of_real_answers_is_never_refused(values: list[int], items: int, decimals: int, rounding: str) -> None:
    for mean in printed(Fraction(sum(values), len(values) * items), decimals, rounding):
        check = grim(mean, len(values), items=items, rounding=rounding)
        assert check.consistent
        assert sum(values) in check.sums


def test_scrutiny_counts_of_impossible_means() -> None:
    assert [100 * grim_probability("5.30", n) for n in (20, 25)] == [80, 75]
    assert grim_probability("5.30", 20) == Fraction("0.80")
    assert [10_000 * grim_probability("87.50", n, percent=True) for n in (45, 55)] == [9955, 9945]
    assert grim_probability("5.30", 99, rounding="half-up") == Fraction("0.01")
    assert {grim_probability("5.30", n) for n in (100, 101, 110, 1000)} == {0}


@pytest.mark.parametrize("rounding", MODES)
@pytest.mark.parametrize(("items", "percent"), [(1, False), (3, False), (1, True)])
def test_the_power_is_the_share_of_means_refused(rounding: str, items: int, percent: bool) -> None:
    decimals, steps = (0, 100) if percent else (2, 100)
    for n in (1, 3, 7, 8, 16, 25, 40, 99, 100, 130):
        means = [format(Decimal(7 * steps + step).scaleb(-decimals), "f") for step in range(steps)]
        checks = [grim(mean, n, items=items, percent=percent, rounding=rounding) for mean in means]
        refused = Fraction(sum(not check for check in checks), steps)
        assert {check.power for check in checks} == {refused}
        assert grim_probability(means[0], n, items=items, percent=percent, rounding=rounding) == refused


def test_a_mean_rounded_to_tens_says_nothing() -> None:
    check = grim(Decimal("1E+2"), 3)
    assert check.consistent
    assert check.power == 0


@pytest.mark.parametrize("mean", [5.19, 5, Fraction(5, 2), None])
def test_a_number_that_was_not_printed_is_a_type_error(mean: object) -> None:
    with pytest.raises(TypeError, match="in quotes"):
        grim(mean, 28)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("mean", "options", "message"),
    [
        ("five", {"n": 28}, "The mean is no number"),
        ("5.19", {"n": 0}, "n must be a whole number from 1"),
        ("5.19", {"n": 28.0}, "n must be a whole number from 1"),
        ("5.19", {"n": 28, "items": 0}, "items must be a whole number from 1"),
        ("5.19", {"n": 28, "rounding": "half-upp"}, "Did you mean 'half-up'"),
    ],
)
def test_what_cannot_be_asked(mean: str, options: dict[str, object], message: str) -> None:
    for asked in (grim, grim_probability):
        with pytest.raises(ArgumentError, match=message):
            asked(mean, **options)  # type: ignore[arg-type]
