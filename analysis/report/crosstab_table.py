"""The command `crosstab`: tables of two questions with a test, and which of their columns differ."""

from __future__ import annotations

import argparse
import json

import pandas as pd

from analysis.data import Data
from analysis.estimation.crosstabs.crosstab import crosstab
from analysis.report import one_table


def run(options: argparse.Namespace) -> int:
    """Print the tables, or one JSON document; errors as of `crosstab`."""
    data = one_table.responses(options)
    return one_table.show(data, [_crosstab(data, question, options) for question in options.questions], options)


def _crosstab(data: Data, question: str, options: argparse.Namespace) -> pd.DataFrame:
    test = options.test or ("pearson" if data.design.is_simple else "rao-scott-f")
    given = {"percent": options.percent, "level": options.level, "interval": options.interval, "test": test}
    table = crosstab(data, question, options.by, **given)
    frame = one_table.of(table.frame, question)
    named = {"question": question, "by": options.by}
    found = {**named, "test": test, **{name: one_table.plain(value) for name, value in vars(table.test).items()}}
    letters = {"letters": one_table.rows_of(table.letters), "comparisons": one_table.rows_of(table.comparisons)}
    compared: dict[str, object] = {**named, **letters, **{str(name): value for name, value in table.letters.attrs.items()}}
    frame.attrs["json"] = json.dumps({"test": found, "letters": compared})
    return frame
