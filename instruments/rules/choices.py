"""Answers that are picked from choices: one, several, or several in order."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from instruments.answers import SKIPPED, Answer, Given
from instruments.errors import AnswerError
from instruments.model import Choice, NonAnswer, Question

_CODE = re.compile(r"-?(0|[1-9][0-9]{0,9})")
_RANK = re.compile(r"[1-9][0-9]?", re.ASCII)


def non_answer(question: Question, values: Sequence[str]) -> Answer | None:
    """Return the typed non-answer among the values sent; None where there is none, AnswerError where it is not alone."""
    offered = {str(choice.code): choice.code for choice in question.non_answers}
    chosen = [value for value in values if value in offered]
    if not chosen:
        return None
    if len(values) > 1:
        raise AnswerError("error_exclusive_named", {"label_of": offered[chosen[0]]})
    return Answer(missing=NonAnswer(offered[chosen[0]]))


def parse_one(question: Question, given: Given) -> Answer:
    """Turn the code of one choice into an answer."""
    values = given.values
    if len(values) > 1:
        raise AnswerError("error_only_one")
    if not values and question.other and given.other_text:
        values = (str(question.other.code),)
    if not values:
        return SKIPPED
    code = _code(question, values[0])
    if code < 0:
        if question.other and given.other_text:
            raise AnswerError("error_exclusive_named", {"label_of": code})
        return Answer(missing=NonAnswer(code))
    return Answer(value=code, other_text=_other_text(question, {code}, given.other_text))


def parse_many(question: Question, given: Given) -> Answer:
    """Turn the codes of any number of choices into an answer."""
    codes = {_code(question, value) for value in given.values}
    if question.other and given.other_text:
        codes.add(question.other.code)
    if not codes:
        return SKIPPED
    chosen = non_answer(question, [str(code) for code in sorted(codes)])
    if chosen:
        return chosen
    answer = Answer(
        value=tuple(choice.code for choice in question.choices if choice.code in codes),
        other_text=_other_text(question, codes, given.other_text),
    )
    check_many(question, answer)
    return answer


def parse_rank(question: Question, given: Given) -> Answer:
    """Turn the ranks that were written beside the choices (1 = first) into the codes in the order of their ranks."""
    written = {choice.code: rank for choice in question.substantive if (rank := given.parts.get(choice.id or "", "").strip())}
    chosen = non_answer(question, [*given.values, *written.values()] if given.values else [])
    if chosen:
        return chosen
    if given.values:
        raise AnswerError("error_invalid_option")
    if not written:
        return SKIPPED
    if not all(_RANK.fullmatch(rank) and int(rank) <= ranks(question) for rank in written.values()):
        raise AnswerError("error_rank", {"high": ranks(question)})
    by_rank: dict[int, int] = {}
    for code, rank in written.items():
        if int(rank) in by_rank:
            raise AnswerError("error_rank_twice", {"rank": int(rank)})
        by_rank[int(rank)] = code
    answer = ranked(by_rank)
    check_rank(question, answer)
    return answer


def ranked(by_rank: Mapping[int, int]) -> Answer:
    """Return the answer in which these ranks have these codes; AnswerError where a rank is left out."""
    missing = next((rank for rank in range(1, len(by_rank) + 1) if rank not in by_rank), None)
    if missing is not None:
        raise AnswerError("error_rank_gap", {"rank": missing})
    return Answer(value=tuple(by_rank[rank] for rank in sorted(by_rank)))


def ranks(question: Question) -> int:
    """Return how many ranks a `rank` has."""
    return min(question.at_most or len(question.substantive), len(question.substantive))


def check_one(question: Question, answer: Answer) -> None:
    """Raise AnswerError unless the answer is the code of a substantive choice."""
    if not isinstance(answer.value, int) or answer.value not in {choice.code for choice in question.substantive}:
        raise AnswerError("error_invalid_option")


def check_many(question: Question, answer: Answer) -> None:
    """Raise AnswerError unless the answer holds codes that may stand together, and not too many."""
    known = _known(question, answer)
    codes = answer.value if isinstance(answer.value, tuple) else ()
    alone = next((known[code] for code in codes if known[code].exclusive), None)
    if alone and len(codes) > 1:
        raise AnswerError("error_exclusive_named", {"label_of": alone.code})
    if question.at_most is not None and len(codes) > question.at_most:
        raise AnswerError("error_too_many_n", {"n": question.at_most})


def check_rank(question: Question, answer: Answer) -> None:
    """Raise AnswerError unless the answer holds different codes, and not more than there are ranks."""
    _known(question, answer)
    codes = answer.value if isinstance(answer.value, tuple) else ()
    if len(set(codes)) < len(codes) or len(codes) > ranks(question):
        raise AnswerError("error_invalid_option")


def _known(question: Question, answer: Answer) -> Mapping[int, Choice]:
    known = {choice.code: choice for choice in question.substantive}
    if not isinstance(answer.value, tuple) or not answer.value or not set(answer.value) <= set(known):
        raise AnswerError("error_invalid_option")
    return known


def _code(question: Question, value: str) -> int:
    if not _CODE.fullmatch(value) or int(value) not in {choice.code for choice in question.choices}:
        raise AnswerError("error_invalid_option")
    return int(value)


def _other_text(question: Question, codes: set[int], other_text: str) -> str | None:
    if question.other is None or question.other.code not in codes:
        if other_text:
            raise AnswerError("error_only_one")
        return None
    if not other_text:
        raise AnswerError("error_other_empty")
    return other_text
