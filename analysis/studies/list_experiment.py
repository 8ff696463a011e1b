"""How many hold a statement that nobody has to own up to: list experiments (item counts, the unmatched count).

A random part of the respondents is shown J statements, the others these and one more; each says how many hold. The share
that holds the added one is the difference of the means [1]:

    τ = mean(Y | long) - mean(Y | short)

Two lists with the same added statement, each the longer one for half of the respondents, give the mean of two such
differences (the double list [2]).

[1] Miller (1984), A New Survey Technique for Studying Deviant Behavior, dissertation, George Washington University.
[2] Droitcour et al. (1991), in: Biemer et al. (eds.), Measurement Errors in Surveys, 185-210.
[3] Blair, Imai (2012), Political Analysis 20, 47-77.
[4] Blair, Coppock, Moor (2020), American Political Science Review 114, 1297-1315.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from scipy import special

from analysis.arrays import Booleans, Floats
from analysis.data import Data, as_data
from analysis.design import Design
from analysis.errors import ArgumentError, listed, unknown
from analysis.estimation.contrasts.contrast import contrasts_of
from analysis.estimation.contrasts.joint import JointEstimates, joint_estimates
from analysis.estimation.domain import check_groups, condition, named, outside
from analysis.estimation.sampling.calibrated import Calibrated
from analysis.estimation.shares.members import members
from analysis.studies.list_types import answer_shares, answers, design_effects, ends, types
from analysis.studies.treatment import Lists, lists
from analysis.values import Value
from analysis.variable import variable

BOTH = "both"
"""The `question` of the row that a double list's two lists have together."""

POWER = 0.8
"""The chance with which a prevalence of `detectable` would be told from none."""

CROWDED = 0.1
"""The share of answers at an end of a list from which on a warning is given."""

_OWN = ("treated", "prevalence", "p", "detectable", "direct", "gap", "bias_to_beat")


@dataclass(frozen=True, eq=False)
class ListExperiment:
    """What a list experiment says.

    frame    question, treated, [by…], n_long, n_short, mean_long, mean_short, prevalence, se, low, high, df, p,
             detectable: a row a list, and of a double list one for both. With a direct question also n_direct, direct,
             direct_se, gap, gap_se, gap_low, gap_high, gap_p, bias_to_beat
    types    `list_types.types`: estimated shares of who holds how many of the other statements, and the added one
    tests    `list_types.design_effects`: whether the added statement changed the answers to the others
    ends     `list_types.ends`: how many gave the lowest and the highest answer
    answers  `list_types.answer_shares`: the share of each answer to both lists
    """

    frame: pd.DataFrame
    types: pd.DataFrame
    tests: pd.DataFrame
    ends: pd.DataFrame
    answers: pd.DataFrame


