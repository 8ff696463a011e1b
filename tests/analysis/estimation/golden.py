"""The numbers of `tests/golden/r_survey` and the designs they belong to."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd

from analysis import Design, poststratify, rake
from analysis.design import Replicates
from analysis.estimation.sampling.calibrated import Calibrated

FOLDER = Path(__file__).parents[2] / "golden" / "r_survey"

DESIGNS = {
    "srs": Design(fpc="fpc"),
    "srs_nofpc": Design(weight="pw"),
    "strat": Design(weight="pw", strata="stype", fpc="fpc"),
    "strat_nofpc": Design(weight="pw", strata="stype"),
    "clus1": Design(weight="pw", psu="dnum", fpc="fpc"),
    "clus1_nofpc": Design(weight="pw", psu="dnum"),
}
"""Those of estimates.csv, tables.csv, chisq.csv and degf.csv."""

_BOOTSTRAP = {"columns": "replicate_", "kind": "bootstrap", "scale": 1 / 29}


def _jackknife_scales() -> tuple[float, ...]:
    """(1 - n/N)(n - 1)/n of the stratum of each row of strat."""
    data = pd.read_csv(FOLDER / "apistrat.csv")
    count = data.groupby("stype")["stype"].transform("size")
    return tuple((1 - count / data["fpc"]) * (count - 1) / count)


MORE_DESIGNS = {
    "srs_unit": Design(weight="one", fpc="fpc"),
    "clus2": Design(psu=["dnum", "snum"], fpc=["fpc1", "fpc2"]),
    "strat_jkn": Design(weight="pw", replicates=Replicates("replicate_", "JKn", rscales=_jackknife_scales())),
    "clus1_jk1": Design(weight="pw", replicates=Replicates("replicate_", "JK1", scale=14 / 15)),
    "clus1_jk1_fpc": Design(weight="pw", replicates=Replicates("replicate_", "JK1", scale=14 / 15 * (1 - 15 / 757))),
    "clus1_boot": Design(weight="pw", replicates=Replicates(**_BOOTSTRAP)),
    "clus1_boot_mse": Design(weight="pw", replicates=Replicates(**_BOOTSTRAP, mse=True)),
    "pairs_brr": Design(weight="pw", replicates=Replicates("replicate_", "BRR")),
    "pairs_fay": Design(weight="pw", replicates=Replicates("replicate_", "Fay", rho=0.3)),
}
"""Those of quantiles_more.csv, and the replicate designs of ciprop.csv and quantiles.csv."""

CALIBRATED = ("clus1_ps", "clus1_rake")
"""Those of ciprop.csv and quantiles.csv whose weights are made from the designs' own."""

# R printed 12 significant digits.
DIGITS = 1e-9


@cache
def design_of(name: str) -> Design | Calibrated:
    """The design, or the weights made from it."""
    stype, wide = {"E": 4421, "H": 755, "M": 1018}, {"No": 1072, "Yes": 5122}
    if name == "clus1_ps":
        return poststratify(frame(name), {"stype": stype}, design=DESIGNS["clus1"])
    if name == "clus1_rake":
        return rake(frame(name), {"stype": stype, "sch.wide": wide}, design=DESIGNS["clus1"])
    return {**DESIGNS, **MORE_DESIGNS}[name]


@cache
def frame(design: str) -> pd.DataFrame:
    """The sample a design is about, with its replicate weights."""
    name = design.partition("_")[0]
    data = pd.read_csv(FOLDER / ("replicates/pairs.csv" if name == "pairs" else f"api{name}.csv")).assign(one=1.0)
    if design == "strat_jkn":
        return pd.concat([data, _leave_one_out(data)], axis=1)
    weights = FOLDER / "replicates" / f"weights_{design.removesuffix('_mse').removesuffix('_fpc')}.csv"
    return pd.concat([data, pd.read_csv(weights)], axis=1) if weights.exists() else data


def _leave_one_out(data: pd.DataFrame) -> pd.DataFrame:
    """The stratified jackknife: a replicate without each row, whose stratum carries its weight."""
    weight, stratum = data["pw"].to_numpy(), data["stype"].to_numpy()
    columns = {}
    for row in range(len(data)):
        same = stratum == stratum[row]
        raised = np.where(same, weight * same.sum() / (same.sum() - 1), weight)
        raised[row] = 0.0
        columns[f"replicate_{row + 1}"] = raised
    return pd.DataFrame(columns)


def numbers(name: str) -> pd.DataFrame:
    """One table of R's numbers."""
    return pd.read_csv(FOLDER / f"{name}.csv")


def is_fixed(row: object) -> bool:
    """Whether the design fixes the estimate, so that R's standard error is rounding noise."""
    return bool(row.se <= 1e-9 * abs(row.estimate))
