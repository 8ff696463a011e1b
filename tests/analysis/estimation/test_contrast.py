"""Contrasts agree with R `survey` (contrasts_more.R; more in test_reference.py), with other routes and with what must hold."""

from __future__ import annotations

import doctest

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from analysis import (
    AnalysisError,
    ArgumentError,
    Design,
    contrasts,
    contrasts_of,
    joint_estimates,
    means,
    ratios,
    regression,
    shares,
    totals,
)
from analysis.estimation.contrasts import contrast
from analysis.estimation.sampling.calibrated import Calibrated, ReplicateWeights
from instruments.model import NonAnswer
from tests.analysis.estimation.golden import DIGITS, FOLDER, numbers
from tests.analysis.estimation.questionnaire import responses
from tests.analysis.estimation.reference import design_of, schools
from tests.analysis.estimation.test_design_golden import DESIGNS as STAGED
from tests.analysis.estimation.test_routes import samples

R = numbers("contrasts_more")
NAMES = sorted(set(R["design"]))
REST = {"rest": {"E": 1, "H": -0.5, "M": -0.5}}
ANSWERS = pd.DataFrame(
    {
        "ответ": (["иә", "жоқ", "иә", "иә", "жоқ"] * 5)[:24],
        "қала": ["Ақтау", "Орал", "Семей"] * 8,
        "сан": range(24),
    }
)


def given_to_r(name):
    """The data and the design of a golden row."""
    if name == "clus2":
        return pd.read_csv(FOLDER / "apiclus2.csv"), STAGED["clus2"]
    return schools(name), design_of(name)


def ours(row):
    data, design = given_to_r(row.design)
    if row.statistic == "categories":
        return contrasts(data, "stype", compare=[tuple(row.contrast.split("-"))], design=design)
    if row.statistic == "questions":
        return contrasts(data, ["api00", "api99"], statistic="mean", design=design)
    if row.statistic == "questions share":
        return contrasts(data, ["awards", "sch.wide"], category="Yes", design=design)
    estimates = {
        "share": lambda: joint_estimates(data, "awards", by="stype", category="Yes", design=design),
        "ratio": lambda: joint_estimates(data, "api.stu", by="stype", statistic="ratio", denominator="api99", design=design),
    }.get(row.statistic, lambda: joint_estimates(data, "api00", by="stype", statistic=row.statistic, design=design))()
    if "/" in row.contrast:
        return contrasts_of(estimates, [("E", "H")], scale="ratio")
    return contrasts_of(estimates, REST if row.contrast == "rest" else [tuple(row.contrast.split("-"))])


@pytest.mark.parametrize("name", NAMES)
def test_contrasts_of_r(name):
    """svycontrast(svyby(…, covmat=TRUE), …) of means, totals, shares, ratios; of categories and questions of one svymean."""
    rows = list(R[R["design"] == name].itertuples())
    assert len(rows) >= 18
    for row in rows:
        found = ours(row).iloc[0]
        estimate, se = found["estimate"], found["se"]
        if row.contrast.startswith("log"):
            estimate, se = np.log(estimate), se / estimate
        assert (estimate, se, found["df"]) == pytest.approx((row.estimate, row.se, row.degf), rel=DIGITS), row


def test_a_ratio_has_the_interval_of_its_logarithm():
    """R: exp(confint(svycontrast(…, quote(log(E/H))), df=degf(d))) by its estimate and standard error."""
    row = R[(R["design"] == "clus1") & (R["statistic"] == "mean") & (R["contrast"] == "log E/H")].iloc[0]
    estimates = joint_estimates(schools("clus1"), "api00", by="stype", statistic="mean", design=design_of("clus1"))
    found = contrasts_of(estimates, [("E", "H")], scale="ratio").iloc[0]
    margin = stats.t.ppf(0.975, 14) * row["se"]
    assert (found["low"], found["high"]) == pytest.approx(
        tuple(np.exp(row["estimate"] + np.array([-margin, margin]))), rel=DIGITS
    )
    assert found["t"] == pytest.approx(row["estimate"] / row["se"], rel=DIGITS)


