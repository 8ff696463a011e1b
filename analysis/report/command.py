"""`python -m analysis report`: read, assemble, render, write, and say what was used."""

from __future__ import annotations

import argparse
from pathlib import Path

from analysis.errors import ArgumentError
from analysis.output.document import Document
from analysis.output.language import Language
from analysis.published.audit import audit
from analysis.published.findings import load
from analysis.readers import stored_study
from analysis.report import reading, responses
from analysis.report.replication import document as replication
from analysis.report.replication.command import DEFAULT, check_language
from analysis.report.scope import Scope
from analysis.report.writing import progress, write_report
from instruments import study
from instruments.model import Instrument
from instruments.study import Study

_OF_RESPONSES = ("table", "study", "weight", "design", "by", "missing", "partials", "include_tests")
"""Options that mean nothing to a published study."""


def run(options: argparse.Namespace) -> int:
    """Write the report in every format asked for; errors as of `analysis.read`."""
    name, report, used = _published(options) if options.source is None else _responses(options)
    print("\n".join([used, *write_report(report, name, options.format, options.out)]))
    return 0


def _published(options: argparse.Namespace) -> tuple[str, Document, str]:
    swallowed = [name for name in options.by if reading.is_source(name)]
    if swallowed:
        raise ArgumentError(
            "--by took the SOURCE for a variable.",
            got=repr(swallowed[0]),
            remedy="Put SOURCE before --by: report SOURCE --by VAR.",
        )
    ignored = [option for option in _OF_RESPONSES if getattr(options, option)]
    if ignored:
        named = ", ".join(f"--{option.replace('_', '-')}" for option in ignored)
        raise ArgumentError(
            f"{named} needs a SOURCE: of the published study there are only counts.",
            remedy="Name a file or a database, before --by.",
        )
    if options.instrument not in (None, DEFAULT):
        raise ArgumentError(
            "Without a SOURCE the published study is reported, and only one is known.",
            got=repr(options.instrument),
            remedy=f"Leave --instrument out, or give {DEFAULT}.",
        )
    findings, language = load(DEFAULT), Language(options.language, decimals=1)
    check_language(findings, language)
    progress("drawing the published study …")
    report = replication.document(audit(findings), language, reading.command_line(options))
    used = f"Source: numbers printed in the publication ({findings.source})"
    if findings.sample is not None:
        used += f"\nRespondents: {findings.sample.n}"
    return f"{findings.id}-published", report, used


def _responses(options: argparse.Namespace) -> tuple[str, Document, str]:
    progress("reading …")
    data = reading.responses(options)
    instrument = reading.instrument_in(data, options.language)
    answered_in = ["language"] if data.frame["language"].nunique() > 1 else []
    by = tuple(dict.fromkeys([*answered_in, *options.by]))
    source = reading.source_name(options.source)
    scope = Scope(
        data,
        instrument,
        Language(options.language),
        by,
        source,
        synthetic=reading.has_tests(data),
        study=_study(options, instrument),
        fielded=reading.is_database(options.source),
    )
    progress("estimating and drawing …")
    report = responses.document(scope, reading.command_line(options))
    status = data.frame["status"].value_counts()
    left_out = ", ".join(f"{n} {reason}" for reason, n in data.excluded.items() if n) or "none"
    used = (
        f"Source: {source}, questionnaire {instrument.id} version {instrument.version}\n"
        f"Responses: {status.get('complete', 0)} complete, {status.get('partial', 0)} partial; left out: {left_out}"
    )
    return instrument.id, report, used


def _study(options: argparse.Namespace, instrument: Instrument) -> Study | None:
    """Return the study file that is named, else the one a database was opened with, where it speaks the report's language."""
    if options.study is not None:
        return study.load(Path(options.study), instrument)
    told = stored_study(options.source, instrument.id) if reading.is_database(options.source) else None
    return told if told is not None and options.language in dict(told.conductor) else None
