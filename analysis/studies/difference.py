"""What changed between two independent samples: differences of shares, and of means and medians, with their intervals.

[1] Newcombe (1998), Statistics in Medicine 17, 873-890.
[2] Zou, Donner (2008), Statistics in Medicine 27, 1693-1702.
[3] Rao, Scott (1992), Biometrics 48, 577-585.
[4] Welch (1947), Biometrika 34, 28-35; Satterthwaite (1946), Biometrics Bulletin 2, 110-114.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import special, stats

from analysis.arrays import Floats
from analysis.data import PUBLISHED_COUNTS, Data
from analysis.errors import ArgumentError
from analysis.estimation.intervals.interval import Bounds, check_interval, share_bounds
from analysis.estimation.intervals.multiplicity import holm
from analysis.estimation.shares.share import shares
from analysis.published.counts import published_shares
from analysis.studies.comparable import check_apart, check_categories, compared_variable, is_published, sample_of, wording_differs
from analysis.values import Value, codes

_ESTIMATES = ("n", "base_n", "share", "low", "high")
_FISHER = "Fisher's exact test"
_RAO_SCOTT = "test of two shares on effective sample sizes (Rao and Scott 1992), Satterthwaite's degrees of freedom"


@dataclass(frozen=True, eq=False)
class _Side:
    """One sample's shares of a question.

    frame   a row a category, by its code
    base    respondents in the base; NaN where none is known
    simple  whether they are unweighted counts
    silent  categories that a publication names without a number
    unnamed  respondents of a publication who are in no answer with a number; None where that cannot be known
    nobody   estimates of an answer that no respondent gave; None of a publication, which may be silent about it
    """

    frame: pd.DataFrame
    base: float
    simple: bool
    silent: str = ""
    unnamed: int | None = 0
    nobody: Mapping[str, float] | None = None

    def at(self, categories: list[Value]) -> pd.DataFrame:
        """Return a row for each category, NaN for one that this sample has no number for."""
        found = self.frame.reindex(categories)
        found["base_n"] = self.base
        if self.nobody is not None:
            found.loc[~found.index.isin(self.frame.index), list(self.nobody)] = list(self.nobody.values())
        return found


def difference(
    data_a: Data | pd.DataFrame,
    data_b: Data | pd.DataFrame,
    question: str,
    *,
    base: str = "answered",
    level: float = 0.95,
    interval: str | None = None,
) -> pd.DataFrame:
    """Return how the share of each category of a question differs between two independent samples: B less A.

    data_a, data_b  responses, each with its own design, or the counts of a findings file (`analysis.read`)
    question        a variable that both have. Where a publication gave the categories of a derived variable, it is
                    derived from the responses too
    base            asked | answered | opinion, as of `shares`; published counts are of those who answered
    interval        a name of `INTERVALS` for the shares; None = that of `shares` for each sample's design

    An answer that no respondent of a sample gave has there a share of 0.

    Columns: question, category, n_a, base_n_a, share_a, low_a, high_a, n_b, base_n_b, share_b, low_b, high_b, difference,
    low, high, p, p_adjusted. Nothing is guessed for an answer that a publication does not give: its numbers and the
    difference are NaN. `.attrs` names those that it mentions (`not_published_a`, `not_published_b`), and how many people are
    in no answer that it gives (`unnamed_a`, `unnamed_b`; None where that cannot be known).

    With d = b - a and the intervals (l, u) of the two shares
        low = d - √((b - l_b)² + (u_a - a)²),  high = d + √((u_b - b)² + (a - l_a)²),
    which with Wilson's intervals is Newcombe's method 10 [1], with others the MOVER interval [2].
    p is two-sided: Fisher's exact test of the counts; with weights or a design on either side the test of two shares on
    the effective samples m = share (1 - share)/se² [3] (m = n where the share is 0 or 1), whose statistic d/√(v_a + v_b),
    v = p̄(1 - p̄)/m, has Student's t with the degrees of freedom of [4]. p_adjusted is Holm's over the categories.

    The test and the interval are of chance alone: what else may differ is who was asked (`studies.comparable.recruitment`).

    Raises DataError where A and B were not asked the same question (other questionnaire, other codes) or share responses,
    ArgumentError for an unknown name, for a base that a publication does not have, and where A and B are the same.

    >>> before, after = (pd.DataFrame({"vote": ["yes"] * yes + ["no"] * no}) for yes, no in ((48, 32), (56, 14)))
    >>> difference(before, after, "vote")[["category", "difference", "low", "high"]].round(4).to_dict("records")[1]
    {'category': 'yes', 'difference': 0.2, 'low': 0.0524, 'high': 0.3339}
    """
    a, b = sample_of(data_a), sample_of(data_b)
    check_apart(a, b)
    name = compared_variable(a, b, question)
    sides = [_side(data, name, base, level, interval) for data in (a, b)]
    categories = _categories(sides, a, b)
    check_categories(name, len(categories))
    at_a, at_b = (side.at(categories) for side in sides)
    exact = all(side.simple for side in sides)
    p = _fisher(at_a, at_b) if exact else _effective(at_a, at_b)
    frame = _table(name, categories, at_a, at_b, p)
    notes = [f"{name}: its wording differs between the two versions."] if wording_differs(a, b, name) else []
    notes += [str(side.frame.attrs["warnings"]) for side in sides if side.frame.attrs["warnings"]]
    if not set(sides[0].frame.index) & set(sides[1].frame.index) and all(side.base for side in sides):
        notes.append(f"{name}: A and B have no answer in common: one may hold codes, and the other words.")
    frame.attrs = {
        "method": "difference of shares, B less A; " + ("Newcombe's" if exact and interval in (None, "wilson") else "MOVER")
        + " interval",
        "test": _FISHER if exact else _RAO_SCOTT,
        "adjustment": "Holm, over the categories",
        "base": base,
        "level": level,
        "source_a": PUBLISHED_COUNTS if is_published(a) else "responses",
        "source_b": PUBLISHED_COUNTS if is_published(b) else "responses",
        "not_published_a": sides[0].silent,
        "not_published_b": sides[1].silent,
        "unnamed_a": sides[0].unnamed,
        "unnamed_b": sides[1].unnamed,
        "warnings": "\n".join(notes),
    }  # fmt: skip
    return frame


def difference_bounds(a: Floats, bounds_a: Bounds, b: Floats, bounds_b: Bounds) -> Bounds:
    """Return the MOVER interval [2] of b - a from the estimates and their intervals; NaN where one is.

    >>> a, b = np.array([2.0]), np.array([6.0])
    >>> low, high = difference_bounds(a, (a - 3, a + 6), b, (b - 8, b + 4))
    >>> float(low[0]), float(high[0])
    (-6.0, 9.0)
    """
    (low_a, high_a), (low_b, high_b) = bounds_a, bounds_b
    below, above = np.hypot(b - low_b, high_a - a), np.hypot(high_b - b, a - low_a)
    return b - a - below, b - a + above


def _side(data: Data, name: str, base: str, level: float, interval: str | None) -> _Side:
    if not is_published(data):
        found = shares(data, name, base=base, level=level, interval=interval)
        size = float(found["base_n"].iloc[0]) if len(found) else 0.0
        return _Side(_by_category(found), size, data.design.is_simple, nobody=_nobody(found, data, level, interval))
    if base != "answered":
        raise ArgumentError(
            "Published counts are of those who answered.", got=f"base={base!r}", remedy="Use base='answered' for both."
        )
    found = published_shares(data, name, level=level, interval=interval)
    size = float(data.frame.loc[data.frame["variable"] == name, "base_n"].iloc[0])
    return _Side(_by_category(found), size, True, str(found.attrs["not_published"]), found.attrs["unnamed"])


def _nobody(found: pd.DataFrame, data: Data, level: float, interval: str | None) -> dict[str, float] | None:
    """Return the estimates of an answer that nobody of the base gave; None where there is no base."""
    if not len(found) or not found["base_weight"].iloc[0] > 0:
        return None
    simple, df = data.design.is_simple, float(found["df"].iloc[0])
    zero, n = np.zeros(1), found["base_n"].to_numpy(dtype=np.float64)[:1]
    low, high = share_bounds(check_interval(interval, simple=simple), zero, zero, n, None if simple else df, level)
    return {"n": 0, "share": 0.0, "se": 0.0, "low": float(low[0]), "high": float(high[0]), "df": df}


def _by_category(found: pd.DataFrame) -> pd.DataFrame:
    by_code = found.astype({"category": object}).set_index("category")
    empty = by_code["share"].isna()
    # Of an empty base the interval of a share is all of [0, 1]; it says nothing of a difference.
    by_code[["low", "high"]] = by_code[["low", "high"]].mask(empty)
    by_code.attrs = found.attrs
    return by_code


def _categories(sides: list[_Side], a: Data, b: Data) -> list[Value]:
    """Return all categories, in the order of the questionnaire where one side has it."""
    first = 1 if is_published(a) and not is_published(b) else 0
    return list(dict.fromkeys([*sides[first].frame.index, *sides[1 - first].frame.index]))


def _table(name: str, categories: list[Value], a: pd.DataFrame, b: pd.DataFrame, p: Floats) -> pd.DataFrame:
    share_a, share_b = _floats(a, "share"), _floats(b, "share")
    bounds_a, bounds_b = ((_floats(side, "low"), _floats(side, "high")) for side in (a, b))
    low, high = difference_bounds(share_a, bounds_a, share_b, bounds_b)
    adjusted, tested = np.full(len(p), np.nan), ~np.isnan(p)
    adjusted[tested] = holm(p[tested])
    columns: dict[str, object] = {"question": [name] * len(categories), "category": codes(categories)}
    columns |= {f"{column}_{mark}": _floats(side, column) for mark, side in (("a", a), ("b", b)) for column in _ESTIMATES}
    found = {"difference": share_b - share_a, "low": low, "high": high, "p": p, "p_adjusted": adjusted}
    return pd.DataFrame({**columns, **found})


def _floats(frame: pd.DataFrame, column: str) -> Floats:
    return frame[column].to_numpy(dtype=np.float64)


def _fisher(a: pd.DataFrame, b: pd.DataFrame) -> Floats:
    """Return Fisher's two-sided p of each category; NaN where a count is not known or a base is empty."""
    counts = np.stack([_floats(side, column) for side in (a, b) for column in ("n", "base_n")], axis=1)
    return np.array([fisher_p(*row) for row in counts.tolist()])


