"""`Instrument` → the YAML that `load` reads back as the same value."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import yaml

from instruments.model import (
    AnswerIs,
    ArmIs,
    Choice,
    Condition,
    Derived,
    Experiment,
    Instrument,
    Item,
    Kind,
    Limit,
    Operator,
    Paging,
    Question,
    Quota,
    ScreenOut,
    Section,
    Text,
)

Plain = str | int | float | bool | None | list["Plain"] | dict[str, "Plain"]


def dump(instrument: Instrument) -> str:
    """Return the questionnaire as the text of a file; comments of the file it was read from are not kept."""
    plain: dict[str, Plain] = {
        "id": instrument.id,
        "version": instrument.version,
        "languages": list(instrument.languages),
        "reviewed_by": dict(instrument.reviewed_by) or None,
        "title": _text(instrument.title),
        "population": _text(instrument.population),
        "basis": str(instrument.basis),
        "note": _text(instrument.note) if instrument.note else None,
        "layout": str(instrument.layout) if instrument.layout is not Paging.QUESTION else None,
        "panel": instrument.panel,
        "sections": [_section(section) for section in instrument.sections],
        "derived": [_derived(derived) for derived in instrument.derived],
        "random_sections": list(instrument.random_sections),
        "experiments": [_experiment(experiment) for experiment in instrument.experiments],
        "screen_out": [_screen_out(reason) for reason in instrument.screen_out],
        "quotas": [_quota(quota) for quota in instrument.quotas],
    }
    return yaml.safe_dump(_filled(plain), allow_unicode=True, sort_keys=False, width=1_000_000)


def _section(section: Section) -> Plain:
    return _filled(
        {
            "id": section.id,
            "title": _text(section.title) if section.title else None,
            "ask_if": _condition(section.ask_if) if section.ask_if else None,
            "random_order": section.random_order or None,
            "sensitive": section.sensitive or None,
            "questions": [_question(question) for question in section.questions],
        }
    )


def _question(question: Question) -> Plain:
    return _filled(
        {
            "id": question.id,
            "kind": str(question.kind),
            "text": _text(question.text),
            "hint": _text(question.hint) if question.hint else None,
            "low": _bound(question, question.low, question.limits[0]),
            "high": _bound(question, question.high, question.limits[1]),
            "places": question.places,
            "ends": _ends(question.ends) if question.ends else None,
            "at_most": question.at_most,
            "max_length": question.max_length,
            "items": [_item(item) for item in question.items],
            "random_order": question.random_order or None,
            "soft_check": question.soft_check or None,
            "choices": [_choice(choice) for choice in question.choices],
            "ask_if": _condition(question.ask_if) if question.ask_if else None,
            "source": {part: str(wording) for part, wording in question.source},
        }
    )


def _bound(question: Question, whole: int | None, limit: Limit) -> Plain:
    if question.kind is Kind.COUNT:
        return None
    return limit.isoformat() if isinstance(limit, date) else limit if whole is None else whole


def _item(item: Item) -> Plain:
    return _filled({"id": item.id, "text": _text(item.text), "ask_if": _condition(item.ask_if) if item.ask_if else None})


def _choice(choice: Choice) -> Plain:
    return _filled(
        {
            "code": choice.code,
            "id": choice.id,
            "label": _text(choice.label),
            "exclusive": choice.exclusive or None,
            "other": choice.other or None,
            "source": str(choice.source) if choice.source else None,
        }
    )


def condition_text(condition: Condition | None) -> str:
    """Return a condition as a line of a questionnaire file; "" for none.

    >>> condition_text(ArmIs("card", "shown"))
    '{experiment: card, arm: shown}'
    """
    if condition is None:
        return ""
    return yaml.safe_dump(_condition(condition), default_flow_style=True, sort_keys=False, width=float("inf")).strip()


def _condition(condition: Condition) -> Plain:
    if isinstance(condition, ArmIs):
        return {"experiment": condition.experiment, "arm": condition.arm}
    if isinstance(condition, AnswerIs):
        return {"question": condition.question, str(condition.operator): _operand(condition)}
    return {str(condition.combination): [_condition(part) for part in condition.conditions]}


def _operand(condition: AnswerIs) -> Plain:
    if condition.operator is Operator.ANSWERED:
        return bool(condition.operand[0])
    if condition.operator in (Operator.IN, Operator.NOT_IN):
        return list(condition.operand)
    return condition.operand[0]


def _derived(derived: Derived) -> Plain:
    return _filled(
        {
            "id": derived.id,
            "from": derived.source,
            "map": {name: list(codes) for name, codes in derived.categories},
            "label": _text(derived.label),
            "labels": {name: _text(label) for name, label in derived.category_labels},
        }
    )


def _experiment(experiment: Experiment) -> Plain:
    return _filled(
        {
            "id": experiment.id,
            "arms": list(experiment.arms),
            "ratio": list(experiment.ratio),
            "block_by": experiment.block_by,
            "labels": {arm: _text(label) for arm, label in experiment.labels},
        }
    )


def _screen_out(reason: ScreenOut) -> Plain:
    return _filled(
        {"id": reason.id, "if": _condition(reason.condition), "text": _text(reason.text) if reason.text else None},
    )


def _quota(quota: Quota) -> Plain:
    return {"id": quota.id, "if": _condition(quota.condition), "at_most": quota.at_most}


def _text(text: Text) -> Plain:
    return dict(text)


def _ends(ends: tuple[Text, Text]) -> Plain:
    low, high = ends
    return {language: [words, high[language]] for language, words in low}


def _filled(plain: Mapping[str, Plain]) -> dict[str, Plain]:
    """Leave out what is not there: the loader's defaults say the same."""
    return {key: value for key, value in plain.items() if value is not None and value not in ([], {})}
