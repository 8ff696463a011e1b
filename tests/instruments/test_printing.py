"""`python -m instruments print`: what it writes, and what it says where it cannot."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from instruments.cli import main

ROOT = Path(__file__).resolve().parents[2]
SURVEY = ROOT / "tests" / "survey"


@pytest.fixture(autouse=True)
def _in_a_folder_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_a_form_is_named_after_what_it_is(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["print", "astana-2023"]) == 0
    assert main(["print", "astana-2023", "--language", "ru", "--mode", "self"]) == 0
    assert main(["print", str(SURVEY / "every-form.yaml"), "--arm", "list=long", "--language", "en"]) == 0
    assert main(["print", "astana-2023", "--out", "folder/mine.PDF"]) == 0
    names = ["astana-2023-kk.pdf", "astana-2023-ru-self.pdf", "every-form-en-long.pdf", "folder/mine.PDF"]
    said = capsys.readouterr()
    assert (said.out.split(), said.err) == (names, "")
    assert all((tmp_path / name).read_bytes().startswith(b"%PDF-") for name in names)


def test_nothing_is_overwritten_unless_asked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    mine = tmp_path / "mine.pdf"
    mine.write_text("mine", encoding="utf-8")
    assert main(["print", "astana-2023", "--out", "mine.pdf"]) == 1
    assert (
        "mine.pdf: exists already and was left as it is. Name another file with --out, or add --force." in capsys.readouterr().err
    )
    assert mine.read_text(encoding="utf-8") == "mine"
    assert main(["print", "astana-2023", "--out", "mine.pdf", "--force"]) == 0
    assert mine.read_bytes().startswith(b"%PDF-")


def test_without_a_study_file_there_is_room_to_write_by_hand(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shutil.copy(SURVEY / "every-kind.yaml", tmp_path)
    assert main(["print", "every-kind.yaml"]) == 0
    assert "every-kind has no study file: lines are left to write by hand who asks." in capsys.readouterr().err
    shutil.copy(SURVEY / "every-kind-study.yaml", tmp_path / "who.yaml")
    assert main(["print", "every-kind.yaml", "--study", "who.yaml", "--force"]) == 0
    assert capsys.readouterr().err == ""
    assert main(["print", "every-kind.yaml", "--study", "nobody.yaml", "--force"]) == 1
    assert "nobody.yaml: No such file" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["astana-2024"], 1, "Did you mean 'astana-2023'?"),
        (["astana-2023", "--language", "kz"], 2, "--language kz: astana-2023 has kk, en, ru. Did you mean 'kk'?"),
        (["astana-2023", "--out", "x.docx"], 2, "--out x.docx: the name must end in .pdf, got .docx."),
        (["astana-2023", "--out", "x"], 2, "got no ending."),
        (["astana-2023", "--arm", "card=card"], 2, "the experiments of astana-2023 are none."),
        (["every-form", "--arm", "list"], 2, "--arm list: write the experiment and its arm"),
        (["every-form", "--arm", "lists=long"], 2, "the experiments of every-form are list. Did you mean 'list'?"),
        (["every-form", "--arm", "list=log"], 2, "the arms of list are short, long. Did you mean 'long'?"),
        (["every-form", "--mode", "self"], 2, "Print a form for each arm, beginning with --arm list=short."),
        (["astana-2023", "--out", "/dev/null/x.pdf"], 1, "/dev/null/x.pdf: cannot be written"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], code: int, words: str
) -> None:
    named = str(SURVEY / "every-form.yaml") if arguments[0] == "every-form" else arguments[0]
    assert main(["print", named, *arguments[1:]]) == code
    assert words in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_other_commands_load_no_pdf_library() -> None:
    code = "import sys, instruments.cli; instruments.cli.main(['check']); sys.exit('reportlab' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False, capture_output=True).returncode == 0
