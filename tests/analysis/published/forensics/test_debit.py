"""DEBIT: the vectors of scrutiny (data `pigs3`, tests/testthat/test-debit.R) and brute force over the number of ones."""

from decimal import Decimal
from fractions import Fraction
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.errors import ArgumentError
from analysis.published.forensics.debit import debit
from analysis.published.forensics.means import Code
from tests.analysis.published.forensics.printing import MODES, printed


@pytest.mark.parametrize(
    ("mean", "sd", "expected"),
    [
        (".53", ".50", True),
        (".44", ".50", True),
        (".77", ".42", True),
        (".19", ".35", False),
        (".34", ".47", True),
        (".93", ".25", True),
        (".12", ".33", True),
    ],
)
def test_scrutiny_pigs3(mean: str, sd: str, expected: bool) -> None:
    assert debit(mean, sd, 1683).consistent is expected


@pytest.mark.parametrize(
    ("mean", "sd", "n", "expected"),
    [
        ("0.00", "0.00", 50, True),
        ("1.00", "0.00", 50, True),
        ("0.00", "0.50", 50, False),
        ("1.00", "0.50", 50, False),
        ("0.50", "0.503", 100, True),
        ("0.05", "0.21", 20, False),
        ("0.05", "0.22", 20, True),
    ],
)
def test_scrutiny_edges(mean: str, sd: str, n: int, expected: bool) -> None:
    assert debit(mean, sd, n).consistent is expected


def test_an_sd_on_an_end_that_is_outside_is_refused() -> None:
    """Three ones of nine have an SD of exactly a half, which floor prints as 0.5 and never as 0.4."""
    assert not debit("0.33", "0.4", 9, rounding="floor")
    assert debit("0.33", "0.5", 9, rounding="floor")


def test_the_one_disagreement_with_the_published_test() -> None:
    """Scrutiny's DEBIT before it became exact passes this; its own GRIM refuses the mean: no k of 40 is printed as 0.11."""
    check = debit("0.11", "0.31", 40)
    assert (check.consistent, check.code, check.nearest) == (False, Code.GRIM, ("0.10", "0.12"))


def test_a_share_beyond_one_is_off_the_scale() -> None:
    check = debit("1.50", "0.20", 40)
    assert (check.test, check.code, check.nearest, check.nearest_of) == ("debit", Code.BOUNDS, ("1.00",), "mean")


def test_between_the_sds_of_two_counts_nothing_is_possible() -> None:
    """A mean of .2 with n = 11 is 2 of 11, SD .405; with n = 15 it is 3 of 15, SD .414; with n = 40 it is 7, 8, 9 or 10."""
    check = debit("0.2", "0.400", 40)
    assert (list(check.sums), check.code, check.nearest) == ([6, 7, 8, 9, 10], Code.BOUNDS, ("0.405",))
    assert check.reason == "With n = 40 from 0 to 1 and a mean of 0.2, the SD cannot be 0.400; nearest that can be: 0.405."


@cache
def every(n: int, decimals: int, rounding: str) -> set[tuple[str, str]]:
    """Each printed mean and SD of k ones among n."""
    return {
        (mean, sd)
        for ones in range(n + 1)
        for mean in printed(Fraction(ones, n), decimals, rounding)
        for sd in printed(Fraction(ones * (n - ones), n * (n - 1)), decimals, rounding, root=True)
    }


@given(
    n=st.sampled_from([2, 3, 5, 7, 9, 20, 40, 101]),
    decimals=st.integers(1, 3),
    rounding=st.sampled_from(sorted(MODES)),
    data=st.data(),
)
def test_consistent_if_and_only_if_some_number_of_ones_is_printed_so(
    n: int, decimals: int, rounding: str, data: st.DataObject
) -> None:
    possible = every(n, decimals, rounding)
    mean, sd = (Decimal(text) for text in data.draw(st.sampled_from(sorted(possible))))
    unit = Decimal(1).scaleb(-decimals)
    pair = (
        format(mean + data.draw(st.integers(-1, 1)) * unit, "f"),
        format(max(sd + data.draw(st.integers(-2, 2)) * unit, 0 * unit), "f"),
    )
    assert debit(*pair, n, rounding=rounding).consistent is (pair in possible)


def test_errors_are_those_of_grimmer() -> None:
    with pytest.raises(TypeError, match="The mean must be text"):
        debit(0.5, "0.50", 40)  # type: ignore[arg-type]
    with pytest.raises(ArgumentError, match="n must be a whole number from 2"):
        debit("0.50", "0.50", 1)
