"""What must be told about a survey beside its numbers (AAPOR Code of Ethics 2021, III.A), one row an item."""

from __future__ import annotations

from collections.abc import Mapping

from analysis.output.document import Section
from analysis.output.language import Language
from analysis.output.table import Row, Table
from analysis.published.model import DISCLOSURE, Findings
from analysis.report.scope import Scope
from instruments.model import Basis

ITEMS = DISCLOSURE
"""Each is a key of the catalogue; an item nobody tells is printed as not reported, never left out."""

_LIMITATIONS = {Basis.CONVENIENCE: "opt_in", Basis.QUOTA: "basis_quota", Basis.PROBABILITY: "limitations_probability"}
_MODES = {"web": "mode_web", "interviewer": "mode_interviewer"}


def section(values: Mapping[str, str], language: Language) -> Section:
    """Return the disclosure table; an item without a value is said to be not reported."""
    rows = tuple(Row(language.text(item), (values.get(item) or language.text("not_reported"),)) for item in ITEMS)
    columns = (language.text("item"), language.text("what_is_reported"))
    table = Table(language.text("disclosure_caption"), columns, rows, worded=frozenset({1}))
    return Section("disclosure", language.text("disclosure"), (table,))


def of_responses(scope: Scope) -> dict[str, str]:
    """Return what is known about a survey from its responses, its instrument and, where one is named, its study file."""
    language, instrument = scope.language, scope.instrument
    frame = scope.data.frame
    known = {
        "mode_collection": _modes(frame["mode"].dropna().astype(str).unique().tolist() if "mode" in frame else [], language),
        "instrument_item": language.text("instrument_as_above" if scope.fielded else "instrument_of_file"),
        "population": instrument.population[language.code],
        "languages": _languages(scope),
        "sample_size": language.plural("respondents_n", len(frame)),
        "weighting": language.text("weighted_by" if scope.weighted else "not_weighted", column=scope.data.design.weight),
        "quality_checks": language.text("quality_none"),
        "limitations": language.text(_LIMITATIONS[instrument.basis]),
    }
    told = scope.study
    if told is None:
        return known
    words = {
        item: getattr(told, item)[language.code]
        for item in ("conductor", "sponsor", "contact", "recruitment", "incentives", "ethics")
    }
    stored = f"{told.storage[language.code]}; {told.retention[language.code]}"
    return {**known, **words, "fieldwork": told.field_dates[language.code], "retention": stored}


def of_publication(findings: Findings, language: Language) -> dict[str, str]:
    """Return what a publication says about itself, in one language; nothing where nobody has read it for that."""
    return {item: words[language.code] for item, words in findings.disclosure}


def _languages(scope: Scope) -> str:
    """Return the languages in which people could answer; of a form that nobody described, those in which they did."""
    if scope.fielded:
        return ", ".join(scope.language.name_of(code) for code in scope.instrument.languages)
    return ", ".join(sorted(scope.language.name_of(str(code)) for code in scope.data.frame["language"].dropna().unique()))


def _modes(modes: list[str], language: Language) -> str:
    return ", ".join(language.text(_MODES[mode]) if mode in _MODES else mode for mode in sorted(modes))
