"""The command line: exit codes, one clear message, JSON for programs, and a quick start."""

import json
import subprocess
import sys
import time
from pathlib import Path

import pandas as pd
import pytest

from analysis import Design, cannot_answer, crosstab, means, quantiles, read, shares
from analysis.cli import _with_options, main
from analysis.design import Replicates
from analysis.design_file import load
from tests.analysis.answers import ASTANA, nobody_answers, rows, write

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def source(tmp_path_factory):
    return str(write(tmp_path_factory.mktemp("cli") / "answers.csv", rows(60)))


@pytest.fixture(scope="module")
def data(source):
    return read(source, instrument=ASTANA)


def failed(capsys, *arguments):
    """Exit code and message of a command that fails; nothing is printed on stdout."""
    try:
        code = main([str(each) for each in arguments])
    except SystemExit as stopped:
        code = stopped.code
    printed = capsys.readouterr()
    assert printed.out == ""
    assert "Traceback" not in printed.err
    return code, printed.err


def printed_json(capsys, *arguments):
    assert main([*map(str, arguments), "--json"]) == 0
    printed = capsys.readouterr()
    assert printed.err == ""
    return json.loads(printed.out)


def as_json(frame):
    """The rows of a frame as JSON has them: null where it has NaN, the columns in their order."""
    return [
        [(name, None if value != value else value) for name, value in line.items()]  # noqa: PLR0124
        for line in frame.to_dict("records")
    ]


def in_order(rows_of_json):
    return [list(row.items()) for row in rows_of_json]


def test_an_unknown_command(capsys):
    code, message = failed(capsys, "shars", "x")
    assert code == 2
    assert "There is no command 'shars'. Did you mean 'shares'?" in message


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (("shares",), "SOURCE"),
        (("shares", "{source}", "q4_leave_eaeu", "--level", "95"), "a level lies between 0 and 1, got 95"),
        (("shares", "{source}", "q4_leave"), "Did you mean 'q4_leave_eaeu'"),
        (("shares", "{source}", "q4_leave_eaeu", "--interval", "wilsen"), "Did you mean 'wilson'"),
        (("report", "{source}", "--by", "q3_spheres"), "several answers"),
        (("report", "{source}", "--by", "response_id"), "'response_id' holds ids"),
        (("shares", "{source}", "q2_improve", "--by", "q3_spheres__other_text"), "own words"),
        (("crosstab", "{source}", "q2_improve", "--by", "response_id"), "'response_id' holds ids"),
        (("report", "{source}", "--by", "q6_rolle"), "Did you mean 'q6_role'"),
        (("means", "{source}", "q2_improve"), "Use shares q2_improve."),
        (("report", "{source}", "--instrument", "astana-2032"), "Did you mean 'astana-2023'"),
        (("report", "{source}", "--weight", "w"), "no such column for the design"),
        (("report", "--by", "language"), "--by needs a SOURCE"),
        (("report", "--by", "language", "{source}"), "Put SOURCE before --by"),
        (("report", "--study", "mine.yaml"), "--study needs a SOURCE"),
        (("report", "--instrument", "other"), "Without a SOURCE"),
        (("report", "--language", "kz"), "invalid choice"),
        (("means", "{source}", "q3_spheres"), "does not hold numbers"),
    ],
)
def test_a_wrong_command_line(capsys, source, arguments, expected):
    code, message = failed(capsys, *(each.format(source=source) for each in arguments))
    assert code == 2
    assert expected in message


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("broken.yaml", b"id: [a\n", "broken.yaml: 1 problem"),
        ("empty.yaml", b"", "the file is empty"),
        ("latin.yaml", b"id: \xe4\n", "latin.yaml, line 1: not UTF-8"),
        ("missing.yaml", None, "missing.yaml: there is no such file"),
    ],
)
@pytest.mark.parametrize("command", [("report",), ("shares", "q2_improve")])
def test_a_questionnaire_that_cannot_be_read_is_wrong_data(capsys, tmp_path, source, command, name, content, expected):
    if content is not None:
        (tmp_path / name).write_bytes(content)
    program, *questions = command
    code, message = failed(capsys, program, source, *questions, "--instrument", tmp_path / name)
    assert code == 1
    assert expected in message


