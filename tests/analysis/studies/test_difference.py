"""Differences of shares: the table of Newcombe (1998), statsmodels as a second route, exact coverage, and what is not guessed.

Newcombe (1998), Statistics in Medicine 17, 873-890, table II prints method 10 to four decimals for contrasts (a) to (h), hence
abs=5e-5; statsmodels 0.15, confint_proportions_2indep(method="newcomb", compare="diff"), gives the same.
"""

import math
from dataclasses import replace
from fractions import Fraction
from math import comb

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.proportion import confint_proportions_2indep

from analysis import Data, Design, published_shares, read, shares
from analysis.errors import ArgumentError, DataError
from analysis.estimation.intervals.interval import share_bounds
from analysis.published.findings import HOME
from analysis.studies.difference import difference, difference_bounds
from instruments import load
from tests.analysis.answers import ASTANA, nobody_answers, rows

PUBLISHED = read(HOME / "astana-2023.yaml")
YAML = (load.HOME / "astana-2023.yaml").read_text(encoding="utf-8")


def votes(yes, n):
    return pd.DataFrame({"vote": ["yes"] * yes + ["no"] * (n - yes)})


def yes(a, b, **options):
    """The row of "yes"."""
    found = difference(a, b, "vote", **options)
    return found[found["category"] == "yes"].iloc[0]


def answers(n=80, version=1, start=0, **columns):
    """Responses whose ids begin at `start`."""
    frame = pd.DataFrame(rows(n)).assign(**columns)
    frame["response_id"] = [f"{number:032x}" for number in range(start, start + n)]
    return Data(frame, ASTANA if version == 1 else load.load_text(YAML.replace("version: 1", f"version: {version}", 1), "a.yaml"))


@pytest.mark.parametrize(
    ("b", "a", "low", "high"),
    [
        ((56, 70), (48, 80), 0.0524, 0.3339),
        ((9, 10), (3, 10), 0.1705, 0.8090),
        ((6, 7), (2, 7), 0.0582, 0.8062),
        ((5, 56), (0, 29), -0.0381, 0.1926),
        ((0, 10), (0, 20), -0.1611, 0.2775),
        ((0, 10), (0, 10), -0.2775, 0.2775),
        ((10, 10), (0, 20), 0.6791, 1.0),
        ((10, 10), (0, 10), 0.6075, 1.0),
    ],
)
def test_newcombes_table(a, b, low, high):
    bounds = []
    for count, base in (a, b):
        share = np.array([count / base])
        bounds.append((share, share_bounds("wilson", share, np.zeros(1), np.array([base]), None, 0.95)))
    found = difference_bounds(bounds[0][0], bounds[0][1], bounds[1][0], bounds[1][1])
    assert [float(end[0]) for end in found] == pytest.approx([low, high], abs=5e-5)


sizes = st.integers(2, 300)


@given(st.data(), sizes, sizes, st.sampled_from([0.8, 0.9, 0.95, 0.99]))
def test_statsmodels_gives_the_same_interval(data, n_a, n_b, level):
    yes_a, yes_b = (data.draw(st.integers(1, n - 1)) for n in (n_a, n_b))
    row = yes(votes(yes_a, n_a), votes(yes_b, n_b), level=level)
    second = confint_proportions_2indep(yes_b, n_b, yes_a, n_a, method="newcomb", compare="diff", alpha=1 - level)
    assert (row["low"], row["high"]) == pytest.approx(second, abs=1e-9)


@given(st.data(), sizes, sizes)
def test_the_other_way_round_the_sign_changes_and_nothing_else(data, n_a, n_b):
    a, b = (votes(data.draw(st.integers(1, n - 1)), n) for n in (n_a, n_b))
    there, back = yes(a, b), yes(b, a)
    assert [there["difference"], there["low"], there["high"]] == pytest.approx(
        [-back["difference"], -back["high"], -back["low"]], abs=1e-12
    )
    assert there["p"] == pytest.approx(back["p"])
    assert -1 <= there["low"] <= there["difference"] <= there["high"] <= 1


def test_the_interval_covers_as_often_as_it_says():
    """Every pair of counts of 57 and 60, weighted by its exact probability: on average 95 %, nowhere below 91 %."""
    n_a, n_b = 57, 60
    ends = [share_bounds("wilson", np.arange(n + 1) / n, np.zeros(n + 1), np.full(n + 1, n), None, 0.95) for n in (n_a, n_b)]
    a, b = (index.ravel() for index in np.meshgrid(np.arange(n_a + 1), np.arange(n_b + 1), indexing="ij"))
    low, high = difference_bounds(
        a / n_a, (ends[0][0][a], ends[0][1][a]), b / n_b, (ends[1][0][b], ends[1][1][b])
    )  # fmt: skip
    covered = []
    for p_a in np.linspace(0.05, 0.95, 13):
        for p_b in np.linspace(0.05, 0.95, 13):
            chance = stats.binom.pmf(a, n_a, p_a) * stats.binom.pmf(b, n_b, p_b)
            covered.append(chance[(low <= p_b - p_a) & (p_b - p_a <= high)].sum())
    assert min(covered) > 0.91
    assert np.mean(covered) == pytest.approx(0.95, abs=0.01)


