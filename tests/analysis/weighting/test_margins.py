"""Margins files: those that come with the project add up as their sources say, and wrong ones are refused by line."""

from __future__ import annotations

import re

import pandas as pd
import pytest

from analysis import ArgumentError, Data, DataError, rake
from analysis.weighting.margins import HOME, LANGUAGES, find, load, load_text, shipped, targets
from instruments.load import load_text as load_questionnaire
from tests.analysis.weighting.test_errors import _QUESTIONNAIRE

SHIPPED = {name: load(find(name)) for name in shipped()}

WHOLE = """
population: "Adults"
date: "2024-01-01"
source: "invented"
margins:
  sex: {male: 40, female: 60}
  sex, age:
    male: {18-29: 10, 30+: 30}
    female: {18-29: 20, 30+: 40}
totals: {years: 4500}
"""


@pytest.mark.parametrize("name", SHIPPED)
def test_every_file_says_what_it_is_in_every_language(name):
    file = SHIPPED[name]
    for text in (file.title, file.population, file.caution):
        assert [language for language, _ in text] == list(LANGUAGES)
        assert all(words.strip() for _, words in text)
    assert file.source
    assert 2019 < file.date.year < 2027
    words = {word for counts in file.margins.values() for key in counts for word in key}
    assert set(file.categories) == words


@pytest.mark.parametrize("name", SHIPPED)
def test_the_margins_of_a_file_agree(name):
    """Margins of one population have one sum, and joint ones sum to the single ones."""
    margins = SHIPPED[name].margins
    assert len({round(sum(counts.values()), 9) for counts in margins.values()}) == 1
    for names, counts in margins.items():
        for place, single in enumerate(names):
            if (single,) in margins and len(names) > 1:
                sums: dict[str, float] = {}
                for key, count in counts.items():
                    sums[key[place]] = sums.get(key[place], 0) + count
                assert sums == {key[0]: count for key, count in margins[single,].items()}


@pytest.mark.parametrize(
    ("name", "total"),
    [
        ("astana-education-2021", 973_630),
        ("astana-age-sex-2021", 973_630 - 811),
        ("astana-age-sex-15-plus-2021", 973_630 - 811 - 98_192),
        ("astana-age-sex-2020", 1_136_156),
        ("astana-age-sex-16-plus-2020", 784_231),
        ("astana-sex-2023", 1_354_435),
        ("astana-sex-2025", 1_566_566),
        ("astana-ethnicity-2021", 100),
        ("kazakhstan-regions-2023", 19_765_004),
        ("kazakhstan-ethnicity-2023", 100),
        ("kazakhstan-settlement-sex-2025", 20_478_879),
    ],
)
def test_sums_are_those_that_the_sources_print(name, total):
    for counts in SHIPPED[name].margins.values():
        assert sum(counts.values()) == pytest.approx(total, rel=1e-12)


def test_shares_are_those_that_the_sources_print():
    by_sex = SHIPPED["astana-education-2021"].margins["sex", "education"]
    for sex, total in (("male", 451_549), ("female", 522_081)):
        assert sum(count for key, count in by_sex.items() if key[0] == sex) == total
    assert SHIPPED["astana-education-2021"].margins["education",]["higher",] / 973_630 == pytest.approx(0.255, abs=5e-4)
    joint = SHIPPED["astana-age-sex-15-plus-2021"].margins["sex", "age"]
    shares = {key: round(100 * count / 874_627, 1) for key, count in joint.items()}
    printed = {("male", "15-49"): 35.7, ("female", "15-49"): 39.4, ("male", "50+"): 10.1, ("female", "50+"): 14.8}
    assert shares == printed
    men = SHIPPED["astana-age-sex-16-plus-2020"].margins["sex",]["male",]
    assert men / 784_231 == pytest.approx(0.465, abs=1e-3)
    regions = SHIPPED["kazakhstan-regions-2023"].margins
    assert regions["region",]["71",] == sum(SHIPPED["astana-sex-2023"].margins["sex",].values())
    assert len(regions["region",]) == 20


def test_the_reference_names_every_file_and_key():
    page = (HOME.parents[1] / "docs/reference/margins.md").read_text(encoding="utf-8")
    with pytest.raises(DataError) as caught:
        load_text("nokey: 1", "x.yaml")
    keys = re.findall(r"known keys: ([\w, ]+)", str(caught.value))[0].split(", ")
    assert {"population", "margins", "totals", "caution"} <= set(keys)
    assert [word for word in (*keys, *shipped()) if f"`{word}`" not in page] == []


