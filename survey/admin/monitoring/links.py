"""Tables that are linked: who is asked a question, or stands in a quota, is a sum of the cells of another question.

Such a number is told only where it follows from the cells of that question which are shown, at the same look
(`suppression.sum_told`): then it tells nothing that they do not. Conditions that nobody can follow in this way are on answers to
several questions, on answers and arms, on a question that somebody was not asked or a bound within a group of numbers; of those
nothing is told. An arm is drawn and no answer: a condition on arms alone tells nothing about anybody, unless the answers to a
question form the blocks in which the arms are drawn. Then how many were given an arm can tell how these answers are spread
(`arms`); it is told only where all of them are shown, which says more.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from instruments.answers import SKIPPED as SKIPPED_ANSWER
from instruments.answers import Answer
from instruments.model import AnswerIs, Combination, Condition, Group, Instrument, Kind, NonAnswer, Operator, Question
from instruments.route import arms_in, holds, questions_in
from instruments.rules.numbers import places
from instruments.sampling import BY_LANGUAGE
from survey.admin.monitoring import groups
from survey.admin.monitoring.suppression import Look, sum_told

SKIPPED = "skipped"
TICKED, NOT_TICKED = "ticked", "not_ticked"

Looks = Mapping[tuple[str, str], Look]
"""Tables by question and, of a question with several answers, by the code of one."""

_OF_NUMBERS = (Kind.INTEGER, Kind.DECIMAL)
_IN_CELLS = (Kind.ONE, Kind.SCALE, Kind.COUNT, *_OF_NUMBERS)


def routing_of(instrument: Instrument, name: str) -> frozenset[Condition]:
    """Return all that must be met for a question, or a line of a battery, to be asked; nothing where everybody is asked it."""
    asked = name.partition("__")[0]
    both = (instrument.section_of[asked].ask_if, instrument.by_id[asked].ask_if)
    return frozenset(_parts(condition for condition in both if condition is not None))


def is_on_arms_alone(routing: Iterable[Condition]) -> bool:
    """Whether conditions ask for arms, and for no answer."""
    parts = tuple(routing)
    return bool(parts) and not any(True for part in parts for _ in questions_in(part))


def blocked(versions: Iterable[Instrument]) -> Mapping[str, frozenset[str]]:
    """Return by experiment the questions whose answers form its blocks, in any version; nothing of those without such blocks."""
    found: dict[str, frozenset[str]] = {}
    for experiment in (each for version in versions for each in version.experiments):
        if experiment.block_by not in (None, BY_LANGUAGE):
            found[experiment.id] = found.get(experiment.id, frozenset()) | {str(experiment.block_by)}
    return found


def may_be_told(
    asked: int,
    routings: frozenset[frozenset[Condition]],
    instrument: Instrument,
    looks: Looks,
    blocks: Mapping[str, frozenset[str]],
) -> bool:
    """Whether how many were asked a question may be told.

    routings  how it was routed, in each version in which it is asked; where they differ, no table says who was asked it
    looks     what is shown of other questions at the same look
    blocks    by experiment the questions whose answers form its blocks
    """
    if len(routings) != 1:
        return False
    [routing] = routings
    if not is_on_arms_alone(routing):
        return told(routing, instrument, looks) == asked
    forming = {name for part in routing for arm in arms_in(part) for name in blocks.get(arm.experiment, ())}
    return all((name, "") in looks and not looks[name, ""].hidden for name in forming)


def told(conditions: Iterable[Condition], instrument: Instrument, looks: Looks) -> int | None:
    """Return how many meet conditions, if the cells that are shown of one question tell; otherwise None."""
    parts = frozenset(_parts(conditions))
    names = {each.question for part in parts for each in questions_in(part)} & instrument.by_id.keys()
    # Whoever answered a question met what it was asked for: of that nothing remains to be asked.
    found = (_told_by(name, parts - routing_of(instrument, name), instrument, looks) for name in sorted(names))
    return next((n for n in found if n is not None), None)


def _parts(conditions: Iterable[Condition]) -> Iterator[Condition]:
    for condition in conditions:
        if isinstance(condition, Group) and condition.combination is Combination.ALL:
            yield from _parts(condition.conditions)
        else:
            yield condition


def _told_by(name: str, parts: frozenset[Condition], instrument: Instrument, looks: Looks) -> int | None:
    of_answers = {each for part in parts for each in questions_in(part)}
    keys = {(each.question, _choice(each, instrument)) for each in of_answers}
    on_arms = any(True for part in parts for _ in arms_in(part))
    if on_arms or len(keys) != 1 or {question for question, _ in keys} != {name}:
        return None
    if all(holds(part, {}, {}) for part in parts):
        return None  # whoever was not asked the question meets them too, and stands in no cell of it
    question, [key] = instrument.by_id[name], keys
    if key not in looks or not (key[1] or question.kind in _IN_CELLS):
        return None
    cuts = sorted({cut for each in of_answers for cut in _cuts(question, each)})

    def within(cell: str) -> bool | None:
        answer = _answer(question, cell, key[1], cuts)
        return None if answer is None else all(holds(part, {name: answer}, {}) for part in parts)

    return sum_told(looks[key], within)


def _choice(condition: AnswerIs, instrument: Instrument) -> str:
    """Return the code of the one choice among several that a condition is on; "" where it is on the answer as a whole."""
    question = instrument.by_id.get(condition.question)
    is_one = question is not None and question.kind is Kind.MANY and condition.operator is Operator.IN
    return str(condition.operand[0]) if is_one and len(condition.operand) == 1 and condition.operand[0] >= 0 else ""


def _cuts(question: Question, condition: AnswerIs) -> Iterator[float]:
    """Yield the numbers from which on a condition may be met, or not be met any more."""
    if condition.operator is Operator.AT_LEAST:
        yield condition.operand[0]
    elif condition.operator is Operator.AT_MOST:
        yield condition.operand[0] + _least(question)
    elif condition.operator is not Operator.ANSWERED:
        numbers = (code for code in condition.operand if question.low is None or code >= question.low)
        yield from (end for code in numbers for end in (code, code + _least(question)))


def _least(question: Question) -> float:
    """Return by how much numbers differ at least."""
    return 10.0 ** -places(question) if question.kind is Kind.DECIMAL else 1.0


def _answer(question: Question, cell: str, choice: str, cuts: Iterable[float]) -> Answer | None:
    """Return an answer that stands in a cell for all of them; None where those in it may differ."""
    if cell == SKIPPED:
        return SKIPPED_ANSWER
    if cell in (TICKED, NOT_TICKED):
        return Answer(value=(int(choice),) if cell == TICKED else ())
    if choice and int(cell) >= 0:
        return Answer(value=(int(cell),))
    if (ends := groups.ends(cell)) is None:
        return Answer(missing=NonAnswer(int(cell))) if int(cell) < 0 else Answer(value=int(cell))
    low, high = ends
    if any((low is None or low < cut) and (high is None or cut < high) for cut in cuts):
        return None
    # Without a cut between its ends, all numbers of a group meet the same conditions.
    return Answer(value=low if low is not None else (high or 0.0) - _least(question))
