"""The attacker who takes everything exact that was told at many looks, and asks an integer programme what follows.

HiGHS, through scipy, says the least and the most respondents that a number which is not shown can have stood for, given every
total, everything shown, and that respondents only come; where both are one number, it is known. Where arms are drawn in blocks,
the attacker knows too how far the arms of a block can be from their ratio.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp

from survey.admin.monitoring.suppression import SMALL

Counts = tuple[int, ...]
Row = NDArray[np.float64]
Seen = Mapping[str, int]
Limit = tuple[Row, float]
"""By kind of respondent what adds up, at every look, to no more than a number, nor to less than its negative."""


def known(
    rows: Mapping[str, Row],
    tables: Sequence[Counts],
    history: Sequence[Seen],
    question: Callable[[str], str] = lambda name: "",
    limits: Sequence[Limit] = (),
) -> Iterator[tuple[int, str, str]]:
    """Yield each small number, and each small growth of one, that is not shown and yet follows: look, name, which of both.

    rows      by number how many it grows by with a respondent of each kind
    tables    respondents by kind at each look
    history   what was shown at each look, by number
    question  whose number it is: it grows from one look at which anything of the question is shown to the next; in between, five
              or more who all answered alike are known to have done so
    limits    what is known beside what is shown
    """
    knowledge = constraints(rows, tables, history, limits)
    of_look = np.eye(len(tables))
    for name, row in rows.items():
        for look, table in enumerate(tables):
            if name not in history[look] and 0 < row @ table < SMALL and is_fixed(np.kron(of_look[look], row), knowledge):
                yield look, name, "number"
        moments = [look for look, seen in enumerate(history) if question(name) in map(question, seen)]
        for before, look in pairwise(moments):
            if not {name} <= history[before].keys() & history[look].keys():
                grown = row @ np.subtract(tables[look], tables[before])
                if 0 < grown < SMALL and is_fixed(np.kron(of_look[look] - of_look[before], row), knowledge):
                    yield look, name, "growth"


def constraints(
    rows: Mapping[str, Row], tables: Sequence[Counts], history: Sequence[Seen], limits: Sequence[Limit] = ()
) -> LinearConstraint:
    """Return what the attacker knows: totals, what is shown, and that respondents only come."""
    kinds = len(tables[0])
    of_look, of_kind = np.eye(len(tables)), np.eye(kinds)
    equal = [(np.kron(of_look[look], np.ones(kinds)), sum(table)) for look, table in enumerate(tables)]
    equal += [(np.kron(of_look[look], rows[name]), n) for look, seen in enumerate(history) for name, n in seen.items()]
    grow = [np.kron(later - earlier, one) for earlier, later in pairwise(of_look) for one in of_kind]
    bounded = [(np.kron(one, row), most) for one in of_look for row, most in limits]
    most = np.array([n for _, n in bounded], dtype=float)
    values = np.array([n for _, n in equal], dtype=float)
    low = np.concatenate([values, np.zeros(len(grow)), -most])
    high = np.concatenate([values, np.full(len(grow), np.inf), most])
    return LinearConstraint(np.array([*(row for row, _ in equal), *grow, *(row for row, _ in bounded)]), low, high)


def is_fixed(objective: Row, knowledge: LinearConstraint) -> bool:
    """Whether only one value fits what is known."""
    whole = np.ones(len(objective))
    ends = [milp(sign * objective, constraints=knowledge, integrality=whole, bounds=Bounds(0, np.inf)) for sign in (1, -1)]
    assert all(end.success for end in ends), "what happened is possible"
    return round(ends[0].fun) == round(-ends[1].fun)
