"""The report on a publication, from its audit: the chapters in their order."""

from __future__ import annotations

from analysis.output.document import Document, Paragraph, Section
from analysis.output.language import Language
from analysis.published.model import Findings
from analysis.published.results import Audit
from analysis.report import disclosure, methods
from analysis.report.replication import bounds, claims, contradictions, figures, numbers, scales, silence, summary


def document(audit: Audit, language: Language, command: str) -> Document:
    """Return the whole report on a publication; the findings file must have the language.

    command  what printed it, without the folder it is written to
    """
    findings = audit.findings
    drawn, records = figures.chapter(audit, language)
    chapters = (
        summary.chapter(audit, language),
        drawn,
        *_unpublished(findings, language),
        numbers.chapter(audit, language),
        contradictions.chapter(audit, language),
        claims.chapter(audit, language) if audit.claims else None,
        bounds.chapter(audit, language),
        scales.chapter(audit, language),
        silence.chapter(audit, language),
        methods.of_full_count(language) if findings.census else methods.of_publication(findings.instrument, language),
        _disclosure(findings, language),
        methods.provenance(
            language, command=command, source=findings.source, source_hash=findings.source_hash, instrument=findings.instrument
        ),
    )
    return Document(
        language,
        findings.title[language.code],
        language.text("published_title"),
        tuple(summary.opening(findings, language)),
        tuple(chapter for chapter in chapters if chapter is not None),
        records,
    ).numbered()


def _disclosure(findings: Findings, language: Language) -> Section:
    """Return what the publication says of the survey; that it says nothing can only be said by who has read it for that."""
    told = disclosure.of_publication(findings, language)
    if told:
        return disclosure.section(told, language)
    return Section("disclosure", language.text("disclosure"), (Paragraph(language.text("disclosure_unread")),))


def _unpublished(findings: Findings, language: Language) -> tuple[Section, ...]:
    """Return a section for each question of the questionnaire that the publication is silent about."""
    if findings.instrument is None:
        return ()
    told = {question.id for question in findings.questions}
    silent = [question for question in findings.instrument.variables if question.id not in told]
    note = (Paragraph(language.text("question_not_published")),)
    return tuple(Section(question.id, question.text[language.code], note) for question in silent)
