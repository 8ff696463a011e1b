"""Answers on three bases with their worst-case bounds: the published numbers, by hand, what must hold, and the edges."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from analysis import (
    ArgumentError,
    Data,
    Design,
    DesignError,
    answer_bases,
    cannot_answer,
    imbens_manski,
    manski,
    shares,
    tipping_point,
    who_cannot_answer,
)
from analysis.estimation.intervals.identified import critical_value
from instruments.model import NonAnswer
from tests.analysis.estimation.questionnaire import responses

CANNOT, REFUSED, NO_OPINION = NonAnswer.CANNOT_ANSWER, NonAnswer.REFUSED, NonAnswer.NO_OPINION
COMPLEX = Design(weight="weight", strata="stratum", psu="psu")
NUMBERS = ["n", "share_asked", "se_answered", "low_opinion", "least", "most", "se_most", "low", "high", "needed"]

# Question 5 of the Astana study as published: 23 yes, 7 no, 25 cannot answer, 2 skipped.
PUBLISHED = responses(*[{"leave": 1}] * 23, *[{"leave": 2}] * 7, *[{"leave": CANNOT}] * 25, *[{}] * 2)

SMALL = PUBLISHED.instrument
anybody = st.lists(st.sampled_from([1, 2, CANNOT, REFUSED, None]), min_size=2, max_size=60)


def study(answers: list[object]) -> Data:
    """Answers to the one question; None = skipped."""
    return Data(pd.DataFrame({"leave": [int(NonAnswer.SKIPPED) if one is None else int(one) for one in answers]}), SMALL)


def line(table: pd.DataFrame, category: int) -> pd.Series:
    return table.set_index("category").loc[category]


def test_the_published_question():
    """41.8 to 87.3 % of 55, 30.9 to 94.7 % with the interval of Imbens and Manski; 5 of the 25 are needed for a majority."""
    yes = line(answer_bases(PUBLISHED, "leave", interval="wald"), 1)
    assert (yes["n"], yes["base_n_asked"], yes["base_n_answered"], yes["base_n_opinion"]) == (23, 57, 55, 30)
    assert [round(yes[f"share_{base}"], 3) for base in ("asked", "answered", "opinion")] == [0.404, 0.418, 0.767]
    assert yes[["least", "most", "low", "high"]].astype(float).round(3).tolist() == [0.418, 0.873, 0.309, 0.947]
    assert yes["undecided_n"] * yes["needed"] == pytest.approx(55 / 2 - 23)
    wilson = line(answer_bases(PUBLISHED, "leave"), 1)
    assert wilson[["low", "high"]].astype(float).round(3).tolist() == [0.315, 0.930]


def test_the_categories_of_each_base():
    found = answer_bases(PUBLISHED, "leave")
    assert found["category"].tolist() == [2, 1, -1, -2, -5]
    assert found["share_answered"].isna().tolist() == [False] * 4 + [True]
    assert found["share_opinion"].isna().tolist() == found["low_opinion"].isna().tolist() == [False] * 2 + [True] * 3
    for name in ("least", "most", "low", "high", "needed"):
        assert found[name].isna().tolist() == [False] * 2 + [True] * 3
    assert line(found, -2)["share_answered"] == 0


@pytest.mark.parametrize("base", ["asked", "answered", "opinion"])
def test_each_base_is_that_of_shares(base):
    by_shares = shares(PUBLISHED, "leave", base=base, interval="jeffreys", level=0.9).set_index("category")
    found = answer_bases(PUBLISHED, "leave", interval="jeffreys", level=0.9).set_index("category").loc[by_shares.index]
    for name in ("base_n", "share", "se", "low", "high"):
        assert found[f"{name}_{base}"].tolist() == by_shares[name].tolist()


@given(anybody, st.sampled_from(["wald", "wilson", "clopper-pearson"]))
def test_without_a_design_the_bounds_are_those_of_published_counts(answers, kind):
    counts = {one: answers.count(one) for one in (1, 2, CANNOT)}
    base = sum(counts.values())
    found = line(answer_bases(study(answers), "leave", interval=kind), 1)
    if base == 0:
        assert found[["least", "most"]].isna().all()
        assert (found["low"], found["high"]) == (0, 1)
        return
    bounds = manski(counts[1], counts[2], base)
    assert (found["least"], found["most"]) == pytest.approx((bounds.low_share, bounds.high_share))
    assert (found["low"], found["high"]) == pytest.approx(imbens_manski(bounds.low_share, bounds.high_share, base, interval=kind))
    tipping = tipping_point(counts[1], counts[CANNOT], base)
    if counts[CANNOT]:
        half = found["needed"] * counts[CANNOT] + counts[1]
        assert tipping.needed == 0 or half == pytest.approx(base / 2)
        assert (found["needed"] > 1 + 1e-9) == (2 * (counts[1] + counts[CANNOT]) < base)
    else:
        assert np.isnan(found["needed"])


def weighted_study() -> Data:
    chance = np.random.default_rng(4)
    answers = chance.choice([1, 2, -1, -2, -5], 120, p=[0.35, 0.2, 0.3, 0.05, 0.1])
    named = {code: {"leave": NonAnswer(code)} if code < 0 else {"leave": int(code)} for code in (1, 2, -1, -2, -5)}
    data = responses(*[{} if code == -5 else named[int(code)] for code in answers])
    columns = {"weight": chance.uniform(0.5, 3, 120), "stratum": np.repeat([0, 1, 2], 40), "psu": np.repeat(np.arange(15), 8)}
    return Data(data.frame.assign(**columns), data.instrument, COMPLEX)


def test_the_bounds_by_hand_with_a_design():
    """Linearised by hand: u = (1[given] - p) in the base of opinions and those who could not answer, totals by PSU in strata."""
    data = weighted_study()
    frame, weight = data.frame, data.frame["weight"].to_numpy()
    codes = frame["leave"].to_numpy()
    base = np.isin(codes, [1, 2, -1])
    ends = []
    for given_so in (codes == 2, np.isin(codes, [2, -1])):
        share = weight[given_so].sum() / weight[base].sum()
        z = weight * base * (given_so - share) / weight[base].sum()
        totals = pd.Series(z).groupby([frame["stratum"], frame["psu"]]).sum().groupby(level=0)
        ends.append((share, np.sqrt(sum(len(one) / (len(one) - 1) * ((one - one.mean()) ** 2).sum() for _, one in totals))))
    found = line(answer_bases(data, "leave", interval="wald"), 2)
    assert found[["least", "se_least", "most", "se_most"]].tolist() == pytest.approx([*ends[0], *ends[1]])
    (low, low_se), (high, high_se) = ends
    c = (low - found["low"]) / low_se
    assert (found["high"] - high) / high_se == pytest.approx(c)
    t = stats.t(df=12)
    assert found["df"] == 12
    assert t.cdf(c + (high - low) / max(low_se, high_se)) - t.cdf(-c) == pytest.approx(0.95)


@given(st.floats(0, 2), st.floats(1e-3, 1), st.floats(0.5, 0.999), st.sampled_from([None, 1.0, 7.0, 300.0]))
def test_the_critical_value_covers_both_ends(width, spread, level, df):
    c = critical_value(width, spread, df, level)
    one = stats.norm if df is None else stats.t(df)
    assert one.ppf(level) - 1e-6 <= c <= one.ppf((1 + level) / 2) + 1e-6
    assert one.cdf(c + width / spread) - one.cdf(-c) == pytest.approx(level, abs=1e-8)


def test_the_critical_value_at_its_ends():
    assert critical_value(0.3, 0.0, None, 0.95) == pytest.approx(stats.norm.ppf(0.95))
    assert critical_value(0.0, 0.0, None, 0.95) == pytest.approx(stats.norm.ppf(0.975))
    assert critical_value(0.3, np.nan, 5, 0.95) == pytest.approx(stats.t(5).ppf(0.975))
    assert np.isnan(critical_value(0.3, 0.1, 0, 0.95))


@settings(max_examples=30)
@given(st.floats(0.1, 50), st.randoms(use_true_random=False))
def test_scaled_weights_and_the_order_of_rows_change_nothing(factor, random):
    data = weighted_study()
    order = list(range(len(data.frame)))
    random.shuffle(order)
    moved = data.frame.iloc[order].reset_index(drop=True).assign(weight=lambda frame: frame["weight"] * factor)
    before, after = answer_bases(data, "leave"), answer_bases(Data(moved, data.instrument, COMPLEX), "leave")
    for name in NUMBERS:
        assert after[name].to_numpy() == pytest.approx(before[name].to_numpy(), nan_ok=True)


@given(anybody)
def test_the_share_of_opinions_lies_between_the_bounds(answers):
    found = answer_bases(study(answers), "leave")
    known = found[found["category"].isin([1, 2]) & (found["base_n_opinion"] > 0)]
    assert (known["least"] <= known["share_opinion"] + 1e-12).all()
    assert (known["share_opinion"] <= known["most"] + 1e-12).all()
    assert (known["low"] <= known["least"]).all()
    assert (known["most"] <= known["high"]).all()
    assert (known["least"] + known["most"].iloc[::-1].to_numpy()).tolist() == pytest.approx([1.0] * len(known))


def test_where_everybody_answered_the_bounds_are_the_share():
    found = answer_bases(responses(*[{"leave": 1}] * 3, *[{"leave": 2}] * 5), "leave")
    known = found[found["category"] > 0]
    for name, same in (("least", "share"), ("most", "share"), ("low", "low"), ("high", "high")):
        assert known[name].tolist() == pytest.approx(known[f"{same}_opinion"].tolist())
    assert known["needed"].isna().all()


def test_where_nobody_answered_everything_is_possible():
    found = answer_bases(responses(*[{"leave": CANNOT}] * 5), "leave")
    assert line(found, 1)[["least", "most", "low", "high", "needed"]].tolist() == [0, 1, 0, 1, 0.5]
    assert np.isnan(line(found, 1)["share_opinion"])


def test_several_answers_and_other_kinds_of_cannot_answer():
    both = responses({"spheres": (1, 4)}, {"spheres": (4,)}, *[{"spheres": CANNOT}] * 2)
    found = answer_bases(both, "spheres").set_index("category")
    assert found.loc[[1, 4, 7], ["least", "most"]].to_numpy().tolist() == [[0.25, 0.75], [0.5, 1.0], [0.0, 0.5]]
    routed = responses({"leave": 1, "why": 1}, {"leave": 1, "why": NO_OPINION}, {"leave": 2})
    assert line(answer_bases(routed, "why"), 1)[["least", "most", "base_n_asked"]].tolist() == [0.5, 1.0, 2]


def test_groups_conditions_and_arms():
    data = responses(*[{"leave": 1}] * 4, *[{"leave": CANNOT}] * 3)
    found = answer_bases(data, "leave", by="language", where=data.frame["version"] == 1)
    assert found.columns[:4].tolist() == ["question", "language", "category", "n"]
    yes = found[found["category"] == 1].set_index("language")
    assert (yes.loc["en", "least"], yes.loc["kk", "least"]) == (0.5, pytest.approx(2 / 3))
    arms = Data(data.frame.assign(arm_card=["card", "none"] * 3 + ["card"]), data.instrument)
    assert set(answer_bases(arms, "leave", by="arm_card")["arm_card"]) == {"card", "none"}


def test_a_bare_frame_has_no_missing_codes():
    bare = pd.DataFrame({"leave": [1, 2, -1, -2]})
    for refused in (
        lambda: answer_bases(bare, "leave"),
        lambda: cannot_answer(bare, "leave"),
        lambda: who_cannot_answer(bare, "leave", "age"),
    ):
        with pytest.raises(ArgumentError, match='A bare frame has no code for "cannot answer". Read the data with their instr'):
            refused()


def test_where_everybody_has_an_opinion_the_bounds_are_the_share():
    found = answer_bases(Data(pd.DataFrame({"leave": [1, 1, None, 2]}), SMALL), "leave").query("category > 0")
    assert found["most"].tolist() == found["least"].tolist() == found["share_asked"].tolist()
    assert found.attrs["missing"] == 1


def test_one_respondent_has_no_standard_error():
    found = answer_bases(responses({"leave": 1}), "leave")
    assert np.isnan(line(found, 1)["se_least"])
    assert "one respondent" in found.attrs["warnings"]


def test_wrong_arguments():
    with pytest.raises(ArgumentError, match="no such interval. Got 'walt'"):
        answer_bases(PUBLISHED, "leave", interval="walt")
    with pytest.raises(ArgumentError, match="leave"):
        answer_bases(PUBLISHED, "leaf")
    bad = Data(PUBLISHED.frame.assign(weight=[-1.0] + [1.0] * 56), PUBLISHED.instrument, Design(weight="weight"))
    with pytest.raises(DesignError, match="from 0 up"):
        answer_bases(bad, "leave")
    taken = Data(PUBLISHED.frame.assign(needed=1), PUBLISHED.instrument)
    with pytest.raises(ArgumentError, match="name of a column of the result"):
        answer_bases(taken, "leave", by="needed")
    with pytest.raises(ArgumentError, match="not tell them apart"):
        answer_bases(responses({"degrees": -2}, {"degrees": REFUSED}), "degrees")
