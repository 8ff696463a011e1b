"""The small parts: the state machine, the table of fields."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from instruments import load
from instruments.answers import SKIPPED, Answer, Given
from instruments.kinds import parse
from instruments.model import Kind, NonAnswer
from instruments.multilingual import Text
from survey.interview import Interview
from survey.questions.fields import FIELDS, given
from survey.questions.pages import _example, lines, page_as_shown
from tests.survey.conftest import HERE

INSTRUMENT = load.load(HERE / "every-kind.yaml")
CONTROL = {"card": "control"}


def interview(**answers: Answer) -> Interview:
    return Interview(INSTRUMENT, answers, CONTROL)


def test_every_kind_has_a_field_and_a_template() -> None:
    assert set(FIELDS) == set(Kind)
    for rule in FIELDS.values():
        assert (HERE.parent.parent / f"survey/templates/widgets/{rule.widget}.html").is_file()


def test_the_pages_follow_the_answers() -> None:
    begun = interview()
    assert [question.id for (question,) in begun.pages] == ["intro", "age", "works", "trust", "media", "remarks"]
    working = begun.with_answers({"works": Answer(value=1)})
    assert [question.id for (question,) in working.pages][3] == "job"
    assert working.answers == {"works": Answer(value=1)}
    assert begun.answers == {}, "an interview is a value"
    assert [q.id for q in Interview(INSTRUMENT, {}, {"card": "card"}).questions][-2] == "framed"


def test_a_page_is_reached_once_those_before_it_were_sent() -> None:
    halfway = interview(intro=SKIPPED, age=Answer(value=30))
    assert [halfway.reached(name) is not None for name in ("intro", "age", "works", "trust", "job", "unknown")] == [
        True,
        True,
        True,
        False,
        False,
        False,
    ]
    missing = halfway.first_missing
    assert missing
    assert missing[0].id == "works"


def test_before_and_after() -> None:
    begun = interview()
    intro, age, remarks, job = ((INSTRUMENT.question(name),) for name in ("intro", "age", "remarks", "job"))
    assert begun.after(intro) == age
    assert begun.before(age) == intro
    assert begun.before(intro) is None
    assert begun.after(remarks) is None
    with pytest.raises(ValueError, match="job"):
        begun.position(job)


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("age", Answer(value=30)),
        ("age", Answer(missing=NonAnswer.REFUSED)),
        ("works", Answer(value=2)),
        ("job", Answer(value="cook")),
        ("media", Answer(value=(1, 3), other_text="radio")),
        ("media", Answer(missing=NonAnswer.CANNOT_ANSWER)),
        ("trust", Answer(value=0)),
        ("remarks", SKIPPED),
    ],
)
def test_what_the_inputs_show_is_parsed_back_as_it_was(question: str, answer: Answer) -> None:
    asked = INSTRUMENT.question(question)
    shown = given(asked, answer, "kk")
    assert parse(asked, shown.values, shown.other_text, shown.parts) == answer


def test_an_absent_answer_shows_nothing() -> None:
    assert given(INSTRUMENT.question("age"), None, "kk") == Given()


@pytest.mark.parametrize(
    ("low", "high", "example"),
    [
        (None, None, "22 3 1991"),
        (date(2015, 1, 1), None, "1 1 2015"),
        (None, date(1980, 5, 6), "6 5 1980"),
        (date(1990, 1, 1), date(2026, 12, 31), "22 3 1991"),
    ],
)
def test_the_example_of_a_date_is_one_that_may_be_the_answer(low: date | None, high: date | None, example: str) -> None:
    born = replace(load.load(HERE / "every-form.yaml").by_id["born"], limits=(low, high))
    assert _example(born) == example


def test_the_review_says_which_lines_of_a_battery_were_left_out() -> None:
    together = load.load(HERE / "together.yaml")
    asked = together.question("trust")
    texts = [Text((("en", words),)) for words in ("The press.", "The web?")]
    items = tuple(replace(item, text=text) for item, text in zip(asked.items, texts, strict=True))
    asked = replace(asked, items=items)
    page = page_as_shown(together, asked, "en")
    yes = Answer(value=1)
    assert lines(page, asked, {"trust__press": yes, "trust__web": yes}, "Not answered") == ("The press: Yes", "The web? Yes")
    assert lines(page, asked, {"trust__press": yes}, "Not answered") == ("The press: Yes", "The web? Not answered")
    assert lines(page, asked, {"trust__press": yes, "trust__web": SKIPPED}) == ("The press: Yes",)
    assert lines(page, asked, {"trust__press": SKIPPED}, "Not answered") == (), "the question was skipped as a whole"
