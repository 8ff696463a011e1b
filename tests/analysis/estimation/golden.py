"""The numbers of `tests/golden/r_survey` and the designs they belong to."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from analysis import Design

FOLDER = Path(__file__).parents[2] / "golden" / "r_survey"

DESIGNS = {
    "srs": Design(fpc="fpc"),
    "srs_nofpc": Design(weight="pw"),
    "strat": Design(weight="pw", strata="stype", fpc="fpc"),
    "strat_nofpc": Design(weight="pw", strata="stype"),
    "clus1": Design(weight="pw", psu="dnum", fpc="fpc"),
    "clus1_nofpc": Design(weight="pw", psu="dnum"),
}

_FRAMES = {name: pd.read_csv(FOLDER / f"api{name}.csv") for name in ("srs", "strat", "clus1")}

# R printed 12 significant digits.
DIGITS = 1e-9


def frame(design: str) -> pd.DataFrame:
    """The sample a design is about."""
    return _FRAMES[design.partition("_")[0]]


def numbers(name: str) -> pd.DataFrame:
    """One table of R's numbers."""
    return pd.read_csv(FOLDER / f"{name}.csv")


def is_fixed(row: object) -> bool:
    """Whether the design fixes the estimate, so that R's standard error is rounding noise."""
    return bool(row.se <= 1e-9 * abs(row.estimate))
