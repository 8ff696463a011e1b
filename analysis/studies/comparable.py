"""Whether two samples were asked the same question, and whether their respondents were found in the same way."""

from __future__ import annotations

import re
from enum import StrEnum

import pandas as pd

from analysis.data import PUBLISHED_COUNTS, Data, as_data
from analysis.errors import ArgumentError, DataError, listed, unknown
from analysis.readers.folding import fold
from instruments.counted import counted
from instruments.differences import same_coding
from instruments.model import Instrument, Question, Text
from instruments.study import Study

MOST_CATEGORIES = 1_000
"""The most categories whose shares are compared: a column with more holds numbers, ids or respondents' own words."""

_OWN_ID = re.compile(r"[0-9a-f]{32}")
"""The random id of a response to the survey's own form: two of them are never the same by accident."""


class Recruitment(StrEnum):
    """What is known of how the respondents of two samples were found.

    PUBLICATION  one of them is known from a publication only
    BASIS        one is a probability sample, say, and the other is not
    STATED       their study files describe it in different words
    SAME         their study files describe it in the same words
    UNKNOWN      nothing says how
    """

    PUBLICATION = "publication"
    BASIS = "basis"
    STATED = "stated"
    SAME = "same"
    UNKNOWN = "unknown"

    @property
    def differs(self) -> bool:
        """Whether the two must be taken for differently recruited."""
        return self in (Recruitment.PUBLICATION, Recruitment.BASIS, Recruitment.STATED)


def recruitment(data_a: Data, data_b: Data, study_a: Study | None = None, study_b: Study | None = None) -> Recruitment:
    """Return what is known of how the respondents of two samples were found; the first reason that holds."""
    if is_published(data_a) or is_published(data_b):
        return Recruitment.PUBLICATION
    if data_a.design.basis != data_b.design.basis:
        return Recruitment.BASIS
    if study_a is None or study_b is None:
        return Recruitment.UNKNOWN
    return Recruitment.SAME if _same_words(study_a.recruitment, study_b.recruitment) else Recruitment.STATED


def sample_of(data: Data | pd.DataFrame) -> Data:
    """Return responses or published counts as `Data`; an ArgumentError for anything else."""
    if isinstance(data, Data):
        return data
    published = isinstance(data, pd.DataFrame) and data.attrs.get("source") == PUBLISHED_COUNTS
    return Data(data) if published else as_data(data)


def is_published(data: Data) -> bool:
    """Return whether these are published counts, a row a category."""
    return bool(data.frame.attrs.get("source") == PUBLISHED_COUNTS)


def check_categories(question: object, count: int) -> None:
    """Raise ArgumentError for more categories than are compared."""
    if count > MOST_CATEGORIES:
        raise ArgumentError(
            f"{question!r} has {count:,} categories; the shares of {MOST_CATEGORIES:,} are the most that are compared.",
            remedy="Merge categories, or compare the centre of a number.",
        )


def check_apart(a: Data, b: Data) -> None:
    """Raise ArgumentError where A and B are the same, DataError where responses of the survey's own form are in both."""
    if a.source_hash and a.source_hash == b.source_hash:
        raise ArgumentError("A and B are the same: there is nothing to compare.", remedy="Name two different ones.")
    ids_a, ids_b = (set(data.frame["response_id"]) if "response_id" in data.frame else set() for data in (a, b))
    both = sorted(one for one in ids_a & ids_b if _OWN_ID.fullmatch(str(one)))
    if both:
        remedy = "Two independent samples can be compared: name two versions or two studies that share nobody."
        raise DataError(f"A and B share {counted(len(both), 'response')}.", got=listed(both), remedy=remedy)


def check_questionnaire(a: Data, b: Data) -> None:
    """Raise DataError unless A and B use one questionnaire.

    Responses without a questionnaire have codes only: whoever compares them answers for what they mean.
    """
    if any(data.instrument is None and not is_published(data) for data in (a, b)):
        return
    if a.instrument is None or b.instrument is None:
        raise DataError(
            "nothing says that A and B asked the same questions: a findings file names no questionnaire.",
            remedy="Add the key instrument to the findings file, if its questions are those of a questionnaire.",
        )
    if a.instrument.id != b.instrument.id:
        raise DataError(
            "A and B are answers to different questionnaires.",
            got=f"{a.instrument.id!r} and {b.instrument.id!r}",
            remedy="Only answers to the same questions can be compared.",
        )


def codes_differ(a: Instrument | None, b: Instrument | None, name: str) -> bool:
    """Return whether a variable that both versions of a questionnaire have gets other codes in one than in the other."""
    if a is None or b is None:
        return False
    question_a, question_b = question_of(a, name), question_of(b, name)
    if question_a is None or question_b is None:
        return False
    derived = [instrument.derived_variable(name) for instrument in (a, b)]
    categories = [None if one is None else one.categories for one in derived]
    return not same_coding(question_a, question_b, fold) or categories[0] != categories[1]


def compared_variable(a: Data, b: Data, name: str) -> str:
    """Return the variable under which both have the answers: the derived one where its categories were published.

    Raises ArgumentError where a publication has no such question, DataError where two publications give categories
    that do not go together, or where it is not known that the questions are the same.
    """
    check_questionnaire(a, b)
    names = [_published_variable(data, name) for data in (a, b) if is_published(data)]
    if len(set(names)) > 1:
        raise DataError(
            f"the categories of {name!r} were published differently in A and B.",
            got=" and ".join(map(repr, names)),
            remedy="Shares of other categories cannot be compared.",
        )
    found = names[0] if names else name
    if codes_differ(a.instrument, b.instrument, found):
        raise DataError(
            "the two versions of the questionnaire give it different codes.",
            where=f"question {found!r}",
            remedy="Compare the questions that both versions code alike.",
        )
    return found


def wording_differs(a: Data, b: Data, name: str) -> bool:
    """Return whether the question, or one of its answers, has other words in B, in a language that both have."""
    question_a, question_b = (None if data.instrument is None else question_of(data.instrument, name) for data in (a, b))
    if question_a is None or question_b is None:
        return False
    labels = {choice.code: choice.label for choice in question_b.choices}
    pairs = [(question_a.text, question_b.text)]
    pairs += [(choice.label, labels[choice.code]) for choice in question_a.choices if choice.code in labels]
    return not all(_same_words(one, other) for one, other in pairs)


def question_of(instrument: Instrument, name: str) -> Question | None:
    """Return the question a variable belongs to: it, one choice's column, or what it was derived from."""
    derived = instrument.derived_variable(name)
    source = name.partition("__")[0] if derived is None else derived.source
    return next((question for question in instrument.variables if question.id == source), None)


def _published_variable(data: Data, name: str) -> str:
    frame = data.frame
    found = frame[(frame["question"] == name) | (frame["variable"] == name)]
    if found.empty:
        raise unknown("published question", name, list(dict.fromkeys([*frame["question"], *frame["variable"]])))
    return str(found["variable"].iloc[0])


def _same_words(one: Text, other: Text) -> bool:
    words = dict(other)
    return all(fold(text) == fold(words.get(language, text)) for language, text in one)
