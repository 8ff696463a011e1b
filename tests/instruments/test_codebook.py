"""The codebook names every column of the export, in every language."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace

import pytest

from instruments.codebook import entries, missing_labels
from instruments.codebook_formats import as_csv, as_json, as_markdown
from instruments.load import find, load
from instruments.responses import column_names
from tests.instruments.samples import loaded, one

ASTANA = load(find("astana-2023"))


@pytest.mark.parametrize("language", ASTANA.languages)
def test_every_column_has_an_entry_in_its_order(language: str) -> None:
    assert tuple(entry.variable for entry in entries(ASTANA, language)) == (*column_names(ASTANA), "q1_bin")


def test_codes_and_non_answers_have_their_labels() -> None:
    entry = {entry.variable: entry for entry in entries(ASTANA, "kk")}["q4_leave_eaeu"]
    assert entry.codes == ((1, "Иә"), (2, "Жоқ"), (97, "Басқа (жазыңыз)"))
    assert dict(entry.missing)[-1] == "Жауап беруге қиналамын"
    assert set(dict(entry.missing)) == {-1, -5, -8}


def test_routing_and_arms_add_the_codes_they_can_put_in() -> None:
    instrument = loaded(
        one("q1"),
        one("q2", "ask_if: {question: q1, in: [1]}"),
        one("q3", "ask_if: {experiment: card, arm: shown}"),
        "id: age\nkind: integer\ntext: {en: Number}",
        "id: m\nkind: many\ntext: {en: Which}\nchoices: [{code: 1, id: a, label: {en: A}}]",
        "id: o\nkind: one\ntext: {en: Which}\nchoices: [{code: 1, label: {en: A}, other: true}]",
        "id: w\nkind: text\ntext: {en: 'Why | how'}",
        tail="experiments: [{id: card, arms: [plain, shown]}]\n",
    )
    book = {entry.variable: entry for entry in entries(instrument, "en")}
    assert set(dict(book["q2"].missing)) == {-1, -3, -5, -8}
    assert set(dict(book["q3"].missing)) == {-1, -3, -4, -5, -8}
    assert (book["q1"].asked, book["q2"].asked, book["q3"].asked) == ("everyone", "q1 = 1", "arm_card = shown")
    assert book["age"].missing == ()
    assert set(dict(book["age__missing"].missing)) == {-5, -8}
    assert (book["m__a"].type, book["m__a"].label) == ("1 chosen, 0 not chosen", "Which — A")
    assert (book["o__other_text"].type, book["w"].type, book["arm_card"].type) == ("text", "text", "text")
    assert "Why \\| how" in as_markdown(instrument, "en")


def test_derived_variables_stand_at_the_end_with_their_categories() -> None:
    entry = entries(ASTANA, "en")[-1]
    assert (entry.variable, entry.type) == ("q1_bin", "made from q1_strength")
    assert entry.codes[0] == ("low", "Low (1–3): 1, 2, 3")
    bare = loaded(
        "id: s\nkind: scale\ntext: {en: How}\nlow: 1\nhigh: 2", tail="derived: [{id: d, from: s, map: {a: [1]}, label: {en: D}}]"
    )
    assert entries(bare, "en")[-1].codes == (("a", "a: 1"),)


def test_who_is_asked_stands_in_words() -> None:
    condition = (
        "{any: [{all: [{question: s, at_least: 2}, {question: s, at_most: 4}]}, {none: [{question: q1, in: [1, 2]}]}, "
        "{question: q1, not_in: [2]}, {all: [{question: q1, answered: true}]}, {question: s, answered: false}]}"
    )
    scale = "id: s\nkind: scale\ntext: {en: How}\nlow: 1\nhigh: 5"
    book = {entry.variable: entry for entry in entries(loaded(one("q1"), scale, one("q2", f"ask_if: {condition}")), "en")}
    assert book["q2"].asked == "((s ≥ 2 and s ≤ 4) or none of: (q1 = 1, 2) or q1 ≠ 2 or q1 answered or s not answered)"


def test_the_formats_hold_the_same_and_are_safe() -> None:
    rows = list(csv.reader(io.StringIO(as_csv(ASTANA, "en"))))
    assert [row[0] for row in rows[1:]] == [*column_names(ASTANA), "q1_bin"]
    missing = {row[0]: row[4] for row in rows[1:]}["q4_leave_eaeu"]
    assert missing.startswith("(-1) = I cannot answer; (-5) = ")
    document = json.loads(as_json(ASTANA))
    assert set(document["languages"]) == {"kk", "en", "ru"}
    assert document["sha256"] == ASTANA.source_hash
    assert "from 1 to 10; 1 = very weak; 10 = very strong" in as_markdown(ASTANA, "en")
    assert "не проверен носителем языка" in as_markdown(ASTANA, "ru")
    reviewed = replace(ASTANA, reviewed_by=(("kk", "A. B."), ("en", "C. D.")))
    assert "native speaker" not in as_markdown(reviewed, "en")


def test_every_missing_code_has_a_label() -> None:
    assert set(missing_labels("kk")) == set(range(-8, 0))
