"""Claims that a figure rose or fell, and of a margin of error."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from statistics import NormalDist

from analysis.published.forensics.rounding import Printed, Unrounded, parse, unround
from analysis.published.judges.evidence import Evidence, interval, overlap, shown, statement
from analysis.published.model import Claim, PublishedAnswer, Weighting
from analysis.published.recovery import share_of
from analysis.published.results import ClaimVerdict, Judged, Reason, Told
from analysis.published.statements import Change, MarginOfError, Switched


def change(claim: Claim, evidence: Evidence) -> Judged:
    """Return whether one figure differs from another as claimed: in percentage points, in percent, or times."""
    said = statement(claim, Change)
    start, end = (evidence.of(name)[1] for name in (said.start, said.end))
    past = [evidence.of(name)[1] for name in said.past]
    if any(answer.printed is None for answer in (start, end, *past)):
        return Judged(claim, "?", ClaimVerdict.NOT_VERIFIABLE, (Reason("claim_no_count"),))
    rounding = evidence.findings.rounding
    first, last = interval(start, rounding), interval(end, rounding)
    changes = {"points": _difference(last, first), "percent": _relative(last, first, 100), "times": _ratio(last, first)}
    reasons: list[Reason] = [_change_reason(start, end)]
    finding, holds = _hidden_turn(start, past, end), True
    if said.unit == "times" and share_of(start):
        reasons.append(Reason("claim_change_times", {"times": shown(share_of(end) / share_of(start))}))
    if said.stated is None:
        holds = share_of(end) > share_of(start) if said.direction == "up" else share_of(end) < share_of(start)
    else:
        stated = _widened(unround(_stated(said.stated, said.unit), rounding), said.about)
        holds = overlap(changes[said.unit], stated)
        slipped = not holds and said.unit == "percent" and overlap(changes["points"], stated)
        finding = "points-not-percent" if slipped else finding
        if slipped:
            reasons.append(Reason("claim_points_not_percent"))
        elif not holds:
            reasons.append(Reason("claim_change_false", {"stated": said.stated}))
        elif said.about:
            reasons.append(Reason("claim_change_about", {"stated": said.stated}))
    if finding == "hides-a-turn":
        reasons.append(Reason("claim_change_hides", {"past": tuple(answer.printed or "" for answer in past)}))
    reasons.append(Reason("claim_untested" if holds else "claim_false"))
    verdict = ClaimVerdict.SAMPLE_ONLY if holds else ClaimVerdict.FALSE
    return Judged(claim, f"{start.printed} → {end.printed}", verdict, tuple(reasons), finding=finding)


def _stated(number: str, unit: str) -> Printed:
    """Return the stated number; "twice" is no 1.6 times, so that a whole number of times is meant to a tenth."""
    stated = parse(number)
    return replace(stated, decimals=max(stated.decimals, 1)) if unit == "times" else stated


def _change_reason(start: PublishedAnswer, end: PublishedAnswer) -> Reason:
    first, last = share_of(start), share_of(end)
    told: dict[str, Told] = {"start": start.printed or "", "end": end.printed or "", "points": shown(100 * (last - first))}
    return Reason("claim_change", {**told, "percent": shown(100 * (last - first) / first)} if first else told)


def _hidden_turn(start: PublishedAnswer, past: Sequence[PublishedAnswer], end: PublishedAnswer) -> str:
    """Return the finding of a change between whose ends the figures rose and fell."""
    path = [share_of(answer) for answer in (start, *past, end)]
    return "" if path in (sorted(path), sorted(path, reverse=True)) else "hides-a-turn"


def switched(claim: Claim, evidence: Evidence) -> Judged:
    """Return that nobody was asked twice: two samples show a net change only."""
    said = statement(claim, Switched)
    start, end = (evidence.of(name)[1] for name in (said.start, said.end))
    if start.printed is None or end.printed is None:
        return Judged(claim, "?", ClaimVerdict.NOT_VERIFIABLE, (Reason("claim_no_count"),))
    points = shown(100 * (share_of(end) - share_of(start)))
    reasons = (Reason("claim_switched", {"points": points}),)
    return Judged(claim, f"{start.printed} → {end.printed}", ClaimVerdict.NOT_SUPPORTED, reasons, finding="no-panel")


def margin_of_error(claim: Claim, evidence: Evidence) -> Judged:
    """Return whether the margin follows from n: z √(1/4n), the largest error of a share in a simple random sample.

    That n is none of the stated numbers of people is remarked upon.
    """
    said = statement(claim, MarginOfError)
    quantile = NormalDist().inv_cdf(float(1 + said.level) / 2)
    margin = 100 * quantile * math.sqrt(0.25 / said.n)
    stated = parse(said.stated)
    holds = Fraction(margin) in unround(stated, evidence.findings.rounding)
    computed = Decimal(repr(margin)).quantize(Decimal(1).scaleb(-max(stated.decimals, 1)))
    reasons = [Reason("claim_margin", {"n": said.n, "level": said.level, "computed": computed}), *_other_n(said, evidence)]
    weighted = evidence.findings.weighting is Weighting.WEIGHTED
    if weighted:
        reasons.append(Reason("claim_margin_weighted"))
    if weighted and unround(stated, evidence.findings.rounding).low > margin:
        # Weights can have made it so large: how much they enlarge it is not printed.
        return Judged(claim, f"n = {said.n}, {computed}", ClaimVerdict.NOT_VERIFIABLE, tuple(reasons))
    if not holds and stated.value > 0:
        needed = math.ceil(0.25 * (100 * quantile / float(stated.value)) ** 2)
        reasons.append(Reason("claim_margin_needed", {"stated": said.stated, "needed": needed}))
    if not holds:
        reasons.append(Reason("claim_false"))
    verdict = ClaimVerdict.SAMPLE_ONLY if holds else ClaimVerdict.FALSE
    finding = "" if holds else "margin-does-not-follow"
    return Judged(claim, f"n = {said.n}, {computed}", verdict, tuple(reasons), finding=finding)


def _other_n(said: MarginOfError, evidence: Evidence) -> tuple[Reason, ...]:
    """Return that the people of a margin are none of the numbers of people whom the publication states."""
    sample = evidence.findings.sample
    bases = [one.question.stated_base for one in evidence.recovered]
    stated = sorted({n for n in (None if sample is None else sample.n, *bases) if n is not None})
    return () if not stated or said.n in stated else (Reason("claim_margin_other_n", {"n": said.n, "stated": tuple(stated)}),)


def _difference(last: Unrounded, first: Unrounded) -> Unrounded:
    return Unrounded(last.low - first.high, last.high - first.low, closed_low=True, closed_high=True)


def _ratio(last: Unrounded, first: Unrounded) -> Unrounded | None:
    if first.low <= 0:
        return None
    return Unrounded(last.low / first.high, last.high / first.low, closed_low=True, closed_high=True)


def _relative(last: Unrounded, first: Unrounded, scale: int) -> Unrounded | None:
    ratio = _ratio(last, first)
    return (
        None if ratio is None else Unrounded(scale * (ratio.low - 1), scale * (ratio.high - 1), closed_low=True, closed_high=True)
    )


def _widened(stated: Unrounded, about: Fraction) -> Unrounded:
    return Unrounded(stated.low - about, stated.high + about, closed_low=True, closed_high=True)