def fisher_p(n_a: float, base_a: float, n_b: float, base_b: float) -> float:
    """Return Fisher's two-sided p of two counts in their bases; NaN where one is not known or a base is empty."""
    if any(np.isnan([n_a, base_a, n_b, base_b])) or not base_a or not base_b:
        return float("nan")
    table = np.array([[n_a, base_a - n_a], [n_b, base_b - n_b]], dtype=np.int64)
    return float(stats.fisher_exact(table).pvalue)


def _effective(a: pd.DataFrame, b: pd.DataFrame) -> Floats:
    """Return the two-sided p of the test of two shares on effective sample sizes [3]; NaN where it has no value."""
    share_a, share_b = _floats(a, "share"), _floats(b, "share")
    spread_a, spread_b = _one_over_effective(a), _one_over_effective(b)
    both = spread_a + spread_b
    pooled = np.divide(spread_b * share_a + spread_a * share_b, both, out=np.array(share_a), where=both > 0)
    within = pooled * (1 - pooled)
    variance = within * both
    df = welch_df(within * spread_a, _floats(a, "df"), within * spread_b, _floats(b, "df"))
    return t_test(share_b - share_a, variance, df)


def _one_over_effective(side: pd.DataFrame) -> Floats:
    """Return 1/m: se²/(p(1 - p)), at a share of 0 or 1, where the design gives no variance, 1/n."""
    share, se = _floats(side, "share"), _floats(side, "se")
    inner = (share > 0) & (share < 1)
    by_n: Floats = 1 / np.where(side["base_n"] > 0, _floats(side, "base_n"), np.nan)
    return np.where(inner, np.divide(se**2, share * (1 - share), out=np.array(by_n), where=inner), by_n)


def welch_df(variance_a: Floats, df_a: Floats, variance_b: Floats, df_b: Floats) -> Floats:
    """Return the degrees of freedom of a sum of two variances [4]: (v_a + v_b)²/(v_a²/df_a + v_b²/df_b)."""
    with np.errstate(divide="ignore", invalid="ignore"):
        found: Floats = (variance_a + variance_b) ** 2 / (variance_a**2 / df_a + variance_b**2 / df_b)
    return found


def t_test(found: Floats, variance: Floats, df: Floats) -> Floats:
    """Return the two-sided p of a difference with its variance: without any, 1 for no difference and NaN for one."""
    varies = variance > 0
    t = np.divide(np.abs(found), np.sqrt(variance), out=np.zeros(len(found)), where=varies)
    p = np.where(varies, 2 * special.stdtr(np.where(varies, df, 1.0), -t), np.where(found == 0, 1.0, np.nan))
    return np.where(np.isnan(found) | np.isnan(variance), np.nan, p)
