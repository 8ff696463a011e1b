"""Which numbers of a table of groups are not shown, so that nobody can be found in it.

The rule, one for every table that splits respondents into groups:

1. a count of 1 to 4 respondents is not shown, nor its share and interval [1]; where several answers could be chosen,
   also no count that all but 1 to 4 of the group belong to;
2. of a group with fewer than 5 respondents nothing is shown but how many they are, which says nothing of their answers,
   and is known anyway: the groups are a distribution of the whole sample, and the other bases leave no other number;
3. where a hidden count, or a sum of hidden ones that is 1 to 4, could be worked out from a total that is shown (that of
   its group, or that of all respondents in its row), the smallest other count of the same line is hidden too, until none
   can [1]. Respondents in no group are the rest of such a total: a column that is never shown, but can be worked out;
4. so too a group's mean: that of fewer than 5 respondents is hidden, and more where they could be worked out.

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

SOLVABLE = 3
"""Of a group's points of a scale so many hidden counts follow from its base, its mean and the mean's interval."""


def hidden(counts: Integers, bases: Integers, *, exclusive: bool = True) -> Booleans:
    """Return which cells of a table must not be shown.

    counts     (categories, groups) respondents
    bases      (groups,) respondents in each group's base; of an empty one everybody knows the counts
    exclusive  whether a respondent stands in one category only, so that a group's counts add up to its base

    >>> hidden(np.array([[40, 30], [2, 9], [20, 25]]), np.array([62, 64])).tolist()
    [[False, False], [True, True], [True, True]]
    """
    filled = np.broadcast_to(bases > 0, counts.shape)
    marked = _is_small(counts) | (bases < SMALL_COUNT)
    if not exclusive:
        marked |= _is_small(bases - counts)
    marked &= filled
    while _protect_one(marked, counts, filled) or (
        _protect_one(marked.T, counts.T, filled.T) if exclusive else _protect_one(marked, bases - counts, filled)
    ):
        pass
    return marked


def hidden_means(n: Integers, hidden_counts: Integers) -> Booleans:
    """Return the mean of which groups must not be shown.

    n              (groups,) respondents whose answers each mean is of
    hidden_counts  (groups,) how many counts of the points of the scale are hidden; 0 where they are not shown by point

    >>> hidden_means(np.array([40, 38, 1]), np.array([0, 0, 0])).tolist()
    [False, True, True]
    """
    filled = n > 0
    marked = filled & ((n < SMALL_COUNT) | ((hidden_counts > 0) & (hidden_counts <= SOLVABLE)))
    while _protect_one(marked[np.newaxis], n[np.newaxis], filled[np.newaxis]):
        pass
    return marked


def with_rest(counts: Integers, total: Integers) -> Integers:
    """Return counts by group with those of the respondents in no group as the last column.

    counts  (…, groups)
    total   (…) all respondents

    >>> with_rest(np.array([[40, 30], [2, 9]]), np.array([71, 11])).tolist()
    [[40, 30, 1], [2, 9, 0]]
    """
    return np.concatenate([counts, (total - counts.sum(axis=-1))[..., np.newaxis]], axis=-1)


def _is_small(counts: Integers) -> Booleans:
    return (counts > 0) & (counts < SMALL_COUNT)


def _protect_one(marked: Booleans, counts: Integers, filled: Booleans) -> bool:
    """Hide one more cell of the first row in which one is hidden, or some that add up to 1 to 4; return whether one was.

    Of the other cells those come first whose column hides something already (no column is opened up for one cell),
    then those with respondents in them, then the smaller ones; a cell of an empty group would protect nothing.
    """
    for row in np.flatnonzero((marked.sum(axis=1) == 1) | _is_small((counts * marked).sum(axis=1))):
        others = [int(cell) for cell in np.flatnonzero(filled[row] & ~marked[row])]
        if others:
            chosen = min(others, key=lambda cell: (not marked[:, cell].any(), counts[row, cell] == 0, counts[row, cell]))
            marked[row, chosen] = True
            return True
    return False
