"""The shipped questionnaire against what the paper of 2023 says (Zeinulla, "Kazakhstan and the Turkic Integration")."""

from __future__ import annotations

from instruments.load import find, load
from instruments.model import Basis, Kind, Wording

ASTANA = load(find("astana-2023"))


def test_seven_questions_in_kazakh_english_and_russian() -> None:
    assert [question.kind for question in ASTANA.variables] == [Kind.SCALE, Kind.ONE, Kind.MANY, *[Kind.ONE] * 4]
    assert ASTANA.languages == ("kk", "en", "ru")
    assert ASTANA.basis is Basis.CONVENIENCE


def test_the_scale_and_its_bins_are_those_of_figure_1() -> None:
    question = ASTANA.question("q1_strength")
    assert (question.low, question.high, question.non_answers) == (1, 10, ())
    bins = ASTANA.derived_variable("q1_bin")
    assert bins is not None
    assert dict(bins.categories) == {"low": (1, 2, 3), "average": (4, 5, 6, 7), "high": (8, 9, 10)}


def test_every_other_single_choice_offers_cannot_answer_last_but_for_other() -> None:
    for question in ASTANA.variables:
        if question.kind is Kind.ONE:
            assert [choice.code for choice in question.non_answers] == [-1]


def test_the_filter_option_of_figure_3_is_exclusive() -> None:
    question = ASTANA.question("q3_spheres")
    assert [choice.id for choice in question.choices if choice.exclusive] == ["not_chosen_yes"]
    assert question.other is not None


def test_every_wording_and_option_is_marked() -> None:
    for question in ASTANA.variables:
        assert dict(question.source)["text"] in Wording
        assert all(choice.source is not None for choice in question.choices)


def test_no_wording_is_signed_yet() -> None:
    assert ASTANA.unreviewed_languages == ("kk", "en", "ru")
    assert ASTANA.note is not None
