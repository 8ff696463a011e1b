"""The samples of `tests/golden/r_survey/models`, and the designs that R's numbers there are of."""

from __future__ import annotations

from functools import cache

import pandas as pd

from analysis import Calibrated, Design, calibrate, poststratify, rake, replicate_weights
from tests.analysis.estimation.golden import FOLDER

HOME = FOLDER / "models"

STYPE = {"stype": {"E": 4421.0, "H": 755.0, "M": 1018.0}}
WIDE = {"sch.wide": {"No": 1072.0, "Yes": 5122.0}}

STRAT = Design(weight="pw", strata="stype", fpc="fpc")
CLUS1 = Design(weight="pw", psu="dnum", fpc="fpc")

DESIGNS = {
    "strat": lambda data: STRAT,
    "clus1": lambda data: CLUS1,
    "clus2": lambda data: Design(psu=["dnum", "snum"], fpc=["fpc1", "fpc2"]),
    "strat_nofpc": lambda data: Design(weight="pw", strata="stype"),
    "clus1_ps": lambda data: poststratify(data, STYPE, design=CLUS1),
    "clus1_linear": lambda data: calibrate(data, {**STYPE, "api99": 3914069.0}, design=CLUS1),
    "clus1_rake": lambda data: rake(data, {**STYPE, **WIDE}, design=CLUS1),
    "clus1_jk1": lambda data: replicate_weights(data, design=CLUS1, kind="JK1"),
    "strat_jkn": lambda data: replicate_weights(data, design=STRAT, kind="JKn"),
}


@cache
def frame(design: str) -> pd.DataFrame:
    """The sample a design is about."""
    return pd.read_csv(HOME / f"{design.partition('_')[0]}.csv")


@cache
def design_of(name: str) -> Design | Calibrated:
    """The design, or the weights made from one."""
    return DESIGNS[name](frame(name))


def numbers(name: str) -> pd.DataFrame:
    """One table of R's numbers."""
    return pd.read_csv(HOME / f"{name}.csv")


def named(found: pd.DataFrame) -> pd.DataFrame:
    """The coefficients or effects by R's names of them: the predictor, and the category after it."""
    return found.set_axis([f"{row.term}{row.category or ''}" for row in found.itertuples()])
