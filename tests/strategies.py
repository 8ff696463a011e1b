"""Hypothesis strategies for whole questionnaires and for responses to them."""

from __future__ import annotations

import math
import string
from dataclasses import replace
from datetime import date

from hypothesis import strategies as st

from instruments import page_checks
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
    Item,
    Kind,
    NonAnswer,
    Operator,
    Paging,
    Question,
    Quota,
    Section,
    Text,
    Wording,
)
from instruments.responses import Response, Screen, Status
from instruments.route import routing
from instruments.rules.choices import ranks
from instruments.rules.dates import date_limits
from instruments.rules.numbers import number_limits, places

LANGUAGES = ("kk", "en")
_ENGLISH = st.text(alphabet=string.ascii_letters + string.digits + " ?,.:'\"#-[]{}", min_size=1, max_size=25)
_KAZAKH = st.text(alphabet="аәбвгғдеёжзийкқлмнңоөпрстуұүфхһцчшщъыіьэюя ?,.«»:'\"#-", min_size=1, max_size=30)


def texts() -> st.SearchStrategy[Text]:
    """A text in both languages, neither blank, without anything that stands for an earlier answer."""
    kazakh = _KAZAKH.filter(str.strip)
    english = _ENGLISH.filter(lambda words: words.strip() and "{label:" not in words)
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
def items(draw: st.DrawFn) -> tuple[Item, ...]:
    """The items of a battery, or the statements of a list experiment."""
    return tuple(Item(f"i{number}", draw(labels(number))) for number in range(draw(st.integers(2, 3))))


@st.composite
def questions(draw: st.DrawFn, question_id: str, earlier: tuple[Question, ...] = ()) -> Question:
    """A question of any kind that gives data, perhaps asked only if an earlier one was answered in a way."""
    kind = draw(st.sampled_from([each for each in Kind if each not in (Kind.INFO, Kind.CONSENT)]))
    low = draw(st.integers(0, 2) if kind is Kind.SCALE else st.sampled_from([None, -5, 0, 18]))
    parts: dict[str, object] = {
        "hint": draw(st.none() | texts()),
        "ask_if": draw(conditions(earlier)),
        "soft_check": draw(st.booleans()),
    }
    if kind in (Kind.ONE, Kind.MANY, Kind.RANK, Kind.BATTERY, Kind.COUNT):
        parts["random_order"] = draw(st.booleans())
    if kind in (Kind.ONE, Kind.MANY):
        parts["choices"] = draw(choices(exclusive=kind is Kind.MANY))
        parts["at_most"] = draw(st.none() | st.just(1)) if kind is Kind.MANY else None
    elif kind is Kind.RANK:
        plain = tuple(replace(choice, other=False) for choice in draw(choices(minimum=2)))
        parts |= {"choices": plain, "at_most": draw(st.sampled_from([None, 1, 2]))}
    elif kind is Kind.BATTERY:
        plain = tuple(replace(choice, other=False) for choice in draw(choices()))
        of_scale = {"low": 1, "high": 5, "choices": draw(non_answers())}
        parts |= {"items": draw(items()), **draw(st.sampled_from([{"choices": plain}, of_scale]))}
    elif kind is Kind.COUNT:
        statements = draw(items())
        parts |= {"items": statements, "low": 0, "high": len(statements), "choices": draw(non_answers())}
    elif kind is Kind.DECIMAL:
        first = draw(st.sampled_from([None, -5.5, 0.0, 0.25]))
        parts |= {
            "limits": (first, draw(st.sampled_from([None, 120.5]))),
            "places": draw(st.sampled_from([None, 1, 3])),
            "choices": draw(non_answers()) if first is not None and first >= 0 else (),
        }
    elif kind is Kind.DATE:
        bounds = draw(st.sampled_from([(None, None), (date(1990, 1, 1), None), (date(1990, 1, 1), date(2026, 12, 31))]))
        parts |= {"limits": bounds, "choices": draw(non_answers())}
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
    question = draw(st.sampled_from([part for question in earlier for part in question.parts]))
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
    title = draw(st.none() | texts())
    unconditional = all(question.ask_if is None for question in made[:cut])
    sections = [Section("first", made[:cut], title=title, random_order=unconditional and draw(st.booleans()))]
    sections += [Section("second", made[cut:], sensitive=draw(st.booleans()))] if made[cut:] else []
    sources = [part for question in made for part in question.parts if part.kind is Kind.SCALE]
    derived = tuple(
        Derived(f"{q.id.replace('__', '_')}_bin", q.id, (("low", (q.low or 0,)), ("high", (q.high or 0,))), draw(texts()))
        for q in sources
    )
    cell = draw(conditions(made))
    made_up = Instrument(
        "generated",
        draw(st.integers(1, 9)),
        LANGUAGES,
        draw(texts()),
        draw(texts()),
        draw(st.sampled_from(Basis)),
        tuple(sections),
        derived=derived,
        layout=draw(st.sampled_from(Paging)),
        quotas=(Quota("cell", cell, draw(st.integers(1, 500))),) if cell else (),
    )
    return replace(made_up, layout=Paging.QUESTION) if any(page_checks.problems(made_up, {})) else made_up


