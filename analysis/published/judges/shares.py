"""Claims that some answers are more, or fewer, than a part of a base."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

from analysis.published.forensics.exact import HALF, clopper_pearson
from analysis.published.judges.comparisons import standing
from analysis.published.judges.evidence import EXACT_UP_TO, Evidence, exact_p, interval, statement
from analysis.published.model import Claim, Counted, PublishedAnswer, Unit
from analysis.published.recovery import Recovered, share_of
from analysis.published.results import ClaimVerdict, Judged, Reason, Told
from analysis.published.statements import Share


def share(claim: Claim, evidence: Evidence) -> Judged:
    """Return whether the answers are more (or fewer) than the part of the base, the exact test, and who is left out."""
    said = statement(claim, Share)
    one, answer = evidence.of(said.of[0])
    if any(evidence.of(name)[1].printed is None for name in said.of):
        return _unreported(claim, one, said)
    if conflicting := evidence.conflicting((*said.of, *said.among)):
        return _judged(claim, said, "?", ClaimVerdict.NOT_VERIFIABLE, (conflicting,))
    counts, base = evidence.together(said.of), _base(evidence, one, said)
    if base is None and said.among and (rest := _rest(evidence, one, said)) is not None and counts is not None:
        return _of_opinions(claim, said, one, counts, rest)
    if counts is None or not base:
        alone = len(said.of) == 1 and not said.among and answer.unit is not Unit.COUNT
        return _printed_share(claim, answer, said, evidence.findings.rounding) if alone else _unknown(claim, said)
    worst, best = (counts[0], counts[-1]) if said.above else (counts[-1], counts[0])
    if _holds(Fraction(best, base), said) and not _holds(Fraction(worst, base), said):
        reasons = (_share_reason(counts, best, base, said), Reason("claim_no_count"))
        return _judged(claim, said, f"{counts[0]}–{counts[-1]}/{base}", ClaimVerdict.NOT_VERIFIABLE, reasons)
    holds = _holds(Fraction(best, base), said)
    if not holds:
        # Wherever the people in no answer belong, it is false: what is printed shows it.
        counts = evidence.printed(said.of) or counts
        best = counts[-1] if said.above else counts[0]
    count = worst if holds else best
    plurality = () if holds else _plurality(one, said)
    reasons = (
        _share_reason(counts, count, base, said),
        *(() if holds else (Reason("claim_false"),)),
        *plurality,
        *(_left_out(one, base, counts, said.among) if said.among else ()),
    )
    verdict = ClaimVerdict.SAMPLE_ONLY if holds else ClaimVerdict.FALSE
    finding = "plurality" if plurality else ""
    if len(counts) > 1:
        shown = f"{counts[0]}–{counts[-1]}/{base}"
        return replace(_of_several(_judged(claim, said, shown, verdict, reasons), evidence, counts, base), finding=finding)
    low, high = clopper_pearson(count, base)
    found = _judged(claim, said, f"{count}/{base}", verdict, reasons)
    return replace(found, estimate=count / base, low=low, high=high, p=exact_p(count, base, said.than), finding=finding)


def _of_several(found: Judged, evidence: Evidence, counts: range, base: int) -> Judged:
    """Return a claim with the estimate of the print, the interval and the p values of all the counts that are printed so.

    They are on one side of the threshold: the p values of the first and the last count are the smallest and the largest.
    """
    said = statement(found.claim, Share)
    answer = evidence.of(said.of[0])[1]
    alone = len(said.of) == 1 and not said.among and answer.unit is not Unit.COUNT
    ends = sorted(exact_p(count, base, said.than) for count in (counts[0], counts[-1]))
    return replace(
        found,
        estimate=float(share_of(answer)) if alone else None,
        low=clopper_pearson(counts[0], base)[0],
        high=clopper_pearson(counts[-1], base)[1],
        p_range=(ends[0], ends[1]),
    )


def _rest(evidence: Evidence, one: Recovered, said: Share) -> range | None:
    """Return how many people can have given the other answers that make up the base; None where they overlap, or cannot be."""
    others = [name for name in said.among if name not in said.of]
    if one.question.counted is not Counted.ONE or not others or evidence.together(said.among) is None:
        return None
    return evidence.together(others)


def _of_opinions(claim: Claim, said: Share, one: Recovered, counts: range, rest: range) -> Judged:
    """Return the verdict of a share among some answers of which several counts are possible: what all of them agree upon.

    The share rises with the people who gave the answers, and falls with those who gave the others. So does the p value of a
    test against one half, and of very many people; any other one is tested along the edge: with the fewest and the most of
    either, beside all the counts of the other.
    """
    least, most = (counts[0], counts[0] + rest[-1]), (counts[-1], counts[-1] + rest[0])
    if not least[1] or not most[1]:
        return _unknown(claim, said)
    base = range(counts[0] + rest[0], counts[-1] + rest[-1] + 1)
    holds = {_holds(Fraction(*end), said) for end in (least, most)}
    reason = _among_reason(counts, base, said)
    shown = f"{counts[0]}–{counts[-1]}/{base[0]}–{base[-1]}"
    if len(holds) > 1:
        return _judged(claim, said, shown, ClaimVerdict.NOT_VERIFIABLE, (reason, Reason("claim_no_count")))
    verdict, false = (ClaimVerdict.SAMPLE_ONLY, ()) if holds == {True} else (ClaimVerdict.FALSE, (Reason("claim_false"),))
    out = _range_left_out(one, counts, rest, said.among)
    edge = {(k, k + m) for k in counts for m in (rest[0], rest[-1])} | {(k, k + m) for k in (counts[0], counts[-1]) for m in rest}
    smooth = said.than == HALF or base[-1] > EXACT_UP_TO
    p = [exact_p(k, n, said.than) for k, n in ((least, most) if smooth else edge)]
    return replace(
        _judged(claim, said, shown, verdict, (reason, *false, *out)),
        low=clopper_pearson(*least)[0],
        high=clopper_pearson(*most)[1],
        p_range=(min(p), max(p)),
    )


def _judged(claim: Claim, said: Share, found: str, verdict: ClaimVerdict, reasons: tuple[Reason, ...]) -> Judged:
    statistic = f"{found} {'>' if said.above else '<'} {said.than}"
    return Judged(claim, statistic, verdict, reasons, threshold=said.than)


def _base(evidence: Evidence, one: Recovered, said: Share) -> int | None:
    if not said.among:
        return one.base
    among = evidence.together(said.among)
    return among[0] if among is not None and len(among) == 1 else None


def _holds(share: Fraction, said: Share) -> bool:
    return share > said.than if said.above else share < said.than


def _share_reason(counts: range, count: int, base: int, said: Share) -> Reason:
    below = "" if said.above else "_below"
    if len(counts) > 1:
        return Reason(f"claim_share_range{below}", {"low": counts[0], "high": counts[-1], "base": base, "than": said.than})
    low, high = clopper_pearson(count, base)
    told: dict[str, Told] = {
        "count": count, "base": base, "share": Fraction(count, base), "low": Fraction(low), "high": Fraction(high),
        "than": said.than,
    }  # fmt: skip
    return Reason(f"claim_share{below}", told)


def _among_reason(counts: range, base: range, said: Share) -> Reason:
    told: dict[str, Told] = {"low": counts[0], "high": counts[-1], "second_low": base[0], "second_high": base[-1]}
    return Reason("claim_share_among" if said.above else "claim_share_among_below", {**told, "than": said.than})


def _plurality(one: Recovered, said: Share) -> tuple[Reason, ...]:
    """Return whether an answer that is no majority was given most often, or need not have been."""
    if not said.above or said.than != HALF or said.among or len(said.of) > 1 or one.question.counted is not Counted.ONE:
        return ()
    found = standing(one, said.of[0])
    if found is None or found.mine <= found.rival:
        return ()
    if found.mine > found.most:
        return (Reason("claim_plurality"),)
    return (Reason("claim_maybe_not_largest", {"unplaced": found.hidden, "rival": found.most}),)


def _left_out(one: Recovered, base: int, counts: range, among: Sequence[str]) -> tuple[Reason, ...]:
    """Return how many people are not in the base of a claim, and what they could turn among all who were asked.

    Who gave another answer that was printed could turn nothing; of a question with several answers nobody knows how many did.
    """
    asked = one.question.stated_base or base
    out = asked - base
    if not out:
        return ()
    left = [(one.range_of(answer.id), answer) for answer in one.question.answers if answer.printed and answer.id not in among]
    cannot, others = ([part for part, answer in left if answer.cannot_answer is silent] for silent in (True, False))
    choice = one.question.counted is Counted.ONE
    free = out - sum(part[0] for part in others if part) if choice else out
    told: dict[str, Told] = {
        "out": out, "of": asked, "low": Fraction(counts[0], asked), "high": Fraction(counts[-1] + free, asked),
    }  # fmt: skip
    if not choice or any(len(part) != 1 for part in (*cannot, *others)):
        return (Reason("claim_left_out_unknown", told),)
    if free < out:
        return (_others_left_out(told, out - free, free, Fraction(counts[0], asked)),)
    known = sum(part[0] for part in cannot)
    if known == out:
        return (Reason("claim_left_out", told),)
    return (Reason("claim_left_out_untold", {**told, "cannot": known, "untold": out - known}),)


def _others_left_out(told: Mapping[str, Told], others: int, silent: int, share: Fraction) -> Reason:
    if silent:
        return Reason("claim_left_out_others", {**told, "others": others, "silent": silent})
    return Reason("claim_left_out_answered", {"out": told["out"], "of": told["of"], "share": share})


def _range_left_out(one: Recovered, counts: range, rest: range, among: Sequence[str]) -> tuple[Reason, ...]:
    """Return how many people can be out of a base that several counts make up, and what they can make of the share among all.

    Who gave another answer that was printed could turn nothing.
    """
    most_in = counts[-1] + rest[-1]
    asked = one.question.stated_base or most_in
    fewest, most = max(asked - most_in, 0), asked - counts[0] - rest[0]
    if most <= 0:
        return ()
    answers = (answer for answer in one.question.answers if answer.printed and answer.id not in among)
    others = [one.range_of(answer.id) for answer in answers if not answer.cannot_answer]
    high = asked - rest[0] - sum(part[0] for part in others if part)
    told: dict[str, Told] = {"low": Fraction(counts[0], asked), "high": Fraction(max(high, counts[-1]), asked)}
    return (Reason("claim_left_out_range", {**told, "second_low": fewest, "second_high": most, "of": asked}),)


def _unreported(claim: Claim, one: Recovered, said: Share) -> Judged:
    base = one.base or one.question.stated_base
    if base is None or said.among:
        return _unknown(claim, said)
    needed = math.floor(said.than * base) + 1 if said.above else math.ceil(said.than * base) - 1
    reason = Reason("claim_unreported" if said.above else "claim_unreported_below", {"needed": needed, "base": base})
    return Judged(claim, f"?/{base}", ClaimVerdict.NOT_VERIFIABLE, (reason,), threshold=said.than)


def _unknown(claim: Claim, said: Share) -> Judged:
    return _judged(claim, said, "?", ClaimVerdict.NOT_VERIFIABLE, (Reason("claim_no_count"),))


def _printed_share(claim: Claim, answer: PublishedAnswer, said: Share, rounding: str) -> Judged:
    """Return the verdict of a printed percent whose count is not known: true or false of the sample, and not tested."""
    known = interval(answer, rounding)
    holds = [_holds(end / 100, said) for end in (known.low, known.high)]
    verdict, key = ClaimVerdict.NOT_VERIFIABLE, "claim_no_count"
    if all(holds):
        verdict, key = ClaimVerdict.SAMPLE_ONLY, "claim_untested"
    elif not any(holds):
        verdict, key = ClaimVerdict.FALSE, "claim_false"
    told: dict[str, Told] = {"printed": answer.printed or "", "than": said.than}
    reasons = (Reason("claim_share_printed" if said.above else "claim_share_printed_below", told), Reason(key))
    shown = answer.printed if answer.unit is Unit.FRACTION else f"{answer.printed}%"
    return replace(_judged(claim, said, f"{shown}", verdict, reasons), estimate=float(share_of(answer)))
