"""A quota has no words of its own: the dashboard says by which answers somebody stands in it, in the page's language."""

from __future__ import annotations

from dataclasses import replace

import pytest
import sqlalchemy as sa

from instruments import load
from instruments.model import AnswerIs, ArmIs, Combination, Condition, Group, Instrument, Operator
from survey import opening
from survey.admin.monitoring.words import Words, condition_label
from tests.survey.admin.monitoring.test_topline import add
from tests.survey.admin.officer import Officer
from tests.survey.conftest import HERE

SAMPLED = load.load(HERE / "sampled.yaml")
FORM = load.load(HERE / "every-form.yaml")


def label(condition: Condition, language: str, instrument: Instrument = FORM) -> str:
    return condition_label(condition, instrument, Words(language, instrument.languages))


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("kk", ["Жынысыңыз? = Әйел", "Жынысыңыз? = Ер"]),
        ("en", ["Your sex? = Woman", "Your sex? = Man"]),
        ("ru", ["Ваш пол? = Женский", "Ваш пол? = Мужской"]),
    ],
)
def test_quotas_are_told_apart_in_each_language(owner: Officer, engine: sa.Engine, language: str, expected: list[str]) -> None:
    opening.open_study(engine, str(HERE / "sampled.yaml"), HERE / "sampled-study.yaml")
    add(engine, 12, slug="sampled")
    owner.get(f"/admin/sampled/dashboard?lang={language}")
    figure = owner.text.partition('<h3 id="quotas">')[2].partition("</details>")[0]
    rows = [row.partition("</th>")[0] for row in figure.split('<th scope="row">')[1:]]
    assert rows == expected
    for each in expected:
        assert f">{each}: " in figure, "the chart says the same"
    assert "women" not in figure


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        (AnswerIs("country", Operator.IN, (1, 2)), "Which country will you speak about? = Azerbaijan, Türkiye"),
        (AnswerIs("country", Operator.NOT_IN, (-1,)), "Which country will you speak about? ≠ I cannot answer"),
        (AnswerIs("age", Operator.AT_LEAST, (35,)), "How old are you? ≥ 35"),
        (
            AnswerIs("strength", Operator.IN, (1, 5, -2)),
            "How strong are the relations? = 1 (very weak), 5, I prefer not to answer",
        ),
        (AnswerIs("age", Operator.IN, (-5,)), "How old are you? = skipped"),
        (ArmIs("list", "long"), "long"),
        (
            Group(Combination.ALL, (AnswerIs("age", Operator.AT_MOST, (34,)), ArmIs("list", "short"))),
            "How old are you? ≤ 34 and short",
        ),
    ],
)
def test_any_condition_has_words(condition: Condition, expected: str) -> None:
    assert label(condition, "en") == expected


def test_a_long_question_is_shortened_and_its_answer_is_not() -> None:
    long = replace(FORM.by_id["country"].text, entries=tuple((code, "why " * 40) for code in FORM.languages))
    sections = tuple(
        replace(each, questions=tuple(replace(one, text=long) if one.id == "country" else one for one in each.questions))
        for each in FORM.sections
    )
    said = label(AnswerIs("country", Operator.IN, (3,)), "ru", replace(FORM, sections=sections))
    assert said.endswith(" … = Узбекистан")
    assert len(said) < 80


def test_a_page_in_a_language_that_the_questionnaire_lacks_says_it_in_its_first() -> None:
    only = replace(SAMPLED, languages=("kk",))
    assert label(SAMPLED.quotas[0].condition, "ru", only) == "Жынысыңыз? = Әйел"
