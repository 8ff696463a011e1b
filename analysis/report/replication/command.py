"""`python -m analysis replicate` and `audit`: every printed number and claim held against the others."""

from __future__ import annotations

import argparse
import json

from analysis.errors import ArgumentError, unknown
from analysis.output.language import Language
from analysis.published.audit import audit
from analysis.published.findings import load, shipped
from analysis.published.model import Findings
from analysis.published.recovery import Verdict
from analysis.published.results import Audit, ClaimVerdict
from analysis.report import reading
from analysis.report.replication import claims, contradictions, records, verdicts
from analysis.report.replication.document import document
from analysis.report.writing import progress, write_report

DEFAULT = "astana-2023"
"""The study that is replicated where none is named."""


def run(options: argparse.Namespace) -> int:
    """Print the audit as JSON, or write the report and print its outcome; errors as of `findings.load`.

    Returns 1 with --strict where something is contradicted, else 0.
    """
    findings = _findings(options)
    language = Language(options.language, decimals=1)
    check_language(findings, language)
    progress("checking every number …")
    found = audit(findings)
    if options.json:
        progress("")
        print(json.dumps(records.document(found, language), ensure_ascii=False, indent=2, allow_nan=False))
    else:
        progress("drawing …")
        report = document(found, language, reading.command_line(options))
        written = write_report(report, f"{findings.id}-replication", options.format, options.out)
        print("\n".join([*outcome(found, language), "", *written]))
    return 1 if options.strict and contradicted(found) else 0


def check_language(findings: Findings, language: Language) -> None:
    """Raise ArgumentError where the findings file has no texts in a language."""
    if language.code not in findings.languages:
        raise ArgumentError(
            f"The findings file {findings.id} has no texts in this language.",
            got=repr(language.code),
            remedy=f"Give --language {', '.join(findings.languages)}, or add the texts to the file.",
        )


def contradicted(found: Audit) -> bool:
    """Return whether a number, a claim or the publication as a whole is contradicted."""
    return (
        bool(found.contradictions)
        or any(number.verdict is Verdict.CONTRADICTED for number in found.numbers)
        or any(judged.verdict is ClaimVerdict.FALSE for judged in found.claims)
    )


def outcome(found: Audit, language: Language) -> list[str]:
    """Return the audit in a few plain lines: the verdict, the contradictions, the claims."""
    lines = [found.findings.title[language.code], *(verdicts.of_publication(code, language) for code in found.verdict)]
    if found.contradictions:
        lines += ["", language.text("contradictions_title")]
        lines += [
            f"  {contradictions.title(one, found.findings, language)}: {contradictions.sentence(one, language)}"
            for one in found.contradictions
        ]
    if found.claims:
        lines += ["", language.text("claims_title")]
        for judged in found.claims:
            quote = language.quoted(judged.claim.quote)
            lines.append(f"  {judged.claim.id}. {claims.word_of(judged, language)}: {quote}")
    return lines


def _findings(options: argparse.Namespace) -> Findings:
    """Return the shipped study that `replicate` names, or the file that `audit` does."""
    if options.command == "audit":
        return load(options.source)
    name = options.source or DEFAULT
    if name not in shipped():
        raise unknown("published study", name, shipped())
    return load(name)
