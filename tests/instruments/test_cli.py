"""`python -m instruments`: what it says, and its exit codes."""

from __future__ import annotations

import io
import json
import os
import re
import runpy
import subprocess
import sys
from pathlib import Path

import pytest

from instruments import study
from instruments.cli import main
from instruments.console import run
from instruments.errors import InstrumentError, StudyFileError
from instruments.files import write
from instruments.load import load
from instruments.new import unfilled
from tests.instruments.samples import one, questions

ROOT = Path(__file__).resolve().parents[2]


def test_check_without_a_file_checks_what_is_shipped(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check"]) == 0
    assert "astana-2023: version 1, 7 questions, languages kk, en, ru" in capsys.readouterr().out


def test_check_lists_the_problems_of_every_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    good, bad = tmp_path / "good.yaml", tmp_path / "bad.yaml"
    good.write_text(questions(one("q1")).replace("basis:", "reviewed_by: {en: A. B.}\nbasis:"), encoding="utf-8")
    bad.write_text(questions(one("q1", "colour: red")), encoding="utf-8")
    assert main(["check", str(bad), str(good), "nowhere.yaml"]) == 1
    said = capsys.readouterr()
    assert "bad.yaml: 1 problem\n  line 14: " in said.err
    assert "nowhere.yaml: there is no such file" in said.err
    (tmp_path / "folder.yaml").mkdir()
    assert main(["check", str(tmp_path / "folder.yaml")]) == 1
    assert "folder.yaml: is a folder, not a file" in capsys.readouterr().err
    assert said.out.startswith(
        "small: version 1, 1 question, languages en; no consent of its own: the form asks everybody “I agree"
    )


def filled(text: str) -> str:
    return re.sub(r'"\[([^]]*)\]"', r'"\1"', text)


def test_a_new_questionnaire_is_right_and_says_what_is_still_to_be_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["new", "my-survey", "--languages", "kk, en,uz"]) == 0
    questionnaire, details = tmp_path / "my-survey.yaml", tmp_path / "my-survey-study.yaml"
    assert sorted(tmp_path.iterdir()) == [details, questionnaire]
    assert "survey open my-survey.yaml" in capsys.readouterr().out
    assert main(["check", "my-survey.yaml"]) == 0
    assert "languages kk, en, uz; " in (said := capsys.readouterr().out)
    assert "still to be written, or it cannot be opened: [title], [who is meant" in said
    instrument = load(questionnaire)
    with pytest.raises(StudyFileError) as caught:
        study.load(details, instrument)
    assert [problem.line for problem in caught.value.problems] == [line for line in range(6, 15) for _ in range(3)]
    questionnaire.write_text(filled(questionnaire.read_text("utf-8")), "utf-8")
    details.write_text(filled(details.read_text("utf-8")), "utf-8")
    assert unfilled(load(questionnaire)) == ()
    assert study.load(study.find("my-survey", questionnaire), instrument).id == "my-survey"


def test_a_new_questionnaire_overwrites_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    mine = questions(one("q1"))
    (tmp_path / "small.yaml").write_text(mine, encoding="utf-8")
    assert main(["new", "small"]) == 0
    assert capsys.readouterr().out.startswith("small-study.yaml: replace")
    assert "conductor: {en:" in (tmp_path / "small-study.yaml").read_text("utf-8"), "in the languages of the questionnaire"
    (tmp_path / "small-study.yaml").write_text("mine", encoding="utf-8")
    assert main(["new", "small"]) == 1
    assert "exist already and were left as they are" in capsys.readouterr().err
    assert [path.read_text("utf-8") for path in sorted(tmp_path.iterdir())] == ["mine", mine]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["../x"], "id must be like astana-2023"),
        (["a: b"], "x"),
        (["2024"], "id must be a text"),
        (["x", "--languages", "kk;en"], "Nothing was written: a language is an ISO 639 code such as kk, got 'kk;en'.\n"),
        (["my_study"], "Nothing was written: the questionnaire's id must be like astana-2023 (a–z, 0–9, -), got 'my_study'.\n"),
        (["admin"], "admin.yaml: /admin/ is an address of the app itself. Take another id."),
        (["x", "--languages", ""], "languages must name at least one language"),
    ],
)
def test_a_new_questionnaire_needs_an_id_and_languages(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], arguments: list[str], words: str
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["new", *arguments]) == 1
    assert words in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_the_name_of_a_file_that_is_here_is_asked_back_with_its_suffix(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["new", "small"]) == 0
    assert main(["check", "small"]) == 1
    assert "Did you mean 'small.yaml'?" in capsys.readouterr().err
    assert main(["check", "smal"]) == 1
    assert "Did you mean" not in capsys.readouterr().err
    assert main(["check", "n" * 5000]) == 1


