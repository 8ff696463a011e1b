"""Simultaneous intervals agree with statsmodels, with the joint distribution written out, and hold all at once."""

from __future__ import annotations

from itertools import product

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from analysis import ArgumentError, Design, shares, simultaneous_intervals
from analysis.estimation.intervals.interval import INTERVALS, share_bounds
from analysis.estimation.intervals.simultaneous import METHODS, chance_within, simultaneous_bounds, sison_glaz
from tests.analysis.estimation.golden import DESIGNS, frame, numbers

GOLDEN = numbers("multinomial_ci")


@pytest.mark.parametrize("method", ["goodman", "sison-glaz"])
@pytest.mark.parametrize("question", sorted(set(GOLDEN["set"])))
def test_as_statsmodels(question, method):
    """multinomial_proportions_confint(k, method=…), 10 decimals."""
    rows = GOLDEN[(GOLDEN["set"] == question) & (GOLDEN["method"] == method)]
    found = simultaneous_intervals(rows["k"].tolist(), method=method)
    assert found["low"].to_numpy() == pytest.approx(rows["low"].to_numpy(), abs=1e-10)
    assert found["high"].to_numpy() == pytest.approx(rows["high"].to_numpy(), abs=1e-10)
    assert (found["base_n"] == rows["n"].to_numpy()).all()


def samples_of_three(n):
    """Every sample of n answers in three categories."""
    counts = np.array([(first, second, n - first - second) for first, second in product(range(n + 1), repeat=2)])
    return counts[counts[:, 2] >= 0]


@pytest.mark.parametrize("counts", [(42, 10, 5), (23, 7, 25), (28, 28, 1), (12, 9, 9)])
@pytest.mark.parametrize("distance", [1, 3, 6, 9])
def test_the_joint_distribution_by_every_sample(counts, distance):
    """Edgeworth's expansion is within 0.02 of the sum of the probabilities of all samples, 0.003 where no count is small."""
    n = sum(counts)
    every = samples_of_three(n)
    inside = (np.abs(every - np.array(counts)) <= distance).all(axis=1)
    exact = stats.multinomial.pmf(every[inside], n, np.array(counts) / n).sum()
    allowed = 0.003 if min(counts) > 5 else 0.02
    assert chance_within(np.array(counts, dtype=float), distance) == pytest.approx(exact, abs=allowed)


def test_the_joint_distribution_by_drawn_samples():
    """Six categories, 500 answers: 200 000 drawn samples, whose error is 0.001."""
    counts = np.array([200, 120, 80, 50, 40, 10])
    drawn = np.random.default_rng(57).multinomial(500, counts / 500, 200_000)
    for distance in (12, 20, 28):
        expected = (np.abs(drawn - counts) <= distance).all(axis=1).mean()
        assert chance_within(counts.astype(float), distance) == pytest.approx(expected, abs=0.005)


def joint_coverage(method, probabilities, n=57):
    """The chance that every interval holds its share, summed over every sample of n answers."""
    every = samples_of_three(n)
    share = every / n
    low, high = simultaneous_bounds(method, share, np.full(share.shape, np.nan), np.full(len(share), n), None, 0.95)
    holds = ((low <= probabilities) & (probabilities <= high)).all(axis=1)
    return stats.multinomial.pmf(every[holds], n, probabilities).sum()


@pytest.mark.parametrize("method", ["goodman", "bonferroni"])
@pytest.mark.parametrize("probabilities", [(0.2, 0.3, 0.5), (0.1, 0.2, 0.7), (1 / 3, 1 / 3, 1 / 3)])
def test_all_at_once_as_often_as_stated(method, probabilities):
    assert 0.945 < joint_coverage(method, probabilities) < 0.97


def test_sison_and_glazs_intervals_hold_less_often_than_stated():
    """As the page says: at a nominal 95 %, 57 answers and shares of .1, .2 and .7."""
    assert joint_coverage("sison-glaz", (0.1, 0.2, 0.7)) == pytest.approx(0.875, abs=0.001)


@pytest.mark.parametrize("method", METHODS)
@given(counts=st.lists(st.integers(0, 60), min_size=1, max_size=6), level=st.floats(0.5, 0.999))
def test_every_share_lies_in_an_interval_within_the_unit_range(method, counts, level):
    found = simultaneous_intervals(counts, level, method)
    low, high = found["low"].to_numpy(), found["high"].to_numpy()
    assert ((low >= 0) & (high <= 1)).all()
    if sum(counts) > 0:
        share = found["share"].to_numpy()
        assert ((low <= share + 1e-12) & (share - 1e-12 <= high)).all()
    else:
        assert found[["low", "high"]].to_numpy().tolist() == [[0.0, 1.0]] * len(counts)


def test_one_category_holds_everybody():
    """Nobody of 57 is an interval, whatever the method."""
    for method in METHODS:
        found = simultaneous_intervals({"yes": 57, "no": 0}, method=method)
        assert 0.85 < found.loc[0, "low"] < 0.95 < found.loc[0, "high"] == 1
        assert (found.loc[1, "low"], 0.05 < found.loc[1, "high"] < 0.15) == (0, True)


def test_a_probability_that_no_distance_reaches():
    """Two answers, one in each of two categories: with distance 0 every second sample is such a one."""
    assert chance_within(np.array([1.0, 1.0]), 0) == pytest.approx(0.5)
    low, high = sison_glaz(np.array([1.0, 1.0]), 0.4)
    assert (low.tolist(), high.tolist()) == ([0.5, 0.5], [0.5, 0.5])
    low, high = sison_glaz(np.array([5.0, 7.0, 8.0]), 0.999999)
    assert (low.tolist(), high.tolist()) == ([0.0] * 3, [1.0] * 3)


