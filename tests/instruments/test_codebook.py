"""The codebook names every column of the export, in every language."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace

import pytest

from instruments.codebook import as_csv, as_json, as_markdown, entries, missing_labels
from instruments.load import find, load
from instruments.responses import column_names
from tests.instruments.samples import loaded, one

ASTANA = load(find("astana-2023"))


@pytest.mark.parametrize("language", ASTANA.languages)
def test_every_column_has_an_entry_in_its_order(language: str) -> None:
    assert tuple(entry.variable for entry in entries(ASTANA, language)) == column_names(ASTANA)


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
        "id: n\nkind: integer\ntext: {en: Number}",
        "id: m\nkind: many\ntext: {en: Which}\nchoices: [{code: 1, id: a, label: {en: A}}]",
        "id: o\nkind: one\ntext: {en: Which}\nchoices: [{code: 1, label: {en: A}, other: true}]",
        "id: w\nkind: text\ntext: {en: 'Why | how'}",
        tail="experiments: [{id: card, arms: [plain, shown]}]\n",
    )
    book = {entry.variable: entry for entry in entries(instrument, "en")}
    assert set(dict(book["q2"].missing)) == {-1, -3, -5, -8}
    assert set(dict(book["q3"].missing)) == {-1, -3, -4, -5, -8}
    assert book["q1"].asked_of_all
    assert not book["q2"].asked_of_all
    assert book["n"].missing == ()
    assert set(dict(book["n__missing"].missing)) == {-5, -8}
    assert (book["m__a"].type, book["m__a"].label) == ("tick", "Which — A")
    assert (book["o__other_text"].type, book["w"].type, book["arm_card"].type) == ("text", "text", "text")
    assert "Why \\| how" in as_markdown(instrument, "en")


def test_the_formats_hold_the_same_and_are_safe() -> None:
    rows = list(csv.reader(io.StringIO(as_csv(ASTANA, "en"))))
    assert [row[0] for row in rows[1:]] == list(column_names(ASTANA))
    missing = {row[0]: row[4] for row in rows[1:]}["q4_leave_eaeu"]
    assert missing.startswith("'-1 = I cannot answer")
    document = json.loads(as_json(ASTANA))
    assert set(document["languages"]) == {"kk", "en", "ru"}
    assert document["sha256"] == ASTANA.source_hash
    assert "from 1 to 10; 1 = very weak; 10 = very strong" in as_markdown(ASTANA, "en")
    assert "не проверен носителем языка" in as_markdown(ASTANA, "ru")
    reviewed = replace(ASTANA, reviewed_by=(("kk", "A. B."), ("en", "C. D.")))
    assert "native speaker" not in as_markdown(reviewed, "en")


def test_every_missing_code_has_a_label() -> None:
    assert set(missing_labels("kk")) == set(range(-8, 0))
