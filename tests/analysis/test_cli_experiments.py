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
