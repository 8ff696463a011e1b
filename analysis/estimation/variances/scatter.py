"""Sums by stratum and unit, and the points that a stratum's scatter is taken about."""

from __future__ import annotations

import numpy as np

from analysis.arrays import Booleans, Floats, Integers
from analysis.estimation.sampling.stages import Stage

ROUNDING = 1e-13
"""A variance below this part of the sums of squares it is the difference of is rounding noise: zero."""

EXACT = 1e-28
"""The same where scatter is summed about its centre and nothing but rounded terms went before."""

CELLS = (slice(None), np.newaxis, np.newaxis)
"""Takes (strata,) to (strata, 1, 1)."""


def gathered(index: Integers, rows: Floats, count: int) -> Floats:
    """Return (count, width) the sums of the rows that have one index."""
    width = rows.shape[1]
    place = index[:, np.newaxis] * width + np.arange(width)
    sums = np.bincount(place.ravel(), rows.ravel(), count * width)
    return np.asarray(sums, dtype=np.float64).reshape(count, width)


def stratum_sums(index: Integers, z: Floats, strata: int, groups: int) -> Floats:
    """Return (strata, groups, width) Σz.

    index  (pieces,) stratum · groups + group
    """
    return gathered(index, z, strata * groups).reshape(strata, groups, z.shape[1])


def centres(stage: Stage, sums: Floats) -> Floats:
    """Return (strata, groups, width) what each stratum's scatter is taken about: its own mean, or zero."""
    return np.where(stage.centred[CELLS], sums / stage.sizes[CELLS], 0.0)


def averaging(stage: Stage, present: Booleans) -> Floats:
    """Return (groups,) what a variance is multiplied by for the strata that take the average of the others.

    present  (strata, groups) the domain has members there: a stratum without any adds nothing and takes nothing

    NaN where no other stratum is left to average.
    """
    alone = (present & stage.averaged[:, np.newaxis]).sum(axis=0)
    every = present.sum(axis=0)
    ratio: Floats = np.divide(every, every - alone, out=np.full(len(every), np.nan), where=every > alone)
    return np.where(alone == 0, 1.0, ratio)
