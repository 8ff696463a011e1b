"""Claims that repeat a printed number, and percents that are printed beside counts."""

from __future__ import annotations

from fractions import Fraction

from analysis.published.forensics.exact import clopper_pearson
from analysis.published.forensics.rounding import parse, unround
from analysis.published.forensics.tidiness import counts_from_percents
from analysis.published.judges.evidence import Evidence, exactly, interval, overlap, statement, summed
from analysis.published.model import Claim, Unit
from analysis.published.results import ClaimVerdict, Judged, Reason, Told
from analysis.published.statements import Quoted, SharesOfCounts

IMPRECISE = Fraction(13, 10)
"""An interval wider than this part of its share is not printed by official statistics (NCHS Series 2 no. 175, 2017)."""


def quoted(claim: Claim, evidence: Evidence) -> Judged:
    """Return whether the answers are the number the claim repeats, with the interval of their count."""
    said = statement(claim, Quoted)
    found = [evidence.of(name) for name in said.of]
    printed = [answer.printed for _, answer in found]
    if None in printed:
        return Judged(claim, "?", ClaimVerdict.NOT_VERIFIABLE, (Reason("claim_no_count"),))
    told = " + ".join(str(number) for number in printed)
    statistic = f"{told} = {said.printed}"
    exact = all(answer.unit is Unit.COUNT for _, answer in found)
    rounding = evidence.findings.rounding
    claimed = exactly(parse(said.printed).value) if exact else unround(parse(said.printed), rounding)
    if not overlap(summed([interval(answer, rounding) for _, answer in found]), claimed):
        reasons = (Reason("claim_quoted_false", {"claimed": said.printed, "printed": told}), Reason("claim_false"))
        return Judged(claim, statistic, ClaimVerdict.FALSE, reasons, finding="differs-from-print")
    if conflicting := evidence.conflicting(said.of):
        return Judged(claim, statistic, ClaimVerdict.NOT_VERIFIABLE, (conflicting,))
    counts, base = evidence.together(said.of), found[0][0].base
    if counts is None or len(counts) > 1 or base is None:
        reasons = (Reason("claim_quoted_printed", {"printed": told}), Reason("claim_untested"))
        return Judged(claim, statistic, ClaimVerdict.SAMPLE_ONLY, reasons)
    low, high = clopper_pearson(counts[0], base)
    if counts[0] == 0:
        reason = Reason("claim_quoted_zero", {"base": base, "high": Fraction(high)})
    else:
        limits = {"low": Fraction(low), "high": Fraction(high)}
        reason = Reason("claim_quoted", {"printed": told, "count": counts[0], "base": base, **limits})
    share = Fraction(counts[0], base)
    imprecise = share > 0 and Fraction(high) - Fraction(low) > IMPRECISE * share
    reasons = (reason, *((Reason("claim_imprecise"),) if imprecise else ()), Reason("claim_untested"))
    finding = "imprecise" if imprecise else ""
    return Judged(claim, statistic, ClaimVerdict.SAMPLE_ONLY, reasons, estimate=float(share), low=low, high=high, finding=finding)


def shares_of_counts(claim: Claim, evidence: Evidence) -> Judged:
    """Return whether the percents are the shares of the counts beside them, and whether too exactly."""
    said = statement(claim, SharesOfCounts)
    found = [evidence.of(name) for name in said.of]
    base = found[0][0].base
    for one, answer in found:
        if base is None or answer.printed is None or answer.printed_count is None:
            return Judged(claim, "?", ClaimVerdict.NOT_VERIFIABLE, (Reason("claim_no_count"),))
        if not one.range_of(answer.id):
            told: dict[str, Told] = {"printed": answer.printed, "count": int(answer.printed_count)}
            reasons = (Reason("claim_shares_of_counts_false", told), Reason("claim_false"))
            return Judged(claim, f"{answer.printed_count}/{base}", ClaimVerdict.FALSE, reasons, finding="differs-from-print")
    counts = [int(answer.printed_count or 0) for _, answer in found]
    statistic = ", ".join(f"{count}/{base}" for count in counts)
    reasons = (Reason("claim_shares_of_counts"), Reason("claim_untested"))
    check = counts_from_percents(counts, [answer.printed or "" for _, answer in found], base or 1, evidence.findings.rounding)
    if not check.remarkable:
        return Judged(claim, statistic, ClaimVerdict.SAMPLE_ONLY, reasons)
    reasons = (Reason("claim_shares_of_counts"), Reason("claim_made_from_percents", {"chance": float(check.chance)}))
    return Judged(claim, statistic, ClaimVerdict.SAMPLE_ONLY, reasons, finding="counts-from-percents")
