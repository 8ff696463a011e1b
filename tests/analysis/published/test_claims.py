"""Every claim of the paper and of the other cases, held against tests of other libraries: scipy and statsmodels."""

from __future__ import annotations

import math

import pytest
from scipy import stats
from statsmodels.stats.multitest import multipletests

from analysis.published.audit import audit
from analysis.published.findings import load
from analysis.published.results import ClaimVerdict
from tests.analysis.published.samples import COMPLETE, audited, claim, counts, paper, percents, question

ASTANA = audit(load("astana-2023"))
SUPPORTED, SAMPLE_ONLY, FALSE = ClaimVerdict.SUPPORTED, ClaimVerdict.SAMPLE_ONLY, ClaimVerdict.FALSE
NOT_SUPPORTED, NOT_VERIFIABLE = ClaimVerdict.NOT_SUPPORTED, ClaimVerdict.NOT_VERIFIABLE

# Methods §1b: count, base, share that the claim needs, p and Clopper-Pearson interval as printed there, verdict.
SHARES = {
    "V1": (25, 57, 0.5, 0.43, None, FALSE),
    "V2": (36, 57, 0.5, 0.063, None, SAMPLE_ONLY),
    "V3": (42, 57, 0.5, 0.0005, None, SUPPORTED),
    "V6": (24, 57, 0.5, 0.29, None, FALSE),
    "V6b": (22, 57, 0.5, 0.11, None, FALSE),
    "V7": (23, 30, 0.5, 0.0052, None, SUPPORTED),
    "V7b": (23, 55, 0.5, 0.28, None, FALSE),
    "V8": (21, 31, 0.5, 0.071, None, SAMPLE_ONLY),
    "V10": (25, 57, 0.2, None, None, SUPPORTED),
    "V10b": (25, 55, 0.2, None, None, SUPPORTED),
    "V12": (44, 57, 0.5, None, None, SUPPORTED),
}
HEADLINE = ("V1", "V2", "V3", "V7", "V7b", "V8", "V12")
HOLM = {"V1": 0.56, "V2": 0.25, "V3": 0.003, "V7": 0.026, "V8": 0.25}


def test_every_claim_of_the_paper_has_its_verdict():
    expected = {name: row[-1] for name, row in SHARES.items()} | {
        "V4": SAMPLE_ONLY, "V5": NOT_VERIFIABLE, "V6c": NOT_SUPPORTED, "V9": NOT_SUPPORTED, "V11": SAMPLE_ONLY,
        "V13": NOT_SUPPORTED, "V14": NOT_SUPPORTED, "V15": NOT_SUPPORTED, "V16": NOT_SUPPORTED,
    }  # fmt: skip
    assert {judged.claim.id: judged.verdict for judged in ASTANA.claims} == expected


@pytest.mark.parametrize("name", SHARES)
def test_the_exact_test_and_its_interval(name):
    count, base, than, p, _, _ = SHARES[name]
    found, second = claim(ASTANA, name), stats.binomtest(count, base, than)
    interval = second.proportion_ci(0.95, "exact")
    assert found.estimate == count / base
    assert found.statistic.startswith(f"{count}/{base} >")
    assert found.p == pytest.approx(second.pvalue, rel=1e-9)
    assert (found.low, found.high) == pytest.approx((interval.low, interval.high), abs=1e-9)
    assert p is None or found.p == pytest.approx(p, rel=0.1)


def test_the_family_is_adjusted_by_holm():
    assert [judged.claim.id for judged in ASTANA.claims if judged.claim.family == "headline"] == list(HEADLINE)
    p = [stats.binomtest(*SHARES[name][:2]).pvalue for name in HEADLINE]
    adjusted = multipletests(p, method="holm")[1]
    assert [claim(ASTANA, name).p_adjusted for name in HEADLINE] == pytest.approx(list(adjusted), rel=1e-9)
    for name, printed in HOLM.items():
        assert claim(ASTANA, name).p_adjusted == pytest.approx(printed, rel=0.1)


