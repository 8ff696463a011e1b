"""Bounds hold the worked numbers of the Astana study and are reached by joint tables; Imbens and Manski's c is a root."""

from __future__ import annotations

import math

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy import stats

from analysis.errors import ArgumentError
from analysis.published.forensics.bounds import either, frechet, imbens_manski, manski, missing_at_random, tipping_point

IMPROVE, EAEU, ALLIANCE, CANNOT, ROLE, BENEFIT, CULTURE, SCIENCE, HIGH = 42, 21, 23, 25, 19 + 17, 44, 24, 22, 25


@pytest.mark.parametrize(
    ("a", "b", "low", "high"),
    [
        (EAEU, ALLIANCE, 0, 21),
        (CANNOT, CANNOT, 0, 25),
        (IMPROVE, EAEU, 6, 21),
        (IMPROVE, ALLIANCE, 8, 23),
        (IMPROVE, CANNOT, 10, 25),
        (IMPROVE, ROLE, 21, 36),
        (IMPROVE, BENEFIT, 29, 42),
        (ROLE, BENEFIT, 23, 36),
        (CULTURE, SCIENCE, 0, 22),
        (HIGH, IMPROVE, 10, 25),
        (HIGH, ALLIANCE, 0, 23),
    ],
)
def test_both_answers(a, b, low, high):
    found = frechet(a, b, 57)
    assert (found.low, found.high, found.base) == (low, high, 57)


@pytest.mark.parametrize("skippers_for", [0, 1, 2])
def test_both_unions_of_those_who_answered_both(skippers_for):
    assert frechet(EAEU - skippers_for, ALLIANCE, 55).high == EAEU - skippers_for


@pytest.mark.parametrize(("a", "b", "low", "high"), [(21, 23, 23, 44), (25, 25, 25, 50), (24, 22, 24, 46)])
def test_at_least_one_answer(a, b, low, high):
    found = either(a, b, 57)
    assert (found.low, found.high) == (low, high)


def test_shares_of_bounds():
    assert percents(frechet(EAEU, ALLIANCE, 57)) == (0, 36.8)
    assert percents(either(EAEU, ALLIANCE, 57)) == (40.4, 77.2)
    assert percents(either(CANNOT, CANNOT, 57)) == (43.9, 87.7)
    assert percents(frechet(IMPROVE, EAEU, 57)) == (10.5, 36.8)
    assert percents(frechet(IMPROVE, ALLIANCE, 57)) == (14.0, 40.4)
    assert percents(frechet(IMPROVE, BENEFIT, 57)) == (50.9, 73.7)


def percents(bounds):
    return round(100 * bounds.low_share, 1), round(100 * bounds.high_share, 1)


@given(st.integers(1, 7), st.data())
def test_bounds_are_those_of_all_joint_tables(base, data):
    a, b = data.draw(st.integers(0, base)), data.draw(st.integers(0, base))
    joint = [both for both in range(base + 1) if both <= min(a, b) and a + b - both <= base]
    found, at_least = frechet(a, b, base), either(a, b, base)
    assert (found.low, found.high) == (min(joint), max(joint))
    assert (at_least.low, at_least.high) == (min(a + b - both for both in joint), max(a + b - both for both in joint))


@pytest.mark.parametrize(
    ("yes", "no", "base", "counts", "shares"),
    [
        (21, 10, 57, (21, 47), (36.8, 82.5)),
        (23, 7, 55, (23, 48), (41.8, 87.3)),
        (23, 7, 57, (23, 50), (40.4, 87.7)),
        (10, 21, 57, (10, 36), (17.5, 63.2)),
        (7, 23, 55, (7, 32), (12.7, 58.2)),
    ],
)
def test_worst_cases(yes, no, base, counts, shares):
    found = manski(yes, no, base)
    assert (found.low, found.high) == counts
    assert percents(found) == shares


@pytest.mark.parametrize(
    ("yes", "no", "base", "wald", "wilson"),
    [
        (21, 10, 57, (26.3, 90.7), (27.2, 89.2)),
        (23, 7, 55, (30.9, 94.7), (31.5, 93.0)),
        (23, 7, 57, (29.7, 94.9), None),
    ],
)
def test_intervals_of_bounds(yes, no, base, wald, wilson):
    found = manski(yes, no, base)
    assert tuple(round(100 * end, 1) for end in imbens_manski(found.low_share, found.high_share, base)) == wald
    if wilson is not None:
        ends = imbens_manski(found.low_share, found.high_share, base, interval="wilson")
        assert tuple(round(100 * end, 1) for end in ends) == wilson


