"""Measures how often each interval of a share holds it; writes docs/methods/coverage.md, its numbers and its picture.

`python docs/interval_coverage.py` takes about a minute. Without a design the coverage is summed over every possible
count; with one it is counted in drawn samples, each cell from a seed of its own, so that any cell can be drawn again.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import NamedTuple

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib import pyplot
from matplotlib.axes import Axes
from scipy import special

FOLDER = Path(__file__).resolve().parent
PAGE = FOLDER / "methods" / "coverage.md"
CELLS = FOLDER / "methods" / "coverage-cells.csv"
RANGE = FOLDER / "methods" / "coverage-range.csv"
PICTURE = FOLDER / "images" / "coverage.svg"
sys.path.insert(0, str(FOLDER.parent))

from analysis.arrays import Floats  # noqa: E402
from analysis.estimation.intervals.interval import Bounds, share_bounds  # noqa: E402

LEVEL = 0.95
SIZES = (30, 57, 200, 1000)
GRID = (0.0, 0.01, 0.05, 0.2, 0.5)
BETWEEN = (0.015, 0.02, 0.03, 0.075, 0.1, 0.15, 0.3, 0.4)
EVERY = np.round(np.arange(0.01, 0.50001, 0.0005), 4)
DRAWS = 20_000
SEED = 2023
MEAN, LEAST = (0.94, 0.97), 0.925
"""What is asked of an interval: where its mean coverage lies, and its lowest."""

INTERVALS = {
    "wilson": "wilson",
    "logit": "logit, xlogit",
    "agresti-coull": "agresti-coull",
    "wilson-cc": "wilson-cc",
    "clopper-pearson": "clopper-pearson, beta",
    "korn-graubard": "korn-graubard",
    "jeffreys": "jeffreys",
    "arcsine": "arcsine",
    "wald": "wald",
}


class Drawn(NamedTuple):
    """What many samples of one size say of one share: each one's share and standard error, and the degrees of freedom."""

    share: Floats
    se: Floats
    df: float


