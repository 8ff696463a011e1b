"""The codebook: every column of the wide row with its meaning and codes, in one language or in all of them."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, replace

from instruments import kinds
from instruments.kinds import Column
from instruments.messages import HOME, Messages
from instruments.model import Condition, Instrument, Kind, NonAnswer, Question
from instruments.responses import META_COLUMNS, arm_columns, seconds_columns
from instruments.route import arms_in
from instruments.spreadsheet import formula_safe

VOCABULARY = Messages(HOME)
"""The codebook's own words, in each language."""


@dataclass(frozen=True)
class Entry:
    """One column: its name, what it holds, its codes with their labels, and the codes that are no answers.

    type   "code", "number", "text" or "tick"
    asked  whether everyone is asked, or only some
    """

    variable: str
    label: str
    type: str
    codes: tuple[tuple[int, str], ...] = ()
    missing: tuple[tuple[int, str], ...] = ()
    low: int | None = None
    high: int | None = None
    asked_of_all: bool = True


def entries(instrument: Instrument, language: str) -> tuple[Entry, ...]:
    """Return the codebook in one of the instrument's languages, in the order of the columns."""
    return (
        *(Entry(name, VOCABULARY.text(language, name), "text" if name != "version" else "number") for name in META_COLUMNS),
        *(Entry(name, _arm_label(name, language), "text") for name in arm_columns(instrument)),
        *_questions(instrument, language),
        *(Entry(name, _seconds_label(name, language), "number") for name in seconds_columns(instrument)),
    )


def missing_labels(language: str) -> dict[int, str]:
    """Return what each missing code means, in one language."""
    return {int(code): VOCABULARY.text(language, code.name.lower()) for code in NonAnswer}


def _questions(instrument: Instrument, language: str) -> Iterator[Entry]:
    for section in instrument.sections:
        for question in section.questions:
            conditions = tuple(condition for condition in (section.ask_if, question.ask_if) if condition)
            for column in kinds.columns(question):
                yield _column(question, column, language, conditions)


def _column(question: Question, column: Column, language: str, conditions: tuple[Condition, ...]) -> Entry:
    missing = _missing(question, language, conditions)
    entry = Entry(column.name, question.text[language], _type(question), asked_of_all=not conditions)
    if column.role == kinds.OTHER_TEXT:
        return replace(entry, label=VOCABULARY.text(language, "other_text_of", question=question.id), type="text")
    if column.role == "missing":
        label = VOCABULARY.text(language, "missing_of", question=question.id)
        return replace(entry, label=label, type="code", missing=missing)
    if not kinds.has_missing_column(question):
        entry = replace(entry, missing=missing)
    if column.code is not None:
        label = f"{question.text[language]} — {question.choice(column.code).label[language]}"
        return replace(entry, label=label, type="tick")
    codes = tuple((choice.code, choice.label[language]) for choice in question.substantive)
    if question.ends and question.low is not None and question.high is not None:
        codes = ((question.low, question.ends[0][language]), (question.high, question.ends[1][language]))
    return replace(entry, codes=codes, low=question.low, high=question.high)


def _type(question: Question) -> str:
    if question.kind in (Kind.TEXT, Kind.LONGTEXT):
        return "text"
    return "number" if question.kind in (Kind.SCALE, Kind.INTEGER) else "code"


def _missing(question: Question, language: str, conditions: tuple[Condition, ...]) -> tuple[tuple[int, str], ...]:
    offered = {choice.code: choice.label[language] for choice in question.non_answers}
    put_in = {NonAnswer.SKIPPED, NonAnswer.NOT_REACHED}
    if conditions:
        put_in.add(NonAnswer.NOT_APPLICABLE)
    if any(True for condition in conditions for _ in arms_in(condition)):
        put_in.add(NonAnswer.NOT_ASKED)
    return tuple(sorted((offered | {int(code): missing_labels(language)[code] for code in put_in}).items(), reverse=True))


def _arm_label(name: str, language: str) -> str:
    return VOCABULARY.text(language, "arm", experiment=name.removeprefix("arm_"))


def _seconds_label(name: str, language: str) -> str:
    return VOCABULARY.text(language, "seconds", question=name.removeprefix("seconds_"))


# --- formats ---------------------------------------------------------------------------------------------------------


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
    writer.writerow(
        [VOCABULARY.text(language, key) for key in ("variable", "label", "type", "codes", "missing_codes", "asked_if")]
    )
    writer.writerows([formula_safe(cell) for cell in _cells(entry, language)] for entry in entries(instrument, language))
    return sheet.getvalue()


def as_markdown(instrument: Instrument, language: str) -> str:
    """Return the codebook as a Markdown table under its title."""
    heads = [VOCABULARY.text(language, key) for key in ("variable", "label", "type", "codes", "missing_codes", "asked_if")]
    title = f"# {VOCABULARY.text(language, 'codebook_title')}: {instrument.title[language]}"
    facts = [f"{instrument.id} · {instrument.version} · SHA-256 {instrument.source_hash}"]
    facts += [VOCABULARY.text(language, "unreviewed")] if language in instrument.unreviewed_languages else []
    facts += [instrument.note[language]] if instrument.note else []
    rows = [heads, ["---"] * len(heads), *(_cells(entry, language) for entry in entries(instrument, language))]
    table = "\n".join("| " + " | ".join(_markdown(cell) for cell in row) + " |" for row in rows)
    return "\n\n".join([title, *facts, table]) + "\n"


def _cells(entry: Entry, language: str) -> list[str]:
    codes = [f"{code} = {label}" for code, label in entry.codes]
    if entry.low is not None and entry.high is not None:
        codes.insert(0, VOCABULARY.text(language, "from_to", low=entry.low, high=entry.high))
    missing = [f"{code} = {label}" for code, label in entry.missing]
    asked = VOCABULARY.text(language, "asked_all" if entry.asked_of_all else "asked_some")
    return [
        entry.variable,
        entry.label,
        VOCABULARY.text(language, f"type_{entry.type}"),
        "; ".join(codes),
        "; ".join(missing),
        asked,
    ]


def _markdown(cell: str) -> str:
    return cell.replace("\\", "\\\\").replace("|", "\\|").replace("\n", " ")
