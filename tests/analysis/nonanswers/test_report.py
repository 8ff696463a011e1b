"""The chapter on those who cannot answer: the summary by respondent, the bounds, the models and what they must not tell."""

from __future__ import annotations

import re

import pytest

from analysis import answer_bases, cannot_answer_by_respondent, read, who_cannot_answer
from analysis.cli import main
from analysis.estimation.intervals.multiplicity import holm
from tests.analysis.answers import ASTANA, nobody_can_answer, rows, write

OPEN, WHO = "### What those who could not answer could change", "### Who could not answer, other things being equal"


def report(folder, given, *options) -> str:
    """The chapter, as Markdown."""
    source = write(folder / "answers.csv", given)
    out = folder / "out"
    assert main(["report", str(source), "--out", str(out), "--format", "md", "html", *options]) == 0
    [path] = out.glob("*.md")
    return path.read_text("utf-8").split("\n## Who cannot answer")[1].split("\n## ")[0]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("report")


@pytest.fixture(scope="module")
def chapter(folder):
    return report(folder, rows(1500), "--by", "q6_role", "q1_bin")


@pytest.fixture(scope="module")
def data(chapter, folder):
    return read(folder / "answers.csv", instrument=ASTANA)


def test_the_summary_by_respondent(chapter, data):
    found = cannot_answer_by_respondent(data).measures.set_index("measure")
    number, part = found.loc["number"], found.loc["rate"]
    assert f"on average**: {number['estimate']:.1f} ({number['low']:.1f}–{number['high']:.1f})" in chapter
    assert f"{100 * part['estimate']:.0f}\N{NO-BREAK SPACE}% ({100 * part['low']:.0f}–{100 * part['high']:.0f})" in chapter


def test_a_figure_of_the_bounds_for_each_question(chapter, data):
    section = chapter.split(OPEN)[1].split("### ")[0]
    assert section.count("Figure") == 2 * 5
    yes = answer_bases(data, "q5_leave_csto").set_index("category").loc[1]
    shares = [f"{100 * yes[f'share_{base}']:.0f}" for base in ("asked", "answered", "opinion")]
    ends = [f"{100 * yes[low]:.0f}–{100 * yes[high]:.0f}" for low, high in (("least", "most"), ("low", "high"))]
    assert f"| Yes | {' | '.join([*shares, *ends])} |" in section
    said = re.findall(r"(?:would be|is|would not be) more than half", section)
    assert len(said) == 5


def test_what_would_make_a_majority(tmp_path):
    made = rows(40, nobody_can_answer("q2_improve"), ("kk", "en"))
    for place, row in enumerate(made):
        row["q5_leave_csto"] = 1 if place < 18 else 2 if place < 22 else -1
        row["q4_leave_eaeu"], row["q4_leave_eaeu__other_text"] = 1 if place < 30 else -1, ""
        row["q7_benefit"] = 1 + place % 4 if place < 38 else -1
    section = report(tmp_path, made).split(OPEN)[1]
    assert "“Yes” would be more than half if over 11\N{NO-BREAK SPACE}% of the 18 who could not answer had chosen it." in section
    assert "“Yes” is more than half whatever the 10 who could not answer would have chosen." in section
    assert "“Yes” would not be more than half whatever the 2 who could not answer had chosen." in section
    assert "improve its relations" not in section.split("### ")[0]  # nobody has an opinion


def test_the_models_are_adjusted_together(chapter, data):
    section = chapter.split(WHO)[1]
    by = {question.id: ["language", "q6_role", "q1_bin"] for question in ASTANA.variables if question.non_answers}
    by["q6_role"] = ["language", "q1_bin"]
    models = [who_cannot_answer(data, name, predictors) for name, predictors in by.items()]
    p = [value for model in models for value in model.effects["p"]]
    assert f"{len(p)} tests were run; p-values are adjusted (Holm)." in section
    printed = [line.split(" | ")[-1].strip(" |") for line in section.splitlines() if "(compared with:" in line]
    assert printed == [f"{value:.3f}" for value in holm(p)]
    first = models[0].effects.iloc[0]
    sign = "+" if first["effect"] > 0.005 else "−" if first["effect"] < -0.005 else ""
    assert f"| {sign}{abs(100 * first['effect']):.0f} (" in section
    assert [f"Base: {model.n:,} people" in section for model in models] == [True] * 5


def test_one_variable_gives_no_model(tmp_path):
    """The rates by group say the same."""
    assert WHO not in report(tmp_path, rows(200))


def test_few_cases_give_no_model_and_that_is_said(tmp_path):
    section = report(tmp_path, rows(120, languages=("kk", "ru")), "--by", "q6_role", "q1_bin").split(WHO)[1]
    assert "5 questions are not shown" in section
    assert "|" not in section


def test_no_model_tells_what_the_tables_hide(tmp_path):
    """Two of the Russians could not answer: the rate of no group may follow from the effects."""
    made = rows(1500)
    russians = [row for row in made if row["language"] == "ru"]
    for place, row in enumerate(russians):
        row["q5_leave_csto"] = -1 if place < 2 else 1 + place % 2
    section = report(tmp_path, made, "--by", "q6_role").split(WHO)[1]
    wording = next(one.text["en"] for one in ASTANA.variables if one.id == "q5_leave_csto")
    assert wording not in section
    assert "1 question is not shown" in section
    assert section.count("**Table") == 3  # of the role itself there is one variable left, and one gives no model


def test_somebody_in_no_group_gives_no_model(tmp_path):
    """Of one person the language is missing: all but their answer would be known."""
    made = rows(1500, languages=("kk", "ru"))
    made[7]["language"] = ""
    made[7]["q5_leave_csto"] = -1
    section = report(tmp_path, made, "--by", "q6_role").split(WHO)[1]
    wording = next(one.text["en"] for one in ASTANA.variables if one.id == "q5_leave_csto")
    assert wording not in section


def test_the_figures_of_test_responses_are_marked(tmp_path):
    made = rows(60)
    for row in made:
        row["is_test"] = 1
    source = write(tmp_path / "answers.csv", made)
    assert main(["report", str(source), "--out", str(tmp_path), "--include-tests"]) == 0
    page = next(tmp_path.glob("*.html")).read_text("utf-8")
    figures = page.split('id="cannot-answer-open"')[1].split("<section")[0].split("<figure>")[1:]
    assert len(figures) == 5
