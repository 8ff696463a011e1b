"""The weights that an adjustment starts from."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.arrays import Floats
from analysis.data import Data, as_data
from analysis.design import Design
from analysis.estimation.sampling.calibrated import Calibrated, Calibration, ReplicateWeights, check_design
from analysis.estimation.sampling.sample import sample
from analysis.values import FARTHEST


@dataclass(frozen=True, eq=False)
class Before:
    """The data, and their weights before an adjustment.

    weight        (rows,) ≥ 0 where they are a design's
    calibrations  what earlier adjustments take out of a variance
    replicates    replicate weights, which are adjusted too
    steps         the earlier adjustments, by name
    """

    data: Data
    design: Design
    weight: Floats
    calibrations: tuple[Calibration, ...]
    replicates: ReplicateWeights | None
    steps: tuple[str, ...]


def before(data: Data | pd.DataFrame, design: Design | Calibrated | None) -> Before:
    """Return the weights of a design, or those made from one by an earlier adjustment.

    design  None = the design the data came with; of a bare frame weights of 1

    Raises what `sampling.sample` raises: DesignError for wrong weights, and for an index other than the data's.
    """
    given = as_data(data)
    chosen = given.design if design is None else design
    check_design(chosen)
    weight, replicates = _plain_weights(given.frame, chosen), None
    if weight is None:
        drawn = sample(given.frame, chosen)
        weight, replicates = drawn.weight, drawn.replicates
    if isinstance(chosen, Calibrated):
        steps = tuple(chosen.diagnostics.get("steps", ()))
        return Before(given, chosen.design, weight, chosen.calibrations, chosen.replicates, steps)
    return Before(given, chosen, weight, (), replicates, ())


def _plain_weights(frame: pd.DataFrame, design: Design | Calibrated) -> Floats | None:
    """Return weights that stand in the data, or were made for these rows, without looking at the rest of the design.

    None where that will not do, or something is wrong that `sample` names.
    """
    if isinstance(design, Calibrated):
        return design.weights.to_numpy(dtype=np.float64) if design.weights.index.equals(frame.index) else None
    column = None if design.weight is None or design.replicates is not None else frame.get(design.weight)
    if not isinstance(column, pd.Series) or not pd.api.types.is_numeric_dtype(column.dtype) or column.hasnans or column.empty:
        return None
    weight = column.to_numpy(dtype=np.float64)
    least = weight.min()
    if least == 0:
        least = weight.min(where=weight > 0, initial=1.0)
    return weight if least >= 1 / FARTHEST and weight.max() <= FARTHEST else None
