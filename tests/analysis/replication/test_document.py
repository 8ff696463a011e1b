"""The report on a publication: every chapter, every contradiction and claim, and never one interval for the mean."""

import re

import pytest

from analysis.output.document import Drawing, walk
from analysis.output.language import Language
from analysis.output.render import FORMATS
from analysis.report.replication.document import document
from tests.analysis.replication.studies import LANGUAGES, LETTERS, SCALES, TREND, small, study

COMMAND = "python -m analysis replicate"
CHAPTERS = [
    "summary", "topline", "numbers", "contradictions", "claims", "bounds", "scales", "cannot-answer", "methods", "disclosure",
    "provenance",
]  # fmt: skip


@pytest.fixture(scope="module")
def reports():
    return {code: document(study("astana-2023"), Language(code, 1), COMMAND) for code in LANGUAGES}


@pytest.fixture(scope="module")
def english(reports):
    return FORMATS["md"](reports["en"])


def chapter(text, title):
    return text.split(f"\n## {title}\n")[1].split("\n## ")[0]


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_chapter_stands_in_its_place(reports, code):
    assert [section.id for section in reports[code].sections] == CHAPTERS
    text = FORMATS["md"](reports[code])
    assert re.findall(r"^## (.*)$", text, re.MULTILINE) == [section.title for section in reports[code].sections]
    assert "{" not in text


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_address_on_the_page_is_its_own(reports, code):
    page = FORMATS["html"](reports[code])
    ids = re.findall(r'\bid="([^"]+)"', page)
    assert len(ids) == len(set(ids))


def test_every_contradiction_and_every_claim_is_told(english):
    told = chapter(english, "Contradictions")
    assert all(f"### X{number}. " in told for number in range(1, 12))
    assert "4 + 24 + 25 = 53, not 57: 4 people are in no answer." in told
    claims = chapter(english, "The claims, tested")
    assert all(f"| {one.claim.id}. “" in claims for one in study("astana-2023").claims)


def test_a_claim_is_told_with_its_numbers(english):
    [line] = [line for line in english.splitlines() if line.startswith("| V2. “the majority")]
    # 36 of 57, p = .063 alone and .251 after Holm over seven: methods of the study's own check, by R's binom.test.
    assert "36 of 57 is 63.2" in line
    assert line.endswith("| 0.063 | 0.251 |")
    assert "True of the sample only." in line


def test_majority_is_not_said_of_less_than_half(english):
    findings = chapter(english, "Summary")
    assert "majority (more than half)" in findings
    for line in (line for line in findings.splitlines() if "| majority" in line):
        assert float(line.split("|")[3]) > 50


def test_the_mean_has_a_range_of_intervals_and_never_one(english):
    told = chapter(english, "The mean: all answers that are possible")
    # t intervals of the least and the greatest standard deviation; computed by a second, independent programme.
    assert "something between 6.75–7.43 and 6.24–7.94" in told
    assert "1.29–3.21" in told
    assert "14 are possible" in told
    assert "| Mean | 7.088 | not published |" in english
    assert "6.75–7.43" not in english.replace(told, "")


def test_bounds_of_the_undecided(english):
    told = chapter(english, "What was not published, and its limits")
    # Manski's limits and the interval of Imbens and Manski, by hand.
    assert "| 21–47 | 57 | 36.8–82.5 | 26.3–90.7 |" in told
    assert "at least 8 of the 26 who named neither answer (31\N{NO-BREAK SPACE}%)" in told
    assert "| 29–42 | 57 | 50.9–73.7 |" in told


def test_the_power_of_a_number_is_printed(english):
    numbers = chapter(english, "The numbers, one by one")
    assert "Would pass unnoticed: 49.1." in numbers
    assert "| Culture | 42.1 | 24 | 57 | 42.11 | 30.2–55.0 | 25 of 26 |" in numbers


