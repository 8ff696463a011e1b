"""The report of a comparison: what is compared, a section a question, the methods."""

from __future__ import annotations

from collections.abc import Iterator

from analysis.data import Data
from analysis.output.document import Block, DifferenceRecord, Document, Paragraph, Section, Tone
from analysis.output.labels import Labels
from analysis.output.language import Language
from analysis.output.table import Row, Table
from analysis.report import designs, disclosure, methods, summary
from analysis.report.comparison import questions
from analysis.report.comparison.compared import Compared, Comparison
from analysis.report.comparison.sides import Side
from analysis.report.distributions import section
from analysis.report.scope import shortened
from analysis.studies.comparable import Recruitment, recruitment
from instruments.piping import unpiped

BEYOND = 0.05
"""An adjusted p-value below this is more than chance alone would explain."""


def document(comparison: Comparison, language: Language, command: str) -> Document:
    """Return the whole report.

    command  what printed it, without the folder it is written to
    """
    labels = Labels(comparison.instrument, language)
    parts: list[Section] = []
    records: list[DifferenceRecord] = []
    for number, one in enumerate(comparison.questions, start=1):
        blocks = (*_wording(one, comparison, language), *questions.blocks(one, comparison, labels))
        parts.append(section(one.question, number, blocks, language))
        records += questions.records(one, labels)
    sections = (
        Section("sides", language.text("compared_sides"), (_sides(comparison, language),)),
        Section("beyond-chance", language.text("compared_beyond"), tuple(_beyond(comparison, labels))),
        Section("by-question", language.text("by_question"), (), tuple(parts)),
        *_left_out(comparison, language),
        methods.of_comparison(
            language, designed=comparison.designed, published=any(side.findings is not None for side in comparison.sides)
        ),
        _provenance(comparison, language, command),
    )
    synthetic = questions.is_synthetic(comparison)
    return Document(
        language,
        comparison.instrument.title[language.code],
        language.text("compared_title_differs" if known_recruitment(comparison).differs else "compared_title"),
        (*_recruitment(comparison, language), *summary.unreviewed(comparison.instrument, language)),
        sections,
        tuple(records),
        language.text("synthetic_banner") if synthetic else "",
    ).numbered()


def known_recruitment(comparison: Comparison) -> Recruitment:
    """Return what is known of how the respondents of the two sides were found."""
    a, b = comparison.sides
    return recruitment(a.data, b.data, a.study, b.study)


def _recruitment(comparison: Comparison, language: Language) -> Iterator[Block]:
    """Yield, before any number, how the two were recruited, and what that means for a difference."""
    known = known_recruitment(comparison)
    published = [side.mark for side in comparison.sides if side.findings is not None]
    words = language.text(f"recruitment_{known.value}", sides=", ".join(published))
    if known is Recruitment.SAME:
        yield Paragraph(words, Tone.NOTE)
    else:
        yield Paragraph(f"{words} {language.text('recruitment_caution')}", Tone.WARNING)


def _sides(comparison: Comparison, language: Language) -> Table:
    facts = [_facts(side, language) for side in comparison.sides]
    rows = tuple(Row(term, (words, facts[1][term])) for term, words in facts[0].items())
    heads = (language.text("item"), *(side.title for side in comparison.sides))
    return Table(language.text("compared_sides"), heads, rows, worded=frozenset({1, 2}))


def _facts(side: Side, language: Language) -> dict[str, str]:
    told, unknown = side.study, language.text("not_reported")
    instrument, column = side.data.instrument, side.data.design.weight
    weighting = language.text("weighted_by", column=column) if column is not None else language.text("not_weighted")
    n: int | None = len(side.data.frame)
    words = {} if told is None else {key: getattr(told, key)[language.code] for key in ("recruitment", "field_dates")}
    if side.findings is not None:
        printed = disclosure.of_publication(side.findings, language)
        words = {"recruitment": printed.get("recruitment", ""), "field_dates": printed.get("fieldwork", "")}
        n = None if side.findings.sample is None else side.findings.sample.n
        weighting = printed.get("weighting") or unknown
    return {
        language.text("source_label"): side.name if side.findings is None else side.findings.source,
        language.text("data"): language.text("compared_responses" if side.findings is None else "compared_counts"),
        language.text("sample_size"): unknown if n is None else language.plural("respondents_n", n),
        language.text("recruitment"): words.get("recruitment") or unknown,
        language.text("fieldwork"): words.get("field_dates") or unknown,
        language.text("weighting"): weighting,
        language.text("questionnaire"): unknown
        if instrument is None
        else language.text("questionnaire_of", id=instrument.id, version=instrument.version),
    }


def _beyond(comparison: Comparison, labels: Labels) -> Iterator[Block]:
    language = labels.language
    rows = [
        Row(unpiped(one.question.text[language.code]), cells)
        for one in comparison.questions
        if not any(one.unplaced)
        for p, cells in questions.shown_changes(one, labels)
        if p < BEYOND
    ]
    apart = [unpiped(one.question.text[language.code]) for one in comparison.questions if any(one.unplaced)]
    if apart:
        named = "; ".join(language.quoted(shortened(words)) for words in apart)
        yield Paragraph(language.text("compared_unplaced_apart", questions=named), Tone.NOTE)
    if not rows:
        yield Paragraph(language.text("compared_none_beyond"))
        return
    columns = (
        language.text("question"), language.text("answer"), "A, %", "B, %", language.text("difference_points"),
        language.text("adjusted_p"),
    )  # fmt: skip
    notes = (language.text("compared_beyond_note"), language.text("if_random_sample"))
    yield Table(language.text("compared_beyond"), columns, tuple(rows), notes, frozenset({1}))


def _wording(one: Compared, comparison: Comparison, language: Language) -> Iterator[Block]:
    if one.other_words:
        versions = [side.data.instrument.version for side in comparison.sides if side.data.instrument is not None]
        words = language.text("compared_other_words", first=versions[0], second=versions[-1])
        yield Paragraph(words, Tone.WARNING)


def _left_out(comparison: Comparison, language: Language) -> Iterator[Section]:
    if comparison.left_out:
        rows = tuple(
            Row(unpiped(question.text[language.code]), (language.text(reason),)) for question, reason in comparison.left_out
        )
        title = language.text("compared_left_out")
        table = Table(title, (language.text("question"), language.text("note")), rows, worded=frozenset({1}))
        yield Section("left-out", title, (table,))


def _provenance(comparison: Comparison, language: Language, command: str) -> Section:
    first, second = comparison.sides
    return methods.provenance(
        language,
        command=command,
        source=first.title,
        source_hash=first.data.source_hash,
        instrument=comparison.instrument,
        reading=(
            (language.text("source_label"), second.title),
            (language.text("data_fingerprint"), f"SHA-256 {second.data.source_hash}"),
            *((f"{side.mark}: {term}", words) for side in comparison.sides for term, words in _decided(side.data, language)),
        ),
    )


def _decided(data: Data, language: Language) -> Iterator[tuple[str, str]]:
    """Yield the design of a side, and what was decided when it was read."""
    yield from designs.facts(data.design, language)
    yield from methods.reading_notes(data.frame.attrs, language, data.design)