def test_only_what_forms_groups_is_offered_to_split_by(capsys, tmp_path):
    made = [
        {**row, "region": "ab"[number % 2], "remark": f"I live in house {number}", "seconds_q2_improve": 5, "ticket": number % 40}
        for number, row in enumerate(rows(60))
    ]
    source = write(tmp_path / "answers.csv", made)
    code, message = failed(capsys, "shares", source, "q2_improve", "--by", "absent")
    offered = message.split("Offered: ")[1].split(".")[0].split(", ")
    assert code == 2
    assert {"language", "mode", "version", "q1_strength", "q1_bin", "q2_improve", "q3_spheres__economy", "region"} <= set(offered)
    for name in ("response_id", "q3_spheres", "q3_spheres__other_text", "remark", "seconds_q2_improve", "ticket"):
        assert name not in offered
        code, message = failed(capsys, "shares", source, "q2_improve", "--by", name)
        assert (code, "house" in message) == (2, False)
    assert main(["shares", str(source), "q2_improve", "--by", "region", "q3_spheres__economy"]) == 0


def test_a_table_on_the_screen_has_no_marks_of_markdown(capsys, source):
    assert main(["shares", source, "q6_role", "--by", "version"]) == 0
    assert main(["crosstab", source, "q2_improve", "--by", "q3_spheres__economy"]) == 0
    assert "\\" not in capsys.readouterr().out


def test_the_questionnaire_that_was_supposed_is_named(capsys, tmp_path):
    (tmp_path / "mine.csv").write_text("vote,party\n1,2\n", "utf-8")
    code, message = failed(capsys, "report", tmp_path / "mine.csv")
    assert code == 1
    assert (
        "mine.csv: most columns belong to no questionnaire that is known; the nearest is astana-2023. Got 'vote', 'party'."
        in message
    )
    assert "Name it with --instrument: its id, or the path of its .yaml file." in message
    (tmp_path / "mine.csv").write_text("q2_improve,party\n8,2\n", "utf-8")
    code, message = failed(capsys, "report", tmp_path / "mine.csv")
    assert code == 1
    assert "columns that no question took: 'party'. Read as the questionnaire astana-2023;" in message
    assert "name another one with --instrument" in message


def test_a_report_says_what_it_replaced(capsys, source, tmp_path):
    for verb in ("Wrote", "Replaced"):
        assert main(["report", source, "--out", str(tmp_path), "--format", "csv"]) == 0
        assert f"{verb} {tmp_path / 'astana-2023-en.csv'}" in capsys.readouterr().out


def test_wrong_data(capsys, tmp_path):
    made = rows(3)
    made[1]["q2_improve"] = 7
    code, message = failed(capsys, "report", write(tmp_path / "wrong.csv", made), "--out", tmp_path / "out")
    assert code == 1
    for part in ("wrong.csv", "q2_improve", "'7'"):
        assert part in message
    assert not (tmp_path / "out").exists()


def test_a_missing_file(capsys, tmp_path):
    code, message = failed(capsys, "shares", tmp_path / "absent.csv", "q1_strength")
    assert code == 1
    assert "absent.csv: cannot be read (No such file or directory)" in message