@pytest.mark.parametrize("interval", [None, *INTERVALS])
def test_bonferroni_is_the_single_interval_at_a_higher_level(interval):
    counts = [24, 22, 10, 1]
    found = simultaneous_intervals(counts, 0.95, "bonferroni", interval=interval)
    low, high = share_bounds(
        interval or "wilson", np.array(counts) / 57, np.full(4, np.nan), np.full(4, 57.0), None, 1 - 0.05 / 4
    )
    assert (found["low"].tolist(), found["high"].tolist()) == (low.tolist(), high.tolist())


@pytest.mark.parametrize("design", ["strat", "clus1"])
def test_a_design_enters_by_its_effective_sample_and_degrees_of_freedom(design):
    """The intervals of three school types are those of `shares` at the level 1 - .05/3."""
    found = shares(frame(design), "awards", by="stype", design=DESIGNS[design])
    share, se = (found[name].to_numpy().reshape(3, 2) for name in ("share", "se"))
    n, df = found["base_n"].to_numpy().reshape(3, 2)[:, 0], found["df"][0]
    for method, interval in (("goodman", "wilson"), ("bonferroni", "logit"), ("bonferroni", "korn-graubard")):
        chosen = interval if method == "bonferroni" else None
        low, high = simultaneous_bounds(method, share, se, n, df, 0.95, interval=chosen)
        expected = shares(frame(design), "awards", by="stype", design=DESIGNS[design], interval=interval, level=0.975)
        assert low.ravel() == pytest.approx(expected["low"].to_numpy())
        assert high.ravel() == pytest.approx(expected["high"].to_numpy())


def test_names_of_categories_and_what_the_table_says():
    found = simultaneous_intervals({"yes": 42, "no": 10, "hard to say": 5}, 0.9, "sison-glaz")
    assert found["category"].tolist() == ["yes", "no", "hard to say"]
    assert found.attrs == {"method": "simultaneous interval sison-glaz", "level": 0.9, "categories": 3, "warnings": ""}
    assert "nobody is in the base" in simultaneous_intervals([0, 0]).attrs["warnings"]
    assert simultaneous_intervals([1, 2])["category"].tolist() == [0, 1]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"counts": [1, 2], "method": "sison"}, r"no such simultaneous interval.*Did you mean 'sison-glaz'"),
        ({"counts": [1, 2], "interval": "wald"}, r"goodman is made of no other. Got interval='wald'. Choose bonferroni"),
        ({"counts": [1, 2], "method": "bonferroni", "interval": "wilsn"}, r"no such interval"),
        ({"counts": [1, 2], "level": 95}, r"0\.95 for 95 %"),
        ({"counts": []}, r"whole numbers from 0 up"),
        ({"counts": [1.5, 2]}, r"Got \[1\.5, 2\]"),
        ({"counts": {"yes": -1}}, r"whole numbers from 0 up"),
    ],
)
def test_wrong_options(options, message):
    with pytest.raises(ArgumentError, match=message):
        simultaneous_intervals(**options)


def test_sison_glaz_needs_a_multinomial():
    half = np.array([[0.5, 0.5]])
    with pytest.raises(ArgumentError, match=r"simple random sample.*Choose goodman or bonferroni"):
        simultaneous_bounds("sison-glaz", half, half / 10, np.array([57]), 14.0, 0.95)
    with pytest.raises(ArgumentError, match="exclude one another"):
        simultaneous_bounds("sison-glaz", half + 0.2, half, np.array([10]), None, 0.95)


def test_shares_with_simultaneous_intervals():
    votes = pd.DataFrame({"vote": ["a"] * 10 + ["b"] * 20 + ["c"] * 27, "weight": [1.0, 2.0, 1.5] * 19})
    for method in ("goodman", "sison-glaz", "bonferroni"):
        found = shares(votes, "vote", simultaneous=method)
        low, high = simultaneous_bounds(
            method, found["share"].to_numpy()[np.newaxis], np.zeros((1, 3)), np.array([57]), None, 0.95
        )
        np.testing.assert_array_equal(found[["low", "high"]], np.stack([low[0], high[0]], axis=1))
        assert f"{method}, simultaneous" in found.attrs["method"]
    single, wider = (
        shares(votes, "vote", design=Design(weight="weight"), simultaneous=method, level=0.9) for method in (None, "bonferroni")
    )
    assert (wider["high"] - wider["low"] > single["high"] - single["low"]).all()
    exact = shares(votes, "vote", interval="clopper-pearson", simultaneous="bonferroni")
    assert exact.attrs["method"].endswith("clopper-pearson, bonferroni, simultaneous")
    np.testing.assert_allclose(exact["low"], shares(votes, "vote", interval="clopper-pearson", level=1 - 0.05 / 3)["low"])


def test_simultaneous_intervals_that_cannot_be():
    votes = pd.DataFrame({"vote": ["a", "b"] * 9, "weight": [1.0, 2.0] * 9})
    with pytest.raises(ArgumentError, match="goodman is made of no other.*interval='wald'.*bonferroni"):
        shares(votes, "vote", interval="wald", simultaneous="goodman")
    with pytest.raises(ArgumentError, match="sison-glaz is that of a simple random sample"):
        shares(votes, "vote", design=Design(weight="weight"), simultaneous="sison-glaz")
    with pytest.raises(ArgumentError, match="no such simultaneous interval"):
        shares(votes, "vote", simultaneous="scheffe", interval="wald")


@pytest.mark.parametrize("method", METHODS)
def test_a_question_that_nobody_answered_has_no_rows(method):
    found = shares(pd.DataFrame({"vote": [np.nan, np.nan]}), "vote", simultaneous=method)
    assert found.empty
    assert found.attrs["missing"] == 2
