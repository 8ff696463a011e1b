"""The reference of the form's fields: it names those that the pages have, and its program goes through an interview."""

from __future__ import annotations

import re
import urllib.error
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from instruments import load
from instruments.kinds import OTHER_TEXT
from instruments.model import Kind, Question
from survey import opening
from survey.questions.form import input_names
from survey.rendering import PageKind
from tests.survey import fieldwork
from tests.survey.conftest import HERE, app, engine, settings, store  # noqa: F401 - fixtures
from tests.survey.serving import served

PAGE = (Path(__file__).resolve().parent.parent / "docs/reference/form.md").read_text(encoding="utf-8")
ROWS = dict(re.findall(r"^\| `(\w+)` \| ([^|]*)\|", PAGE.partition("## Fields of each kind")[2], re.MULTILINE))
WRITES_BESIDE = (Kind.ONE, Kind.MANY)


def names(question: Question) -> set[str]:
    """The names of a question's inputs, in the words of the reference."""
    known = {choice.id: "<choice>" for choice in question.choices} | {item.id: "<item>" for item in question.items}
    parts = [name.split("__")[1:] for name in input_names(question)]
    written = {"__".join(["<id>", *(known.get(part, part) for part in rest)]) for rest in parts}
    return {name for name in written if question.kind in WRITES_BESIDE or not name.endswith(OTHER_TEXT)}


def test_every_kind_has_its_names(tmp_path: Path) -> None:
    questions = load.load(fieldwork.questionnaire(tmp_path)).questions
    asked = [question for question in questions if question.kind not in (Kind.INFO, Kind.CONSENT)]
    assert {str(question.kind) for question in asked} | {"info"} == set(ROWS)
    for question in asked:
        assert set(re.findall(r"`([^`]+)`", ROWS[question.kind])) == names(question)


def test_every_kind_of_page_is_named() -> None:
    named = set(re.findall(r"`(\w+)`", PAGE.partition("data-page")[2].partition("\n")[0]))
    assert {str(kind) for kind in PageKind} <= named


def program() -> Any:
    """The function that the page prints."""
    names: dict[str, Any] = {}
    exec(re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)[0], names)
    return names["answer"]


def test_its_program_ends_wherever_an_interview_does(app: Flask, tmp_path: Path) -> None:  # noqa: F811 - the fixture
    opening.open_study(app.extensions["survey"].engine, str(HERE / "sampled.yaml"), HERE / "sampled-study.yaml")
    with served(app) as address:
        assert program()(f"{address}/sampled/", {"consent": "0"}) is None
        assert program()(f"{address}/sampled/", {"consent": "1", "adult": "2"}) is None
        with pytest.raises(urllib.error.HTTPError, match="400"):
            program()(f"{address}/sampled/", {})


@pytest.mark.parametrize("layout", ["section", "page"])
def test_its_program_fills_pages_with_several_questions(app: Flask, tmp_path: Path, layout: str) -> None:  # noqa: F811
    """Also where questions come only after others on the same page."""
    text = (HERE / "every-form.yaml").read_text(encoding="utf-8")
    (tmp_path / "every-form.yaml").write_text(f"{text}\nlayout: {layout}\n", encoding="utf-8")
    opening.open_study(app.extensions["survey"].engine, str(tmp_path / "every-form.yaml"), HERE / "every-form-study.yaml")
    given = {"consent": "1", "country": "1", "trust__tr": "1", "strength": "7", "hours": "1.5", "why": "1"}
    with served(app) as address:
        assert program()(f"{address}/every-form/", given)


@pytest.mark.parametrize("language", ["kk", "en", "ru"])
def test_its_program_goes_through_an_interview(app: Flask, language: str) -> None:  # noqa: F811 - the fixture
    with served(app) as address:
        given = {"consent": "1", "q1_strength": "7", "q2_improve": "-1", "q3_spheres": ["1", "3"]}
        receipt = program()(f"{address}/astana-2023/?lang={language}", given)
    assert re.fullmatch(r"(?:[0-9A-Z]{4}-){4}[0-9A-Z]{4}", receipt)