def list_experiment(
    data: Data | pd.DataFrame,
    question: str | Sequence[str],
    *,
    treated: Value | None = None,
    arm: str | None = None,
    items: int | None = None,
    direct: tuple[str, Value] | None = None,
    by: str | Sequence[str] | None = None,
    where: ArrayLike | None = None,
    design: Design | Calibrated | None = None,
    level: float = 0.95,
) -> ListExperiment:
    """Return the share of respondents who hold the added statement of a list experiment, with what speaks for and against it.

    question  a question of kind count, or the two of a double list
    treated   the arm with the longer list, where the questionnaire has several. arm and items are of data without a
              questionnaire: the column of the arms, and how many statements the shorter list has; of a double list there,
              `treated` is the arm whose first list is the longer one
    direct    a question and the answer to it that owns up to the same: ("q4_leave_eaeu", 1). Its share is of all who were
              asked and did not skip, as the list's is
    by, where, design, level  as in `means`

    The means are those of everybody who gave a number; their difference has the design's covariance and Student's t with
    its degrees of freedom. No estimate is cut at 0 or 1: one below 0 is kept and said. p is of the test that nobody holds
    it. `detectable` is (t_(1+level)/2 + t_0.8) se: a smaller prevalence such a sample would rather miss than find.
    gap is prevalence - direct, with the covariance of both. bias_to_beat is √(se² - direct_se²): where the direct question
    is off by less, its answer is nearer to the truth on average than the list's [4]; 0 where the list is the surer one.

    Raises ArgumentError where nothing says who was shown what, for two questions that add different statements, and for
    an unknown name; DataError for an answer that the list does not allow; DesignError for a wrong design.

    >>> short, long = [0, 1, 1, 2, 2, 2, 3, 1], [1, 1, 2, 3, 2, 2, 3, 2]
    >>> seen = pd.DataFrame({"count": short + long, "arm": ["a"] * 8 + ["b"] * 8})
    >>> found = list_experiment(seen, "count", arm="arm", treated="b", items=3)
    >>> found.frame[["n_long", "n_short", "prevalence"]].to_dict("records")
    [{'n_long': 8, 'n_short': 8, 'prevalence': 0.5}]
    """
    given = as_data(data)
    names = named(question)
    if not 1 <= len(set(names)) == len(names) <= 2:
        raise ArgumentError("A list experiment is one question, or a double list's two.", got=listed(names), remedy="Name these.")
    every = _lists(given, names, treated, arm, items)
    inside = condition(given.frame, where)
    check_groups(named(by or ()), _OWN)
    made, columns = _columns(given, every, direct)
    joint = joint_estimates(made, list(columns), by=by, where=inside, design=design, level=level, statistic="mean")
    frame = pd.concat([_estimates(joint, one, direct is not None) for one in _rows(every)], ignore_index=True)
    of_answers = [(one, answers(given, one, inside, design)) for one in every]
    tables = [[made(one, each) for one, each in of_answers] for made in (types, design_effects, ends)]
    tables.append([answer_shares(one, given, inside, design, level) for one in every])
    found = ListExperiment(frame, *(pd.concat(parts, ignore_index=True) for parts in tables))
    frame.attrs = joint.frame.attrs | {"method": "difference of means", "missing": _missing(every, inside)}
    frame.attrs["warnings"] = "\n".join(filter(None, [joint.frame.attrs["warnings"], *_notes(found)]))
    return found


def _lists(data: Data, names: Sequence[str], treated: Value | None, arm: str | None, items: int | None) -> list[Lists]:
    first = lists(data, names[0], treated=treated, arm=arm, items=items)
    if len(names) == 1:
        return [first]
    if arm is None:
        second = lists(data, names[1])
    else:
        others = [value for value in variable(data, arm).answers if value != treated]
        if len(others) != 1:
            raise ArgumentError("A double list has two arms.", got=listed([treated, *others]), remedy="Leave the other rows out.")
        second = lists(data, names[1], treated=others[0], arm=arm, items=items)
    if first.statement and second.statement and first.statement.text != second.statement.text:
        raise ArgumentError(
            f"{names[0]!r} and {names[1]!r} add different statements: they have no share in common.",
            got=f"{first.statement.id!r} and {second.statement.id!r}",
            remedy="Name one of them.",
        )
    return [first, second]


def _columns(data: Data, every: Sequence[Lists], direct: tuple[str, Value] | None) -> tuple[Data, list[str]]:
    columns = {name: values for one in every for name, values in ((_long(one), one.long), (_short(one), one.short))}
    if direct is not None:
        columns["direct"] = _direct(data, *direct)
    return replace(data, frame=data.frame.assign(**columns)), list(columns)


def _long(of: Lists) -> str:
    return f"{of.question}__long"


def _short(of: Lists) -> str:
    return f"{of.question}__short"


def _direct(data: Data, question: str, category: Value) -> Floats:
    """Return (rows,) 1 for who gave this answer, 0 for who gave another or none offered, NaN for who was not asked or skipped."""
    of = variable(data, question)
    if category not in of.categories:
        raise unknown(f"category of {question!r}", category, [repr(value) for value in of.categories])
    inside = of.rows_without(outside("answered")) & ~of.missing
    return np.where(inside, members(of, of.categories.index(category)).astype(np.float64), np.nan)


