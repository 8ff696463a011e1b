"""What must hold for any data: symmetries, and agreement with the formulas written out row by row."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis import Design, means, quantiles, ratios, shares, totals

COMPLEX = Design(weight="weight", strata="stratum", psu="psu")
NUMBERS = ["n", "base_n", "base_weight", "share", "se", "low", "high", "df", "deff"]


@st.composite
def samples(draw) -> pd.DataFrame:
    """Responses in one to three strata of two to four PSUs each, with weights and a missing answer here and there."""
    rows = []
    for stratum in range(draw(st.integers(1, 3))):
        for psu in range(draw(st.integers(2, 4))):
            size = draw(st.integers(1, 4))
            rows += [(stratum, psu)] * size
    count = len(rows)
    answers = draw(st.lists(st.sampled_from(["a", "b", "c", None]), min_size=count, max_size=count))
    weights = draw(st.lists(st.floats(0.5, 5), min_size=count, max_size=count))
    values = draw(st.lists(st.integers(-5, 9), min_size=count, max_size=count))
    frame = pd.DataFrame(rows, columns=["stratum", "psu"])
    return frame.assign(answer=answers, weight=weights, value=np.array(values, dtype=float), sex=np.arange(count) % 2)


def standard_error(scores, data) -> float:
    """√V of Σ scores, with replacement, PSUs in strata: the formula of `variance`, written out."""
    variance = 0.0
    for _, stratum in pd.DataFrame({"score": scores, "psu": data["psu"]}).groupby(data["stratum"].to_numpy()):
        psus = stratum.groupby("psu")["score"].sum().to_numpy()
        variance += len(psus) / (len(psus) - 1) * ((psus - psus.mean()) ** 2).sum()
    return float(np.sqrt(variance))


@given(samples())
def test_shares_as_written_out(data):
    found = shares(data, "answer", by="sex", design=COMPLEX)
    for row in found.itertuples():
        inside = (data["sex"] == row.sex) & data["answer"].notna()
        weight = data["weight"] * inside
        if inside.sum() > 1:
            share = (weight * (data["answer"] == row.category)).sum() / weight.sum()
            scores = weight * ((data["answer"] == row.category) - share) / weight.sum()
            assert row.share == pytest.approx(share, abs=1e-12)
            assert row.se == pytest.approx(standard_error(scores, data), abs=1e-9)


@given(samples())
def test_means_totals_and_ratios_as_written_out(data):
    weight, value, other = data["weight"], data["value"], data["value"] + 7
    found = {
        "mean": means(data, "value", design=COMPLEX).loc[0],
        "total": totals(data, "value", design=COMPLEX).loc[0],
        "ratio": ratios(data.assign(other=other), "value", "other", design=COMPLEX).loc[0],
    }
    mean = (weight * value).sum() / weight.sum()
    ratio = (weight * value).sum() / (weight * other).sum()
    scores = {
        "mean": weight * (value - mean) / weight.sum(),
        "total": weight * value,
        "ratio": weight * (value - ratio * other) / (weight * other).sum(),
    }
    for name, expected in (("mean", mean), ("total", (weight * value).sum()), ("ratio", ratio)):
        assert found[name][name] == pytest.approx(expected, abs=1e-9)
        assert found[name]["se"] == pytest.approx(standard_error(scores[name], data), rel=1e-6, abs=1e-7)


@given(samples())
def test_shares_of_a_base_sum_to_one(data):
    found = shares(data, "answer", by="sex", design=COMPLEX)
    sums = found[found["base_n"] > 0].groupby("sex")["share"].sum()
    assert sums.tolist() == pytest.approx([1.0] * len(sums))


@given(samples(), st.sampled_from([1e-6, 0.1, 7.0, 1e6]))
def test_the_scale_of_the_weights_does_not_matter(data, scale):
    scaled = data.assign(weight=data["weight"] * scale)
    before, after = (shares(one, "answer", by="sex", design=COMPLEX) for one in (data, scaled))
    columns = [name for name in NUMBERS if name != "base_weight"]
    assert after[columns].to_numpy() == pytest.approx(before[columns].to_numpy(), rel=1e-6, abs=1e-8, nan_ok=True)
    assert after["base_weight"].tolist() == pytest.approx((before["base_weight"] * scale).tolist())
    assert quantiles(scaled, "value", design=COMPLEX)["quantile"].equals(quantiles(data, "value", design=COMPLEX)["quantile"])


@given(samples(), st.randoms())
def test_the_order_of_the_rows_does_not_matter(data, random):
    order = list(range(len(data)))
    random.shuffle(order)
    before, after = (shares(one, "answer", by="sex", design=COMPLEX) for one in (data, data.iloc[order]))
    assert after["category"].tolist() == before["category"].tolist()
    assert after[NUMBERS].to_numpy() == pytest.approx(before[NUMBERS].to_numpy(), rel=1e-6, abs=1e-8, nan_ok=True)


@given(samples())
def test_rows_outside_the_condition_keep_their_place_in_the_design(data):
    """A condition is the same as a group, and a PSU without anybody in it still counts."""
    inside = (data["sex"] == 0).to_numpy()
    by_group = shares(data, "answer", by="sex", design=COMPLEX).query("sex == 0")
    by_condition = shares(data, "answer", where=inside, design=COMPLEX)
    assert by_condition[NUMBERS].to_numpy() == pytest.approx(by_group[NUMBERS].to_numpy(), nan_ok=True)
    psus = data[["stratum", "psu"]].drop_duplicates()
    assert means(data, "value", where=inside, design=COMPLEX)["df"][0] == len(psus) - psus["stratum"].nunique()


@given(samples())
def test_a_group_of_nobody_changes_no_number(data):
    plain = shares(data, "answer", design=COMPLEX)
    wider = data.assign(answer=pd.Categorical(data["answer"], categories=["a", "b", "c", "nobody"]))
    found = shares(wider, "answer", design=COMPLEX)
    assert found["category"].tolist() == ["a", "b", "c", "nobody"]
    kept = found[found["category"].isin(plain["category"])]
    assert kept[NUMBERS].to_numpy() == pytest.approx(plain[NUMBERS].to_numpy(), nan_ok=True)
    assert found["n"].tolist()[3] == 0


@given(samples())
def test_each_row_its_own_psu_is_the_formula_without_psus(data):
    """The sums of squares by cell and the scatter of rows are two routes to one variance."""
    named = data.assign(row=np.arange(len(data)))
    rows = Design(weight="weight", strata="stratum", psu="row", single_psu="adjust")
    cells = Design(weight="weight", strata="stratum", single_psu="adjust")
    for function, name in ((shares, "answer"), (means, "value"), (totals, "value")):
        by_row, by_cell = (function(named, name, by="sex", design=design) for design in (rows, cells))
        numbers = [column for column in by_row if column not in ("question", "category")]
        assert by_cell[numbers].to_numpy(float) == pytest.approx(by_row[numbers].to_numpy(float), rel=1e-6, abs=1e-6, nan_ok=True)


@given(st.lists(st.booleans(), min_size=2, max_size=60))
def test_a_simple_random_sample_has_the_textbook_standard_error(answers):
    """√(p(1 - p)/(n - 1)), design effect 1; a constant weight changes nothing."""
    data = pd.DataFrame({"answer": answers, "weight": 3.5})
    for design in (Design(), Design(weight="weight")):
        row = shares(data, "answer", design=design).iloc[-1]
        n, p = len(answers), np.mean(answers)
        p = max(p, 1 - p) if p in (0, 1) else p
        assert row["share"] == pytest.approx(p)
        assert row["se"] == pytest.approx(np.sqrt(p * (1 - p) / (n - 1)), abs=1e-12)
        assert np.isnan(row["deff"]) if p == 1 else row["deff"] == pytest.approx(1)


@given(st.lists(st.sampled_from(["a", "b", None]), min_size=2, max_size=60))
def test_missing_values_make_the_base_of_a_simple_sample_a_domain(answers):
    """√(p(1 - p)/n · N/(N - 1)), n of N who answered: the variance of a ratio of two totals."""
    found = shares(pd.DataFrame({"answer": answers}), "answer")
    for row in found.itertuples():
        if row.base_n > 1:
            expected = np.sqrt(row.share * (1 - row.share) / row.base_n * len(answers) / (len(answers) - 1))
            assert row.se == pytest.approx(expected, abs=1e-9)


@given(samples())
def test_the_mean_of_a_domain_is_the_ratio_of_two_totals(data):
    data = data.assign(inside=(data["sex"] == 1) * 1.0, part=data["value"] * (data["sex"] == 1))
    if data["inside"].sum() > 1:
        mean = means(data, "value", where=data["sex"] == 1, design=COMPLEX).loc[0]
        ratio = ratios(data, "part", "inside", design=COMPLEX).loc[0]
        assert (mean["mean"], mean["se"]) == pytest.approx((ratio["ratio"], ratio["se"]), rel=1e-6, abs=1e-7)


@given(samples())
def test_the_share_of_a_category_is_the_mean_of_its_indicator(data):
    data = data[data["answer"].notna()].reset_index(drop=True).assign(single=lambda one: np.arange(len(one)))
    if len(data) > 1:
        design = Design(weight="weight", psu="single")
        indicator = means(data.assign(is_a=(data["answer"] == "a") * 1.0), "is_a", design=design).loc[0]
        found = shares(data, "answer", design=design).set_index("category")
        if "a" in found.index:
            assert (found.loc["a", "share"], found.loc["a", "se"]) == pytest.approx(
                (indicator["mean"], indicator["se"]), abs=1e-9
            )


def test_large_numbers_that_hardly_differ_keep_their_digits():
    """The standard error of a mean does not depend on where the scale starts."""
    small = pd.DataFrame({"value": [0.1, 0.2, 0.3, 0.7] * 25})
    large = small + 2_000_000
    assert means(large, "value")["se"][0] == pytest.approx(means(small, "value")["se"][0], rel=1e-8)