@given(st.integers(5, 400), st.floats(0.05, 0.6), st.floats(0.0, 0.35), st.sampled_from([0.8, 0.9, 0.95, 0.99]))
def test_the_quantile_solves_its_equation(n, low_share, width, level):
    high_share = low_share + width
    low, high = imbens_manski(low_share, high_share, n, level=level)
    assume(low > 0 and high < 1)
    spreads = [math.sqrt(share * (1 - share)) for share in (low_share, high_share)]
    c = (low_share - low) * math.sqrt(n) / spreads[0]
    assert (high - high_share) * math.sqrt(n) / spreads[1] == pytest.approx(c)
    assert stats.norm.cdf(c + math.sqrt(n) * width / max(spreads)) - stats.norm.cdf(-c) == pytest.approx(level)
    assert stats.norm.ppf(level) - 1e-9 <= c <= stats.norm.ppf((1 + level) / 2) + 1e-9


def test_one_point_has_the_usual_interval():
    expected = stats.binomtest(25, 57).proportion_ci(method="wilson")
    assert imbens_manski(25 / 57, 25 / 57, 57, interval="wilson") == pytest.approx(tuple(expected))


def test_bounds_without_a_spread():
    """Wilson's end at 0 of n answers is z²/(n + z²), with the two-sided quantile where the bounds are one point."""
    z = stats.norm.ppf(0.975)
    assert imbens_manski(0.0, 1.0, 57) == (0, 1)
    assert imbens_manski(0.0, 0.0, 57, interval="wilson") == (0, pytest.approx(z**2 / (57 + z**2)))


@pytest.mark.parametrize(
    ("yes", "undecided", "base", "needed", "share"), [(21, 26, 57, 8, 0.31), (23, 25, 55, 5, 0.20), (23, 27, 57, 6, 0.22)]
)
def test_tipping_points(yes, undecided, base, needed, share):
    found = tipping_point(yes, undecided, base)
    assert found.needed == needed
    assert found.needed_share == pytest.approx(share, abs=0.005)
    assert found.reachable
    assert not found.identified


@given(st.integers(1, 12), st.data())
def test_tipping_points_are_those_of_all_answers(base, data):
    yes = data.draw(st.integers(0, base))
    undecided = data.draw(st.integers(0, base - yes))
    passing = [extra for extra in range(undecided + 1) if 2 * (yes + extra) > base]
    found = tipping_point(yes, undecided, base)
    assert found.reachable == bool(passing)
    assert found.identified == (len(passing) in (0, undecided + 1))
    assert not passing or found.needed == passing[0]
    assert (found.needed_share is None) == (undecided == 0)


def test_missing_at_random():
    assert missing_at_random(21, 10) == pytest.approx(0.677, abs=5e-4)
    assert missing_at_random(23, 7) == pytest.approx(0.767, abs=5e-4)
    with pytest.raises(ArgumentError, match="Nobody chose"):
        missing_at_random(0, 0)


def test_wrong_numbers():
    with pytest.raises(ArgumentError, match=r"first count must be a whole number from 0 to 57. Got 58"):
        frechet(58, 1, 57)
    with pytest.raises(ArgumentError, match=r"second count must be a whole number from 0 to 57. Got -1"):
        either(5, -1, 57)
    with pytest.raises(ArgumentError, match=r"no must be a whole number from 0 to 36. Got 37"):
        manski(21, 37, 57)
    with pytest.raises(ArgumentError, match=r"undecided must be a whole number from 0 to 36. Got 37"):
        tipping_point(21, 37, 57)
    with pytest.raises(ArgumentError, match=r"in order and between 0 and 1. Got 0.5 and 0.4"):
        imbens_manski(0.5, 0.4, 57)
    with pytest.raises(ArgumentError, match=r"no such interval. Got 'wilsn'"):
        imbens_manski(0.4, 0.5, 57, interval="wilsn")
