"""list_experiment against R's survey (tests/golden/studies), a second route by hand, properties, and a coverage simulation."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis import ArgumentError, DataError, Design, list_experiment, means, replicate_weights
from analysis.data import Data
from analysis.studies.treatment import lists
from instruments.load import load_text
from tests.analysis.studies.studies import DATA, DESIGNS, golden

GIVEN = {"arm": "arm", "treated": "long", "items": 4}
QUESTIONNAIRE = """\
id: listed
version: 1
languages: [en]
title: {en: "Lists"}
population: {en: "Everybody"}
basis: convenience
experiments:
  - {id: list, arms: [none, one, other]}
sections:
  - id: only
    questions:
      - id: agrees
        kind: count
        text: {en: "How many?"}
        items:
          - {id: a, text: {en: "A"}}
          - {id: b, text: {en: "B"}}
          - {id: c, text: {en: "C"}, ask_if: {experiment: list, arm: one}}
          - {id: d, text: {en: "D"}, ask_if: {experiment: list, arm: other}}
        choices:
          - {code: -2, label: {en: "I prefer not to answer"}}
      - id: plain
        kind: count
        text: {en: "And how many of these?"}
        items:
          - {id: e, text: {en: "E"}}
          - {id: f, text: {en: "F"}}
"""


def listed(rows):
    frame = pd.DataFrame(rows, columns=["arm_list", "agrees"])
    return Data(frame.assign(plain=1), load_text(QUESTIONNAIRE, "listed.yaml"))


@pytest.mark.parametrize("name", DESIGNS)
def test_a_list_and_a_double_list_match_r(name):
    r = golden(name)
    frame = list_experiment(DATA, ["y", "y2"], direct=("direct", 1), design=DESIGNS[name], **GIVEN).frame
    one, both = frame.iloc[0], frame.iloc[2]
    assert frame["question"].tolist() == ["y", "y2", "both"]
    found = [one["prevalence"], one["se"], one["df"], one["gap"], one["gap_se"], both["prevalence"], both["se"]]
    assert found == pytest.approx(r[["prevalence", "se", "df", "gap", "gap_se", "both", "both_se"]].tolist(), abs=1e-10)
    assert [one["prevalence"], one["se"]] == pytest.approx(r[["glm", "glm_se"]].tolist(), abs=1e-10)


def test_replicate_weights_match_r():
    r = golden("jkn")
    design = replicate_weights(DATA, design=DESIGNS["clustered"], kind="JKn")
    one = list_experiment(DATA, "y", direct=("direct", 1), design=design, **GIVEN).frame.iloc[0]
    found = [one["prevalence"], one["se"], one["gap"], one["gap_se"]]
    assert found == pytest.approx(r[["prevalence", "se", "gap", "gap_se"]].tolist(), abs=1e-9)


@pytest.mark.parametrize("name", DESIGNS)
def test_types_and_their_test_match_r(name):
    r = golden(name)
    found = list_experiment(DATA, "y", design=DESIGNS[name], **GIVEN)
    for _, row in found.types.iterrows():
        key = f"type_{row['sensitive']}_{row['held']}"
        assert [row["share"], row["se"]] == pytest.approx([r[key], r[f"{key}_se"]], abs=1e-7)
    for _, row in found.tests.iterrows():
        assert row["statistic"] == pytest.approx(r[f"lambda_{row['sensitive']}"], abs=1e-8)
        assert row["p"] == pytest.approx(r[f"p_{row['sensitive']}"], abs=0.006)  # R's is drawn
        assert row["p_adjusted"] == pytest.approx(min(1.0, 2 * row["p"]))


def test_the_difference_is_that_of_two_means_by_hand():
    long, short = (DATA.loc[DATA["arm"] == arm, "y"].dropna().to_numpy() for arm in ("long", "short"))
    one = list_experiment(DATA, "y", **GIVEN).frame.iloc[0]
    assert one["prevalence"] == pytest.approx(long.mean() - short.mean())
    # Linearised: the squares about each mean over n², times N/(N - 1).
    n = len(DATA)
    by_hand = sum(((values - values.mean()) ** 2).sum() / len(values) ** 2 for values in (long, short)) * n / (n - 1)
    assert one["se"] == pytest.approx(by_hand**0.5)
    assert one["n_long"] + one["n_short"] == DATA["y"].notna().sum()


def test_the_shares_of_the_types_add_up_and_their_sensitive_part_is_the_estimate():
    found = list_experiment(DATA, "y", **GIVEN)
    assert found.types["share"].sum() == pytest.approx(1)
    held = found.types[found.types["sensitive"] == 1]
    assert held["share"].sum() == pytest.approx(found.frame["prevalence"].iloc[0])


def test_groups_are_domains():
    frame = list_experiment(DATA, "y", by="g", design=DESIGNS["clustered"], direct=("direct", 1), **GIVEN).frame
    for g in (1, 2):
        where = (DATA["g"] == g).to_numpy()
        alone = list_experiment(DATA, "y", where=where, design=DESIGNS["clustered"], direct=("direct", 1), **GIVEN).frame.iloc[0]
        row = frame[frame["g"] == g].iloc[0]
        columns = ["n_long", "mean_long", "prevalence", "se", "low", "high", "direct", "gap_se", "bias_to_beat"]
        assert row[columns].tolist() == pytest.approx(alone[columns].tolist())
        by_means = means(DATA, "y", by=["arm", "g"], design=DESIGNS["clustered"]).set_index(["arm", "g"])["mean"]
        assert row["prevalence"] == pytest.approx(by_means["long", g] - by_means["short", g])


def test_an_estimate_below_zero_is_kept_and_said():
    frame = pd.DataFrame({"y": [2, 3, 2, 3, 1, 1, 2, 1], "arm": ["short"] * 4 + ["long"] * 4})
    found = list_experiment(frame, "y", arm="arm", treated="long", items=3).frame
    assert found["prevalence"].iloc[0] == -1.25
    assert "below 0" in found.attrs["warnings"]


def test_an_interval_with_zero_says_what_could_have_been_found():
    found = list_experiment(DATA.head(60), "y", **GIVEN).frame
    row = found.iloc[0]
    assert row["low"] < 0 < row["high"]
    assert row["detectable"] == pytest.approx(2.8 * row["se"], rel=0.03)
    assert f"prevalence of {row['detectable']:.2f}" in found.attrs["warnings"]


def test_a_crowded_end_is_said():
    frame = pd.DataFrame({"y": [0] * 10 + [1] * 10 + [0] * 5 + [4] * 15, "arm": ["short"] * 20 + ["long"] * 20})
    found = list_experiment(frame, "y", arm="arm", treated="long", items=3)
    assert found.ends.set_index("list").loc["long", ["none", "all"]].tolist() == [5, 15]
    assert "75% of those with the long list answer 'all'" in found.frame.attrs["warnings"]


def test_a_list_that_changes_answers_is_found_out():
    # Nobody with the longer list says more than 1: those who hold more of the others have lost them.
    short, long = [0] * 10 + [1] * 30 + [2] * 40 + [3] * 20, [0] * 60 + [1] * 40
    frame = pd.DataFrame({"y": short + long, "arm": ["short"] * 100 + ["long"] * 100})
    found = list_experiment(frame, "y", arm="arm", treated="long", items=3)
    assert found.tests["p_adjusted"].min() < 1e-6
    assert "changed the answers to the others" in found.frame.attrs["warnings"]


def test_the_arms_follow_from_the_questionnaire():
    data = listed([("none", 1), ("none", 2), ("one", 3), ("one", 2), ("other", 1), ("other", 2), ("one", -2)])
    frame = list_experiment(data, "agrees", treated="one").frame
    assert frame[["treated", "n_long", "n_short", "prevalence"]].to_dict("records") == [
        {"treated": "one", "n_long": 2, "n_short": 2, "prevalence": 1.0}
    ]
    assert lists(data, "agrees", treated="other").statement.id == "d"


@pytest.mark.parametrize(
    ("question", "given", "message"),
    [
        ("agrees", {}, "Several arms"),
        ("agrees", {"treated": "none"}, "no such arm"),
        ("plain", {}, "everybody is shown all"),
        ("agrees", {"treated": "one", "direct": ("agrees", 9)}, "no such category"),
        (["agrees", "agrees"], {"treated": "one"}, "a double list's two"),
        (["agrees", "plain"], {"treated": "one"}, "everybody is shown all"),
        ("arm_list", {}, "Nothing says who"),
        ("agrees", {"treated": "one", "by": "p"}, "name of a column of the result"),
    ],
)
def test_what_cannot_be_answered_is_refused(question, given, message):
    data = listed([("none", 1), ("one", 3), ("other", 1), ("none", 0)])
    with pytest.raises(ArgumentError, match=message):
        list_experiment(data, question, **given)


def test_bare_data_must_say_what_was_shown():
    with pytest.raises(ArgumentError, match=r"name the arm .a column.*treated.*number of items"):
        list_experiment(DATA, "y", arm="arm", treated="long")
    with pytest.raises(ArgumentError, match="no such value of 'arm'"):
        list_experiment(DATA, "y", arm="arm", treated="longer", items=4)
    with pytest.raises(ArgumentError, match="from 1 to 40 statements"):
        list_experiment(DATA, "y", arm="arm", treated="long", items=0)
    with pytest.raises(ArgumentError, match=r"from 1 to 40 statements\. Got items=41"):
        list_experiment(DATA, "y", arm="arm", treated="long", items=41)
    three = DATA.assign(arm=np.where(DATA.index < 9, "third", DATA["arm"]))
    with pytest.raises(ArgumentError, match="two arms"):
        list_experiment(three, ["y", "y2"], **GIVEN)


def test_an_answer_longer_than_the_list_is_an_error():
    with pytest.raises(DataError, match="rows 1: .*from 0 to 3"):
        list_experiment(pd.DataFrame({"y": [1, 4, 2], "arm": ["s", "s", "l"]}), "y", arm="arm", treated="l", items=3)


def test_lists_with_different_statements_are_not_put_together():
    from instruments.load import find, load

    frame = pd.DataFrame({"arm_list": ["eaeu", "csto"] * 5, "list_eaeu": [1, 2] * 5, "list_csto": [2, 1] * 5})
    with pytest.raises(ArgumentError, match="add different statements"):
        list_experiment(Data(frame, load(find("astana-extended"))), ["list_eaeu", "list_csto"])


@given(st.lists(st.tuples(st.sampled_from(["short", "long"]), st.integers(0, 3)), min_size=4, max_size=40))
def test_swapping_the_arms_of_the_same_statements_changes_the_sign(rows):
    frame = pd.DataFrame([("short", 1), ("long", 1), ("short", 2), ("long", 3), *rows], columns=["arm", "y"])
    one, other = (list_experiment(frame, "y", arm="arm", treated=arm, items=3).frame.iloc[0] for arm in ("long", "short"))
    assert one["prevalence"] == pytest.approx(-other["prevalence"])
    assert one["se"] == pytest.approx(other["se"])


def test_the_interval_covers_the_truth_as_often_as_it_says():
    rng = np.random.default_rng(20231107)
    n, runs, hits = 400, 300, 0
    for _ in range(runs):
        base = rng.binomial(1, [0.9, 0.45, 0.4, 0.07], size=(n, 4)).sum(axis=1)
        long = rng.random(n) < 0.5
        y = base + long * (rng.random(n) < 0.3)
        frame = pd.DataFrame({"y": y, "arm": np.where(long, "long", "short")})
        row = list_experiment(frame, "y", **GIVEN).frame.iloc[0]
        hits += row["low"] <= 0.3 <= row["high"]
    # 95 % of 300 with three standard errors: 0.912 to 0.988.
    assert 0.912 <= hits / runs <= 0.988


def test_design_columns_are_not_lost():
    assert list_experiment(DATA, "y", design=Design(weight="w", psu="psu"), **GIVEN).frame["df"].iloc[0] == 23