@pytest.mark.parametrize("name", ["strat", "clus1", "clus1_ps", "clus1_rake", "clus1_jk1", "clus2"])
def test_estimates_are_those_of_each_function(name):
    data, design = given_to_r(name)
    share = joint_estimates(data, "awards", by="stype", design=design)
    alone = shares(data, "awards", by="stype", design=design)
    pairs = [
        (share.frame, alone, "share"),
        (joint_estimates(data, "enroll", by="stype", statistic="mean", design=design).frame, means, "mean"),
        (joint_estimates(data, "enroll", by="stype", statistic="total", design=design).frame, totals, "total"),
    ]
    ratio = joint_estimates(data, "api.stu", by="stype", statistic="ratio", denominator="enroll", design=design).frame
    pairs.append((ratio, ratios(data, "api.stu", "enroll", by="stype", design=design), "ratio"))
    for found, other, column in pairs:
        expected = other(data, "enroll", by="stype", design=design) if callable(other) else other
        assert found["estimate"].tolist() == pytest.approx(expected[column].tolist(), rel=1e-12)
        assert found["se"].tolist() == pytest.approx(expected["se"].tolist(), rel=1e-9, abs=1e-12)
    assert share.frame["category"].tolist() == alone["category"].tolist()
    assert np.sqrt(np.diagonal(share.covariance)) == pytest.approx(share.frame["se"].to_numpy(), abs=1e-12)


def test_the_total_of_a_difference_is_the_difference_of_totals():
    data, design = given_to_r("clus2")
    found = contrasts(data, ["api00", "api99"], statistic="total", design=design).iloc[0]
    other = totals(data.assign(change=data["api00"] - data["api99"]), "change", design=design).iloc[0]
    assert (found["estimate"], found["se"]) == pytest.approx((other["total"], other["se"]), rel=1e-9)
    assert (found["low"], found["high"]) == pytest.approx((other["low"], other["high"]), rel=1e-9)


def test_two_groups_of_a_simple_sample_are_nearly_welch():
    """The linearised difference has each group's own variance, with n instead of n - 1 in the groups."""
    random = np.random.default_rng(7)
    data = pd.DataFrame({"g": ["a"] * 400 + ["b"] * 600, "y": random.normal(size=1000)})
    data.loc[data["g"] == "b", "y"] *= 3
    found = contrasts(data, "y", by="g", statistic="mean").iloc[0]
    welch = stats.ttest_ind(data["y"][:400], data["y"][400:], equal_var=False)
    assert found["t"] == pytest.approx(welch.statistic, rel=2e-3)


@given(frame=samples(), factor=st.floats(0.01, 100))
def test_weights_of_another_scale_and_rows_of_another_order(frame, factor):
    design = Design(weight="weight", psu="psu")
    one = contrasts(frame, "answer", by="group", design=design)
    other = contrasts(frame.assign(weight=frame["weight"] * factor).iloc[::-1], "answer", by="group", design=design)
    numeric = ["estimate", "se", "low", "high", "p", "p_adjusted"]
    np.testing.assert_allclose(one[numeric], other[numeric], rtol=1e-7, atol=1e-9)


@given(frame=samples())
def test_pairs_add_up_and_change_sign(frame):
    design = Design(weight="weight", strata="stratum", single_psu="adjust")
    estimates = joint_estimates(frame, "value", by="answer", statistic="mean", design=design)
    values = estimates.frame["answer"].tolist()
    if len(values) < 3:
        return
    a, b, c = values
    found = contrasts_of(estimates, [(a, b), (b, c), (a, c), (c, a)])["estimate"].tolist()
    assert found[0] + found[1] == pytest.approx(found[2], abs=1e-9)
    assert found[3] == pytest.approx(-found[2])
    whole = contrasts_of(estimates, {"same": {a: 1, b: 1, c: -2}})["estimate"][0]
    assert whole == pytest.approx(found[2] + found[1], abs=1e-9)


@given(frame=samples())
def test_shares_of_all_categories_sum_to_one_without_error(frame):
    estimates = joint_estimates(frame, "answer", design=Design(weight="weight", psu="psu"))
    every = contrasts_of(estimates, {"sum": dict.fromkeys(estimates.frame["category"], 1)}).iloc[0]
    assert (every["estimate"], every["se"]) == (pytest.approx(1), pytest.approx(0, abs=1e-7))
    assert np.nan_to_num(estimates.covariance.sum(axis=0)) == pytest.approx(0, abs=1e-9)


@given(frame=samples())
def test_a_linear_statistic_has_the_same_covariance_over_replicates(frame):
    """The jackknife of totals is their linearised variance, and so of their contrasts."""
    psu, weight = frame["psu"].to_numpy(), frame["weight"].to_numpy()[:, np.newaxis]
    units = np.unique(psu)
    n = len(units)
    made = ReplicateWeights(np.where(psu[:, np.newaxis] == units, 0.0, weight * n / (n - 1)), np.full(n, (n - 1) / n), mse=False)
    jackknife = Calibrated(Design(psu="psu"), frame["weight"], {}, replicates=made)
    one, other = (
        joint_estimates(frame, "value", by="group", statistic="total", design=design)
        for design in (jackknife, Design(weight="weight", psu="psu"))
    )
    np.testing.assert_allclose(one.covariance, other.covariance, rtol=1e-8, atol=1e-9)


