"""A table of codes or labels → responses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from analysis.arrays import Booleans
from analysis.readers import meta
from analysis.readers.answers import Answers, answers
from analysis.readers.frame import answer_columns, spread, texts
from analysis.readers.layout import Layout, layout
from analysis.readers.own_words import listed_words, unlabelled
from analysis.readers.problems import Problem, raise_problems
from analysis.readers.routed import Routed, routed
from analysis.readers.sheet import Sheet
from instruments.model import Instrument, Kind, NonAnswer
from instruments.names import PARADATA_COLUMNS, TEST_COLUMN
from instruments.responses import Status, arm_columns, meta_columns


@dataclass(frozen=True, eq=False)
class Responses:
    """Everything that a source holds, before partial responses and tests are left out.

    frame        the columns of the wide row in its order, then those that the instrument does not know
    is_test      (rows,)
    source_hash  SHA-256
    notes        what a reader of the results should be told, by name
    older        older versions of the instrument that have responses, the oldest first, where the source holds their words
    """

    frame: pd.DataFrame
    instrument: Instrument
    is_test: Booleans
    source_hash: str
    notes: Mapping[str, str | int] = field(default_factory=dict)
    older: tuple[Instrument, ...] = ()


def responses(sheet: Sheet, instrument: Instrument, source_hash: str, missing: Mapping[str, NonAnswer]) -> Responses:
    """Return the responses of a table; one DataError lists everything that cannot be read."""
    made, problems = layout(instrument, sheet)
    if problems:
        raise_problems(sheet.name, problems)
    columns, problems = meta.checked(sheet, made, instrument)
    given: dict[str, Answers] = {}
    consent = [instrument.consent] if instrument.consent is not None and instrument.consent.id in made.columns else []
    for question in (*instrument.variables, *consent):
        given[question.id], wrong = answers(sheet, made, instrument, question, missing)
        problems += wrong or unlabelled(sheet, made, given[question.id])
    if problems:
        raise_problems(sheet.name, problems)
    if consent:
        columns["status"] = _status(columns["status"], given[consent[0].id])
    complete = (columns["status"] == Status.COMPLETE.value).to_numpy(dtype=np.bool_)
    _check_reached(sheet, made, given, complete)
    put_in = _routed(sheet, made, instrument, given, columns, complete)
    if "language" not in made.columns:
        columns["language"] = languages(instrument, list(given.values()))
    notes = _notes(sheet, made, given, put_in, missing)
    return Responses(_frame(sheet, made, instrument, columns, put_in), instrument, _is_test(sheet, columns), source_hash, notes)


def languages(instrument: Instrument, given: list[Answers]) -> pd.Series:
    """Return the language each row was answered in, where its labels can only be of one; else nothing."""
    bits = {language: 1 << place for place, language in enumerate(instrument.languages)}
    spoken = np.full(len(given[0].cells), sum(bits.values()), dtype=np.int64)
    for answered in given:
        masks = [sum(bits[language] for language in reading.languages) for reading in answered.readings]
        spoken &= np.array(masks, dtype=np.int64)[answered.cells]
    names: dict[int, str | None] = {bit: language for language, bit in bits.items()}
    found, cells = np.unique(spoken, return_inverse=True)
    return spread(texts([names.get(int(mask)) for mask in found]), cells)


def _status(status: pd.Series, consent: Answers) -> pd.Series:
    """Return the status, screened where the consent was refused or is missing."""
    agreed = np.array([reading.answer is not None and reading.answer.value == 1 for reading in consent.readings])
    return status.where(agreed[consent.cells], Status.SCREENED.value)


def _check_reached(sheet: Sheet, made: Layout, given: Mapping[str, Answers], complete: Booleans) -> None:
    """Raise DataError where a complete response holds "not reached"."""
    problems = [
        Problem(
            sheet.header[made.column_of(found.question)],
            sheet.numbers(rows),
            f"holds {NonAnswer.NOT_REACHED:d} (not reached) in a complete response. Correct it or the status.",
        )
        for found in given.values()
        if (rows := found.where({NonAnswer.NOT_REACHED}) & complete).any()
    ]
    if problems:
        raise_problems(sheet.name, problems)


def _routed(
    sheet: Sheet,
    made: Layout,
    instrument: Instrument,
    given: Mapping[str, Answers],
    columns: Mapping[str, pd.Series],
    complete: Booleans,
) -> Routed:
    arms = {
        experiment.id: [None if pd.isna(arm) else str(arm) for arm in columns[name]]
        for experiment, name in zip(instrument.experiments, arm_columns(instrument), strict=True)
    }
    older = (columns["version"] < instrument.version).to_numpy(dtype=np.bool_)
    put_in = routed(instrument, given, arms, complete, older)
    problems = [
        Problem(
            sheet.header[made.column_of(given[question_id].question)],
            sheet.numbers(rows),
            "holds -3 or -4, yet the other answers say that the question was asked. Correct the answers or empty the cell.",
        )
        for question_id, rows in put_in.contradicts.items()
        if rows.any()
    ]
    if problems:
        raise_problems(sheet.name, problems)
    return put_in


def _is_test(sheet: Sheet, columns: Mapping[str, pd.Series]) -> Booleans:
    if TEST_COLUMN not in columns:
        return np.zeros(len(sheet.rows), dtype=np.bool_)
    is_test: Booleans = (columns[TEST_COLUMN] == 1).to_numpy(dtype=np.bool_)
    return is_test


def _frame(sheet: Sheet, made: Layout, instrument: Instrument, columns: Mapping[str, pd.Series], put_in: Routed) -> pd.DataFrame:
    ordered = {name: columns[name] for name in (*meta_columns(instrument), *arm_columns(instrument))}
    for question in instrument.variables:
        ordered |= answer_columns(put_in.answers[question.id])
    paradata = {name: column for name, column in columns.items() if name.startswith("seconds_") or name in PARADATA_COLUMNS}
    return pd.DataFrame(ordered | paradata | meta.kept(sheet, made))


def _notes(
    sheet: Sheet, made: Layout, given: Mapping[str, Answers], put_in: Routed, missing: Mapping[str, NonAnswer]
) -> dict[str, str | int]:
    several = [(id_, one) for id_, one in given.items() if one.question.kind is Kind.MANY]
    found = frozenset[str]().union(*(one.replaced for one in given.values()))
    notes: dict[str, str | int] = {
        "dropped_columns": ", ".join(made.dropped),
        "other_columns": ", ".join(made.kept),
        "read_as_other": listed_words(sheet, given.values()),
        "missing_not_found": ", ".join(value for value in missing if value not in found),
        "answers_not_asked": int(sum(rows.sum() for rows in put_in.not_asked.values())),
        "nothing_ticked": sum(int((one.unticked & put_in.answers[id_].where({NonAnswer.SKIPPED})).sum()) for id_, one in several),
    }
    return {name: note for name, note in notes.items() if note}
