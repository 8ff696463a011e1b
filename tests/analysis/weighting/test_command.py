"""`python -m analysis weight`: the data with their weights, what is said of them, and what is never overwritten."""

from __future__ import annotations

import json

import pandas as pd
import pytest

from analysis import rake, read, shares
from analysis.cli import main
from analysis.report.weights import _write
from tests.analysis.answers import ASTANA, rows, write

MARGINS = """
population: "Adults of a town"
date: "2024-01-01"
source: "invented"
caution: {kk: "Ойдан шығарылған.", en: "Made up.", ru: "Выдумано."}
margins:
  language: {kk: 60, ru: 30, en: 10}
  q2_improve: {1: 40, 2: 30, -1: 30}
totals: {q1_strength: 500}
categories:
  kk: {kk: "қазақша", en: "in Kazakh", ru: "по-казахски"}
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    place = tmp_path_factory.mktemp("weight")
    write(place / "answers.csv", rows(60))
    (place / "margins.yaml").write_text(MARGINS, encoding="utf-8")
    return place


def run(capsys, folder, out, *options, use=("language",)):
    """Exit code, what was printed, and the message of an error."""
    named = ["weight", folder / "answers.csv", "--instrument", ASTANA.id, "--margins", folder / "margins.yaml", "--out", out]
    chosen = ["--use", *use] if use else []
    try:
        code = main([str(word) for word in (*named, *chosen, *options)])
    except SystemExit as stopped:
        code = stopped.code
    printed = capsys.readouterr()
    assert "Traceback" not in printed.err
    return code, printed.out, printed.err


@pytest.mark.parametrize("suffix", [".csv", ".parquet"])
def test_the_data_come_back_with_their_weights(capsys, folder, tmp_path, suffix):
    out = tmp_path / f"weighted{suffix}"
    code, said, _ = run(capsys, folder, out)
    assert code == 0
    assert said.endswith(f"Wrote weighted{suffix}: 60 rows with the column weight.\n")
    data = read(folder / "answers.csv", instrument=ASTANA)
    expected = rake(data, {"language": {"kk": 60, "ru": 30, "en": 10}})
    found = pd.read_csv(out) if suffix == ".csv" else pd.read_parquet(out)
    assert found["weight"].tolist() == expected.weights.tolist()
    assert main(["shares", str(out), "language", "--weight", "weight", "--instrument", ASTANA.id, "--json"]) == 0
    listed = {row["category"]: row["share"] for row in json.loads(capsys.readouterr().out)["rows"]}
    assert listed == pytest.approx({"kk": 0.6, "ru": 0.3, "en": 0.1})
    assert shares(data, "language", design=expected)["share"].sum() == pytest.approx(1)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (
            "en",
            [
                "Weights: raking + trimming",
                "Effective number of respondents",
                "| Kazakh |",
                "Caution: Made up.",
                "45 weights were brought",
            ],
        ),
        ("kk", ["Салмақтар: рейкинг + салмақтарды қию", "Респонденттердің тиімді саны", "Ескерту: Ойдан", "60,0"]),
        ("ru", ["Веса: рейкинг + усечение", "Эффективное число респондентов", "Предостережение: Выдумано.", "60,0"]),
    ],
)
def test_the_diagnostics_are_said_in_every_language(capsys, folder, tmp_path, language, words):
    code, said, _ = run(capsys, folder, tmp_path / "o.csv", "--trim", "0.5", "1.7", "--language", language)
    assert code == 0
    assert [word for word in words if word not in said] == []


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "Estimates with --weight w2 take these weights as given: their standard errors are not those of"),
        ("kk", "--weight w2 арқылы есептелген бағалаулар бұл салмақтарды тұрақты деп алады"),
        ("ru", "Оценки с --weight w2 считают эти веса заданными"),
    ],
)
def test_the_column_is_said_to_know_nothing_of_the_calibration(capsys, folder, tmp_path, language, words):
    _, said, _ = run(capsys, folder, tmp_path / "w.csv", "--language", language, "--column", "w2")
    assert said.count(words) == 1


def test_json_alone(capsys, folder, tmp_path):
    options = ("--method", "logit", "--bounds", "0.1", "9", "--trim", "0.2", "5", "--column", "w", "--total", "60", "--json")
    code, said, error = run(capsys, folder, tmp_path / "o.csv", *options)
    assert (code, error) == (0, "")
    document = json.loads(said)
    assert [step["method"] for step in document["steps"]] == ["logit", "trim"]
    assert document["steps"][0]["sum"] == pytest.approx(60)
    assert (document["file"], document["column"], document["synthetic"]) == ("o.csv", "w", False)
    assert document["margins"][0]["caution"]["en"] == "Made up."
    assert pd.read_csv(tmp_path / "o.csv")["w"].sum() == pytest.approx(60)


@pytest.mark.parametrize("method", ["poststratify", "linear", "raking"])
def test_every_method_meets_the_margin(capsys, folder, tmp_path, method):
    (tmp_path / "design.yaml").write_text("basis: probability", "utf-8")
    code, said, _ = run(capsys, folder, tmp_path / "o.csv", "--method", method, "--design", tmp_path / "design.yaml")
    assert code == 0
    assert "chose themselves" not in said
    sums = pd.read_csv(tmp_path / "o.csv").groupby("language")["weight"].sum()
    assert sums.to_dict() == pytest.approx({"kk": 60, "ru": 30, "en": 10})


def test_test_responses_are_marked(capsys, folder, tmp_path):
    pd.read_csv(folder / "answers.csv").assign(is_test=1).to_csv(tmp_path / "tests.csv", index=False)
    named = ["weight", tmp_path / "tests.csv", "--instrument", ASTANA.id, "--margins", folder / "margins.yaml"]
    chosen = ["--use", "language", "--include-tests", "--out", tmp_path / "o.csv"]
    assert main([str(word) for word in (*named, *chosen)]) == 0
    assert capsys.readouterr().out.startswith("**SYNTHETIC")


def test_totals_of_numbers_are_printed_as_numbers(capsys, folder, tmp_path):
    (folder / "numbers.yaml").write_text(
        'population: "P"\ndate: "2024-01-01"\nsource: "S"\nmargins: {language: {kk: 31, ru: 15, en: 14}}\ntotals: {version: 60}',
        "utf-8",
    )
    options = ("--margins", folder / "numbers.yaml", "--method", "linear")
    code, said, _ = run(capsys, folder, tmp_path / "o.csv", *options, use=())
    assert code == 0
    assert "| version | 60 | 60 | 60 |" in said


def test_what_to_beware_of_is_said(capsys, folder, tmp_path):
    data = pd.read_csv(folder / "answers.csv")
    data.assign(q1_strength=[number % 10 + 1 for number in range(len(data))]).to_csv(tmp_path / "all.csv", index=False)
    (tmp_path / "margins.yaml").write_text(
        'population: "P"\ndate: "2024-01-01"\nsource: "S"\n'
        "margins: {language: {kk: 31, ru: 15, en: 14}, mode: {web: 60.00001}}\ntotals: {q1_strength: 560}",
        "utf-8",
    )
    named = ["weight", tmp_path / "all.csv", "--instrument", ASTANA.id, "--margins", tmp_path / "margins.yaml"]
    assert main([str(word) for word in (*named, "--method", "linear", "--out", tmp_path / "o.csv")]) == 0
    said = capsys.readouterr().out
    assert "weights are negative" in said
    assert "Brought to the sum of the first margin, from which they differed by rounding: mode." in said
    assert "They do not make respondents who chose themselves stand for those who did not answer." in said
    count = (pd.read_csv(tmp_path / "o.csv")["weight"] < 0).sum()
    assert f"{count} weights are negative" in said


@pytest.mark.parametrize(
    ("options", "code", "said"),
    [
        (("--bounds", "0.3", "3"), 2, "Raking and post-stratification have no bounds"),
        (("--method", "poststratify", "--bounds", "0.3", "3"), 2, "have no bounds"),
        (("--method", "logit"), 2, "The logit method needs bounds"),
        (("--trim", "3", "1"), 2, "Limits of weights"),
        (("--column", "mode"), 2, "The data have a column of this name already. Got 'mode'"),
        (("--margins", "astana-sex-2025"), 2, "There is no such margin in the files"),
        (("--margins", "astana-sex-2035"), 2, "Did you mean 'astana-sex-2025'"),
        (("--total", "-3"), 2, "A total is a number above 0"),
        (("--total", "many"), 2, "--total"),
        (("--method", "rak"), 2, "rak"),
    ],
)
def test_what_cannot_be_done_writes_nothing(capsys, folder, tmp_path, options, code, said):
    found = run(capsys, folder, tmp_path / "o.csv", *options)
    assert (found[0], found[1]) == (code, "")
    assert said in found[2]
    assert list(tmp_path.iterdir()) == []


def test_a_total_of_numbers_cannot_be_raked(capsys, folder, tmp_path):
    code, _, error = run(capsys, folder, tmp_path / "o.csv", use=("q1_strength",))
    assert code == 2
    assert "is one number" in error


def test_no_file_is_overwritten(capsys, folder, tmp_path):
    out = tmp_path / "o.csv"
    out.write_text("mine", "utf-8")
    code, _, error = run(capsys, folder, out)
    assert code == 1
    assert "o.csv: The file is there already. Nothing is overwritten" in error
    assert out.read_text("utf-8") == "mine"


def test_the_format_and_the_place_must_be_known(capsys, folder, tmp_path):
    code, _, error = run(capsys, folder, tmp_path / "o.sav")
    assert (code, "Write .csv or .parquet" in error) == (2, True)
    (tmp_path / "file").write_text("", "utf-8")
    code, _, error = run(capsys, folder, tmp_path / "file" / "o.csv")
    assert code == 1
    assert "cannot be written" in error


def test_a_non_answer_among_decimals_is_written_as_its_code(tmp_path):
    out = tmp_path / "weighted.csv"
    _write(out, pd.DataFrame({"hours": [7.25, -1.0, 3.0], "weight": [0.5, 1.0, 1.5]}))
    assert out.read_text("utf-8").splitlines() == ["hours,weight", "7.25,0.5", "-1,1.0", "3.0,1.5"]
