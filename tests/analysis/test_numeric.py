"""Variables as numbers: by the column, and by its categories."""

from __future__ import annotations

import time

import numpy as np
import pandas as pd
import pytest

from analysis import ArgumentError, DataError, means
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
