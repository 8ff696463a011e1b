"""Claims about weighted figures, judged by the arithmetic of the printed percents: no count, no interval and no test."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

from analysis.published.forensics.rounding import Unrounded
from analysis.published.hundred import WHOLE, off_hundred
from analysis.published.judges.evidence import Evidence, interval, shown, statement, summed
from analysis.published.model import Claim, Counted, PublishedAnswer, Unit, Weighting
from analysis.published.recovery import numbers, share_of
from analysis.published.results import ClaimVerdict, Judged, Reason, Told
from analysis.published.statements import Largest, Paired, Share, Statement, answers_of

_WEIGHTED = Reason("number_weighted")


def weighted(claim: Claim, evidence: Evidence) -> Judged | None:
    """Return the verdict of a claim that compares weighted percents; None of any other claim.

    True and false is what holds for everything that is printed so; what only rounding decides is not verifiable, nor is a
    claim about a list whose numbers are impossible.
    """
    judge = JUDGES.get(type(claim.statement))
    if judge is None or evidence.findings.weighting is not Weighting.WEIGHTED:
        return None
    found = [evidence.of(name) for name in answers_of(claim.statement)]
    if any(answer.printed is None or answer.unit is Unit.COUNT for _, answer in found):
        return _judged(claim, "?", None, Reason("claim_no_count"))
    if conflicting := evidence.conflicting(answers_of(claim.statement)):
        return _judged(claim, "?", None, conflicting)
    for one, _ in found:
        total = off_hundred(one.question, evidence.findings.rounding)
        if total is not None:
            return _judged(claim, "?", None, Reason("claim_list_conflicts", {"sum": shown(total)}))
    return judge(claim, evidence)


def _share(claim: Claim, evidence: Evidence) -> Judged:
    said = statement(claim, Share)
    overlapping = evidence.of(said.of[0])[0].question.counted is Counted.MANY
    own, others = ([evidence.of(name)[1] for name in names] for names in (said.of, [n for n in said.among if n not in said.of]))
    known = _together(own, evidence, overlapping=overlapping)
    if said.among:
        inside = not overlapping and set(said.of) <= set(said.among)
        part = _part_of(known, _together(others, evidence, overlapping=False)) if inside else None
        if part is None:
            return replace(_judged(claim, "?", None, Reason("claim_no_count")), threshold=said.than)
        known = part
    limit = 100 * said.than
    holds = _above(known, limit) if said.above else _above(_negative(known), -limit)
    printed = " + ".join(map(_number, own))
    key = f"claim_share_{'among_' if said.among else ''}weighted{'' if said.above else '_below'}"
    told: dict[str, Told] = {"printed": printed, "than": said.than}
    if said.among:
        told["among"] = f"({' + '.join(map(_number, [*own, *others]))})"
    sign = ">" if said.above else "<"
    judged = _judged(claim, f"{printed}% {sign} {said.than}", holds, Reason(key, told))
    alone = len(own) == 1 and not said.among
    return replace(judged, threshold=said.than, estimate=float(share_of(own[0])) if alone else None)


def _largest(claim: Claim, evidence: Evidence) -> Judged:
    said = statement(claim, Largest)
    one, answer = evidence.of(said.of)
    rounding = evidence.findings.rounding
    others = [other for other in numbers(one.question) if other.id != answer.id and other.unit is not Unit.COUNT]
    if not others:
        return _judged(claim, "?", None, Reason("claim_no_count"))
    second = max(others, key=share_of)
    holds = _more(interval(answer, rounding), interval(second, rounding))
    told: dict[str, Told] = {"printed": _number(answer), "second": _number(second), "label": second.label}
    statistic, order = f"{_number(answer)}% > {_number(second)}%", Reason("claim_largest_weighted", told)
    if holds and not one.question.adds_up:
        silent = not one.question.complete or any(other.printed is None for other in one.question.answers)
        hidden = WHOLE - summed([interval(other, rounding) for other in numbers(one.question)]).low
        unknown = silent if one.question.counted is Counted.MANY else not interval(answer, rounding).low > hidden
        if unknown:
            return Judged(claim, statistic, ClaimVerdict.NOT_VERIFIABLE, (order, Reason("claim_largest_unprinted")))
    return _judged(claim, statistic, holds, order)


def _paired(claim: Claim, evidence: Evidence) -> Judged:
    said = statement(claim, Paired)
    more, less = (evidence.of(name)[1] for name in (said.more, said.less))
    holds = _more(*(interval(answer, evidence.findings.rounding) for answer in (more, less)))
    reason = Reason("claim_paired_weighted", {"more": _number(more), "less": _number(less)})
    return _judged(claim, f"{_number(more)}% > {_number(less)}%", holds, reason)


JUDGES: Mapping[type[Statement], Callable[[Claim, Evidence], Judged]] = {Share: _share, Largest: _largest, Paired: _paired}
"""The judge of each kind of statement that compares printed percents."""


def _judged(claim: Claim, statistic: str, holds: bool | None, reason: Reason) -> Judged:
    """Return a verdict: None is that what is printed does not decide."""
    if holds is None:
        either = () if statistic == "?" else (Reason("claim_printed_either"),)
        return Judged(claim, statistic, ClaimVerdict.NOT_VERIFIABLE, (reason, *either))
    if holds:
        return Judged(claim, statistic, ClaimVerdict.SAMPLE_ONLY, (reason, Reason("claim_untested"), _WEIGHTED))
    return Judged(claim, statistic, ClaimVerdict.FALSE, (reason, Reason("claim_false")))


def _together(answers: Sequence[PublishedAnswer], evidence: Evidence, *, overlapping: bool) -> Unrounded:
    """Return the percent of people who gave one or more of several answers, which the same people can have given or not."""
    parts = [interval(answer, evidence.findings.rounding) for answer in answers]
    known = summed(parts)
    low = max((part.low for part in parts), default=Fraction(0)) if overlapping else known.low
    return Unrounded(low, min(known.high, WHOLE), known.closed_low, known.closed_high or known.high > WHOLE)


def _part_of(own: Unrounded, others: Unrounded) -> Unrounded | None:
    """Return what percent one part is of itself and another; None where both can be nothing."""
    if own.low + others.low <= 0:
        return None
    low, high = own.low / (own.low + others.high), own.high / (own.high + others.low)
    return Unrounded(
        100 * low, 100 * high, own.closed_low and others.closed_high, own.closed_high and others.closed_low
    )  # fmt: skip


def _above(known: Unrounded, limit: Fraction) -> bool | None:
    """Return whether all values, or none, are above a limit; None where some are."""
    if known.low > limit or (known.low == limit and not known.closed_low):
        return True
    return False if known.high <= limit else None


def _more(one: Unrounded, other: Unrounded) -> bool | None:
    """Return whether one number is more than another, whatever they were rounded from; None where that decides."""
    if one.low > other.high or (one.low == other.high and not (one.closed_low and other.closed_high)):
        return True
    return False if one.high <= other.low else None


def _negative(known: Unrounded) -> Unrounded:
    return Unrounded(-known.high, -known.low, known.closed_high, known.closed_low)


def _number(answer: PublishedAnswer) -> str:
    """Return a printed percent as it stands, a fraction in percent."""
    return answer.printed or "" if answer.unit is Unit.PERCENT else str(shown(100 * share_of(answer)))
