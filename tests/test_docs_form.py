"""The reference of the form's fields: it names those that the pages have, and its program goes through an interview."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from instruments import load
from instruments.kinds import OTHER_TEXT
from instruments.model import Kind, Question
from survey.questions.form import input_names
from survey.rendering import PageKind
from tests.survey import fieldwork
from tests.survey.conftest import app, engine, settings, store  # noqa: F401 - fixtures
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


@pytest.mark.parametrize("language", ["kk", "en", "ru"])
def test_its_program_goes_through_an_interview(app: Flask, language: str) -> None:  # noqa: F811 - the fixture
    program: dict[str, Any] = {}
    exec(re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)[0], program)
    with served(app) as address:
        given = {"consent": "1", "q1_strength": "7", "q2_improve": "-1", "q3_spheres": ["1", "3"]}
        receipt = program["answer"](f"{address}/astana-2023/?lang={language}", given)
    assert re.fullmatch(r"(?:[0-9A-Z]{4}-){4}[0-9A-Z]{4}", receipt)
