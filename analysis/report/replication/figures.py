"""Each figure of the publication redrawn from its counts, with intervals; what was not told is hatched or said to be unknown."""

from __future__ import annotations

from analysis.output.document import Block, Paragraph, Quote, Record, Section, Tone
from analysis.output.language import Language
from analysis.output.table import Role, Row, Table
from analysis.published.model import PublishedQuestion
from analysis.published.results import Audit, Kind, Number
from analysis.report import distributions, scope
from analysis.report.replication import labels, redrawn, scales
from analysis.report.replication.known import Figure, estimates, figures
from analysis.report.replication.words import as_printed


def chapter(audit: Audit, language: Language) -> tuple[Section, tuple[Record, ...]]:
    """Return a section for each figure, and its numbers as data."""
    every = figures(audit)
    sections = tuple(_section(figure, number, audit, language) for number, figure in enumerate(every, start=1))
    records = tuple(record for figure in every for record in _records(figure, language))
    return Section("topline", language.text("figures_title"), (), sections), records


def _section(figure: Figure, number: int, audit: Audit, language: Language) -> Section:
    asked, findings = figure.question, audit.findings
    instrument = findings.instrument
    wording = labels.words(asked.text, language)
    blocks: list[Block] = []
    if instrument is not None:
        blocks += distributions.wording_notes(instrument.question(asked.id), language)
    if asked.quote:
        blocks.append(Quote(asked.quote, findings.written_in, labels.printed_in(asked.figure, language)))
    if asked.answers:
        blocks.append(redrawn.counted(figure, language) if figure.counted else redrawn.as_printed(figure, language))
    stated = asked.stated_base
    if figure.base is not None and stated is not None and figure.base != stated:
        told = {"stated": language.count(stated), "base": language.count(figure.base)}
        blocks.append(Paragraph(language.plural("base_differs_n", abs(stated - figure.base), **told)))
    if asked.groups:
        blocks.append(_groups(asked, language))
    if figure.statistics:
        blocks.append(_statistics(figure, audit, language))
        if not asked.census and not any(_interval(number, audit, language) for number in figure.statistics):
            spread = any(number.kind is Kind.SD for number in figure.statistics)
            blocks.append(Paragraph(language.text("published_no_interval_sd" if spread else "published_no_interval")))
    if asked.census:
        blocks.append(Paragraph(language.text("census_note"), Tone.NOTE))
    return Section(asked.id, f"{number}. {wording}", tuple(blocks), short=f"{number}. {scope.shortened(wording)}")


def _groups(asked: PublishedQuestion, language: Language) -> Table:
    """Return the percents of each group as printed; what they imply stands among the numbers."""
    rows = tuple(
        Row(labels.words(group.label, language), tuple(as_printed(printed, language) for printed in group.printed))
        for group in asked.groups
    )
    columns = (language.text("group"), *(labels.words(answer.label, language) for answer in asked.answers))
    return Table(language.text("groups_as_printed"), columns, rows)


def _statistics(figure: Figure, audit: Audit, language: Language) -> Table:
    rows = tuple(
        Row(
            labels.of_number(number, language),
            (
                as_printed(number.reported or "", language),
                _interval(number, audit, language) or language.text("not_published"),
            ),
        )
        for number in figure.statistics
    )
    columns = (language.text("statistic"), language.text("reported_value"), language.text("interval_95"))
    notes = () if figure.base is None else (distributions.base_note(figure.base, language),)
    table = Table(language.text("statistics_title"), columns, rows, notes)
    return table.without(language.text("interval_95")) if figure.question.census else table


def _interval(number: Number, audit: Audit, language: Language) -> str | None:
    """Return the interval of a mean whose standard deviation was printed, too."""
    found = scales.mean_interval(audit, number.question) if number.kind is Kind.MEAN else None
    return None if found is None else language.number_interval(*found, 2)


def _records(figure: Figure, language: Language) -> list[Record]:
    items = estimates(figure, language)
    wording = labels.words(figure.question.text, language)
    notes = ["unnamed" if item.role is Role.REST else "" for item in items]
    return scope.records(items, figure.question.variable, wording, base="answered", notes=notes)