def test_nothing_complete_names_the_options(capsys, tmp_path):
    made = [row | {"status": "partial"} for row in rows(2)]
    code, message = failed(capsys, "report", write(tmp_path / "a.csv", made))
    assert code == 1
    assert "--partials" in message
    assert "partials=True" not in message


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ("Name one with table= or instrument=.", "Name one with --table or --instrument."),
        ("Read one version with table=, such as x@2.", "Read one version with --table, such as x@2."),
        ("Give instrument=: one of a.", "Give --instrument: one of a."),
        ("Read it with by='language'.", "Read it with --by 'language'."),
        ("or give read(missing={-1: -1}) if", "or give --missing=-1=-1 if"),
        ("read(missing={…}) makes it a non-answer.", "--missing VALUE=CODE makes it a non-answer."),
        ("missing= maps values to missing codes.", "--missing maps values to missing codes."),
        ("Leave missing= out.", "Leave --missing out."),
        ("with partials=True, tests with include_tests=True.", "with --partials, tests with --include-tests."),
    ],
)
def test_messages_name_options_and_not_parameters(told, said):
    assert _with_options(told) == said


def test_values_that_stand_for_a_non_answer(capsys, tmp_path):
    made = rows(60, nobody_answers("q2_improve"))
    for row, said in zip(made, ("Hard to say", "99", "-9"), strict=False):
        row["q2_improve"] = said
    source = write(tmp_path / "answers.csv", made)
    code, message = failed(capsys, "shares", source, "q2_improve")
    assert (code, "give --missing VALUE=CODE if it stands for a non-answer" in message) == (1, True)
    options = ("--missing", "hard to say=-1", "99=-2", "--missing=-9=-1")
    found = printed_json(capsys, "shares", source, "q2_improve", *options)
    assert {row["category"]: row["n"] for row in found["rows"] if row["n"]} == {-1: 2, -2: 1}
    assert main(["report", str(source), "--out", str(tmp_path), "--format", "md", *options]) == 0
    printed = (tmp_path / "astana-2023-en.md").read_text("utf-8")
    command = "report answers.csv --format md --language en '--missing=hard to say=-1' --missing=99=-2 --missing=-9=-1"
    assert command in printed.replace("\\", "")


def test_a_value_of_missing_that_occurs_nowhere_is_told(capsys, tmp_path, source):
    assert printed_json(capsys, "means", source, "q1_strength", "--missing", "Nein=-2")["attrs"]["missing_not_found"] == "nein"
    assert main(["means", source, "q1_strength", "--missing", "Nein=-2"]) == 0
    assert "Values named as non-answers that occur nowhere: nein" in capsys.readouterr().out
    assert main(["report", source, "--out", str(tmp_path), "--format", "md", "--missing", "Nein=-2"]) == 0
    assert "**Values named as non-answers that occur nowhere**: nein" in (tmp_path / "astana-2023-en.md").read_text("utf-8")


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("99",), "--missing takes VALUE=CODE. Got '99'. Write 99=-1; put SOURCE before it."),
        (("99=1",), "--missing takes VALUE=CODE. Got '99=1'."),
        (("=-1",), "--missing takes VALUE=CODE. Got '=-1'."),
        (("99=-9",), "--missing maps values to missing codes. Got -9. They are -1 cannot_answer"),
        (("99=-1", "99=-2"), "--missing gives a value two codes. Got '99'."),
    ],
)
def test_wrong_values_of_missing(capsys, source, words, expected):
    code, message = failed(capsys, "shares", source, "q2_improve", "--missing", *words)
    assert (code, expected in message) == (2, True)


def test_how_many_belong_to_no_group_is_told(capsys, tmp_path):
    made = rows(20, languages=("kk", "en"))
    made[0]["language"] = ""
    source = str(write(tmp_path / "answers.csv", made))
    for language, words in (("en", "1 respondent belongs to no group"), ("kk", "1 респондент ешбір топқа кірмейді"),
                            ("ru", "1 респондент не входит ни в одну группу")):  # fmt: skip
        assert main(["shares", source, "q2_improve", "--by", "language", "--language", language]) == 0
        assert words in capsys.readouterr().out
    assert main(["shares", source, "q2_improve"]) == 0
    assert "no group" not in capsys.readouterr().out


