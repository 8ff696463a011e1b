"""A design checked against the data: a weight for each row, a stratum for each primary sampling unit (PSU)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.arrays import Booleans, Floats, Integers
from analysis.data import row_names
from analysis.design import Design, SinglePsu
from analysis.errors import DataError, DesignError, listed, unknown


@dataclass(frozen=True, eq=False)
class Sample:
    """What a design says about the rows of one table.

    weight       (rows,) ≥ 0
    unit         (rows,) the row's PSU; its stratum where `rows_are_psus`
    psu_stratum  (PSUs,) the stratum of each PSU; empty where `rows_are_psus`
    psus         (strata,) PSUs sampled
    scale        (strata,) (1 - n/N) n/(n - 1), what a stratum's scatter of PSU totals is multiplied by
    centred      (strata,) scatter is taken about the stratum's own mean; False = about the mean of all PSUs
    """

    design: Design
    weight: Floats
    unit: Integers
    psu_stratum: Integers
    rows_are_psus: bool
    psus: Integers
    scale: Floats
    centred: Booleans

    @property
    def units(self) -> int:
        """How many units there are: PSUs, or strata where `rows_are_psus`."""
        return len(self.psus) if self.rows_are_psus else len(self.psu_stratum)

    @property
    def df(self) -> float:
        """Degrees of freedom: sampled PSUs less strata, of the whole design whatever the domain."""
        return float(self.psus.sum() - len(self.psus))


def sample(frame: pd.DataFrame, design: Design) -> Sample:
    """Return the design of these rows.

    Raises DesignError for a column that is not there, a weight that is missing, infinite or negative, a missing
    stratum, PSU or population count, a population smaller than its sample, and, unless the design names a rule, a
    stratum with one PSU; DataError where there are no rows.
    """
    if len(frame) == 0:
        raise DataError("There are no responses to estimate from.", got="0 rows", remedy="Check the source and the selection.")
    stratum, labels = _keys(frame, design.strata)
    if design.psu is None:
        unit, psu_stratum, psus = stratum, np.empty(0, dtype=np.intp), np.bincount(stratum)
    else:
        unit, psu_stratum = _psus(stratum, _keys(frame, design.psu)[0])
        psus = np.bincount(psu_stratum)
    fraction = _fractions(frame, design, stratum, psus, labels)
    scale, centred = _scales(design, psus, fraction, labels)
    weight = _weights(frame, design, stratum, fraction)
    return Sample(design, weight, unit, psu_stratum, design.psu is None, psus, scale, centred)


def _column(frame: pd.DataFrame, name: str) -> pd.Series:
    if name not in frame.columns:
        raise DesignError(str(unknown("column for the design", name, [str(column) for column in frame.columns])))
    found = frame[name]
    if isinstance(found, pd.DataFrame):
        raise DesignError("The column stands in the data more than once.", where=f"column {name!r}", remedy="Remove the other.")
    return found


def _keys(frame: pd.DataFrame, name: str | None) -> tuple[Integers, list[object]]:
    if name is None:
        return np.zeros(len(frame), dtype=np.intp), ["all rows"]
    try:
        codes, labels = pd.factorize(_column(frame, name))
    except TypeError:
        raise DesignError(
            "The column holds lists, or other values that are no key.", where=f"column {name!r}", remedy="Correct the column."
        ) from None
    _refuse(frame, codes < 0, name, "A row without a key belongs nowhere in the design.", "Fill it in or remove the row.")
    return codes.astype(np.intp, copy=False), labels.tolist()


def _psus(stratum: Integers, key: Integers) -> tuple[Integers, Integers]:
    """Return each row's PSU and each PSU's stratum; the same key in two strata is two PSUs."""
    combined = stratum * (key.max() + 1) + key
    unit, pairs = pd.factorize(combined)
    return unit.astype(np.intp, copy=False), pairs // (key.max() + 1)


def _numbers(frame: pd.DataFrame, name: str) -> Floats:
    try:
        return _column(frame, name).to_numpy(dtype=np.float64, na_value=np.nan)
    except (TypeError, ValueError):
        raise DesignError("The column does not hold numbers.", where=f"column {name!r}", remedy="Correct the column.") from None


def _weights(frame: pd.DataFrame, design: Design, stratum: Integers, fraction: Floats) -> Floats:
    if design.weight is None:
        return np.ones(len(frame)) if design.fpc is None else (1.0 / fraction)[stratum]
    weight = _numbers(frame, design.weight)
    wrong = ~np.isfinite(weight) | (weight < 0)
    _refuse(frame, wrong, design.weight, "A weight must be a number from 0 up.", "Correct it, or remove the row and say so.")
    return weight


def _fractions(frame: pd.DataFrame, design: Design, stratum: Integers, psus: Integers, labels: list[object]) -> Floats:
    """Return n/N of each stratum; 0 where the sampling was with replacement."""
    if design.fpc is None:
        return np.zeros(len(psus))
    population = _numbers(frame, design.fpc)
    wrong = ~np.isfinite(population) | (population <= 0)
    _refuse(frame, wrong, design.fpc, "A population count or fraction must be above 0.", "Correct it.")
    first = np.zeros(len(psus))
    first[stratum] = population
    uneven = population != first[stratum]
    _refuse(frame, uneven, design.fpc, "A stratum has more than one population count.", "Give all its rows the same.")
    if population.max() <= 1:
        return first
    small = first < psus
    if small.any():
        raise DesignError(
            "A stratum's population is smaller than its sample.",
            where=f"column {design.fpc!r}, strata {listed(np.array(labels, dtype=object)[small])}",
            remedy="Give the number of PSUs in the population, or fractions of at most 1 in all rows.",
        )
    return psus / first


def _scales(design: Design, psus: Integers, fraction: Floats, labels: list[object]) -> tuple[Floats, Booleans]:
    """Return each stratum's factor and whether it is centred at its own mean, by the rule for single PSUs."""
    single = psus == 1
    represented = fraction >= 1 - 1e-7
    factor = (1 - fraction) * psus / np.where(single, np.nan, psus - 1)
    factor[represented] = 0.0
    lonely = single & ~represented
    if design.is_simple or not lonely.any():
        return factor, np.ones(len(psus), dtype=np.bool_)
    if design.single_psu == SinglePsu.FAIL or (design.single_psu == SinglePsu.AVERAGE and lonely.all()):
        raise DesignError(
            f"{int(lonely.sum())} of {len(psus)} strata have one PSU, from which no variance can be estimated.",
            where=f"strata {listed(np.array(labels, dtype=object)[lonely])}",
            remedy="Merge strata, or set single_psu to certainty, adjust or average.",
        )
    if design.single_psu == SinglePsu.ADJUST:
        factor[lonely] = 1 - fraction[lonely]
        return factor, ~lonely
    factor[lonely] = 0.0
    if design.single_psu == SinglePsu.AVERAGE:
        factor *= len(psus) / int((~lonely).sum())
    return factor, np.ones(len(psus), dtype=np.bool_)


def _refuse(frame: pd.DataFrame, wrong: Iterable[bool] | Booleans, name: str, what: str, remedy: str) -> None:
    """Raise a DesignError that names the rows in which a column is wrong."""
    rows = np.asarray(wrong, dtype=np.bool_)
    if rows.any():
        values = frame[name].to_numpy(dtype=object)[rows]
        where = f"column {name!r}, {row_names(frame, rows)}"
        raise DesignError(what, where=where, got=listed(dict.fromkeys(str(value) for value in values)), remedy=remedy)
