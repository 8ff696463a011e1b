"""The respondents of a model: their outcome, their predictors and their weights, with what was left out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from analysis.arrays import Booleans, Floats, Integers
from analysis.errors import DataError, DesignError, listed
from analysis.estimation.domain import Domain
from analysis.models.outcome import Outcome
from analysis.models.terms import Predictor, Term, check_varying
from analysis.values import Value

DEPENDENT = 1e-8
"""A standardised column of which less than this part is not explained by those before it depends on them."""


@dataclass(frozen=True, eq=False)
class Problem:
    """What a model is fitted to: the respondents whose outcome and predictors are all known and whose weight is above 0.

    rows        (n,) their places in the data
    y           (n,) the outcome; of an ordinal one the place among `categories`
    x           (n, terms) the predictors without an intercept
    weight      (n,)
    terms       of the columns of x
    categories  of an ordinal outcome, those that occur
    """

    rows: Integers
    y: Floats
    x: Floats
    weight: Floats
    terms: tuple[Term, ...]
    categories: tuple[Value, ...]


@dataclass(frozen=True)
class Counts:
    """How many respondents of the condition a model left out, and why.

    missing      they hold nothing in the outcome or a predictor
    non_answers  they gave a non-answer there, or the question was not for them
    weightless   their weight is 0
    """

    missing: int
    non_answers: int
    weightless: int


def posed(within: Domain, outcome: Outcome, predictors: Sequence[Predictor]) -> tuple[Problem, Counts, list[str]]:
    """Return the problem, what was left out, and warnings.

    Raises DesignError for a weight below 0, DataError where nobody is left, the outcome or a predictor is the same for all,
    there are not more respondents than coefficients, or a term is a linear combination of others.
    """
    inside = within.groups >= 0
    known = ~np.isnan(outcome.values) & np.logical_and.reduce([inside, *(one.known for one in predictors)])
    empty = np.logical_or.reduce([outcome.empty, *(one.of.missing for one in predictors)])
    _refuse_negative(within.sample.weight[known])
    weighted = within.sample.weight > 0
    counts = Counts(**within.left_out(known, empty), weightless=int((known & ~weighted).sum()))
    rows = np.flatnonzero(known & weighted)
    if len(rows) == 0:
        raise DataError(
            "Nobody is left to fit the model to.",
            got=f"{int(inside.sum())} respondents: {counts.missing} with missing values, {counts.non_answers} with non-answers, "
            f"{counts.weightless} of weight 0",
            remedy="Widen the selection, or leave out a predictor.",
        )
    y, categories, notes = _outcomes(outcome, rows)
    _refuse_saturated(rows, max(len(categories) - 1, 1), predictors)
    pairs = [one.columns(rows) for one in predictors]
    terms = tuple(term for named, _ in pairs for term in named)
    x = np.concatenate([np.empty((len(rows), 0)), *(values for _, values in pairs)], axis=1)
    check_varying(terms, x)
    for one in predictors:
        if unused := one.unused(rows):
            notes.append(f"{one.of.name}: nobody in the model is in {listed(unused)}: no coefficient.")
    problem = Problem(rows, y, x, within.sample.weight[rows], terms, categories)
    _refuse_dependent(problem)
    return problem, counts, notes


def _refuse_negative(weight: Floats) -> None:
    """Raise a DesignError for a weight below 0, as calibration without bounds makes: a likelihood cannot have it."""
    negative = weight < 0
    if negative.any():
        raise DesignError(
            "A model needs weights from 0 up.",
            got=f"{int(negative.sum())} respondents of a weight below 0, the least {weight.min():.6g}",
            remedy="Use bounds when calibrating them, as in calibrate(…, bounds=(0.3, 3)), or rake.",
        )


def _outcomes(outcome: Outcome, rows: Integers) -> tuple[Floats, tuple[Value, ...], list[str]]:
    """Return the outcomes of the rows, the categories that occur, and a warning for those that do not."""
    y = outcome.values[rows]
    if np.ptp(y) == 0:
        value = outcome.categories[int(y[0])] if outcome.categories else float(y[0])
        raise DataError(
            "The outcome is the same for all respondents of the model.",
            where=f"outcome {outcome.name!r}",
            got=f"{value!r}, {len(rows)} times",
            remedy="Widen the selection, or explain something that differs.",
        )
    if not outcome.categories:
        return y, (), []
    places, order = np.unique(y, return_inverse=True)
    held = tuple(outcome.categories[int(place)] for place in places)
    unused = [value for value in outcome.categories if value not in held]
    notes = [f"{outcome.name}: nobody in the model is in {listed(unused)}: no threshold."] if unused else []
    return order.astype(np.float64), held, notes


def _refuse_saturated(rows: Integers, intercepts: int, predictors: Sequence[Predictor]) -> None:
    """Raise a DataError where a coefficient for each respondent, or more, leaves nothing to tell an error from.

    Told before the terms are made: an identifier as a predictor would make a column for each respondent.
    """
    sizes = {one.of.name: one.size(rows) for one in predictors}
    if intercepts + sum(sizes.values()) < len(rows):
        return
    largest = max(sizes, key=sizes.__getitem__)
    raise DataError(
        "The model has as many coefficients as respondents, or more: nothing is left to estimate an error from.",
        where=f"predictor {largest!r}, {sizes[largest]} terms",
        got=f"{intercepts + sum(sizes.values())} coefficients and {len(rows)} respondents",
        remedy="Merge categories, leave predictors out, or widen the selection.",
    )


def moments(problem: Problem) -> tuple[Floats, Floats]:
    """Return the (terms,) weighted means and standard deviations of the predictors."""
    share = problem.weight / problem.weight.sum()
    mean = share @ problem.x
    return mean, np.sqrt(share @ (problem.x - mean) ** 2)


def dependent(x: Floats, weight: Floats) -> Booleans:
    """Return which of the (rows, terms) columns are linear combinations of the intercept and those before them."""
    design = np.column_stack([np.ones(len(x)), x]) * np.sqrt(weight / weight.sum())[:, np.newaxis]
    if len(x) < design.shape[1]:
        design = np.vstack([design, np.zeros((design.shape[1] - len(x), design.shape[1]))])
    left = np.abs(np.diagonal(np.linalg.qr(design, mode="r")))
    marked: Booleans = (left <= DEPENDENT * np.linalg.norm(design, axis=0))[1:]
    return marked


def _refuse_dependent(problem: Problem) -> None:
    mean, spread = moments(problem)
    marked = dependent((problem.x - mean) / spread, problem.weight)
    if marked.any():
        names = [str(term) for term, one in zip(problem.terms, marked, strict=True) if one]
        raise DataError(
            f"{len(names)} of {len(marked)} terms are linear combinations of those before them, among the {len(problem.rows)} "
            "respondents of the model.",
            where=f"terms {listed(names)}",
            remedy="Leave them out, or merge categories.",
        )
