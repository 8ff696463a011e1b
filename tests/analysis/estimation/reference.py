"""The designs of the reference numbers of R `survey`, those with made weights among them."""

from __future__ import annotations

from functools import cache

from analysis import Design, poststratify, rake, replicate_weights
from analysis.estimation.sampling.calibrated import Calibrated
from tests.analysis.estimation.golden import DESIGNS, frame

TYPES = {"stype": {"E": 4421, "H": 755, "M": 1018}}
WIDE = {"sch.wide": {"No": 1072, "Yes": 5122}}

MADE = {
    "clus1_ps": lambda: poststratify(frame("clus1"), TYPES, design=DESIGNS["clus1"]),
    "clus1_rake": lambda: rake(frame("clus1"), TYPES | WIDE, design=DESIGNS["clus1"]),
    "strat_jkn": lambda: replicate_weights(frame("strat"), design=DESIGNS["strat"], kind="JKn"),
    "clus1_jk1": lambda: replicate_weights(frame("clus1"), design=DESIGNS["clus1"], kind="JK1"),
}
"""postStratify(clus1, ~stype); rake(clus1, ~stype, ~sch.wide); as.svrepdesign(strat), as.svrepdesign(clus1)."""

NAMES = [*DESIGNS, *MADE]


@cache
def design_of(name: str) -> Design | Calibrated:
    """The design of a name."""
    return DESIGNS[name] if name in DESIGNS else MADE[name]()


def schools(name: str):
    """The sample of a design, without the replicate weights of a file."""
    return frame(name.partition("_")[0])
