"""Quantiles agree with R `survey` and with numpy."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis import ArgumentError, Design, quantiles
from analysis.design import Replicates
from analysis.estimation.numbers.distribution import RULES
from tests.analysis.estimation.golden import CALIBRATED, DESIGNS, DIGITS, design_of, frame, numbers

R = {
    "quantiles": numbers("quantiles").assign(level=0.95).replace({"design": {"clus1_jk1": "clus1_jk1_fpc"}}),
    "quantiles_more": numbers("quantiles_more"),
}
SCORES = numbers("quantiles_score")
TABLES = {
    "quantiles": ["srs", "strat", "clus1", *CALIBRATED, "strat_jkn", "clus1_jk1_fpc"],
    "quantiles_more": sorted(set(numbers("quantiles_more")["design"])),
}
IN_STEPS = ("math", "school", "hf1", "hf2")


def why_not(row) -> str:
    """Why R's number is not ours, empty where it is; tests/golden/r_survey/README.md has the reasons in full."""
    if row.interval_type == "score":
        return "R seems to take the weights twice"
    if row.design == "srs" and row.qrule in IN_STEPS and row.p in (0.1, 0.9):
        return "the cumulated weights equal the probability, and R's comparison is decided by rounding"
    if row.design.startswith("clus1_boot") and row.interval_type == "quantile" and row.qrule in IN_STEPS and row.p != 0.33:
        return "the same in a replicate"
    below = {"pairs_brr": "api00", "pairs_fay": "api00", "clus1_ps": "enroll", "clus1_rake": "enroll"}
    if below.get(row.design) == row.variable and row.interval_type == "mean" and row.qrule in IN_STEPS and row.p == 0.1:
        return "the interval of the share ends below the share of the smallest answer, where R gives the second smallest"
    if row.design == "clus2" and row.variable == "enroll" and row.interval_type == "beta":
        return "missing values lower R's degrees of freedom"
    return ""


@pytest.mark.parametrize(("table", "design"), [(table, design) for table, designs in TABLES.items() for design in designs])
def test_as_r(table, design):
    """svyquantile(~x, design, p, qrule=…, interval.type=…): quantile, interval and standard error."""
    rows = R[table][R[table]["design"] == design]
    compared = 0
    for (variable, rule, interval, level), group in rows.groupby(["variable", "qrule", "interval_type", "level"]):
        found = quantiles(
            frame(design), variable, group["p"].tolist(), design=design_of(design), rule=rule, interval=interval, level=level
        ).set_index("prob")
        assert found["df"].iloc[0] == group["degf"].iloc[0]
        for row in group.itertuples():
            if not why_not(row):
                ours = found.loc[row.p, ["quantile", "low", "high", "se"]].to_numpy(dtype=float)
                theirs = np.array([row.quantile, row.ci_low, row.ci_high, row.se])
                known = ~np.isnan(theirs)
                assert ours[known] == pytest.approx(theirs[known], rel=DIGITS), row
                compared += 1
    assert compared >= 52


def test_how_many_rows_are_not_as_r():
    left_out = Counter(
        (row.design, row.interval_type if row.design != "srs" or row.interval_type == "score" else "ties")
        for table, rows in R.items()
        for row in rows[rows["design"].isin(TABLES[table])].itertuples()
        if why_not(row)
    )
    expected = {
        ("srs", "score"): 15,
        ("strat", "score"): 15,
        ("clus1", "score"): 10,
        ("clus1_ps", "score"): 15,
        ("clus1_rake", "score"): 15,
        ("srs", "ties"): 96,
        ("clus1_boot", "quantile"): 20,
        ("clus1_boot_mse", "quantile"): 20,
        ("clus2", "beta"): 36,
        ("clus1_ps", "mean"): 4,
        ("clus1_rake", "mean"): 4,
        ("pairs_brr", "mean"): 4,
        ("pairs_fay", "mean"): 4,
    }
    assert left_out == expected


def test_ties_are_as_r_where_r_does_not_round():
    """With weights of 1 R finds the quantiles of srs that we find; with weights of 30.97 it does not."""
    ours = quantiles(frame("srs"), "api00", [0.1, 0.9], design=DESIGNS["srs"])["quantile"].tolist()
    for design, expected in (("srs_unit", [479, 818]), ("srs", [482, 827])):
        table = R["quantiles_more" if design == "srs_unit" else "quantiles"]
        rows = table[(table["design"] == design) & (table["variable"] == "api00") & table["p"].isin([0.1, 0.9])]
        assert rows[rows["qrule"] == "math"]["quantile"].drop_duplicates().tolist() == expected
    assert ours == [479, 818]


