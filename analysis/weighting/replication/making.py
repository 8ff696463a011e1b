"""Replicate weights of a data set, made from its design."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from numbers import Integral, Real

import numpy as np
import pandas as pd

from analysis.arrays import Integers
from analysis.data import Data, as_data
from analysis.design import Design
from analysis.errors import ArgumentError, unknown
from analysis.estimation.sampling.calibrated import Calibrated, ReplicateWeights, check_design
from analysis.estimation.sampling.sample import Sample, sample
from analysis.weighting.replication.multipliers import Multipliers, Units, balanced, bootstrap, jackknife, stratified_jackknife

DRAWN = 500
"""How many bootstrap replicates are made where no number is given: a standard error then varies by 3 % from run to run."""

FAY = 0.3
"""Fay's coefficient where none is given (Judkins 1990)."""

MOST = 200_000_000
"""The most replicate weights that are held at once: 1.6 GB."""


class MadeKind(StrEnum):
    """The ways of making replicate weights."""

    JK1 = "JK1"
    JKN = "JKn"
    BRR = "BRR"
    FAY = "Fay"
    BOOTSTRAP = "bootstrap"
    SUBBOOTSTRAP = "subbootstrap"


@dataclass(frozen=True)
class Options:
    """How replicates are to be made: how many are drawn, from which seed, and Fay's coefficient."""

    drawn: int
    seed: int
    rho: float


def _drawn(units: Units, options: Options) -> Multipliers:
    return bootstrap(units, options.drawn, np.random.default_rng(options.seed))


MAKERS: dict[MadeKind, Callable[[Units, Options], Multipliers]] = {
    MadeKind.JK1: lambda units, _: jackknife(units),
    MadeKind.JKN: lambda units, _: stratified_jackknife(units),
    MadeKind.BRR: lambda units, _: balanced(units),
    MadeKind.FAY: lambda units, options: balanced(units, rho=options.rho),
    MadeKind.BOOTSTRAP: _drawn,
    MadeKind.SUBBOOTSTRAP: _drawn,
}
"""Each way of making replicates, from the first stage of a design."""

RANDOM = frozenset({MadeKind.BOOTSTRAP, MadeKind.SUBBOOTSTRAP})
"""The kinds whose number of replicates is chosen and whose multipliers are drawn."""


def replicate_weights(
    data: Data | pd.DataFrame,
    *,
    design: Design | Calibrated | None = None,
    kind: str,
    replicates: int | None = None,
    seed: int | None = None,
    rho: float | None = None,
    mse: bool = False,
) -> Calibrated:
    """Return the design with replicate weights, from which estimates then take their variances.

    design      strata, PSUs and population counts of the first stage; None = the design the data came with
    kind        JK1 | JKn | BRR | Fay | bootstrap (rescaling, with the population counts) | subbootstrap (the same as if
                drawn with replacement)
    replicates  how many bootstrap replicates are drawn; None = 500. Of the other kinds the design fixes the number
    seed        of the bootstrap; None = a new one. The diagnostics hold it, so that the weights can be made again. Of the
                other kinds nothing is drawn
    rho         Fay's coefficient, from 0 up to but not 1; None = 0.3
    mse         deviations about the estimate of the full sample; False = about the mean of the replicates

    Weights that are to be calibrated are replicated before: each replicate is then calibrated like the sample.

    Raises ArgumentError for an unknown kind, for an option that the kind does not have, for a design that has replicate or
    calibrated weights already, and where there would be more than 200 million replicate weights; DesignError as `sample`
    does, for JK1 of several strata and for BRR of strata without exactly two PSUs.

    >>> frame = pd.DataFrame({"school": [1, 1, 2, 3]})
    >>> replicate_weights(frame, design=Design(psu="school"), kind="JK1").replicates.weights
    array([[0. , 1.5, 1.5],
           [0. , 1.5, 1.5],
           [1.5, 0. , 1.5],
           [1.5, 1.5, 0. ]])
    """
    responses = as_data(data)
    given = responses.design if design is None else design
    check_design(given)
    _check_unadjusted(given)
    if kind not in set(MadeKind):
        raise unknown("kind of replicate weights", kind, [str(one) for one in MadeKind])
    way = MadeKind(kind)
    options = _options(way, replicates, seed, rho)
    drawn = sample(responses.frame, given)
    units, unit = _first_stage(responses.frame, _as_replicated(responses.frame, drawn, way))
    _check_size(len(unit), _expected(way, units, options))
    made = MAKERS[way](units, options)
    if replicates not in (None, len(made.factors)):
        raise ArgumentError(
            f"The design fixes how many replicates {kind} has.",
            got=f"replicates={replicates}",
            remedy=f"Leave it out: {len(made.factors)}.",
        )
    weights = drawn.weight[:, np.newaxis] * made.values[unit]
    diagnostics = {
        "kind": kind,
        "replicates": len(made.factors),
        "mse": mse,
        "rho": options.rho if way is MadeKind.FAY else None,
        "seed": options.seed if way in RANDOM else None,
        "warnings": _warnings(drawn, way),
    }
    name = drawn.design.weight or "weight"
    full = pd.Series(drawn.weight, index=responses.frame.index, name=name)
    return Calibrated(drawn.design, full, diagnostics, replicates=ReplicateWeights(weights, made.factors, mse))


