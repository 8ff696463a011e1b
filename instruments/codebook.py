"""The codebook: every column of the wide row with its meaning and codes, and the derived variables, in one language."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from instruments import kinds
from instruments.condition_words import in_words
from instruments.kinds import Column
from instruments.messages import HOME, Messages
from instruments.model import Condition, Derived, Instrument, Kind, NonAnswer, Question
from instruments.names import PARADATA_COLUMNS
from instruments.piping import unpiped
from instruments.responses import arm_columns, meta_columns, seconds_columns
from instruments.route import arms_in

_TYPES = {
    **dict.fromkeys((Kind.TEXT, Kind.LONGTEXT), "type_text"),
    **dict.fromkeys((Kind.SCALE, Kind.INTEGER, Kind.DECIMAL, Kind.COUNT), "type_number"),
    Kind.DATE: "type_date",
}
VOCABULARY = Messages(HOME)
"""The codebook's own words, in each language."""


@dataclass(frozen=True)
class Entry:
    """One column of the data, or one derived variable.

    variable, label, type, asked  its name, its question or meaning, what a cell holds and who was asked, in words
    codes                         substantive codes with their labels; of a derived variable its categories
    missing                       codes that are no answers, with what they mean
    low, high                     bounds of a number, or of a date as ISO text
    """

    variable: str
    label: str
    type: str
    asked: str
    codes: tuple[tuple[int | str, str], ...] = ()
    missing: tuple[tuple[int, str], ...] = ()
    low: int | float | str | None = None
    high: int | float | str | None = None


def entries(instrument: Instrument, language: str) -> tuple[Entry, ...]:
    """Return the codebook in one of the instrument's languages: the columns in their order, then what derives from them."""
    everyone = VOCABULARY.text(language, "asked_all")

    def plain(name: str, label: str, kind: str) -> Entry:
        return Entry(name, label, VOCABULARY.text(language, kind), everyone)

    seconds = (
        (name, VOCABULARY.text(language, "seconds", question=name.removeprefix("seconds_")))
        for name in seconds_columns(instrument)
    )
    return (
        *(
            plain(name, VOCABULARY.text(language, name), "type_number" if name == "version" else "type_text")
            for name in meta_columns(instrument)
        ),
        *_arms(instrument, language, everyone),
        *_questions(instrument, language),
        *(plain(name, label, "type_number") for name, label in seconds),
        *(
            plain(name, VOCABULARY.text(language, name), "type_number" if name == "back_moves" else "type_text")
            for name in PARADATA_COLUMNS
        ),
        *(_derived(derived, language) for derived in instrument.derived),
    )


def missing_labels(language: str) -> dict[int, str]:
    """Return what each missing code means, in one language."""
    return {int(code): VOCABULARY.text(language, code.name.lower()) for code in NonAnswer}


def _arms(instrument: Instrument, language: str, everyone: str) -> Iterator[Entry]:
    for experiment, name in zip(instrument.experiments, arm_columns(instrument), strict=True):
        label = VOCABULARY.text(language, "arm", experiment=experiment.id)
        codes = tuple((arm, words[language]) for arm, words in experiment.labels)
        yield Entry(name, label, VOCABULARY.text(language, "type_text"), everyone, codes)


def _questions(instrument: Instrument, language: str) -> Iterator[Entry]:
    for section in instrument.sections:
        for question in (part for each in section.questions for part in each.parts):
            conditions = tuple(condition for condition in (section.ask_if, question.ask_if) if condition)
            for column in kinds.columns(question):
                yield _column(question, column, language, conditions)


def _column(question: Question, column: Column, language: str, conditions: tuple[Condition, ...]) -> Entry:
    missing = _missing(question, language, conditions)
    entry = Entry(column.name, _label(question, language), _type(question, language), _asked(conditions, language))
    if column.role == kinds.OTHER_TEXT:
        label = VOCABULARY.text(language, "other_text_of", question=question.id)
        return replace(entry, label=label, type=VOCABULARY.text(language, "type_text"))
    if column.role == "missing":
        label = VOCABULARY.text(language, "missing_of", question=question.id)
        return replace(entry, label=label, type=VOCABULARY.text(language, "type_code"), missing=missing)
    if not kinds.has_missing_column(question):
        entry = replace(entry, missing=missing)
    if column.code is not None:
        label = f"{unpiped(question.text[language])} — {question.choice(column.code).label[language]}"
        return replace(
            entry, label=label, type=VOCABULARY.text(language, "type_tick" if column.role == "choice" else "type_rank")
        )
    low, high = (limit.isoformat() if isinstance(limit, date) else limit for limit in question.limits)
    return replace(
        entry,
        codes=_codes(question, language),
        low=low if question.low is None else question.low,
        high=high if question.high is None else question.high,
    )


def _label(question: Question, language: str) -> str:
    """Return a question's text; of a list experiment with its statements, and the arm of those that not every arm is shown."""
    if question.kind is not Kind.COUNT:
        return unpiped(question.text[language])
    arms = (in_words((item.ask_if,), VOCABULARY, language) if item.ask_if else "" for item in question.items)
    said = (item.text[language] + (f" ({arm})" if arm else "") for item, arm in zip(question.items, arms, strict=True))
    return f"{unpiped(question.text[language])} — {'; '.join(said)}"


def _codes(question: Question, language: str) -> tuple[tuple[int | str, str], ...]:
    if question.ends and question.low is not None and question.high is not None:
        return (question.low, question.ends[0][language]), (question.high, question.ends[1][language])
    return tuple((choice.code, choice.label[language]) for choice in question.substantive)


def _type(question: Question, language: str) -> str:
    return VOCABULARY.text(language, _TYPES.get(question.kind, "type_code"))


def _asked(conditions: tuple[Condition, ...], language: str) -> str:
    return in_words(conditions, VOCABULARY, language) if conditions else VOCABULARY.text(language, "asked_all")


def _missing(question: Question, language: str, conditions: tuple[Condition, ...]) -> tuple[tuple[int, str], ...]:
    offered = {choice.code: choice.label[language] for choice in question.non_answers}
    put_in = {NonAnswer.SKIPPED, NonAnswer.NOT_REACHED}
    if conditions:
        put_in.add(NonAnswer.NOT_APPLICABLE)
    if any(True for condition in conditions for _ in arms_in(condition)):
        put_in.add(NonAnswer.NOT_ASKED)
    return tuple(sorted((offered | {int(code): missing_labels(language)[code] for code in put_in}).items(), reverse=True))


def _derived(derived: Derived, language: str) -> Entry:
    labels = dict(derived.category_labels)
    categories = tuple(
        (name, f"{labels[name][language] if name in labels else name}: {', '.join(map(str, codes))}")
        for name, codes in derived.categories
    )
    made_from = VOCABULARY.text(language, "type_derived", source=derived.source)
    return Entry(derived.id, derived.label[language], made_from, VOCABULARY.text(language, "asked_all"), categories)