def head(*words):
    """The claims of one family about 80 people who could give several answers: 50, 27 and 33 of them, and 44 of 80 of another."""
    asked = [question("a", counts(50, 27, 33), "counted: many"), question("b", counts(44, 24, 12), COMPLETE)]
    claims = [f"{each}, family: head" for each in words]
    return audited(paper(*asked, sample=80, claims=claims)).claims


MORE = "statistic: paired, more: a.0, less: a.1"
SHARE = "statistic: share, of: [{}], above: '{}'"


def test_pairs_and_ranges_are_adjusted_with_their_worst_p():
    found = head(
        SHARE.format("a.0, a.2", "1/2"), SHARE.format("b.0", "1/2"), SHARE.format("b.0", "2/5"), MORE,
        SHARE.format("a.2", "1/3"), SHARE.format("a.0", "1/2"), "statistic: paired, more: a.0, less: b.0",
    )  # fmt: skip
    worst = [one.p_range[1] if one.p_range else one.p for one in found]
    assert worst[:3] == pytest.approx([stats.binomtest(*test).pvalue for test in ((50, 80), (44, 80), (44, 80, 0.4))], rel=1e-9)
    assert worst[3] == pytest.approx(stats.binomtest(50, 77).pvalue, rel=1e-9)
    assert [one.p_adjusted for one in found] == pytest.approx(list(multipletests(worst, method="holm")[1]), rel=1e-9)
    assert [one.verdict for one in found] == [SAMPLE_ONLY] * 6 + [NOT_VERIFIABLE]
    keys = [reason.key for reason in found[3].reasons]
    assert (keys, found[3].reasons[1].told["tests"]) == (["claim_paired", "claim_paired_alone"], 7)
    assert [reason.key for reason in found[6].reasons][-1] == "claim_paired_adjusted"


def test_a_pair_that_is_beyond_chance_after_its_family_is_supported():
    [pair, share] = head(MORE, SHARE.format("b.0", "1/2"))
    assert (pair.verdict, pair.p_adjusted) == (SUPPORTED, pytest.approx(2 * stats.binomtest(50, 77).pvalue, rel=1e-9))
    assert [reason.key for reason in pair.reasons] == ["claim_paired", "claim_paired_always", "claim_paired_adjusted"]
    assert share.reasons[1].told["tests"] == 2
    [alone] = head(MORE)
    assert [reason.key for reason in alone.reasons] == ["claim_paired", "claim_paired_always"]
    assert alone.p_adjusted == alone.p_range[1]


def test_a_claim_of_no_family_is_tested_alone():
    assert claim(ASTANA, "V6").p_adjusted == claim(ASTANA, "V6").p


def test_the_pairs_of_the_paper_can_never_differ_beyond_chance():
    """Methods §1b: V6 [.50, .88] for culture and science, V9 [.125, .88] for the two alliances."""
    assert claim(ASTANA, "V6c").p_range == pytest.approx((0.50, 0.883), abs=0.0005)
    assert claim(ASTANA, "V9").p_range == pytest.approx((0.125, 0.88), abs=0.0005)


def test_nobody_against_is_up_to_six_percent_of_a_population():
    found = claim(ASTANA, "V4")
    assert found.high == pytest.approx(1 - 0.025 ** (1 / 57), abs=1e-9)
    assert found.reasons[0].key == "claim_quoted_zero"


def test_twelve_percent_is_too_imprecise_to_print():
    """NCHS: a relative width of 130 % or more; here 151 %."""
    found = claim(ASTANA, "V11")
    assert found.finding == "imprecise"
    assert found.low is not None
    assert found.high is not None
    assert (found.high - found.low) / (7 / 57) == pytest.approx(1.51, abs=0.005)


def test_an_unprinted_majority_needs_29_of_57():
    assert dict(claim(ASTANA, "V5").reasons[0].told) == {"needed": 29, "base": 57}
    assert math.floor(57 / 2) + 1 == 29


