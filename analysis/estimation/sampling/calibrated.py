"""Weights made from a design: what estimates need to know of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Protocol

import pandas as pd

from analysis.arrays import Floats
from analysis.design import Design
from analysis.errors import ArgumentError
from analysis.estimation.sampling.rank import replicate_df


class Calibration(Protocol):
    """One adjustment of the weights to known margins, as a variance sees it."""

    def residuals(self, values: Floats) -> Floats:
        """Return what the adjustment leaves of a linearised variable.

        values  (rows, estimates) influence of each row, in the order of the data

        The variance of Σwu after the adjustment is that of Σwe with the residuals e: the margins are known, so what they
        explain of u does not vary.
        """


@dataclass(frozen=True, eq=False)
class ReplicateWeights:
    """Replicate analysis weights, and how their estimates become a variance.

    weights  (rows, replicates)
    factors  (replicates,) what each squared deviation is multiplied by: scale · rscales
    mse      True: deviations about the estimate of the full sample; False: about the mean of the replicates
    df       degrees of freedom; None = rank of the weights less one
    """

    weights: Floats
    factors: Floats
    mse: bool
    df: float | None = None

    @cached_property
    def degrees_of_freedom(self) -> float:
        """Those given, or found from the weights, once for all estimates."""
        return replicate_df(self.weights) if self.df is None else self.df


@dataclass(frozen=True, eq=False)
class Calibrated:
    """A design with weights made from its own; accepted wherever a `Design` is.

    design        the design whose weights were changed
    weights       final weights, by the index of the data
    diagnostics   what was done and what came of it: JSON scalars, lists and objects
    calibrations  what the variance takes out, in the order in which it was done
    replicates    replicate weights that were changed along with the weights, or made; None = those of the design, if any
    """

    design: Design
    weights: pd.Series
    diagnostics: Mapping[str, Any]
    calibrations: tuple[Calibration, ...] = ()
    replicates: ReplicateWeights | None = None


def check_design(given: object) -> None:
    """Raise ArgumentError for anything but a design or weights made from one."""
    if not isinstance(given, Design | Calibrated):
        raise ArgumentError(
            "A design is an analysis.Design, or weights made from one.",
            got=repr(given),
            remedy='Name the columns: Design(weight="…", psu="…").',
        )
