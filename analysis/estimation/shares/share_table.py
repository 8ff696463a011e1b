"""Shares as a tidy table: of one variable or of many, one below the other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.arrays import Floats, Integers
from analysis.errors import ArgumentError
from analysis.estimation.domain import Domain
from analysis.estimation.intervals.interval import Bounds, share_bounds
from analysis.estimation.intervals.simultaneous import simultaneous_bounds
from analysis.estimation.table import DEFF_RULE, by_columns, fixed_notes, replicate_notes, small_base_notes, tidy
from analysis.values import Value


@dataclass(frozen=True, eq=False)
class Shares:
    """Shares of a base, by group and category.

    n            (groups, categories) respondents
    base_n       (groups,) respondents in the base
    base_weight  (groups,) their weight
    share, se    (groups, categories) NaN where the base is empty; se also where it is one respondent
    undefined    (groups,) replicates in which the base is empty; 0 without replicate weights
    logit_se     (groups, categories) of replicate weights the standard error of ln(p/(1 - p)); NaN where a replicate has none
    """

    n: Integers
    base_n: Integers
    base_weight: Floats
    share: Floats
    se: Floats
    undefined: Integers
    logit_se: Floats | None = None


@dataclass(frozen=True, eq=False)
class Estimated:
    """The shares of one variable, and how many rows of the groups hold nothing in it.

    categories  None = there are none to tell apart
    """

    name: str
    categories: Sequence[Value] | None
    found: Shares
    missing: int


def shares_table(
    within: Domain, estimated: Sequence[Estimated], method: str, base: str, simultaneous: str | None = None
) -> pd.DataFrame:
    """Return shares as the tidy table, without the column of categories where there are none to tell apart.

    method        the name of the interval; None = the default of the design
    simultaneous  the name of intervals that hold for all categories of a base at once; None = each for itself
    """
    if not estimated:
        raise ArgumentError("There is no question to estimate.", remedy="Name at least one.")
    counts = [one.found.share.shape[1] for one in estimated]
    groups = len(within.keys)
    by = [by_columns(within, count) for count in counts]
    columns = {
        "question": [one.name for one, count in zip(estimated, counts, strict=True) for _ in range(groups * count)],
        **{name: [value for one in by for value in one[name]] for name in within.names},
        **_categories(estimated, groups),
        **estimates(within, [one.found for one in estimated], method, simultaneous),
    }
    notes = [note for one in estimated for note in notes_of(within, one.name, one.found)]
    return tidy(
        columns, within, notes, missing=sum(one.missing for one in estimated), **said_of(within, method, base, simultaneous)
    )


def said_of(within: Domain, method: str, base: str, simultaneous: str | None = None) -> dict[str, str]:
    """Return how the shares were made, for `.attrs`.

    method, simultaneous  the names of the intervals
    """
    interval = method if simultaneous is None else f"{simultaneous}, simultaneous"
    if simultaneous == "bonferroni":
        interval = f"{method}, bonferroni, simultaneous"
    return {"method": f"share, {within.sample.variance_rule}; interval {interval}", "base": base, "deff_rule": DEFF_RULE}


def estimates(within: Domain, found: Sequence[Shares], method: str, simultaneous: str | None = None) -> dict[str, object]:
    """Return the columns of numbers, a row for each group and category of each of the shares."""
    counts = [one.share.shape[1] for one in found]

    def below(name: str) -> Floats:
        return np.concatenate([getattr(one, name).ravel() for one in found])

    def each(name: str) -> Floats:
        return np.concatenate([np.repeat(getattr(one, name), count) for one, count in zip(found, counts, strict=True)])

    share, se, base_n = below("share"), below("se"), each("base_n")
    if simultaneous is None:
        df = within.sample.interval_df
        low, high = share_bounds(method, share, se, base_n, df, within.level, logit_se=_logit_errors(found))
    else:
        low, high = _at_once(within, found, method, simultaneous)
    return {
        "n": below("n"),
        "base_n": base_n,
        "base_weight": each("base_weight"),
        "share": share,
        "se": se,
        "low": low,
        "high": high,
        "df": within.sample.df,
        "deff": _design_effects(share, se, base_n),
    }


def _logit_errors(found: Sequence[Shares]) -> Floats | None:
    """Return the standard errors of ln(p/(1 - p)) below each other; None where no replicate weights give any."""
    known = [one.logit_se for one in found if one.logit_se is not None]
    return np.concatenate([one.ravel() for one in known]) if known else None


def _at_once(within: Domain, found: Sequence[Shares], method: str, simultaneous: str) -> Bounds:
    df = within.sample.interval_df
    interval = method if simultaneous == "bonferroni" else None
    parts = [
        simultaneous_bounds(simultaneous, one.share, one.se, one.base_n, df, within.level, interval=interval) for one in found
    ]
    return np.concatenate([low.ravel() for low, _ in parts]), np.concatenate([high.ravel() for _, high in parts])


def _categories(estimated: Sequence[Estimated], groups: int) -> dict[str, object]:
    if estimated[0].categories is None:
        return {}
    every = [value for one in estimated for value in [*(one.categories or ())] * groups]
    return {"category": every if len(estimated) == 1 else np.array(every, dtype=object)}


def notes_of(within: Domain, name: str, found: Shares) -> list[str]:
    """Return warnings for the groups whose shares are of hardly anybody."""
    fixed = ((found.se == 0) & (found.share > 0) & (found.share < 1)).any(axis=1)
    usual = found.base_n.min(initial=2) > 1 and found.base_weight.min(initial=1.0) > 0
    if usual and not found.undefined.any() and not fixed.any():
        return []
    notes = small_base_notes(name, within, found.base_n, found.base_weight)
    return notes + replicate_notes(name, within, found.undefined) + fixed_notes(name, within, fixed)


def _design_effects(share: Floats, se: Floats, n: Floats) -> Floats:
    """Return se² over p(1 - p)/(n - 1)."""
    simple = share * (1 - share) / np.maximum(n - 1, 1)
    effects: Floats = np.divide(se**2, simple, out=np.full(share.shape, np.nan), where=simple > 0)
    return effects
