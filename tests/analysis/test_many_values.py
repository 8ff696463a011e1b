"""A column in which nearly every value differs: an answer in seconds, or why there is none; never a table as wide as the data."""

from __future__ import annotations

import time

import numpy as np
import pandas as pd
import pytest

from analysis import (
    ArgumentError,
    battery,
    calibrate,
    contrasts,
    crosstab,
    difference,
    joint_estimates,
    quantiles,
    randomisation,
    regression,
    shares,
    split_ballot,
)

ROWS = 60_000


@pytest.fixture(scope="module")
def data():
    drawn = np.random.default_rng(4)
    return pd.DataFrame({"id": np.arange(ROWS), "half": drawn.choice(["a", "b"], ROWS), "number": drawn.normal(size=ROWS)})


@pytest.fixture(autouse=True)
def seconds():
    """With a walk of all values for each of them it would be minutes."""
    begun = time.perf_counter()
    yield
    assert time.perf_counter() - begun < 15


@pytest.mark.parametrize(
    ("made", "words"),
    [
        (lambda data: contrasts(data, "id", by="half"), "120,000 estimates of groups.* 1,000 are the most"),
        (lambda data: joint_estimates(data, "id"), "60,000 estimates of groups.* 1,000 are the most"),
        (lambda data: contrasts(data, "number", by="id", statistic="mean"), "60,000 estimates of 'number' by row"),
        (lambda data: crosstab(data, "id", "half"), "a table of 60,000 rows and 2 columns"),
        (lambda data: calibrate(data, {"id": dict.fromkeys(range(ROWS), 1.0)}), "60,000 categories by 60,000 combinations"),
        (
            lambda data: regression(data, "id", ["number"], family="ordinal"),
            "'id' has 60,000 categories; an ordinal",
        ),
        (lambda data: split_ballot(data, "id", "half"), "'id' has 60,000 categories; the shares of 1,000 are the most"),
        (lambda data: split_ballot(data, "half", "id"), "'id' has 60,000 values; 100 arms are the most"),
        (lambda data: difference(data, data.iloc[::-1], "id"), "'id' has 60,000 categories; the shares of 1,000"),
        (lambda data: randomisation(data, "half", covariates=["id"]), "a table of 60,000 rows and 2 columns"),
        (lambda data: shares(data, "id", simultaneous="sison-glaz"), "about the expectations of 60,000 categories"),
    ],
)
def test_what_would_be_too_wide_is_refused(data, made, words):
    with pytest.raises(ArgumentError, match=words):
        made(data)


def test_what_is_a_row_a_value_is_made(data):
    found = shares(data, "id", simultaneous="goodman")
    assert (len(found), found["n"].max(), found["share"].sum()) == (ROWS, 1, pytest.approx(1))
    items = battery(data, ["id", "half"]).shares
    assert len(items) == 2 * (ROWS + 2)
    assert items.groupby("question")["n"].sum().tolist() == [ROWS, ROWS]
    assert quantiles(data, "id", by="half")["n"].sum() == ROWS
