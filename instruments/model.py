"""What a questionnaire is: frozen values, made by `instruments.load` and trusted from there on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import IntEnum, StrEnum
from functools import cached_property

from instruments.conditions import AnswerIs, ArmIs, Combination, Condition, Group, Operator
from instruments.errors import UnknownQuestionError
from instruments.multilingual import Text
from instruments.near import did_you_mean
from instruments.sampling import Experiment, Quota, ScreenOut

__all__ = (
    "CANNOT_ANSWER_CODES", "NOT_IN_BASE_ASKED", "OFFERED", "AnswerIs", "ArmIs", "Basis", "Choice", "Combination", "Condition",
    "Derived", "Experiment", "Group", "Instrument", "Item", "Kind", "Limit", "NonAnswer", "Operator", "Paging", "Question",
    "Quota", "ScreenOut", "Section", "Text", "Wording",
)  # fmt: skip


class NonAnswer(IntEnum):
    """The codes of everything that is not a substantive answer, the same in every instrument.

    The order is the World Values Survey's; the codes are contiguous so that one SPSS missing range holds them.
    """

    CANNOT_ANSWER = -1
    REFUSED = -2
    NOT_APPLICABLE = -3
    NOT_ASKED = -4
    SKIPPED = -5
    NO_OPINION = -6
    NOT_INFORMED = -7
    NOT_REACHED = -8


OFFERED = frozenset({NonAnswer.CANNOT_ANSWER, NonAnswer.REFUSED, NonAnswer.NO_OPINION, NonAnswer.NOT_INFORMED})
"""Non-answers that an instrument may offer as a choice; the others are put in by routing and export."""

CANNOT_ANSWER_CODES = frozenset({NonAnswer.CANNOT_ANSWER, NonAnswer.NO_OPINION, NonAnswer.NOT_INFORMED})
"""Codes that count as "cannot answer" in every rate."""

NOT_IN_BASE_ASKED = frozenset({NonAnswer.NOT_APPLICABLE, NonAnswer.NOT_ASKED, NonAnswer.NOT_REACHED})
"""Codes of respondents who were never shown the question."""


class Kind(StrEnum):
    """The closed set of question kinds; `kinds.KINDS` holds what each one does."""

    ONE = "one"
    MANY = "many"
    SCALE = "scale"
    INTEGER = "integer"
    DECIMAL = "decimal"
    DATE = "date"
    TEXT = "text"
    LONGTEXT = "longtext"
    RANK = "rank"
    BATTERY = "battery"
    COUNT = "count"
    INFO = "info"
    CONSENT = "consent"


class Basis(StrEnum):
    """How the respondents were found; printed in every report."""

    PROBABILITY = "probability"
    QUOTA = "quota"
    CONVENIENCE = "convenience"


class Paging(StrEnum):
    """How many questions stand on one page of the form."""

    QUESTION = "question"
    SECTION = "section"
    PAGE = "page"


class Wording(StrEnum):
    """Where a wording comes from: read in the original study, or written for this instrument."""

    ATTESTED = "attested"
    RECONSTRUCTED = "reconstructed"


@dataclass(frozen=True)
class Choice:
    """One answer that a respondent can pick; a negative code is a non-answer of `NonAnswer`."""

    code: int
    label: Text
    id: str | None = None
    exclusive: bool = False
    other: bool = False
    source: Wording | None = None

    @property
    def is_non_answer(self) -> bool:
        """Whether the choice is a typed non-answer such as "I cannot answer"."""
        return self.code < 0


@dataclass(frozen=True)
class Item:
    """One line of a battery, or one statement of a list experiment.

    ask_if  of a statement: the arm that is shown it; None = every arm
    """

    id: str
    text: Text
    ask_if: ArmIs | None = None


Limit = float | date | None


@dataclass(frozen=True)
class Question:
    """One question, or one text (`info`) or the consent.

    low, high     bounds of a `scale` or `integer`, inclusive; None = open. Of a `count` 0 and the number of its statements
    limits        bounds of a `decimal` (numbers) or a `date`, inclusive; None = open
    places        of a `decimal`: how many digits may stand after the point
    ends          what the two ends of a scale mean
    choices       substantive choices (codes ≥ 0) and offered non-answers (codes < 0), in file order
    at_most       how many choices of a `many` may be ticked, or of a `rank` be ranked; None = all
    items         the lines of a `battery`, the statements of a `count`
    max_length    of a `text` or `longtext`, in characters
    random_order  whether the choices, or the items, are shown in an order drawn for each respondent
    soft_check    whether the form asks once more before it takes an empty answer
    source        which parts of the wording are attested, which reconstructed
    """

    id: str
    kind: Kind
    text: Text
    hint: Text | None = None
    choices: tuple[Choice, ...] = ()
    low: int | None = None
    high: int | None = None
    limits: tuple[Limit, Limit] = (None, None)
    places: int | None = None
    ends: tuple[Text, Text] | None = None
    at_most: int | None = None
    items: tuple[Item, ...] = ()
    max_length: int | None = None
    random_order: bool = False
    soft_check: bool = False
    ask_if: Condition | None = None
    source: tuple[tuple[str, Wording], ...] = ()

    @cached_property
    def parts(self) -> tuple[Question, ...]:
        """What is answered by itself: of a battery one question an item, of any other kind the question."""
        if self.kind is not Kind.BATTERY:
            return (self,)
        kind = Kind.ONE if self.low is None else Kind.SCALE
        return tuple(
            replace(self, id=f"{self.id}__{item.id}", kind=kind, text=_joined(self.text, item.text), items=(), random_order=False)
            for item in self.items
        )

    @cached_property
    def substantive(self) -> tuple[Choice, ...]:
        """The choices that are answers."""
        return tuple(choice for choice in self.choices if not choice.is_non_answer)

    @cached_property
    def non_answers(self) -> tuple[Choice, ...]:
        """The typed non-answers the question offers."""
        return tuple(choice for choice in self.choices if choice.is_non_answer)

    @cached_property
    def other(self) -> Choice | None:
        """The choice "other, write", if there is one."""
        return next((choice for choice in self.choices if choice.other), None)

    def choice(self, code: int) -> Choice:
        """Return the choice with `code`; a KeyError where the question has none."""
        return {choice.code: choice for choice in self.choices}[code]


@dataclass(frozen=True)
class Section:
    """Questions that belong together, under one optional title and condition.

    random_order  whether the questions are asked in an order drawn for each respondent
    sensitive     whether its pages offer to leave for a harmless page at once
    """

    id: str
    questions: tuple[Question, ...]
    title: Text | None = None
    ask_if: Condition | None = None
    random_order: bool = False
    sensitive: bool = False


@dataclass(frozen=True)
class Derived:
    """A variable made from another one: each category (an id) collects codes; non-answers pass through."""

    id: str
    source: str
    categories: tuple[tuple[str, tuple[int, ...]], ...]
    label: Text
    category_labels: tuple[tuple[str, Text], ...] = ()


@dataclass(frozen=True)
class Instrument:
    """A questionnaire.

    random_sections  ids of the sections that change places among themselves, in an order drawn for each respondent
    screen_out       why an interview ends early, in the order in which it is tried
    quotas           how many are asked of each group
    layout           how many questions stand on one page of the form: one, those of a section, or all
    panel            the panel of which it is a wave: its responses carry the id of their member; None = it is anonymous
    source_hash      the SHA-256 of the file it was read from
    """

    id: str
    version: int
    languages: tuple[str, ...]
    title: Text
    population: Text
    basis: Basis
    sections: tuple[Section, ...]
    reviewed_by: tuple[tuple[str, str | None], ...] = ()
    note: Text | None = None
    derived: tuple[Derived, ...] = ()
    experiments: tuple[Experiment, ...] = ()
    random_sections: tuple[str, ...] = ()
    screen_out: tuple[ScreenOut, ...] = ()
    quotas: tuple[Quota, ...] = ()
    layout: Paging = Paging.QUESTION
    panel: str | None = None
    source_hash: str = field(default="", compare=False)

    @cached_property
    def questions(self) -> tuple[Question, ...]:
        """Every question in file order, the consent and the texts included; a battery is one."""
        return tuple(question for section in self.sections for question in section.questions)

    @cached_property
    def asked(self) -> tuple[Question, ...]:
        """The questions that give data, as respondents see them: all but the consent and the texts; a battery is one."""
        return tuple(question for question in self.questions if question.kind not in (Kind.INFO, Kind.CONSENT))

    @cached_property
    def section_of(self) -> Mapping[str, Section]:
        """The section of every question, by the question's id."""
        return {question.id: section for section in self.sections for question in section.questions}

    @cached_property
    def variables(self) -> tuple[Question, ...]:
        """The questions that give data, as they are analysed: of a battery, each of its items."""
        return tuple(part for question in self.asked for part in question.parts)

    @cached_property
    def consent(self) -> Question | None:
        """The instrument's own consent question; None = the form's general consent."""
        return next((question for question in self.questions if question.kind is Kind.CONSENT), None)

    @cached_property
    def by_id(self) -> Mapping[str, Question]:
        """Every question by its id, and every item of a battery."""
        return {each.id: each for question in self.questions for each in (question, *question.parts)}

    def question(self, question_id: str) -> Question:
        """Return the question with this id; an error with the nearest id where there is none."""
        try:
            return self.by_id[question_id]
        except KeyError:
            hint = did_you_mean(question_id, self.by_id)
            raise UnknownQuestionError(f"{self.id} has no question {question_id!r}.{hint}") from None

    def derived_variable(self, derived_id: str) -> Derived | None:
        """Return the derived variable with this id, or None."""
        return next((derived for derived in self.derived if derived.id == derived_id), None)

    @cached_property
    def unreviewed_languages(self) -> tuple[str, ...]:
        """Languages whose wording no native speaker has signed."""
        signed = dict(self.reviewed_by)
        return tuple(language for language in self.languages if not signed.get(language))


def _joined(text: Text, item: Text) -> Text:
    said = dict(item)
    return Text(tuple((language, f"{words} — {said.get(language, '')}") for language, words in text))