@pytest.mark.parametrize("design", sorted(set(SCORES["design"])))
def test_score_intervals_as_r_had_them(design):
    """oldsvyquantile(…, interval.type="score"): a root that stops within 0.001 of the answer where the test turns."""
    rows = SCORES[SCORES["design"] == design]
    for (variable, level), group in rows.groupby(["variable", "level"]):
        found = quantiles(frame(design), variable, group["p"].tolist(), design=design_of(design), interval="score", level=level)
        assert found["low"].to_numpy() == pytest.approx(group["ci_low"].to_numpy(), abs=2e-3)
        assert found["high"].to_numpy() == pytest.approx(group["ci_high"].to_numpy(), abs=2e-3)


@pytest.mark.parametrize("design", ["srs", "clus1"])
def test_score_intervals_of_equal_weights_are_within_an_answer_of_rs(design):
    """svyquantile(…, interval.type="score") ends at an answer beside the one where the test turns."""
    table = R["quantiles"]
    rows = table[(table["design"] == design) & (table["interval_type"] == "score")]
    assert len(rows) == {"srs": 15, "clus1": 10}[design]
    for row in rows.itertuples():
        answers = np.unique(frame(design)[row.variable])
        found = quantiles(frame(design), row.variable, [row.p], design=DESIGNS[design], interval="score").loc[0]
        for ours, theirs in ((found["low"], row.ci_low), (found["high"], row.ci_high)):
            assert np.searchsorted(answers, ours) - np.searchsorted(answers, theirs) in (-1, 0, 1)


def test_rs_score_interval_of_unequal_weights_is_not_one():
    """It leaves the median out that it belongs to: strat, enroll."""
    table = R["quantiles"]
    row = table[(table["design"] == "strat") & (table["variable"] == "enroll") & (table["interval_type"] == "score")]
    row = row[row["p"] == 0.5].iloc[0]
    assert row["ci_high"] < row["quantile"]
    found = quantiles(frame("strat"), "enroll", design=DESIGNS["strat"], interval="score").loc[0]
    assert found["low"] < found["quantile"] == row["quantile"] < found["high"]


def test_the_score_interval_by_every_value():
    """The hull of the values that the test keeps, and the first that it turns down above."""
    rng = np.random.default_rng(57)
    data = pd.DataFrame({"value": rng.integers(0, 60, 80), "weight": rng.uniform(0.5, 4, 80)})
    found = quantiles(data, "value", [0.3], design=Design(weight="weight"), interval="score").loc[0]
    weight, t = data["weight"], 1.990450
    kept = []
    for value in np.unique(data["value"]):
        share = (weight * (data["value"] <= value)).sum() / weight.sum()
        scores = weight * ((data["value"] <= value) - share) / weight.sum()
        kept.append((value, (share - 0.3) / np.sqrt(80 / 79 * (scores**2).sum() + 1e-300)))
    assert found["low"] == next(value for value, statistic in kept if statistic >= -t)
    assert found["high"] == next(value for value, statistic in kept if statistic > t)


def test_score_intervals_at_the_ends_and_of_nobody():
    data = pd.DataFrame({"g": ["a"] * 5 + ["b", "c"], "value": [1.0, 2, 3, 4, 5, 7, np.nan]})
    found = quantiles(data, "value", [0.0, 0.5, 1.0], by="g", interval="score").set_index(["g", "prob"])
    assert found.loc[("a", 0.0), ["low", "quantile"]].tolist() == [1, 1]
    assert found.loc[("a", 1.0), ["quantile", "high"]].tolist() == [5, 5]
    assert found.loc[("b", 0.5), ["low", "high"]].isna().all()
    assert found.loc[("c", 0.5), ["quantile", "low", "high"]].isna().all()


def test_the_interval_of_replicate_weights_by_hand():
    """Three replicates whose medians are 2, 2 and 3: s² of these is 1/3, and t with 2 degrees of freedom 4.303."""
    data = pd.DataFrame({"value": [1, 2, 3], "w1": [2, 2, 1], "w2": [1, 3, 1], "w3": [1, 1, 3]})
    design = Design(replicates=Replicates("w", "bootstrap"))
    found = quantiles(data, "value", design=design, interval="quantile").loc[0]
    assert (found["quantile"], found["df"]) == (2, 2)
    assert found["se"] == pytest.approx(np.sqrt(1 / 3))
    assert found["high"] - 2 == pytest.approx(4.302653 * np.sqrt(1 / 3), rel=1e-6)
    assert 2 - found["low"] == pytest.approx(found["high"] - 2)


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
        ({"interval": "scores"}, r"no such interval.*Did you mean 'score'.*mean, woodruff, score, quantile, logit"),
        ({"interval": "quantile"}, r"that of replicate weights, and the design has none. Choose mean or woodruff"),
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