def _check_unadjusted(given: Design | Calibrated) -> None:
    made = given if isinstance(given, Calibrated) else None
    if (made.design if made else given).replicates is not None or (made is not None and made.replicates is not None):
        raise ArgumentError("The design has replicate weights already.", remedy="Use it as it is.")
    if made is not None and made.calibrations:
        raise ArgumentError(
            "These weights are calibrated: replicates of them would vary as if the margins were not known.",
            remedy="Make replicate weights from the design, then calibrate the result: so is each replicate.",
        )


def _options(way: MadeKind, replicates: int | None, seed: int | None, rho: float | None) -> Options:
    if rho is not None and (way is not MadeKind.FAY or not isinstance(rho, Real) or not 0 <= rho < 1):
        raise ArgumentError(
            "rho is a number from 0 up to but not 1, and of Fay's kind only.", got=f"{way}, rho={rho!r}", remedy="Leave it out."
        )
    if seed is not None and not (_is_whole(seed) and seed >= 0):
        raise ArgumentError("A seed is a whole number from 0 up.", got=f"seed={seed!r}", remedy="Give another.")
    if replicates is not None and not _is_whole(replicates):
        raise ArgumentError(
            "Replicates are drawn in a whole number.", got=f"replicates={replicates!r}", remedy="Some hundreds are usual."
        )
    if replicates is not None and replicates < 2:
        raise ArgumentError(
            "A variance needs two replicates or more.", got=f"replicates={replicates}", remedy="Some hundreds are usual."
        )
    chosen = int(np.random.SeedSequence().generate_state(1)[0]) if seed is None else seed
    return Options(DRAWN if replicates is None else replicates, chosen, FAY if rho is None else rho)


def _is_whole(given: object) -> bool:
    return isinstance(given, Integral) and not isinstance(given, bool)


def _as_replicated(frame: pd.DataFrame, drawn: Sample, way: MadeKind) -> Sample:
    """Return the sample whose first stage the replicates are of: for the subbootstrap, drawn with replacement."""
    if way is not MadeKind.SUBBOOTSTRAP or drawn.design.fpc is None:
        return drawn
    return sample(frame, replace(drawn.design, fpc=None))


def _first_stage(frame: pd.DataFrame, drawn: Sample) -> tuple[Units, Integers]:
    """Return the first stage and each row's PSU; what strata of one PSU take of the others, is in the others' scale."""
    stage = drawn.stages[0]
    place = drawn.leaf if stage.of_leaf is None else stage.of_leaf[drawn.leaf]
    unit, stratum = (np.arange(len(frame)), place) if stage.rows_are_units else (place, stage.stratum)
    strata = drawn.design.strata
    names = ("all rows",) if strata is None else tuple(pd.unique(frame[strata]).tolist())
    scale = stage.scale * len(stage.sizes) / int((~stage.averaged).sum())
    return Units(stratum, stage.sizes, scale, stage.centred, names), unit


def _expected(way: MadeKind, units: Units, options: Options) -> int:
    """Return about how many replicates there will be."""
    if way in RANDOM:
        return options.drawn
    return len(units.stratum if way in (MadeKind.JK1, MadeKind.JKN) else units.sizes)


def _check_size(rows: int, replicates: int) -> None:
    if rows * replicates > MOST:
        raise ArgumentError(
            f"{rows:,} rows by {replicates:,} replicates are more than the {MOST:,} weights that are held at once.",
            remedy="Name the PSUs of the design, or draw fewer bootstrap replicates.",
        )


def _warnings(drawn: Sample, way: MadeKind) -> list[str]:
    if drawn.design.fpc is None:
        return []
    if way is MadeKind.SUBBOOTSTRAP:
        return ["The subbootstrap takes the sample as drawn with replacement: population counts are not used."]
    if len(drawn.stages) > 1:
        return ["Replicates vary the first stage alone: what later stages add to a variance is left out."]
    return []
