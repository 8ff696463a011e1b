"""What one report is about, and what its parts are made of: rows, bars, figures, records."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial

import pandas as pd

from analysis.data import Data
from analysis.output import alt, plot
from analysis.output.document import Drawing, Record
from analysis.output.labels import Labels
from analysis.output.language import EMPTY, Language
from analysis.output.plot import Bar
from analysis.output.table import Role, Table
from analysis.values import Value
from instruments.model import Instrument
from instruments.study import Study


@dataclass(frozen=True)
class Scope:
    """Responses to one instrument, and how they are to be reported.

    by         grouping variables asked for, the answer language first where several languages were used
    source     base name of the source
    synthetic  whether test responses are among them
    study      who asked, when and how, where a study file says so
    fielded    whether the source is the survey's own database, whose questionnaire is what respondents saw
    """

    data: Data
    instrument: Instrument
    language: Language
    by: tuple[str, ...]
    source: str
    synthetic: bool = False
    study: Study | None = None
    fielded: bool = False

    @property
    def labels(self) -> Labels:
        """The instrument's labels in the report's language."""
        return Labels(self.instrument, self.language)

    @property
    def weighted(self) -> bool:
        """Whether the estimates use a weight column."""
        return self.data.design.weight is not None


@dataclass(frozen=True)
class Estimate:
    """One category's row of a table of shares, its label beside it."""

    code: Value
    label: str
    role: Role
    n: int
    base_n: int
    share: float
    low: float
    high: float


def estimates(frame: pd.DataFrame, variable: str, labels: Labels) -> list[Estimate]:
    """Return the rows of one group of `shares` with their labels."""
    columns = [frame[name].tolist() for name in ("category", "n", "base_n", "share", "low", "high")]
    return [
        Estimate(code, labels.category(variable, code), labels.role(variable, code), int(n), int(base_n), share, low, high)
        for code, n, base_n, share, low, high in zip(*columns, strict=True)
    ]


def bar(item: Estimate, language: Language) -> Bar:
    """Return the bar of an estimate; one without a share has no length."""
    share = 0.0 if math.isnan(item.share) else item.share
    return Bar(item.label, share, language.percent(item.share), item.low, item.high, item.role)


def drawing(
    items: Sequence[Bar],
    table: Table,
    base: int,
    language: Language,
    *,
    name: str,
    shown: bool = False,
    ranked: bool = True,
    synthetic: bool = False,
    smallest_base: int | None = None,
) -> Drawing:
    """Return a figure of bars with its alternative text and its table.

    shown          whether the table stands open
    ranked         whether the highest bar may be called the most frequent answer
    smallest_base  where each bar has a base of its own, of which `base` is the largest
    """
    bases = (base if smallest_base is None else smallest_base, base)
    words = alt.bar_chart(items, base, language) if ranked else alt.plain_chart(items, bases, language)
    draw = partial(plot.bars, items, language, name=name, alt=words, synthetic=synthetic)
    return Drawing(table.caption, draw, words, table, shown)


def divided(items: Sequence[Bar], table: Table, base: int, language: Language, *, name: str, synthetic: bool = False) -> Drawing:
    """Return a figure of one divided bar with its alternative text and its table."""
    words = alt.line_of_bars(items, base, language)
    return Drawing(table.caption, partial(plot.divided, items, name=name, alt=words, synthetic=synthetic), words, table)


def share_with_interval(item: Estimate, language: Language) -> str:
    """Return a percent with its interval in brackets; a dash where nobody is in the base."""
    if item.base_n == 0:
        return EMPTY
    return f"{language.percent(item.share)} ({language.interval(item.low, item.high)})"


def records(
    items: Iterable[Estimate], variable: str, wording: str, *, base: str, by: str = "", group: str = "", notes: Sequence[str] = ()
) -> list[Record]:
    """Return the rows as data; where the note says so the numbers are left empty."""
    found = []
    for place, item in enumerate(items):
        note = notes[place] if notes else ""
        record = Record(variable, wording, base, by, group, item.code, item.label, note=note)
        if note != "suppressed":
            share, low, high = (None if math.isnan(number) else number for number in (item.share, item.low, item.high))
            record = replace(record, n=item.n, base_n=item.base_n, share=share, low=low, high=high)
        found.append(record)
    return found


def star_note(items: Iterable[Estimate], language: Language) -> tuple[str, ...]:
    """Return what a star means, where one is printed."""
    return (language.text("less_than_half"),) if any(language.percent(item.share) == "*" for item in items) else ()


def shortened(words: str, length: int = 70) -> str:
    """Return a title short enough for the contents.

    >>> shortened("How strong do you think they are?", 14)
    'How strong do…'
    """
    return words if len(words) <= length else f"{words[:length].rsplit(' ', 1)[0]}…"
