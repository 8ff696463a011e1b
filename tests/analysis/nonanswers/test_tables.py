"""What the command `cannot-answer` prints besides the rates."""

from __future__ import annotations

import json
import math

import pytest

from analysis import answer_bases, cannot_answer_by_respondent, read, who_cannot_answer
from analysis.cli import main
from tests.analysis.answers import ASTANA, anything, rows, write

OFFERING = ["q2_improve", "q4_leave_eaeu", "q5_leave_csto", "q6_role", "q7_benefit"]


@pytest.fixture(scope="module")
def source(tmp_path_factory):
    return str(write(tmp_path_factory.mktemp("source") / "answers.csv", rows(150)))


@pytest.fixture(scope="module")
def data(source):
    return read(source, instrument=ASTANA)


def as_json(frame):
    def plain(value):
        return None if isinstance(value, float) and math.isnan(value) else value

    return [{name: plain(value) for name, value in row.items()} for row in frame.astype(object).to_dict("records")]


def printed(capsys, *arguments):
    assert main(["cannot-answer", *arguments, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def text(capsys, *arguments):
    assert main(["cannot-answer", *arguments]) == 0
    return capsys.readouterr().out


def test_respondents_as_json(capsys, source, data):
    found = printed(capsys, source, "--respondents", "--by", "language", "--level", "0.9")
    expected = cannot_answer_by_respondent(data, by="language", level=0.9)
    assert found["rows"] == as_json(expected.distribution) + as_json(expected.measures)
    assert (found["attrs"]["questions"], found["attrs"]["level"]) == (5, 0.9)
    assert "table" not in found["attrs"]


def test_bases_as_json(capsys, source, data):
    found = printed(capsys, source, "q4_leave_eaeu", "--bases", "--interval", "wald")
    assert found["rows"] == as_json(answer_bases(data, "q4_leave_eaeu", interval="wald"))
    every = printed(capsys, source, "--bases")["rows"]
    assert list(dict.fromkeys(row["question"] for row in every)) == OFFERING


def test_a_model_as_json(capsys, source, data):
    found = printed(capsys, source, "q5_leave_csto", "--who", "language", "q1_strength")
    expected = who_cannot_answer(data, "q5_leave_csto", ["language", "q1_strength"])
    assert found["rows"] == as_json(expected.effects)
    assert (found["attrs"]["n"], found["attrs"]["cases"], found["attrs"]["tests"]) == (expected.n, expected.cases, 3)


def test_a_number_is_a_number_to_the_model(capsys, tmp_path):
    made = [{**row, "age": 18 + number * 7 % 53, "wage": number + 0.25} for number, row in enumerate(rows(150))]
    made[3]["age"] = ""
    path = write(tmp_path / "answers.csv", made)
    found = printed(capsys, str(path), "q5_leave_csto", "--who", "age", "wage", "language")
    expected = who_cannot_answer(read(path, instrument=ASTANA), "q5_leave_csto", ["age", "wage", "language"])
    assert found["rows"] == as_json(expected.effects)
    assert [row["category"] for row in found["rows"]][:2] == [None, None]
    shown = text(capsys, str(path), "q5_leave_csto", "--who", "age", "language")
    assert "| age: one more | – |" in shown
    left_out = who_cannot_answer(read(path, instrument=ASTANA), "q5_leave_csto", ["age", "language"]).effects.attrs["left_out"]
    assert f"{left_out} respondents are not in the model" in shown
    for name in ("response_id", "seconds_q1_strength"):
        assert main(["cannot-answer", str(path), "q5_leave_csto", "--who", name]) != 0
        assert "no groups" in capsys.readouterr().err


def test_the_tables_in_words(capsys, source, data):
    of = answer_bases(data, "q5_leave_csto").set_index("category").loc[1]
    line = next(one for one in text(capsys, source, "q5_leave_csto", "--bases").splitlines() if one.startswith("| Yes |"))
    assert f"| {100 * of['least']:.1f}–{100 * of['most']:.1f} | {100 * of['low']:.1f}–{100 * of['high']:.1f} |" in line
    both = text(capsys, source, "--respondents", "--by", "language")
    assert "| Kazakh | 0 questions |" in both
    assert "| Kazakh | Could not answer at least one question |" in both
    model = text(capsys, source, "q5_leave_csto", "--who", "language", "q1_strength")
    assert "| Language of the answers: Russian | Kazakh |" in model
    assert "q1" not in model
    assert ": one more | – |" in model
    assert "3 tests were run; p-values are adjusted (Holm)." in model


@pytest.mark.parametrize("option", ["--respondents", "--bases", "--who"])
@pytest.mark.parametrize("language", ["en", "kk", "ru"])
def test_every_table_has_words_in_every_language(capsys, source, option, language):
    named = ["language", "q1_strength"] if option == "--who" else []
    assert "| --- |" in text(capsys, source, "q4_leave_eaeu", option, *named, "--language", language)


def test_who_belongs_to_no_group_is_said(capsys, tmp_path):
    made = rows(40, anything, ("kk", "en"))
    made[0]["language"] = ""
    shown = text(capsys, str(write(tmp_path / "a.csv", made)), "--respondents", "--by", "language")
    assert shown.count("1 respondent belongs to no group") == 2


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "2 respondents were asked none of these questions, or skipped all of them."),
        ("kk", "2 респондентке бұл сұрақтардың ешқайсысы қойылмаған немесе олар бәрін өткізіп жіберген."),
        ("ru", "2 респондентам не задан ни один из этих вопросов, или они пропустили все."),
    ],
)
def test_who_answered_none_of_the_questions_is_said(capsys, tmp_path, language, words):
    made = rows(40)
    skipped = [{**row, **dict.fromkeys(OFFERING, -5), "q6_role__other_text": ""} for row in made[:2]]
    path = str(write(tmp_path / "a.csv", [*skipped, *made[2:]]))
    assert text(capsys, path, "--respondents", "--language", language).count(words) == 2


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--respondents", "--interval", "wald"), "--respondents has no --interval. Leave --interval out."),
        (("--who", "language", "--by", "language"), "--who has no --by."),
        (("--who", "response_id"), "holds ids"),
        (("q4_leave_eaeu", "--who", "q4_leave_eaeu"), "predictors other than the question itself"),
    ],
)
def test_options_that_clash(capsys, source, arguments, words):
    assert main(["cannot-answer", source, *arguments]) != 0
    assert words in capsys.readouterr().err


def test_one_kind_at_a_time(capsys, source):
    with pytest.raises(SystemExit) as left:
        main(["cannot-answer", source, "--bases", "--respondents"])
    assert left.value.code == 2
    assert "not allowed with" in capsys.readouterr().err
