"""What was not published, between its limits: answers given together, and what people without an opinion could turn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from analysis.output import alt
from analysis.output.document import Block, Drawing, Paragraph, Points, Section, Tone
from analysis.output.language import Language
from analysis.output.ranges import Range, ranges
from analysis.output.table import Row, Table
from analysis.published.model import Findings
from analysis.published.results import Audit, Bounded, Undecided
from analysis.report.replication import labels

DRAWN = 10
"""More pairs than these are not drawn; all are in the JSON."""

_JOINED = {"both": "bound_both", "either": "bound_either"}


def chapter(audit: Audit, language: Language) -> Section:
    """Return the bounds on pairs of answers, and on what those who could not answer would say."""
    inner = [section for section in (_undecided(audit, language), _pairs(audit, language)) if section is not None]
    intro = ["published_no_crosstabs", *(["bounds_intro"] if inner else [])]
    blocks = tuple(Paragraph(language.text(key)) for key in intro)
    return Section("bounds", language.text("bounds_title"), blocks, tuple(inner))


def of(one: Bounded, findings: Findings, language: Language) -> str:
    """Return what is bounded, in words."""
    named = [labels.of_answer(name, findings, language) for name in one.of]
    if one.kind in _JOINED:
        return language.text(_JOINED[one.kind], first=named[0], second=named[1])
    return named[0]


# --- pairs -------------------------------------------------------------------------------------------------------------


def _pairs(audit: Audit, language: Language) -> Section | None:
    every = [one for one in audit.bounds if one.kind == "both"]
    if not every:
        return None
    notable = sorted((one for one in every if one.notable), key=lambda one: -one.low)
    key = "bounds_pairs_n" if notable else "bounds_pairs_none_n"
    blocks: list[Block] = [Paragraph(language.plural(key, len(every), notable=language.count(len(notable))))]
    blocks.append(Paragraph(language.text("bounds_pairs_drawn" if notable else "bounds_pairs_listed"), Tone.NOTE))
    notable = notable[:DRAWN]
    if notable:
        rows = [
            Range(
                labels.of_pair(one.of, audit.findings, language), one.low, one.high, language.interval(one.low, one.high)
            )
            for one in notable
        ]  # fmt: skip
        table = _table(notable, audit.findings, language)
        blocks.append(_drawing(rows, table, ("bounds_pairs_title", "bounds_pairs_caption"), "bounds-pairs", language))
    return Section("bounds-pairs", language.text("bounds_pairs_title"), tuple(blocks))


def _table(bounded: Sequence[Bounded], findings: Findings, language: Language) -> Table:
    found = tuple(
        Row(
            of(one, findings, language),
            (_counts(one, language), language.count(one.base), language.interval(one.low, one.high)),
        )
        for one in bounded
    )  # fmt: skip
    columns = (language.text("answers"), language.text("count"), language.text("base"), language.text("percent"))
    return Table(language.text("bounds_pairs_title"), columns, found)


def _counts(one: Bounded, language: Language) -> str:
    return "–" if one.counts is None else f"{language.count(one.counts.low)}–{language.count(one.counts.high)}"


# --- the undecided -----------------------------------------------------------------------------------------------------


def _undecided(audit: Audit, language: Language) -> Section | None:
    worst = {(one.of, one.base): one for one in audit.bounds if one.kind == "worst-case"}
    outer = {(one.of, one.base): (one.low, one.high) for one in audit.bounds if one.kind == "interval"}
    if not worst:
        return None
    rows = [
        Range(
            _of_base(one, audit, language), one.low, one.high, language.interval(one.low, one.high), outer=outer.get(key)
        )
        for key, one in worst.items()
    ]  # fmt: skip
    table = Table(
        language.text("bounds_undecided_title"),
        (
            language.text("answer"), language.text("count"), language.text("base"), language.text("percent"),
            language.text("interval_95"),
        ),
        tuple(
            Row(row.label, (_counts(one, language), language.count(one.base), row.number, _interval(row, language)))
            for one, row in zip(worst.values(), rows, strict=True)
        ),
        (language.text("bounds_interval_note"),),
    )  # fmt: skip
    blocks: list[Block] = [Paragraph(language.text("bounds_undecided_intro"))]
    caption = "bounds_undecided_caption"
    if not outer:
        caption, table = "bounds_undecided_caption_full", replace(table.without(language.text("interval_95")), notes=())
    blocks.append(_drawing(rows, table, ("bounds_undecided_title", caption), "bounds-undecided", language))
    points = tuple(_tipping(one, audit, language) for one in audit.undecided)
    if points:
        blocks += [Points(points), Paragraph(language.text("bounds_benchmark_note"), Tone.NOTE)]
    return Section("bounds-undecided", language.text("bounds_undecided_title"), tuple(blocks))


def _of_base(one: Bounded, audit: Audit, language: Language) -> str:
    """Return what is bounded, with its base where the same is bounded on several."""
    said = of(one, audit.findings, language)
    bases = {other.base for other in audit.bounds if other.kind == one.kind and other.of == one.of}
    return language.plural("of_base_n", one.base, words=said) if len(bases) > 1 else said


def _tipping(one: Undecided, audit: Audit, language: Language) -> str:
    """Return what those who named neither answer could turn, on which base, and of how many of them it is told why."""
    named = labels.of_answer(one.yes, audit.findings, language)
    told = {
        "answer": language.plural("of_base_n", one.base, words=named),
        "undecided": language.count(one.undecided),
        "benchmark": language.percent(float(one.benchmark)),
    }
    if one.tipping is None:
        said = language.text("tipping_never", **told)
    elif one.tipping == 0:
        said = language.text("tipping_already", **told)
    else:
        part = language.number(100 * one.tipping / one.undecided, 0)
        said = language.text("tipping", **told, needed=language.count(one.tipping), part=part)
    return f"{said} {_who(one, language)}".rstrip()


def _who(one: Undecided, language: Language) -> str:
    """Return how many could not answer and of how many that is not told; empty where it is told of all."""
    if not one.untold:
        return ""
    known, untold = one.undecided - one.untold, language.count(one.untold)
    return language.text("undecided_untold" if known else "undecided_all_untold", known=language.count(known), untold=untold)


def _interval(row: Range, language: Language) -> str:
    return "–" if row.outer is None else language.interval(*row.outer)


def _drawing(rows: Sequence[Range], table: Table, words: tuple[str, str], name: str, language: Language) -> Drawing:
    """Return a figure of ranges; `words` are the keys of its title and of how to read it."""
    title, note = (language.text(key) for key in words)
    said = alt.range_chart(rows, language)
    return Drawing(title, partial(ranges, rows, language, name=name, alt=said), said, table, note=note)
