"""Whether answers differ between the arms of an experiment: split ballots of wordings, orders, or what was read before.

[1] Newcombe (1998), Statistics in Medicine 17, 873-890, method 10.
[2] Fisher (1935), The Design of Experiments, 2 and 21; the two-sided p of R and scipy.
[3] Korn, Graubard (1999), Analysis of Health Surveys, 5.4.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from math import nan

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from analysis.arrays import Floats
from analysis.data import Data, as_data
from analysis.design import Design
from analysis.errors import ArgumentError, listed, unknown
from analysis.estimation.contrasts.contrast import contrasts_of
from analysis.estimation.contrasts.joint import JointEstimates, joint_estimates
from analysis.estimation.crosstabs.association import Association, no_test
from analysis.estimation.crosstabs.crosstab import crosstab_in
from analysis.estimation.domain import Domain, domain, domain_of
from analysis.estimation.intervals.multiplicity import adjusted
from analysis.estimation.sampling.calibrated import Calibrated
from analysis.estimation.shares.share import shares_in
from analysis.studies.ballot import CANNOT_ANSWER, Ballot, ballot
from analysis.studies.difference import difference_bounds, fisher_p
from analysis.studies.randomisation import Randomisation, arm_column, arms_of, counted, randomisation
from analysis.values import Value
from instruments.model import CANNOT_ANSWER_CODES

__all__ = ["CANNOT_ANSWER", "SplitBallot", "split_ballot"]

_SIDE = ("n", "base_n", "share", "low", "high")


@dataclass(frozen=True, eq=False)
class SplitBallot:
    """How answers differ between the arms of an experiment.

    frame          question, category, control, arm, n_control, base_n_control, share_control, low_control, high_control,
                   n_arm, base_n_arm, share_arm, low_arm, high_arm, difference, low, high, p, p_adjusted: a row a category
                   and arm, the difference arm less control. The last category is `CANNOT_ANSWER`, where it was offered
    test           of all categories and arms together: statistic, df1, df2, p, method
    randomisation  sizes of the arms, and who is in them
    """

    frame: pd.DataFrame
    test: Association
    randomisation: Randomisation


MOST_ARMS = 100
"""The most arms that are compared: a column with more holds no arms."""


def split_ballot(
    data: Data | pd.DataFrame,
    question: str | Mapping[str, str],
    experiment: str,
    *,
    base: str = "answered",
    control: Value | None = None,
    covariates: Sequence[str] | None = None,
    where: ArrayLike | None = None,
    design: Design | Calibrated | None = None,
    level: float = 0.95,
    adjust: str = "holm",
) -> SplitBallot:
    """Return how the share of each category, and of those who cannot answer, differs between the arms of an experiment.

    question    a variable with one answer or several; or {arm: variable} where each arm was asked its own, such as two
                derived variables with the same categories
    experiment  its id in the questionnaire, or the column that holds the arms
    base        asked | answered | opinion, as of `shares`; the row of those who cannot answer has always the base answered
    control     the arm that the others are held against; None = the first
    covariates  of the randomisation check, as of `randomisation`
    adjust      of the p values over all rows: holm | benjamini-hochberg | …

    Unweighted and without a design the intervals of the shares are Wilson's, of the differences Newcombe's [1], and p is
    Fisher's exact [2]. With a design the differences have the design's covariance and Student's t with its degrees of
    freedom [3]; a difference of shares that are both 0 or 1 has no p. `.attrs` hold the number of tests. `test` is of
    independence of answer and arm: Pearson's, Fisher's where a cell expects fewer than 5, or Rao and Scott's F with a design.

    Raises ArgumentError for an unknown name, arms that were asked differently coded questions, and fewer than two arms.

    >>> asked = pd.DataFrame({"vote": ["yes"] * 48 + ["no"] * 32 + ["yes"] * 56 + ["no"] * 14, "form": ["A"] * 80 + ["B"] * 70})
    >>> split_ballot(asked, "vote", "form").frame[["category", "difference", "low", "high"]].round(4).to_dict("records")[1]
    {'category': 'yes', 'difference': 0.2, 'low': 0.0524, 'high': 0.3339}
    """
    given = as_data(data)
    arms = list(arms_of(given, experiment))
    first = _control(experiment, arms, control)
    asked = ballot(given, question, arm_column(given, experiment), arms, base)
    within = domain(asked.data, by=asked.column, where=where, design=design, level=level)
    tables = pd.concat([shares_in(within, name, interval=None, base="answered") for name in asked.names], ignore_index=True)
    joint = None
    if not within.sample.is_simple:
        joint = joint_estimates(asked.data, asked.names, by=asked.column, where=where, design=design, level=level, category=1)
    others = [arm for arm in arms if arm != first]
    frame = pd.concat([_compared(asked, tables, joint, first, arm) for arm in others], ignore_index=True)
    p, tests = _family(frame, asked, adjust)
    frame["p_adjusted"] = p
    frame.attrs |= _said(within, base, adjust, tests) | {"warnings": _warnings(frame, asked.question)}
    checked = randomisation(given, experiment, covariates=covariates, where=where)
    return SplitBallot(frame, _independence(asked, within), checked)


def _control(experiment: str, arms: Sequence[Value], control: Value | None) -> Value:
    if len(arms) < 2:
        raise ArgumentError(f"{experiment!r} has fewer than two arms in these data.", got=listed(arms), remedy="Name another.")
    if control is not None and control not in arms:
        raise unknown(f"arm of {experiment!r}", control, [str(arm) for arm in arms])
    if len(arms) > MOST_ARMS:
        raise ArgumentError(f"{experiment!r} has {len(arms):,} values; {MOST_ARMS} arms are the most.", remedy="Name another.")
    return arms[0] if control is None else control


def _compared(asked: Ballot, tables: pd.DataFrame, joint: JointEstimates | None, control: Value, arm: Value) -> pd.DataFrame:
    """Return the rows of one arm against the control."""
    sides = [_side(asked, tables, which) for which in (control, arm)]
    heads = {"question": asked.question, "category": pd.Series(asked.categories, dtype=object), "control": control, "arm": arm}
    columns = {f"{name}_{which}": side[name] for which, side in zip(("control", "arm"), sides, strict=True) for name in _SIDE}
    found = _newcombe(*sides) if joint is None else _designed(asked, joint, control, arm)
    return pd.DataFrame({**heads, **columns, "difference": sides[1]["share"] - sides[0]["share"], **found})


def _side(asked: Ballot, tables: pd.DataFrame, arm: Value) -> dict[str, Floats]:
    """Return the estimates of one arm; of one in which nobody is NaN."""
    found = tables[(tables[asked.column] == arm) & (tables["category"] == 1)].set_index("question").reindex(list(asked.names))
    empty = found["share"].isna()
    found[["n", "base_n"]] = found[["n", "base_n"]].fillna(0).astype(int)
    # Of an empty base the interval of a share is all of [0, 1]; it says nothing of a difference.
    found.loc[empty, ["low", "high"]] = nan
    return {name: found[name].to_numpy() for name in _SIDE}


def _newcombe(control: Mapping[str, Floats], arm: Mapping[str, Floats]) -> dict[str, Floats]:
    bounds = [(side["low"], side["high"]) for side in (control, arm)]
    low, high = difference_bounds(control["share"], bounds[0], arm["share"], bounds[1])
    counts = zip(control["n"], control["base_n"], arm["n"], arm["base_n"], strict=True)
    return {"low": low, "high": high, "p": np.array([fisher_p(*row) for row in counts])}


def _designed(asked: Ballot, joint: JointEstimates, control: Value, arm: Value) -> dict[str, Floats]:
    """Return interval and p of the differences with the design's covariance; NaN where an arm has nobody."""
    if not {control, arm} <= set(joint.frame[asked.column]):
        return {name: np.full(len(asked.names), nan) for name in ("low", "high", "p")}
    found = contrasts_of(joint, [(arm, control)], between=asked.column, adjust=None).set_index("question").loc[list(asked.names)]
    return {name: found[name].to_numpy(dtype=np.float64) for name in ("low", "high", "p")}


