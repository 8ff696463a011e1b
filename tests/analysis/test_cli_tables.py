"""The one-table commands: several questions at once, tables without a questionnaire, and letters of columns."""

from pathlib import Path

import pandas as pd
import pytest

from analysis import Design, crosstab, means, read, shares
from analysis.cli import main
from tests.analysis.answers import ASTANA, rows, write
from tests.analysis.test_cli import as_json, failed, in_order, printed_json

SCHOOLS = Path(__file__).resolve().parents[1] / "golden" / "r_survey" / "apistrat.csv"


@pytest.fixture(scope="module")
def with_extra(tmp_path_factory):
    """Eighty responses; ten lack the further column `extra`."""
    made = [{**row, "extra": "" if number < 10 else number % 2} for number, row in enumerate(rows(80))]
    return str(write(tmp_path_factory.mktemp("tables") / "answers.csv", made))


@pytest.fixture(scope="module")
def bare():
    """A table of no questionnaire: strata of different size, weights, negative numbers and a missing one."""
    return pd.DataFrame(
        {
            "school": [f"s{number}" for number in range(40)],
            "kind": ["E"] * 20 + ["H"] * 12 + ["M"] * 8,
            "change": [-1, -2, 3, 4, 5] * 8,
            "target": [None, *range(1, 40)],
            "wide": ["yes"] * 19 + ["no"] * 13 + ["yes", "no"] * 4,
            "pw": [2.5] * 20 + [1.5] * 12 + [4.0] * 8,
            "language": ["kk"] * 20 + ["zz"] * 20,
        }
    )


@pytest.fixture(params=["csv", "xlsx", "parquet"])
def bare_file(request, bare, tmp_path):
    path = tmp_path / f"schools.{request.param}"
    if request.param == "csv":
        bare.to_csv(path, index=False, na_rep="NA")
    elif request.param == "xlsx":
        bare.to_excel(path, index=False)
    else:
        bare.to_parquet(path)
    return path


def test_counts_are_told_of_each_question(capsys, with_extra):
    found = printed_json(capsys, "shares", with_extra, "q4_leave_eaeu", "extra")["attrs"]
    assert {name: said["missing"] for name, said in found["questions"].items()} == {"q4_leave_eaeu": 0, "extra": 10}
    assert not {"missing", "missing_by", "non_answers"} & set(found)
    assert found["level"] == 0.95
    numbers = printed_json(capsys, "means", with_extra, "q1_strength", "extra")["attrs"]["questions"]
    data = read(with_extra, instrument=ASTANA)
    for name in ("q1_strength", "extra"):
        expected = means(data, name).attrs
        assert {key: numbers[name][key] for key in ("missing", "missing_by", "non_answers")} == {
            key: expected[key] for key in ("missing", "missing_by", "non_answers")
        }


def test_one_question_keeps_its_counts_where_they_were(capsys, with_extra):
    found = printed_json(capsys, "shares", with_extra, "extra")["attrs"]
    assert (found["missing"], "questions" in found) == (10, False)


def test_warnings_of_all_questions_are_told(capsys, with_extra, tmp_path):
    frame = pd.read_csv(with_extra)
    frame["alone"] = [1, *[None] * 79]
    path = tmp_path / "answers.csv"
    frame.to_csv(path, index=False)
    warned = shares(read(path, instrument=ASTANA), "alone").attrs["warnings"]
    found = printed_json(capsys, "shares", path, "q4_leave_eaeu", "alone")["attrs"]
    assert warned
    assert found["warnings"] == warned
    assert found["questions"]["q4_leave_eaeu"]["warnings"] == ""


def test_a_table_of_no_questionnaire(capsys, bare, bare_file, tmp_path):
    design = tmp_path / "design.yaml"
    design.write_text("weight: pw\nstrata: kind\n", encoding="utf-8")
    found = printed_json(capsys, "means", bare_file, "change", "target", "--by", "kind", "--design", design)
    expected = [means(bare, name, by="kind", design=Design(weight="pw", strata="kind")) for name in ("change", "target")]
    for table in expected:
        got = [row for row in found["rows"] if row["question"] == table["question"].iloc[0]]
        assert [row["n"] for row in got] == table["n"].tolist()
        for name in ("mean", "se", "low", "high"):
            assert [row[name] for row in got] == pytest.approx(table[name].tolist(), rel=1e-12)
    assert found["attrs"]["questions"]["target"]["missing"] == 1
    assert found["attrs"]["questionnaire"] == "no questionnaire: negative numbers are numbers"
    counted = printed_json(capsys, "shares", bare_file, "change")["rows"]
    assert {row["category"]: row["n"] for row in counted} == {-2: 8, -1: 8, 3: 8, 4: 8, 5: 8}


