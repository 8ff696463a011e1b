"""Who could not answer, of what was published: the rates that are known, and the questions where nothing is said."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from analysis.estimation.shares.share import offering
from analysis.output.document import Block, Drawing, Paragraph, Points, Section
from analysis.output.language import Language
from analysis.output.table import Role
from analysis.published.model import Findings
from analysis.published.results import Audit
from analysis.report import nonanswers, scope
from analysis.report.replication import labels, redrawn
from analysis.report.replication.known import estimates, figures
from analysis.report.scope import Estimate


def chapter(audit: Audit, language: Language) -> Section | None:
    """Return the chapter; None where nothing was published of it and no questionnaire says who was offered it."""
    known = list(_rates(audit, language))
    silent = _silent(audit.findings, {str(item.code) for item in known}, language)
    if not known and not silent:
        return None
    blocks: list[Block] = [Paragraph(language.text("cannot_answer_intro"))]
    if known:
        blocks.append(_drawing(known, audit.findings, language))
    if silent:
        blocks += [Paragraph(language.text("cannot_answer_unpublished")), Points(silent)]
    blocks.append(Paragraph(language.text("cannot_answer_by_unpublished")))
    return Section("cannot-answer", language.text("cannot_answer_title"), tuple(blocks))


def _drawing(known: list[Estimate], findings: Findings, language: Language) -> Drawing:
    """Return the rates as bars under short names of their questions; the table has the questions in full."""
    table = nonanswers.rate_drawing(known, language, name="cannot-answer").table
    if findings.census:
        table = table.without(language.text("interval_95"))
    named = (replace(item, label=labels.topic(findings.question(str(item.code)), language)) for item in known)
    bars = [redrawn.bar(item, language) for item in named]
    bases = [item.base_n for item in known]
    drawn = scope.drawing(
        bars, table, max(bases), language, name="cannot-answer", shown=True, ranked=False, smallest_base=min(bases)
    )  # fmt: skip
    return replace(drawn, note=redrawn.how_to_read(bars, language))


def _rates(audit: Audit, language: Language) -> Iterator[Estimate]:
    for figure in figures(audit):
        wording = labels.words(figure.question.text, language)
        for item in estimates(figure, language):
            if item.role is Role.NON_ANSWER:
                yield Estimate(
                    figure.question.id, wording, item.role, item.n, item.base_n, item.share, item.low, item.high
                )  # fmt: skip


def _silent(findings: Findings, known: set[str], language: Language) -> tuple[str, ...]:
    if findings.instrument is None:
        return ()
    offered = [name for name in offering(findings.instrument) if name not in known]
    return tuple(findings.instrument.question(name).text[language.code] for name in offered)
