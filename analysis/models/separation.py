"""Whether predictors separate an outcome, so that no finite estimate exists.

Parameters θ ≠ 0 exist along which no respondent's likelihood falls and some's rises without end: with a row d for each
respondent, d'θ ≥ 0 for all and > 0 for some. A linear programme finds them [1]; separation is complete where d'θ > 0 for
all, else quasi-complete [2].

[1] Konis (2007), Linear programming algorithms for detecting separated data in binary logistic regression models, Oxford.
[2] Albert, Anderson (1984), Biometrika 71, 1-10.
"""

from __future__ import annotations

import numpy as np
from scipy.optimize import linprog

from analysis.arrays import Booleans, Floats

TOLERANCE = 1e-6
"""What the solver of linear programmes may miss a bound by, with room to spare."""


def separating(directions: Floats) -> Floats | None:
    """Return parameters that separate the outcome, None where there are none.

    directions  (rows, parameters) d
    """
    rows = np.unique(directions, axis=0)
    found = linprog(-rows.sum(axis=0), A_ub=-rows, b_ub=np.zeros(len(rows)), bounds=(-1, 1), method="highs")
    parameters: Floats = np.zeros(rows.shape[1]) if found.x is None else np.asarray(found.x, dtype=np.float64)
    gain = rows @ parameters
    return parameters if gain.max() > 100 * TOLERANCE and gain.min() > -TOLERANCE else None


def is_complete(directions: Floats) -> bool:
    """Whether the separation leaves nobody on the border."""
    rows = np.unique(directions, axis=0)
    above = np.column_stack([-rows, np.ones(len(rows))])
    aim = np.append(np.zeros(rows.shape[1]), -1.0)
    found = linprog(aim, A_ub=above, b_ub=np.zeros(len(rows)), bounds=(-1, 1), method="highs")
    return found.x is not None and bool(found.x[-1] > 100 * TOLERANCE)


def guilty(directions: Floats, parameters: Floats, intercepts: int) -> Booleans:
    """Return which of the (terms,) columns separate the outcome, each alone where one does, else together.

    parameters  those that separate it
    """
    terms = directions.shape[1] - intercepts
    first = list(range(intercepts))
    each = (directions[:, [*first, intercepts + term]] for term in range(terms))
    alone = np.array([separating(one) is not None for one in each], dtype=np.bool_)
    return alone if alone.any() else np.abs(parameters[intercepts:]) > TOLERANCE
