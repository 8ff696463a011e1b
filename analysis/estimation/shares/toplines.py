"""The shares of many questions, their sums in one pass over the rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd

from analysis.data import Data
from analysis.design import Design
from analysis.estimation.domain import Domain, domain, named
from analysis.estimation.intervals.interval import check_interval
from analysis.estimation.sampling.calibrated import Calibrated
from analysis.estimation.sampling.sample import Sample
from analysis.estimation.shares.share import estimated, kept_categories
from analysis.estimation.shares.share_table import Estimated, shares_table
from analysis.estimation.shares.stacks import axis, can_be_stacked, chunks, parted, pool, stacked_shares
from analysis.variable import Variable, variable


def toplines(
    data: Data | pd.DataFrame,
    questions: Sequence[str],
    *,
    design: Design | Calibrated | None = None,
    level: float = 0.95,
    interval: str | None = None,
    base: str = "answered",
) -> pd.DataFrame:
    """Return the shares of many questions, one below the other, as `shares` gives them.

    Questions with several answers, and designs of several stages, calibrated or with replicate weights, are estimated one
    question after the other; all others together, in one pass over the rows.
    """
    within = domain(data, design=design, level=level)
    method = check_interval(interval, simple=within.sample.is_simple)
    variables = [variable(within.data, question) for question in named(questions)]
    together = [of for of in variables if of.chosen is None and can_be_stacked(within.sample)]
    found = dict(zip(map(id, together), _estimated_together(within, together, base), strict=True))
    return shares_table(within, [found.get(id(of)) or estimated(within, of, base) for of in variables], method, base)


def _estimated_together(within: Domain, variables: Sequence[Variable], base: str) -> Iterator[Estimated]:
    """Yield the shares of variables with one answer."""
    kept = [kept_categories(of, base) for of in variables]
    for part in chunks(within.sample, [len(of.categories) + 1 for of in variables]):
        yield from _chunk(within.sample, variables[part], kept[part])


def _chunk(sample: Sample, variables: Sequence[Variable], kept: Sequence[list[int]]) -> list[Estimated]:
    axes = [axis(of) for of in variables]
    sums = pool(sample, axes, [(place,) for place in range(len(axes))])
    widths = np.array([len(places) for places in kept])
    found: dict[int, Estimated] = {}
    for width in np.unique(widths):
        alike: list[int] = np.flatnonzero(widths == width).tolist()
        cells = np.stack([sums.cells(table, [axes[table]], [axes[table].place[kept[table]]]) for table in alike])
        for part in parted(cells, sample.leaves):
            shares = stacked_shares(sample.stages[0], sums.stack(cells[part, np.newaxis]))
            for table, own in zip(alike[part], shares.tables(), strict=True):
                of = variables[table]
                categories = [of.categories[place] for place in kept[table]]
                found[table] = Estimated(of.name, categories, own, int(sums.count[sums.start[table]]))
    return [found[table] for table in range(len(variables))]