def exact_p(yes_a, n_a, yes_b, n_b):
    """Fisher's two-sided p in fractions: every table with these margins that is no more probable."""
    total = yes_a + yes_b
    chances = {
        k: Fraction(comb(n_a, k) * comb(n_b, total - k), comb(n_a + n_b, total)) for k in range(total + 1) if total - k <= n_b
    }
    return float(sum(chance for chance in chances.values() if chance <= chances[yes_a]))


@given(st.data(), st.integers(2, 40), st.integers(2, 40))
def test_p_is_fishers(data, n_a, n_b):
    yes_a, yes_b = (data.draw(st.integers(1, n - 1)) for n in (n_a, n_b))
    assert yes(votes(yes_a, n_a), votes(yes_b, n_b))["p"] == pytest.approx(exact_p(yes_a, n_a, yes_b, n_b), rel=1e-6)


def test_p_is_adjusted_over_the_answers_of_a_question():
    found = difference(PUBLISHED, answers(200), "q7_benefit")
    tested = found["p"].notna()
    assert tested.tolist() == [True, True, False, False, False]
    smaller, larger = sorted(found["p"][tested])
    assert sorted(found["p_adjusted"][tested]) == pytest.approx([2 * smaller, max(2 * smaller, larger)])


class TestDesign:
    """With weights each share brings its own interval; the test is of effective samples."""

    chance = np.random.default_rng(57)
    weighted = Data(votes(90, 200).assign(w=chance.uniform(0.3, 3, 200)), design=Design(weight="w"))
    plain = votes(30, 80)

    def test_the_interval_is_made_of_the_shares_own(self):
        row = yes(self.plain, self.weighted)
        a, b = (shares(data, "vote").set_index("category").loc["yes"] for data in (self.plain, self.weighted))
        assert row["low"] == pytest.approx(
            b["share"] - a["share"] - math.sqrt((b["share"] - b["low"]) ** 2 + (a["high"] - a["share"]) ** 2)
        )
        assert row["high"] == pytest.approx(
            b["share"] - a["share"] + math.sqrt((b["high"] - b["share"]) ** 2 + (a["share"] - a["low"]) ** 2)
        )
        assert difference(self.plain, self.weighted, "vote").attrs["method"].endswith("MOVER interval")

    def test_p_is_of_effective_samples(self):
        """Rao and Scott (1992): each count and base over its design effect, then the ordinary test of two shares."""
        a, b = (shares(data, "vote").set_index("category").loc["yes"] for data in (self.plain, self.weighted))
        size_a, size_b = (one["share"] * (1 - one["share"]) / one["se"] ** 2 for one in (a, b))
        pooled = (size_a * a["share"] + size_b * b["share"]) / (size_a + size_b)
        parts = [pooled * (1 - pooled) / size for size in (size_a, size_b)]
        df = sum(parts) ** 2 / (parts[0] ** 2 / 79 + parts[1] ** 2 / 199)
        t = (b["share"] - a["share"]) / math.sqrt(sum(parts))
        assert yes(self.plain, self.weighted)["p"] == pytest.approx(2 * stats.t.sf(abs(t), df))

    def test_weights_of_one_change_little(self):
        same = Data(votes(90, 200).assign(w=1.0), design=Design(weight="w"))
        table = [[30, 50], [90, 110]]
        assert yes(self.plain, same)["p"] == pytest.approx(stats.chi2_contingency(table, correction=False).pvalue, abs=0.01)

    def test_a_share_of_nobody_still_has_a_test(self):
        nobody = Data(votes(0, 60).assign(w=1.0, vote=pd.Categorical(["no"] * 60, ["no", "yes"])), design=Design(weight="w"))
        assert 0 < yes(self.plain, nobody)["p"] < 0.001

    def test_nobody_on_either_side_differs_in_nothing(self):
        nobody = Data(votes(0, 60).assign(w=1.0, vote=pd.Categorical(["no"] * 60, ["no", "yes"])), design=Design(weight="w"))
        assert yes(nobody, replace(nobody, frame=nobody.frame.head(30)))["p"] == 1

    def test_chance_alone_is_rarely_called_a_difference(self):
        """Clusters of ten who answer alike: Fisher's test on them errs often, this one about as often as it says."""
        draw = np.random.default_rng(2)
        wrong = {"design": 0, "counts": 0}
        for _ in range(150):
            sides = []
            for _ in range(2):
                alike = np.repeat(draw.beta(2, 2, 40), 10)
                frame = pd.DataFrame({"vote": np.where(draw.random(400) < alike, "yes", "no"), "psu": np.repeat(range(40), 10)})
                sides.append(frame)
            designed = [Data(frame, design=Design(psu="psu")) for frame in sides]
            wrong["design"] += yes(*designed)["p"] < 0.05
            wrong["counts"] += yes(*sides)["p"] < 0.05
        assert wrong["design"] <= 16
        assert wrong["counts"] >= 25


