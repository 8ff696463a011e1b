"""What came of an adjustment of weights, as JSON has it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from analysis.arrays import Floats
from analysis.weighting.auxiliary import Auxiliary


def spread(weight: Floats, total: float, squares: float) -> dict[str, Any]:
    """Return n, sum, extremes, Kish's design effect and effective sample size of (rows,) weights.

    total, squares  Σw and Σw², which their maker has from sums that are shorter than the data

    deff = n Σw²/(Σw)² = 1 + CV², effective n = n/deff      [1]

    [1] Kish (1965), Survey Sampling, 11.7.

    >>> spread(np.array([1.0, 1.0, 2.0]), 4.0, 6.0)["kish_deff"]
    1.125
    """
    n = len(weight)
    effect = n * squares / total**2 if total else None
    return {
        "n": n,
        "sum": total,
        "min": float(weight.min()),
        "max": float(weight.max()),
        "kish_deff": effect,
        "effective_n": None if effect is None else n / effect,
    }


def factors(factor: Floats, weight: Floats) -> dict[str, float]:
    """Return the smallest and the largest factor of the units that have a weight."""
    used = factor[weight > 0]
    return {"g_min": float(used.min()), "g_max": float(used.max())}


def met(known: Auxiliary, before: Floats, after: Floats) -> list[dict[str, Any]]:
    """Return each target with the sums of the weights before and after.

    before, after  (units,) weights
    """
    sums = zip(known.names, known.totals(before), known.totals(after), known.target, strict=True)
    return [
        {
            "variables": list(names),
            "category": None if category is None else [_plain(value) for value in category],
            "before": float(first),
            "after": float(last),
            "target": float(target),
        }
        for (names, category), first, last, target in sums
    ]


def cautions(weight: Floats, smallest: float, rescaled: Sequence[str]) -> dict[str, Any]:
    """Return what whoever uses the weights should know, for programs and in a sentence each.

    smallest  the least of the weights
    rescaled  margins that were brought to the sum of the first
    """
    negative = int((weight < 0).sum()) if smallest < 0 else 0
    found = []
    if negative:
        found.append(f"{negative} weights are negative, and shares may leave 0 to 1: raking, or bounds, keep them positive.")
    if rescaled:
        found.append(f"Brought to the sum of the first margin, from which they differed by rounding: {', '.join(rescaled)}.")
    return {"negative": negative, "rescaled": list(rescaled), "warnings": found}


def _plain(value: object) -> object:
    return value.item() if isinstance(value, np.generic) else value
