"""A new questionnaire and its study file to fill in: they can be checked at once, and opened once nothing stands in brackets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass
from pathlib import Path

from instruments.codebook import VOCABULARY
from instruments.errors import InstrumentError, InstrumentFileError
from instruments.files import write
from instruments.load import load, load_text
from instruments.model import Instrument, Text
from instruments.names import ADDRESSES
from instruments.near import CLOSE_OF_SHORT, did_you_mean
from instruments.study import TEXTS, beside

_QUESTIONNAIRE = """\
# A questionnaire. Replace every text in square brackets; docs/reference/instrument.md explains each key. Then check it:
# .venv/bin/python -m instruments check {id}.yaml
id: {id}
version: 1  # raise it with every change of a text or code once answers exist
languages: [{languages}]
reviewed_by: {reviewers}  # for each language the native speaker who has read it, in quotes
title: {title}
population: {population}
basis: convenience  # or quota, or probability: how the respondents are found
sections:
  - id: main
    questions:
      # Without a question of kind consent the form asks: "I agree, and I am 18 or older".
      - id: q1
        kind: one
        text: {question}
        choices:
          # A choice that keeps its id and code keeps its answers, whatever its words are in a later version.
          - {{code: 1, id: first, label: {first}}}
          - {{code: 2, id: second, label: {second}}}
          - {{code: -1, id: cannot_answer, label: {cannot_answer}}}
      - id: q2
        kind: scale
        text: {question}
        low: 1
        high: 10
"""

_WORDS = {
    "title": "title",
    "population": "who is meant, such as: adults who live in Astana",
    "question": "question",
    "first": "first answer",
    "second": "second answer",
    "conductor": "who conducts the study",
    "sponsor": "who pays for it, or: no sponsor",
    "contact": "e-mail address or telephone number for questions",
    "field_dates": "first and last day",
    "recruitment": "how the respondents are found",
    "incentives": "reward, or: no reward is given",
    "ethics": "who approved the study, and whether taking part is voluntary",
    "retention": "how long the answers are kept",
    "storage": "where the answers are kept",
}
GENERAL_CONSENT = "the form asks everybody “I agree, and I am 18 or older”; for other words add a question of kind consent"
"""What a questionnaire without a consent of its own should know."""

_CANNOT_ANSWER = {"kk": "Жауап беруге қиналамын", "en": "I cannot answer", "ru": "Затрудняюсь ответить"}


def create(slug: str, languages: Sequence[str], folder: Path) -> tuple[Path, ...]:
    """Write `<slug>.yaml` and `<slug>-study.yaml`, and return what was written.

    A file that exists is left as it is: beside a questionnaire, a study file in its languages is written.
    Raises InstrumentError where the id or a language cannot be used, or where both files exist; then none is written.
    """
    instrument = _checked(slug, languages)
    for words in unfit(instrument):
        raise InstrumentError(f"{slug}.yaml: {words}")
    questionnaire = folder / f"{slug}.yaml"
    study = beside(questionnaire, slug)
    if questionnaire.exists():
        languages = load(questionnaire).languages
    contents = {questionnaire: _questionnaire(slug, languages), study: _study(slug, languages)}
    made = {path: content for path, content in contents.items() if not path.exists()}
    if not made:
        raise InstrumentError(f"{questionnaire} and {study} exist already and were left as they are. Give another id.")
    for path, content in made.items():
        write(path, content)
    return tuple(made)


def _checked(slug: str, languages: Sequence[str]) -> Instrument:
    """Return the questionnaire that is to be written; an InstrumentError where its id or a language cannot be used."""
    try:
        return load_text(_questionnaire(slug, languages), f"{slug}.yaml")
    except InstrumentFileError as error:
        # What was asked for stands in its first lines, and whatever else is wrong comes of it.
        raise InstrumentError(f"Nothing was written: {error.problems[0].sentence}") from error


def unfit(instrument: Instrument) -> Iterator[str]:
    """Yield why a questionnaire cannot be opened whatever is written in it."""
    if instrument.id in ADDRESSES:
        yield f"/{instrument.id}/ is an address of the app itself. Take another id."


def unfilled(instrument: Instrument) -> tuple[str, ...]:
    """Return the texts of a questionnaire that are nothing but words in square brackets, each once."""
    words = (words.strip() for text in _texts(instrument) for _, words in text)
    return tuple(dict.fromkeys(each for each in words if each.startswith("[") and each.endswith("]")))


def wordless(languages: Sequence[str]) -> Iterator[str]:
    """Yield a warning of each language that only the questionnaire has: form, codebook and paper have no words of their own."""
    for code in languages:
        if code not in VOCABULARY.languages:
            hint = did_you_mean(code, VOCABULARY.languages, close=CLOSE_OF_SHORT)
            offered = ", ".join(VOCABULARY.languages)
            yield f"the form has no words of its own in {code!r}, so this cannot be opened: there are {offered}.{hint}"


def _questionnaire(slug: str, languages: Sequence[str]) -> str:
    return _QUESTIONNAIRE.format(
        id=slug,
        languages=", ".join(languages),
        reviewers=_mapping(dict.fromkeys(languages, "null")),
        cannot_answer=_mapping({code: f'"{_CANNOT_ANSWER.get(code, "[I cannot answer]")}"' for code in languages}),
        **{key: _placeholder(key, languages) for key in ("title", "population", "question", "first", "second")},
    )


def _study(slug: str, languages: Sequence[str]) -> str:
    head = (
        "# What respondents and readers are told about the study. A text in square brackets stops `open`: replace each of them.\n"
        "# Respondents read each text behind its name (“Reward: no reward is given.”): write what follows, without a full stop."
    )
    minutes = "minutes: 5  # how long the questionnaire takes, about"
    timezone = "timezone: UTC  # in which times are written and shown: Asia/Almaty, for one"
    lines = [head, f"id: {slug}", minutes, timezone]
    return "\n".join([*lines, *(f"{key}: {_placeholder(key, languages)}" for key in TEXTS)]) + "\n"


def _placeholder(key: str, languages: Sequence[str]) -> str:
    return _mapping(dict.fromkeys(languages, f'"[{_WORDS[key]}]"'))


def _mapping(entries: Mapping[str, str]) -> str:
    return "{" + ", ".join(f"{language}: {words}" for language, words in entries.items()) + "}"


def _texts(part: object) -> Iterator[Text]:
    """Yield every text of a questionnaire, however deep it stands."""
    if isinstance(part, Text):
        yield part
    elif isinstance(part, tuple):
        for item in part:
            yield from _texts(item)
    elif is_dataclass(part):
        for field in fields(part):
            yield from _texts(getattr(part, field.name))
