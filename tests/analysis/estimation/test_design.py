"""Designs: what is refused and why, the rules for single PSUs, population counts."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
import pytest

from analysis import ArgumentError, DataError, Design, DesignError, means, quantiles, ratios, shares, totals, variances
from analysis.design import Replicates
from analysis.estimation.sampling.calibrated import Calibrated
from tests.analysis.estimation.golden import DESIGNS, frame

STRATA = pd.DataFrame(
    {
        "stratum": ["a", "a", "a", "b", "b", "c"],
        "psu": [1, 1, 2, 1, 2, 1],
        "value": [1.0, 2.0, 4.0, 3.0, 9.0, 5.0],
        "weight": [1.0, 2.0, 1.0, 3.0, 1.0, 2.0],
        "population": [10, 10, 10, 8, 8, 5],
    }
)

TWO_STAGES = pd.DataFrame(
    {
        "district": ["a", "a", "b", "b", "c"],
        "school": [1, 2, 1, 2, 1],
        "value": [1.0, 2.0, 4.0, 3.0, 9.0],
        "districts": 6,
        "schools": [4, 4, 3, 3, 5],
    }
)


def total_variance(rule: str, **columns: str) -> float:
    return float(totals(STRATA, "value", design=Design(strata="stratum", psu="psu", single_psu=rule, **columns))["se"][0] ** 2)


def test_a_single_psu_fails_naming_the_stratum_and_the_remedies():
    with pytest.raises(DesignError, match=r"strata 'c': 1 of 3 strata have one PSU.*certainty, adjust or average"):
        shares(STRATA, "value", design=Design(strata="stratum", psu="psu"))
    with pytest.raises(DesignError, match="1 of 1 strata"):
        shares(STRATA.assign(one=1), "value", design=Design(psu="one", weight="weight"))


@pytest.mark.parametrize("rule", ["fail", "average"])
def test_an_average_of_no_other_stratum_is_not_proposed(rule):
    nothing_else = r"single_psu to certainty or adjust: there is no stratum with two units or more that average could be of\."
    with pytest.raises(DesignError, match=rf"strata 'all rows': 1 of 1 strata have one PSU.* estimated\. Set {nothing_else}"):
        shares(STRATA.assign(one=1), "value", design=Design(psu="one", weight="weight", single_psu=rule))
    first = STRATA.drop_duplicates("stratum")
    with pytest.raises(DesignError, match=rf"3 of 3 strata have one PSU.*Merge strata, or set {nothing_else}"):
        shares(first, "value", design=Design(strata="stratum", psu="psu", single_psu=rule))


def test_single_psu_rules():
    """PSU totals a: 3, 4; b: 3, 9; c: 5. Strata a and b add n/(n - 1) Σ(z - z̄)² = 1 and 36."""
    a, b = 2 * 2 * 0.5**2, 2 * 2 * 3**2
    assert total_variance("certainty") == pytest.approx(a + b)
    assert total_variance("average") == pytest.approx((a + b) * 3 / 2)
    # A linearised variable has a mean of zero: that is where R measures from, of totals too.
    assert total_variance("adjust") == pytest.approx(a + b + 5**2)
    finite = a * (1 - 2 / 10) + b * (1 - 2 / 8)
    found = totals(STRATA.assign(one=1.0), "value", design=Design("one", "stratum", "psu", "population", single_psu="adjust"))
    assert found["se"][0] ** 2 == pytest.approx(finite + (1 - 1 / 5) * 5**2)


def test_single_rows_follow_the_same_rules():
    """Each row its own PSU: the route by sums of squares."""
    rows = STRATA.assign(row=range(6))
    for rule in ("certainty", "adjust", "average"):
        by_cell = totals(rows, "value", design=Design(strata="stratum", single_psu=rule))["se"][0]
        by_row = totals(rows, "value", design=Design(strata="stratum", psu="row", single_psu=rule))["se"][0]
        assert by_cell == pytest.approx(by_row)


def test_a_stratum_taken_whole_needs_no_rule():
    whole = STRATA.assign(population=[2, 2, 2, 2, 2, 1])
    found = means(whole, "value", design=Design("weight", "stratum", "psu", "population"))
    assert (found["se"][0], found["df"][0]) == (0, 2)


def test_average_needs_a_stratum_to_take_it_from():
    with pytest.raises(DesignError, match="2 of 2 strata"):
        shares(STRATA.iloc[[0, 5]], "value", design=Design(strata="stratum", single_psu="average"))


def test_the_same_psu_number_in_two_strata_is_two_psus():
    nested = STRATA.assign(psu=[11, 11, 12, 21, 22, 31])
    design = Design(strata="stratum", psu="psu", single_psu="certainty")
    pd.testing.assert_frame_equal(means(nested, "value", design=design), means(STRATA, "value", design=design))


def test_fractions_are_counts_over_the_sample():
    """n/N as a fraction gives the numbers of N; without weights each row then stands for N/n."""
    data = frame("srs")
    fractions = data.assign(fraction=200 / data["fpc"])
    by_count, by_fraction = (
        totals(one, "api00", design=Design(fpc=name)) for one, name in ((data, "fpc"), (fractions, "fraction"))
    )
    assert by_fraction["total"][0] == pytest.approx(by_count["total"][0])
    assert by_fraction["se"][0] == pytest.approx(by_count["se"][0])


@pytest.mark.parametrize(
    ("column", "values", "message"),
    [
        (
            "weight",
            [1, np.nan, 1, -2, 1, 1],
            r"column 'weight', rows 1, 3: A weight must be a number from 0 up\. Got 'nan', '-2\.0'",
        ),
        ("weight", [1, np.inf, 1, 1, 1, 1], "rows 1"),
        ("weight", ["x"] * 6, "column 'weight': The column does not hold numbers"),
        ("stratum", ["a", None, "a", "b", "b", "b"], "column 'stratum', rows 1: A row without a key"),
        ("psu", [1, 1, 2, np.nan, 2, 1], "column 'psu', rows 3: A row without a key"),
        ("population", [10, 10, 10, 8, np.nan, 5], "column 'population', rows 4"),
        ("population", [10, 10, 10, 8, 8, 0], r"rows 5: A population count or fraction must be above 0"),
        ("population", [10, 10, 11, 8, 8, 5], "rows 0, 1: A stratum has more than one population count"),
        ("population", [10, 10, 10, 1, 1, 5], "strata 'b'.*smaller than its sample|smaller than its sample.*'b'"),
    ],
)
def test_wrong_columns_are_refused_by_row(column, values, message):
    design = Design("weight", "stratum", "psu", "population", single_psu="certainty")
    with pytest.raises(DesignError, match=message):
        shares(STRATA.assign(**{column: values}), "value", design=design)


def test_a_column_that_is_not_there():
    with pytest.raises(DesignError, match="Got 'weights'. Did you mean 'weight'"):
        shares(STRATA, "value", design=Design(weight="weights"))


def test_wrong_options_of_a_design():
    with pytest.raises(ArgumentError, match=r"no such single_psu.*fail, certainty, adjust, average"):
        Design(single_psu="remove")
    with pytest.raises(ArgumentError, match=r"no such basis.*probability, quota, convenience"):
        Design(basis="random")
    with pytest.raises(DesignError, match="strata names one column"):
        Design(strata=["region", "district"])
    with pytest.raises(DesignError, match="fpc names a column, or several in a list"):
        Design(fpc=[200])
    with pytest.raises(DesignError, match="more population counts than stages.*psu='school', fpc=\\('fpc1', 'fpc2'\\)"):
        Design(psu="school", fpc=["fpc1", "fpc2"])
    with pytest.raises(DesignError, match=r"named by an analysis.Replicates.*\['r1'\]"):
        Design(replicates=["r1"])
    with pytest.raises(ArgumentError, match=r"no such kind of replicate weights.*JK1, JKn, BRR, Fay, bootstrap"):
        Replicates(["r1"], "jackknife")
    with pytest.raises(DesignError, match="rscales of replicate weights holds numbers from 0 up"):
        Replicates(["r1", "r2"], "JK1", rscales=[1, -1])


def test_weights_that_the_stages_cannot_give():
    with pytest.raises(DesignError, match="a stage has no population count.*Name a weight, or a column of fpc for each stage"):
        shares(TWO_STAGES, "value", design=Design(psu=["district", "school"], fpc="districts", single_psu="certainty"))


def test_a_single_unit_of_a_later_stage():
    with pytest.raises(DesignError, match=r"units 'c': 1 of 3 units of stage 1 have one unit of stage 2.*single_psu"):
        shares(TWO_STAGES, "value", design=Design(psu=["district", "school"], fpc=["districts", "schools"]))


def test_one_name_in_a_list_is_that_name():
    assert Design(psu=["school"], fpc=("count",)) == Design(psu="school", fpc="count")


def test_replicate_weights_that_are_not_there():
    named = Design(replicates=Replicates("rw", "JK1"))
    with pytest.raises(DesignError, match="No column has such a name.*'rw' and a number"):
        shares(STRATA, "value", design=named)
    torn = STRATA.assign(rw1=1.0, rw2=[np.nan, *[1.0] * (len(STRATA) - 1)])
    with pytest.raises(DesignError, match="column 'rw2', rows 0: A replicate weight must be a number"):
        shares(torn, "value", design=named)


def test_weights_made_for_other_rows():
    made = Calibrated(Design(), pd.Series(1.0, index=range(5, 5 + len(STRATA))), {})
    with pytest.raises(DesignError, match="made for other rows: their index is not the data's"):
        shares(STRATA, "value", design=made)


def test_the_arguments_of_a_design_stand_in_the_documented_order():
    assert Design("w", "s", "p", "f", None, "adjust", "quota") == Design(
        weight="w", strata="s", psu="p", fpc="f", replicates=None, single_psu="adjust", basis="quota"
    )


def test_a_list_of_one_stage_is_that_stage():
    assert Design(psu=["school"], fpc=("schools",)) == Design(psu="school", fpc="schools")
    assert Design(psu=["school"]).columns == ("school",)


def test_wrong_rows_are_named_by_their_response_id():
    """After an exclusion the position in the frame is not the row of the source."""
    named = STRATA.assign(weight=[1, np.nan, 1, -2, 1, 1], response_id=list("qwerty")).drop(index=0)
    with pytest.raises(DesignError, match=r"column 'weight', responses 'w', 'r': A weight must be"):
        shares(named, "value", design=Design(weight="weight"))
    with pytest.raises(DesignError, match=r"column 'weight', rows 1, 3: A weight must be"):
        shares(named.drop(columns="response_id"), "value", design=Design(weight="weight"))


@pytest.mark.parametrize(("column", "role"), [("weight", "weight"), ("stratum", "strata"), ("psu", "psu"), ("population", "fpc")])
def test_a_column_that_stands_twice_or_holds_lists(column, role):
    twice = pd.concat([STRATA, STRATA[[column]]], axis=1)
    with pytest.raises(DesignError, match=f"column '{column}': The column stands in the data more than once"):
        shares(twice, "value", design=Design(**{role: column}))
    lists = STRATA.assign(**{column: [[1]] * 6})
    with pytest.raises(DesignError, match=f"column '{column}': The column (holds lists|does not hold numbers)"):
        shares(lists, "value", design=Design(**{role: column}))


WHEN = pd.Series(pd.to_datetime(["2020-01-01", "1990-01-01", "1975-01-01"] * 2))
NO_NUMBERS = {
    "datetime64[us]": WHEN.astype("datetime64[us]"),
    "datetime64[us, UTC]": WHEN.astype("datetime64[us]").dt.tz_localize("UTC"),
    "timedelta64[us]": (WHEN - WHEN.min()).astype("timedelta64[us]"),
    "complex128": pd.Series([1 + 1j] * 6),
    "object": pd.Series([np.datetime64("2020-01-01")] * 6, dtype=object),
    "category": WHEN.astype("category"),
}


@pytest.mark.parametrize("kind", NO_NUMBERS)
def test_dates_and_complex_numbers_are_no_numbers_of_a_design(kind):
    """As floats they would be seconds since 1970, or lose their imaginary part."""
    data = STRATA.assign(wrong=NO_NUMBERS[kind], other=NO_NUMBERS[kind])
    replicates = Replicates(("wrong", "other"), kind="JK1")
    for design in (Design(weight="wrong"), Design(fpc="wrong"), Design(weight="weight", replicates=replicates)):
        with pytest.raises(DesignError, match=rf"column 'wrong': The column does not hold numbers. Got {re.escape(kind)}\."):
            shares(data, "value", design=design)


@pytest.mark.parametrize("kind", NO_NUMBERS)
@pytest.mark.parametrize("function", [means, totals, quantiles, variances])
def test_dates_and_complex_numbers_have_no_mean(kind, function):
    with pytest.raises(ArgumentError, match="'wrong' does not hold numbers"):
        function(STRATA.assign(wrong=NO_NUMBERS[kind]), "wrong")


@pytest.mark.parametrize("extreme", [1e160, 1e300, 1e-300, 1e-160])
def test_extreme_weights_are_refused(extreme):
    """Their squares are infinite or 0: estimates would be NaN, or intervals of no width, without a word."""
    every, one = STRATA.assign(weight=extreme), STRATA.assign(weight=STRATA["weight"].where(STRATA["psu"] == 1, extreme))
    with_zero = one.assign(weight=one["weight"].where(STRATA["value"] != 3, 0.0))
    words = rf"column 'weight': Weights must lie between 1e-50 and 1e\+50, or be 0\. Got {re.escape(f'{extreme:g}')}\. Multiply"
    for data in (every, one, with_zero):
        with pytest.raises(DesignError, match=words):
            shares(data, "value", design=Design(weight="weight"))
    replicates = Replicates(("other", "weight"), kind="JK1")
    with pytest.raises(DesignError, match=words):
        shares(every.assign(other=1.0), "value", design=Design(replicates=replicates))
    made = Calibrated(Design(), pd.Series(extreme, STRATA.index), {})
    with pytest.raises(DesignError, match="weights made from the design: Weights must lie"):
        shares(STRATA, "value", design=made)


def test_weights_of_tiny_fractions_are_refused():
    with pytest.raises(DesignError, match="sampled fractions of fpc='population': Weights must lie"):
        shares(STRATA.assign(population=1e300), "value", design=Design(fpc="population"))


@pytest.mark.parametrize("factor", [1e49, 1e-49])
def test_weights_of_any_other_size_give_the_same(factor):
    data = STRATA.assign(group=[1, 2] * 3)
    design, scaled = Design(weight="weight"), data.assign(weight=data["weight"] * factor)
    for function in (means, quantiles, variances):
        one, other = (function(each, "value", by="group", design=design) for each in (data, scaled))
        pd.testing.assert_frame_equal(one, other, rtol=1e-12)
    one, other = (totals(each, "value", design=design) for each in (data, scaled))
    assert (other["se"] / factor).tolist() == pytest.approx(one["se"].tolist(), rel=1e-12)


def test_no_rows():
    with pytest.raises(DataError, match="no responses to estimate from. Got 0 rows"):
        shares(STRATA.iloc[:0], "value")


def test_weights_of_zero_are_no_estimate():
    weightless, design = STRATA.assign(weight=0.0), Design(weight="weight")
    for function, name in ((shares, "share"), (means, "mean"), (quantiles, "quantile")):
        found = function(weightless, "value", design=design)
        assert found[name].isna().all()
        assert found["se"].isna().all()
        assert found.attrs["warnings"] == "value: the weights of the base sum to zero: there is no estimate."
    found = totals(weightless, "value", design=design)
    assert (found["total"][0], found["se"][0]) == (0, 0)
    assert found.attrs["warnings"] == "value: the weights of the base sum to zero: the total is 0."
    group = means(STRATA.assign(weight=[0.0, 0, 0, 1, 1, 0]), "value", by="stratum", design=design)
    assert group["mean"].isna().tolist() == [True, False, True]
    assert group.attrs["warnings"].startswith("value: the weights of the base sum to zero in stratum='a'; stratum='c': there is")


def test_missing_values_do_not_lower_the_degrees_of_freedom():
    data = frame("clus1").copy()
    data.loc[data["dnum"] == data["dnum"].iloc[0], "api00"] = np.nan
    found = means(data, "api00", design=DESIGNS["clus1"])
    assert found["df"][0] == 14
    assert found.attrs["missing"] == (frame("clus1")["dnum"] == data["dnum"].iloc[0]).sum()


def test_replicates_are_what_stands_before_a_number_and_never_the_weight():
    drawn = np.random.default_rng(3).uniform(1, 2, (6, 4))
    frame = STRATA.assign(w=1.5, w1=drawn[:, 0], w2=drawn[:, 1], w3=drawn[:, 2], w0=drawn[:, 3], weighed=0.0)
    named = Design(weight="w", replicates=Replicates(("w1", "w2", "w3", "w0"), "JK1"))
    assert means(frame, "value", design=Design(weight="w", replicates=Replicates("w", "JK1")))["se"].equals(
        means(frame, "value", design=named)["se"]
    )
    base = Design(weight="w0", replicates=Replicates("w", "JK1"))
    first = Design(weight="w0", replicates=Replicates(("w1", "w2", "w3"), "JK1"))
    assert means(frame, "value", design=base)["se"].equals(means(frame, "value", design=first)["se"])


def test_rho_is_fays():
    with pytest.raises(DesignError, match="rho is Fay's factor, for that kind only.*kind='JK1', rho=0.5"):
        Replicates("w", "JK1", rho=0.5)


@pytest.mark.parametrize("rule", ["certainty", "adjust"])
def test_one_psu_has_no_degrees_of_freedom(rule):
    design = Design(psu="one", single_psu=rule)
    frame = STRATA.assign(one=1, other=[1.0, 2.0, 2.0, 3.0, 1.0, 2.0], answer=["a", "b", "a", "a", "b", "b"])
    said = "the design has no degrees of freedom"
    for found in (
        means(frame, "value", design=design),
        totals(frame, "value", design=design),
        ratios(frame, "value", "other", design=design),
        quantiles(frame, "value", design=design),
    ):
        assert said in found.attrs["warnings"]
        assert "one respondent" not in found.attrs["warnings"]
        assert found[["low", "high"]].isna().all().all()
    answers = shares(frame, "answer", design=design)
    assert said in answers.attrs["warnings"]
    assert answers[["low", "high"]].to_numpy().tolist() == [[0, 1], [0, 1]]


def test_keys_of_any_numbers_are_the_same_units():
    frame = STRATA.assign(far=STRATA["psu"] * 10**12 + 7, below=STRATA["psu"] - 100, text=STRATA["psu"].astype(str))
    expected = totals(frame, "value", design=Design(strata="stratum", psu="psu", single_psu="certainty"))["se"]
    for name in ("far", "below", "text"):
        assert totals(frame, "value", design=Design(strata="stratum", psu=name, single_psu="certainty"))["se"].equals(expected)
