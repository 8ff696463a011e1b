"""The page on coverage says what its script measures, and the script measures what it says."""

from __future__ import annotations

import importlib.util
import math
import sys
from pathlib import Path
from types import ModuleType

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from statsmodels.stats.proportion import proportion_confint

from analysis import Design, shares
from analysis.estimation.intervals.interval import INTERVALS
from analysis.estimation.intervals.multiplicity import ADJUSTMENTS
from analysis.estimation.intervals.simultaneous import METHODS
from analysis.estimation.numbers.distribution import RULES
from analysis.estimation.numbers.quantile_interval import OWN

ROOT = Path(__file__).resolve().parent.parent
DIGITS = 2e-5
"""The numbers of the page are rounded to 5 decimals."""


@pytest.fixture(scope="module")
def script() -> ModuleType:
    specification = importlib.util.spec_from_file_location("coverage_page", ROOT / "docs/interval_coverage.py")
    assert specification is not None
    assert specification.loader is not None
    module = importlib.util.module_from_spec(specification)
    sys.modules["coverage_page"] = module
    specification.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def cells() -> pd.DataFrame:
    return pd.read_csv(ROOT / "docs/methods/coverage-cells.csv")


def test_the_tables_are_those_of_the_numbers(script: ModuleType, cells: pd.DataFrame) -> None:
    text = script.PAGE.read_text(encoding="utf-8")
    assert script.page(text, cells, pd.read_csv(script.RANGE)) == text, "run `python docs/interval_coverage.py`"
    assert "| wilson | 57 |" in text


def wilson(k: int, n: int) -> tuple[float, float]:
    return proportion_confint(k, n, method="wilson")


def agresti_coull(k: int, n: int) -> tuple[float, float]:
    return proportion_confint(k, n, method="agresti_coull")


def clopper_pearson(k: int, n: int) -> tuple[float, float]:
    return proportion_confint(k, n, method="beta")


def logit(k: int, n: int) -> tuple[float, float]:
    if k in (0, n):
        return clopper_pearson(k, n)
    middle, margin = math.log(k / (n - k)), stats.norm.ppf(0.975) / math.sqrt(k * (n - k) / n)
    return 1 / (1 + math.exp(margin - middle)), 1 / (1 + math.exp(-margin - middle))


ROUTES = {"wilson": wilson, "agresti-coull": agresti_coull, "clopper-pearson": clopper_pearson, "logit": logit}


@pytest.mark.parametrize("name", ROUTES)
@pytest.mark.parametrize(("n", "p"), [(30, 0.01), (57, 0.2), (57, 0.5), (200, 0.05), (1000, 0.01)])
def test_exact_cells_by_another_route(cells: pd.DataFrame, name: str, n: int, p: float) -> None:
    coverage, width = 0.0, 0.0
    for k in range(n + 1):
        low, high = ROUTES[name](k, n)
        chance = stats.binom.pmf(k, n, p)
        coverage += chance * (low <= p <= high)
        width += chance * (high - low)
    found = cells.query("sample == 'simple' and interval == @name and n == @n and p == @p").iloc[0]
    assert (found["coverage"], found["width"]) == pytest.approx((coverage, width), abs=DIGITS)


def test_the_lowest_coverage_between_the_shares_by_another_route(script: ModuleType) -> None:
    bounds = [wilson(k, 30) for k in range(31)]
    coverage = [sum(stats.binom.pmf(k, 30, p) for k, (low, high) in enumerate(bounds) if low <= p <= high) for p in script.EVERY]
    found = pd.read_csv(script.RANGE).query("sample == 'simple' and interval == 'wilson' and n == 30").iloc[0]
    expected = (np.mean(coverage), min(coverage), script.EVERY[np.argmin(coverage)])
    assert (found["mean"], found["lowest"], found["at"]) == pytest.approx(expected, abs=DIGITS)


@pytest.mark.parametrize(("design", "n", "p"), [("clustered", 57, 0.2), ("weighted", 30, 0.05), ("closely clustered", 30, 0.5)])
def test_a_cell_drawn_again(script: ModuleType, cells: pd.DataFrame, design: str, n: int, p: float) -> None:
    again = script.simulated(design, n, p)
    found = cells[(cells["sample"] == design) & (cells["n"] == n) & (cells["p"] == p)].set_index("interval")
    assert set(found.index) == set(again)
    for name, expected in again.items():
        assert tuple(found.loc[name, ["coverage", "width"]]) == pytest.approx(expected, abs=1e-4)


def test_the_samples_are_those_that_the_package_would_estimate_from(script: ModuleType) -> None:
    """One clustered and one weighted sample: share, standard error and degrees of freedom are those of `shares`."""
    random = np.random.default_rng(57)
    size = np.full(20, 2) + (np.arange(20) < 17)
    chosen = random.binomial(size, random.beta(0.2 * 19, 0.8 * 19, (1, 20)))[0]
    answers = [(psu, answer < of) for psu, of in enumerate(chosen) for answer in range(size[psu])]
    clustered = pd.DataFrame(answers, columns=["psu", "yes"])
    random = np.random.default_rng(57)
    weight = random.lognormal(0, np.sqrt(np.log(1.49)), (1, 57))[0]
    weighted = pd.DataFrame({"weight": weight, "yes": random.random((1, 57))[0] < 0.2})
    for make, frame, design in (
        (script.clustered, clustered, Design(psu="psu")),
        (script.weighted, weighted, Design(weight="weight")),
    ):
        drawn = make(0.2, 57, np.random.default_rng(57), 1)
        found = shares(frame.assign(yes=frame["yes"] * 1), "yes", design=design).query("category == 1").iloc[0]
        assert (drawn.share[0], drawn.se[0], drawn.df) == pytest.approx((found["share"], found["se"], found["df"]))


def test_the_defaults_meet_the_criteria(cells: pd.DataFrame) -> None:
    """Mean coverage from 94 to 97 %, at least 92.5 % in each cell, for shares of 1, 5, 20 and 50 %."""
    for sample, default in (("simple", "wilson"), ("clustered", "logit"), ("weighted", "logit")):
        inner = cells[(cells["sample"] == sample) & (cells["interval"] == default) & cells["p"].isin([0.01, 0.05, 0.2, 0.5])]
        assert len(inner) == 16
        assert 0.94 <= inner["coverage"].mean() <= 0.97
        assert inner["coverage"].min() >= 0.925


def test_a_share_of_zero_is_always_held(cells: pd.DataFrame) -> None:
    assert (cells.loc[cells["p"] == 0, "coverage"] == 1).all()


def test_the_picture_is_drawn(script: ModuleType, cells: pd.DataFrame, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(script, "PICTURE", tmp_path / "coverage.svg")
    script.picture(cells)
    assert "agresti-coull" in (tmp_path / "coverage.svg").read_text(encoding="utf-8")


def test_the_pages_name_every_method() -> None:
    intervals, quantiles = (
        (ROOT / "docs/methods" / page).read_text(encoding="utf-8") for page in ("intervals.md", "quantiles.md")
    )
    assert [name for name in (*INTERVALS, *METHODS, *ADJUSTMENTS) if f"`{name}`" not in intervals] == []
    assert [name for name in (*RULES, *OWN) if f"`{name}`" not in quantiles] == []
