"""The one-table commands: several questions at once, tables without a questionnaire, and letters of columns."""

import math
import re
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
        ("ru", "В каких столбцах доля выше", "Проведены 2 проверки пар столбцов", "(метод Холма)"),
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


@pytest.fixture
def votes(tmp_path):
    """Sixty votes in three towns and twelve clusters; five of no town and seven without a vote."""
    path = tmp_path / "votes.csv"
    made = [
        {
            "vote": "" if number % 9 == 4 else "yes" if number % 3 else "no",
            "town": "" if number % 13 == 6 else "abc"[number // 4 % 3],
            "cluster": number % 12,
            "years": 20 + number,
            "sum": number + 0.5,
        }
        for number in range(60)
    ]
    pd.DataFrame(made).to_csv(path, index=False)
    return path


@pytest.mark.parametrize(
    ("language", "missing", "outside"),
    [
        ("en", "7 responses hold nothing for this question and are left out.", "5 respondents belong to no group"),
        ("kk", "7 сауалнама парағында бұл сұрақ бойынша дерек жоқ, олар есепке алынбады.", "5 респондент ешбір топқа кірмейді"),
        ("ru", "В 7 анкетах нет данных по этому вопросу; они не учтены.", "5 респондентов не входят ни в одну группу"),
    ],
)
def test_missing_values_are_said_under_the_table(capsys, votes, language, missing, outside):
    assert main(["shares", str(votes), "vote", "--language", language]) == 0
    printed = capsys.readouterr().out
    assert (missing in printed, outside in printed) == (True, False)
    assert main(["means", str(votes), "years", "--by", "town", "--language", language]) == 0
    printed = capsys.readouterr().out
    assert (missing in printed, outside in printed) == (False, True)
    attrs = printed_json(capsys, "crosstab", votes, "vote", "--by", "town")["attrs"]
    assert (attrs["missing"], attrs["missing_by"]) == (6, 5)  # one has neither a vote nor a town


@pytest.mark.parametrize(
    ("test", "form", "kazakh"),
    [
        ("rao-scott-f", r"Rao–Scott F: F\(%s, %s\) = %s, p = %s", r"Рао–Скотт F-критерийі: F\(%s; %s\) = %s, p = %s"),
        (
            "adjusted-wald",
            r"Adjusted Wald F: F\(%s, %s\) = %s, p = %s",
            r"Вальдтың түзетілген F-критерийі: F\(%s; %s\) = %s, p = %s",
        ),
        ("wald", r"Wald F: F\(%s, %s\) = %s, p = %s", r"Вальдтың F-критерийі: F\(%s; %s\) = %s, p = %s"),
        (
            "rao-scott-chi2",
            r"Rao–Scott chi-square: X²\(%s\) = %s, p = %s",
            r"Рао–Скотт хи-квадрат критерийі: X²\(%s\) = %s, p = %s",
        ),
        (
            "linear-combination",
            r"Pearson's chi-square by its linear combination: X² = %s, p = %s",
            r"Пирсонның хи-квадрат критерийі \(сызықтық комбинация\): X² = %s, p = %s",
        ),
        ("pearson", r"Pearson's chi-square: χ²\(%s\) = %s, p = %s", r"Пирсонның хи-квадрат критерийі: χ²\(%s\) = %s, p = %s"),
        ("fisher", r"Fisher's exact test: p = %s", r"Фишердің дәл критерийі: p = %s"),
    ],
)
def test_a_test_gives_its_statistic_and_degrees_of_freedom(capsys, votes, tmp_path, test, form, kazakh):
    design = tmp_path / "design.yaml"
    design.write_text("psu: cluster\n", encoding="utf-8")
    of_design = [] if test in ("pearson", "fisher") else ["--design", str(design)]
    found = crosstab(pd.read_csv(votes), "vote", "town", test=test, design=Design(psu="cluster") if of_design else None).test
    told = [found.df1, found.df2, *([] if test == "fisher" else [found.statistic]), found.p]
    expected = [round(number, 3 if place == len(told) - 1 else 2) for place, number in enumerate(told) if not math.isnan(number)]
    for language, sentence, decimal in (("en", form, r"(\d+(?:\.\d+)?)"), ("kk", kazakh, r"(\d+(?:,\d+)?)")):
        assert main(["crosstab", str(votes), "vote", "--by", "town", "--test", test, "--language", language, *of_design]) == 0
        match = re.search(sentence.replace("%s", decimal), capsys.readouterr().out)
        assert match is not None
        assert [float(number.replace(",", ".")) for number in match.groups()] == pytest.approx(expected, abs=0.0051)


def test_shares_of_many_numbers_suggest_means(capsys, tmp_path):
    path = tmp_path / "incomes.csv"
    pd.DataFrame({"income": [number + 0.5 for number in range(150)], "few": [1, 2, 3] * 50}).to_csv(path, index=False)
    assert main(["shares", str(path), "income"]) == 0
    printed = capsys.readouterr()
    assert "'income' holds 150 different numbers: did you mean means income" in printed.err
    assert "| 149.5 | 1 | 150 |" in printed.out
    assert main(["shares", str(path), "few"]) == 0
    assert capsys.readouterr().err == ""


def test_a_level_that_is_no_number(capsys, votes):
    for words in ("abc", "95", "nan"):
        code, message = failed(capsys, "shares", votes, "vote", "--level", words)
        assert (code, f"argument --level: a level lies between 0 and 1, got {words}" in message) == (2, True)


def test_data_without_a_questionnaire_are_no_bare_frame_to_whoever_types(capsys, votes):
    code, message = failed(capsys, "cannot-answer", votes, "vote")
    assert (code, "Name their questionnaire with --instrument" in message) == (2, True)
    assert not re.search(r"frame|analysis\.read", message)


def test_two_columns_of_weights_are_refused(capsys, votes, tmp_path):
    design = tmp_path / "design.yaml"
    design.write_text("weight: years\n", encoding="utf-8")
    code, message = failed(capsys, "shares", votes, "vote", "--design", design, "--weight", "sum")
    assert (code, "'sum' and 'years'" in message, "Leave --weight out" in message) == (2, True, True)
    same = printed_json(capsys, "shares", votes, "vote", "--design", design, "--weight", "years")
    assert same == printed_json(capsys, "shares", votes, "vote", "--weight", "years")


@pytest.mark.parametrize(
    ("rows_of", "columns_of", "cells"),
    [
        ("q1_strength", "q2_improve", ["| 1 – very weak | Yes |", "| 10 – very strong | No |", "| 5 | Yes |"]),
        ("q2_improve", "q1_strength", ["| Yes | 1 – very weak |", "| No | 10 – very strong |", "| Yes | 5 |"]),
    ],
)
def test_a_scale_crossed_with_a_choice_in_words(capsys, with_extra, rows_of, columns_of, cells):
    """Both variables are numbers in the data: a row of such a frame must not turn the counts, or the codes, to decimals."""
    assert main(["crosstab", with_extra, rows_of, "--by", columns_of, "--instrument", "astana-2023", "--language", "en"]) == 0
    printed = capsys.readouterr().out
    assert [cell for cell in cells if cell not in printed] == []


def test_whole_numbers_of_no_questionnaire_are_printed_whole(capsys, tmp_path):
    path = tmp_path / "codes.csv"
    pd.DataFrame({"vote": [1, 2, 2, 1, 2, 1] * 5, "town": [3, 3, 4, 4, 3, 4] * 5}).to_csv(path, index=False)
    assert main(["crosstab", str(path), "vote", "--by", "town", "--language", "en"]) == 0
    printed = capsys.readouterr().out
    assert [line.split("|")[1:5] for line in printed.splitlines() if line.startswith(("| 1", "| 2"))][:4] == [
        [" 1 ", " 3 ", " 5 ", " 15 "],
        [" 2 ", " 3 ", " 10 ", " 15 "],
        [" 1 ", " 4 ", " 10 ", " 15 "],
        [" 2 ", " 4 ", " 5 ", " 15 "],
    ]


def test_a_question_crossed_with_itself_is_refused(capsys, votes):
    assert failed(capsys, "crosstab", votes, "vote", "--by", "vote") == (
        2,
        "python -m analysis: A variable crossed with itself says nothing. Got 'vote'. Name two, or use shares for one alone.\n",
    )


def test_the_code_of_a_non_answer_to_decimals_is_that_of_the_codebook(capsys, tmp_path):
    path = tmp_path / "hours.csv"
    path.write_text("hours,vote\n" + "1.5,1\n2,2\n-1,1\n2.5,-1\n" * 3, encoding="utf-8")
    assert main(["shares", str(path), "hours", "--json"]) == 0
    assert '"category": -1, ' in capsys.readouterr().out
    assert main(["crosstab", str(path), "hours", "--by", "vote", "--json"]) == 0
    assert '"row": -1, "column": -1, ' in capsys.readouterr().out
    assert main(["shares", str(path), "hours"]) == 0
    assert "| -1 | 3 | 12 |" in capsys.readouterr().out