class TestPublication:
    """A publication beside responses."""

    later = answers()

    def test_the_numbers_are_those_of_each_side(self):
        found = difference(PUBLISHED, self.later, "q5_leave_csto").set_index("category")
        printed = published_shares(PUBLISHED, "q5_leave_csto").set_index("category")
        counted = shares(self.later, "q5_leave_csto").set_index("category")
        for mark, side in (("a", printed), ("b", counted)):
            for name in ("n", "base_n", "share", "low", "high"):
                assert found[f"{name}_{mark}"].tolist() == side[name].loc[found.index].tolist()
        assert found["difference"].tolist() == (counted["share"] - printed["share"]).loc[found.index].tolist()
        assert found.attrs["test"] == "Fisher's exact test"

    @pytest.mark.parametrize("name", ["q1_strength", "q1_bin"])
    def test_what_was_published_derived_is_derived(self, name):
        found = difference(PUBLISHED, self.later, name)
        assert set(found["question"]) == {"q1_bin"}
        assert found["category"].tolist() == ["low", "average", "high"]
        assert found["n_b"].sum() == self.later.frame["q1_strength"].gt(0).sum()

    @pytest.mark.parametrize("swapped", [False, True])
    def test_what_was_not_published_is_not_guessed(self, swapped):
        pair = (self.later, PUBLISHED) if swapped else (PUBLISHED, self.later)
        mark = "b" if swapped else "a"
        found = difference(*pair, "q3_spheres").set_index("category")
        silent = found.loc[[1, 2, 5, 6, 7, 9]]
        assert silent[[f"n_{mark}", f"share_{mark}", "difference", "low", "high", "p", "p_adjusted"]].isna().all(axis=None)
        assert found.loc[[3, 4, 8], "difference"].notna().all()
        assert set(found[f"base_n_{mark}"]) == {57}
        assert found.attrs[f"not_published_{mark}"] == "1, 2"
        assert found.attrs[f"unnamed_{mark}"] is None
        assert found.index.tolist() == list(range(1, 10))

    def test_how_many_are_unnamed(self):
        assert difference(PUBLISHED, self.later, "q2_improve").attrs["unnamed_a"] == 15

    def test_a_publication_has_one_base(self):
        with pytest.raises(ArgumentError, match="Published counts are of those who answered"):
            difference(PUBLISHED, self.later, "q4_leave_eaeu", base="opinion")

    def test_an_unpublished_question(self):
        with pytest.raises(ArgumentError, match="no such published question.*Did you mean 'q2_improve'"):
            difference(PUBLISHED, self.later, "q2_improv")


def test_other_bases():
    a, b = answers(60), answers(80, start=100)
    found = difference(a, b, "q4_leave_eaeu", base="opinion")
    assert -1 not in found["category"].tolist()
    assert found["base_n_b"].iloc[0] == (b.frame["q4_leave_eaeu"] > 0).sum()


def test_nobody_in_the_base():
    silent = Data(pd.DataFrame(rows(20, nobody_answers("q2_improve"))).assign(response_id="x"), ASTANA)
    found = difference(silent, answers(start=500), "q2_improve")
    assert found[["share_a", "difference", "low", "high", "p", "p_adjusted"]].isna().all(axis=None)
    assert found["share_b"].notna().all()
    assert "nobody is in the base" in found.attrs["warnings"]


