"""Weighted figures: what no weight can mend is contradicted, and claims are judged by the arithmetic of the print."""

from __future__ import annotations

import pytest

from analysis.published.recovery import Verdict
from analysis.published.results import ClaimVerdict
from tests.analysis.published.samples import COMPLETE, audited, claim, number, paper, percents, question, shown

TRUE, FALSE, UNKNOWN = ClaimVerdict.SAMPLE_ONLY, ClaimVerdict.FALSE, ClaimVerdict.NOT_VERIFIABLE
WEIGHTED = "weighting: weighted"


def poll(*printed, claims=(), keys=(COMPLETE,), more=WEIGHTED):
    return paper(question("a", percents(*printed), *keys), sample=1004, claims=claims, more=more)


def judged(words, *printed, keys=(COMPLETE,)):
    return claim(audited(poll(*printed, claims=[words], keys=keys)), "c0")


@pytest.mark.parametrize("more", [WEIGHTED, "weighting: unknown", "weighting: none"])
def test_a_complete_list_far_from_100_is_a_conflict_whatever_the_weights(more):
    [conflict] = shown(poll("68", "57", more=more))
    assert (conflict.kind, conflict.reason.key, str(conflict.reason.told["sum"])) == ("vector", "conflict_off_hundred", "125")
    assert "sum-conflict" in audited(poll("68", "57", more=more)).verdict


@pytest.mark.parametrize(
    ("printed", "keys", "found"),
    [
        (("46", "41", "14"), (COMPLETE,), []),
        (("33.3", "33.3", "33.3"), (COMPLETE,), []),
        (("46", "41", "10"), (COMPLETE,), ["conflict_off_hundred"]),
        (("46", "41", "10"), (), []),
        (("68", "57"), (), ["conflict_over_hundred"]),
        (("68", "57"), ("counted: many",), []),
    ],
)
def test_only_what_rounding_cannot_explain(printed, keys, found):
    assert [conflict.reason.key for conflict in shown(poll(*printed, keys=keys))] == found


def test_a_percent_above_100_is_contradicted_whatever_the_weights():
    found = audited(poll("121.4", "20.0", claims=["statistic: share, of: [a.0], above: 1/2"], keys=()))
    assert number(found, "a.0").verdict is Verdict.CONTRADICTED
    assert [reason.key for reason in number(found, "a.0").reasons] == ["number_no_part"]
    assert number(found, "a.1").verdict is Verdict.NOT_VERIFIABLE
    assert found.contradictions[0].kind == "number"
    assert "number-conflict" in found.verdict
    said = claim(found, "c0")
    assert (said.verdict, said.estimate, said.reasons[0].key) == (UNKNOWN, None, "claim_no_share")


@pytest.mark.parametrize(
    ("words", "printed", "verdict"),
    [
        ("statistic: largest, of: [a.0]", ("46", "41", "14"), TRUE),
        ("statistic: largest, of: [a.1]", ("46", "41", "14"), FALSE),
        ("statistic: largest, of: [a.0]", ("43", "43", "14"), UNKNOWN),
        ("statistic: share, of: [a.0], below: 1/2", ("46", "41", "14"), TRUE),
        ("statistic: share, of: [a.1, a.2], above: 1/2", ("46", "41", "14"), TRUE),
        ("statistic: share, of: [a.1, a.2], above: 1/2", ("46", "35", "18"), TRUE),
        # 35.5 + 14.5 to 36.5 + 15.5: rounding decides whether it is above 51 %.
        ("statistic: share, of: [a.1, a.2], above: 51/100", ("49", "36", "15"), UNKNOWN),
        ("statistic: share, of: [a.0], above: 1/2", ("50", "36", "14"), UNKNOWN),
        ("statistic: share, of: [a.0], among: [a.0, a.1], above: 1/2", ("46", "41", "14"), TRUE),
        ("statistic: share, of: [a.0], among: [a.0, a.1], below: 1/2", ("46", "41", "14"), FALSE),
        ("statistic: share, of: [a.0], among: [a.0, a.1], above: 1/2", ("43", "43", "14"), UNKNOWN),
        ("statistic: paired, more: a.0, less: a.2", ("46", "41", "14"), TRUE),
        ("statistic: paired, more: a.2, less: a.1", ("46", "41", "14"), FALSE),
        ("statistic: paired, more: a.0, less: a.2", ("68", "57", "14"), UNKNOWN),
    ],
)
def test_claims_about_printed_percents(words, printed, verdict):
    """True or false where everything that is printed so agrees; never a p or an interval."""
    found = judged(words, *printed)
    assert found.verdict is verdict
    assert (found.p, found.p_range, found.low, found.high) == (None, None, None, None)
    assert "claim_no_count" not in {reason.key for reason in found.reasons}
    if verdict is TRUE:
        assert found.reasons[-1].key == "number_weighted"


@pytest.mark.parametrize(
    ("printed", "keys", "verdict"),
    [
        (("46", "20"), (), TRUE),
        (("46", "11"), (), TRUE),
        (("46", "5"), (), UNKNOWN),
        (("31", "27"), ("counted: many",), UNKNOWN),
        (("31", "27"), ("counted: many", COMPLETE), TRUE),
    ],
)
def test_an_answer_that_is_not_printed_could_be_larger(printed, keys, verdict):
    assert judged("statistic: largest, of: [a.0]", *printed, keys=keys).verdict is verdict


def test_the_same_people_can_have_given_several_answers():
    keys = ("counted: many", COMPLETE)
    assert judged("statistic: share, of: [a.0, a.1], above: 1/2", "31", "27", keys=keys).verdict is UNKNOWN
    assert judged("statistic: share, of: [a.0, a.1], above: 1/4", "31", "27", keys=keys).verdict is TRUE


@pytest.mark.parametrize(("stated", "verdict"), [("3.1", TRUE), ("3.8", UNKNOWN), ("2.1", FALSE)])
def test_weights_enlarge_a_margin_of_error(stated, verdict):
    """1.96 √(0.25/1004) is 3.1 points; 3.8 would be a design effect of 1.5."""
    words = f'statistic: margin-of-error, stated: "{stated}", n: "1004", level: "0.95"'
    found = judged(words, "46", "54")
    assert found.verdict is verdict
    assert "claim_margin_weighted" in {reason.key for reason in found.reasons}
