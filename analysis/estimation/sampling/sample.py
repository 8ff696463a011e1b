"""A design checked against the data: a weight for each row, and the units that each row was drawn in."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cached_property, partial

import numpy as np
import pandas as pd

from analysis.arrays import Codes, Floats, Integers
from analysis.design import Design, Replicates, SinglePsu
from analysis.errors import DataError, DesignError, listed
from analysis.estimation.sampling.calibrated import Calibrated, Calibration, ReplicateWeights
from analysis.estimation.sampling.columns import keys, named, numbers, refuse, units
from analysis.estimation.sampling.replication import replicate_factors
from analysis.estimation.sampling.stages import Stage, scales
from analysis.values import FARTHEST


@dataclass(frozen=True, eq=False)
class Sample:
    """What a design says about the rows of one table.

    given         the design, or the weights made from one
    weight        (rows,) ≥ 0
    leaf_codes    (rows,) the row's leaf, of a small type: its unit at the last stage, or where the rows are units, its
                  stratum there
    leaves        how many there are
    stages        from the first to the last that adds to a variance
    calibrations  what a variance takes out, in order
    replicates    replicate weights, from which variances are computed; None = by linearisation
    """

    given: Design | Calibrated
    weight: Floats
    leaf_codes: Codes
    leaves: int
    stages: tuple[Stage, ...]
    calibrations: tuple[Calibration, ...] = ()
    replicates: ReplicateWeights | None = None

    @cached_property
    def leaf(self) -> Integers:
        """(rows,) the row's leaf, as an index."""
        return self.leaf_codes.astype(np.intp, copy=False)

    @property
    def design(self) -> Design:
        """The design, whatever was made of its weights."""
        return self.given.design if isinstance(self.given, Calibrated) else self.given

    @property
    def is_simple(self) -> bool:
        """Whether this is unweighted simple random sampling with replacement."""
        return isinstance(self.given, Design) and self.given.is_simple

    @property
    def interval_df(self) -> float | None:
        """Degrees of freedom for intervals of shares; None = the textbook intervals of a simple random sample."""
        return None if self.is_simple else self.df

    @property
    def rows_are_units(self) -> bool:
        """Whether the units of the last stage are the rows."""
        return self.stages[-1].rows_are_units

    @property
    def variance_rule(self) -> str:
        """How variances are computed, in words for the `.attrs` of a table."""
        if self.replicates is not None:
            return f"{self.replicates.weights.shape[1]} replicate weights"
        return "Taylor linearisation" + (" of calibrated weights" if self.calibrations else "")

    @property
    def df_rule(self) -> str:
        """What the degrees of freedom are, in words for the `.attrs` of a table."""
        if self.replicates is None:
            return "PSUs less strata of the whole design"
        return "rank of the replicate weights less one"

    @property
    def one_stage(self) -> bool:
        """Whether variances need the totals of the first stage alone."""
        return len(self.stages) == 1 and not self.calibrations and self.replicates is None

    @cached_property
    def df(self) -> float:
        """Degrees of freedom, of the whole design whatever the domain.

        Sampled PSUs less strata; of replicate weights their rank less one.
        """
        if self.replicates is None:
            return float(self.stages[0].sizes.sum() - len(self.stages[0].sizes))
        return self.replicates.degrees_of_freedom


def sample(frame: pd.DataFrame, given: Design | Calibrated) -> Sample:
    """Return the design of these rows.

    Raises DesignError for a column that is not there, a weight that is missing, infinite, negative or extreme, a missing
    stratum, unit or population count, a population smaller than its sample, unless the design names a rule, a stratum
    with one PSU, and weights made for other rows; DataError where there are no rows.
    """
    if len(frame) == 0:
        raise DataError("There are no responses to estimate from.", got="0 rows", remedy="Check the source and the selection.")
    design = given.design if isinstance(given, Calibrated) else given
    drawn, leaf, leaves, chance = _stages(frame, design)
    if isinstance(given, Calibrated):
        weight, replicates, calibrations = _made_weights(frame, given), given.replicates, given.calibrations
        if replicates is not None:
            return Sample(given, weight, leaf, leaves, drawn, (), replicates)
        return Sample(given, weight, leaf, leaves, drawn, calibrations)
    weight = _weights(frame, design, chance)
    replicates = None if design.replicates is None else _replicates(frame, design.replicates, design.weight)
    return Sample(given, weight, leaf, leaves, drawn, (), replicates)


def replicate_columns(frame: pd.DataFrame, replicates: Replicates, weight: str | None) -> list[str]:
    """Return the names of the columns of replicate weights: those given, or the beginning and a number, in the data's order."""
    if not isinstance(replicates.columns, str):
        return list(replicates.columns)
    numbered_names = re.compile(re.escape(replicates.columns) + "[0-9]+")
    found = [str(name) for name in frame.columns if numbered_names.fullmatch(str(name)) and name != weight]
    if not found:
        raise DesignError(
            "No column has such a name.",
            where="replicate weights",
            got=f"{replicates.columns!r} and a number",
            remedy="Name the columns, or what stands before the number in their names.",
        )
    return found


def _replicates(frame: pd.DataFrame, given: Replicates, weight: str | None) -> ReplicateWeights:
    names = replicate_columns(frame, given, weight)
    columns = []
    for name in names:
        column = numbers(frame, name)
        refuse(frame, ~np.isfinite(column), name, "A replicate weight must be a number.", "Correct it, or remove the row.")
        _refuse_extreme(column, f"column {name!r}")
        columns.append(column)
    return ReplicateWeights(np.column_stack(columns), replicate_factors(given, len(names)), given.mse)


