"""Which rows an estimate is about: a condition, groups, and what counts as an answer."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from analysis.arrays import Booleans, Integers
from analysis.data import Data, as_data
from analysis.design import Design
from analysis.errors import ArgumentError, unknown
from analysis.estimation.intervals.interval import check_level
from analysis.estimation.sampling.calibrated import Calibrated
from analysis.estimation.sampling.sample import Sample, sample
from analysis.values import Value
from analysis.variable import Variable, check_name, variable
from instruments.model import NOT_IN_BASE_ASKED, NonAnswer
from instruments.names import RESULTS

BASES: dict[str, frozenset[NonAnswer]] = {
    "asked": NOT_IN_BASE_ASKED,
    "answered": NOT_IN_BASE_ASKED | {NonAnswer.SKIPPED},
    "opinion": frozenset(NonAnswer),
}
"""The non-answers that each base leaves out."""


@dataclass(frozen=True, eq=False)
class Domain:
    """The rows of an estimate, in groups. Rows outside stay in the design with a weight of zero.

    data     the responses
    sample   their design
    names    the grouping variables
    keys     each group's categories, in the order of the variables' categories
    groups   (rows,) index into `keys`; -1 = outside
    missing  rows of the condition left out because a grouping variable holds nothing or was not answered
    level    confidence level
    """

    data: Data
    sample: Sample
    names: tuple[str, ...]
    keys: tuple[tuple[Value, ...], ...]
    groups: Integers
    missing: int
    level: float

    def missing_from(self, empty: Booleans) -> int:
        """Return how many rows of the groups hold nothing in the analysed variable."""
        return int((empty & (self.groups >= 0)).sum())

    def left_out(self, known: Booleans, empty: Booleans) -> dict[str, int]:
        """Return how many rows of the groups hold nothing, and how many a non-answer, for `.attrs`.

        known  (rows,) they have what the estimate needs
        """
        return {"missing": self.missing_from(empty), "non_answers": self.missing_from(~known & ~empty)}


def domain(
    data: Data | pd.DataFrame,
    *,
    by: str | Sequence[str] | None = None,
    where: ArrayLike | None = None,
    design: Design | Calibrated | None = None,
    level: float = 0.95,
) -> Domain:
    """Return the rows and groups of an estimate.

    by      names of grouping variables; the groups are the combinations that occur. A typed non-answer that the
            respondent gave is a group; skipped, not asked and nothing at all are left out and counted. A number that
            is both an answer and such a non-answer is an ArgumentError
    where   (rows,) booleans; None = all rows
    design  None = the design the data came with; of a bare frame simple random sampling
    """
    given = as_data(data)
    check_level(level)
    if design is not None and not isinstance(design, Design | Calibrated):
        raise ArgumentError(
            "A design is an analysis.Design, or weights made from one.",
            got=repr(design),
            remedy='Name the columns: Design(weight="…", psu="…").',
        )
    return domain_of(given, sample(given.frame, given.design if design is None else design), by=by, where=where, level=level)


def domain_of(
    given: Data,
    drawn: Sample,
    *,
    by: str | Sequence[str] | None = None,
    where: ArrayLike | None = None,
    level: float = 0.95,
) -> Domain:
    """Return the rows and groups of an estimate for a sample that stands already; the rest as in `domain`."""
    names = tuple(by) if isinstance(by, Iterable) and not isinstance(by, str) else () if by is None else (by,)
    for name in names:
        check_name(name)
    check_groups(names, RESULTS)
    if where is None and not names:
        everybody = np.broadcast_to(np.intp(0), (len(given.frame),))
        return Domain(given, drawn, (), ((),), everybody, 0, level)
    inside = condition(given.frame, where)
    variables = [grouping(given, name) for name in names]
    usable = inside.copy()
    for one in variables:
        usable &= one.rows_without(BASES["answered"])
    keys, groups = _combinations(variables, usable)
    return Domain(given, drawn, names, keys, groups, int((inside & ~usable).sum()), level)


def check_groups(names: Sequence[str], columns: Iterable[str]) -> None:
    """Raise an ArgumentError where a grouping variable has the name of a column of the result."""
    if set(names) & set(columns):
        raise ArgumentError("A grouping variable has the name of a column of the result.", got=repr(names), remedy="Rename it.")


def condition(frame: pd.DataFrame, where: ArrayLike | None) -> Booleans:
    """Return a condition as booleans by row; an ArgumentError where it is not booleans, or not one for each row."""
    if where is None:
        return np.ones(len(frame), dtype=np.bool_)
    if isinstance(where, pd.Series) and not where.index.equals(frame.index):
        raise ArgumentError("The condition's index is not the data's.", remedy="Make it from a column of the same data.")
    found = np.asarray(where)
    if found.shape != (len(frame),):
        raise ArgumentError(
            "The condition needs one value for each row.", got=f"shape {found.shape}", remedy=f"There are {len(frame)} rows."
        )
    if found.dtype != np.bool_ and not all(isinstance(item, bool | np.bool_) for item in found.tolist()):
        raise ArgumentError("The condition holds values that are not true or false.", remedy="Fill in what is missing.")
    return found.astype(np.bool_)


def outside(base: str) -> frozenset[NonAnswer]:
    """Return the non-answers that a base leaves out; an ArgumentError for an unknown base."""
    if base not in BASES:
        raise unknown("base", base, list(BASES))
    return BASES[base]


def grouping(data: Data, name: str) -> Variable:
    """Return a variable that can form groups; an ArgumentError for one with several answers."""
    found = variable(data, name)
    if found.chosen is not None:
        raise ArgumentError(
            f"{name!r} holds several answers for one respondent and cannot form groups.",
            remedy=f"Name one choice's column, {name}__….",
        )
    found.check_distinct(BASES["answered"], "Group by a column in which the non-answers have another value.")
    return found


def named(questions: str | Sequence[str]) -> list[str]:
    """Return one name or several as a list."""
    return [questions] if isinstance(questions, str) else list(questions)


def _combinations(variables: Sequence[Variable], usable: Booleans) -> tuple[tuple[tuple[Value, ...], ...], Integers]:
    groups = np.full(len(usable), -1, dtype=np.intp)
    if not variables:
        groups[usable] = 0
        return ((),), groups
    combined = np.zeros(len(usable), dtype=np.intp)
    for one in variables:
        combined = combined * len(one.categories) + one.cells
    occurring, groups[usable] = np.unique(combined[usable], return_inverse=True)
    indices = np.unravel_index(occurring, [max(len(one.categories), 1) for one in variables])
    columns = [[one.categories[index] for index in column] for one, column in zip(variables, indices, strict=True)]
    return tuple(zip(*columns, strict=True)), groups
