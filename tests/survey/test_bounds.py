"""The bounds of a number are told beside it, before somebody meets them as a mistake."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask

from survey import opening
from tests.survey.conftest import HERE
from tests.survey.respondent import Respondent

BOTH = "        low: 18\n        high: 120\n"
NON_ANSWER = '        choices:\n          - {code: -2, label: {kk: "Айтқым келмейді", en: "I prefer not to say"}}\n'


@pytest.mark.parametrize(
    ("bounds", "kk", "en"),
    [
        (BOTH, "Сан енгізіңіз: ең кемі 18, ең көбі 120.", "Enter a number from 18 to 120."),
        ("        low: 18\n", "Сан енгізіңіз: ең кемі 18.", "Enter a number that is not less than 18."),
        ("        high: 120\n", "Сан енгізіңіз: ең көбі 120.", "Enter a number that is not greater than 120."),
        ("        low: 0\n", "Сан енгізіңіз: ең кемі 0.", "Enter a number that is not less than 0."),
        ("", "", ""),
    ],
)
def test_each_bound_of_a_number_is_told(app: Flask, tmp_path: Path, bounds: str, kk: str, en: str) -> None:
    text = (HERE / "every-kind.yaml").read_text(encoding="utf-8")
    assert BOTH + NON_ANSWER in text
    path = tmp_path / "every-kind.yaml"
    path.write_text(text.replace(BOTH + NON_ANSWER, bounds, 1), encoding="utf-8")
    opening.open_study(app.extensions["survey"].engine, str(path), HERE / "every-kind-study.yaml")
    for language, said in (("kk", kk), ("en", en)):
        someone = Respondent(app)
        someone.start("every-kind", language)
        someone.next()
        assert someone.path.endswith("/age")
        told = "Enter a number" in someone.page.text or "Сан енгізіңіз" in someone.page.text
        assert (told, said in someone.page.text) == (bool(bounds), True)