class TestRefusals:
    """What cannot be compared."""

    def test_the_same(self):
        with pytest.raises(ArgumentError, match="A and B are the same"):
            difference(PUBLISHED, PUBLISHED, "q2_improve")

    def test_responses_in_both(self):
        with pytest.raises(DataError, match="A and B share 20 responses"):
            difference(answers(60), answers(60, start=40), "q2_improve")

    def test_ids_of_rows_say_nothing(self):
        a, b = (Data(pd.DataFrame(rows(30)).assign(response_id=[f"row-{n}" for n in range(30)]), ASTANA) for _ in range(2))
        assert (difference(a, b, "q2_improve")["difference"] == 0).all()

    def test_other_questionnaires(self):
        other = replace(ASTANA, id="other")
        with pytest.raises(DataError, match="different questionnaires. Got 'astana-2023' and 'other'"):
            difference(answers(), replace(answers(start=100), instrument=other), "q2_improve")

    def test_publications_without_a_questionnaire(self):
        with pytest.raises(DataError, match="names no questionnaire"):
            difference(read(HOME / "stm-2024-03.yaml"), read(HOME / "edb-kz-by-year.yaml"), "identity")
        with pytest.raises(DataError, match="names no questionnaire"):
            difference(PUBLISHED, replace(PUBLISHED, instrument=None, source_hash="x"), "q2_improve")

    def test_versions_that_code_alike_can_be_compared(self):
        found = difference(answers(60), answers(80, version=2, start=100), "q2_improve")
        assert (found["difference"].notna().all(), found.attrs["warnings"]) == (True, "")

    def test_another_wording_is_said(self):
        text = YAML.replace("version: 1", "version: 2", 1).replace('en: "Is the integration process', 'en: "Is this process', 1)
        later = replace(answers(start=100), instrument=load.load_text(text, "a.yaml"))
        assert "its wording differs" in difference(answers(), later, "q7_benefit").attrs["warnings"]
        assert difference(answers(), later, "q6_role").attrs["warnings"] == ""

    @pytest.mark.parametrize(
        ("before", "after", "name"),
        [
            ("low: [1, 2, 3], average: [4, 5, 6, 7]", "low: [1, 2], average: [3, 4, 5, 6, 7]", "q1_bin"),
            ("code: 3, id: maybe_no", "code: 5, id: maybe_no", "q7_benefit"),
        ],
    )
    def test_other_codes(self, before, after, name):
        assert before in YAML
        text = YAML.replace("version: 1", "version: 2", 1).replace(before, after, 1)
        later = replace(answers(start=100), instrument=load.load_text(text, "a.yaml"))
        with pytest.raises(DataError, match="give it different codes"):
            difference(answers(), later, name)

    def test_publications_of_different_categories(self):
        frame = PUBLISHED.frame.assign(variable=PUBLISHED.frame["question"])
        frame.attrs = PUBLISHED.frame.attrs
        with pytest.raises(DataError, match="'q1_bin' and 'q1_strength'"):
            difference(PUBLISHED, Data(frame, ASTANA), "q1_strength")

    def test_no_data(self):
        with pytest.raises(ArgumentError, match="The data must be"):
            difference([1, 2], votes(1, 2), "vote")
        with pytest.raises(ArgumentError, match="no such variable"):
            difference(votes(1, 2), votes(1, 3), "vot")


@pytest.mark.parametrize("design", [None, Design(weight="w")])
def test_an_answer_that_only_one_sample_gave(design):
    """Nobody gave it in the other: a share of 0 of its base, as where the questionnaire offers it and nobody took it."""
    before = pd.DataFrame({"vote": ["yes"] * 30 + ["no"] * 20, "w": 1.0})
    after = pd.DataFrame({"vote": ["yes"] * 25 + ["no"] * 15 + ["maybe"] * 10, "w": 1.0})
    if design is not None:
        before, after = (Data(frame, design=design) for frame in (before, after))
    offered = pd.CategoricalDtype(["maybe", "no", "yes"])
    frames = [one.frame if isinstance(one, Data) else one for one in (before, after)]
    known = [Data(frame.astype({"vote": offered}), design=design or Design()) for frame in frames]
    found, expected = (difference(*both, "vote").set_index("category").sort_index() for both in ((before, after), known))
    assert found.loc["maybe", ["n_a", "base_n_a", "share_a", "difference"]].tolist() == [0, 50, 0, 0.2]
    for column in found.select_dtypes("number"):
        assert found[column].tolist() == pytest.approx(expected[column].tolist(), rel=1e-12)
    if design is None:
        assert found.loc["maybe", "p"] == pytest.approx(stats.fisher_exact([[0, 50], [10, 40]]).pvalue)
    assert found.attrs["warnings"] == ""


def test_samples_that_share_no_answer_are_warned_of():
    words = difference(pd.DataFrame({"vote": ["yes", "no"] * 9}), pd.DataFrame({"vote": [1, 2] * 9}), "vote").attrs["warnings"]
    assert words == "vote: A and B have no answer in common: one may hold codes, and the other words."


def test_codes_of_decimals_stay_whole():
    a = pd.DataFrame({"hours": [-1, 1.5, 2, 2]})
    assert [repr(value) for value in difference(a, a.iloc[::-1], "hours")["category"]] == ["-1", "1.5", "2"]
