"""Shares from published counts, in the columns of `shares`."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis.estimation.interval import check_interval, check_level, share_bounds
from analysis.published.findings import Published

COLUMNS = ("question", "category", "n", "base_n", "base_weight", "share", "se", "low", "high", "df", "deff")


def published_shares(published: Published, question: str, level: float = 0.95, *, interval: str | None = None) -> pd.DataFrame:
    """Return the published shares of one question, a row an answer that was published with a number.

    question  its id, or that of the derived variable whose categories were published
    interval  a name of `INTERVALS`; None = wilson

    The base is the one that the printed numbers imply, not the one the publication states; "cannot answer" is in it.
    `se` is √(p(1 - p)/(n - 1)), what a random sample would have had: the publication gives no design.
    `.attrs` says that these are published counts, the base as stated, how many answers are unnamed (None where
    that cannot be known), and which answers were named without a number.

    >>> from analysis.published.findings import load
    >>> published_shares(load("astana-2023"), "q4_leave_eaeu").round(4)[["category", "n", "share", "low", "high"]]
       category   n   share     low    high
    0         1  21  0.3684  0.2552  0.4982
    1         2  10  0.1754  0.0982  0.2937
    2        -1  25  0.4386  0.3177  0.5672
    """
    found = published.question(question)
    base = found.base
    counts = np.array([cell.number.count for cell in found.cells], dtype=np.int64)
    share = counts / base
    se = np.sqrt(share * (1 - share) / (base - 1))
    method = check_interval(interval, simple=True)
    low, high = share_bounds(method, share, se, np.full(len(share), float(base)), None, check_level(level))
    frame = pd.DataFrame(
        {
            "question": found.variable,
            "category": [cell.category for cell in found.cells],
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
    frame.attrs = {
        "source": "published counts",
        "method": method,
        "level": level,
        "base": "answered",
        "stated_base": found.stated_base,
        "unnamed": found.unnamed,
        "not_published": ", ".join(str(category) for category in found.not_published),
    }
    return frame