def test_a_majority_that_is_none_is_a_plurality_at_best():
    """With the four people in no bin, "average" could have 28: 25 need not be the largest."""
    found = claim(ASTANA, "V1")
    assert found.finding == "plurality"
    assert dict(found.reasons[-1].told) == {"unplaced": 4, "rival": 28}


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("V7", {"out": 27, "of": 57, "low": 23 / 57, "high": 50 / 57, "cannot": 25, "untold": 2}),
        ("V8", {"out": 26, "of": 57, "low": 21 / 57, "high": 47 / 57, "cannot": 25, "untold": 1}),
    ],
)
def test_on_a_base_of_opinions_who_is_left_out_and_what_they_could_turn(name, told):
    """Methods §2d: Q4 36.8 to 82.5; on 57, Q5 40.4 to 87.7. Of a printed 25 it is known that they could not answer."""
    [reason] = [reason for reason in claim(ASTANA, name).reasons if reason.key == "claim_left_out_untold"]
    assert {key: value if isinstance(value, int) else float(value) for key, value in reason.told.items()} == told


def test_where_all_who_are_left_out_could_not_answer_nobody_is_untold():
    answers = [*counts(30, 10), 'category: 2, printed: "17", unit: count, cannot_answer: true']
    words = "statistic: share, of: [a.0], among: [a.0, a.1], above: '1/2'"
    found = claim(audited(paper(question("a", answers), claims=[words])), "c0")
    [reason] = [reason for reason in found.reasons if reason.key.startswith("claim_left_out")]
    assert (reason.key, reason.told["out"]) == ("claim_left_out", 17)


def test_the_reason_of_a_claim_that_nothing_measures_is_made_of_the_numbers():
    told = claim(ASTANA, "V13").reasons[0].told
    assert (told["q2_improve.1:rest"], told["q3_spheres.8:count"]) == (15, 1)


def test_how_words_are_read_is_the_last_reason():
    assert claim(ASTANA, "V12").reasons[-1].key == "claim_reading"


# Published cases: the verdict printed with each claim.
@pytest.mark.parametrize(
    ("study", "name", "verdict", "finding", "statistic"),
    [
        ("edb-kz-by-year", "E1", NOT_SUPPORTED, "no-panel", "73 → 84"),
        ("edb-kz-by-year", "E2", FALSE, "points-not-percent", "80 → 73"),
        ("edb-kz-by-year", "E3", SAMPLE_ONLY, "hides-a-turn", "80 → 76"),
        ("edb-kz-by-year", "E4", FALSE, "differs-from-print", "81 = 86"),
        ("edb-kz-by-year", "E5", SAMPLE_ONLY, "", "76 → 84"),
        ("edb-kz-by-year", "E6", FALSE, "not-measured", ""),
        ("demoscope-2017", "D1", FALSE, "margin-does-not-follow", "n = 1829, 1.92"),
        ("demoscope-2017", "D2", NOT_VERIFIABLE, "not-measured", ""),
        ("demoscope-2017", "D3", FALSE, "plurality", "848–865/1822 > 1/2"),
        ("demoscope-2017", "D4", NOT_SUPPORTED, "not-measured", ""),
        ("venezuela-2024", "N1", SAMPLE_ONLY, "counts-from-percents", None),
        ("venezuela-2024", "N2", FALSE, "differs-from-print", "51.2 = 52.2"),
    ],
)
def test_claims_of_the_other_cases(study, name, verdict, finding, statistic):
    found = claim(audit(load(study)), name)
    assert (found.verdict, found.finding) == (verdict, finding)
    assert statistic in (None, found.statistic)


