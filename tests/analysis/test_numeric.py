"""Variables as numbers: by the column, and by its categories."""

from __future__ import annotations

import time

import numpy as np
import pandas as pd
import pytest

from analysis import (
    ArgumentError,
    DataError,
    Design,
    calibrate,
    contrasts,
    cronbach_alpha,
    means,
    quantiles,
    ratios,
    regression,
    totals,
    variances,
)
from analysis.data import Data
from analysis.numeric import numeric
from analysis.variable import variable

FRAME = pd.DataFrame({"value": [1.5, np.nan, -3.0, 1.5], "code": ["1", "2", "3", "4"], "yes": [True, False, True, True]})


@pytest.mark.parametrize("values", [[1.5, np.nan, -3.0, 1.5], [1, 2, 2, 3], pd.array([1, None, 3, 3], dtype="Int64")])
def test_a_column_of_numbers_is_what_its_categories_say(values):
    data = Data(pd.DataFrame({"value": values}))
    of = variable(data, "value")
    np.testing.assert_array_equal(numeric(data, "value").values, of.numbers())
    np.testing.assert_array_equal(numeric(data, "value").missing, of.missing)


def test_what_is_no_number():
    with pytest.raises(ArgumentError, match="'code' does not hold numbers"):
        numeric(Data(FRAME), "code")
    with pytest.raises(ArgumentError, match=r"no such variable.*'valu'.*Did you mean 'value'"):
        numeric(Data(FRAME), "valu")
    with pytest.raises(DataError, match="column 'value': An infinite number cannot be analysed"):
        numeric(Data(pd.DataFrame({"value": [1.0, np.inf]})), "value")
    assert numeric(Data(FRAME), "yes").values.tolist() == [1, 0, 1, 1]


def test_many_different_values_take_no_longer_than_few():
    drawn = np.random.default_rng(1).normal(size=300_000)
    begun = time.perf_counter()
    means(pd.DataFrame({"value": drawn}), "value")
    assert time.perf_counter() - begun < 1


READERS = {
    "means": means,
    "totals": totals,
    "quantiles": quantiles,
    "variances": variances,
    "ratios": lambda data, name: ratios(data, name, "one"),
    "contrasts": lambda data, name: contrasts(data, name, by="town", statistic="mean"),
    "regression": lambda data, name: regression(data, name, ["town"]),
    "a predictor": lambda data, name: regression(data, "one", [name]),
    "cronbach_alpha": lambda data, name: cronbach_alpha(data, [name, "one"]),
    "calibrate": lambda data, name: calibrate(data, {name: 1.0}),
}


def sized(factor):
    drawn = np.random.default_rng(7)
    return pd.DataFrame({"value": drawn.normal(size=40) * factor, "one": drawn.uniform(1, 2, 40), "town": ["a", "b"] * 20})


@pytest.mark.parametrize("name", READERS)
@pytest.mark.parametrize("factor", [1e60, 1e154, 1e307, -1e307])
def test_numbers_whose_squares_overflow_are_refused(name, factor):
    """SPSS's own mark of a missing value is -1.8e308: read as a number it would make everything infinite."""
    with pytest.raises(DataError, match=r"column 'value': Numbers must lie between -1e\+50 and 1e\+50\. Got one of the size of"):
        READERS[name](sized(factor), "value")


@pytest.mark.parametrize("name", READERS)
@pytest.mark.parametrize("factor", [1e-60, 1e-170, 1e-300])
def test_numbers_whose_squares_vanish_are_refused(name, factor):
    """Their standard errors would be 0, and read as certainty."""
    with pytest.raises(DataError, match=r"column 'value': No number of the column is as far from 0 as 1e-50\. Got .* at most"):
        READERS[name](sized(factor), "value")


@pytest.mark.parametrize("function", [means, totals, quantiles])
@pytest.mark.parametrize("factor", [2.0**160, 2.0**-160])
@pytest.mark.parametrize("weight", [1.0, 2.0**160, 2.0**-160])
def test_the_unit_of_numbers_scales_the_estimate(function, factor, weight):
    """By a power of 2 to the last digit, also beside weights as large or as small as they may be."""
    plain, scaled = sized(1.0), sized(1.0).assign(w=weight)
    scaled["value"] *= factor
    scale = weight if function is totals else 1.0
    one, other = function(plain, "value"), function(scaled, "value", design=Design(weight="w", strata="town"))
    estimate = one.columns[{"means": 1, "totals": 1, "quantiles": 2}[function.__name__]]
    assert other[estimate][0] == pytest.approx(one[estimate][0] * factor * scale, rel=1e-14)
    again = function(plain.assign(w=1.0), "value", design=Design(weight="w", strata="town"))
    assert other["se"][0] == pytest.approx(again["se"][0] * factor * scale, rel=1e-12)
