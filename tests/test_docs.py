"""The documentation is checked like code: its questionnaires load, its links lead somewhere, its keys are all there."""

from __future__ import annotations

import importlib.util
import inspect
import re
import shlex
from pathlib import Path

import pandas as pd
import pytest

import analysis
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
    assert {name for name, _ in QUESTIONNAIRES} == {"docs/reference/instrument.md", "docs/how-to/compare-and-limit.md"}
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


_ROWS = re.findall(
    r"^\| `(\w+)\((.*)\)` \| (.*) \| (.*) \|$", (ROOT / "docs/reference/python.md").read_text("utf-8"), re.MULTILINE
)


def test_the_reference_of_python_has_every_public_name_with_its_arguments() -> None:
    assert sorted(name for name, *_ in _ROWS) == sorted(analysis.__all__)
    for name, given, gives, words in _ROWS:
        signature = inspect.signature(getattr(analysis, name))
        assert [re.split("=", one)[0] for one in _arguments(given) if one != "*"] == list(signature.parameters), name
        assert gives, name
        assert words, name


def _arguments(given: str) -> list[str]:
    """The arguments of a signature as it is printed; commas within brackets part none."""
    return re.split(r", (?![^(\[{]*[)\]}])", given)


def test_the_reference_of_python_has_the_columns_of_results() -> None:
    people = pd.DataFrame({"v": ["a", "b", "a"] * 20, "w": [1, 2, 3, 4] * 15, "x": [1, 0, 0, 1, 1] * 12, "y": [1, 1, 0] * 20})
    given: dict[str, tuple[object, ...]] = {
        "shares": ("v",), "toplines": (["v"],), "means": ("w",), "quantiles": ("w",), "totals": ("w",), "ratios": ("w", "x"),
        "variances": ("w",), "cronbach_alpha": (["w", "x"],), "multiple_response": (["x", "y"],), "overlaps": (["x", "y"],),
    }  # fmt: skip
    columns = {name: gives.split(", ") for name, _, gives, _ in _ROWS}
    for name, arguments in given.items():
        assert list(getattr(analysis, name)(people, *arguments).columns) == columns[name], name
    of_shares = [name.removesuffix(" (of shares)") for name in columns["contrasts"]]
    assert list(analysis.contrasts(people, "v", by="x", category="a").columns) == of_shares
    of_means = [name for name in columns["contrasts"] if "(" not in name]
    assert list(analysis.contrasts(people, "w", by="v", statistic="mean").columns) == of_means
    assert list(analysis.simultaneous_intervals([3, 4]).columns) == columns["simultaneous_intervals"]
    table = analysis.crosstab(people, "v", "x")
    assert ", ".join(table.frame.columns) in next(words for name, _, _, words in _ROWS if name == "Crosstab")


@pytest.mark.parametrize(("name", "program", "words"), COMMANDS, ids=[f"{name}-{program}" for name, program, _ in COMMANDS])
def test_every_command_in_a_page_can_be_parsed(name: str, program: str, words: str) -> None:
    parsers = {"instruments": instruments_parser, "analysis": analysis_parser, "survey": survey_parser}
    assert parsers[program]().parse_args(shlex.split(words)), name