def test_a_share_of_several_counts_has_the_printed_estimate_and_the_interval_and_p_of_all_of_them():
    """The paper prints 47 % of 1822: 848 to 865 people, none of which is chosen."""
    found = claim(audit(load("demoscope-2017")), "D3")
    tests = [stats.binomtest(k, 1822) for k in range(848, 866)]
    assert (found.estimate, found.p) == (0.47, None)
    assert found.p_adjusted == pytest.approx(max(t.pvalue for t in tests), rel=1e-9)
    intervals = [test.proportion_ci() for test in tests]
    assert (found.low, found.high) == pytest.approx((min(i.low for i in intervals), max(i.high for i in intervals)), abs=1e-9)
    assert found.p_range == pytest.approx((min(t.pvalue for t in tests), max(t.pvalue for t in tests)), rel=1e-9)


def test_a_slip_in_the_number_of_people_of_a_margin_is_noticed():
    """Of 1000 people the margin is 3.1: most other n have another one, and all are other than what is stated."""
    words = "statistic: margin-of-error, stated: '3.1', n: '1000', level: '0.95'"
    found = claim(audited(paper(question("a", percents("40")), sample=1000, claims=[words])), "c0")
    assert (len(found.wrong), found.unnoticed) == (18 + 8 + 27, ())
    alone = claim(audited(paper(question("a", percents("40")), sample=None, claims=[words])), "c0")
    people = [n for n in alone.wrong if "." not in n]
    assert set(alone.unnoticed) == {n for n in people if f"{50 * stats.norm.ppf(0.975) / int(n) ** 0.5:.1f}" == "3.1"}
    assert "claim_margin_other_n" not in [reason.key for reason in alone.reasons]


def test_of_a_claim_that_is_false_as_it_stands_no_slip_is_counted():
    assert claim(audit(load("demoscope-2017")), "D1").wrong == ()


@pytest.mark.parametrize("words", ["statistic: share, of: [a.0], above: '1/2'", "statistic: quoted, of: [a.0], printed: '50.5'"])
def test_a_claim_of_a_number_that_conflicts_with_its_base_cannot_be_verified(words):
    found = claim(audited(paper(question("a", percents("50.5")), claims=[words])), "c0")
    assert (found.verdict, [reason.key for reason in found.reasons]) == (NOT_VERIFIABLE, ["claim_number_conflicts"])
    assert dict(found.reasons[0].told) == {"printed": ("50.5 %",), "base": 57}


def test_a_claim_that_misquotes_a_number_is_false_even_if_that_conflicts_with_its_base():
    words = "statistic: quoted, of: [a.0], printed: '52.5'"
    assert claim(audited(paper(question("a", percents("50.5")), claims=[words])), "c0").verdict is FALSE


def test_the_margin_of_demoscope_would_need_3824_people():
    found = claim(audit(load("demoscope-2017")), "D1")
    z = stats.norm.ppf(0.95)
    assert math.ceil((z / 0.0133) ** 2 / 4) == 3824
    assert dict(found.reasons[1].told) == {"stated": "1.33", "needed": 3824}
    assert str(found.reasons[0].told["computed"]) == f"{100 * z * math.sqrt(0.25 / 1829):.2f}" == "1.92"


def test_the_counts_of_venezuela_are_made_from_percents():
    """Published cases: chance 9.9e-09 (uniform)."""
    found = claim(audit(load("venezuela-2024")), "N1")
    assert found.reasons[-1].told["chance"] == pytest.approx(9.9e-09, rel=0.005)
    for count, percent in ((5150092, 512), (4445978, 442), (462704, 46)):
        assert abs(count - percent * 10058774 / 1000) <= 0.5


def test_a_wrong_digit_of_a_number_that_a_claim_repeats():
    found = claim(audit(load("edb-kz-by-year")), "E5")
    assert len(found.wrong) == 17
    assert found.unnoticed == ("11",)
    alone = claim(audited(paper(question("a", percents("43.9")), claims=["statistic: quoted, of: [a.0], printed: '43.9'"])), "c0")
    assert len(alone.wrong) == 26
    assert alone.unnoticed == ()
