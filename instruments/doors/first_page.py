"""The first page of a printed questionnaire: who asks whom, what is filled in, and the consent."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from instruments.codebook import VOCABULARY
from instruments.consent import filled
from instruments.doors.sheet import WORDS, Block, Form, Mode, Row
from instruments.model import Choice, Instrument, Kind, Question, Text
from instruments.sampling import Experiment
from instruments.study import Study

BY_HAND = "_" * 24
"""Stands where a study file would say something: room to write it."""


def facts(instrument: Instrument, study: Study | None, language: str) -> tuple[str, ...]:
    """Return who is asked, who asks, and what becomes of the answers."""
    return tuple(_facts(instrument, study, language))


def author(study: Study | None, language: str) -> str:
    """Return who conducts the study; "" where no study file says it."""
    return study.conductor[language] if study else ""


def fields(language: str, mode: Mode, *, draws: bool) -> tuple[str, ...]:
    """Return what is filled in before the first question: nothing that names the respondent.

    draws  whether anything comes in random order, which needs a start number where it is read out
    """
    keys = ("serial", *(("interviewer_code", *(("start_number",) if draws else ())) if mode is Mode.INTERVIEWER else ()))
    return tuple(WORDS.text(language, key) for key in keys)


def forms(instrument: Instrument, arms: Mapping[str, str], language: str) -> tuple[Form, ...]:
    """Return the experiments with the arms that this form may be for."""
    return tuple(_form(each, arms.get(each.id), language) for each in instrument.experiments)


def consent(instrument: Instrument, study: Study | None, language: str, questions: int) -> Block:
    """Return the consent with its boxes: the questionnaire's own, or the general one of the web form.

    questions  how many questions the form has
    """
    own = instrument.consent
    contact = study.contact[language] if study else BY_HAND
    if own is not None:
        rows = tuple(_row(choice, language) for choice in own.choices)
        minutes = study.minutes if study else BY_HAND
        text = filled(own.text[language], contact=contact, minutes=minutes, questions=questions)
        return Block(own, "", text, rows=rows)
    agree, decline = (WORDS.text(language, key) for key in ("consent_agree", "consent_decline"))
    rows = (Row(1, agree), Row(0, decline, go_to=WORDS.text(language, "go_to_end")))
    text = " ".join(_general(instrument, study, language, questions))
    return Block(Question("consent", Kind.CONSENT, Text(((language, text),))), "", text, rows=rows)


def _form(experiment: Experiment, arm: str | None, language: str) -> Form:
    arms = experiment.arms if arm is None else (arm,)
    return Form(experiment.id, f"arm_{experiment.id}", tuple(experiment.id_and_label(each, language) for each in arms))


def _facts(instrument: Instrument, study: Study | None, language: str) -> Iterator[str]:
    yield WORDS.text(language, "population", population=instrument.population[language])
    said = {
        "who": {"organisation": study.conductor if study else None, "contact": study.contact if study else None},
        "sponsor": {"sponsor": study.sponsor if study else None},
        "storage": {"place": study.storage if study else None},
        "retention": {"retention": study.retention if study else None},
    }
    for key, texts in said.items():
        yield WORDS.text(language, key, **{name: text[language] if text else BY_HAND for name, text in texts.items()})
    if language in instrument.unreviewed_languages:
        yield VOCABULARY.text(language, "unreviewed")


def _general(instrument: Instrument, study: Study | None, language: str, questions: int) -> Iterator[str]:
    size = WORDS.plural(language, "questions_n", questions)
    minutes = WORDS.plural(language, "about_minutes_n", study.minutes) if study else BY_HAND
    population = instrument.population[language]
    yield WORDS.text(language, "consent_intro", population=population, questions=size, minutes=minutes)
    yield from (WORDS.text(language, key) for key in ("consent_voluntary", "consent_use", "consent_question"))


def _row(choice: Choice, language: str) -> Row:
    ends = "" if choice.code == 1 else WORDS.text(language, "go_to_end")
    return Row(choice.code, choice.label[language], go_to=ends)
