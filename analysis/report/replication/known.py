"""What an audit knows of each question: its answers with their numbers, the rest, and the estimates made of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from analysis.output.language import Language
from analysis.output.table import Role
from analysis.published.model import Counted, PublishedAnswer, PublishedQuestion
from analysis.published.results import Audit, Kind, Number
from analysis.report.replication import labels
from analysis.report.scope import Estimate


@dataclass(frozen=True)
class Figure:
    """One question with the numbers of the audit, by the ids of its answers.

    rest  the people whose answer is not told; None where nobody is, or it cannot be known
    """

    question: PublishedQuestion
    answers: Mapping[str, Number]
    rest: Number | None
    statistics: tuple[Number, ...]

    @property
    def base(self) -> int | None:
        """The base of the counts; None where none is known."""
        return next((number.base for number in (*self.answers.values(), *self.statistics)), None)

    @property
    def counted(self) -> bool:
        """Whether every printed number stands for one count."""
        printed = [number for number in self.answers.values() if number.reported is not None]
        return bool(printed) and self.base is not None and all(number.count is not None for number in printed)

    @property
    def leader_is_known(self) -> bool:
        """Whether no answer that is unnamed, or named without a number, can be more frequent than the first."""
        numbers = self.answers.values()
        if self.question.counted is not Counted.ONE or not self.counted or any(one.reported is None for one in numbers):
            return False
        counts = sorted((one.count or 0 for one in numbers), reverse=True)
        hidden = 0 if self.rest is None else self.rest.count or 0
        rival = counts[1] if self.rest is not None and self.rest.unplaced and len(counts) > 1 else 0
        return counts[0] > rival + hidden


def figures(audit: Audit) -> tuple[Figure, ...]:
    """Return the questions of an audit with their numbers, in the order of the findings file."""
    found = []
    for question in audit.findings.questions:
        own = [number for number in audit.numbers if number.question == question.id]
        answers = {number.id: number for number in own if number.kind is Kind.ANSWER}
        rest = next((number for number in own if number.kind is Kind.REST), None)
        statistics = tuple(number for number in own if number.kind in (Kind.MEAN, Kind.MEDIAN, Kind.SD))
        found.append(Figure(question, answers, rest, statistics))
    return tuple(found)


def estimates(figure: Figure, language: Language) -> list[Estimate]:
    """Return the answers whose count is known, with the people whose answer is not told last."""
    found = []
    for answer in figure.question.answers:
        number = figure.answers[answer.id]
        if number.count is not None:
            found.append(_estimate(number, answer.category, role_of(answer), language))
    if figure.rest is not None:
        found.append(_estimate(figure.rest, "", Role.REST, language))
    return found


def _estimate(number: Number, code: int | str, role: Role, language: Language) -> Estimate:
    share, low, high = (float("nan") if value is None else value for value in (number.exact, number.low, number.high))
    return Estimate(code, labels.of_number(number, language), role, number.count or 0, number.base or 0, share, low, high)


def role_of(answer: PublishedAnswer) -> Role:
    """Return whether an answer is one, or says that none can be given."""
    return Role.NON_ANSWER if answer.cannot_answer else Role.ANSWER
