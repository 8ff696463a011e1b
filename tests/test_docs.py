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


def prose(page: Path) -> str:
    return re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)


@pytest.mark.parametrize("page", PAGES, ids=_NAMES)
def test_every_link_and_picture_exists(page: Path) -> None:
    targets = [target.split("#")[0] for target in re.findall(r"\]\(([^)\s]+)\)", prose(page))]
    local = [target for target in targets if target and "://" not in target and not target.startswith("mailto:")]
    assert [target for target in local if not (page.parent / target).exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=_NAMES)
def test_every_whole_questionnaire_loads(page: Path) -> None:
    for block in re.findall(r"```yaml\n(.*?)```", page.read_text(encoding="utf-8"), flags=re.DOTALL):
        if "\nsections:" in block:
            assert load_text(block, page.name).variables


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


@pytest.mark.parametrize("page", PAGES, ids=_NAMES)
def test_every_command_in_a_page_can_be_parsed(page: Path) -> None:
    parsers = {"instruments": instruments_parser, "analysis": analysis_parser, "survey": survey_parser}
    for block in re.findall(r"```sh\n(.*?)```", page.read_text(encoding="utf-8"), flags=re.DOTALL):
        for line in block.splitlines():
            found = re.match(r"(?:[A-Z_]+=\S+ )*(?:\.venv/bin/)?python -m (instruments|analysis|survey) (.*?)(?:#.*)?$", line)
            if found:
                assert parsers[found[1]]().parse_args(shlex.split(found[2]))