def _family(frame: pd.DataFrame, asked: Ballot, adjust: str) -> tuple[Floats, int]:
    """Return the adjusted p values and how many tests there were; a category that stands twice is one of them."""
    p = frame["p"].to_numpy(dtype=np.float64)
    again = (frame["category"] == CANNOT_ANSWER).to_numpy(dtype=np.bool_) & asked.twice
    family = adjusted(np.where(again, np.nan, p), adjust)
    found = family.p.copy()
    if asked.twice:
        same = frame["category"].map(lambda value: isinstance(value, int) and value in CANNOT_ANSWER_CODES).to_numpy(np.bool_)
        found[again] = found[same]
    return found, family.tests


def _independence(asked: Ballot, within: Domain) -> Association:
    """Return the test of all categories and arms together; of several answers a respondent there is none."""
    if asked.whole is None:
        return no_test("of several answers a respondent there is no test")
    inside = asked.data.frame.assign(**{asked.whole: asked.data.frame[asked.whole].where(within.groups >= 0)})
    if within.sample.is_simple:
        return counted(Data(inside), asked.whole, asked.column).test
    everybody = domain_of(Data(inside), within.sample, level=within.level)
    return crosstab_in(everybody, asked.whole, asked.column, percent="columns", interval=None, test="rao-scott-f").test


def _said(within: Domain, base: str, adjust: str, tests: int) -> dict[Hashable | None, str | int | float]:
    simple = within.sample.is_simple
    return {
        "method": "difference of shares, arm less control; " + ("Newcombe's interval" if simple else "t interval of the design"),
        "test": "Fisher's exact test" if simple else "t test of the difference",
        "adjust": adjust,
        "tests": tests,
        "base": base,
        "level": within.level,
        "missing_by": within.missing,
    }


def _warnings(frame: pd.DataFrame, question: str) -> str:
    """Return which arms have no shares, as a sentence; empty where all have."""
    sides = [frame[frame[f"share_{which}"].isna()][which] for which in ("control", "arm")]
    arms = list(dict.fromkeys(pd.concat(sides)))
    return f"{question}: nobody, or nobody of any weight, is in the base in arm {listed(arms)}." if arms else ""
