"""The words for variables and their categories: from the instrument where it has them, else from the report's catalogue."""

from __future__ import annotations

from dataclasses import dataclass

from analysis.output.language import Language
from analysis.output.table import Role
from analysis.values import Value
from instruments import kinds
from instruments.model import Derived, Instrument, Kind, NonAnswer, Question
from instruments.piping import unpiped

_NON_ANSWERS = {
    NonAnswer.CANNOT_ANSWER: "cannot_answer",
    NonAnswer.REFUSED: "refused",
    NonAnswer.NOT_APPLICABLE: "not_applicable",
    NonAnswer.NOT_ASKED: "not_asked",
    NonAnswer.SKIPPED: "skipped",
    NonAnswer.NO_OPINION: "no_opinion",
    NonAnswer.NOT_INFORMED: "dont_know",
    NonAnswer.NOT_REACHED: "not_reached",
}
_STATUS = {"complete": "complete", "partial": "partial", "screened": "screened"}


@dataclass(frozen=True)
class Labels:
    """The labels of one instrument in one language; None = data without an instrument, which has codes only."""

    instrument: Instrument | None
    language: Language

    def question(self, variable: str) -> Question | None:
        """Return the question a variable belongs to: it, one choice's column, or what it was derived from."""
        if self.instrument is None:
            return None
        derived = self.instrument.derived_variable(variable)
        name = derived.source if derived is not None else variable
        known = {question.id: question for question in self.instrument.variables}
        return known.get(name) or known.get(name.partition("__")[0])

    def variable(self, name: str) -> str:
        """Return what a variable is called: the question's wording, a derived variable's label, a choice, or its name."""
        question, derived = self.question(name), self._derived(name)
        if name == "language" and self.instrument is not None:
            return self.language.text("answer_language")
        if derived is not None:
            return derived.label[self.language.code]
        if question is None:
            return name
        choice = self._choice_of_column(question, name)
        return unpiped(question.text[self.language.code]) if choice is None else choice

    def category(self, variable: str, value: Value) -> str:
        """Return the label of one category of a variable; a value without a label as it stands."""
        question, derived = self.question(variable), self._derived(variable)
        if question is not None and value in _NON_ANSWERS:
            return self._non_answer(question, NonAnswer(int(value)))
        if derived is not None:
            labels = dict(derived.category_labels)
            return labels[str(value)][self.language.code] if value in labels else str(value)
        if question is None:
            return str(value) if self.instrument is None else self._recorded(variable, str(value))
        if self._choice_of_column(question, variable) is not None:
            return str(value) if question.kind is Kind.RANK else self.language.text("chosen" if value == 1 else "not_mentioned")
        return self._answer(question, value)

    def role(self, variable: str, value: Value) -> Role:
        """Return whether a category is an answer or a typed non-answer."""
        return Role.NON_ANSWER if self.question(variable) is not None and value in _NON_ANSWERS else Role.ANSWER

    def _recorded(self, variable: str, value: str) -> str:
        """Return the label of a value that no question asked for."""
        experiments = () if self.instrument is None else self.instrument.experiments
        for experiment in experiments:
            if variable == f"arm_{experiment.id}":
                return experiment.label(value, self.language.code)
        if variable == "language":
            return self.language.name_of(value)
        return self.language.text(_STATUS[value]) if variable == "status" and value in _STATUS else value

    def _answer(self, question: Question, value: Value) -> str:
        choice = next((choice for choice in question.choices if choice.code == value), None)
        if choice is not None:
            return choice.label[self.language.code]
        if question.ends is not None and value in (question.low, question.high):
            return f"{value} – {question.ends[int(value == question.high)][self.language.code]}"
        return str(value)

    def _non_answer(self, question: Question, code: NonAnswer) -> str:
        offered = next((choice for choice in question.non_answers if choice.code == code), None)
        return self.language.text(_NON_ANSWERS[code]) if offered is None else offered.label[self.language.code]

    def _derived(self, name: str) -> Derived | None:
        return None if self.instrument is None else self.instrument.derived_variable(name)

    def _choice_of_column(self, question: Question, name: str) -> str | None:
        columns = {column.name: column.code for column in kinds.columns(question) if column.code is not None}
        code = columns.get(name)
        return None if code is None else question.choice(code).label[self.language.code]
