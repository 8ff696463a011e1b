"""Quantiles agree with R `survey` and with numpy."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis import ArgumentError, Design, quantiles
from analysis.estimation.quantile import RULES
from tests.analysis.estimation.golden import DESIGNS, DIGITS, frame, numbers

INTERVALS = {"mean": "mean", "beta": "beta", "xlogit": "xlogit", "asin": "arcsine"}
GOLDEN = numbers("quantiles")


def is_tie(row) -> bool:
    """Whether the cumulated weights equal the probability: R's comparison is then decided by rounding (all of srs)."""
    return row.design == "srs" and row.qrule != "hf7" and row.p in (0.1, 0.9)


@pytest.mark.parametrize("interval", INTERVALS)
@pytest.mark.parametrize("design", ["srs", "strat", "clus1"])
def test_quantiles_and_woodruff_intervals(design, interval):
    rows = GOLDEN[(GOLDEN["design"] == design) & (GOLDEN["interval_type"] == interval)]
    compared = 0
    for (variable, rule), group in rows.groupby(["variable", "qrule"]):
        found = quantiles(
            frame(design), variable, group["p"].tolist(), design=DESIGNS[design], rule=rule, interval=INTERVALS[interval]
        ).set_index("prob")
        for row in group.itertuples():
            if not is_tie(row):
                assert found.loc[row.p, "quantile"] == pytest.approx(row.quantile, rel=DIGITS)
                bounded = [name for name in ("low", "high") if not np.isnan(getattr(row, f"ci_{name}"))]
                assert [found.loc[row.p, name] for name in bounded] == pytest.approx(
                    [getattr(row, f"ci_{name}") for name in bounded], rel=DIGITS
                )
                if not np.isnan(row.se):
                    assert found.loc[row.p, "se"] == pytest.approx(row.se, rel=DIGITS)
                compared += 1
    assert compared >= 51


def test_a_quantile_that_the_data_do_not_bound_ends_at_the_largest_answer():
    """R: svyquantile(~meals, clus1, .9) has no upper bound (NaN): its share's interval passes 1."""
    found = quantiles(frame("clus1"), "meals", [0.9], design=DESIGNS["clus1"])
    assert found.loc[0, "high"] == frame("clus1")["meals"].max()
    assert "too few answers" in found.attrs["warnings"]


@pytest.mark.parametrize(("rule", "method"), [("math", "inverted_cdf"), ("school", "averaged_inverted_cdf"), ("hf7", "linear")])
@given(
    values=st.lists(st.integers(-20, 20), min_size=2, max_size=40),
    prob=st.sampled_from([0.0, 0.1, 0.25, 0.5, 0.7, 0.75, 0.9, 1.0]),
    weight=st.floats(0.01, 100),
)
def test_equal_weights_as_numpy(rule, method, values, prob, weight):
    data = pd.DataFrame({"value": values, "weight": weight})
    found = quantiles(data, "value", [prob], design=Design(weight="weight"), rule=rule).loc[0]
    assert found["quantile"] == pytest.approx(np.quantile(values, prob, method=method), abs=1e-9)
    assert found["low"] <= found["quantile"] + 1e-9


@given(
    answers=st.lists(st.tuples(st.integers(0, 9), st.integers(1, 4)), min_size=2, max_size=25),
    prob=st.floats(0, 1),
    rule=st.sampled_from(["math", "school"]),
)
def test_whole_weights_are_repeated_rows(answers, prob, rule):
    values, weights = zip(*answers, strict=True)
    weighted = quantiles(
        pd.DataFrame({"value": values, "weight": weights}), "value", [prob], design=Design(weight="weight"), rule=rule
    )
    repeated = quantiles(pd.DataFrame({"value": np.repeat(values, weights)}), "value", [prob], rule=rule)
    assert weighted.loc[0, "quantile"] == repeated.loc[0, "quantile"]


def test_groups_probabilities_and_missing_values_in_order():
    data = pd.DataFrame({"g": [2, 2, 2, 1, 1, 3], "value": [1.0, 2.0, 9.0, 4.0, 4.0, np.nan]})
    found = quantiles(data, "value", (0.25, 0.5), by="g")
    assert found[["g", "prob", "n"]].to_numpy().tolist() == [
        [1, 0.25, 2],
        [1, 0.5, 2],
        [2, 0.25, 3],
        [2, 0.5, 3],
        [3, 0.25, 0],
        [3, 0.5, 0],
    ]
    assert found["quantile"].tolist()[:4] == [4, 4, 1, 2]
    assert found["quantile"].isna().tolist() == [False] * 4 + [True] * 2
    assert found.attrs["missing"] == 1
    assert "nobody is in the base in g=3" in found.attrs["warnings"]


