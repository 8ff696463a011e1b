"""The weights and standard errors of `tests/golden/r_survey/weighting`, and the calls that must give them."""

from __future__ import annotations

import pandas as pd

from analysis import Design, calibrate, poststratify, rake, trim
from tests.analysis.estimation.golden import FOLDER

HOME = FOLDER / "weighting"

FRAMES = {name: pd.read_csv(HOME / f"{name}.csv") for name in ("clus1", "strat", "clus2")}

DESIGNS = {
    "clus1": Design(weight="base", psu="dnum", fpc="fpc"),
    "strat": Design(weight="base", strata="stype", fpc="fpc"),
    "clus2": Design(psu=["dnum", "snum"], fpc=["fpc1", "fpc2"]),
}

_POPULATION = pd.read_csv(HOME / "population.csv", keep_default_na=False)


def margin(name):
    """The schools of California by one variable."""
    rows = _POPULATION[_POPULATION["variable"] == name]
    return {name: dict(zip(rows["category"], rows["count"].astype(float), strict=True))}


STYPE, WIDE, IMPROVED = (margin(name) for name in ("stype", "sch.wide", "comp.imp"))
JOINT = {
    ("stype", "comp.imp"): {tuple(key.split()): count for key, count in margin("stype × comp.imp")["stype × comp.imp"].items()}
}
SIZE = {"(Intercept)": 6194.0}
API99 = {"api99": margin("api99")["api99"][""]}

RAKED = {**STYPE, **WIDE, **IMPROVED}


def limits(data):
    """Limits of weights, as the R script has them."""
    return {"lower": 0.95 * data["base"].min(), "upper": 1.25 * data["base"].max()}


CASES = {
    "ps": lambda data, design: poststratify(data, WIDE, design=design),
    "ps_joint": lambda data, design: poststratify(data, JOINT, design=design),
    "rake": lambda data, design: rake(data, RAKED, design=design),
    "linear": lambda data, design: calibrate(data, {**STYPE, **API99}, design=design),
    "linear_no_size": lambda data, design: calibrate(data, API99, design=design),
    "linear_size": lambda data, design: calibrate(data, {**SIZE, **API99}, design=design),
    "raking": lambda data, design: calibrate(data, {**STYPE, **API99}, design=design, method="raking"),
    "logit": lambda data, design: calibrate(data, {**STYPE, **API99}, design=design, method="logit", bounds=(0.3, 3)),
    "linear_bounds": lambda data, design: calibrate(data, {**WIDE, **API99}, design=design, bounds=(0.7, 2)),
    "raking_bounds": lambda data, design: calibrate(data, {**WIDE, **API99}, design=design, method="raking", bounds=(0.7, 2)),
    "ps_linear": lambda data, design: calibrate(data, {**SIZE, **API99}, design=poststratify(data, STYPE, design=design)),
    "rake_trim": lambda data, design: trim(data, design=rake(data, RAKED, design=design), **limits(data)),
    "rake_trim_strict": lambda data, design: trim(data, design=rake(data, RAKED, design=design), strict=True, **limits(data)),
}

MADE = [(design, case) for design, data in FRAMES.items() for case in CASES if case in data]


def errors():
    """The estimates and standard errors of R."""
    return pd.read_csv(HOME / "errors.csv")
