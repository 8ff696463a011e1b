"""Weights brought within limits."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
from scipy import optimize

from analysis.arrays import Booleans, Floats
from analysis.data import Data
from analysis.design import Design
from analysis.errors import ArgumentError, DataError
from analysis.estimation.sampling.calibrated import Calibrated
from analysis.weighting import diagnostics
from analysis.weighting.before import Before, before
from analysis.weighting.projection import adjusted_to, earlier

ROUNDS = 500
"""How often weights are cut at most; what then still lies outside is levelled."""

CLOSE = 1e-13
"""A weight is within the limits where it is beyond by no more than this part of the largest; it is then set to the limit."""


def trim(
    data: Data | pd.DataFrame,
    *,
    design: Design | Calibrated | None = None,
    lower: float = 0.0,
    upper: float = np.inf,
    strict: bool = False,
) -> Calibrated:
    """Return weights cut at limits, what was cut being shared equally among the rest, so that their sum stays.

    lower, upper  limits of the weights themselves
    strict        repeat until no weight lies outside; else those that share may be pushed beyond a limit, as in R

    Margins that were met before no longer are; a variance still uses the residuals of earlier adjustments, and takes the
    trimming itself for given, as R does. Replicate weights are trimmed too, but for their zeros.

    Raises ArgumentError for limits that are no numbers in order, DataError where the limits leave no weights with the sum.

    >>> trim(pd.DataFrame({"w": [1.0, 1.0, 2.0, 8.0]}), design=Design(weight="w"), upper=5).weights.tolist()
    [2.0, 2.0, 3.0, 5.0]
    """
    if not (0 <= lower < upper):
        raise ArgumentError("Limits of weights are numbers from 0 up, the lower first.", got=f"{lower!r}, {upper!r}")
    start = before(data, design)
    weight, rounds = _trimmed(start.weight, lower, upper, strict=strict)
    cut = (start.weight != 0) & ((start.weight < lower) | (start.weight > upper))
    extremes = diagnostics.spread(weight, float(weight.sum()), float((weight**2).sum()))
    total = float(start.weight.sum())
    said: dict[str, Any] = {
        "method": "trim",
        "steps": [*start.steps, "trim"],
        **extremes,
        **diagnostics.factors(np.divide(weight, start.weight, out=np.ones_like(weight), where=start.weight > 0), start.weight),
        "trimmed": float(np.maximum(start.weight - upper, 0).sum()) / total,
        "trimmed_n": int(cut.sum()),
        "iterations": rounds,
        "margins": _margins(start, weight),
        **diagnostics.cautions(weight, extremes["min"], ()),
    }
    replicates = start.replicates
    if replicates is not None:
        columns = [_trimmed(column, lower, upper, strict=strict)[0] for column in replicates.weights.T]
        replicates = replace(replicates, weights=np.column_stack(columns))
    made = pd.Series(weight, index=start.data.frame.index, name="weight", copy=False)
    return Calibrated(start.design, made, said, earlier(start.calibrations, start.weight, weight), replicates)


def _margins(start: Before, weight: Floats) -> list[dict[str, Any]]:
    """Return how far trimming has moved the sums from the targets of the adjustment before it."""
    known = adjusted_to(start.calibrations[-1]) if start.calibrations else None
    return [] if known is None else diagnostics.met(known, known.sums(start.weight), known.sums(weight))


def _trimmed(weight: Floats, lower: float, upper: float, *, strict: bool) -> tuple[Floats, int]:
    """Return weights within limits and how often they were cut; weights of 0 stay: they are those of nobody."""
    used = weight != 0
    total, count = float(weight.sum()), int(used.sum())
    if not count or lower * count > total * (1 + CLOSE) or upper * count < total * (1 - CLOSE):
        raise _impossible(total, count, lower, upper)
    for rounds in range(ROUNDS + 1):
        cut = np.where(used, np.clip(weight, lower, upper), weight)
        off = np.abs(weight - cut)
        if off.max() <= (CLOSE * weight.max() if strict else 0.0):
            return cut, rounds
        inside = used & (off == 0)
        if (rounds and not strict) or not inside.any():
            break
        weight = np.where(inside, weight + (total - cut.sum()) / inside.sum(), cut)
    return (_levelled(weight, used, lower, upper) if strict or not inside.any() else weight), rounds


def _levelled(weight: Floats, used: Booleans, lower: float, upper: float) -> Floats:
    """Return weights within limits that keep their sum, all of them moved by the same amount before they are cut."""
    total = float(weight.sum())

    def moved(by: float) -> Floats:
        return np.where(used, np.clip(weight + by, lower, upper), 0.0)

    by = optimize.brentq(lambda one: float(moved(one).sum()) - total, -total, total, xtol=1e-15 * total, maxiter=1000)
    return moved(by)


def _impossible(total: float, count: int, lower: float, upper: float) -> DataError:
    return DataError(
        "No weights within the limits have the sum that they must keep.",
        got=f"a sum of {total:.10g} on {count} rows with limits of {lower:g} and {upper:g}",
        remedy="Widen the limits: they are of the weights themselves, not of their ratio to the mean.",
    )
