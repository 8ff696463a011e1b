"""The tables, the figure and the warnings of a list experiment."""

from __future__ import annotations

import math
from collections.abc import Iterator
from functools import partial

import numpy as np
import pandas as pd

from analysis.output.disclosure import hidden
from analysis.output.document import Block, Drawing, Paragraph, Tone
from analysis.output.dumbbell import Pair, Point, dumbbells
from analysis.output.language import EMPTY, MINUS, PERCENT, Language
from analysis.output.table import Row, Table
from analysis.studies.list_experiment import BOTH, CROWDED, ListExperiment

CHANGED = 0.05
"""An adjusted p of the test of the design below this is said to speak against the list."""

_LISTS = ("short", "long")


def blocks(found: ListExperiment, language: Language, *, name: str, synthetic: bool) -> Iterator[Block]:
    """Yield what a report says of one list: the estimate, what speaks against it, and the answers, if none is of few people."""
    yield from estimates(found, language)
    for words in warnings(found, language):
        yield Paragraph(words, Tone.WARNING)
    for words in tested(found, language):
        yield Paragraph(words, Tone.NOTE)
    counts = found.answers.pivot(index="answer", columns="list", values="n").fillna(0).to_numpy(dtype=np.intp)
    if hidden(counts, counts.sum(axis=0)).any():
        yield Paragraph(language.text("list_not_shown"), Tone.NOTE)
        return
    yield _drawing(found, language, name=name, synthetic=synthetic)
    for words in crowded(found, language):
        yield Paragraph(words, Tone.WARNING)
    yield from types(found, language)


def estimates(found: ListExperiment, language: Language) -> Iterator[Table]:
    """Yield a table of the estimate of each list, and of each group in it."""
    columns = list(found.frame.columns)
    groups = columns[2 : columns.index("n_long")]
    for _, line in found.frame.iterrows():
        head = language.text("list_both") if line["question"] == BOTH else str(line["question"])
        caption = ", ".join([language.text("list_estimate"), head, *(f"{name} = {line[name]}" for name in groups)])
        heads = (language.text("statistic"), language.text("value"))
        rows = tuple(Row(language.text(key), (words,)) for key, words in _numbers(line, language))
        yield Table(caption, heads, rows, (language.text("interval_in_brackets"),), frozenset({1}))


def types(found: ListExperiment, language: Language) -> Iterator[Table]:
    """Yield for each list the estimated shares of who holds how many of the other statements, and the added one or not."""
    for question, of in found.types.groupby("question", sort=False):
        sides = [of[of["sensitive"] == z] for z in (1, 0)]
        pairs = zip(*(zip(side["held"], side["share"], side["se"], strict=True) for side in sides), strict=True)
        rows = tuple(
            Row(str(pair[0][0]), tuple(f"{_share(share, language)} ({language.percent(se)})" for _, share, se in pair))
            for pair in pairs
        )
        columns = (language.text("list_number"), language.text("list_with"), language.text("list_without"))
        caption = f"{language.text('list_types')}: {question}"
        yield Table(caption, columns, rows, (language.text("list_types_note"),))


def warnings(found: ListExperiment, language: Language) -> Iterator[str]:
    """Yield what makes an estimate doubtful: below zero, not told from none, or a list that changed other answers."""
    for _, line in found.frame.iterrows():
        if line["prevalence"] < 0:
            yield language.text("list_negative")
        if line["low"] <= 0 <= line["high"]:
            yield language.text("list_holds_zero")
    if (found.tests["p_adjusted"] < CHANGED).any():
        yield language.text("list_changed")


def tested(found: ListExperiment, language: Language) -> Iterator[str]:
    """Yield for each list the p of the test that the added statement changed no other answer."""
    for _, of in found.tests.groupby("question", sort=False):
        yield language.text("list_test", p=language.p_value(float(of["p_adjusted"].min())))


def crowded(found: ListExperiment, language: Language) -> Iterator[str]:
    """Yield the largest share of answers at an end of each list, where it is large."""
    for _, of in found.ends.groupby("question", sort=False):
        largest = float(of[["share_none", "share_all"]].to_numpy().max())
        if largest > CROWDED:
            yield language.text("list_crowded", pct=language.percent(largest))


def _numbers(line: pd.Series, language: Language) -> Iterator[tuple[str, str]]:
    interval = _ends(line["low"], line["high"], language)
    yield "list_estimate", f"{_share(line['prevalence'], language)}{PERCENT} ({interval})"
    for which in ("long", "short"):
        yield f"list_mean_{which}", f"{language.number(line[f'mean_{which}'], 2)} (n = {language.count(line[f'n_{which}'])})"
    yield "list_detectable", f"{language.percent(line['detectable'])}{PERCENT}"
    if "direct" in line:
        yield "list_direct", f"{language.percent(line['direct'])}{PERCENT} (n = {language.count(line['n_direct'])})"
        yield "list_gap", f"{language.change(line['gap'])} ({language.change_interval(line['gap_low'], line['gap_high'])})"
        yield "list_bias", f"{language.percent(line['bias_to_beat'])}{PERCENT}"


def _share(share: float, language: Language) -> str:
    """Return a share in percent; of one below zero with a proper sign."""
    return f"{MINUS}{language.percent(-share)}" if share < 0 else language.percent(share)


def _ends(low: float, high: float, language: Language) -> str:
    if math.isfinite(low) and low < 0:
        return language.text("difference_ends", low=_share(low, language), high=_share(high, language))
    return language.interval(low, high)


def _drawing(found: ListExperiment, language: Language, *, name: str, synthetic: bool) -> Drawing:
    """Return the answers to both lists, as a figure and a table."""
    heads = [language.text(f"list_{which}") for which in _LISTS]
    held = {(one["list"], one["answer"]): one for _, one in found.answers.iterrows()}
    pairs = [
        Pair(str(answer), _point(held.get(("short", answer)), language), _point(held.get(("long", answer)), language), _nothing())
        for answer in sorted(set(found.answers["answer"]))
    ]
    rows = tuple(Row(pair.label, tuple(_cell(point, language) for point in (pair.a, pair.b))) for pair in pairs)
    columns = (language.text("list_number"), *(f"{head}, %" for head in heads))
    table = Table(language.text("list_answers"), columns, rows, (language.text("interval_in_brackets"),))
    words = "; ".join(f"{row.header}: {heads[0]} {row.cells[0]}, {heads[1]} {row.cells[1]}" for row in rows)
    draw = partial(dumbbells, pairs, (heads[0], heads[1]), "", language, name=name, alt=words, synthetic=synthetic)
    return Drawing(table.caption, draw, words, table, shown=True)


def _point(line: pd.Series | None, language: Language) -> Point:
    if line is None:
        return _nothing()
    return Point(float(line["share"]), float(line["low"]), float(line["high"]), language.percent(line["share"]))


def _nothing() -> Point:
    return Point(math.nan, math.nan, math.nan, EMPTY)


def _cell(point: Point, language: Language) -> str:
    return f"{point.number} ({language.interval(point.low, point.high)})" if math.isfinite(point.value) else EMPTY
