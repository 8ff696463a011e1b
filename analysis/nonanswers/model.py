"""Who cannot answer: a regression of "cannot answer" on what is known of the respondents.

[1] Graubard, Korn (1999), Biometrics 55, 652-659.
[2] Holm (1979), Scandinavian Journal of Statistics 6, 65-70.
[3] Peduzzi, Concato, Kemper, Holford, Feinstein (1996), Journal of Clinical Epidemiology 49, 1373-1379.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from analysis.arrays import Booleans
from analysis.data import Data, as_data
from analysis.design import Design
from analysis.errors import ArgumentError
from analysis.estimation.domain import BASES, domain, named
from analysis.estimation.intervals.multiplicity import holm
from analysis.estimation.sampling.calibrated import Calibrated
from analysis.estimation.shares.share import offering
from analysis.models.regression import Regression, regression
from analysis.models.terms import Predictor, predictor_list
from analysis.values import Value
from analysis.variable import variable
from instruments.model import CANNOT_ANSWER_CODES

EVENTS = 10
"""So many respondents of the rarer outcome for each term are enough for a logistic regression [3]."""


@dataclass(frozen=True, eq=False)
class WhoCannotAnswer:
    """Who could not answer a question.

    effects     a row a term: question, predictor, category, reference, n, cases, effect, se, low, high, df, p, p_adjusted.
                The effect, in [-1, 1], is how much more likely a respondent could not answer [1]: in the category instead
                of the reference, or with one more of a number, whose category and reference are None; averaged over the
                respondents
    n, cases    respondents of the model, and how many of them could not answer
    tests       how many p values were adjusted together [2]
    regression  the model itself
    """

    effects: pd.DataFrame
    n: int
    cases: int
    tests: int
    regression: Regression

    @property
    def events_per_term(self) -> float:
        """The respondents of the rarer outcome for each term; at least `EVENTS` should be there."""
        return min(self.cases, self.n - self.cases) / len(self.effects)


def who_cannot_answer(
    data: Data | pd.DataFrame,
    question: str,
    predictors: str | Sequence[str],
    *,
    where: ArrayLike | None = None,
    design: Design | Calibrated | None = None,
    level: float = 0.95,
    reference: Mapping[str, Value] | None = None,
    non_answers: str = "category",
) -> WhoCannotAnswer:
    """Return how the chance of those asked and not skipping to have no answer differs by predictors, the others held fixed.

    predictors   names, at least one; which are numbers and which categories as in `analysis.regression`
    reference    by predictor, the category that others are compared with; else the answer with the most respondents
    non_answers  of a predictor: category (one that the respondent gave is a category, as of a grouping variable) | missing

    The model is quasi-binomial: logit P(cannot answer) = α + x'β, weighted, with the design's covariance. A warning in
    `.effects.attrs` says where there are fewer than `EVENTS` respondents of the rarer outcome for a term [3]. Raises
    ArgumentError for a bare frame, for no predictor, and for the question as its own predictor; the rest as `regression`,
    among it a DataError where a group has no case or only cases (the outcome is separated).
    """
    given, names = as_data(data), named(predictors)
    offering(given.instrument)
    if not names or question in names:
        raise ArgumentError(
            "A model needs predictors other than the question itself.", got=repr(names), remedy="Name a variable or more."
        )
    of = variable(given, question)
    asked = of.rows_without(BASES["answered"])
    outcome = pd.Series(
        np.where(asked, of.rows_with(CANNOT_ANSWER_CODES), np.nan), index=given.frame.index, name=f"{question}: cannot answer"
    )
    within = domain(given, where=where, design=design, level=level)
    held = predictor_list(given, names, None, non_answers)
    used = np.logical_and.reduce([asked, within.groups >= 0, within.sample.weight > 0, *(one.known for one in held)])
    references = {**_largest(held, used), **(reference or {})}
    found = regression(
        given, outcome, names, family="quasibinomial", where=where, design=design, level=level, reference=references,
        non_answers=non_answers,
    )  # fmt: skip
    effects = _effects(found, question, references)
    return _stated(effects, found, int((within.groups >= 0).sum()))


def _largest(predictors: Sequence[Predictor], used: Booleans) -> dict[str, Value]:
    """Return the answer of each predictor in categories with the most of the respondents used; without one, a non-answer."""
    found: dict[str, Value] = {}
    for one in predictors:
        if one.numbers is None and used.any():
            counts = np.bincount(one.of.cells[used], minlength=len(one.of.categories))
            answers = counts[: len(one.of.answers)]
            found[one.of.name] = one.of.categories[int((answers if answers.any() else counts).argmax())]
    return found


def _effects(found: Regression, question: str, references: Mapping[str, Value]) -> pd.DataFrame:
    effects = found.effects.rename(columns={"term": "predictor"})
    compared = [references.get(name) for name in effects["predictor"]]
    effects.insert(0, "question", question)
    effects.insert(3, "reference", pd.Series(compared, dtype=object))
    effects.insert(4, "n", int(str(found.attrs["n"])))
    effects.insert(5, "cases", int(str(found.attrs["ones"])))
    effects["p_adjusted"] = holm(effects["p"].to_numpy(dtype=np.float64))
    return effects


def _stated(effects: pd.DataFrame, found: Regression, inside: int) -> WhoCannotAnswer:
    """Return the result, whose table says what it was made of.

    inside  respondents of the condition
    """
    n, cases = int(str(found.attrs["n"])), int(str(found.attrs["ones"]))
    tests = int(effects["p"].notna().sum())
    whole = WhoCannotAnswer(effects, n, cases, tests, found)
    warnings = str(effects.attrs.get("warnings", "")).splitlines()
    if whole.events_per_term < EVENTS:
        warnings.append(
            f"{cases} of {n} could not answer: {whole.events_per_term:.1f} of the rarer outcome for each of {len(effects)} "
            f"terms, fewer than {EVENTS}: the intervals may be wrong."
        )
    for name in ("missing", "non_answers", "weightless", "ones"):
        effects.attrs.pop(name, None)
    effects.attrs |= {"cases": cases, "left_out": inside - n, "tests": tests, "adjustment": "holm"}
    effects.attrs["warnings"] = "\n".join(warnings)
    return whole
