"""Hypothesis strategies for whole questionnaires and for responses to them."""

from __future__ import annotations

import string

from hypothesis import strategies as st

from instruments.answers import SKIPPED, Answer
from instruments.kinds import clean_text, text_limit
from instruments.model import (
    OFFERED,
    AnswerIs,
    Basis,
    Choice,
    Combination,
    Condition,
    Derived,
    Group,
    Instrument,
    Kind,
    NonAnswer,
    Operator,
    Question,
    Section,
    Text,
    Wording,
)
from instruments.responses import Response, Status
from instruments.route import routing

LANGUAGES = ("kk", "en")
_ENGLISH = st.text(alphabet=string.ascii_letters + string.digits + " ?,.:'\"#-[]{}", min_size=1, max_size=25)
_KAZAKH = st.text(alphabet="аәбвгғдеёжзийкқлмнңоөпрстуұүфхһцчшщъыіьэюя ?,.«»:'\"#-", min_size=1, max_size=30)


def texts() -> st.SearchStrategy[Text]:
    """A text in both languages, neither blank."""
    kazakh = _KAZAKH.filter(str.strip)
    english = _ENGLISH.filter(str.strip)
    return st.builds(lambda kk, en: Text((("kk", kk), ("en", en))), kazakh, english)


def labels(code: int) -> st.SearchStrategy[Text]:
    """A label in both languages that no other code has."""
    return texts().map(lambda text: Text(tuple((language, f"{words} {code}") for language, words in text)))


@st.composite
def choices(draw: st.DrawFn, *, exclusive: bool = False, minimum: int = 1) -> tuple[Choice, ...]:
    """Substantive choices with ids, perhaps one "other", then perhaps non-answers."""
    codes = draw(st.lists(st.integers(0, 99), min_size=minimum, max_size=5, unique=True))
    other = draw(st.sampled_from([None, *codes]))
    alone = draw(st.sampled_from([None, *codes])) if exclusive else None
    substantive = [
        Choice(
            code,
            draw(labels(code)),
            id=f"c{code}",
            exclusive=code == alone,
            other=code == other,
            source=draw(st.sampled_from([None, *Wording])),
        )
        for code in codes
    ]
    return (*substantive, *draw(non_answers()))


@st.composite
def non_answers(draw: st.DrawFn) -> tuple[Choice, ...]:
    """Some of the non-answers that may be offered."""
    offered = draw(st.lists(st.sampled_from(sorted(OFFERED)), max_size=2, unique=True))
    return tuple(Choice(int(code), draw(labels(code))) for code in offered)


@st.composite
def questions(draw: st.DrawFn, question_id: str, earlier: tuple[Question, ...] = ()) -> Question:
    """A question of any kind that gives data, perhaps asked only if an earlier one was answered in a way."""
    kind = draw(st.sampled_from([Kind.ONE, Kind.MANY, Kind.SCALE, Kind.INTEGER, Kind.TEXT, Kind.LONGTEXT]))
    low = draw(st.integers(0, 2) if kind is Kind.SCALE else st.sampled_from([None, -5, 0, 18]))
    parts: dict[str, object] = {"hint": draw(st.none() | texts()), "ask_if": draw(conditions(earlier))}
    if kind in (Kind.ONE, Kind.MANY):
        parts["choices"] = draw(choices(exclusive=kind is Kind.MANY))
    elif kind is Kind.SCALE:
        ends = draw(st.none() | st.tuples(texts(), texts()))
        parts |= {"low": low, "high": low + draw(st.integers(1, 9)), "ends": ends, "choices": draw(non_answers())}
    elif kind is Kind.INTEGER:
        high = draw(st.sampled_from([None, 120]))
        parts |= {"low": low, "high": high, "choices": draw(non_answers()) if low is not None and low >= 0 else ()}
    else:
        parts |= {"max_length": draw(st.sampled_from([None, 30])), "choices": draw(non_answers())}
    return Question(question_id, kind, draw(texts()), **parts)  # type: ignore[arg-type]


