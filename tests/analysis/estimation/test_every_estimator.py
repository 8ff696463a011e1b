"""What must hold of every estimator, whatever the data: weights of another scale, rows of another order, a group and a PSU of
nobody, and the compiled kernel change no number."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from analysis import (
    Design,
    battery,
    contrasts,
    cronbach_alpha,
    crosstab,
    crosstabs,
    joint_estimates,
    means,
    multiple_response,
    overlaps,
    quantiles,
    ratios,
    shares,
    split_ballot,
    toplines,
    totals,
    variances,
)
from analysis.estimation.kernel import rows as kernel_rows
from tests.analysis.estimation.test_properties import samples

DESIGN = Design(weight="weight", strata="stratum", psu="psu")


def letters(data, **options):
    found = crosstab(data, "answer", "sex", **options)
    tested = pd.DataFrame(
        [[math.nan if value is None else value for value in vars(found.test).values() if not isinstance(value, str)]]
    )
    return pd.concat([found.frame, found.comparisons, tested.add_prefix("test_")], ignore_index=True)


ESTIMATORS = {
    "shares": lambda data, **options: shares(data, "answer", by="sex", **options),
    "simultaneous": lambda data, **options: shares(data, "answer", simultaneous="goodman", **options),
    "toplines": lambda data, **options: toplines(data, ["answer", "sex"], **options),
    "multiple_response": lambda data, **options: multiple_response(data, ["first", "second"], **options),
    "of answers": lambda data, **options: multiple_response(data, ["first", "second"], share_of="answers", **options),
    "overlaps": lambda data, **options: overlaps(data, ["first", "second"], **options),
    "battery": lambda data, **options: battery(data, ["first", "second"], **options).means,
    "means": lambda data, **options: means(data, "value", by="sex", **options),
    "totals": lambda data, **options: totals(data, "value", by="sex", **options),
    "ratios": lambda data, **options: ratios(data, "value", "size", by="sex", **options),
    "variances": lambda data, **options: variances(data, "value", by="sex", **options),
    "quantiles": lambda data, **options: quantiles(data, "value", (0.25, 0.5), by="sex", **options),
    "score": lambda data, **options: quantiles(data, "value", interval="score", rule="school", **options),
    "crosstab": letters,
    "crosstabs": lambda data, **options: crosstabs(data, ["answer", "first"], ["sex"], **options).frame,
    "contrasts": lambda data, **options: contrasts(data, "answer", by="sex", **options),
    "joint_estimates": lambda data, **options: (
        joint_estimates(data, ["value", "size"], by="sex", statistic="mean", **options).frame
    ),
    "cronbach_alpha": lambda data, **options: cronbach_alpha(data, ["value", "size", "first"], **options),
    "split_ballot": lambda data, **options: split_ballot(data, "answer", "sex", **options).frame,
}


@st.composite
def surveys(draw):
    """Responses in which every arm and both columns of a choice hold somebody."""
    data = draw(samples()).assign(answer=lambda frame: frame["answer"].fillna("c"))
    assume(len(data) > 7)
    rows = np.arange(len(data))
    return data.assign(first=rows % 3 % 2, second=(rows // 2) % 2, size=1.0 + rows % 5)


def numbers(table):
    """Every number of a table, by column."""
    found = table.select_dtypes("number")
    return {str(name): column.to_numpy(dtype=float) for name, column in found.items()}


def agree(one, other, factor=1.0):
    """Whether two tables have the same numbers, those of the size of the weights `factor` times as large."""
    first, second = numbers(one), numbers(other)
    scaled = {"total", "se", "low", "high"} if "total" in one else {"base_weight"}
    return first.keys() == second.keys() and all(
        np.allclose(
            second[name], values * (factor if name in scaled else 1.0), rtol=1e-6, atol=1e-7 * max(factor, 1.0), equal_nan=True
        )
        for name, values in first.items()
    )


@pytest.mark.parametrize("name", ESTIMATORS)
@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
@given(data=surveys(), random=st.randoms(use_true_random=False), factor=st.sampled_from([0.25, 1024.0]))
def test_scale_of_weights_order_of_rows_and_groups_of_nobody(name, data, random, factor):
    estimator = ESTIMATORS[name]
    found = estimator(data, design=DESIGN)
    assert agree(found, estimator(data.assign(weight=data["weight"] * factor), design=DESIGN), factor)
    order = list(range(len(data)))
    random.shuffle(order)
    assert agree(found, estimator(data.iloc[order], design=DESIGN))
    # A group that only a condition leaves out: its rows, and a whole PSU of them, stay in the design as zeros.
    others = data.assign(psu=data["psu"] + 100)
    more = pd.concat([data, others], ignore_index=True)
    inside = np.arange(len(more)) < len(data)
    if name not in (
        "toplines",
        "battery",
        "multiple_response",
        "of answers",
        "overlaps",
        "crosstab",
        "crosstabs",
        "split_ballot",
    ):
        outside = estimator(more, design=DESIGN, where=inside)
        again = estimator(more.assign(value=np.where(inside, more["value"], 77.0)), design=DESIGN, where=inside)
        assert agree(outside, again)
        assert (outside["df"] if "df" in outside else pd.Series([0.0])).nunique() == 1


@pytest.mark.parametrize("name", ESTIMATORS)
@settings(max_examples=5, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=surveys())
def test_the_compiled_kernel_gives_the_same(monkeypatch, name, data):
    plain = ESTIMATORS[name](data, design=DESIGN)
    with monkeypatch.context() as patch:
        patch.setattr(kernel_rows, "COMPILED_FROM", 1)
        compiled = ESTIMATORS[name](data, design=DESIGN)
    assert agree(plain, compiled)
