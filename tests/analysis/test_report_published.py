"""The report on the published study says what the paper printed, and that the rest is unknown."""

import csv
import io

import pytest

from analysis.output.language import Language
from analysis.output.render import FORMATS
from analysis.published.audit import audit
from analysis.published.findings import load
from analysis.report.replication.document import document


@pytest.fixture(scope="module")
def reports():
    study = audit(load("astana-2023"))
    return {code: document(study, Language(code, 1), "python -m analysis report") for code in ("en", "kk", "ru")}


@pytest.fixture(scope="module")
def english(reports):
    return FORMATS["md"](reports["en"])


def records(report):
    return list(csv.DictReader(io.StringIO(FORMATS["csv"](report).removeprefix("\ufeff"))))


# Shares and Wilson intervals of methods of the study's own check: Wilson (1927), by hand and by R's binom package.
@pytest.mark.parametrize(
    "line",
    [
        "| Low (1–3) | 4 | 7.0 | 2.8–16.7 |",
        "| High (8–10) | 25 | 43.9 | 31.8–56.7 |",
        "| Yes | 42 | 73.7 | 61.0–83.4 |",
        "| No | 0 | 0.0 | 0.0–6.3 |",
        "| Culture | 24 | 42.1 | 30.2–55.0 |",
        "| Yes | 21 | 36.8 | 25.5–49.8 |",
        "| I cannot answer | 25 | 43.9 | 31.8–56.7 |",
        "| Yes | 23 | 41.8 | 29.7–55.0 |",
        "| I cannot answer | 25 | 45.5 | 33.0–58.5 |",
        "| The most significant player | 19 | 33.3 | 22.5–46.3 |",
        "| Maybe yes | 27 | 47.4 | 35.0–60.1 |",
        "| Answers that are not named | 13 | 22.8 | 13.8–35.2 |",
    ],
)
def test_counts_shares_and_intervals(english, line):
    assert line in english


def test_the_bases_are_57_and_55(english):
    assert "Base: 57 people" in english
    assert "Base: 55 people" in english
    assert "The stated base is 57, but the percents, if unweighted, fit 55: 2 people are not accounted for." in english


def test_mean_and_median_stand_as_printed_without_an_interval(english):
    assert "| Median | 7 | not published |" in english
    assert "| Mean | 7.088 | not published |" in english
    assert "none can be worked out from the mean alone" in english


def test_what_is_unknown_is_said_to_be(english):
    assert "| Economy | not published | not published | – |" in english
    assert "where the remaining people belong is unknown" in english
    assert "Cross-tabulations are impossible" in english
    assert "How many questions each respondent could not answer" in english


def test_no_answer_is_called_the_most_frequent_where_that_is_unknown(english):
    findings = english.split("Key findings")[1].split("## ")[0]
    assert "Most frequent answer: “High (8–10)”" not in english
    assert "Most frequent answer: “Culture”" not in english
    assert "How strong do you think" not in findings
    assert "In which spheres" not in findings
    assert "| I cannot answer | 45.5 | 33.0–58.5 | 55 | plurality" in findings
    assert "| Yes | 73.7 | 61.0–83.4 | 57 | majority (more than half) |" in findings


@pytest.mark.parametrize(
    ("code", "unknown", "untold"),
    [
        ("en", "How the respondents were found is not reported", "chose for themselves"),
        ("kk", "Респонденттердің қалай табылғаны айтылмаған", "өздері таңдады"),
        ("ru", "Как были найдены респонденты, не сообщается", "сами решили"),
    ],
)
def test_how_the_respondents_were_found_is_not_made_up(reports, code, unknown, untold):
    text = FORMATS["md"](reports[code])
    assert unknown in text.split("## ")[0]
    assert untold not in text


def test_the_figure_of_those_who_cannot_answer_names_both_bases(english):
    assert "Base: 55–57." in english.split("Who cannot answer")[1]


def test_the_base_stands_under_the_counts(english):
    assert "| Base | 57 |  |  |" in english


def test_the_basis_is_told(english):
    assert "no response rate can be computed" in english
    assert (
        "interval, model-based: it treats the respondents as a random sample of the population (Adults (18+) who live in Astana)"
        in english
    )
    assert english.lower().count("margin of sampling error") == english.lower().count("margin of") == 1


@pytest.mark.parametrize(("code", "words"), [("kk", "Жауап беруге қиналамын"), ("ru", "Затрудняюсь ответить")])
def test_other_languages_have_their_words_and_decimal_sign(reports, code, words):
    text = FORMATS["md"](reports[code])
    assert f"| {words} | 25 | 43,9 | 31,8–56,7 |" in text
    assert f"| {words} | 25 | 45,5 | 33,0–58,5 |" in text
    assert "7,088" in text


def test_the_data_are_unrounded(reports):
    by_place = {(row["question"], row["code"]): row for row in records(reports["en"])}
    row = by_place["q5_leave_csto", "1"]
    assert (row["n"], row["base_n"], float(row["share"])) == ("23", "55", 23 / 55)
    assert by_place["q4_leave_eaeu", ""]["note"] == "unnamed"


def test_every_number_of_people_adds_up_to_its_base(reports):
    for question in ("q1_bin", "q2_improve", "q4_leave_eaeu", "q5_leave_csto", "q6_role", "q7_benefit"):
        rows = [row for row in records(reports["en"]) if row["question"] == question]
        assert sum(int(row["n"]) for row in rows) == int(rows[0]["base_n"]), question


def test_the_page_is_drawn_the_same_twice(reports):
    again = document(audit(load("astana-2023")), Language("kk", 1), "python -m analysis report")
    assert FORMATS["html"](again) == FORMATS["html"](reports["kk"])
