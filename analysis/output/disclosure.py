"""Which numbers of a table of groups are not shown, so that nobody can be found in it.

The rule, one for every table that splits respondents into groups:

1. a count of 1 to 4 respondents is not shown, nor its share and interval [1];
2. of a group with fewer than 5 respondents nothing is shown;
3. where one hidden count could be worked out from a total that is shown (that of its group, or that of all
   respondents in its row), the smallest other count of the same line is hidden too, until none can [1].

Whole-sample distributions are not suppressed: nobody is marked out by belonging to the sample. A base below 30 is
shown but marked: the National Center for Health Statistics would not publish a percent of it [2].

[1] Hundepool et al. (2012), Statistical Disclosure Control, Wiley, chapter 4 (primary and secondary suppression).
[2] Parker et al. (2017), Vital and Health Statistics 2(175).
"""

from __future__ import annotations

import numpy as np

from analysis.arrays import Booleans, Integers

SMALL_COUNT = 5
"""The first count that is shown."""

SMALL_BASE = 30
"""Below it a base is marked."""


def hidden(counts: Integers, bases: Integers, *, exclusive: bool = True) -> Booleans:
    """Return which cells of a table must not be shown.

    counts     (categories, groups) respondents
    bases      (groups,) respondents in each group's base
    exclusive  whether a respondent stands in one category only, so that a group's counts add up to its base

    >>> hidden(np.array([[40, 30], [2, 9], [20, 25]]), np.array([62, 64])).tolist()
    [[False, False], [True, True], [True, True]]
    """
    marked = ((counts > 0) & (counts < SMALL_COUNT)) | (bases < SMALL_COUNT)[np.newaxis, :]
    marked &= (bases > 0)[np.newaxis, :]
    while _protect_one(marked, counts) or (exclusive and _protect_one(marked.T, counts.T)):
        pass
    return marked


def _protect_one(marked: Booleans, counts: Integers) -> bool:
    """Hide a second cell of the first row in which exactly one is hidden; return whether there was such a row.

    Of the other cells those come first whose column hides something already (no column is opened up for one cell),
    then those with respondents in them, then the smaller ones.
    """
    for row in np.flatnonzero(marked.sum(axis=1) == 1):
        others = [int(cell) for cell in np.flatnonzero(~marked[row])]
        if others:
            chosen = min(others, key=lambda cell: (not marked[:, cell].any(), counts[row, cell] == 0, counts[row, cell]))
            marked[row, chosen] = True
            return True
    return False