def clustered(p: float, n: int, random: np.random.Generator, draws: int, correlation: float = 0.05) -> Drawn:
    """Return samples of 20 PSUs, 40 of a thousand answers, as equal as can be, with beta-binomial answers."""
    psus = 40 if n >= 1000 else 20
    size = np.full(psus, n // psus) + (np.arange(psus) < n % psus)
    spread = (1 - correlation) / correlation
    chance = random.beta(p * spread, (1 - p) * spread, (draws, psus)) if p > 0 else np.zeros((draws, psus))
    chosen = random.binomial(size, chance)
    share = chosen.sum(axis=1) / n
    scores = chosen - share[:, np.newaxis] * size
    return Drawn(share, np.sqrt(psus / (psus - 1) * (scores**2).sum(axis=1)) / n, psus - 1)


def weighted(p: float, n: int, random: np.random.Generator, draws: int) -> Drawn:
    """Return samples whose weights are log-normal with a coefficient of variation of 0.7."""
    weight = random.lognormal(0, np.sqrt(np.log1p(0.7**2)), (draws, n))
    chosen = random.random((draws, n)) < p
    total = weight.sum(axis=1)
    share = (weight * chosen).sum(axis=1) / total
    scores = weight * (chosen - share[:, np.newaxis])
    return Drawn(share, np.sqrt(n / (n - 1) * (scores**2).sum(axis=1)) / total, n - 1)


DESIGNS: dict[str, Callable[[float, int, np.random.Generator, int], Drawn]] = {
    "clustered": clustered,
    "weighted": weighted,
    "closely clustered": partial(clustered, correlation=0.10),
}
TITLES = {
    "simple": "Simple random samples: exact",
    "clustered": "Clustered samples: intraclass correlation 0.05",
    "weighted": "Weighted samples: coefficient of variation 0.7",
    "closely clustered": "Closely clustered samples: intraclass correlation 0.10",
}
ASKED = ("simple", "clustered", "weighted")
"""The samples in which the criteria are asked for; in the others the coverage is reported."""


def exact(name: str, n: int, shares: Floats) -> tuple[Floats, Floats]:
    """Return the (shares,) coverage and mean width of an interval of k of n, summed over every k."""
    k = np.arange(n + 1.0)
    low, high = share_bounds(name, k / n, np.full(n + 1, np.nan), np.full(n + 1, float(n)), None, LEVEL)
    p = np.asarray(shares)[:, np.newaxis]
    ways = special.gammaln(n + 1) - special.gammaln(k + 1) - special.gammaln(n - k + 1)
    chance = np.exp(ways + special.xlogy(k, p) + special.xlog1py(n - k, -p))
    return (chance * _holds((low, high), p)).sum(axis=1), chance @ (high - low)


def simulated(design: str, n: int, p: float, draws: int = DRAWS) -> dict[str, tuple[float, float]]:
    """Return the coverage and mean width of each interval in samples drawn for one cell."""
    random = np.random.default_rng([SEED, list(DESIGNS).index(design), n, round(p * 10_000)])
    drawn = DESIGNS[design](p, n, random, draws)
    found = {}
    for name in INTERVALS:
        low, high = share_bounds(name, drawn.share, drawn.se, np.full(draws, float(n)), drawn.df, LEVEL)
        found[name] = (float(_holds((low, high), p).mean()), float((high - low).mean()))
    return found


def _holds(bounds: Bounds, p: Floats | float) -> Floats:
    return np.asarray((bounds[0] <= p + 1e-12) & (p <= bounds[1] + 1e-12))


def measured() -> pd.DataFrame:
    """Return coverage and mean width by sample, interval, n and share, rounded to 5 decimals."""
    shares = sorted({*GRID, *BETWEEN})
    rows = []
    for n in SIZES:
        for name in INTERVALS:
            cells = zip(shares, *exact(name, n, np.array(shares)), strict=True)
            rows += [("simple", name, n, p, coverage, width) for p, coverage, width in cells]
        for design in DESIGNS:
            for p in shares:
                rows += [(design, name, n, p, *cell) for name, cell in simulated(design, n, p).items()]
    return pd.DataFrame(rows, columns=["sample", "interval", "n", "p", "coverage", "width"]).round(5)


def ranges(cells: pd.DataFrame) -> pd.DataFrame:
    """Return mean and lowest coverage over shares from .01 to .5, every .0005 where exact, else those of the cells."""
    rows = []
    for (sample, name, n), group in cells[cells["p"] >= 0.01].groupby(["sample", "interval", "n"], sort=False):
        p, coverage = group["p"].to_numpy(), group["coverage"].to_numpy()
        if sample == "simple":
            p, coverage = EVERY, exact(name, n, EVERY)[0]
        rows.append((sample, name, n, coverage.mean(), coverage.min(), p[coverage.argmin()]))
    return pd.DataFrame(rows, columns=["sample", "interval", "n", "mean", "lowest", "at"]).round(5)


def judged(cells: pd.DataFrame) -> pd.DataFrame:
    """Return, by sample and interval, the mean, lowest and highest coverage of the grid's shares from .01 on."""
    inner = cells[cells["p"].isin(GRID[1:])]
    found = inner.groupby(["sample", "interval"], sort=False)["coverage"].agg(["mean", "min", "max"]).reset_index()
    found["meets"] = found["mean"].between(*MEAN) & (found["min"] >= LEAST)
    return found


def picture(cells: pd.DataFrame) -> None:
    """Draw coverage and width of each cell, by interval and sample."""
    mpl.rcParams.update({"svg.hashsalt": "coverage", "svg.fonttype": "none", "font.size": 8, "font.family": "sans-serif"})
    inner = cells[cells["p"].isin(GRID[1:])]
    figure, rows = pyplot.subplots(2, len(ASKED), figsize=(9.5, 6), sharey="row", constrained_layout=True)
    for sample, above, below in zip(ASKED, *rows, strict=True):
        of = inner[inner["sample"] == sample]
        above.set_title(TITLES[sample], fontsize=8)
        above.axvspan(100 * LEAST, 100, color="#e8eef4", zorder=0)
        above.axvline(100 * LEVEL, color="#888888", linewidth=0.8, zorder=1)
        _dots(above, of, 100 * of["coverage"].clip(lower=0.85))
        above.set_xlim(84.5, 100.5)
        above.set_xlabel("coverage, % (85 stands for less)")
        narrow = of[of["interval"] == "wilson"].set_index(["n", "p"])["width"]
        _dots(below, of, of["width"] / narrow.loc[list(zip(of["n"], of["p"], strict=True))].to_numpy())
        below.axvline(1, color="#888888", linewidth=0.8, zorder=1)
        below.set_xlim(0.15, 1.3)
        below.set_xlabel("mean width, wilson = 1")
    rows[0][0].legend(title="respondents", loc="upper left", fontsize=7, title_fontsize=7)
    figure.savefig(PICTURE, metadata={"Date": None})
    pyplot.close(figure)


def _dots(axes: Axes, cells: pd.DataFrame, values: pd.Series) -> None:
    names = list(INTERVALS)
    for position, (n, colour) in enumerate(zip(SIZES, ("#b2182b", "#ef8a62", "#67a9cf", "#2166ac"), strict=True)):
        of = cells["n"] == n
        height = cells.loc[of, "interval"].map(names.index) + (position - 1.5) * 0.18
        axes.scatter(values[of], height, s=9, color=colour, label=f"{n:,}", zorder=2, linewidths=0)
    axes.set_yticks(range(len(names)), names)
    axes.set_ylim(len(names) - 0.4, -0.6)


def page(text: str, cells: pd.DataFrame, over: pd.DataFrame) -> str:
    """Return the page with its tables and findings made anew; the words between them are kept."""
    verdict = judged(cells).set_index(["sample", "interval"])
    blocks = {
        "findings": _findings(verdict, over),
        "grid": _grid(verdict),
        "range": _lows(over),
        "cells": (line for sample in TITLES for line in _cells(cells, sample)),
    }
    for name, lines in blocks.items():
        made = f"<!-- {name} -->\n" + "\n".join(lines) + f"\n<!-- /{name} -->"
        text = re.sub(f"<!-- {name} -->.*<!-- /{name} -->", lambda _, made=made: made, text, flags=re.DOTALL)
    return text


def _findings(verdict: pd.DataFrame, over: pd.DataFrame) -> Iterator[str]:
    low = over.loc[over.groupby(["sample", "interval"])["lowest"].idxmin()].set_index(["sample", "interval"])

    def grid(sample: str, name: str) -> str:
        cell = verdict.loc[(sample, name)]
        return f"{_percent(cell['mean'])} % on average and {_percent(cell['min'])} % at least"

    def verdict_on(*cells: tuple[str, str]) -> str:
        return "it meets the criteria" if verdict.loc[list(cells), "meets"].all() else "it does not meet the criteria"

    def least(sample: str, name: str) -> str:
        cell = low.loc[(sample, name)]
        return f"{_percent(cell['lowest'])} % ({cell['n']:,.0f} respondents, a share of {100 * cell['at']:.4g} %)"

    meet = [f"`{name}`" for name in INTERVALS if verdict.loc[[(sample, name) for sample in ASKED], "meets"].all()]
    best = max(INTERVALS, key=lambda name: low.loc[("closely clustered", name), "lowest"])
    yield f"- Without a design the default, `wilson`, covers {grid('simple', 'wilson')}: {verdict_on(('simple', 'wilson'))}."
    yield (
        f"- With a design the default, `logit`, covers {grid('clustered', 'logit')} in the clustered samples and "
        f"{grid('weighted', 'logit')} in the weighted ones: {verdict_on(('clustered', 'logit'), ('weighted', 'logit'))}."
    )
    yield f"- In all three kinds of sample the criteria are met by {', '.join(meet)}."
    yield (
        f"- Between the shares of the grid the lowest coverage of `wilson` is {least('simple', 'wilson')}, that of `logit` "
        f"{least('clustered', 'logit')} in the clustered and {least('weighted', 'logit')} in the weighted samples. "
        f"`agresti-coull` does not fall so far: {least('simple', 'agresti-coull')}, {least('clustered', 'agresti-coull')}, "
        f"{least('weighted', 'agresti-coull')}; it is wider where shares are small."
    )
    yield (
        f"- `clopper-pearson` covers {grid('simple', 'clopper-pearson')} without a design, `korn-graubard` "
        f"{grid('clustered', 'korn-graubard')} in the clustered samples: more than is stated, for wider intervals."
    )
    yield f"- `wald` covers {grid('simple', 'wald')} without a design, `arcsine` {grid('simple', 'arcsine')}."
    yield (
        f"- In closely clustered samples none covers small shares of a thousand respondents as stated: there are few positive "
        f"answers, in few PSUs. The best, `{best}`, falls to {least('closely clustered', best)}, "
        f"`logit` to {least('closely clustered', 'logit')}."
    )


def _grid(verdict: pd.DataFrame) -> Iterator[str]:
    yield "| interval | " + " | ".join(f"{TITLES[sample].split(':')[0].lower()} | " for sample in TITLES) + " |"
    yield "|---|" + "---:|---|" * len(TITLES)
    yield "| | " + " | ".join("mean, excess (lowest–highest) | meets" for _ in TITLES) + " |"
    for name, title in INTERVALS.items():
        cells = [verdict.loc[(sample, name)] for sample in TITLES]
        words = [
            f"{_percent(cell['mean'])}, {100 * (cell['mean'] - LEVEL):+.1f} ({_percent(cell['min'])}–{_percent(cell['max'])}) | "
            f"{'yes' if cell['meets'] else 'no'}"
            for cell in cells
        ]
        yield f"| {title} | " + " | ".join(words) + " |"


def _lows(over: pd.DataFrame) -> Iterator[str]:
    yield "| interval | sample | " + " | ".join(f"{n:,}" for n in SIZES) + " |"
    yield "|---|---|" + "---:|" * len(SIZES)
    by_cell = over.set_index(["sample", "interval", "n"])
    for name, title in INTERVALS.items():
        for sample in TITLES:
            cells = [by_cell.loc[(sample, name, n)] for n in SIZES]
            words = [f"{_percent(c['mean'])}, {_percent(c['lowest'])} at {100 * c['at']:.4g} %" for c in cells]
            yield f"| {title} | {TITLES[sample].split(':')[0].lower()} | " + " | ".join(words) + " |"


def _cells(cells: pd.DataFrame, sample: str) -> Iterator[str]:
    by_cell = cells[cells["sample"] == sample].set_index(["interval", "n", "p"])
    yield f"### {TITLES[sample]}\n"
    yield "| interval | n | " + " | ".join([f"{100 * p:g} %" for p in GRID] + [f"width, {100 * p:g} %" for p in GRID]) + " |"
    yield "|---|---:|" + "---:|" * (2 * len(GRID))
    for name, title in INTERVALS.items():
        for n in SIZES:
            row = [by_cell.loc[(name, n, p)] for p in GRID]
            words = [_percent(cell["coverage"]) for cell in row] + [f"{cell['width']:.4f}" for cell in row]
            yield f"| {title} | {n:,} | " + " | ".join(words) + " |"
    yield ""


def _percent(part: float) -> str:
    return f"{100 * part:.1f}"


def main() -> None:
    """Measure, and write the numbers, the picture and the page."""
    cells = measured()
    over = ranges(cells)
    cells.to_csv(CELLS, index=False)
    over.to_csv(RANGE, index=False)
    picture(cells)
    PAGE.write_text(page(PAGE.read_text(encoding="utf-8"), cells, over), encoding="utf-8")


if __name__ == "__main__":
    main()
