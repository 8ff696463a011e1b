"""The judges of what needs no count: margins of error, and reasons that the findings file gives; and what judges share."""

from __future__ import annotations

import pytest
from scipy import stats

from analysis.published.judges.evidence import EXACT_UP_TO, exact_p, statement
from analysis.published.results import ClaimVerdict
from analysis.published.statements import Largest
from tests.analysis.published.samples import audited, claim, counts, paper, percents, question, read

SAMPLE_ONLY, FALSE = ClaimVerdict.SAMPLE_ONLY, ClaimVerdict.FALSE


def judged(answers, words, *, sample=57):
    return claim(audited(paper(question("a", answers), sample=sample, claims=[words])), "c0")


class TestMarginOfError:
    @pytest.mark.parametrize(
        ("stated", "n", "verdict", "reasons"),
        [
            ("3.1", 1000, SAMPLE_ONLY, ["claim_margin"]),
            ("3", 1000, SAMPLE_ONLY, ["claim_margin"]),
            ("2", 1000, FALSE, ["claim_margin", "claim_margin_needed", "claim_false"]),
            ("0", 1000, FALSE, ["claim_margin", "claim_false"]),
        ],
    )
    def test_of_a_thousand_people(self, stated, n, verdict, reasons):
        words = f"statistic: margin-of-error, stated: '{stated}', n: '{n}', level: '0.95'"
        found = judged(percents("40"), words, sample=n)
        assert (found.verdict, [reason.key for reason in found.reasons]) == (verdict, reasons)


def test_a_margin_of_people_whom_the_publication_does_not_state():
    found = judged(percents("40"), "statistic: margin-of-error, stated: '3.1', n: '1000', level: '0.95'")
    assert [reason.key for reason in found.reasons] == ["claim_margin", "claim_margin_other_n"]
    assert dict(found.reasons[1].told) == {"n": 1000, "stated": (57,)}


def test_a_reason_with_numbers_that_are_not_known():
    words = "statistic: unmeasured, verdict: not-supported, reason: {en: '{a.0:percent} {a.0:count} {a.0:rest} {a.0:base}'}"
    told = judged(percents(""), words).reasons[0].told
    assert [told[f"a.0:{what}"] for what in ("percent", "count", "rest", "base")] == ["?", "?", "?", 57]
    assert judged(percents("44"), words, sample=1000).reasons[0].told["a.0:percent"] == "44"


def test_of_many_people_the_exact_test_is_that_of_scipy():
    assert exact_p(520_000, 1_000_000) == pytest.approx(stats.binomtest(520_000, 1_000_000).pvalue, rel=1e-9)
    assert exact_p(2600, EXACT_UP_TO) == pytest.approx(stats.binomtest(2600, EXACT_UP_TO).pvalue, rel=1e-9)


def test_a_judge_takes_only_its_own_statements():
    [said] = read(paper(question("a", counts(1)), claims=["statistic: share, of: [a.0], above: '1/2'"])).claims
    with pytest.raises(TypeError, match="the claim c0 is no Largest"):
        statement(said, Largest)
