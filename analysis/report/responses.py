"""The report on responses: its chapters in their order."""

from __future__ import annotations

from analysis.estimation.shares.share import shares
from analysis.output.document import Document, Paragraph, Section
from analysis.output.table import Table
from analysis.report import disclosure, distributions, grouping, groups, methods, nonanswers, summary
from analysis.report.experiments.chapter import chapter as experiments
from analysis.report.scope import Estimate, Scope, estimates
from analysis.variable import variable
from instruments.model import Kind
from instruments.piping import unpiped


def document(scope: Scope, command: str) -> Document:
    """Return the whole report on the responses of a scope.

    command  what printed it, without the folder it is written to

    Raises ArgumentError where a grouping variable does not exist or cannot form groups.
    """
    language = scope.language
    grouping.check(scope.data, scope.by)
    questions, records = distributions.sections(scope)
    tables = groups.groupings(scope)
    crosstabs, group_records = groups.chapter(scope, tables, groups.tests(scope, tables))
    topline = Section("topline", language.text("topline"), (Paragraph(language.text("bases_intro")),), questions)
    sections = (
        summary.chapter(scope, _findings(scope)),
        topline,
        nonanswers.chapter(scope, tables),
        crosstabs,
        *experiments(scope),
        methods.of_responses(scope.instrument, language, scope.data.design),
        disclosure.section(disclosure.of_responses(scope), language),
        methods.provenance(
            language,
            command=command,
            source=scope.source,
            source_hash=scope.data.source_hash,
            instrument=scope.instrument,
            reading=methods.reading_notes(scope.data.frame.attrs, language, scope.data.design),
        ),
    )
    return Document(
        language,
        scope.instrument.title[language.code],
        language.text("report_title"),
        tuple(summary.opening(scope.instrument, language)),
        sections,
        (*records, *group_records),
        language.text("synthetic_banner") if scope.synthetic else "",
    ).numbered()


def _findings(scope: Scope) -> Table | None:
    found: dict[str, list[Estimate]] = {}
    single: dict[str, bool] = {}
    for question in scope.instrument.variables:
        name = groups.tabulated(scope.instrument, question)
        if name is not None and len(variable(scope.data, name).cells):
            wording = unpiped(question.text[scope.language.code])
            found[wording] = estimates(shares(scope.data, name), name, scope.labels)
            single[wording] = question.kind is not Kind.MANY
    return summary.findings_table(found, single, scope.language)
