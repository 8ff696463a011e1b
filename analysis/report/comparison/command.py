"""`python -m analysis compare`: two surveys, or a survey and a publication, question by question."""

from __future__ import annotations

import argparse
import json
import math
from typing import Any

import pandas as pd

from analysis.output.language import Language
from analysis.report import reading
from analysis.report.comparison.compared import Compared, Comparison, compare
from analysis.report.comparison.document import document, known_recruitment
from analysis.report.comparison.questions import is_synthetic
from analysis.report.comparison.sides import Side, side
from analysis.report.writing import progress, write_report
from analysis.studies.comparable import Recruitment
from instruments.counted import counted


def run(options: argparse.Namespace) -> int:
    """Print the comparison as JSON, or write the report; errors as of `analysis.read` and `difference`."""
    progress("reading …")
    found = compare(side(options, "A"), side(options, "B"), options.question)
    if options.json:
        progress("")
        print(json.dumps(_json(found), ensure_ascii=False, indent=2, allow_nan=False))
        return 0
    progress("drawing …")
    report = document(found, Language(options.language, decimals=1), reading.command_line(options))
    written = write_report(report, f"{found.instrument.id}-comparison", options.format, options.out)
    print("\n".join([*map(_used, found.sides), _recruited(found), *written]))
    return 0


def _used(one: Side) -> str:
    if one.findings is not None:
        return f"{one.title}: counts printed in the publication ({one.findings.source})"
    return f"{one.title}: {counted(len(one.data.frame), 'response')}"


def _recruited(found: Comparison) -> str:
    known = known_recruitment(found)
    if known is Recruitment.SAME:
        return "Recruitment (same): by their study files, the respondents of both were found in the same way."
    words = {True: "Different recruitment", False: "Recruitment"}[known.differs]
    return f"{words} ({known.value}): a difference may be one of who was asked."


def _json(found: Comparison) -> dict[str, Any]:
    """Return the comparison for programs of whoever has the responses: unrounded, nothing hidden, NaN as null."""
    known = known_recruitment(found)
    return {
        "questionnaire": found.instrument.id,
        "a": _source(found.a),
        "b": _source(found.b),
        "recruitment": known.value,
        "different_recruitment": known.differs,
        "questions": [_question(one) for one in found.questions],
        "left_out": [
            {"question": question.id, "reason": reason.removeprefix("compared_")} for question, reason in found.left_out
        ],
        "synthetic": is_synthetic(found),
    }


def _source(one: Side) -> dict[str, Any]:
    instrument = one.data.instrument
    return {
        "source": one.name,
        "kind": "responses" if one.findings is None else "published counts",
        "source_hash": one.data.source_hash,
        "version": None if instrument is None else instrument.version,
    }


def _question(one: Compared) -> dict[str, Any]:
    return {
        "question": one.question.id,
        "other_words": one.other_words,
        "unplaced": dict(zip("ab", one.unplaced, strict=True)),
        "rows": _rows(one.frame),
        "statistics": [] if one.statistics is None else _rows(one.statistics),
        "attrs": dict(one.frame.attrs),
    }


def _rows(frame: pd.DataFrame) -> list[dict[str, Any]]:
    return [{str(name): _plain(str(name), value) for name, value in row.items()} for row in frame.to_dict("records")]


def _plain(name: str, value: Any) -> Any:
    """Return a value that JSON has; counts, which are floats where one is not known, as whole numbers."""
    if isinstance(value, float):
        if not math.isfinite(value):
            return None
        return int(value) if name.startswith(("n_", "base_n_")) else value
    return value
