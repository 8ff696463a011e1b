"""The commands list-experiment and split-ballot, and what a report says of experiments."""

import json

import pandas as pd
import pytest

from analysis import list_experiment, split_ballot
from analysis.cli import main
from tests.analysis.studies.studies import DATA, FOLDER

SOURCE = str(FOLDER / "list_experiment.csv")
LIST = ("list-experiment", SOURCE, "y", "--arm", "arm", "--treated", "long", "--items", "4")


def printed(capsys, *arguments):
    assert main(list(arguments)) == 0
    return capsys.readouterr().out


def test_a_list_as_json(capsys):
    document = json.loads(printed(capsys, *LIST, "--direct", "direct=1", "--by", "g", "--json"))
    found = list_experiment(DATA, "y", arm="arm", treated="long", items=4, direct=("direct", 1), by="g")
    assert pd.DataFrame(document["rows"])["prevalence"].tolist() == pytest.approx(found.frame["prevalence"].tolist())
    assert [len(document[name]) for name in ("types", "tests", "ends", "answers")] == [10, 2, 2, 11]
    assert document["attrs"]["method"] == "difference of means"
    assert document["synthetic"] is False


@pytest.mark.parametrize(("language", "words"), [("kk", "Қосылған пікірмен келісетіндер үлесі"), ("ru", "Прямой вопрос")])
def test_a_list_in_words(capsys, language, words):
    assert words in printed(capsys, *LIST, "--direct", "direct=1", "--language", language)


def test_a_double_list_in_words(capsys):
    text = printed(capsys, *LIST[:3], "y2", *LIST[3:])
    assert "Both lists" in text
    assert "below zero" in text


def test_a_split_ballot_as_json(capsys):
    given = (
        "split-ballot",
        SOURCE,
        "vote",
        "g",
        "--experiment",
        "arm",
        "--control",
        "short",
        "--covariates",
        "stratum",
        "--json",
    )
    document = json.loads(printed(capsys, *given))
    found = split_ballot(DATA, "vote", "arm", control="short")
    assert [row["p"] for row in document["rows"] if row["question"] == "vote"] == pytest.approx(found.frame["p"].tolist())
    assert [one["question"] for one in document["tests"]] == ["vote", "g"]
    assert [arm["n"] for arm in document["arms"]] == found.randomisation.arms["n"].tolist()
    assert document["balance"][0]["variable"] == "stratum"


def test_a_split_ballot_in_words(capsys):
    text = printed(capsys, "split-ballot", SOURCE, "vote", "--experiment", "arm", "--weight", "w")
    assert "Difference (short − long), percentage points" in text
    assert "Rao-Scott F: p = " in text


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((*LIST, "--direct", "direct"), "--direct takes QUESTION=CODE"),
        (("split-ballot", SOURCE, "long=vote,short", "--experiment", "arm"), "ARM=VARIABLE"),
        (("split-ballot", SOURCE, "vote", "--experiment", "nothing"), "no such experiment"),
        (("list-experiment", SOURCE, "y"), "Nothing says who was shown what"),
    ],
)
def test_a_wrong_command_line_says_what_to_do(capsys, arguments, message):
    assert main(list(arguments)) == 2
    assert message in capsys.readouterr().err


TOLD = """id: told
version: 1
languages: [en]
title: {en: Told}
population: {en: Everyone}
basis: convenience
experiments:
  - {id: list, arms: [short, long]}
sections:
  - id: s
    questions:
      - id: opinion
        kind: one
        text: {en: "Should it?"}
        choices:
          - {code: 1, label: {en: It should}}
          - {code: -1, label: {en: I cannot answer that}}
      - id: agree
        kind: count
        text: {en: "With how many do you agree?"}
        items:
          - {id: a, text: {en: The first.}}
          - {id: b, text: {en: The second.}}
          - {id: c, text: {en: The added one.}, ask_if: {experiment: list, arm: long}}
"""


@pytest.fixture
def told(tmp_path):
    (tmp_path / "told.yaml").write_text(TOLD, encoding="utf-8")
    answers = [
        (arm, opinion, count) for arm, most in (("short", 2), ("long", 3)) for opinion in (1, 1, -1) for count in range(most + 1)
    ]
    lines = [f"{number},complete,en,web,1,{arm},{opinion},{count}" for number, (arm, opinion, count) in enumerate(answers * 4)]
    head = "response_id,status,language,mode,version,arm_list,opinion,agree"
    (tmp_path / "told.csv").write_text("\n".join([head, *lines]) + "\n", encoding="utf-8")
    return tmp_path


def test_one_way_to_say_that_one_cannot_answer_stands_once(capsys, told):
    given = ("split-ballot", str(told / "told.csv"), "opinion", "--experiment", "list", "--instrument", str(told / "told.yaml"))
    text = printed(capsys, *given)
    assert "| I cannot answer that | 33.3 (" in text
    assert "| Cannot answer |" not in text
    rows = json.loads(printed(capsys, *given, "--json"))["rows"]
    assert [row["category"] for row in rows] == [1, -1, "cannot_answer"]


def test_a_report_adds_no_counts_of_lists_of_different_lengths(capsys, told):
    given = (
        "report",
        str(told / "told.csv"),
        "--instrument",
        str(told / "told.yaml"),
        "--format",
        "md",
        "--out",
        str(told / "out"),
    )
    printed(capsys, *given)
    [path] = (told / "out").glob("*.md")
    _, _, section = path.read_text("utf-8").partition("With how many do you agree?\n")
    section = section.partition("\n#")[0]
    assert "The first; The second; The added one\n" in section
    assert "their counts are not added up: see “Experiments”" in section
    assert "| Mean |" not in section
    assert "| Answer | long, % | short, % |" in section
    assert "| 3 | 25 (15–39) | 0 (0–10) |" in section, "12 of 48, none of 36"
    assert "| Base | 48 | 36 |" in section
    one_arm = [line for line in (told / "told.csv").read_text("utf-8").splitlines() if ",long," not in line]
    (told / "told.csv").write_text("\n".join(one_arm) + "\n", encoding="utf-8")
    printed(capsys, *given)
    _, _, section = path.read_text("utf-8").partition("With how many do you agree?\n")
    assert "| Mean |" in section.partition("\n#")[0], "of one list they are added up"