def test_groups_of_the_first_variable_within_the_others():
    data = ANSWERS.assign(жыныс=["ер", "ер", "әйел"] * 4 + ["әйел", "ер", "ер"] * 4)
    found = contrasts(data, "сан", by=["қала", "жыныс"], statistic="mean")
    assert list(found.columns[:4]) == ["question", "жыныс", "first", "second"]
    assert set(found["жыныс"]) == {"ер", "әйел"}
    between = contrasts_of(joint_estimates(data, "сан", by=["қала", "жыныс"], statistic="mean"), between="жыныс")
    assert set(between["қала"]) <= {"Ақтау", "Орал", "Семей"}
    assert {(row.first, row.second) for row in between.itertuples()} <= {("ер", "әйел"), ("әйел", "ер")}


def test_a_pair_that_a_group_lacks_is_left_out_there():
    data = pd.DataFrame({"g": list("aabbaabb"), "h": [1, 1, 1, 1, 2, 2, 2, 2], "y": range(8)})
    found = contrasts(data[:6].assign(y=[0, 1, 2, 3, 4, 5]), "y", by=["g", "h"], statistic="mean", compare=[("a", "b")])
    assert found[["h", "estimate"]].to_numpy().tolist() == [[1, -2.0]]


def test_replicates_that_empty_a_group_are_left_out_with_a_warning():
    """A group of one cluster loses it in one of the 15 replicates."""
    data = schools("clus1").assign(alone=lambda of: of["dnum"] == of["dnum"].iloc[0])
    found = contrasts(data, "api00", by="alone", statistic="mean", design=design_of("clus1_jk1"))
    assert "In up to 1 of the replicates an estimate has no base" in found.attrs["warnings"]
    assert np.isfinite(found["se"][0])


def test_every_category_of_a_question_in_one_family():
    found = contrasts(ANSWERS, "ответ", by="қала", adjust="bonferroni")
    assert found["category"].tolist() == ["жоқ"] * 3 + ["иә"] * 3
    assert found.attrs["tests"] == 6
    assert found["p_adjusted"].tolist() == pytest.approx(np.minimum(6 * found["p"], 1).tolist())
    assert contrasts(ANSWERS, "ответ", by="қала", adjust=None).attrs["adjust"] == "none"


def test_typed_non_answers_are_categories():
    data = responses(
        {"leave": 1, "spheres": (1, 4)},
        {"leave": 2, "spheres": (1,)},
        {"leave": NonAnswer.CANNOT_ANSWER, "spheres": (4,)},
        {"leave": 2, "spheres": (1, 4)},
    )
    found = joint_estimates(data, "leave").frame
    expected = shares(data, "leave")
    assert found["category"].tolist() == expected["category"].tolist()
    assert found["estimate"].tolist() == expected["share"].tolist()
    several = contrasts(data, "spheres", compare=[(1, 4)]).iloc[0]
    alone = shares(data, "spheres").set_index("category")["share"]
    assert several["estimate"] == alone[1] - alone[4]


def test_other_degrees_of_freedom():
    estimates = joint_estimates(ANSWERS, "сан", by="қала", statistic="mean")
    normal = contrasts_of(estimates, [("Ақтау", "Орал")], df=np.inf).iloc[0]
    assert normal["p"] == pytest.approx(2 * stats.norm.sf(abs(normal["t"])))
    few = contrasts_of(estimates, [("Ақтау", "Орал")], df=3).iloc[0]
    assert few["p"] == pytest.approx(2 * stats.t.sf(abs(few["t"]), 3))


def warned(table, what):
    assert what in table.attrs["warnings"]
    return table


@pytest.mark.parametrize(("wider", "digits"), [(1e4, 7), (1e5, 5), (1e6, 3), (1e7, 1)])
def test_what_is_lost_where_answers_vary_far_more_than_their_difference(wider, digits):
    """The numbers of docs/methods/contrasts.md, against the mean of the differences."""
    drawn = np.random.default_rng(1)
    before, change = np.round(drawn.normal(size=400) * wider), np.round(drawn.normal(size=400) * 64) / 64
    data = pd.DataFrame({"before": before, "after": before + change, "change": change})
    found, exact = contrasts(data, ["after", "before"], statistic="mean"), means(data, "change").iloc[0]
    assert found["se"][0] == pytest.approx(exact["se"], rel=10.0**-digits)
    assert found["estimate"][0] == pytest.approx(exact["mean"], rel=wider * 1e-14)
    assert ("make a column of the difference" in found.attrs["warnings"]) == (wider >= 1e5)


