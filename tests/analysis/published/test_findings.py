"""The findings file says what the paper printed, and its counts are the only ones the printed percents allow.

The second route to every count is arithmetic on the printed strings with Decimal: half-up rounding of 100 k/n to one
decimal must give the printed percent back, and no other k on that base may.
"""

from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import pytest

from analysis.errors import AnalysisError, DataError
from analysis.published.findings import PublishedCell, load, load_text, shipped
from tests.analysis.published.samples import SMALL

ASTANA = load("astana-2023")
WITH_PERCENT = [
    pytest.param(question.base, cell, id=f"{question.question}={cell.category}")
    for question in ASTANA.questions
    for cell in question.cells
    if "." in cell.number.printed
]


def rounded_percent(count: int, base: int) -> Decimal:
    return (Decimal(100 * count) / Decimal(base)).quantize(Decimal("0.1"), ROUND_HALF_UP)


@pytest.mark.parametrize(("base", "cell"), WITH_PERCENT)
def test_the_printed_percent_fits_exactly_this_count(base: int, cell: PublishedCell) -> None:
    printed = Decimal(cell.number.printed.rstrip("%"))
    assert [count for count in range(base + 1) if rounded_percent(count, base) == printed] == [cell.number.count]


def test_all_thirteen_percents_of_the_paper_are_checked() -> None:
    assert len(WITH_PERCENT) == 13


def test_one_third_is_exact() -> None:
    third = ASTANA.question("q6_role").cells[0].number
    assert third.printed == "1/3"
    assert 3 * third.count == 57


def test_the_base_of_figure_5_is_the_only_one_up_to_70_that_all_three_percents_fit() -> None:
    csto = ASTANA.question("q5_leave_csto")
    printed = [Decimal(cell.number.printed.rstrip("%")) for cell in csto.cells]
    fitting = [
        base
        for base in range(20, 71)
        if all(any(rounded_percent(count, base) == percent for count in range(base + 1)) for percent in printed)
    ]
    assert fitting == [csto.base] == [55]
    assert csto.stated_base == "57"


def test_the_mean_shows_that_all_57_answered() -> None:
    mean = ASTANA.question("q1_strength").statistics[1]
    assert (mean.name, mean.printed) == ("mean", "7.088")
    assert (Decimal(404) / 57).quantize(Decimal("0.001"), ROUND_HALF_UP) == Decimal(mean.printed)


def test_unnamed_answers() -> None:
    unnamed = {question.question: question.unnamed for question in ASTANA.questions}
    assert unnamed == {
        "q1_strength": 4,
        "q2_improve": 15,
        "q3_spheres": None,
        "q4_leave_eaeu": 1,
        "q5_leave_csto": 0,
        "q6_role": 14,
        "q7_benefit": 13,
    }


def test_economy_and_tourism_are_not_published() -> None:
    spheres = ASTANA.question("q3_spheres")
    names = [ASTANA.instrument.question("q3_spheres").choice(int(code)).id for code in spheres.not_published]
    assert names == ["economy", "tourism"]


def test_a_question_is_found_by_its_derived_variable() -> None:
    assert ASTANA.question("q1_bin") is ASTANA.question("q1_strength")
    with pytest.raises(AnalysisError, match="Did you mean 'q6_role'"):
        ASTANA.question("q6_rol")


def test_every_shipped_file_loads() -> None:
    assert [load(name).id for name in shipped()] == list(shipped())


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("category: 1", "category: 5", "line 12: 5 is none of the categories 1, 2, -1"),
        ("count: 7", "count: 8", "line 6: 'q2_improve': the counts .8. and the unnamed 3 must be 0 or more and sum to 10"),
        ("count: 7", "count: 7.5", "line 12: count of a cell must be a whole number, got 7.5"),
        ('printed: "7"', "printed: 7", "line 12: printed of a cell must be a text, got 7"),
        ("question: q2_improve", "question: q9", "line 6: 'q9' is no question of astana-2023"),
        ("question: q2_improve", "question: q2_improve\n    categories: q1_bin", "line 6: 'q1_bin' is no variable derived from"),
        ("question: q2_improve", "question: q3_spheres", "several answers: unnamed answers cannot be counted"),
        ("instrument: astana-2023", "instrument: astana-203", "line 2: No questionnaire.*Did you mean 'astana-2023'"),
        ("    base: 10\n", "", "line 6: a published question lacks the key 'base'"),
        ("unnamed: 3", "unamed: 3", "unknown key 'unamed'"),
        ('printed: "7"', "printed: 12.7", "line 12: printed of a cell must be a text, got 12.7"),
        ('printed: "10"', "printed: 10.0", "line 4: printed of sample must be a text"),
        ("count: 7}", 'count: 7}\n      - {category: 1, printed: "0", count: 0}', "the category 1 stands here 2 times"),
        ("unnamed: 3", "unnamed: 3\n    not_published: [2, 1]", "the category 1 stands here 2 times"),
        ("base: 10\n", "base: 0\n", "the base of 'q2_improve' must be 1 or more, got 0"),
    ],
)
def test_a_wrong_file_names_the_line(old: str, new: str, message: str) -> None:
    assert SMALL.count(old) == 1
    with pytest.raises(DataError, match=message):
        load_text(SMALL.replace(old, new), "small.yaml")


def test_a_count_of_a_multiple_response_lies_within_the_base() -> None:
    text = SMALL.replace("q2_improve", "q3_spheres").replace("    unnamed: 3\n", "").replace("count: 7", "count: 11")
    with pytest.raises(DataError, match="lies outside 0 to the base 10"):
        load_text(text, "small.yaml")


def test_the_small_file_loads() -> None:
    assert load_text(SMALL, "small.yaml").question("q2_improve").cells[0].number.quote == "Seven said yes."


def test_an_absent_file_names_the_nearest_study() -> None:
    with pytest.raises(DataError, match="Did you mean 'astana-2023'"):
        load("astana-2032")


def test_a_file_that_is_not_utf8(tmp_path: Path) -> None:
    path = tmp_path / "findings.yaml"
    path.write_bytes("id: Сауалнама".encode("cp1251"))
    with pytest.raises(DataError, match=r"findings.yaml: not UTF-8"):
        load(str(path))


def test_a_question_stands_once() -> None:
    text = SMALL + SMALL[SMALL.index("  - question") :]
    with pytest.raises(DataError, match="the question 'q2_improve' stands here 2 times"):
        load_text(text, "small.yaml")


@pytest.mark.parametrize("text", ["", "a: [", "\t- x"])
def test_a_file_that_is_no_yaml_has_one_problem(text: str) -> None:
    with pytest.raises(DataError) as error:
        load_text(text, "small.yaml")
    assert "small.yaml: the published numbers cannot be used" in str(error.value)
    assert len(str(error.value).splitlines()) == 2
