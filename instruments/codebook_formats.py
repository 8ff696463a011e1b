"""The codebook as JSON, CSV and Markdown."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping
from dataclasses import asdict

from instruments.codebook import VOCABULARY, Entry, entries
from instruments.model import Instrument
from instruments.piping import number
from instruments.spreadsheet import formula_safe


def as_json(instrument: Instrument) -> str:
    """Return the codebook in all languages as one JSON document."""
    document: Mapping[str, object] = {
        "instrument": instrument.id,
        "version": instrument.version,
        "sha256": instrument.source_hash,
        "basis": str(instrument.basis),
        "languages": {language: [asdict(entry) for entry in entries(instrument, language)] for language in instrument.languages},
    }
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def as_csv(instrument: Instrument, language: str) -> str:
    """Return the codebook as CSV, a line a column."""
    sheet = io.StringIO()
    writer = csv.writer(sheet, lineterminator="\r\n")
    writer.writerow(_heads(language))
    writer.writerows([formula_safe(cell) for cell in _cells(entry, language)] for entry in entries(instrument, language))
    return sheet.getvalue()


def as_markdown(instrument: Instrument, language: str) -> str:
    """Return the codebook as a Markdown table under its title."""
    title = f"# {VOCABULARY.text(language, 'codebook_title')}: {instrument.title[language]}"
    facts = [f"{instrument.id} · {instrument.version} · SHA-256 {instrument.source_hash}"]
    facts += [VOCABULARY.text(language, "unreviewed")] if language in instrument.unreviewed_languages else []
    facts += [instrument.note[language]] if instrument.note else []
    heads = _heads(language)
    rows = [heads, ["---"] * len(heads), *(_cells(entry, language) for entry in entries(instrument, language))]
    table = "\n".join("| " + " | ".join(_markdown(cell) for cell in row) + " |" for row in rows)
    return "\n\n".join([title, *facts, table]) + "\n"


def _heads(language: str) -> list[str]:
    return [VOCABULARY.text(language, key) for key in ("variable", "label", "type", "codes", "missing_codes", "asked_if")]


def _cells(entry: Entry, language: str) -> list[str]:
    codes = [f"{code} = {label}" for code, label in entry.codes]
    if entry.low is not None and entry.high is not None:
        low, high = (number(bound, "en") if isinstance(bound, float) else bound for bound in (entry.low, entry.high))
        codes.insert(0, VOCABULARY.text(language, "from_to", low=low, high=high))
    # In brackets: a cell that begins with a minus would be written with an apostrophe, for spreadsheets run it as a formula.
    missing = [f"({code}) = {label}" for code, label in entry.missing]
    return [entry.variable, entry.label, entry.type, "; ".join(codes), "; ".join(missing), entry.asked]


def _markdown(cell: str) -> str:
    return cell.replace("\\", "\\\\").replace("|", "\\|").replace("\n", " ")