def test_a_stratified_sample_of_schools_from_the_command_line(capsys, tmp_path):
    """The mean that R's survey gives of the stratified sample: svymean(~api00, dstrat)."""
    design = tmp_path / "design.yaml"
    design.write_text("weight: pw\nstrata: stype\nfpc: fpc\n", encoding="utf-8")
    found = printed_json(capsys, "means", SCHOOLS, "api00", "--design", design)["rows"][0]
    assert (found["n"], round(found["mean"], 2), round(found["se"], 4)) == (200, 662.29, 9.4089)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "No questionnaire: every value stands for itself, and negative numbers are numbers."),
        ("kk", "Сауалнама көрсетілмеген: әр мән сол күйінде алынды, теріс сандар – кәдімгі сандар."),
        ("ru", "Анкета не указана: каждое значение взято как есть, отрицательные числа – обычные числа."),
    ],
)
def test_labels_of_no_questionnaire_are_the_values(capsys, bare_file, language, words):
    assert main(["shares", str(bare_file), "language", "--by", "kind", "--language", language]) == 0
    printed = capsys.readouterr().out
    assert words in printed
    assert "**language**" in printed
    assert "| E | kk | 20 | 20 | 100" in printed


def test_what_needs_a_questionnaire_says_so(capsys, bare_file):
    for rest in (["wide"], [], ["--respondents"], ["--bases"]):
        code, message = failed(capsys, "cannot-answer", bare_file, *rest)
        assert (code, 'no code for "cannot answer"' in message) == (2, True)
    code, message = failed(capsys, "shares", bare_file, "wide", "--missing", "no=-1")
    assert (code, "--missing is of no use without a questionnaire" in message, "--instrument" in message) == (2, True, True)
    code, message = failed(capsys, "shares", bare_file, "wide", "--instrument", "astana-2023")
    assert (code, "no column holds a question of astana-2023" in message) == (1, True)
    code, message = failed(capsys, "shares", bare_file, "wid")
    assert (code, "Did you mean 'wide'" in message) == (2, True)


def test_a_table_with_one_question_is_read_with_its_questionnaire(capsys, tmp_path):
    path = tmp_path / "part.csv"
    for header in ("q2_improve", "q3_spheres__economy", ASTANA.variables[1].text["kk"]):
        pd.DataFrame({header: [1, 2, 1], "vote": [1, 2, 2]}).to_csv(path, index=False)
        code, message = failed(capsys, "shares", path, "vote")
        assert (code, "Read as the questionnaire astana-2023" in message) == (1, True)


def test_columns_of_one_name_are_refused(capsys, tmp_path):
    (tmp_path / "twice.csv").write_text("a,b,a\n1,2,3\n", "utf-8")
    code, message = failed(capsys, "shares", tmp_path / "twice.csv", "b")
    assert (code, "column 'a': stands in the header twice" in message) == (1, True)


def test_letters_of_a_crosstab_as_json(capsys, bare, bare_file):
    found = printed_json(capsys, "crosstab", bare_file, "wide", "change", "--by", "kind")
    tables = {name: crosstab(bare, name, "kind", test="pearson") for name in ("wide", "change")}
    for part in ("letters", "comparisons"):
        expected = [[("question", name), *row] for name, table in tables.items() for row in as_json(getattr(table, part))]
        assert in_order(found[part]) == expected
    assert [(one["question"], one["tests"], one["adjust"]) for one in found["letter_tests"]] == [
        (name, table.letters.attrs["tests"], "holm") for name, table in tables.items()
    ]
    marked = {(row["row"], row["column"]): row["higher_than"] for row in found["letters"] if row["question"] == "wide"}
    assert marked[("yes", "E")] != ""


def test_letters_of_a_question_bear_the_labels_of_its_questionnaire(capsys, with_extra):
    assert main(["crosstab", with_extra, "q2_improve", "--by", "language", "--level", "0.999"]) == 0
    printed = capsys.readouterr().out
    assert "| A: English | B: Kazakh | C: Russian |" in printed
    assert "adjusted p-value below 0.001" in printed
    found = printed_json(capsys, "crosstab", with_extra, "q2_improve", "--by", "language")
    expected = crosstab(read(with_extra, instrument=ASTANA), "q2_improve", "language", test="pearson").letters
    assert [row["higher_than"] for row in found["letters"]] == expected["higher_than"].tolist()


@pytest.mark.parametrize(
    ("language", "caption", "tests", "adjusted"),
    [
        ("en", "Which columns have a higher share", "2 tests of pairs of columns were run", "(Holm)"),
        ("kk", "Қай бағандардың үлесі жоғары", "Бағандар жұбы бойынша 2 тексеру жүргізілді", "(Холм әдісі)"),
        ("ru", "В каких столбцах доля выше", "Проведено 2 проверки пар столбцов", "(метод Холма)"),
    ],
)
def test_letters_of_a_crosstab_in_words(capsys, tmp_path, language, caption, tests, adjusted):
    path = tmp_path / "votes.csv"
    pd.DataFrame({"vote": ["a"] * 36 + ["b"] * 8 + ["a"] * 4 + ["b"] * 32, "town": ["x"] * 40 + ["y"] * 40}).to_csv(
        path, index=False
    )
    assert main(["crosstab", str(path), "vote", "--by", "town", "--language", language]) == 0
    printed = capsys.readouterr().out
    for words in (caption, tests, adjusted, "| A: x | B: y |", "| a | B | – |", "| b | – | A |"):
        assert words in printed