@st.composite
def conditions(draw: st.DrawFn, earlier: tuple[Question, ...]) -> Condition | None:
    """A condition that earlier questions can satisfy, or none."""
    if not earlier or draw(st.booleans()):
        return None
    question = draw(st.sampled_from(earlier))
    answered = AnswerIs(question.id, Operator.ANSWERED, (draw(st.integers(0, 1)),))
    if question.kind not in (Kind.ONE, Kind.MANY):
        return answered
    codes = draw(st.lists(st.sampled_from([choice.code for choice in question.choices]), min_size=1, unique=True))
    part = AnswerIs(question.id, Operator.IN, tuple(codes))
    return draw(st.sampled_from([answered, part, Group(Combination.ANY, (part, answered)), Group(Combination.ALL, (part,))]))


@st.composite
def instruments(draw: st.DrawFn) -> Instrument:
    """A questionnaire that `load` accepts."""
    made: tuple[Question, ...] = ()
    for number in range(draw(st.integers(1, 5))):
        made = (*made, draw(questions(f"q{number}", made)))
    cut = draw(st.integers(1, len(made)))
    sections = [Section("first", made[:cut], title=draw(st.none() | texts()))]
    sections += [Section("second", made[cut:])] if made[cut:] else []
    sources = [question for question in made if question.kind is Kind.SCALE]
    derived = tuple(
        Derived(f"{q.id}_bin", q.id, (("low", (q.low or 0,)), ("high", (q.high or 0,))), draw(texts())) for q in sources
    )
    return Instrument(
        "generated",
        draw(st.integers(1, 9)),
        LANGUAGES,
        draw(texts()),
        draw(texts()),
        draw(st.sampled_from(Basis)),
        tuple(sections),
        derived=derived,
    )


@st.composite
def answers(draw: st.DrawFn, question: Question) -> Answer:
    """An answer that the question allows, skipping included."""
    offered = [Answer(missing=NonAnswer(choice.code)) for choice in question.non_answers]
    substantive = st.just(SKIPPED)
    if question.kind is Kind.ONE:
        substantive = st.sampled_from(question.substantive).flatmap(_one)
    elif question.kind is Kind.MANY:
        substantive = st.sets(st.sampled_from(question.substantive), min_size=1).flatmap(lambda chosen: _many(question, chosen))
    elif question.kind in (Kind.SCALE, Kind.INTEGER):
        low = -1000 if question.low is None else question.low
        substantive = st.integers(low, 1000 if question.high is None else question.high).map(lambda number: Answer(value=number))
    elif question.kind in (Kind.TEXT, Kind.LONGTEXT):
        words = st.text(alphabet=string.printable + "әіңғүұқөһ=+-@", max_size=25).map(
            lambda written: clean_text(written, text_limit(question))
        )
        substantive = words.map(lambda written: Answer(value=written) if written else SKIPPED)
    return draw(st.sampled_from([*offered, SKIPPED]) | substantive)


@st.composite
def responses(draw: st.DrawFn, instrument: Instrument) -> Response:
    """A response in which every question that was asked has an answer, and no other has."""
    given: dict[str, Answer] = {}
    for question in instrument.variables:
        if routing(instrument, given, {})[question.id] is None:
            given[question.id] = draw(answers(question))
    return Response("f" * 32, Status.COMPLETE, draw(st.sampled_from(LANGUAGES)), "web", instrument.version, given)


def _one(choice: Choice) -> st.SearchStrategy[Answer]:
    return st.just(Answer(value=choice.code, other_text="басқа, иә" if choice.other else None))


def _many(question: Question, chosen: set[Choice]) -> st.SearchStrategy[Answer]:
    alone = next((choice for choice in chosen if choice.exclusive), None)
    kept = {alone} if alone else chosen
    value = tuple(choice.code for choice in question.choices if choice in kept)
    return st.just(Answer(value=value, other_text="=1+1" if any(choice.other for choice in kept) else None))
