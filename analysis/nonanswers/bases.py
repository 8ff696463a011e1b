"""The answers to a question on its three bases, and the shares they could have if everybody had had an opinion.

[1] Manski (2003), Partial Identification of Probability Distributions, chapter 1.
[2] Imbens, Manski (2004), Econometrica 72, 1845-1857.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from analysis.arrays import Booleans, Floats
from analysis.data import Data, as_data
from analysis.design import Design
from analysis.estimation.domain import BASES, Domain, check_groups, domain
from analysis.estimation.intervals.identified import shares_between
from analysis.estimation.intervals.interval import check_interval
from analysis.estimation.sampling.calibrated import Calibrated
from analysis.estimation.shares.members import members
from analysis.estimation.shares.share import estimated, estimated_shares, offering
from analysis.estimation.shares.share_table import estimates
from analysis.estimation.table import by_columns, small_base_notes, tidy
from analysis.variable import Variable, variable
from instruments.model import CANNOT_ANSWER_CODES, NonAnswer

NO_ANSWER = frozenset(NonAnswer) - CANNOT_ANSWER_CODES
"""Whom the bounds say nothing of: they were not asked, skipped the question or refused."""


def answer_bases(
    data: Data | pd.DataFrame,
    question: str,
    *,
    by: str | Sequence[str] | None = None,
    where: ArrayLike | None = None,
    design: Design | Calibrated | None = None,
    level: float = 0.95,
    interval: str | None = None,
) -> pd.DataFrame:
    """Return a row a category: its share of those asked, of those who answered and of opinions, and its worst-case bounds.

    Arguments, intervals and errors as of `shares`, and an ArgumentError for a bare frame, which has no missing codes.
    Columns: question, [by…], category, n; base_n_asked, share_asked, se_asked, low_asked, high_asked and the same of
    answered and opinion; undecided_n, least, se_least, most, se_most, low, high, needed, df. A share is NaN in a base that
    leaves its category out, and so are the bounds of a non-answer.

    least, most  the share of an answer among opinions if none, or all, of those who could not answer had given it [1]:
                 A/(O + C) and (A + C)/(O + C), with the weights A of those who gave it, O of all opinions and C of those who
                 could not answer. Who refused, skipped or was not asked is in neither
    low, high    the interval that covers the share wherever it is between them [2]; of the kind `interval`
    needed       which part of those who could not answer would have to give it for exactly half of O + C:
                 ((O + C)/2 - A)/C, at least 0; above 1 they are too few, NaN where there are none
    undecided_n  how many could not answer

    >>> from instruments import load
    >>> votes = pd.DataFrame({"q5_leave_csto": [1] * 23 + [2] * 7 + [-1] * 25})
    >>> found = answer_bases(Data(votes, load.load(load.find("astana-2023"))), "q5_leave_csto")
    >>> found[["category", "least", "most"]].round(3).to_dict("records")[0]
    {'category': 1, 'least': 0.418, 'most': 0.873}
    """
    given = as_data(data)
    offering(given.instrument)
    within = domain(given, by=by, where=where, design=design, level=level)
    method = check_interval(interval, simple=within.sample.is_simple)
    of = variable(within.data, question)
    asked = estimated(within, of, "asked")
    categories = list(asked.categories or ())
    count = len(categories)
    heads = {
        "question": [of.name] * (len(within.keys) * count),
        **by_columns(within, count),
        "category": categories * len(within.keys),
        "n": asked.found.n.ravel(),
    }
    numbers = {name: values for base in BASES for name, values in _on_base(within, of, base, count, method).items()}
    numbers |= _between(within, of, count, method)
    check_groups(within.names, numbers)
    columns = {**heads, **numbers, "df": within.sample.df}
    notes = small_base_notes(of.name, within, asked.found.base_n, asked.found.base_weight)
    said = {"method": f"share, {within.sample.variance_rule}; interval {method}", "base": ", ".join(BASES)}
    return tidy(columns, within, notes, missing=asked.missing, **said)


def _on_base(within: Domain, of: Variable, base: str, count: int, method: str) -> dict[str, object]:
    """Return the columns of one base; NaN for the categories that it leaves out, which are among the last."""
    one = estimated(within, of, base)
    asked = [int(code) for code in of.non_answers if code not in BASES["asked"]]
    inside = [True] * len(of.answers) + [code not in BASES[base] for code in asked]
    columns = estimates(within, [one.found], method)

    def placed(name: str) -> Floats:
        every = np.full((len(within.keys), count), np.nan)
        every[:, inside] = np.asarray(columns[name], dtype=np.float64).reshape(len(within.keys), -1)
        return every.ravel()

    numbers = {f"{name}_{base}": placed(name) for name in ("share", "se", "low", "high")}
    return {f"base_n_{base}": np.repeat(one.found.base_n, count), **numbers}


def _between(within: Domain, of: Variable, count: int, method: str) -> dict[str, object]:
    """Return the columns of the bounds; NaN for non-answers."""
    answers, groups = len(of.answers), len(within.keys)
    undecided, in_base = of.rows_with(CANNOT_ANSWER_CODES), of.rows_without(NO_ANSWER)
    given = [members(of, place) for place in range(answers)]
    silent = estimated_shares(within, np.where(undecided, 0, 1), 1, in_base)
    least = _ends(within, given, in_base)
    most = _ends(within, (one | undecided for one in given), in_base)
    both = (np.stack([low.ravel(), high.ravel()]) for low, high in zip(least, most, strict=True))
    shares, errors, logit_errors = both
    base_n = np.repeat(silent.base_n, answers)
    low, high = shares_between(method, shares, errors, base_n, within.sample.interval_df, within.level, logit_se=logit_errors)
    needed = np.maximum(0.5 - least[0], 0) / np.where(silent.share > 0, silent.share, np.nan)

    def placed(values: Floats) -> Floats:
        every = np.full((groups, count), np.nan)
        every[:, :answers] = values.reshape(groups, answers)
        return every.ravel()

    columns = {"least": least[0], "se_least": least[1], "most": most[0], "se_most": most[1]}
    columns |= {"low": low, "high": high, "needed": needed}
    return {"undecided_n": np.repeat(silent.n[:, 0], count), **{name: placed(values) for name, values in columns.items()}}


def _ends(within: Domain, sets: Iterable[Booleans], in_base: Booleans) -> tuple[Floats, Floats, Floats]:
    """Return (groups, sets) the share of each set of rows in the base, its standard error, and that of its logit.

    The last is NaN where there are no replicate weights, of which alone it is known otherwise.
    """
    found = [estimated_shares(within, np.where(rows, 0, 1), 1, in_base) for rows in sets]
    none = np.empty((len(within.keys), 0))
    logits = [np.full(one.share.shape, np.nan) if one.logit_se is None else one.logit_se for one in found]
    shares, errors = ([getattr(one, name) for one in found] for name in ("share", "se"))
    return np.hstack([none, *shares]), np.hstack([none, *errors]), np.hstack([none, *logits])
