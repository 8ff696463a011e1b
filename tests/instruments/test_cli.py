"""`python -m instruments`: what it says, and its exit codes."""

from __future__ import annotations

import io
import json
import runpy
import sys
from pathlib import Path

import pytest

from instruments.cli import main
from instruments.errors import InstrumentError
from instruments.files import write
from tests.instruments.samples import one, questions


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
    assert said.out == "small: version 1, 1 questions, languages en\n"


def test_codebook_writes_each_format(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for suffix in (".md", ".csv", ".json"):
        assert main(["codebook", "astana-2023", "--out", str(tmp_path / f"book{suffix}"), "--language", "en"]) == 0
    assert (tmp_path / "book.csv").read_bytes().startswith(b"\xef\xbb\xbfVariable,")
    assert json.loads((tmp_path / "book.json").read_text(encoding="utf-8"))["instrument"] == "astana-2023"
    capsys.readouterr()
    assert main(["codebook", "astana-2023"]) == 0
    assert capsys.readouterr().out.startswith("# Кодтар кітабы")


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
