"""Batteries are the shares and means of their items, on one set of answers."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from analysis import ArgumentError, Design, battery, contrasts, means, shares
from instruments.model import NonAnswer
from tests.analysis.estimation.questionnaire import responses

ITEMS = pd.DataFrame(
    {"жол": [1, 2, 2, 3, np.nan, 1], "мектеп": [5, 3, 2, 3, 3, 3], "топ": list("аааббб"), "w": [1, 2, 1, 2, 1, 2]}
)
DESIGN = Design(weight="w")


def test_items_have_the_same_categories():
    found = battery(ITEMS, ["жол", "мектеп"], design=DESIGN)
    assert found.shares["question"].tolist() == ["жол"] * 4 + ["мектеп"] * 4
    assert found.shares["category"].tolist() == [1, 2, 3, 5] * 2
    assert found.shares["n"].tolist() == [2, 2, 1, 0, 0, 1, 4, 1]
    assert found.shares.attrs["missing"] == 1


def test_shares_and_means_are_those_of_each_item():
    found = battery(ITEMS, ["жол", "мектеп"], by="топ", design=DESIGN)
    for item in ("жол", "мектеп"):
        alone = shares(ITEMS, item, by="топ", design=DESIGN)
        own = found.shares[found.shares["question"] == item]
        merged = own.merge(alone, on=["question", "топ", "category"], suffixes=("", "_alone"))
        assert len(merged) == len(alone)
        assert merged["se"].tolist() == pytest.approx(merged["se_alone"].tolist(), nan_ok=True)
        pd.testing.assert_frame_equal(
            found.means[found.means["question"] == item].reset_index(drop=True), means(ITEMS, item, by="топ", design=DESIGN)
        )
    assert found.means.attrs["missing"] == 1


def test_differences_of_items_are_contrasts_of_questions():
    found = contrasts(ITEMS, ["жол", "мектеп"], statistic="mean", design=DESIGN).iloc[0]
    by_item = battery(ITEMS, ["жол", "мектеп"], design=DESIGN).means["mean"]
    assert found["estimate"] == pytest.approx(by_item[0] - by_item[1])


def test_texts_have_no_means():
    found = battery(pd.DataFrame({"a": ["иә", "жоқ"], "b": ["иә", "иә"]}), ["a", "b"])
    assert found.means is None
    assert found.shares["category"].tolist() == ["жоқ", "иә"] * 2


def test_items_of_an_instrument():
    data = responses({"strength": 4, "leave": 1}, {"strength": 5, "leave": 2}, {"leave": NonAnswer.CANNOT_ANSWER})
    assert battery(data, ["strength"]).means["mean"].tolist() == [4.5]
    assert battery(data, ["leave"]).means is None
    assert battery(data, ["leave"]).shares["category"].tolist() == shares(data, "leave")["category"].tolist()
    with pytest.raises(ArgumentError, match="'strength' does not offer the answers of 'leave'.*toplines takes any"):
        battery(data, ["leave", "strength"])
    with pytest.raises(ArgumentError, match="one answer for a respondent.*'spheres'"):
        battery(data, ["spheres"])


def test_an_item_that_nobody_answered():
    found = battery(pd.DataFrame({"a": [1, 2], "b": [np.nan, np.nan]}), ["a", "b"])
    assert found.shares["category"].tolist() == [1, 2, 1, 2]
    assert found.shares["share"].isna().tolist() == [False, False, True, True]
    assert np.isnan(found.means["mean"][1])
    assert "b: nobody is in the base" in found.means.attrs["warnings"]
    with pytest.raises(ArgumentError, match="no item"):
        battery(ITEMS, [])
