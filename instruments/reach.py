"""Which conditions no respondent could ever meet: found by trying every combination of answers that matters."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Set
from itertools import combinations

from instruments.answers import SKIPPED, Answer
from instruments.model import AnswerIs, Condition, Instrument, Kind, NonAnswer, Operator, Question, Section
from instruments.route import arms_in, holds, questions_in
from instruments.rules.numbers import number_limits

LIMIT = 50_000
"""How many combinations are tried for one condition; beyond it the condition counts as possible."""

_MANY_SUBSETS_OF = 6


def unreachable(instrument: Instrument, wrong: Set[str] = frozenset()) -> tuple[str, ...]:
    """Return the ids of the questions whose condition no possible earlier answers and arms satisfy.

    wrong  ids of sections and questions whose conditions are wrong in themselves: what depends on them is not judged
    """
    doubtful = _doubtful(instrument, wrong)
    return tuple(
        question.id
        for section in instrument.sections
        for question in section.questions
        if (section.ask_if or question.ask_if) and question.id not in doubtful
        if not _Search(instrument, _conditions(section, question)).succeeds()
    )


def never_true(instrument: Instrument, condition: Condition, wrong: Set[str] = frozenset()) -> bool:
    """Whether no possible answers to the whole questionnaire satisfy a condition; `wrong` as in `unreachable`."""
    named = {part.question for part in questions_in(condition)}
    return not named & _doubtful(instrument, wrong) and not _Search(instrument, [condition]).succeeds()


def _doubtful(instrument: Instrument, wrong: Set[str]) -> set[str]:
    """Return the questions that cannot be judged: a condition they depend on is wrong, or asks what is not known."""
    every = [part for question in instrument.questions for part in question.parts]
    ids = Counter(question.id for question in every)
    known = {question.id for question in every if ids[question.id] == 1 and _has_answers(question)}
    doubtful = {name for name, count in ids.items() if count > 1 or not name}
    for section in instrument.sections:
        for question in section.questions:
            named = {part.question for each in _conditions(section, question) for part in questions_in(each)}
            if wrong & {section.id, question.id} or not named <= known - doubtful:
                doubtful |= {question.id, *(part.id for part in question.parts)}
    return doubtful


def _has_answers(question: Question) -> bool:
    if question.kind in (Kind.SCALE, Kind.INTEGER, Kind.COUNT):
        return question.low is None or question.high is None or question.low <= question.high
    return question.kind in (Kind.TEXT, Kind.LONGTEXT, Kind.DATE, Kind.DECIMAL, Kind.INFO) or bool(question.substantive)


class _Search:
    """Tries answers to the questions that a condition depends on, directly or through their own conditions."""

    def __init__(self, instrument: Instrument, goal: list[Condition]) -> None:
        self._goal = goal
        self._guards = {part.id: _conditions(s, part) for s in instrument.sections for q in s.questions for part in q.parts}
        self._arms = {experiment.id: experiment.arms for experiment in instrument.experiments}
        needed = _closure(self._goal, self._guards)
        self._questions = [part for q in instrument.questions for part in q.parts if part.id in needed]
        relevant = [*self._goal, *(condition for q in self._questions for condition in self._guards[q.id])]
        self._mentions = {
            q.id: [part for c in relevant for part in questions_in(c) if part.question == q.id] for q in self._questions
        }
        self._experiments = sorted({arm.experiment for condition in relevant for arm in arms_in(condition)} & set(self._arms))
        self._left = LIMIT

    def succeeds(self) -> bool:
        """Whether some answers satisfy the condition, or more were possible than are tried."""
        return any(self._try(0, {}, arms) for arms in self._arm_combinations(0, {}))

    def _arm_combinations(self, index: int, arms: dict[str, str]) -> Iterator[dict[str, str]]:
        if index == len(self._experiments):
            yield arms
            return
        experiment = self._experiments[index]
        for arm in self._arms[experiment]:
            yield from self._arm_combinations(index + 1, {**arms, experiment: arm})

    def _try(self, index: int, answers: dict[str, Answer], arms: dict[str, str]) -> bool:
        self._left -= 1
        if self._left <= 0:
            return True
        if index == len(self._questions):
            return all(holds(condition, answers, arms) for condition in self._goal)
        question = self._questions[index]
        if not all(holds(condition, answers, arms) for condition in self._guards[question.id]):
            return self._try(index + 1, answers, arms)
        return any(
            self._try(index + 1, {**answers, question.id: answer}, arms)
            for answer in _representatives(question, self._mentions[question.id])
        )


def _conditions(section: Section, question: Question) -> list[Condition]:
    return [condition for condition in (section.ask_if, question.ask_if) if condition is not None]


def _closure(goal: list[Condition], guards: dict[str, list[Condition]]) -> set[str]:
    needed: set[str] = set()
    waiting = list(goal)
    while waiting:
        for part in questions_in(waiting.pop()):
            if part.question not in needed:
                needed.add(part.question)
                waiting.extend(guards.get(part.question, []))
    return needed


def _representatives(question: Question, mentions: list[AnswerIs]) -> Iterator[Answer]:
    """Yield one answer of every sort that the conditions can tell apart."""
    yield SKIPPED
    for choice in question.non_answers:
        yield Answer(missing=NonAnswer(choice.code))
    if question.kind in (Kind.TEXT, Kind.LONGTEXT, Kind.DATE):
        yield Answer(value="text")
    elif question.kind is Kind.MANY:
        yield from _subsets(question, mentions)
    elif question.kind is Kind.RANK:
        yield Answer(value=tuple(choice.code for choice in question.substantive[:1]))
    elif question.kind in (Kind.SCALE, Kind.INTEGER, Kind.COUNT, Kind.DECIMAL):
        yield from (Answer(value=number) for number in _numbers(question, mentions))
    else:
        yield from (Answer(value=choice.code) for choice in question.substantive)


def _subsets(question: Question, mentions: list[AnswerIs]) -> Iterator[Answer]:
    named = {code for part in mentions if part.operator is not Operator.ANSWERED for code in part.operand}
    codes = [choice.code for choice in question.substantive if not choice.exclusive]
    tellable = [code for code in codes if code in named][:_MANY_SUBSETS_OF]
    tellable += [code for code in codes if code not in named][:1]
    yield from (Answer(value=(choice.code,)) for choice in question.substantive if choice.exclusive)
    for size in range(1, min(len(tellable), question.at_most or len(tellable)) + 1):
        yield from (Answer(value=subset) for subset in combinations(tellable, size))


def _numbers(question: Question, mentions: list[AnswerIs]) -> list[float]:
    first, last = number_limits(question) if question.kind is Kind.DECIMAL else (question.low, question.high)
    near: set[float] = {value + step for part in mentions for value in part.operand for step in (-1, 0, 1)} | {0}
    near |= {bound for bound in (first, last) if bound is not None}
    low = min(near) if first is None else first
    high = max(near) if last is None else last
    return sorted(number for number in near if low <= number <= high)