def test_a_file_of_ones_own():
    file = load_text(WHOLE, "own.yaml")
    assert file.name == "own"
    assert (file.title, file.caution) == (None, None)
    assert file.population["kk"] == "Adults"
    assert file.margins["sex", "age"]["male", "30+"] == 30
    data = Data(pd.DataFrame({"sex": ["male", "female"], "age": ["30+", "18-29"], "years": [40, 20]}))
    given = targets([file], data)
    assert given["sex"] == {"male": 40.0, "female": 60.0}
    assert given["sex", "age"]["female", "18-29"] == 20
    assert given["years"] == 4500
    assert targets([file], data, use=["sex"], total=1) == {"sex": {"male": 0.4, "female": 0.6}}
    assert targets([file], data, use=["years"], total=10) == {"years": 450}
    only = load_text('population: "P"\ndate: "2024-01-01"\nsource: "S"\ntotals: {years: 9}', "x.yaml")
    assert targets([only], data, total=10) == {"years": 9}


def test_words_are_codes_texts_or_ids_of_choices():
    questionnaire = _QUESTIONNAIRE.replace("{code: 1, label", "{code: 1, id: male, label")
    data = Data(pd.DataFrame({"sex": [1, 2]}), load_questionnaire(questionnaire, "tiny.yaml"))
    file = load_text(WHOLE.replace("{male: 40, female: 60}", "{male: 40, 2: 60}"), "own.yaml")
    given = targets([file], data, use=["sex"])
    assert given == {"sex": {1: 40.0, 2: 60.0}}
    assert rake(data, given).weights.tolist() == [40.0, 60.0]


def test_what_is_asked_of_files_must_be_there_and_once():
    file, data = load_text(WHOLE, "own.yaml"), Data(pd.DataFrame({"sex": ["male"], "age": ["30+"], "years": [1]}))
    with pytest.raises(ArgumentError, match="Did you mean 'sex, age'"):
        targets([file], data, use=["sex,age"])
    with pytest.raises(ArgumentError, match="Two files have the same margin. Got sex"):
        targets([file, file], data)
    for total in (0, -1, float("nan")):
        with pytest.raises(ArgumentError, match="A total is a number above 0"):
            targets([file], data, total=total)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('population: "Adults"\n', "", "lacks the key 'population'"),
        ('"2024-01-01"', '"1.1.2024"', "line 3: the date must be a day such as \"2021-09-01\", got '1.1.2024'"),
        ('"2024-01-01"', "5", "line 3: date must be a text"),
        ("male: 40", "male: 0", "line 6: sex: male must be above 0"),
        ("male: 40", "male: many", "line 6: sex: male must be a number, got 'many'"),
        ("male: 40", "male: true", "line 6: sex: male must be a number"),
        ("male: 40", "male: {a: 3}", "line 6: sex: male must be a number, got a mapping"),
        ("male: {18-29: 10, 30+: 30}", "male: 30", "line 8: the counts of sex, age: male must be a mapping, got 30"),
        ("male: {18-29: 10, 30+: 30}", "male: {}", "line 8: sex, age: male has no categories"),
        ("sex, age:", "sex, :", "several with commas between them; got 'sex,'"),
        ("sex, age:", "sex, sex:", "several with commas between them; got 'sex, sex'"),
        ("years: 4500", "years: x", "the total of 'years' must be a number"),
        ("totals:", "total:", "unknown key 'total'"),
        ("totals: {years: 4500}", "id: other", "the id is 'other', the file's name 'own'"),
        ("totals: {years: 4500}", 'categories: {male: "Male"}', "the label of 'male' must be a mapping of kk, en, ru"),
        ("totals: {years: 4500}", "margins: {}", "stands here twice"),
    ],
)
def test_wrong_files_are_refused_by_line(old, new, said):
    assert old in WHOLE
    with pytest.raises(DataError) as caught:
        load_text(WHOLE.replace(old, new), "own.yaml")
    assert said in str(caught.value)
    assert str(caught.value).startswith("own.yaml: The margins file is wrong.")


def test_files_without_counts_or_without_sense():
    with pytest.raises(DataError, match="needs margins, totals, or both"):
        load_text('population: "P"\ndate: "2024-01-01"\nsource: "S"', "x.yaml")
    for content in ("", "- 1", "a: [", "\t"):
        with pytest.raises(DataError, match=r"x\.yaml: The margins file is wrong"):
            load_text(content, "x.yaml")


def test_files_that_cannot_be_read(tmp_path):
    with pytest.raises(DataError, match="Got No such file"):
        load(find(str(tmp_path / "none.yaml")))
    with pytest.raises(ArgumentError, match="Did you mean 'astana-sex-2023'"):
        find("astana-sex-2033")
    other = tmp_path / "latin.yaml"
    other.write_bytes('population: "Алматы"'.encode("cp1251"))
    with pytest.raises(DataError, match="not UTF-8"):
        load(other)
