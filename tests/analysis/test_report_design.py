"""What a report says of its design, of its tests, and of how large the largest group may be called."""

from __future__ import annotations

import pytest

from analysis import Design, crosstab, read
from analysis.cli import main
from analysis.design import Replicates
from analysis.output.language import Language
from analysis.output.table import Role
from analysis.report import designs
from analysis.report.scope import Estimate
from analysis.report.summary import findings_table
from tests.analysis.answers import ASTANA, rows, write


def report(folder, given, *options, language="en"):
    """The report on these rows as Markdown."""
    source = write(folder / "answers.csv", given)
    code = main(
        ["report", str(source), "--out", str(folder / "out"), "--format", "md", "--language", language, *map(str, options)]
    )
    assert code == 0
    return (folder / "out" / f"astana-2023-{language}.md").read_text("utf-8")


def designed(n):
    """Rows with the columns of a design of two stages, and replicate weights."""
    return [
        {
            **row,
            "w": 1 + number % 3,
            "region": number % 2,
            "school": number % 24,
            "pupil": number,
            "schools": 200,
            "pupils": 90,
            **{f"rw{place}": (number + place) % 3 + 0.5 for place in range(1, 13)},
            "shoe": number % 7,
        }
        for number, row in enumerate(rows(n))
    ]


STAGES = "weight: w\nstrata: region\npsu: [school, pupil]\nfpc: [schools, pupils]\nsingle_psu: adjust\n"


@pytest.mark.parametrize(
    ("language", "lines"),
    [
        (
            "en",
            [
                "- **Weight (column)**: w",
                "- **Strata (column)**: region",
                "- **Sampling units, a column a stage**: school, pupil",
                "- **Size of the population or sampled fraction, a column a stage**: schools, pupils",
                "- **A stratum with one sampling unit**: centred at the mean of all units of the stage",
            ],
        ),
        ("kk", ["- **Қабаттар (баған)**: region", "- **Іріктеу бірліктері, әр сатыға бір баған**: school, pupil"]),
        ("ru", ["- **Страты (столбец)**: region", "- **Единицы отбора, по столбцу на ступень**: school, pupil"]),
    ],
)
def test_a_report_names_the_columns_of_its_design(tmp_path, language, lines):
    (tmp_path / "design.yaml").write_text(STAGES, "utf-8")
    text = report(tmp_path, designed(144), "--design", tmp_path / "design.yaml", language=language)
    assert [line for line in lines if line not in text.splitlines()] == []
    [others] = [line for line in text.splitlines() if line.startswith(f"- **{Language(language).text('other_columns')}**")]
    assert others.split(": ")[1] == ", ".join([*(f"rw{place}" for place in range(1, 13)), "shoe"])


def test_a_report_names_its_replicate_weights(tmp_path):
    (tmp_path / "design.yaml").write_text("weight: w\nreplicates:\n  columns: rw\n  kind: JK1\n", "utf-8")
    text = report(tmp_path, designed(96), "--design", tmp_path / "design.yaml")
    assert "- **Replicate weights**: JK1: rw1, rw2 …" in text
    assert "scatter of the estimates over the replicates" in text
    assert "Taylor" not in text
    assert "- **Columns that the questionnaire does not have**: region, school, pupil, schools, pupils, shoe" in text


def test_replicate_weights_in_a_list():
    many = Design(weight="w", replicates=Replicates([f"b{place}" for place in range(1, 41)], kind="bootstrap"))
    assert dict(designs.facts(many, Language("en"))) == {
        "Weight (column)": "w",
        "Replicate weights": "bootstrap: b1 … b40 (40)",
    }
    assert [designs.uses(many, name) for name in ("w", "b40", "b41")] == [True, True, False]
    assert list(designs.facts(Design(), Language("en"))) == []


def test_no_design_is_named_where_there_is_none(tmp_path):
    assert "(column)" not in report(tmp_path, rows(40))


def test_a_test_under_a_table_has_its_statistic_and_both_degrees_of_freedom(tmp_path):
    given = [{**row, "w": 1 + number % 3, "town": number % 2} for number, row in enumerate(rows(240))]
    text = report(tmp_path, given, "--weight", "w", "--by", "town", language="kk")
    data = read(tmp_path / "answers.csv", instrument=ASTANA)
    found = crosstab(data, "q4_leave_eaeu", "town", design=Design(weight="w")).test
    language = Language("kk")
    df = f"{language.number(found.df1, 2)}; {language.number(found.df2, 2)}"
    value = language.number(found.statistic, 2)
    assert f"Рао–Скотт F-критерийі: F({df}) = {value}, p = {language.p_value(found.p)}; түзетілген p мәні" in text
    assert f"| {value} | {df} | {language.p_value(found.p)} |" in text


def size(share, low, *, language="en", single=True):
    """What the summary calls an answer with this share, the largest."""
    first = Estimate(1, "yes", Role.ANSWER, int(2000 * share), 2000, share, low, 2 * share - low)
    second = Estimate(2, "no", Role.ANSWER, int(2000 * (1 - share)), 2000, 0.2, 0.1, 0.3)
    table = findings_table({"q": [first, second]}, {"q": single}, Language(language))
    return table.rows[0].cells[-1]


@pytest.mark.parametrize(
    ("share", "low", "words"),
    [
        (0.5004, 0.4785, "about half"),
        (0.4961, 0.474, "about half"),
        (0.513, 0.491, "more than half of those who answered, but the interval includes half"),
        (0.56, 0.54, "majority (more than half)"),
        (0.44, 0.42, "plurality (the largest group, but not more than half)"),
    ],
)
def test_a_majority_is_decided_on_what_is_printed_and_its_interval(share, low, words):
    assert size(share, low) == words


@pytest.mark.parametrize(("language", "words"), [("kk", "шамамен жартысы"), ("ru", "около половины")])
def test_about_half_in_other_languages(language, words):
    assert size(0.5004, 0.4785, language=language) == words
    assert size(0.5004, 0.4785, language=language, single=False) == words


def test_boxes_that_nobody_ticked_are_said_to_be_skipped(tmp_path, capsys):
    given = rows(60)
    boxes = [name for name in given[0] if name.startswith("q3_spheres__") and not name.endswith("text")]
    empty = dict.fromkeys(boxes, 0) | {"q3_spheres__other_text": ""}
    given = [*({**row, **empty} for row in given[:4]), *given[4:]]
    data = read(write(tmp_path / "answers.csv", given), instrument=ASTANA)
    assert data.frame.attrs["nothing_ticked"] == 4
    assert (data.frame.loc[:3, boxes] == -5).all(axis=None)
    sentence = "In questions with several answers nothing was ticked 4 times: that counts as skipped"
    assert sentence in report(tmp_path, given)
    for name, said in (("q3_spheres", True), ("q6_role", False)):
        capsys.readouterr()
        assert main(["shares", str(tmp_path / "answers.csv"), name]) == 0
        assert (sentence in capsys.readouterr().out) is said
    assert "nothing_ticked" not in read(write(tmp_path / "whole.csv", rows(60)), instrument=ASTANA).frame.attrs