def _made_weights(frame: pd.DataFrame, given: Calibrated) -> Floats:
    """Return weights that were made for these rows."""
    if not given.weights.index.equals(frame.index):
        raise DesignError(
            "The weights were made for other rows: their index is not the data's.",
            got=f"{len(given.weights)} weights, {len(frame)} rows",
            remedy="Make the weights from this data; select rows with where=.",
        )
    weight = given.weights.to_numpy(dtype=np.float64)
    _refuse_extreme(weight, "weights made from the design")
    return weight


def _refuse_extreme(weight: Floats, where: str) -> None:
    """Raise a DesignError for weights so large, or all or some so small, that their squares are no numbers."""
    least, most = float(weight.min()), float(weight.max())
    if least < 1 / FARTHEST:  # zeros, and weights below 0, say nothing of the others
        size = np.abs(weight)
        least, most = float(size.min(where=size > 0, initial=1.0)), float(size.max())
    if most > FARTHEST or least < 1 / FARTHEST:
        raise DesignError(
            f"Weights must lie between {1 / FARTHEST:g} and {FARTHEST:g}, or be 0.",
            where=where,
            got=f"{most if most > FARTHEST else least:g}",
            remedy="Multiply all of them by one number, or correct those that are wrong.",
        )


def _stages(frame: pd.DataFrame, design: Design) -> tuple[tuple[Stage, ...], Codes, int, Floats | None]:
    """Return the stages, each row's leaf, how many leaves there are, and each row's chance to be drawn (None: unknown)."""
    stratum, strata = keys(frame, design.strata)
    carried, chance = np.ones(strata), np.ones(1)
    found: list[tuple[Codes, Stage]] = []
    parent, parents = stratum, design.strata
    for stage, name in enumerate(design.psus or (None,), start=1):
        size = len(carried)
        unit, unit_parent = (None, np.arange(0)) if name is None else units((parent, size), keys(frame, name))
        sizes = np.bincount(parent if unit is None else unit_parent, minlength=size)
        fpc = design.fpcs[stage - 1] if stage <= len(design.fpcs) else None
        fraction = _fractions(frame, fpc, parent, sizes, parents)
        if fpc is not None:
            chance = chance * fraction[parent]
        if carried.any():
            rows = unit is None or (stage == len(design.psus) and len(unit_parent) == len(frame))
            rule = SinglePsu.CERTAINTY if design.is_simple else design.single_psu
            scale, centred, averaged = scales(sizes, fraction, carried, rule, stage, partial(named, frame, parents, parent))
            own, own_parent = (parent, np.arange(0)) if unit is None or rows else (unit, unit_parent)
            found.append((own, Stage(None, own_parent, sizes, scale, centred, averaged, rows)))
        if unit is not None:
            carried = (carried * fraction)[unit_parent]
            parent, parents = unit, name
    return *_on_leaves(found), _chance(design, chance)


def _chance(design: Design, chance: Floats) -> Floats | None:
    return None if design.fpc is None or len(design.fpcs) < len(design.psus) else chance


def _on_leaves(found: list[tuple[Codes, Stage]]) -> tuple[tuple[Stage, ...], Codes, int]:
    """Return the stages with their units by leaf: a leaf is a unit of the last stage, or its stratum where rows are units.

    found  by stage: each row's unit (its stratum where the rows are units), and the stage
    """
    leaf, last = found[-1]
    leaves = len(last.sizes) if last.rows_are_units else len(last.stratum)
    stages = []
    for unit, stage in found:
        of_leaf = None
        if unit is not leaf:
            of_leaf = np.empty(leaves, dtype=np.intp)
            of_leaf[leaf] = unit
        stages.append(replace(stage, of_leaf=of_leaf))
    return tuple(stages), leaf, leaves


def _weights(frame: pd.DataFrame, design: Design, chance: Floats | None) -> Floats:
    if design.weight is None:
        if chance is None and design.fpc is not None:
            raise DesignError(
                "Weights cannot be made: a stage has no population count.",
                got=f"psu={design.psu!r}, fpc={design.fpc!r}",
                remedy="Name a weight, or a column of fpc for each stage.",
            )
        if chance is None:
            return np.ones(len(frame))
        _refuse_extreme(chance, f"sampled fractions of fpc={design.fpc!r}")
        return 1.0 / chance
    weight = numbers(frame, design.weight)
    least, most = weight.min(), weight.max()
    if not (least >= 0 and most < np.inf):  # nothing compares with what is no number
        wrong = ~np.isfinite(weight) | (weight < 0)
        refuse(frame, wrong, design.weight, "A weight must be a number from 0 up.", "Correct it, or remove the row and say so.")
    if least < 1 / FARTHEST or most > FARTHEST:
        _refuse_extreme(weight, f"column {design.weight!r}")
    return weight


def _fractions(frame: pd.DataFrame, fpc: str | None, parent: Codes, sizes: Integers, parents: str | None) -> Floats:
    """Return n/N of each stratum; 0 where the sampling was with replacement."""
    if fpc is None:
        return np.zeros(len(sizes))
    population = numbers(frame, fpc)
    wrong = ~np.isfinite(population) | (population <= 0)
    refuse(frame, wrong, fpc, "A population count or fraction must be above 0.", "Correct it.")
    first = np.zeros(len(sizes))
    first[parent] = population
    uneven = population != first[parent]
    refuse(frame, uneven, fpc, "A stratum has more than one population count.", "Give all its rows the same.")
    if population.max() <= 1:
        return first
    small = first < sizes
    if small.any():
        raise DesignError(
            "A stratum's population is smaller than its sample.",
            where=f"column {fpc!r}, strata {listed(named(frame, parents, parent, small))}",
            remedy="Give the number of PSUs in the population, or fractions of at most 1 in all rows.",
        )
    return sizes / first
