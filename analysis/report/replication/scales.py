"""All the answers that a printed mean, median and bins leave possible: never one interval for the mean, only its range."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from analysis.output import alt
from analysis.output.document import Block, Drawing, Paragraph, Section
from analysis.output.language import EMPTY, Language
from analysis.output.ranges import Range, ranges
from analysis.output.table import Row, Table
from analysis.published.forensics.distributions import Distributions
from analysis.published.forensics.splits import Splits
from analysis.published.model import PublishedQuestion
from analysis.published.results import Audit, ScaleAnswers
from analysis.report.replication import labels
from analysis.report.replication.words import as_printed


def chapter(audit: Audit, language: Language) -> Section | None:
    """Return a section for each scale; None where no scale was described so that its answers can be counted."""
    if not audit.scales:
        return None
    sections = tuple(_section(one, audit, language) for one in audit.scales)
    return Section("scales", language.text("scales_title"), (Paragraph(language.text("scales_intro")),), sections)


def _section(one: ScaleAnswers, audit: Audit, language: Language) -> Section:
    asked, known = audit.findings.question(one.question), mean_interval(audit, one.question)
    blocks: list[Block] = [Paragraph(words) for words in _paragraphs(one, known, language)]
    found = one.splits.mean_interval_range
    if one.census:
        headings = (language.text("narrowest_interval"), language.text("widest_interval"))
        blocks.append(_table(one.splits.every, asked, language).without(*headings))
    elif found is not None and not one.sd:
        blocks.append(_drawing(one.splits, asked, found, language))
    return Section(f"scale-{asked.id}", labels.words(asked.text, language), tuple(blocks), listed=False)


def mean_interval(audit: Audit, question: str) -> tuple[float, float] | None:
    """Return the widest 95 % interval of a mean that its printed standard deviation allows; None where none is printed."""
    return next((one.wide for one in audit.mean_intervals if one.question == question), None)


def _paragraphs(one: ScaleAnswers, known: tuple[float, float] | None, language: Language) -> Iterator[str]:
    splits = one.splits
    told = {
        "base": language.count(one.base), "total": language.count(one.total), "count": language.count(splits.count),
        "median": as_printed(one.median, language) or EMPTY,
    }  # fmt: skip
    binned = one.binned
    keys = {(True, True): "scale_patterns", (True, False): "scale_patterns_bins", (False, True): "scale_patterns_median"}
    yield language.text(keys.get((binned, bool(one.median)), "scale_patterns_mean"), **told)
    if splits.unplaced and binned:
        possible, every = language.count(len(splits.possible)), language.count(len(splits.every))
        yield language.plural("scale_unplaced_n", splits.unplaced, possible=possible, every=every)
    if one.census:
        yield language.text("census_note")
    elif known is not None:
        yield language.text("scale_known", interval=language.number_interval(*known, 2))
        yield from _middle(splits.every[0], known, language)
    elif not one.sd and splits.sd_range is not None and splits.mean_interval_range is not None:
        narrow, wide = splits.mean_interval_range
        yield language.text(
            "scale_range",
            sd=language.number_interval(*splits.sd_range, 2),
            narrow=language.number_interval(*narrow, 2),
            wide=language.number_interval(*wide, 2),
        )
        yield from _middle(splits.every[0], wide, language)


def _middle(one: Distributions, wide: tuple[float, float], language: Language) -> Iterator[str]:
    """Yield on which side of the scale's middle the mean lies, where even the widest interval leaves it out."""
    middle = (one.low + one.high) / 2
    if not wide[0] <= middle <= wide[1]:
        yield language.text("scale_above" if wide[0] > middle else "scale_below", middle=language.number(middle, 1))


def _drawing(
    splits: Splits, asked: PublishedQuestion, found: tuple[tuple[float, float], tuple[float, float]], language: Language
) -> Drawing:
    names = (language.text("narrowest_interval"), language.text("widest_interval"))
    rows = [
        Range(name, low, high, language.number_interval(low, high, 2), filled=False)
        for name, (low, high) in zip(names, found, strict=True)
    ]
    words = alt.range_chart(rows, language)
    first = splits.every[0]
    draw = partial(ranges, rows, language, name=f"scale-{asked.id}", alt=words, scale=(first.low, first.high))
    title = labels.title(asked, first.n, language)
    return Drawing(title, draw, words, _table(splits.every, asked, language), note=language.text("scale_caption"))


def _table(every: Sequence[Distributions], asked: PublishedQuestion, language: Language) -> Table:
    first = language.text("scale_split" if len(every) > 1 or len(every[0].bins) > 1 else "answers")
    columns = (
        first, language.text("scale_count"), language.text("standard_deviation"),
        language.text("narrowest_interval"), language.text("widest_interval"),
    )  # fmt: skip
    notes = (language.text("scale_impossible_note"),) if any(not one.count for one in every) else ()
    return Table(first, columns, tuple(_row(one, asked, language) for one in every), notes)


def _row(one: Distributions, asked: PublishedQuestion, language: Language) -> Row:
    by_values = {answer.values: labels.words(answer.label, language) for answer in asked.answers}
    split = "; ".join(
        f"{by_values.get((part.first, part.last), f'{part.first}–{part.last}')}: {language.count(part.people)}"
        for part in one.bins
    )
    if one.sd_range is None or one.mean_interval_range is None:
        return Row(split, (language.text("impossible"), EMPTY, EMPTY, EMPTY))
    narrow, wide = one.mean_interval_range
    cells = (
        language.count(one.count), language.number_interval(*one.sd_range, 2), language.number_interval(*narrow, 2),
        language.number_interval(*wide, 2),
    )  # fmt: skip
    return Row(split, cells)
