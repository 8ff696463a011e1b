"""A panel in a questionnaire and its study file: its name, its members' ids, and no promise that its answers are anonymous."""

from __future__ import annotations

from dataclasses import replace

import pytest

from instruments import study
from instruments.errors import InstrumentFileError, StudyFileError
from instruments.load import find, load
from instruments.panels import is_id, new_id
from tests.instruments.samples import loaded, one

PANEL = "panel: turkic_views\n"
CONSENT = "id: consent\nkind: consent\ntext: {{en: {}}}\nchoices: [{{code: 1, label: {{en: A}}}}, {{code: 0, label: {{en: B}}}}]"


def test_a_wave_names_its_panel() -> None:
    assert loaded(one("q1"), tail=PANEL).panel == "turkic_views"
    assert loaded(one("q1")).panel is None


@pytest.mark.parametrize("name", ["Turkic views", "'1st'", "қазақ"])
def test_a_name_that_is_no_id_is_refused(name: str) -> None:
    with pytest.raises(InstrumentFileError, match="panel must name a panel by an id like turkic_views"):
        loaded(one("q1"), tail=f"panel: {name}\n")


def test_the_consent_of_a_panel_promises_no_anonymity() -> None:
    promise, honest = CONSENT.format("Answers are anonymous"), CONSENT.format("Answers are not anonymous")
    with pytest.raises(InstrumentFileError) as caught:
        loaded(promise, one("q1"), tail=PANEL)
    assert [problem.line for problem in caught.value.problems] == [10]
    assert "the consent (en) says anonymous, and a panel is not" in str(caught.value)
    assert loaded(honest, one("q1"), tail=PANEL).consent is not None
    assert loaded(promise, one("q1")).consent is not None, "another study may promise it"


def test_the_study_file_of_a_panel_promises_no_anonymity() -> None:
    astana = load(find("astana-2023"))
    text = study.find("astana-2023").read_text(encoding="utf-8").replace('"No sponsor"', '"An anonymous donor"', 1)
    assert study.load_text(text, "x", astana).sponsor["en"] == "An anonymous donor"
    with pytest.raises(StudyFileError, match=r"sponsor \(en\) says anonymous, and a panel is not"):
        study.load_text(text, "x", replace(astana, panel="turkic_views"))


def test_ids_of_members_are_random() -> None:
    made = {new_id() for _ in range(100)}
    assert len(made) == 100
    assert all(is_id(each) for each in made)
