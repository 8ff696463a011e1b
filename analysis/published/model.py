"""What a publication printed: its questions with the numbers as strings, its claims, and where it contradicts itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from analysis.errors import unknown
from analysis.published.statements import Statement
from instruments.model import Instrument, Text


class Unit(StrEnum):
    """What a printed number of an answer is."""

    PERCENT = "percent"
    COUNT = "count"
    FRACTION = "fraction"


class Counted(StrEnum):
    """How the answers to a question share its respondents.

    ONE    each respondent is in one answer at most, so the counts sum to the base or less
    MANY   a respondent may be in several answers, or the figures are of separate questions
    TREND  each figure is of another sample (a wave, a country), whose base is not printed
    """

    ONE = "one"
    MANY = "many"
    TREND = "trend"


class Weighting(StrEnum):
    """What is known about weights: of weighted figures no count can be recovered."""

    NONE = "none"
    UNKNOWN = "unknown"
    WEIGHTED = "weighted"


DISCLOSURE = (
    "mode_collection", "sponsor", "conductor", "contact", "instrument_item", "population", "recruitment", "incentives",
    "languages", "fieldwork", "sample_size", "weighting", "quality_checks", "ethics", "retention", "limitations",
)  # fmt: skip
"""What must be told about a survey beside its numbers (AAPOR Code of Ethics 2021, III.A)."""


@dataclass(frozen=True)
class Sample:
    """How many people the publication says took part, and in which figure of it."""

    printed: str
    quote: str
    figure: Text

    @property
    def n(self) -> int:
        """The printed number."""
        return int(self.printed)


@dataclass(frozen=True)
class PublishedAnswer:
    """An answer of a question, with its number as printed.

    id             "question.category"
    category       a code, the id of a derived category, or a word of the findings file
    printed        the number; None for an answer that is named without one
    printed_count  a count printed beside a percent
    values         the lowest and the highest value of a bin of a scale
    cannot_answer  whether it is "I cannot answer" or its like
    exclusive      of a question with several answers: whether who gave it gave no other one
    place          where its own quote stands; None where it stands with the question
    """

    id: str
    category: int | str
    label: Text
    printed: str | None
    unit: Unit
    quote: str
    printed_count: str | None = None
    values: tuple[int, int] | None = None
    cannot_answer: bool = False
    place: Text | None = None
    exclusive: bool = False


@dataclass(frozen=True)
class PublishedStatistic:
    """A mean, median or standard deviation as printed: never a float, which would lose the digits."""

    id: str
    name: str
    printed: str
    quote: str


@dataclass(frozen=True)
class PublishedGroup:
    """The percents of one group of respondents, in the order of the question's answers."""

    id: str
    label: Text
    printed: tuple[str, ...]


@dataclass(frozen=True)
class PublishedQuestion:
    """What was published about one question.

    variable     the question, or the derived variable whose categories were published
    figure       its number or name in the publication; the wording where it has neither
    stated_base  how many the publication says answered; None where it does not say
    complete     whether the answers that are named are all there were
    scale        the lowest and the highest answer of a scale
    census       whether its numbers are a full count, such as all votes of an election: nothing of them is a matter of chance
    topic        what it is about in a few words, for titles and labels; None where the file does not say
    """

    id: str
    variable: str
    figure: Text
    text: Text
    quote: str
    counted: Counted
    stated_base: int | None
    complete: bool
    answers: tuple[PublishedAnswer, ...]
    statistics: tuple[PublishedStatistic, ...] = ()
    groups: tuple[PublishedGroup, ...] = ()
    scale: tuple[int, int] | None = None
    census: bool = False
    topic: Text | None = None

    @property
    def adds_up(self) -> bool:
        """Whether the counts must sum to the base: one answer each, all there were are named, and each with a number."""
        named = self.complete and self.counted is Counted.ONE and bool(self.answers)
        return named and all(answer.printed is not None for answer in self.answers)

    def place_of(self, answer: PublishedAnswer) -> Text:
        """Return where the quote of one of its answers stands."""
        return self.figure if answer.place is None else answer.place


@dataclass(frozen=True)
class Margin:
    """Several answers of one question taken together, such as "yes" and "maybe yes"."""

    id: str
    label: Text
    of: tuple[str, ...]


@dataclass(frozen=True)
class Claim:
    """A sentence of the publication, and the statistic it needs.

    family   claims that are tested together; empty = tested alone
    reading  how the words are read, where they could be read otherwise
    """

    id: str
    quote: str
    place: Text
    statement: Statement
    family: str = ""
    reading: Text | None = None


@dataclass(frozen=True)
class Check:
    """A contradiction that the numbers must show: its kind, and the questions, answers or claims it is about."""

    kind: str
    of: tuple[str, ...]


@dataclass(frozen=True)
class Contradiction:
    """A place where the publication contradicts itself, under the name that its readers gave it.

    checks    what the numbers must show; empty for a contradiction of words
    sentence  what is said about a contradiction of words
    quotes    the passages that do not go together
    """

    id: str
    kind: str
    checks: tuple[Check, ...] = ()
    sentence: Text | None = None
    quotes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Findings:
    """One publication, as its findings file says.

    languages    of the labels and sentences
    written_in   language of the quotes
    instrument   the questionnaire, where the project has it
    sample       None where the publication, or what was read of it, does not say how many took part
    window       the smallest and the largest base among which bases that fit are looked for; see `window_around`
    source_hash  SHA-256 of the findings file
    disclosure   what the publication says of how the survey was made, by items of `DISCLOSURE`
    """

    id: str
    title: Text
    languages: tuple[str, ...]
    source: str
    written_in: str
    sample: Sample | None
    weighting: Weighting
    rounding: str
    window: tuple[int, int]
    questions: tuple[PublishedQuestion, ...]
    margins: tuple[Margin, ...]
    claims: tuple[Claim, ...]
    contradictions: tuple[Contradiction, ...]
    instrument: Instrument | None
    source_hash: str
    disclosure: tuple[tuple[str, Text], ...] = ()

    @property
    def census(self) -> bool:
        """Whether all of its numbers are full counts."""
        return all(question.census for question in self.questions)

    def question(self, name: str) -> PublishedQuestion:
        """Return what was published about a question, by its id or its derived variable's."""
        for question in self.questions:
            if name in (question.id, question.variable):
                return question
        raise unknown("published question", name, [question.id for question in self.questions])

    def window_around(self, base: int) -> tuple[int, int]:
        """Return the bases to look among where so many people are stated: the window, or where it misses them another."""
        return self.window if self.window[0] <= base <= self.window[1] else around(base)

    def answers(self) -> Iterator[tuple[PublishedQuestion, PublishedAnswer]]:
        """Yield every answer with its question, in the order of the file."""
        for question in self.questions:
            for answer in question.answers:
                yield question, answer

    def members(self, name: str) -> tuple[str, ...]:
        """Return the ids of the answers that an answer's or a margin's id stands for."""
        return next((margin.of for margin in self.margins if margin.id == name), (name,))


def around(base: int) -> tuple[int, int]:
    """Return the bases up to a sixth away from a stated one: ten at least, two hundred at most.

    >>> around(57), around(390), around(1829)
    ((47, 67), (325, 455), (1629, 2029))
    """
    reach = min(max(base // 6, 10), 200)
    return max(base - reach, 1), base + reach