def test_a_difference_that_rounding_hides_has_no_test():
    drawn = np.random.default_rng(1)
    before = np.round(drawn.normal(size=400) * 1e9)
    data = pd.DataFrame({"before": before, "after": before + np.round(drawn.normal(size=400) * 64) / 64})
    found = warned(contrasts(data, ["after", "before"], statistic="mean"), "too little to be told from rounding")
    assert (found["se"][0], found.attrs["tests"]) == (0, 0)
    assert np.isnan(found["p"][0])


def test_what_has_no_variance_has_no_test():
    data = pd.DataFrame({"v": [1, 0, 1, 1, 0, 0], "g": list("aabbcc"), "k": 7.0, "p": [1, 1, 1, 2, 2, 2], "empty": np.nan})
    constant = warned(contrasts(data, "k", by="g", statistic="mean"), "no variance in this sample")
    assert (constant["estimate"] == 0).all()
    assert (constant["se"] == 0).all()
    assert constant["p"].isna().all()
    assert constant.attrs["tests"] == 0
    ends = warned(contrasts(data, "v", by="g", category=1), "share of 0 or 1").set_index(["first", "second"])
    assert np.isnan(ends.loc[("b", "c"), ["se", "low", "high", "p"]].to_numpy(dtype=float)).all()
    assert ends.loc[("a", "b"), "se"] == joint_estimates(data, "v", by="g", category=1).frame["se"][0]
    one = contrasts(data, "v", by="g", category=1, design=Design(psu="p"), compare=[("a", "c")])
    assert np.isnan(one["p"][0])
    logs = contrasts_of(joint_estimates(data, "v", by="g", category=1), scale="ratio")
    assert warned(logs, "no logarithm")["estimate"].notna().tolist() == [True, False, False]


def test_nobody_and_one_respondent():
    data = pd.DataFrame({"v": [1.0, 2, 3, np.nan, 5], "g": list("aabbc"), "empty": np.nan})
    found = warned(contrasts(data, "v", by="g", statistic="mean"), "one respondent in g='b'; g='c'")
    assert found["estimate"].tolist() == [-1.5, -3.5, -2.0]
    assert found["p"].isna().all()
    nobody = warned(contrasts(data, "empty", by="g", statistic="mean"), "nobody is in the base")
    assert nobody["estimate"].isna().all()
    assert len(warned(contrasts(data, "empty", by="g"), "nothing to compare")) == 0
    assert len(warned(contrasts(data, "v", by="empty"), "nobody belongs to a group")) == 0
    assert len(warned(contrasts(data, "g", where=data["v"] == 9), "nobody is in the base")) == 3


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"statistic": "median"}, "no such statistic.*share, mean, total, ratio"),
        ({"statistic": "ratio"}, "ratio needs a denominator"),
        ({"statistic": "mean", "category": 1}, "mean has no category"),
        ({"category": "мүмкін"}, "no such category of 'ответ'.*'жоқ', 'иә'"),
        ({"compare": "pairs"}, "no such comparison"),
        ({"compare": ["ab"]}, "A pair is two different values"),
        ({"compare": [("Орал", "Орал")]}, "A pair is two different values"),
        ({"compare": [("Орал", "Қостанай")]}, "no estimate for a value of 'қала'.*'Қостанай'.*'Ақтау', 'Орал', 'Семей'"),
        ({"compare": {"a": {"Орал": "1"}}}, "contrast 'a': A contrast needs a number"),
        ({"compare": {"a": {}}}, "needs a number for each value"),
        ({"adjust": "bh"}, "no such adjustment"),
    ],
)
def test_wrong_options(options, message):
    with pytest.raises(ArgumentError, match=message):
        contrasts(ANSWERS, "ответ", by="қала", **options)


def test_wrong_steps():
    estimates = joint_estimates(ANSWERS, "сан", by="қала", statistic="mean")
    for options, message in (
        ({"between": "category"}, "no such column to compare between.*question, қала"),
        ({"scale": "log"}, "no such scale"),
        ({"df": 0}, "Degrees of freedom are a number above 0"),
    ):
        with pytest.raises(ArgumentError, match=message):
            contrasts_of(estimates, **options)
    with pytest.raises(ArgumentError, match="name of a column of the result"):
        contrasts(ANSWERS.rename(columns={"қала": "t"}), "сан", by="t", statistic="mean")
    with pytest.raises(ArgumentError, match="no question to estimate"):
        contrasts(ANSWERS, [])
    with pytest.raises(ArgumentError, match="only|Leave it out"):
        joint_estimates(ANSWERS, "сан", statistic="mean", denominator="сан")
    with pytest.raises(AnalysisError, match="no responses"):
        contrasts(ANSWERS[:0], "ответ", by="қала")


