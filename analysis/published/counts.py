"""Published counts as a table, and their shares in the columns of `shares`."""

from __future__ import annotations

from collections.abc import Hashable

import numpy as np
import pandas as pd

from analysis.data import PUBLISHED_COUNTS, Data
from analysis.errors import ArgumentError, unknown
from analysis.estimation.intervals.interval import check_interval, check_level, share_bounds
from analysis.estimation.table import DEFF_RULE
from analysis.published.model import Findings
from analysis.published.recovery import Recovered, recovered

COLUMNS = ("question", "category", "n", "base_n", "base_weight", "share", "se", "low", "high", "df", "deff")


def tabulated(findings: Findings) -> pd.DataFrame:
    """Return what was published, a row a category: counts, never respondents, for there is no joint table.

    Columns: question (its id), variable (the derived one whose categories were published, else the question), category,
    n (the count that the printed number implies; NaN where there is no number, or more than one count would be printed so),
    base_n (the base of the counts; NaN where none is known), stated_base and printed (as printed; empty where they are not).
    Answers that are neither named nor numbered are a row without a category; of a question with several answers such a
    row is missing, for nobody can count them. `.attrs` names the questions that are a full count, where there are some.
    """
    frame = pd.DataFrame(
        [row for one in recovered(findings) for row in _rows(one)],
        columns=["question", "variable", "category", "n", "base_n", "stated_base", "printed"],
    ).astype({"category": object, "n": np.float64, "base_n": np.float64, "stated_base": "str", "printed": "str"})
    full = ", ".join(asked.id for asked in findings.questions if asked.census)
    frame.attrs = {"source": PUBLISHED_COUNTS, "publication": findings.source, **({"census": full} if full else {})}
    return frame


def published_shares(
    published: Findings | Data, question: str, *, level: float = 0.95, interval: str | None = None
) -> pd.DataFrame:
    """Return the published shares of one question, a row an answer that was published with a number.

    published  a findings file: of `analysis.read`, or of `analysis.published.findings.load`
    question   its id, or that of the derived variable whose categories were published
    interval   a name of `INTERVALS`; None = wilson

    The base is the one that the printed numbers imply, not the one the publication states; "cannot answer" is in it.
    `se` is √(p(1 - p)/(n - 1)), what a random sample would have had: the publication gives no design. It is NaN, with a
    warning, where the base is one respondent; of a full count it is 0, and there is no interval. `.attrs` has what `shares`
    says, and that these are published counts, the base as stated, how many answers are unnamed (None where that cannot be
    known), and which were named without a number.

    Raises ArgumentError for data that are no published counts, a question that was not published, or a wrong option.

    >>> from analysis.published.findings import load
    >>> published_shares(load("astana-2023"), "q4_leave_eaeu").round(4)[["category", "n", "share", "low", "high"]]
       category   n   share     low    high
    0         1  21  0.3684  0.2552  0.4982
    1         2  10  0.1754  0.0982  0.2937
    2        -1  25  0.4386  0.3177  0.5672
    """
    rows = _question(published, question)
    cells = rows[rows["category"].notna() & rows["n"].notna()]
    base = int(cells["base_n"].iloc[0]) if len(cells) else 0
    counts = cells["n"].to_numpy(dtype=np.int64)
    share = counts / base
    se = np.sqrt(share * (1 - share) / (base - 1)) if base > 1 else np.full(len(share), np.nan)
    method = check_interval(interval, simple=True)
    low, high = share_bounds(method, share, se, np.full(len(share), float(base)), None, check_level(level))
    census = rows["question"].iloc[0] in str(rows.attrs.get("census", "")).split(", ")
    if census:
        se, low, high = np.zeros(len(share)), np.full(len(share), np.nan), np.full(len(share), np.nan)
    frame = pd.DataFrame(
        {
            "question": rows["variable"].iloc[0],
            "category": cells["category"].to_list(),
            "n": counts,
            "base_n": base,
            "base_weight": float(base),
            "share": share,
            "se": se,
            "low": low,
            "high": high,
            "df": float(base - 1),
            "deff": 1.0,
        },
        columns=list(COLUMNS),
    )
    frame.attrs = _said(rows, base, method, level)
    if census:
        frame.attrs |= {"method": "share of a full count: no sampling error", "warnings": ""}
    return frame


def _rows(one: Recovered) -> list[tuple[object, ...]]:
    asked = one.question
    stated = "" if asked.stated_base is None else str(asked.stated_base)
    head, tail = (asked.id, asked.variable), (one.base, stated)
    found: list[tuple[object, ...]] = [
        (*head, answer.category, one.count(answer.id), *tail, answer.printed or "") for answer in asked.answers
    ]
    return found if one.unnamed is None else [*found, (*head, None, one.unnamed, *tail, "")]


def _question(published: Findings | Data, name: str) -> pd.DataFrame:
    frame = tabulated(published) if isinstance(published, Findings) else published.frame
    if frame.attrs.get("source") != PUBLISHED_COUNTS:
        raise ArgumentError("These data hold responses, no published counts.", remedy="Use analysis.shares.")
    found = frame[(frame["question"] == name) | (frame["variable"] == name)]
    if found.empty:
        raise unknown("published question", name, list(dict.fromkeys([*frame["question"], *frame["variable"]])))
    return found


def _said(rows: pd.DataFrame, base: int, method: str, level: float) -> dict[Hashable | None, str | int | float | None]:
    """Return the attributes that `shares` gives, and those of a publication."""
    unnamed = rows.loc[rows["category"].isna(), "n"]
    without_number = rows.loc[rows["category"].notna() & rows["n"].isna(), "category"]
    name = str(rows["variable"].iloc[0])
    warning = f"{name}: one respondent: no standard error can be estimated." if base == 1 else ""
    return {
        "source": PUBLISHED_COUNTS,
        "method": f"share, simple random sampling assumed; interval {method}",
        "base": "answered",
        "level": level,
        "df_rule": "respondents in the base less one",
        "deff_rule": DEFF_RULE,
        "missing": 0,
        "missing_by": 0,
        "warnings": warning,
        "stated_base": str(rows["stated_base"].iloc[0]),
        "unnamed": int(unnamed.iloc[0]) if len(unnamed) else None,
        "not_published": ", ".join(str(category) for category in without_number),
    }
