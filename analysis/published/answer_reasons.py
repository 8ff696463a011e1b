"""Why an answer's number has its verdict: the counts and the bases that it fits, or that it fits none."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from analysis.published.model import Findings, PublishedAnswer, Unit, Weighting
from analysis.published.recovery import Recovered, Verdict, counts_on, no_part
from analysis.published.results import LISTED, Reason, Told


def answer_reasons(one: Recovered, answer: PublishedAnswer, verdict: Verdict, findings: Findings) -> Iterator[Reason]:
    """Yield the reasons for the verdict of an answer's number, the weightiest first."""
    low, high = findings.window_around(one.question.stated_base or 1)
    window: dict[str, Told] = {"low": low, "high": high}
    base, stated = one.base, one.question.stated_base
    if verdict is Verdict.NOT_REPORTED:
        yield Reason("number_not_printed")
    elif base is None:
        yield Reason("number_weighted" if findings.weighting is Weighting.WEIGHTED else "number_no_base_stated")
    elif verdict is Verdict.CONTRADICTED:
        yield from _unfit(one, answer, base, findings)
    elif verdict is Verdict.NOT_VERIFIABLE:
        counts = one.range_of(answer.id)
        yield Reason("number_several_counts", {"low": counts[0], "high": counts[-1], "base": base})
    else:
        if one.accepted and stated is not None:
            yield from _accepted(one, answer, findings.rounding, {"base": base, "stated": stated, **window})
            yield Reason("number_accident", {"expected": Decimal(repr(one.accident)).quantize(Decimal("0.01"))})
        if answer.printed_count is not None:
            yield Reason("number_beside", {"count": int(answer.printed_count)})
        elif answer.unit is not Unit.COUNT:
            yield Reason("number_only_count", {"count": one.count(answer.id) or 0, "base": base})


def _unfit(one: Recovered, answer: PublishedAnswer, base: int, findings: Findings) -> Iterator[Reason]:
    """Yield why a number is that of no count, and the bases that would fit the question where there can be some."""
    low, high = findings.window_around(one.question.stated_base or 1)
    if no_part(answer, findings.rounding):
        yield Reason("number_no_part")
        return
    if answer.printed_count is not None:
        yield Reason("number_beside_wrong", {"count": int(answer.printed_count)})
    elif answer.unit is Unit.COUNT:
        yield Reason("number_over_base", {"base": base})
    else:
        yield Reason("number_no_count", {"stated": base})
    if one.bases:
        yield Reason("number_fitting_bases", {"bases": one.bases[:LISTED]})
    else:
        yield Reason("number_no_base", {"low": low, "high": high})


def _accepted(one: Recovered, answer: PublishedAnswer, rounding: str, told: Mapping[str, Told]) -> Iterator[Reason]:
    """Yield why another base than the stated one was accepted: it alone fits the question, or several questions together."""
    on_stated = counts_on(answer, one.question.stated_base or 1, rounding)
    if one.lists == 1:
        yield Reason("number_smaller_base_list" if on_stated else "number_smaller_base", told)
        return
    if not on_stated:
        yield Reason("number_no_count", {"stated": told["stated"]})
    yield Reason("number_smaller_base_joint", {**told, "lists": one.lists})
