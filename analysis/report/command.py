"""`python -m analysis report`: read, assemble, render, write, and say what was used."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from analysis.errors import ArgumentError, DataError
from analysis.output.document import Document
from analysis.output.language import Language
from analysis.output.render import FORMATS
from analysis.published.findings import load
from analysis.readers import stored_study
from analysis.report import published, reading, responses
from analysis.report.scope import Scope
from instruments import study
from instruments.errors import InstrumentError
from instruments.files import write
from instruments.model import Instrument
from instruments.study import Study

PUBLISHED = "astana-2023"
"""The study that is reported where no source is named."""

_OF_RESPONSES = ("table", "study", "weight", "design", "by", "partials", "include_tests")
"""Options that mean nothing to a published study."""


def run(options: argparse.Namespace) -> int:
    """Write the report in every format asked for; errors as of `analysis.read`."""
    name, report, used = _published(options) if options.source is None else _responses(options)
    written = []
    for kind in options.format:
        _progress(f"writing {kind} …")
        path = Path(options.out) / f"{name}-{options.language}.{kind}"
        try:
            write(path, FORMATS[kind](report))
        except InstrumentError as error:
            raise DataError(str(error), remedy="Or name a folder you may write to with --out DIR.") from error
        written.append(f"Wrote {path}")
    _progress("")
    print("\n".join([used, *written]))
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
    if options.instrument not in (None, PUBLISHED):
        raise ArgumentError(
            "Without a SOURCE the published study is reported, and only one is known.",
            got=repr(options.instrument),
            remedy=f"Leave --instrument out, or give {PUBLISHED}.",
        )
    found = load(PUBLISHED)
    _progress("drawing the published study …")
    report = published.document(found, Language(options.language, decimals=1), reading.command_line(options))
    used = f"Source: counts printed in the publication ({found.source})\nRespondents: {found.sample.count}"
    return f"{found.id}-published", report, used


def _responses(options: argparse.Namespace) -> tuple[str, Document, str]:
    _progress("reading …")
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
    _progress("estimating and drawing …")
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


def _progress(words: str) -> None:
    if sys.stderr.isatty():
        print(f"\r{words}\033[K", end="" if words else "\r", file=sys.stderr, flush=True)
