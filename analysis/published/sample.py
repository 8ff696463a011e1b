"""How many people a publication says took part, held against the numbers of its questions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from analysis.published.model import Findings, Unit, Weighting
from analysis.published.recovery import Recovered, Verdict, fitting_bases_of, has_power, no_part, not_over, numbers, sums_fit
from analysis.published.results import LISTED, Reason, Told
from instruments.model import Text


def sample_verdict(n: int, findings: Findings, recovered: Sequence[Recovered]) -> tuple[Verdict, Reason]:
    """Return what is to be said of the stated sample, by the questions that were asked of all of it.

    Reproduced where their numbers fit it and no other base of the window, or are counts that sum to it; contradicted where
    none of those that could fail fits it; not verifiable where some fit it, and others neither it nor a smaller base. A list
    with a number outside of 0 to 100 % fits no base at all, and says nothing of this one.
    """
    if findings.weighting is Weighting.WEIGHTED:
        return Verdict.NOT_VERIFIABLE, Reason("number_weighted")
    asked = [one for one in recovered if one.question.stated_base == n and one.base is not None and numbers(one.question)]
    if any(_counted_up(one, n) for one in asked):
        return Verdict.REPRODUCED, Reason("sample_sum", {"base": n})
    powerful = [one for one in asked if has_power(one.question, n, findings.rounding)]
    told = [one for one in powerful if not any(no_part(answer, findings.rounding) for answer in numbers(one.question))]
    if not told:
        return Verdict.NOT_VERIFIABLE, Reason("sample_no_part" if powerful else "sample_no_power")
    fitting = [one for one in told if one.base == n and not_over(one)]
    low, high = findings.window_around(n)
    if not fitting:
        bases = tuple(sorted({one.base for one in told if one.base is not None and one.accepted}))
        bases = bases or _joint(told, (low, high), findings.rounding)[:LISTED]
        key = "sample_contradicted" if bases else "sample_fits_nothing"
        return Verdict.CONTRADICTED, Reason(key, {"stated": n, "bases": bases})
    joint = _joint(fitting, (low, high), findings.rounding)
    agreeing = [one for one in asked if one.base == n and not_over(one)]
    against = [one for one in asked if one.base == n and not not_over(one)]
    found: dict[str, Told] = {"base": n, "figures": _figures(agreeing)}
    if joint == (n,) and against:
        return Verdict.NOT_VERIFIABLE, Reason("sample_disputed", {**found, "others": _figures(against)})
    if joint == (n,):
        return Verdict.REPRODUCED, Reason("sample_confirmed", {**found, "low": low, "high": high})
    return Verdict.NOT_VERIFIABLE, Reason("sample_some", {"bases": joint[:LISTED]})


def _joint(asked: Sequence[Recovered], window: tuple[int, int], rounding: str) -> tuple[int, ...]:
    """Return the bases that fit the lists of several questions.

    Where the counts of a list leave somebody out on its base, the others do too: people may have given no answer.
    """
    free = (replace(one.question, complete=False) if not_over(one) and not sums_fit(one) else one.question for one in asked)
    every = [set(fitting_bases_of(question, window, rounding)) for question in free]
    return tuple(sorted(every[0].intersection(*every[1:])))


def _figures(asked: Sequence[Recovered]) -> tuple[Text, ...]:
    return tuple(dict.fromkeys(one.question.figure for one in asked))


def _counted_up(one: Recovered, n: int) -> bool:
    """Return whether all the answers are printed as counts, and these sum to the sample."""
    counted = all(answer.unit is Unit.COUNT or answer.printed_count is not None for answer in numbers(one.question))
    return one.question.adds_up and counted and one.named == n