@dataclass(frozen=True)
class _Row:
    """A row of the result: what it is called, and the columns whose means it is the difference of."""

    question: str
    treated: Value
    long: tuple[str, ...]
    short: tuple[str, ...]


def _rows(every: Sequence[Lists]) -> list[_Row]:
    rows = [_Row(one.question, one.treated, (_long(one),), (_short(one),)) for one in every]
    if len(every) > 1:
        rows.append(_Row(BOTH, BOTH, tuple(map(_long, every)), tuple(map(_short, every))))
    return rows


def _estimates(joint: JointEstimates, row: _Row, has_direct: bool) -> pd.DataFrame:
    prevalence: dict[Value, float] = {name: 1 / len(row.long) for name in row.long}
    prevalence |= {name: -1 / len(row.short) for name in row.short}
    found = contrasts_of(joint, {"prevalence": prevalence}, between="question", adjust=None)
    groups = list(joint.names[1:])
    columns: dict[str, object] = {"question": row.question, "treated": row.treated} | {name: found[name] for name in groups}
    for which, names in (("long", row.long), ("short", row.short)):
        columns |= {f"n_{which}": _of(joint, names, "n").sum(axis=0).astype(int)}
        columns |= {f"mean_{which}": _of(joint, names, "estimate").mean(axis=0)}
    columns |= {"prevalence": found["estimate"]} | {name: found[name] for name in ("se", "low", "high", "df", "p")}
    columns["detectable"] = _quantiles(joint.df, joint.level) * found["se"]
    if has_direct:
        gap = contrasts_of(joint, {"gap": {**prevalence, "direct": -1.0}}, between="question", adjust=None)
        direct = _of(joint, ("direct",), "estimate")[0], _of(joint, ("direct",), "se")[0]
        columns |= {"n_direct": _of(joint, ("direct",), "n")[0].astype(int), "direct": direct[0], "direct_se": direct[1]}
        columns |= {"gap": gap["estimate"]} | {f"gap_{name}": gap[name] for name in ("se", "low", "high", "p")}
        columns["bias_to_beat"] = np.sqrt(np.maximum(found["se"] ** 2 - direct[1] ** 2, 0.0))
    return pd.DataFrame(columns)


def _of(joint: JointEstimates, names: Sequence[str], column: str) -> Floats:
    """Return (names, groups) a column of the estimates."""
    return np.stack([joint.frame.loc[joint.frame["question"] == name, column].to_numpy(dtype=np.float64) for name in names])


def _quantiles(df: float, level: float) -> float:
    """Return t_(1+level)/2 + t_power; NaN without degrees of freedom."""
    return float(special.stdtrit(df, (1 + level) / 2) + special.stdtrit(df, POWER)) if df > 0 else math.nan


def _missing(every: Sequence[Lists], inside: Booleans) -> int:
    """Return how many of the respondents gave no number to the lists, or were in no arm."""
    known = np.logical_or.reduce([~np.isnan(one.long) | ~np.isnan(one.short) for one in every])
    return int((inside & ~known).sum())


def _notes(found: ListExperiment) -> Iterator[str]:
    for _, row in found.frame.iterrows():
        name, prevalence = row["question"], row["prevalence"]
        if prevalence < 0:
            yield f"{name}: the estimate is below 0, as no share can be, by chance or because the list does not work. It is kept."
        if row["low"] <= 0 <= row["high"]:
            yield (
                f"{name}: the interval holds 0. A sample like this finds a prevalence of {row['detectable']:.2f} with "
                f"{POWER:.0%} power, and rather misses a smaller one."
            )
    for _, row in found.tests.iterrows():
        if row["p_adjusted"] < 0.05:
            who = "hold" if row["sensitive"] else "do not hold"
            yield (
                f"{row['question']}: the added statement seems to have changed the answers to the others (types that {who} it, "
                f"p = {row['p_adjusted']:.3f}): the difference is then no prevalence."
            )
    for _, row in found.ends.iterrows():
        for end, share in (("none", row["share_none"]), ("all", row["share_all"])):
            if share > CROWDED:
                yield f"{row['question']}: {share:.0%} of those with the {row['list']} list answer {end!r}: it hides them badly."
