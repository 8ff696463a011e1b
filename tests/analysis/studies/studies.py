"""The data and the numbers of `tests/golden/studies`."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from analysis import Design

FOLDER = Path(__file__).parents[2] / "golden" / "studies"
DATA = pd.read_csv(FOLDER / "list_experiment.csv")
DESIGNS = {
    "srs": Design(),
    "weighted": Design(weight="w"),
    "clustered": Design(weight="w", strata="stratum", psu="psu"),
}


def golden(design: str) -> pd.Series:
    """Return R's numbers of one design by what they are."""
    found = pd.read_csv(FOLDER / "list_experiment_r.csv")
    return found[found["design"] == design].set_index("what")["value"]
