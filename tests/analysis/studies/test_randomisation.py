"""The sizes of the arms against base R, and the balance of what was asked before."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from analysis import ArgumentError, randomisation
from analysis.data import Data
from analysis.studies.randomisation import asked_before, sizes_p
from instruments.load import find, load
from tests.analysis.answers import ASTANA, rows

EXTENDED = load(find("astana-extended"))


def test_exact_tests_of_the_sizes():
    # R 4.2.2: binom.test(10, 30)$p.value, binom.test(10, 30, 1/4)$p.value; the sum of dmultinom over all tables of 18 in 3.
    assert sizes_p([10, 20], np.array([0.5, 0.5])) == pytest.approx(0.09873715)
    assert sizes_p([3, 9, 6], np.array([1, 1, 1]) / 3) == pytest.approx(0.242803, abs=1e-6)
    assert np.isnan(sizes_p([0, 0], np.array([0.5, 0.5])))


def test_many_arms_get_the_chi_square_test():
    counts = [400, 410, 430, 360]
    assert sizes_p(counts, np.ones(4) / 4) == pytest.approx(stats.chisquare(counts).pvalue)


def test_the_ratio_is_that_of_the_questionnaire_and_an_empty_arm_counts():
    frame = pd.DataFrame({"arm_card": ["card"] * 8, "language": "kk", "s_live": 71, "a_heard": 1})
    found = randomisation(Data(frame, EXTENDED), "card")
    assert found.arms.to_dict("records")[0] == {"arm": "control", "n": 0, "share": 0.0, "expected": 0.5}
    assert found.p == pytest.approx(2 / 2**8)
    assert found.balance.empty


def test_what_is_asked_before_the_arms_part():
    data = Data(pd.DataFrame(columns=["language", "s_live", "a_heard", "q2_improve"]), EXTENDED)
    assert asked_before(data) == ["language", "s_live", "a_heard"]
    assert asked_before(Data(pd.DataFrame())) == []


def test_a_covariate_that_decided_the_arm_is_found():
    frame = pd.DataFrame(
        {"arm": ["a"] * 50 + ["b"] * 50, "sex": ["m"] * 45 + ["f"] * 5 + ["m"] * 25 + ["f"] * 25, "even": [0, 1] * 50}
    )
    balance = randomisation(frame, "arm", covariates=["sex", "even"]).balance.set_index("variable")
    # By hand: |0.9 - 0.5|/√((0.09 + 0.25)/2).
    assert balance.loc["sex", "largest"] == pytest.approx(0.4 / 0.17**0.5)
    assert balance.loc["sex", "p"] == pytest.approx(stats.chi2_contingency([[45, 25], [5, 25]], correction=False).pvalue)
    assert balance.loc["sex", "p_adjusted"] == pytest.approx(2 * balance.loc["sex", "p"])
    assert balance.loc["even", "p"] == pytest.approx(1)


def test_a_wrong_ratio_is_refused():
    with pytest.raises(ArgumentError, match="number above 0 for each arm"):
        randomisation(pd.DataFrame({"arm": ["a", "b"]}), "arm", ratio=[1])


def test_the_column_of_the_arms_is_no_covariate_of_its_own():
    frame = pd.DataFrame(rows(80))
    found = randomisation(Data(frame, ASTANA), "language", ratio=[1] * frame["language"].nunique())
    assert "language" not in found.balance["variable"].tolist()
    assert found.arms["n"].sum() == 80
