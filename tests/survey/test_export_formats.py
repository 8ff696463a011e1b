"""`python -m survey export` in each format, as the page of exports has them."""

from __future__ import annotations

import csv
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

import analysis
from survey import commands
from survey.commands import main

SLUG = "small"
QUESTIONNAIRE = """
id: small
version: 1
languages: [en]
title: {en: "Small"}
population: {en: "Everybody"}
basis: convenience
sections:
  - id: all
    questions:
      - id: likes
        kind: one
        text: {en: "Which one?"}
        choices:
          - {code: 1, id: first, label: {en: "The first"}}
          - {code: 2, id: second, label: {en: "The second"}, other: true}
          - {code: -1, label: {en: "I cannot answer"}}
      - {id: why, kind: text, text: {en: "Why?"}}
      - {id: hours, kind: decimal, text: {en: "How long?"}, low: 0, high: 24, places: 1}
"""
OWN_WORDS = {"likes__other_text", "why"}
STUDY = "id: small\nminutes: 1\n" + "".join(
    f"{key}: {{en: something}}\n"
    for key in (
        "conductor", "sponsor", "contact", "field_dates", "recruitment", "incentives", "ethics", "retention", "storage",
    )
)  # fmt: skip


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Path:
    """A folder with a small study, answered by made-up people."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(commands.os, "umask", lambda mask: mask)
    for name in ("SURVEY_DATABASE_URL", "SURVEY_SECRET_KEY", "SURVEY_TRUSTED_HOSTS", "SURVEY_PROXY_HOPS"):
        monkeypatch.delenv(name, raising=False)
    (tmp_path / "small.yaml").write_text(QUESTIONNAIRE, encoding="utf-8")
    (tmp_path / "small-study.yaml").write_text(STUDY, encoding="utf-8")
    assert main(["open", "small.yaml"]) == 0
    assert main(["simulate", SLUG, "--n", "20"]) == 0
    capsys.readouterr()
    return tmp_path


def exported(name: str, *more: str) -> None:
    assert main(["export", SLUG, "--out", name, "--include-tests", *more]) == 0


def in_csv(path: str) -> list[dict[str, str]]:
    with Path(path).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def plain(cell: object) -> str:
    """Return a cell as a text; a sheet has one kind of number, so that 3.0 is 3 in it."""
    return "" if cell is None else str(cell).removesuffix(".0")


def open_second_version(*, instead_of: str, words: str) -> None:
    """Open a second version with other words in one place, and have it answered."""
    text = QUESTIONNAIRE.replace("version: 1", "version: 2").replace(instead_of, words)
    Path("small.yaml").write_text(text, encoding="utf-8")
    assert main(["open", "small.yaml"]) == 0
    assert main(["simulate", SLUG, "--n", "10"]) == 0


def test_each_format_holds_every_response_and_every_value() -> None:
    for suffix in ("csv", "xlsx", "parquet"):
        exported(f"out.{suffix}")
    of_csv = in_csv("out.csv")
    assert sum(row["status"] == "complete" for row in of_csv) == 20
    names, *cells = openpyxl.load_workbook("out.xlsx").active.iter_rows(values_only=True)
    assert names == tuple(of_csv[0])
    assert [[plain(cell) for cell in row] for row in cells] == [[plain(cell) for cell in row.values()] for row in of_csv]
    read = [
        analysis.read(path, instrument="small.yaml", partials=True, include_tests=True).frame
        for path in ("out.csv", "out.xlsx", "out.parquet")
    ]
    by_id = [frame.set_index("response_id").sort_index().sort_index(axis=1) for frame in read]
    for frame in by_id[1:]:
        pd.testing.assert_frame_equal(frame, by_id[0], check_dtype=False)
    assert set(by_id[0].index) == {row["response_id"] for row in of_csv}
    types = dict(pd.read_parquet("out.parquet").dtypes.astype(str))
    assert [types[name] for name in ("likes", "version", "hours")] == ["int64", "int64", "float64"]


@pytest.mark.parametrize("suffix", ["csv", "xlsx", "parquet"])
def test_what_respondents_wrote_is_left_out_where_it_is_not_wanted(suffix: str, capsys: pytest.CaptureFixture[str]) -> None:
    readers = {"csv": pd.read_csv, "xlsx": pd.read_excel, "parquet": pd.read_parquet}
    for name, more in (("whole", ()), ("codes", ("--without-texts",))):
        exported(f"{name}.{suffix}", *more)
    whole, codes = (readers[suffix](f"{name}.{suffix}") for name in ("whole", "codes"))
    assert set(whole.columns) - set(codes.columns) == OWN_WORDS
    assert len(whole) == len(codes)
    said = capsys.readouterr().out.splitlines()
    assert ["what respondents wrote themselves" in line for line in said] == [True, False]


def test_one_version_is_exported_alone(capsys: pytest.CaptureFixture[str]) -> None:
    open_second_version(instead_of="The first", words="The very first")
    for suffix in ("csv", "xlsx", "parquet"):
        exported(f"second.{suffix}", "--version", "2")
    assert {row["version"] for row in in_csv("second.csv")} == {"2"}
    assert set(pd.read_excel("second.xlsx")["version"]) == {2}
    assert set(pd.read_parquet("second.parquet")["version"].astype(int)) == {2}
    exported("both.csv")
    assert {row["version"] for row in in_csv("both.csv")} == {"1", "2"}
    assert main(["export", SLUG, "--out", "third.csv", "--version", "3"]) == 1
    assert "small has no version 3. Versions there: 1, 2." in capsys.readouterr().err
    assert not Path("third.csv").exists()


def test_versions_with_other_codes_stand_in_one_file_each_with_its_number() -> None:
    """A file takes nothing away: what cannot be put together is for the analysis to say."""
    open_second_version(instead_of="code: 2,", words="code: 3,")
    for suffix in ("csv", "xlsx", "parquet"):
        exported(f"both.{suffix}")
    sheet, frame = pd.read_excel("both.xlsx"), pd.read_parquet("both.parquet")
    of_csv = {row["response_id"]: (row["version"], row["likes"]) for row in in_csv("both.csv")}
    assert {version for version, _ in of_csv.values()} == {"1", "2"}
    assert ("2", "3") in of_csv.values()
    for table in (sheet, frame):
        assert {row.response_id: (str(row.version), str(row.likes)) for row in table.itertuples()} == of_csv


@pytest.mark.parametrize("suffix", ["csv", "xlsx", "parquet"])
def test_a_file_of_nobody_has_its_columns(suffix: str, capsys: pytest.CaptureFixture[str]) -> None:
    readers = {"csv": pd.read_csv, "xlsx": pd.read_excel, "parquet": pd.read_parquet}
    assert main(["export", SLUG, "--out", f"real.{suffix}"]) == 0
    assert "0 responses" in capsys.readouterr().out
    found = readers[suffix](f"real.{suffix}")
    assert len(found) == 0
    assert {"response_id", "status", "likes", *OWN_WORDS} <= set(found.columns)


def test_those_who_were_screened_out_are_in_every_format() -> None:
    """Response rates need them."""
    first = '      - {id: adult, kind: integer, text: {en: "How old?"}, low: 0, high: 99}\n'
    screen = "screen_out:\n  - {id: young, if: {question: adult, at_most: 60}}\nsections:"
    text = QUESTIONNAIRE.replace("id: small", "id: screens").replace("sections:", screen)
    text = text.replace("    questions:\n", f"    questions:\n{first}")
    Path("screens.yaml").write_text(text, encoding="utf-8")
    Path("screens-study.yaml").write_text(STUDY.replace("id: small", "id: screens"), encoding="utf-8")
    assert main(["open", "screens.yaml"]) == 0
    assert main(["simulate", "screens", "--n", "20"]) == 0
    for suffix in ("csv", "xlsx", "parquet"):
        assert main(["export", "screens", "--out", f"all.{suffix}", "--include-tests"]) == 0
    rows = {row["response_id"]: row["status"] for row in in_csv("all.csv")}
    assert {"complete", "screened"} <= set(rows.values())
    for table in (pd.read_excel("all.xlsx"), pd.read_parquet("all.parquet")):
        assert dict(zip(table["response_id"], table["status"], strict=True)) == rows
    read = [analysis.read(f"all.{suffix}", instrument="screens.yaml", include_tests=True) for suffix in ("csv", "parquet")]
    assert read[0].excluded == read[1].excluded


def test_another_format_is_refused_with_the_names_of_those_there_are(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["export", SLUG, "--out", "out.sav"]) == 1
    assert (
        "--out out.sav: no format is called '.sav'. Give a name that ends in .csv, .xlsx or .parquet" in capsys.readouterr().err
    )
    exported("LOUD.CSV")
    assert len(in_csv("LOUD.CSV")) >= 20


@pytest.mark.parametrize("suffix", ["csv", "xlsx", "parquet"])
def test_only_its_owner_can_read_an_export(suffix: str) -> None:
    exported(f"out.{suffix}")
    assert Path(f"out.{suffix}").stat().st_mode & 0o077 == 0
