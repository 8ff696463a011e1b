"""The command line: exit codes, one clear message, JSON for programs, and a quick start."""

import json
import subprocess
import sys
import time
from pathlib import Path

import pytest

from analysis import cannot_answer, crosstab, means, quantiles, read, shares
from analysis.cli import main
from tests.analysis.answers import ASTANA, rows, write

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


def same(rows_of_json, frame):
    """Whether JSON rows are the rows of a frame, null where it has NaN."""
    assert list(rows_of_json[0]) == list(frame.columns)
    for row, line in zip(rows_of_json, frame.to_dict("records"), strict=True):
        assert row == {name: None if value != value else value for name, value in line.items()}  # noqa: PLR0124


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
        (("report", "{source}", "--by", "response_id"), "forms 60 groups"),
        (("report", "{source}", "--instrument", "astana-2032"), "Did you mean 'astana-2023'"),
        (("report", "{source}", "--weight", "w"), "no such column of weights"),
        (("report", "--by", "language"), "--by needs a SOURCE"),
        (("report", "--instrument", "other"), "Without a SOURCE"),
        (("report", "--language", "kz"), "invalid choice"),
        (("means", "{source}", "q3_spheres"), "does not hold numbers"),
    ],
)
def test_a_wrong_command_line(capsys, source, arguments, expected):
    code, message = failed(capsys, *(each.format(source=source) for each in arguments))
    assert code == 2
    assert expected in message


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


def test_a_folder_that_cannot_be_written(capsys, tmp_path):
    (tmp_path / "file").write_text("mine")
    assert main(["report", "--out", str(tmp_path / "file")]) == 1
    assert "cannot be written" in capsys.readouterr().err
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
    same(found["rows"], shares(data, "q4_leave_eaeu", by=["language"], base="opinion", level=0.9))
    assert found["attrs"]["level"] == 0.9


def test_means_and_quantiles_as_json(capsys, source, data):
    same(printed_json(capsys, "means", source, "q1_strength")["rows"], means(data, "q1_strength"))
    found = printed_json(capsys, "quantiles", source, "q1_strength", "--probs", "0.25", "0.75")
    same(found["rows"], quantiles(data, "q1_strength", [0.25, 0.75]))


def test_cannot_answer_as_json(capsys, source, data):
    same(printed_json(capsys, "cannot-answer", source)["rows"], cannot_answer(data))


def test_a_crosstab_as_json(capsys, source, data):
    found = printed_json(capsys, "crosstab", source, "q2_improve", "--by", "language")
    expected = crosstab(data, "q2_improve", "language", test="pearson")
    same(found["rows"], expected.frame)
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
