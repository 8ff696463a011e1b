"""What opens the report: what the audit says of the publication as a whole, and the most frequent answers."""

from __future__ import annotations

from collections.abc import Iterator

from analysis.output.document import Block, Facts, Paragraph, Points, Quote, Section, Tone
from analysis.output.language import Language
from analysis.output.table import Role
from analysis.published.model import Counted, Findings, Weighting
from analysis.published.results import Audit
from analysis.report import summary
from analysis.report.replication import claims, contradictions, labels, numbers, verdicts
from analysis.report.replication.known import estimates, figures
from instruments.model import Basis


def opening(findings: Findings, language: Language) -> Iterator[Block]:
    """Yield what a reader must know before any number."""
    yield Paragraph(language.text("published_notice"), Tone.LEAD)
    instrument = findings.instrument
    if findings.census:
        yield Paragraph(language.text("census_note"))
    elif instrument is None:
        yield Paragraph(language.text("published_basis_unknown"))
    elif instrument.basis is not Basis.PROBABILITY:
        yield Paragraph(language.text("published_basis"))
    if instrument is not None:
        yield from summary.unreviewed(instrument, language)
        if instrument.note is not None:
            yield Paragraph(instrument.note[language.code], Tone.NOTE)


def chapter(audit: Audit, language: Language) -> Section:
    """Return the verdict on the publication, how many numbers and claims hold, and the most frequent answers."""
    blocks: list[Block] = [Points(tuple(verdicts.of_publication(code, language) for code in audit.verdict))]
    sample = audit.findings.sample
    if sample is not None and any(letter.isalpha() for letter in sample.quote):
        blocks.append(Quote(sample.quote, audit.findings.written_in, labels.printed_in(sample.figure, language)))
    blocks.append(Facts(tuple(_facts(audit, language))))
    blocks.append(Paragraph(language.text("conflict_words"), Tone.NOTE))
    blocks += _findings(audit, language)
    return Section("summary", language.text("summary"), tuple(blocks))


def _facts(audit: Audit, language: Language) -> Iterator[tuple[str, str]]:
    findings = audit.findings
    yield language.text("source_label"), findings.source
    if findings.sample is not None:
        yield language.text("sample_stated"), language.count(findings.sample.n)
    yield language.text("weighting"), language.text(_WEIGHTING[findings.weighting])
    yield language.text("numbers_title"), numbers.tally(audit, language)
    if audit.contradictions:
        named = "; ".join(contradictions.title(one, findings, language) for one in audit.contradictions)
        yield language.text("contradictions_title"), named
    if audit.claims:
        yield language.text("claims_title"), claims.tally(audit, language)


_WEIGHTING = {
    Weighting.NONE: "weighting_none",
    Weighting.UNKNOWN: "weighting_unknown",
    Weighting.WEIGHTED: "weighting_weighted",
}


def _findings(audit: Audit, language: Language) -> Iterator[Block]:
    """Yield the most frequent answer to each question for which it is known."""
    found, single = {}, {}
    for figure in figures(audit):
        if figure.leader_is_known:
            wording = labels.words(figure.question.text, language)
            found[wording] = [item for item in estimates(figure, language) if item.role is not Role.REST]
            single[wording] = figure.question.counted is not Counted.MANY
    table = summary.findings_table(found, single, language)
    if table is not None:
        yield table.without(language.text("interval_95")) if audit.findings.census else table
        yield Paragraph(language.text("published_findings_note"), Tone.NOTE)
    yield Paragraph(language.text("topline_header"), Tone.NOTE)