@st.composite
def answers(draw: st.DrawFn, question: Question) -> Answer:
    """An answer that the question allows, skipping included."""
    offered = [Answer(missing=NonAnswer(choice.code)) for choice in question.non_answers]
    substantive = st.just(SKIPPED)
    if question.kind is Kind.ONE:
        substantive = st.sampled_from(question.substantive).flatmap(_one)
    elif question.kind is Kind.MANY:
        substantive = st.sets(st.sampled_from(question.substantive), min_size=1, max_size=question.at_most).flatmap(
            lambda chosen: _many(question, chosen)
        )
    elif question.kind is Kind.RANK:
        codes = [choice.code for choice in question.substantive]
        count = st.integers(1, ranks(question))
        substantive = st.tuples(st.permutations(codes), count).map(lambda drawn: Answer(value=tuple(drawn[0][: drawn[1]])))
    elif question.kind is Kind.DECIMAL:
        first, last = number_limits(question)
        scaled = st.integers(
            math.ceil((-99 if first is None else first) * 1000), math.floor((99 if last is None else last) * 1000)
        )
        numbers = scaled.map(lambda number: round(number / 1000, places(question)))
        within = numbers.filter(lambda number: (first is None or number >= first) and (last is None or number <= last))
        substantive = within.map(lambda number: Answer(value=number + 0.0))
    elif question.kind is Kind.DATE:
        earliest, latest = date_limits(question)
        dates = st.dates(earliest or date(1000, 1, 1), latest or date(2999, 1, 1))
        substantive = dates.map(lambda day: Answer(value=day.isoformat()))
    elif question.kind in (Kind.SCALE, Kind.INTEGER, Kind.COUNT):
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
    language, back_moves, layout, interviewer = draw(
        st.tuples(
            st.sampled_from(LANGUAGES),
            st.integers(0, 9),
            st.none() | st.sampled_from(Screen),
            st.none() | st.sampled_from(["A7", "e5", "north-01"]),
        )
    )
    return Response(
        "f" * 32, Status.COMPLETE, language, "telephone" if interviewer else "web", instrument.version, given,
        back_moves=back_moves, layout=layout, interviewer=interviewer,
    )  # fmt: skip


def _one(choice: Choice) -> st.SearchStrategy[Answer]:
    return st.just(Answer(value=choice.code, other_text="басқа, иә" if choice.other else None))


def _many(question: Question, chosen: set[Choice]) -> st.SearchStrategy[Answer]:
    alone = next((choice for choice in chosen if choice.exclusive), None)
    kept = {alone} if alone else chosen
    value = tuple(choice.code for choice in question.choices if choice in kept)
    return st.just(Answer(value=value, other_text="=1+1" if any(choice.other for choice in kept) else None))