def test_check_names_what_would_stand_in_the_consent_as_it_is(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    codes = "[{code: 1, label: {en: A}}, {code: 0, label: {en: B}}]"
    own = f"id: consent\nkind: consent\ntext: {{en: '{{minutes}} {{minuts}} {{x}}'}}\nchoices: {codes}"
    path = tmp_path / "small.yaml"
    path.write_text(questions(own, one("q1")), encoding="utf-8")
    assert main(["check", str(path)]) == 0
    said = capsys.readouterr().out
    offered = "which stays as it is; filled in are {contact}, {minutes}, {questions}"
    assert f"the consent has {{minuts}}, {offered}; the consent has {{x}}, {offered}" in said
    path.write_text(questions(one("q1")).replace("id: small", "id: static", 1), encoding="utf-8")
    assert main(["check", str(path)]) == 0
    assert "it cannot be opened: /static/ is an address of the app itself" in capsys.readouterr().out


def test_codebook_writes_each_format(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for suffix in (".md", ".csv", ".json"):
        assert main(["codebook", "astana-2023", "--out", str(tmp_path / f"book{suffix}"), "--language", "en"]) == 0
    assert (tmp_path / "book.csv").read_bytes().startswith(b"\xef\xbb\xbfVariable,")
    assert json.loads((tmp_path / "book.json").read_text(encoding="utf-8"))["instrument"] == "astana-2023"
    capsys.readouterr()
    assert main(["codebook", "astana-2023"]) == 0
    assert capsys.readouterr().out.startswith("# Кодтар кітапшасы")


def test_a_codebook_takes_the_place_of_no_file_unless_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    answers = tmp_path / "answers.csv"
    answers.write_text("response_id,q1_strength\n", encoding="utf-8")
    assert main(["codebook", "astana-2023", "--out", str(answers)]) == 1
    assert "answers.csv: exists already and was left as it is" in capsys.readouterr().err
    assert answers.read_text(encoding="utf-8") == "response_id,q1_strength\n"
    assert main(["codebook", "astana-2023", "--out", str(answers), "--force"]) == 0
    assert answers.read_text(encoding="utf-8-sig").startswith("Айнымалы,")


def test_a_wrong_file_is_an_error_without_a_traceback(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["codebook", "astana-2024"]) == 1
    assert "Did you mean 'astana-2023'" in capsys.readouterr().err


def test_wrong_options_are_command_line_errors(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["codebook", "astana-2023", "--language", "tr"]) == 2
    assert "astana-2023 has kk, en, ru" in capsys.readouterr().err
    assert main(["codebook", "astana-2023", "--out", str(tmp_path / "book.docx")]) == 2
    assert "must end in .md, .csv, .json, got .docx" in capsys.readouterr().err
    assert main(["codebook", "astana-2023", "--out", str(tmp_path / "book")]) == 2
    with pytest.raises(SystemExit, match="2"):
        main(["codebok"])
    assert "There is no command 'codebok'. Did you mean 'codebook'?" in capsys.readouterr().err


def test_a_name_that_is_no_utf8_is_a_command_line_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As of a file that came from an older Windows: its name cannot be printed, so the error says its bytes."""
    monkeypatch.chdir(tmp_path)
    name = b"\xee\xf2\xe2\xe5\xf2\xfb"
    for program, *before in (
        ("instruments", "codebook", "astana-2023", "--out"),
        ("survey", "backup", "--out"),
        ("survey", "close"),
        ("analysis", "report", "--out"),
    ):
        command = [sys.executable, "-m", program, *before, name + b".md"]
        ran = subprocess.run(command, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, check=False)
        assert (ran.returncode, ran.stdout) == (2, b""), command
        assert b"is not UTF-8, got b'\\xee\\xf2" in ran.stderr
        assert ran.stderr.count(b"\n") == 2
    assert list(tmp_path.iterdir()) == []


def test_a_place_that_cannot_be_written_keeps_what_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(InstrumentError, match="cannot be written"):
        write(tmp_path / "file" / "folder.md", "text")
    (tmp_path / "file").unlink()
    kept = tmp_path / "kept.md"
    kept.write_text("before", encoding="utf-8")

    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(InstrumentError, match="No space left on device"):
        write(kept, "after")
    assert [path.name for path in tmp_path.iterdir()] == ["kept.md"]
    assert kept.read_text(encoding="utf-8") == "before"


def test_a_full_disk_behind_the_screen_is_no_traceback(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    full = Path("/dev/full").open("w", encoding="utf-8")  # noqa: SIM115 - closing it fails, too
    monkeypatch.setattr(sys, "stdout", full)
    assert main(["check"]) == 1
    assert "No space left on device" in capsys.readouterr().err
    with pytest.raises(OSError, match="No space"):
        full.close()


def test_kazakh_is_written_whatever_the_code_page(monkeypatch: pytest.MonkeyPatch) -> None:
    held = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(held, encoding="ascii"))
    assert main(["codebook", "astana-2023", "--language", "kk"]) == 0
    assert "Жауап беруге қиналамын".encode() in held.getvalue()
    monkeypatch.setattr(sys, "stdout", io.StringIO())
    assert main(["check"]) == 0


def test_the_module_runs(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys, "argv", ["instruments", "check", "nothing.yaml"])
    with pytest.raises(SystemExit, match="1"):
        runpy.run_module("instruments", run_name="__main__")
    assert "Traceback" not in capsys.readouterr().err


@pytest.mark.parametrize("name", ["instruments", "analysis", "survey"])
def test_a_python_without_the_packages_is_told_of_the_right_one(name: str, tmp_path: Path) -> None:
    """`-S` leaves out the environment's packages, as a Python that is not the project's own does."""
    done = subprocess.run(
        [sys.executable, "-S", "-m", name, {"analysis": "report", "survey": "upgrade"}.get(name, "check")],
        cwd=tmp_path, env={"PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert done.stderr.startswith("This Python lacks what the project needs (No module named ")
    assert f".venv/bin/python -m {name} …" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_a_lacking_package_is_an_exit_code(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setitem(sys.modules, "colorsys", None)
    assert run("colorsys", "python -m colorsys") == 1
    assert ".venv/bin/python -m colorsys …" in capsys.readouterr().err


def test_a_mistake_of_our_own_is_no_missing_package(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ModuleNotFoundError):
        run("instruments.absent", "python -m instruments")


def test_a_language_that_the_form_has_no_words_in_is_said_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    warning = (
        "warning: almaty: the form has no words of its own in 'kz', so this cannot be opened: there are en, kk, ru. "
        "Did you mean 'kk'?\n"
    )
    assert main(["new", "almaty", "--languages", "kz,ru"]) == 0
    assert capsys.readouterr().err == warning
    assert main(["check", "almaty.yaml"]) == 0
    assert capsys.readouterr().err == warning
    assert main(["new", "astana", "--languages", "kk,ru"]) == 0
    assert capsys.readouterr().err == ""


def test_the_choices_of_a_new_questionnaire_have_ids(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["new", "almaty"]) == 0
    choices = load(tmp_path / "almaty.yaml").question("q1").choices
    assert [choice.id for choice in choices] == ["first", "second", "cannot_answer"]


@pytest.mark.parametrize("program", ["instruments codebook astana-extended", "survey privacy-report"])
def test_a_reader_that_stops_reading_is_no_error(tmp_path: Path, program: str) -> None:
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    subprocess.run([sys.executable, "-m", "survey", "open", "astana-2023"], cwd=tmp_path, env=environment, check=True)
    command = f"{sys.executable} -m {program} | true"
    run = subprocess.run(
        ["bash", "-o", "pipefail", "-c", command], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
    )
    assert (run.returncode, run.stderr) == (0, "")


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (["print", "x", "--languge", "kk"], "unrecognized arguments: --languge kk. Did you mean '--language'?"),
        (["print", "x", "--languge=kk"], "unrecognized arguments: --languge=kk. Did you mean '--language'?"),
        (["print", "x", "--zebra"], "unrecognized arguments: --zebra.\n"),
        (["print", "x", "y"], "unrecognized arguments: y.\n"),
    ],
)
def test_an_unknown_option_is_said_by_its_command_with_the_nearest(
    given: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(given)
    assert ended.value.code == 2
    message = capsys.readouterr().err
    assert message.startswith(f"python -m instruments print: {said}")
    assert message.endswith("\nSee python -m instruments print --help.\n")
