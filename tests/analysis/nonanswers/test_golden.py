"""Bases, bounds and numbers by respondent against R (tests/golden/r_survey/cannot_answer.R), to nine digits.

Intervals are those of `svyciprop(method="xlogit")`; only those of shares over replicate weights are R's `logit`, which fits a
model to each replicate until its deviance moves by less than 1e-8 of it: they agree to 1e-7.
"""

from __future__ import annotations

from functools import cache

import numpy as np
import pandas as pd
import pytest

from analysis import Data, answer_bases, cannot_answer, cannot_answer_by_respondent, who_cannot_answer
from instruments.load import load_text
from tests.analysis.estimation.golden import DIGITS, design_of, frame, numbers

_QUESTION = """
      - id: {name}
        kind: one
        text: {{en: '{name}'}}
        choices:
          - {{code: 1, label: {{en: One}}}}
          - {{code: 2, label: {{en: Two}}}}
          - {{code: -1, label: {{en: I cannot answer}}}}
          - {{code: -6, label: {{en: No opinion}}}}
          - {{code: -2, label: {{en: I prefer not to say}}}}
"""
_TEXT = """
id: schools
version: 1
languages: [en]
title: {en: Schools}
population: {en: Schools}
basis: probability
sections:
  - id: only
    questions:
"""
INSTRUMENT = load_text(_TEXT + "".join(_QUESTION.format(name=name) for name in ("first", "second", "third")), "schools.yaml")
ITERATED = 1e-7
R = numbers("cannot_answer").fillna({"question": ""})


@cache
def schools(design: str) -> Data:
    """The schools with the answers that the R script gives them."""
    data = frame(design)
    first = pd.cut(data["meals"], [-1, 19, 44, 64, 74, 81, 100], labels=False).map({0: 1, 1: 2, 2: -1, 3: -2, 4: -5, 5: 1})
    second = pd.cut(data["api00"], [0, 499, 599, 699, 1000], labels=False).map({0: -6, 1: -3, 2: 1, 3: 2})
    third = (data["api99"] % 5).map({0: -1, 1: -5, 2: 1, 3: 2, 4: 2})
    return Data(data.assign(first=first, second=second, third=third), INSTRUMENT, design_of(design))


def close(row: object, estimate: float, se: float, low: float, high: float, ends: float = DIGITS) -> None:
    assert (estimate, se) == pytest.approx((row.estimate, row.se), rel=DIGITS), row
    assert (low, high) == pytest.approx((row.low, row.high), rel=ends), row


def of(design: str, *stats: str) -> list[object]:
    rows = [row for row in R[(R["design"] == design) & R["stat"].isin(stats)].itertuples() if not row.se <= 1e-9]
    assert rows
    return rows


@pytest.mark.parametrize("design", R["design"].unique())
def test_the_bases_are_those_of_r(design):
    for question in ("first", "second", "third"):
        found = answer_bases(schools(design), question, interval="xlogit").set_index("category")
        for row in of(design, "asked", "answered", "opinion"):
            if row.question == question:
                line = found.loc[int(row.category)]
                close(row, *(line[f"{name}_{row.stat}"] for name in ("share", "se", "low", "high")))
        for row in of(design, "least", "most"):
            if row.question == question:
                line = found.loc[int(row.category)]
                assert (line[row.stat], line[f"se_{row.stat}"]) == pytest.approx((row.estimate, row.se), rel=DIGITS)


@pytest.mark.parametrize("design", R["design"].unique())
def test_the_interval_between_the_bounds_is_that_of_r(design):
    for row in R[(R["design"] == design) & (R["stat"] == "between")].itertuples():
        line = answer_bases(schools(design), row.question, interval="xlogit").set_index("category").loc[int(row.category)]
        assert (line["low"], line["high"]) == pytest.approx((row.low, row.high), rel=DIGITS), row


@pytest.mark.parametrize("design", R["design"].unique())
def test_the_rates_are_those_of_r(design):
    found = cannot_answer(schools(design), interval="xlogit").set_index("question")
    for row in of(design, "rate of the question"):
        numbers = found.loc[row.question, ["share", "se", "low", "high"]].tolist()
        assert numbers == pytest.approx([row.estimate, row.se, row.low, row.high], rel=DIGITS), row


@pytest.mark.parametrize("design", R["design"].unique())
def test_the_numbers_by_respondent_are_those_of_r(design):
    found = cannot_answer_by_respondent(schools(design))
    distribution, measures = found.distribution.set_index("category"), found.measures.set_index("measure")
    for row in of(design, "distribution"):
        close(row, *distribution.loc[int(row.category), ["share", "se", "low", "high"]], ends=ITERATED)
    for row in of(design, *measures.index):
        if not row.question:
            ends = ITERATED if row.stat in ("any", "all") else DIGITS
            close(row, *measures.loc[row.stat, ["estimate", "se", "low", "high"]], ends=ends)
    assert np.isclose(distribution["share"].sum(), 1)


@pytest.mark.parametrize("design", ["strat", "clus1", "clus1_nofpc"])
def test_the_effects_of_one_factor_are_the_differences_of_its_groups(design):
    """`svycontrast` of `svyby(~cannot, ~stype, …)`: the average marginal effects of a saturated model."""
    rows = R[(R["design"] == design) & R["stat"].str.startswith("effect")]
    assert len(rows) == 4
    for row in rows.itertuples():
        found = who_cannot_answer(schools(design), row.question, "stype").effects.set_index("category")
        line = found.loc[row.stat[-1]]
        assert line["reference"] == "E"
        assert line["effect"] == pytest.approx(row.estimate, rel=DIGITS)
        assert line["se"] == pytest.approx(row.se, rel=DIGITS)
