"""How many people a publication says took part, held against the numbers of its questions."""

from __future__ import annotations

from collections.abc import Sequence

from analysis.published.model import Findings, Unit
from analysis.published.recovery import (
    Recovered,
    Verdict,
    fits,
    fitting_bases_of,
    has_power,
    numbers,
    reaching_bases_of,
    sums_fit,
)
from analysis.published.results import LISTED, Reason, Told
from instruments.model import Text


def sample_verdict(n: int, findings: Findings, recovered: Sequence[Recovered]) -> tuple[Verdict, Reason]:
    """Return what is to be said of the stated sample, by the questions that were asked of all of it.

    Reproduced where their numbers fit it and no other base of the window, or are counts that sum to it; contradicted where
    none of those that could fail fits it; not verifiable where some fit it, and others neither it nor a smaller base.
    """
    asked = [one for one in recovered if one.question.stated_base == n and one.base is not None and numbers(one.question)]
    if any(_counted_up(one, n) for one in asked):
        return Verdict.REPRODUCED, Reason("sample_sum", {"base": n})
    told = [one for one in asked if has_power(one.question, n, findings.rounding)]
    if not told:
        return Verdict.NOT_VERIFIABLE, Reason("sample_no_power")
    fitting = [one for one in told if one.base == n and fits(one)]
    if not fitting:
        bases = tuple(sorted({one.base for one in told if one.base is not None and one.accepted}))
        key = "sample_contradicted" if bases else "sample_fits_nothing"
        return Verdict.CONTRADICTED, Reason(key, {"stated": n, "bases": bases})
    low, high = findings.window_around(n)
    # Where the counts do not add up, the base is still one on which each number is that of a count.
    bases_of = {one.question.id: fitting_bases_of if sums_fit(one) else reaching_bases_of for one in fitting}
    every = [set(bases_of[one.question.id](one.question, (low, high), findings.rounding)) for one in fitting]
    joint = tuple(sorted(every[0].intersection(*every[1:])))
    agreeing = [one for one in asked if one.base == n and fits(one)]
    against = [one for one in asked if one.base == n and not fits(one)]
    found: dict[str, Told] = {"base": n, "figures": _figures(agreeing)}
    if joint == (n,) and against:
        return Verdict.NOT_VERIFIABLE, Reason("sample_disputed", {**found, "others": _figures(against)})
    if joint == (n,):
        return Verdict.REPRODUCED, Reason("sample_confirmed", {**found, "low": low, "high": high})
    return Verdict.NOT_VERIFIABLE, Reason("sample_some", {"bases": joint[:LISTED]})


def _figures(asked: Sequence[Recovered]) -> tuple[Text, ...]:
    return tuple(dict.fromkeys(one.question.figure for one in asked))


def _counted_up(one: Recovered, n: int) -> bool:
    """Return whether all the answers are printed as counts, and these sum to the sample."""
    counted = all(answer.unit is Unit.COUNT or answer.printed_count is not None for answer in numbers(one.question))
    return one.question.adds_up and counted and one.named == n
