"""The report on a published study, from its counts alone: what was printed is shown, what was not is said to be unknown."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import numpy as np

from analysis.estimation.interval import share_bounds
from analysis.output.document import Block, Document, Drawing, Paragraph, Points, Quote, Record, Section, Tone
from analysis.output.labels import Labels
from analysis.output.language import EMPTY, Language
from analysis.output.table import Role, Row, Table
from analysis.published.counts import published_shares
from analysis.published.findings import Published, PublishedQuestion
from analysis.report import disclosure, distributions, methods, nonanswers, summary
from analysis.report.scope import Estimate, bar, drawing, estimates, records
from instruments.model import CANNOT_ANSWER_CODES, Kind, Question

LANGUAGE_OF_PAPER = "en"


def document(published: Published, language: Language, command: str) -> Document:
    """Return the whole report on a publication.

    command  what printed it, without the folder it is written to
    """
    instrument = published.instrument
    questions, data = [], []
    for number, question in enumerate(instrument.variables, start=1):
        blocks, rows = _question(published, question, language)
        notes = distributions.wording_notes(instrument, question, language)
        questions.append(distributions.section(question, number, (*notes, *blocks), language))
        data += rows
    opening: list[Block] = [Paragraph(language.text("published_notice"), Tone.LEAD), Paragraph(language.text("published_basis"))]
    opening += summary.unreviewed(instrument, language)
    if instrument.note is not None:
        opening.append(Paragraph(instrument.note[language.code], Tone.NOTE))
    return Document(
        language,
        instrument.title[language.code],
        language.text("published_title"),
        tuple(opening),
        (
            Section("summary", language.text("summary"), tuple(_summary(published, language))),
            Section("topline", language.text("topline"), (), tuple(questions)),
            Section("cannot-answer", language.text("cannot_answer_title"), tuple(_cannot_answer(published, language))),
            Section("crosstabs", language.text("crosstabs"), (Paragraph(language.text("published_no_crosstabs")),)),
            methods.of_publication(instrument, language),
            disclosure.section(disclosure.of_publication(published.id, language), language),
            methods.provenance(
                language, command=command, source=published.source, source_hash=published.source_hash, instrument=instrument
            ),
        ),
        tuple(data),
    ).numbered()


def _summary(published: Published, language: Language) -> Iterator[Block]:
    yield Quote(published.sample.quote, LANGUAGE_OF_PAPER, published.source)
    found, single = {}, {}
    for one in published.questions:
        items = _cells(published, one, language)
        if _most_frequent_is_known(published, one, items):
            question = published.instrument.question(one.question)
            wording = question.text[language.code]
            found[wording], single[wording] = items, question.kind is not Kind.MANY
    table = summary.findings_table(found, single, language)
    if table is not None:
        yield table
        yield Paragraph(language.text("published_findings_note"), Tone.NOTE)
    yield Paragraph(language.text("topline_header"), Tone.NOTE)


def _question(published: Published, question: Question, language: Language) -> tuple[list[Block], list[Record]]:
    one = next((one for one in published.questions if one.question == question.id), None)
    if one is None:
        return [Paragraph(language.text("question_not_published"), Tone.WARNING)], []
    items = _cells(published, one, language)
    blocks: list[Block] = [
        Quote(one.quote, LANGUAGE_OF_PAPER, language.text("printed_in_figure", figure=one.figure)),
        _distribution(published, one, question, items, language),
    ]
    if one.stated_base != str(one.base):
        parameters = {"stated": one.stated_base, "base": language.count(one.base)}
        blocks.append(Paragraph(language.plural("base_differs_n", int(one.stated_base) - one.base, **parameters)))
    if one.statistics:
        blocks += [_statistics(one, question, language), Paragraph(language.text("published_no_interval"))]
    wording = Labels(published.instrument, language).variable(one.variable)
    data = records(items, one.variable, wording, base="answered")
    rest = _rest(published, one, language)
    return blocks, data + (records([rest], one.variable, wording, base="answered", notes=["unnamed"]) if rest else [])


def _cells(published: Published, one: PublishedQuestion, language: Language) -> list[Estimate]:
    return estimates(published_shares(published, one.variable), one.variable, Labels(published.instrument, language))


def _is_unplaced(published: Published, one: PublishedQuestion) -> bool:
    """Return whether the people without an answer must belong to the answers that were published, as there is no other."""
    derived = published.instrument.derived_variable(one.variable)
    named = {cell.category for cell in one.cells}
    return bool(one.unnamed) and derived is not None and all(category in named for category, _ in derived.categories)


def _most_frequent_is_known(published: Published, one: PublishedQuestion, items: list[Estimate]) -> bool:
    """Return whether no answer that is unnamed, or named without a number, can be more frequent than the first."""
    if one.not_published or one.unnamed is None:
        return False
    counts = sorted((item.n for item in items), reverse=True)
    rival = counts[1] if _is_unplaced(published, one) and len(counts) > 1 else 0
    return counts[0] > rival + one.unnamed


def _rest(published: Published, one: PublishedQuestion, language: Language) -> Estimate | None:
    """Return the people whose answer the publication does not tell, as one bar; None where nobody is, or it cannot be known."""
    if not one.unnamed:
        return None
    label = language.text("unplaced_answers" if _is_unplaced(published, one) else "unnamed_answers")
    share, base = np.array([one.unnamed / one.base]), np.array([float(one.base)])
    low, high = share_bounds("wilson", share, np.sqrt(share * (1 - share) / (base - 1)), base, None, 0.95)
    return Estimate("", label, Role.REST, one.unnamed, one.base, float(share[0]), float(low[0]), float(high[0]))


def _distribution(
    published: Published, one: PublishedQuestion, question: Question, items: list[Estimate], language: Language
) -> Drawing:
    labels = Labels(published.instrument, language)
    rest = _rest(published, one, language)
    shown = [*items, rest] if rest else items
    rows = [
        Row(item.label, (language.count(item.n), language.percent(item.share), language.interval(item.low, item.high)), item.role)
        for item in shown
    ]
    unknown = language.text("not_published")
    rows += [Row(labels.category(one.variable, code), (unknown, unknown, EMPTY), Role.UNKNOWN) for code in one.not_published]
    rows.append(Row(language.text("base"), (language.count(one.base), "", ""), Role.TOTAL))
    columns = (
        language.text("answer"), language.text("count"), language.text("percent_of_answered"),
        language.text("interval_95"),
    )  # fmt: skip
    notes = [distributions.base_note(one.base, language)]
    if any(item.n == 0 for item in items):
        notes.append(language.text("zero_note"))
    if rest:
        notes.append(language.text("unplaced_note" if _is_unplaced(published, one) else "unnamed_note"))
    if question.kind is Kind.MANY:
        notes.append(language.text("multi_unnamed_note"))
    caption = language.text("answers")
    table = Table(caption, columns, tuple(rows), tuple(notes))
    ranked = _most_frequent_is_known(published, one, items)
    return drawing(
        [bar(item, language) for item in shown], table, one.base, language, name=question.id, shown=True, ranked=ranked
    )


def _statistics(one: PublishedQuestion, question: Question, language: Language) -> Table:
    rows = tuple(
        Row(language.text(item.name), (_as_printed(item.printed, language), language.text("not_published")))
        for item in one.statistics
    )
    columns = (language.text("statistic"), language.text("reported_value"), language.text("interval_95"))
    caption = language.text("median_and_mean")
    return Table(caption, columns, rows, (distributions.base_note(one.base, language),))


def _as_printed(printed: str, language: Language) -> str:
    """Return a number with all the digits that were printed, and this language's decimal sign."""
    exponent = Decimal(printed).as_tuple().exponent
    return language.number(float(printed), -exponent if isinstance(exponent, int) else 0)


def _cannot_answer(published: Published, language: Language) -> Iterator[Block]:
    labels = Labels(published.instrument, language)
    known = []
    for one in published.questions:
        items = [
            item for item in _cells(published, one, language) if item.code in CANNOT_ANSWER_CODES and item.role is Role.NON_ANSWER
        ]
        known += [
            Estimate(one.question, labels.variable(one.question), item.role, item.n, item.base_n, item.share, item.low, item.high)
            for item in items
        ]
    yield Paragraph(language.text("cannot_answer_intro"))
    if known:
        yield nonanswers.rate_drawing(known, language, name="cannot-answer")
    told = {item.code for item in known}
    silent = [labels.variable(name) for name in nonanswers.offering(published.instrument) if name not in told]
    if silent:
        yield Paragraph(language.text("cannot_answer_unpublished"))
        yield Points(tuple(silent))
    yield Paragraph(language.text("cannot_answer_by_unpublished"))
