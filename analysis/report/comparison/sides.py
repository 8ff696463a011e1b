"""The two samples that a comparison is of: what the command line names → responses or a publication."""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from pathlib import Path

from analysis.data import Data
from analysis.errors import ArgumentError
from analysis.output.language import Language
from analysis.published.findings import HOME, load, shipped
from analysis.published.model import Findings
from analysis.readers import SUFFIXES, Format, read, stored_study
from analysis.report import reading
from analysis.report.replication.command import check_language
from instruments import study
from instruments.model import Instrument
from instruments.study import Study

_OF_RESPONSES = ("table", "design", "study")
"""Options of one side that mean nothing to a publication."""


@dataclass(frozen=True)
class Side:
    """One of the two samples.

    mark      A or B
    name      the source as the report names it: no folder, no password
    findings  the publication that the counts are from; None for responses
    study     who asked, when and how, where a study file says so
    """

    mark: str
    data: Data
    name: str
    findings: Findings | None = None
    study: Study | None = None

    @property
    def title(self) -> str:
        """The side's mark and name."""
        return f"{self.mark}: {self.name}"


def side(options: argparse.Namespace, mark: str) -> Side:
    """Return side A or B of the options; errors as of `analysis.read` and of `findings.load`.

    An option for both sides (--table, --design) gives way to that of one side (--table-a, --design-a).
    """
    source = str(getattr(options, mark.lower()))
    own = {name: getattr(options, f"{name}_{mark.lower()}") for name in _OF_RESPONSES}
    if source in shipped() or SUFFIXES.get(Path(source).suffix.lower()) is Format.FINDINGS:
        return _publication(source, mark, own, options.language)
    given = {**vars(options), "source": source, "table": own["table"] or options.table, "design": own["design"] or options.design}
    data = reading.responses(argparse.Namespace(**given))
    instrument = reading.instrument_in(data, options.language)
    name = reading.source_name(source)
    return Side(
        mark, data, f"{name}, {given['table']}" if given["table"] else name, study=_study(source, own["study"], instrument)
    )


def _publication(source: str, mark: str, own: dict[str, str | None], language: str) -> Side:
    ignored = [f"--{name}-{mark.lower()}" for name in _OF_RESPONSES if own[name] is not None]
    if ignored:
        raise ArgumentError(f"{', '.join(ignored)} needs responses: {mark} is a publication.", remedy=f"Leave {ignored[0]} out.")
    findings = load(source)
    check_language(findings, Language(language))
    if any(question.census for question in findings.questions):
        raise ArgumentError(
            f"{mark} holds a full count, and a comparison is one of two samples.",
            got=findings.id,
            remedy="Hold the shares and intervals of the other survey against its counts: they are exact.",
        )
    return Side(mark, read(HOME / f"{source}.yaml" if source in shipped() else source), findings.id, findings)


def _study(source: str, named: str | None, instrument: Instrument) -> Study | None:
    if named is not None:
        return study.load(Path(named), instrument)
    return stored_study(source, instrument.id) if reading.is_database(source) else None
