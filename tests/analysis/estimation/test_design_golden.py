"""Designs of two stages, and strata with one unit under each rule, against R."""

from __future__ import annotations

import pandas as pd
import pytest

from analysis import Design, crosstab, means, ratios, shares, totals
from tests.analysis.estimation.golden import DIGITS, FOLDER, is_fixed, numbers

SCHOOLS = pd.read_csv(FOLDER / "apiclus2.csv")
STAGES = ["dnum", "snum"]
DESIGNS = {
    "clus2": Design(psu=STAGES, fpc=["fpc1", "fpc2"]),
    **{f"clus2_single_{rule}": Design(psu=STAGES, fpc=["fpc1", "fpc3"], single_psu=rule) for rule in ("certainty", "adjust")},
    **{
        f"clus2_region_{rule}": Design(strata="region", psu=STAGES, fpc=["fpc1", "fpc2"], single_psu=rule)
        for rule in ("certainty", "adjust", "average")
    },
    **{
        f"clus2_region_wr_{rule}": Design(weight="pw", strata="region", psu="dnum", single_psu=rule)
        for rule in ("certainty", "adjust", "average")
    },
}
TESTS = {"F": "rao-scott-f", "Chisq": "rao-scott-chi2", "Wald": "wald", "adjWald": "adjusted-wald"}
R = numbers("designs").fillna({"level": ""})


def ours(row: object) -> tuple[float, float, float]:
    """Return our estimate, its standard error and the degrees of freedom; of a test the statistic and p."""
    design, stat = DESIGNS[row.design], row.stat
    if stat.startswith("test"):
        found = crosstab(SCHOOLS, "stype", "awards", design=design, test=TESTS[stat.split()[1]]).test
        return found.statistic, found.p, row.degf
    if stat == "ratio":
        line = ratios(SCHOOLS, "api.stu", "enroll", design=design).iloc[0]
        return line["ratio"], line["se"], line["df"]
    if stat == "total":
        line = totals(SCHOOLS, row.variable, design=design).iloc[0]
        return line["total"], line["se"], row.degf
    by = "stype" if stat.endswith("by stype") else None
    if stat.startswith("mean"):
        table = means(SCHOOLS, row.variable, by=by, design=design)
        line = (table if by is None else table[table["stype"] == row.level]).iloc[0]
        return line["mean"], line["se"], line["df"]
    table = shares(SCHOOLS, row.variable.split("=")[0], by=by, design=design)
    chosen = table["category"] == ("Yes" if by else row.level)
    line = table[chosen if by is None else chosen & (table["stype"] == row.level)].iloc[0]
    return line["share"], line["se"], line["df"]


@pytest.mark.parametrize("design", DESIGNS)
def test_as_r(design):
    rows = [row for row in R[R["design"] == design].itertuples() if not is_fixed(row)]
    assert len(rows) >= 15
    for row in rows:
        assert ours(row) == pytest.approx((row.estimate, row.se, row.degf), rel=DIGITS), row
