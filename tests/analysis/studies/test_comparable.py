"""How the respondents of two samples were found: what is known, and when it differs."""

from dataclasses import replace

import pandas as pd
import pytest

from analysis import Data, Design, read
from analysis.published.findings import HOME
from analysis.studies.comparable import Recruitment, question_of, recruitment, wording_differs
from instruments import study
from instruments.model import Text
from tests.analysis.answers import ASTANA

OPT_IN = Data(pd.DataFrame(), ASTANA, Design(basis="convenience"))
DRAWN = replace(OPT_IN, design=Design(basis="probability"))
PAPER = read(HOME / "astana-2023.yaml")
STUDY = study.load(study.find("astana-2023"), ASTANA)
STREET = replace(STUDY, recruitment=Text((("kk", "Көшеде"), ("en", "In the street"), ("ru", "На улице"))))
SAME_WORDS = replace(STUDY, recruitment=Text(tuple((code, f" {words.upper()}") for code, words in STUDY.recruitment)))


@pytest.mark.parametrize(
    ("a", "b", "studies", "known"),
    [
        (PAPER, OPT_IN, (None, None), Recruitment.PUBLICATION),
        (OPT_IN, PAPER, (STUDY, None), Recruitment.PUBLICATION),
        (DRAWN, OPT_IN, (STUDY, STUDY), Recruitment.BASIS),
        (OPT_IN, OPT_IN, (STUDY, STREET), Recruitment.STATED),
        (OPT_IN, OPT_IN, (STUDY, SAME_WORDS), Recruitment.SAME),
        (OPT_IN, OPT_IN, (STUDY, None), Recruitment.UNKNOWN),
    ],
)
def test_recruitment(a, b, studies, known):
    assert recruitment(a, b, *studies) is known
    assert known.differs == (known not in (Recruitment.SAME, Recruitment.UNKNOWN))


def test_the_question_of_a_variable():
    names = {name: question_of(ASTANA, name) for name in ("q1_bin", "q3_spheres__economy", "q2_improve", "language")}
    assert {name: question and question.id for name, question in names.items()} == {
        "q1_bin": "q1_strength", "q3_spheres__economy": "q3_spheres", "q2_improve": "q2_improve", "language": None,
    }  # fmt: skip


def test_case_and_spaces_are_no_other_wording():
    question = ASTANA.question("q2_improve")
    changed = replace(question, text=Text(tuple((code, f"{words.upper()} ") for code, words in question.text)))
    sections = tuple(
        replace(part, questions=tuple(changed if one is question else one for one in part.questions)) for part in ASTANA.sections
    )
    assert not wording_differs(OPT_IN, replace(OPT_IN, instrument=replace(ASTANA, sections=sections)), "q2_improve")
    assert not wording_differs(OPT_IN, replace(OPT_IN, instrument=None), "q2_improve")