def test_a_reason_that_several_numbers_share_is_told_once(english):
    numbers = chapter(english, "The numbers, one by one")
    assert numbers.count("of the bases from 20 to 70 only 55 fits") == 1


def test_a_conflict_is_never_an_accusation(english):
    assert "if the figures are unweighted. It is no accusation" in chapter(english, "Summary")


@pytest.mark.parametrize("yaml_text", [LETTERS, TREND])
@pytest.mark.parametrize("code", LANGUAGES)
def test_a_publication_without_a_questionnaire(yaml_text, code):
    report = document(small(yaml_text), Language(code, 1), COMMAND)
    for render in FORMATS.values():
        assert render(report)
    assert "scales" not in [section.id for section in report.sections]
    assert Language(code).text("questionnaire_fingerprint") not in FORMATS["md"](report)


@pytest.mark.parametrize("name", ["stm-2024-03", "venezuela-2024", "demoscope-2017"])
@pytest.mark.parametrize("code", LANGUAGES)
def test_the_shipped_cases_can_be_printed(name, code):
    text = FORMATS["md"](document(study(name), Language(code, 1), COMMAND))
    assert "{" not in text


def test_coarse_percents_stand_as_printed(english):
    text = FORMATS["md"](document(study("demoscope-2017"), Language("en", 1), COMMAND))
    assert re.search(r"\| Had no right \| 61 \| 1,\d+–1,\d+ \|", text)
    assert "One count does not follow from each of them" in text


def test_the_page_is_the_same_twice(reports):
    again = document(study("astana-2023"), Language("kk", 1), COMMAND)
    assert FORMATS["html"](again) == FORMATS["html"](reports["kk"])


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_figure_says_what_it_shows(reports, code):
    drawings = [block for section in walk(reports[code].sections) for block in section.blocks if isinstance(block, Drawing)]
    assert len(drawings) == 12
    assert all(drawing.alt and drawing.table.rows for drawing in drawings)


def printed(yaml_text):
    return FORMATS["md"](document(small(yaml_text), Language("en", 1), COMMAND))


def test_a_mean_alone_is_told_without_groups_and_without_an_empty_table():
    text = printed(SCALES)
    told = chapter(text, "The mean: all answers that are possible")
    assert "40 answers with the sum 42 can be spread over the scale in 2 ways." in told
    assert "leave out" not in told
    assert "printed groups" not in told
    assert "A mean and a median" not in told
    # The only table of the figure is that of its mean.
    assert chapter(text, "The figures, redrawn").count("| --- |") == 1


def test_a_printed_standard_deviation_gives_the_mean_its_interval():
    text = printed(SCALES + '      - {statistic: sd, printed: "0.22", quote: "SD 0.22"}\n')
    # 1.05 ± 2.0227 · 0.22/√40, by R's qt(.975, 39).
    assert "the 95 % interval of the mean, if these were a random sample, is 0.98–1.12." in text
    assert "| Mean | 1.05 | 0.98–1.12 |" in text
    assert "do not tell which" not in text
    assert "spread" not in chapter(text, "The figures, redrawn")


def test_a_median_without_groups_is_told_without_groups():
    median = '      - {statistic: median, printed: "1", quote: "median 1"}\n'
    told = chapter(printed(SCALES + median), "The mean: all answers that are possible")
    assert "40 answers with the sum 42 and the median 1 can be spread over the scale in 2 ways." in told
    assert "groups" not in told.split("|")[0]


def test_a_contradiction_that_nobody_named_says_of_which_question():
    text = printed(LETTERS.replace('"45"', '"35"'))
    assert "### Counts that do not add up: Do you trust" in chapter(text, "Contradictions")


def test_pairs_of_answers_that_leave_people_out_are_not_drawn(english):
    pairs = chapter(english, "What was not published, and its limits").split("### Two answers of the same people")[1]
    # Four people are in none of the three answers of figure 1: each may have more than its count.
    assert "Medium" not in pairs
    assert "Strong" not in pairs
