"""Words for variables and categories, in the report's language."""

import pytest

from analysis.output.labels import Labels
from analysis.output.language import Language
from analysis.output.table import Role
from instruments import load
from instruments.model import NonAnswer
from tests.analysis.answers import ASTANA

KK, EN = (Labels(ASTANA, Language(code)) for code in ("kk", "en"))


@pytest.mark.parametrize(
    ("variable", "value", "label"),
    [
        ("q2_improve", 1, "Иә"),
        ("q2_improve", -1, "Жауап беруге қиналамын"),
        ("q2_improve", -5, "Өткізіп жіберді"),
        ("q1_strength", 1, "1 – өте әлсіз"),
        ("q1_strength", 5, "5"),
        ("q1_bin", "high", "Жоғары (8–10)"),
        ("q1_bin", -5, "Өткізіп жіберді"),
        ("q3_spheres", 3, "Мәдениет"),
        ("q3_spheres__culture", 1, "Белгіледі"),
        ("q3_spheres__culture", 0, "Белгілемеді"),
        ("language", "ru", "орыс тілі"),
        ("status", "partial", "Ішінара толтырылған"),
        ("w", 3, "3"),
        ("w", -1, "-1"),
    ],
)
def test_categories(variable, value, label):
    assert KK.category(variable, value) == label


def test_variables():
    assert EN.variable("q1_bin") == "Strength of relations, in three groups"
    assert EN.variable("q3_spheres__culture") == "Culture"
    assert EN.variable("q6_role") == ASTANA.question("q6_role").text["en"]
    assert [EN.variable(name) for name in ("language", "w")] == ["Language of the answers", "w"]


def test_roles():
    assert EN.role("q2_improve", -1) is Role.NON_ANSWER
    assert EN.role("q2_improve", 1) is Role.ANSWER
    assert EN.role("w", -1) is Role.ANSWER


@pytest.mark.parametrize("code", list(NonAnswer))
@pytest.mark.parametrize("language", ["kk", "en", "ru"])
def test_every_non_answer_has_words(code, language):
    assert not Labels(ASTANA, Language(language)).category("q1_strength", int(code)).lstrip("-").isdigit()


def test_without_an_instrument_values_stand_as_they_are():
    assert Labels(None, Language("en")).category("vote", -1) == "-1"
    assert Labels(None, Language("en")).variable("vote") == "vote"


@pytest.mark.parametrize(("language", "label"), [("kk", "Анықтамамен"), ("en", "With the card"), ("ru", "Со справкой")])
def test_arms_are_called_what_the_questionnaire_calls_them(language, label):
    labels = Labels(load.load(load.find("astana-extended")), Language(language))
    assert labels.category("arm_card", "card") == label
    assert labels.category("arm_other", "card") == "card"
