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
from analysis.published.results import Reason, Told

LISTED = 12
"""More bases than this are not named."""


def sample_verdict(n: int, findings: Findings, recovered: Sequence[Recovered]) -> tuple[Verdict, Reason]:
    """Return what is to be said of the stated sample, by the questions that were asked of all of it.

    Reproduced where their numbers fit it and no other base of the window, or are counts that sum to it; contradicted where
    none of those that could fail fits it.
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
    if joint == (n,):
        window: dict[str, Told] = {"low": low, "high": high}
        return Verdict.REPRODUCED, Reason("sample_confirmed", {"base": n, **window})
    return Verdict.NOT_VERIFIABLE, Reason("sample_some", {"bases": joint[:LISTED]})


def _counted_up(one: Recovered, n: int) -> bool:
    """Return whether all the answers are printed as counts, and these sum to the sample."""
    counted = all(answer.unit is Unit.COUNT or answer.printed_count is not None for answer in numbers(one.question))
    return one.question.adds_up and counted and one.named == n
