"""Who a list experiment's respondents are, by what the two lists say together, and whether the lists may have failed.

Of J statements that everybody saw a respondent holds y; z is whether the added one is held too. Where the added statement
changes no other answer and nobody lies,

    π_y1 = Pr(Y ≤ y | short) - Pr(Y ≤ y | long),       y = 0 … J
    π_y0 = Pr(Y ≤ y | long) - Pr(Y ≤ y - 1 | short),   y = 0 … J      [1], eq. 1-2

are shares: none of them is below 0. That is tested [1], section 3.1.

[1] Blair, Imai (2012), Political Analysis 20, 47-77.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from analysis.arrays import Floats
from analysis.data import Data
from analysis.design import Design
from analysis.estimation.contrasts.joint import joint_estimates
from analysis.estimation.intervals.multiplicity import adjusted
from analysis.estimation.sampling.calibrated import Calibrated
from analysis.estimation.shares.share import shares
from analysis.studies.one_sided import none_below_zero
from analysis.studies.treatment import Lists


@dataclass(frozen=True, eq=False)
class Answers:
    """The shares of the answers to both lists, and how they vary together.

    long        (items + 2,) shares of the answers 0, 1, … of those with the longer list
    short       (items + 1,) of those with the shorter
    covariance  of both, the long ones first
    counts_long, counts_short  how many gave each answer
    """

    long: Floats
    short: Floats
    covariance: Floats
    counts_long: Floats
    counts_short: Floats

    @property
    def n(self) -> int:
        """Respondents who gave a number."""
        return int(self.counts_long.sum() + self.counts_short.sum())


def answers(data: Data, of: Lists, where: ArrayLike | None, design: Design | Calibrated | None) -> Answers:
    """Return the shares of the answers to both lists with their covariance under the design."""
    columns = {_name(of, "long", y): _indicator(of.long, y) for y in range(of.items + 2)}
    columns |= {_name(of, "short", y): _indicator(of.short, y) for y in range(of.items + 1)}
    made = replace(data, frame=data.frame.assign(**columns))
    given = joint_estimates(made, list(columns), where=where, design=design, statistic="mean")
    share, n = given.frame["estimate"].to_numpy(dtype=np.float64), given.frame["n"].to_numpy(dtype=np.float64)
    inside = np.ones(len(data.frame), dtype=np.bool_) if where is None else np.asarray(where, dtype=np.bool_)
    counts = np.array([np.nansum(column[inside]) for column in columns.values()])
    longer = of.items + 2
    known = np.where(n > 0, share, np.nan)
    return Answers(known[:longer], known[longer:], given.covariance, counts[:longer], counts[longer:])


def types(of: Lists, given: Answers) -> pd.DataFrame:
    """Return the estimated share of each type: question, held, sensitive (1, 0), share, se; nothing is cut at 0."""
    combinations = _combinations(of.items)
    share, covariance = _combined(combinations, given)
    rows = [(of.question, y, z) for z in (1, 0) for y in range(of.items + 1)]
    frame = pd.DataFrame(rows, columns=["question", "held", "sensitive"])
    return frame.assign(share=share, se=np.sqrt(np.maximum(np.diagonal(covariance), 0.0)))


def design_effects(of: Lists, given: Answers) -> pd.DataFrame:
    """Return the test that the added statement changed no answer to the others.

    Columns: question, sensitive, statistic, tested, p, p_adjusted. A row for the types that hold it and one for those that
    do not; p as of `none_below_zero`, p_adjusted Bonferroni's of the two. The types that are shares of answers themselves
    (π_J1, π_00) cannot be below 0 and are not tested.
    """
    share, covariance = _combined(_combinations(of.items), given)
    size = of.items + 1
    found = []
    for z, places in ((1, np.arange(of.items)), (0, size + 1 + np.arange(of.items))):
        test = none_below_zero(share[places], covariance[np.ix_(places, places)], given.n)
        found.append((of.question, z, test.statistic, test.tested, test.p))
    frame = pd.DataFrame(found, columns=["question", "sensitive", "statistic", "tested", "p"])
    return frame.assign(p_adjusted=adjusted(frame["p"].to_numpy(), "bonferroni").p)


def answer_shares(
    of: Lists, data: Data, where: ArrayLike | None, design: Design | Calibrated | None, level: float
) -> pd.DataFrame:
    """Return the share of each answer to both lists: question, list, answer, n, base_n, share, low, high."""
    tables = []
    for name, values, most in (("long", of.long, of.items + 1), ("short", of.short, of.items)):
        column = pd.Categorical(values, categories=range(most + 1))
        made = replace(data, frame=data.frame.assign(**{f"{of.question}__{name}": column}))
        found = shares(made, f"{of.question}__{name}", where=where, design=design, level=level)
        tables.append(found.assign(question=of.question, list=name).rename(columns={"category": "answer"}))
    return pd.concat(tables, ignore_index=True)[["question", "list", "answer", "n", "base_n", "share", "low", "high"]]


def ends(of: Lists, given: Answers) -> pd.DataFrame:
    """Return how many gave the lowest and the highest answer: question, list, n, none, all, share_none, share_all.

    Who would have to say "all" to tell the truth is known to hold the added statement, who says "none" not to: near an end
    the list no longer hides anybody.
    """
    rows = [
        (of.question, name, counts.sum(), counts[0], counts[-1], share[0], share[-1])
        for name, counts, share in (
            ("long", given.counts_long, given.long),
            ("short", given.counts_short, given.short),
        )
    ]
    frame = pd.DataFrame(rows, columns=["question", "list", "n", "none", "all", "share_none", "share_all"])
    return frame.astype({"n": int, "none": int, "all": int})


def _name(of: Lists, which: str, answer: int) -> str:
    return f"{of.question}__{which}_{answer}"


def _indicator(values: Floats, answer: int) -> Floats:
    return np.where(np.isnan(values), np.nan, values == answer)


def _combinations(items: int) -> Floats:
    """Return (2·items + 2, 2·items + 3) what the types are of the shares of the answers: first z = 1, then z = 0."""
    longer, shorter = np.tri(items + 1, items + 2), np.tri(items + 1, items + 1)
    before = np.tri(items + 1, items + 1, -1)
    return np.vstack([np.hstack([-longer, shorter]), np.hstack([longer, -before])])


def _combined(combinations: Floats, given: Answers) -> tuple[Floats, Floats]:
    shares = np.concatenate([given.long, given.short])
    return combinations @ shares, combinations @ given.covariance @ combinations.T
