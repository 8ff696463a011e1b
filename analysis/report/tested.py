"""A test of independence in words: its name, its statistic with the degrees of freedom, and p."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from analysis.output.language import EMPTY, Language

_SYMBOLS = {"rao-scott-f": "F", "wald": "F", "adjusted-wald": "F", "pearson": "χ²"}
"""What a statistic is called; that of the other tests is Pearson's, but its p comes from no chi-square alone."""

_NO_STATISTIC = "fisher"
"""The test whose statistic is a probability, which readers do not expect."""


@dataclass(frozen=True)
class Tested:
    """One test of independence; p is NaN where the table allows none, and then it does not count as run.

    is_open  whether every count of the table is shown; from a statistic a hidden one could be worked out
    """

    by: str
    question: str
    label: str
    name: str
    statistic: float
    df1: float
    df2: float
    p: float
    is_open: bool
    adjusted: float = math.nan


def name(test: str, language: Language) -> str:
    """Return the name of a test of `crosstab`."""
    return language.text(f"test_{test.replace('-', '_')}")


def freedom(df1: float | None, df2: float | None, language: Language) -> str:
    """Return degrees of freedom, two where the test has two; a dash where it has none.

    >>> freedom(1.9666, 110.13, Language("en")), freedom(2.0, None, Language("kk"))
    ('1.97, 110.13', '2')
    """
    ends = [_degrees(df, language) for df in (df1, df2)]
    if EMPTY in ends:
        return ends[0]
    return language.text("freedom_two", df1=ends[0], df2=ends[1])


def statistic(test: str, value: float | None, language: Language) -> str:
    """Return a statistic to two decimals; a dash where the test has none."""
    return EMPTY if test == _NO_STATISTIC else language.number(value, 2)


def result(found: Mapping[str, Any], language: Language) -> str:
    """Return a test as a sentence.

    found  test, statistic, df1, df2 and p: of `crosstab(...).test`, with the name that `crosstab` knows the test by

    >>> found = {"test": "rao-scott-f", "statistic": 0.4281, "df1": 1.9666, "df2": 110.13, "p": 0.652}
    >>> result(found, Language("en"))
    'Rao–Scott F: F(1.97, 110.13) = 0.43, p = 0.652'
    """
    words = [f"p {_sign(found['p'], language)}"]
    value = statistic(found["test"], found["statistic"], language)
    if value != EMPTY:
        df = freedom(found["df1"], found["df2"], language)
        symbol = _SYMBOLS.get(found["test"], "X²")
        words.insert(0, f"{symbol}{'' if df == EMPTY else f'({df})'} = {value}")
    return f"{name(found['test'], language)}: {', '.join(words)}"


def sentence(one: Tested, language: Language) -> str:
    """Return a test of a cross-tabulation with its adjusted p; of one that must not be seen whole only the p values."""
    adjusted = language.p_value(one.adjusted)
    if not one.is_open:
        return language.text("test_result", test=name(one.name, language), p=language.p_value(one.p), adjusted=adjusted)
    found = {"test": one.name, "statistic": one.statistic, "df1": one.df1, "df2": one.df2, "p": one.p}
    return language.text("test_result_full", result=result(found, language), adjusted=adjusted)


def _sign(p: float, language: Language) -> str:
    words = language.p_value(p)
    return words.replace("<", "< ") if words.startswith("<") else f"= {words}"


def _degrees(df: float | None, language: Language) -> str:
    return language.number(df, 0 if df is None or float(df).is_integer() else 2)