def test_a_worksheet_is_named_with_table(capsys, tmp_path):
    book = tmp_path / "answers.xlsx"
    with pd.ExcelWriter(book) as file:
        for name, n in (("may", 20), ("june", 30)):
            pd.DataFrame(rows(n, nobody_answers("q3_spheres"))).to_excel(file, sheet_name=name, index=False)
    code, message = failed(capsys, "shares", book, "q2_improve")
    assert (code, "--table" in message, "table=" in message) == (1, True, False)
    counted = printed_json(capsys, "shares", book, "q2_improve", "--table", "may", "--base", "asked")
    assert counted["rows"][0]["base_n"] == 20


def test_a_folder_that_cannot_be_written(capsys, tmp_path):
    (tmp_path / "file").write_text("mine")
    assert main(["report", "--out", str(tmp_path / "file")]) == 1
    message = capsys.readouterr().err
    assert "cannot be written" in message
    assert "name a folder you may write to with --out" in message
    assert (tmp_path / "file").read_text() == "mine"


def test_the_report_says_what_it_used_and_wrote(capsys, tmp_path, source):
    assert main(["report", source, "--out", str(tmp_path), "--format", "csv", "md", "csv"]) == 0
    printed = capsys.readouterr().out
    assert "Source: answers.csv, questionnaire astana-2023 version 1" in printed
    assert "60 complete, 0 partial; left out: none" in printed
    assert printed.count("Wrote ") == 2
    assert sorted(path.name for path in tmp_path.iterdir()) == ["astana-2023-en.csv", "astana-2023-en.md"]


def test_shares_as_json(capsys, source, data):
    found = printed_json(capsys, "shares", source, "q4_leave_eaeu", "--by", "language", "--base", "opinion", "--level", "0.9")
    assert in_order(found["rows"]) == as_json(shares(data, "q4_leave_eaeu", by=["language"], base="opinion", level=0.9))
    assert found["attrs"]["level"] == 0.9


def test_means_and_quantiles_as_json(capsys, source, data):
    assert in_order(printed_json(capsys, "means", source, "q1_strength")["rows"]) == as_json(means(data, "q1_strength"))
    found = printed_json(capsys, "quantiles", source, "q1_strength", "--probs", "0.25", "0.75")
    assert in_order(found["rows"]) == as_json(quantiles(data, "q1_strength", [0.25, 0.75]))


def test_cannot_answer_as_json(capsys, source, data):
    assert in_order(printed_json(capsys, "cannot-answer", source)["rows"]) == as_json(cannot_answer(data))


def test_a_crosstab_as_json(capsys, source, data):
    found = printed_json(capsys, "crosstab", source, "q2_improve", "--by", "language")
    expected = crosstab(data, "q2_improve", "language", test="pearson")
    assert in_order(found["rows"]) == as_json(expected.frame)
    assert found["tests"][0]["p"] == expected.test.p


def test_a_table_as_text(capsys, source, data):
    assert main(["shares", source, "q2_improve", "--language", "kk"]) == 0
    printed = capsys.readouterr().out
    first = shares(data, "q2_improve").iloc[0]
    assert "| Жауап | Саны | База | Пайыз | 95 пайыздық аралық |" in printed
    percent = f"{first['share'] * 100:.1f}".replace(".", ",")
    assert f"| Иә | {first['n']} | {first['base_n']} | {percent} |" in printed


@pytest.mark.parametrize(
    "arguments",
    [
        ("means", "q1_strength", "--by", "language"),
        ("quantiles", "q1_strength"),
        ("crosstab", "q4_leave_eaeu", "--by", "q2_improve"),
        ("cannot-answer", "--by", "language"),
    ],
)
def test_every_table_has_words(capsys, source, arguments):
    name, *rest = arguments
    assert main([name, source, *rest, "--language", "ru"]) == 0
    printed = capsys.readouterr().out
    assert "95-процентный интервал" in printed
    assert "nan" not in printed


def test_help_is_quick_and_needs_no_data_frames():
    started = time.perf_counter()
    run = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "analysis", "--help"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert time.perf_counter() - started < 2
    assert "cannot-answer" in run.stdout
    for heavy in ("pandas", "numpy", "matplotlib", "jinja2", "sqlalchemy"):
        assert f"| {heavy}\n" not in run.stderr.replace("   ", "")


