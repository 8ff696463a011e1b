"""What a command loads: libraries that draw, open workbooks or databases, or fit models only where it needs them."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from tests.analysis.answers import rows, write

HEAVY = ("matplotlib", "seaborn", "openpyxl", "sqlalchemy", "statsmodels", "scipy.stats", "jinja2")
SAY = """
import json, sys
from analysis.cli import main
code = main(sys.argv[2:])
print(json.dumps([code, [name for name in json.loads(sys.argv[1]) if name in sys.modules]]), file=sys.stderr)
"""


def loaded(*arguments: str) -> list[str]:
    """The heavy libraries that a command has loaded when it is done."""
    command = [sys.executable, "-c", SAY, json.dumps(HEAVY), *arguments]
    code, names = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stderr.splitlines()[-1])
    assert code == 0
    return list(names)


@pytest.fixture(scope="module")
def source(tmp_path_factory):
    return str(write(tmp_path_factory.mktemp("startup") / "answers.csv", rows(60)))


@pytest.mark.parametrize(
    "command",
    [
        ("shares", "q4_leave_eaeu", "--by", "language"),
        ("means", "q1_strength"),
        ("quantiles", "q1_strength"),
        ("cannot-answer",),
        ("cannot-answer", "--respondents"),
    ],
)
def test_a_table_loads_nothing_heavy(source, command):
    name, *rest = command
    assert loaded(name, source, *rest) == []


def test_a_crosstab_loads_its_tests_and_no_figures(source):
    assert loaded("crosstab", source, "q4_leave_eaeu", "--by", "language") == ["scipy.stats"]


def test_a_model_loads_what_fits_it_and_no_figures(source):
    assert not {"matplotlib", "seaborn", "openpyxl", "sqlalchemy"} & set(
        loaded("cannot-answer", source, "q4_leave_eaeu", "--who", "language")
    )
