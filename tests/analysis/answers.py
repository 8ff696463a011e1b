"""Responses to the Astana questionnaire for the report's tests, the same every time."""

from __future__ import annotations

import csv
import random
from collections.abc import Callable, Iterable
from pathlib import Path

from instruments import load
from instruments.answers import SKIPPED, Answer
from instruments.model import Kind, NonAnswer, Question
from instruments.responses import Response, Status, wide_row

ASTANA = load.load(load.find("astana-2023"))

Answering = Callable[[Question, random.Random], Answer]


def anything(question: Question, chance: random.Random) -> Answer:
    """One allowed answer, now and then none."""
    if chance.random() < 0.05:
        return SKIPPED
    if question.kind is Kind.SCALE:
        return Answer(chance.randint(question.low or 0, question.high or 0))
    if question.kind is Kind.MANY:
        codes = tuple(choice.code for choice in question.substantive if not choice.exclusive and chance.random() < 0.3)
        return Answer(codes or (1,), other_text="=1+1 <script>alert(1)</script>" if 9 in codes else None)
    choice = chance.choice(question.choices)
    if choice.code < 0:
        return Answer(missing=NonAnswer(choice.code))
    return Answer(choice.code, other_text="өз жауабым" if choice.other else None)


def nobody_answers(*names: str) -> Answering:
    """As `anything`, but nobody answers these questions."""
    return lambda question, chance: SKIPPED if question.id in names else anything(question, chance)


def nobody_can_answer(name: str) -> Answering:
    """As `anything`, but all say that they cannot answer this question."""
    cannot = Answer(missing=NonAnswer.CANNOT_ANSWER)
    return lambda question, chance: cannot if question.id == name else anything(question, chance)


def rows(n: int, answering: Answering = anything, languages: Iterable[str] = ("kk", "kk", "ru", "en")) -> list[dict[str, object]]:
    """Wide rows of complete responses."""
    chance = random.Random(57)
    spoken = list(languages)
    made = []
    for number in range(n):
        answers = {question.id: answering(question, chance) for question in ASTANA.variables}
        language = spoken[number % len(spoken)]
        made.append(wide_row(ASTANA, Response(f"{number:032x}", Status.COMPLETE, language, "web", 1, answers)))
    return made  # type: ignore[return-value]


def write(path: Path, given: list[dict[str, object]]) -> Path:
    """Write rows as the app exports them."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=list(given[0]))
        writer.writeheader()
        writer.writerows(given)
    return path