def test_the_median_of_the_published_scale():
    """24 of 57 answered 4 to 7 and 4 below: the 29th answer is the median."""
    data = pd.DataFrame({"scale": [2] * 4 + [7] * 28 + [9] * 25})
    found = quantiles(data, "scale").loc[0]
    assert (found["quantile"], found["n"], found["df"]) == (7, 57, 56)
    textbook = quantiles(data, "scale", interval="wilson").loc[0]
    assert (textbook["low"], textbook["high"]) == (7, 9)


def test_the_woodruff_interval_of_different_answers_by_hand():
    """50 answers 1 to 50: F(25) = 1/2, whose se is √(1/4/49) = 1/14; 1/2 ∓ 2.0096/14 is 0.356 and 0.644: the 18th and 33rd."""
    found = quantiles(pd.DataFrame({"value": range(1, 51)}), "value", interval="woodruff").loc[0]
    assert (found["quantile"], found["low"], found["high"]) == (25, 18, 33)
    assert found["se"] == pytest.approx((33 - 18) / (2 * 2.0095752))


def test_the_woodruff_interval_of_tied_answers_by_hand():
    """F(1) = .4, F(2) = 1: se .4 is √(.24/19) = .1124 and se 1 none; 1/2 ∓ 2.093 × .1124 is 0.265 and 0.735."""
    data = pd.DataFrame({"scale": [1] * 8 + [2] * 12})
    assert quantiles(data, "scale", interval="woodruff").loc[0, ["low", "quantile", "high"]].tolist() == [1, 2, 2]
    assert quantiles(data, "scale").loc[0, ["low", "quantile", "high"]].tolist() == [2, 2, 2]


# Probabilities of the points of a scale; the cumulated ones pass a half just at one of its points.
JUST_ABOVE = (0.05, 0.08, 0.1, 0.12, 0.153, 0.147, 0.13, 0.1, 0.07, 0.05)
JUST_BELOW = (0.05, 0.08, 0.1, 0.12, 0.149, 0.151, 0.13, 0.1, 0.07, 0.05)


def coverage(probabilities, n, interval, draws=100):
    """How often the interval of the median holds the median of the scale that the answers are drawn from."""
    chance = np.random.default_rng(57)
    median = int(np.searchsorted(np.cumsum(probabilities), 0.5 - 1e-9))
    hit = 0
    for _ in range(draws):
        drawn = pd.DataFrame({"scale": chance.choice(len(probabilities), n, p=probabilities)})
        found = quantiles(drawn, "scale", interval=interval).loc[0]
        hit += found["low"] <= median <= found["high"]
    return hit / draws


@pytest.mark.parametrize(
    ("probabilities", "n"), [(JUST_ABOVE, 487), (JUST_BELOW, 487), ((0.51, 0.49), 60), ((0.3, 0.22, 0.48), 40)]
)
def test_the_woodruff_interval_holds_the_median_of_a_scale(probabilities, n):
    assert coverage(probabilities, n, "woodruff") >= 0.93


def test_the_interval_about_the_share_misses_the_median_of_a_scale():
    """Why the report does not use it; R gives the same."""
    assert coverage(JUST_ABOVE, 487, "mean") < 0.7


def test_the_woodruff_interval_takes_the_design_into_account():
    data = frame("clus1")
    simple = quantiles(data, "api00", interval="woodruff").loc[0]
    clustered = quantiles(data, "api00", interval="woodruff", design=DESIGNS["clus1"]).loc[0]
    assert clustered["low"] < simple["low"] < simple["high"] < clustered["high"]


def test_one_number_or_an_iterator_as_probabilities():
    data = pd.DataFrame({"value": [1.0, 2.0, 9.0]})
    assert quantiles(data, "value", 0.5).equals(quantiles(data, "value", [0.5]))
    assert quantiles(data, "value", iter([0.25, 0.5])).equals(quantiles(data, "value", (0.25, 0.5)))


def test_one_value_of_any_weight():
    assert RULES["hf7"](np.array([3.0]), np.array([2.0]), 0.5) == 3.0


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"rule": "hf3"}, r"no such quantile rule.*math, school"),
        ({"interval": "score"}, r"no such interval.*mean, woodruff, logit"),
        ({"probs": (50,)}, r"between 0 and 1.*0\.5 for the median"),
        ({"probs": "0.5"}, r"between 0 and 1. Got '0.5'"),
        ({"probs": ["0.5"]}, r"between 0 and 1. Got '0.5'"),
        ({"probs": None}, r"between 0 and 1. Got None"),
        ({"probs": []}, r"between 0 and 1. Got none"),
    ],
)
def test_wrong_options(options, message):
    with pytest.raises(ArgumentError, match=message):
        quantiles(frame("srs"), "api00", **options)