def test_a_reader_that_stops_reading_is_no_error(source):
    command = f"{sys.executable} -m analysis shares {source} q1_strength q2_improve | head -c 10"
    run = subprocess.run(["bash", "-o", "pipefail", "-c", command], cwd=ROOT, capture_output=True, text=True, check=False)
    assert "Traceback" not in run.stderr


def test_a_design_file_names_the_columns(capsys, tmp_path):
    sampled = [{**row, "pw": 1 + number % 2, "region": "ab"[number // 30]} for number, row in enumerate(rows(60))]
    named = str(write(tmp_path / "answers.csv", sampled))
    design = tmp_path / "design.yaml"
    design.write_text("weight: pw\nstrata: region\n", encoding="utf-8")
    document = printed_json(capsys, "shares", named, "q2_improve", "--design", design)
    expected = shares(read(named, instrument=ASTANA), "q2_improve", design=Design(weight="pw", strata="region"))
    assert [row["se"] for row in document["rows"]] == pytest.approx(expected["se"].tolist())
    for text, words in (
        ("weight: nothing", "nothing"),
        ("wait: pw", "unknown key 'wait'"),
        ("weight: [", "not readable"),
        ("psu: 5", "must be a text"),
        ("psu: []", "must name at least one column"),
        ("psu: [pw, 5]", "line 1: an item of psu must be a text"),
        ("replicates: {columns: rw}", "lacks the key 'kind'"),
        ("replicates: {columns: rw, kind: JK1, scale: one}", "scale must be a number, got 'one'"),
        ("replicates: {columns: rw, kind: JKx}", "no such kind of replicate weights"),
    ):
        design.write_text(text, encoding="utf-8")
        code, message = failed(capsys, "shares", named, "q2_improve", "--design", design)
        assert code in (1, 2)
        assert words in message
    code, message = failed(capsys, "shares", named, "q2_improve", "--design", tmp_path / "none.yaml")
    assert (code, "cannot be read" in message) == (1, True)


def test_a_design_file_of_stages_and_replicates(tmp_path):
    design = tmp_path / "design.yaml"
    design.write_text("psu: [district, school]\nfpc: [districts, schools]\nsingle_psu: adjust\n", encoding="utf-8")
    assert load(design) == Design(psu=("district", "school"), fpc=("districts", "schools"), single_psu="adjust")
    lines = "weight: w0\nreplicates:\n  columns: [r1, r2]\n  kind: JKn\n  rscales: [0.5, 0.5]\n  scale: 1\n  mse: true\n"
    design.write_text(lines, encoding="utf-8")
    assert load(design) == Design(weight="w0", replicates=Replicates(("r1", "r2"), "JKn", 1.0, (0.5, 0.5), mse=True))
    design.write_text("replicates: {columns: rep_, kind: Fay, rho: 0.3}\n", encoding="utf-8")
    assert load(design) == Design(replicates=Replicates("rep_", "Fay", rho=0.3))


def test_formats_are_told_with_commas_or_spaces(capsys, tmp_path):
    assert main(["report", "--format", "md,csv", "csv", "--out", str(tmp_path)]) == 0
    assert sorted(path.suffix for path in tmp_path.iterdir()) == [".csv", ".md"]
    command = next(line for line in next(tmp_path.glob("*.md")).read_text().splitlines() if "python -m analysis" in line)
    assert "report --format md csv --language en" in command
    capsys.readouterr()
    code, message = failed(capsys, "report", "--format", "html,pdf")
    assert (code, "there is no format 'pdf'" in message) == (2, True)


def test_a_file_of_one_table_has_no_others_to_name(capsys, source):
    code, message = failed(capsys, "report", source, "--table", "astana-2023")
    assert code == 2
    assert "holds one table. Got --table 'astana-2023'. Leave --table out; --instrument names the questionnaire." in message
