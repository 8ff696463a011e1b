"""The survey database → responses."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import sqlalchemy as sa

from analysis.errors import DataError
from analysis.readers.connection import reading
from analysis.readers.frame import numbers, texts, typed
from analysis.readers.refusals import refusal
from analysis.readers.tabular import Responses
from analysis.readers.versions import Version, chosen, pooled
from instruments import load as questionnaires
from instruments.answers import Answer
from instruments.errors import InstrumentError
from instruments.kinds import Cell
from instruments.model import Instrument, NonAnswer
from instruments.responses import (
    Response,
    Screen,
    Status,
    arm_columns,
    cells_of,
    data_columns,
    meta_columns,
    seconds_columns,
    wide_row,
)
from instruments.storage import StoredAnswer, answer, free_text, instrument, panel_response, response, restored, study
from instruments.study import Study, load_text

_BACKUP = "Restore a backup."


@dataclass(frozen=True)
class _Stored:
    """The rows of the tables that belong to one response."""

    response: sa.Row[tuple[object, ...]]
    answers: Sequence[sa.Row[tuple[object, ...]]]
    texts: Sequence[sa.Row[tuple[object, ...]]]


def read_study(url: sa.URL, name: str, slug: str) -> Study | None:
    """Return the study file that a study was opened with, the last time it was; None where it never was.

    Raises DataError where the database cannot be read or is damaged.
    """
    query = sa.select(study.c.details, instrument.c.yaml).join(instrument, instrument.c.hash == study.c.instrument_hash)
    with reading(url, name) as connection:
        row = connection.execute(query.where(study.c.slug == slug)).one_or_none()
    if row is None:
        return None
    try:
        return load_text(row.details, f"{slug} study file", questionnaires.load_text(row.yaml, slug, was_fielded=True))
    except InstrumentError as error:
        raise DataError(f"the stored study file cannot be used: {error}", where=name, remedy=_BACKUP) from error


def read_database(url: sa.URL, name: str, slug: str | None) -> Responses:
    """Return the responses to one study, by their random ids.

    slug  of the study, or "slug@2" for one version; None = the only one there is
    Versions that have responses are put together where their codes agree; what an older one did not ask is NOT_ASKED there.
    The hash is that of all responses to the study in canonical form, the same for the same answers whatever the file.
    Answers to questions that their version does not have are left out and named in the notes.
    Raises DataError where the database cannot be read, holds no such study or no response, or is damaged.
    """
    with reading(url, name) as connection:
        versions = chosen(_versions(connection, name), slug, name)
        stored = _stored(connection, [version.hash for version in versions])
    answered = {part.response.instrument_hash for part in stored}
    # What respondents answered is reported, not what was opened after them.
    versions = [version for version in versions if version.hash in answered] or versions[-1:]
    newest = pooled(versions, name)
    if not stored:
        remedy = "Read it again when there are answers."
        raise DataError("nobody has answered yet.", where=f"{name}, study {newest.id}", remedy=remedy)
    by_hash = {version.hash: version.instrument for version in versions}
    known = {digest: set(own.by_id) for digest, own in by_hash.items()}
    rows = [_row(part, by_hash[part.response.instrument_hash], newest, name) for part in stored]
    is_test = [bool(part.response.is_test) for part in stored]
    unknown = Counter(
        one.question for part in stored for one in part.answers if one.question not in known[part.response.instrument_hash]
    )
    notes = {"answers_to_unknown_questions": ", ".join(f"{name} ({n})" for name, n in sorted(unknown.items()))} if unknown else {}
    older = tuple(version.instrument for version in versions[:-1])
    return Responses(_frame(newest, rows), newest, np.array(is_test, dtype=np.bool_), _hash(rows, is_test), notes, older)


def _versions(connection: sa.Connection, name: str) -> list[Version]:
    rows = connection.execute(sa.select(instrument).order_by(instrument.c.slug, instrument.c.version, instrument.c.hash)).all()
    try:
        return [
            Version(row.hash, questionnaires.load_text(row.yaml, f"{row.slug}@{row.version}", was_fielded=True)) for row in rows
        ]
    except InstrumentError as error:
        raise DataError(f"a stored questionnaire cannot be used: {error}", where=name, remedy=_BACKUP) from error


def _stored(connection: sa.Connection, hashes: Sequence[str]) -> list[_Stored]:
    ours = response.c.instrument_hash.in_(hashes)
    ids = sa.select(response.c.id).where(ours)
    answers: dict[str, list[sa.Row[tuple[object, ...]]]] = {}
    for row in connection.execute(sa.select(answer).where(answer.c.response_id.in_(ids))):
        answers.setdefault(row.response_id, []).append(row)
    written: dict[str, list[sa.Row[tuple[object, ...]]]] = {}
    for row in connection.execute(sa.select(free_text).where(free_text.c.response_id.in_(ids))):
        written.setdefault(row.response_id, []).append(row)
    with_member = sa.select(response, panel_response.c.panel_id).outerjoin(panel_response)
    found = connection.execute(with_member.where(ours).order_by(response.c.id))
    return [_Stored(row, answers.get(row.id, ()), written.get(row.id, ())) for row in found]


def _row(part: _Stored, own: Instrument, newest: Instrument, name: str) -> dict[str, Cell]:
    """Return the wide row of the newest version."""
    where = f"{name}, response {part.response.id}"
    try:
        status, arms = Status(part.response.status), dict(json.loads(part.response.arms))
        layout = Screen(part.response.layout) if part.response.layout else None
    except (ValueError, TypeError) as error:
        what = "its status, its arms or its layout cannot be read."
        got = f"{part.response.status!r}, {part.response.arms!r}, {part.response.layout!r}"
        raise DataError(what, where=where, got=got, remedy=_BACKUP) from error
    given = Response(
        id=part.response.id,
        status=status,
        language=part.response.language,
        mode=part.response.mode,
        version=own.version,
        answers=dict(_answers(part, own, where)),
        arms=arms,
        seconds={row.question: row.seconds for row in part.answers if row.seconds is not None},
        back_moves=part.response.back_moves,
        layout=layout,
        interviewer=part.response.interviewer,
        panel_id=part.response.panel_id,
    )
    row = wide_row(own, given)
    asked = {question.id for question in own.variables}
    for question in newest.variables:
        if question.id not in asked:
            row |= cells_of(question, Answer(missing=NonAnswer.NOT_ASKED))
    return row


def _answers(part: _Stored, own: Instrument, where: str) -> Iterator[tuple[str, Answer]]:
    texts_of: dict[str, list[tuple[str, str]]] = {}
    for row in part.texts:
        texts_of.setdefault(row.question, []).append((row.role, row.text))
    asked = own.by_id
    for row in part.answers:
        if row.question not in asked:
            continue
        place = f"{where}, question {row.question}"
        try:
            found = restored(StoredAnswer(row.value, row.missing, tuple(texts_of.get(row.question, ()))))
        except (ValueError, TypeError) as error:
            got = repr(row.value if row.missing is None else row.missing)
            raise DataError("the stored value cannot be read.", where=place, got=got, remedy=_BACKUP) from error
        why = refusal(asked[row.question], str(row.missing or row.value), found) if asked[row.question] in own.variables else None
        if why is not None:
            raise DataError(f"the stored value does not fit: {why}", where=place, remedy=_BACKUP)
        yield row.question, found


def _frame(newest: Instrument, rows: Sequence[dict[str, Cell]]) -> pd.DataFrame:
    columns = {name: texts([row[name] for row in rows]) for name in meta_columns(newest)}
    columns["version"] = pd.Series(np.array([row["version"] for row in rows], dtype=np.int32))
    columns |= {name: texts([row.get(name) for row in rows]) for name in arm_columns(newest)}
    for column in data_columns(newest):
        columns[column.name] = typed(newest.question(column.question), column, [row[column.name] for row in rows])
    columns |= {name: numbers([row.get(name) for row in rows]) for name in (*seconds_columns(newest), "back_moves")}
    columns |= {name: texts([row[name] for row in rows]) for name in ("layout", "interviewer")}
    return pd.DataFrame(columns)


def _hash(rows: Sequence[dict[str, Cell]], is_test: Sequence[bool]) -> str:
    lines = [json.dumps([row, test], sort_keys=True, ensure_ascii=False) for row, test in zip(rows, is_test, strict=True)]
    return hashlib.sha256("\n".join(sorted(lines)).encode()).hexdigest()
