"""The documentation is checked like code: its questionnaires load, its links lead somewhere, its keys are all there."""

from __future__ import annotations

import importlib.util
import re
import shlex
from pathlib import Path

import pytest

from analysis.cli import parser as analysis_parser
from instruments.cli import parser as instruments_parser
from instruments.errors import InstrumentFileError
from instruments.load import load_text
from instruments.model import Kind, NonAnswer, Operator
from survey.commands import parser as survey_parser

ROOT = Path(__file__).resolve().parent.parent
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "data").rglob("*.md")])
_NAMES = [str(page.relative_to(ROOT)) for page in PAGES]


def blocks(language: str) -> list[tuple[str, str]]:
    """Return the page's name and the text of every block of code in a language."""
    fence = re.compile(rf"```{language}\n(.*?)```", flags=re.DOTALL)
    return [(name, block) for name, page in zip(_NAMES, PAGES, strict=True) for block in fence.findall(page.read_text("utf-8"))]


_COMMAND = re.compile(r"(?:[A-Z_]+=\S+ )*(?:\.venv/bin/)?python -m (instruments|analysis|survey) (.*?)(?:#.*)?$")
QUESTIONNAIRES = [(name, block) for name, block in blocks("yaml") if "\nsections:" in block]
LINES = [(name, line) for name, block in blocks("sh") for line in block.splitlines()]
COMMANDS = [(name, *found.groups()) for name, line in LINES if (found := _COMMAND.match(line))]


def prose(page: Path) -> str:
    return re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)


@pytest.mark.parametrize("page", PAGES, ids=_NAMES)
def test_every_link_and_picture_exists(page: Path) -> None:
    targets = [target.split("#")[0] for target in re.findall(r"\]\(([^)\s]+)\)", prose(page))]
    local = [target for target in targets if target and "://" not in target and not target.startswith("mailto:")]
    assert [target for target in local if not (page.parent / target).exists()] == []


def test_the_pages_hold_questionnaires_and_commands() -> None:
    assert {name for name, _ in QUESTIONNAIRES} == {"docs/reference/instrument.md"}
    assert {program for _, program, _ in COMMANDS} == {"instruments", "analysis", "survey"}


@pytest.mark.parametrize(("name", "block"), QUESTIONNAIRES, ids=[name for name, _ in QUESTIONNAIRES])
def test_every_whole_questionnaire_loads(name: str, block: str) -> None:
    assert load_text(block, name).variables


def test_the_reference_names_every_key_kind_code_and_operator_of_a_questionnaire() -> None:
    reference = (ROOT / "docs/reference/instrument.md").read_text(encoding="utf-8")
    keys: set[str] = set()
    for wrong in (
        "nokey: 1",
        "languages: [en]\nsections: [{nokey: 1}]",
        "languages: [en]\nsections: [{id: s, questions: [{nokey: 1}]}]",
    ):
        with pytest.raises(InstrumentFileError) as caught:
            load_text(wrong, "wrong.yaml")
        keys |= {key for listed in re.findall(r"known keys: ([\w, ]+)", str(caught.value)) for key in listed.split(", ")}
    assert {"version", "ask_if", "max_length"} <= keys
    names = (
        keys
        | {kind.value for kind in Kind}
        | {code.name.lower() for code in NonAnswer}
        | {operator.value for operator in Operator}
    )
    assert [name for name in sorted(names) if not re.search(rf"`[^`]*\b{name}\b[^`]*`", reference)] == []


def test_the_reference_of_commands_is_the_one_made_from_them() -> None:
    specification = importlib.util.spec_from_file_location("commands_page", ROOT / "docs/commands.py")
    assert specification is not None
    assert specification.loader is not None
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    assert (ROOT / "docs/reference/commands.md").read_text(encoding="utf-8") == module.page(), "run `make docs`"


@pytest.mark.parametrize(("name", "program", "words"), COMMANDS, ids=[f"{name}-{program}" for name, program, _ in COMMANDS])
def test_every_command_in_a_page_can_be_parsed(name: str, program: str, words: str) -> None:
    parsers = {"instruments": instruments_parser, "analysis": analysis_parser, "survey": survey_parser}
    assert parsers[program]().parse_args(shlex.split(words)), name