@pytest.mark.parametrize("page", ["contrasts", "crosstabs"])
def test_the_examples_of_the_methods_pages(page):
    path = FOLDER.parents[2] / "docs" / "methods" / f"{page}.md"
    found = doctest.testfile(str(path), module_relative=False, encoding="utf-8")
    assert found.attempted >= 4
    assert found.failed == 0


def test_too_many_groups_for_memory_are_refused():
    data = pd.DataFrame({"g": np.arange(6000), "y": 1.0})
    with pytest.raises(ArgumentError, match="influences of 6,000 estimates of 'y' by row are 36,000,000"):
        contrasts(data, "y", by="g", statistic="mean")


def test_too_many_estimates_and_pairs_are_refused(monkeypatch):
    data = pd.DataFrame({"g": np.arange(1001), "y": 1.0})
    with pytest.raises(ArgumentError, match=r"1,001 estimates of groups, .* 1,000 are the most\. Merge groups"):
        contrasts(data, "y", by="g", statistic="mean")
    given = joint_estimates(data.assign(g=data["g"] % 8, half=data["g"] % 2), "y", by=["g", "half"], statistic="mean")
    monkeypatch.setattr(contrast, "MOST_PAIRS", 11)  # of 4 groups in each half there are 2·6 pairs
    with pytest.raises(ArgumentError, match=r"makes 12 comparisons; 11 are the most\. Name the pairs"):
        contrasts_of(given)
    assert len(contrasts_of(given, [(0, 2), (1, 3)])) == 2


LONE = pd.DataFrame(
    {
        "h": [1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 4, 4, 4, 4],
        "psu": [1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7],
        "q": list("ababaabbaaabbb"),
        "y": [3, 7, 2, 9, 4, 6, 8, 1, 5, 2, 7, 3, 9, 4],
        "w": [1, 2, 1, 1, 2, 1, 3, 1, 2, 2, 1, 1, 2, 1],
    }
)
"""Stratum 3 has one PSU, all of it in group a."""


def lone(rule: str) -> Design:
    return Design(weight="w", strata="h", psu="psu", single_psu=rule)


def test_an_average_for_a_lone_stratum_in_which_all_groups_are_is_that_of_r():
    """R: options(survey.lonely.psu="average"); vcov(svyby(~y, ~q, svydesign(~psu, strata=~h, weights=~w, data=d), svymean,
    covmat=TRUE)) with the two rows of stratum 3 in a and b; its svycontrast(…, c(1, -1)) has the error 1.03886728055."""
    data = LONE.assign(q=[*"ababaabb", "a", "b", *"abbb"])
    found = joint_estimates(data, "y", by="q", statistic="mean", design=lone("average"))
    expected = [[0.156250000000, -0.249506903353], [-0.249506903353, 0.423981419885]]
    assert found.covariance == pytest.approx(np.array(expected), rel=DIGITS)
    assert contrasts_of(found)["se"].tolist() == pytest.approx([1.03886728055], rel=DIGITS)


def test_an_average_for_a_lone_stratum_that_a_group_lacks():
    """Each group's own variance is that of its mean, SE(svymean(~y, subset(D, q == …))) of R, which for a difference
    multiplies both by what the whole design has (0.992577236942), as svyglm(y ~ q, D) does and `regression`."""
    design = lone("average")
    found = joint_estimates(LONE, "y", by="q", statistic="mean", design=design)
    assert np.sqrt(np.diagonal(found.covariance)) == pytest.approx([0.432049379894, 0.559425388455], rel=DIGITS)
    assert found.frame["se"].tolist() == pytest.approx(means(LONE, "y", by="q", design=design)["se"].tolist(), rel=1e-14)
    known = joint_estimates(LONE, "y", by="q", statistic="mean", design=lone("certainty")).covariance
    factor = np.sqrt([4 / 3, 1])  # of the strata with members of a, one in four is alone; of those of b none
    assert found.covariance == pytest.approx(known * np.outer(factor, factor))
    assert regression(LONE, "y", "q", design=design).frame["se"][1] == pytest.approx(0.992577236942, rel=DIGITS)
