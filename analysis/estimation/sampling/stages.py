"""The stages of a sample: which units were drawn from which, and what the scatter of each adds to a variance.

[1] Särndal, Swensson, Wretman (1992), Model Assisted Survey Sampling, 4.3: two stages.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from analysis.arrays import Booleans, Floats, Integers
from analysis.design import SinglePsu
from analysis.errors import DesignError, listed

REPRESENTED = 1 - 1e-7
"""A sampled fraction from here up is a stratum that was taken whole."""


@dataclass(frozen=True, eq=False)
class Stage:
    """One stage: units drawn within strata, which at later stages are the units of the stage before.

    A leaf is the smallest piece that totals are kept for: a unit of the last stage, or, where its units are the rows,
    a stratum of it.

    of_leaf  (leaves,) each leaf's unit; None = the leaves are the units. Where the rows are units: each leaf's stratum
    stratum  (units,) each unit's stratum; empty where the rows are units
    sizes    (strata,) units drawn
    scale    (strata,) what a stratum's scatter is multiplied by: (1 - n/N) n/(n - 1), and at later stages the sampled
             fractions of the stages before [1]
    centred  (strata,) scatter is taken about the stratum's own mean; False = about zero, the mean of a linearised variable
    averaged (strata,) a unit is alone there, and takes the average of the strata whose scatter is known
    """

    of_leaf: Integers | None
    stratum: Integers
    sizes: Integers
    scale: Floats
    centred: Booleans
    averaged: Booleans
    rows_are_units: bool


def scales(
    sizes: Integers, fraction: Floats, carried: Floats, rule: str, stage: int, names: Callable[[Booleans], list[object]]
) -> tuple[Floats, Booleans, Booleans]:
    """Return each stratum's factor, and whether it is centred at its own mean, or averaged, by the rule for single units.

    sizes     (strata,) units drawn
    fraction  (strata,) sampled fraction; 0 = with replacement
    carried   (strata,) product of the sampled fractions of the stages before
    stage     1 = the first; for the message
    names     the names of the strata of a mask

    A unit alone in its stratum, where that was not taken whole, has no scatter: `fail` raises DesignError.
    """
    single = sizes == 1
    represented = fraction >= REPRESENTED
    factor = carried * (1 - fraction) * sizes / np.where(single, np.nan, sizes - 1)
    factor[represented | (carried == 0)] = 0.0
    lonely = single & ~represented & (carried > 0)
    none = np.zeros(len(sizes), dtype=np.bool_)
    if not lonely.any():
        return factor, ~none, none
    if rule == SinglePsu.FAIL or (rule == SinglePsu.AVERAGE and lonely.all()):
        what = "strata have one PSU" if stage == 1 else f"units of stage {stage - 1} have one unit of stage {stage}"
        raise DesignError(
            f"{int(lonely.sum())} of {len(sizes)} {what}, from which no variance can be estimated.",
            where=f"{'strata' if stage == 1 else 'units'} {listed(names(lonely))}",
            remedy=_remedy(lonely),
        )
    if rule == SinglePsu.ADJUST:
        factor[lonely] = (carried * (1 - fraction))[lonely]
        return factor, ~lonely, none
    factor[lonely] = 0.0
    return factor, ~none, lonely if rule == SinglePsu.AVERAGE else none


def _remedy(lonely: Booleans) -> str:
    """Return what to do about strata of one unit; an average needs a stratum of more."""
    if not lonely.all():
        return "Merge strata, or set single_psu to certainty, adjust or average."
    merge = "Merge strata, or set" if len(lonely) > 1 else "Set"
    return f"{merge} single_psu to certainty or adjust: there is no stratum with two units or more that average could be of."
