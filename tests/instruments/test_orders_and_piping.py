"""Orders follow from the seed, and are spread evenly; earlier answers stand in later texts."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import replace
from itertools import permutations

import pytest

from instruments.answers import SKIPPED, Answer
from instruments.codebook import entries
from instruments.codebook_formats import as_csv, as_markdown
from instruments.errors import AnswerError
from instruments.load import find, load
from instruments.model import NonAnswer
from instruments.order import arranged, shuffled
from instruments.piping import is_piped, piped, said
from instruments.responses import Response, Status, answer_from_cells, wide_row
from instruments.route import narrowed
from tests.survey.conftest import HERE

INSTRUMENT = load(HERE / "every-form.yaml")


def codes(question: str, seed: int) -> tuple[int, ...]:
    return tuple(choice.code for choice in shuffled(INSTRUMENT.question(question), seed).choices)


def test_an_order_follows_from_the_seed_alone() -> None:
    assert codes("country", 7) == codes("country", 7)
    assert shuffled(INSTRUMENT.question("media"), 7) is INSTRUMENT.question("media"), "no random order was asked for"
    # Worked out by hand: the names sorted by sha256("7 country <code>"), then "other" and the non-answer.
    assert codes("country", 7) == (*sorted((1, 2, 3), key=_digest), 97, -1)


def _digest(code: int) -> str:
    return hashlib.sha256(f"7 country {code}".encode()).hexdigest()


def test_the_lines_of_a_battery_change_places_and_not_its_answers() -> None:
    orders = {tuple(item.id for item in shuffled(INSTRUMENT.question("trust"), seed).items) for seed in range(60)}
    assert orders == set(permutations(("az", "kg", "tr")))
    assert {codes("trust", seed) for seed in range(9)} == {(1, 2, 3, -6, -2)}


def test_every_order_is_equally_likely() -> None:
    drawn = Counter(codes("country", seed)[:3] for seed in range(3000))
    assert set(drawn) == set(permutations((1, 2, 3)))
    # Multinomial(3000, 1/6): five standard deviations are 102.
    assert all(abs(n - 500) < 102 for n in drawn.values())


def test_sections_and_questions_change_places_and_the_others_stay() -> None:
    seen = set()
    for seed in range(40):
        found = arranged(INSTRUMENT, seed)
        sections = [section.id for section in found.sections]
        assert (sections[0], sections[-1]) == ("start", "close")
        facts = next(section for section in found.sections if section.id == "facts")
        seen.add((sections[1], facts.questions[0].id))
        assert {question.id for question in found.questions} == {question.id for question in INSTRUMENT.questions}
    assert len(seen) > 8
    plain = load(find("astana-2023"))
    assert arranged(plain, 3) is plain


def test_a_list_experiment_has_the_statements_of_the_arm() -> None:
    did = INSTRUMENT.question("did")
    assert [item.id for item in narrowed(did, {"list": "short"}).items] == ["trade", "roads", "schools"]
    assert narrowed(did, {"list": "long"}).high == 4
    assert narrowed(INSTRUMENT.question("age"), {}) is INSTRUMENT.question("age")


@pytest.mark.parametrize(
    ("question", "answer", "language", "words"),
    [
        ("country", Answer(value=2), "kk", "Түркия"),
        ("country", Answer(value=97, other_text="Иран"), "ru", "Иран"),
        ("country", Answer(missing=NonAnswer.CANNOT_ANSWER), "en", None),
        ("media", Answer(value=(1, 2)), "en", "Television, The web"),
        ("hours", Answer(value=1.5), "kk", "1,5"),
        ("hours", Answer(value=1.5), "en", "1.5"),
        ("age", Answer(value=44), "ru", "44"),
        ("job", Answer(value="аспаз"), "en", "аспаз"),
        ("job", SKIPPED, "en", None),
    ],
)
def test_an_answer_in_words(question: str, answer: Answer, language: str, words: str | None) -> None:
    assert said(INSTRUMENT.question(question), answer, language) == words


def test_which_questions_hold_earlier_answers() -> None:
    assert [question.id for question in INSTRUMENT.questions if is_piped(question)] == ["trust", "why"]
    hinted = replace(INSTRUMENT.question("age"), hint=INSTRUMENT.question("trust").text)
    assert is_piped(hinted)
    filled = piped(hinted, INSTRUMENT, {"country": Answer(value=1)}).hint
    assert filled is not None
    assert "(Azerbaijan)" in filled["en"]


def test_a_text_without_the_answer_has_its_own_words() -> None:
    asked = piped(INSTRUMENT.question("why"), INSTRUMENT, {"strength": Answer(value=9), "hours": SKIPPED})
    assert asked.text["en"] == "What do you think of your choice: 9, no hours, no sources?"
    assert asked.text["kk"].endswith("9, сағат айтылмады, дереккөз жоқ?")


@pytest.mark.parametrize("language", INSTRUMENT.languages)
def test_the_codebook_describes_every_column(language: str) -> None:
    book = {entry.variable: entry for entry in entries(INSTRUMENT, language)}
    row = wide_row(INSTRUMENT, Response("0", Status.COMPLETE, language, "web", 1, {}, {"list": "long"}))
    assert list(book) == list(row)


def test_the_codebook_says_what_the_kinds_hold() -> None:
    book = {entry.variable: entry for entry in entries(INSTRUMENT, "en")}
    assert book["trust__tr"].label == "How much do you trust each of these countries? ([no country chosen]) — Türkiye"
    assert book["trust__tr"].codes == ((1, "Fully trust"), (2, "Somewhat trust"), (3, "Do not trust"))
    assert set(dict(book["trust__tr"].missing)) == {-2, -5, -6, -8}
    assert book["ties__economy"].codes == ((0, "very weak"), (10, "very strong"))
    assert (book["spheres__culture"].type, book["spheres__culture"].label) == (
        "rank, 1 = first; empty = not ranked",
        "Which spheres matter most? — Culture",
    )
    assert book["did"].label.endswith("We should leave the union. (arm_list = long)")
    assert (book["hours"].low, book["hours"].high, book["hours"].type) == (0.0, 24.0, "number")
    assert (book["born"].low, book["born"].type) == ("1990-01-01", "date, year-month-day")
    assert "from 0 to 24" in as_markdown(INSTRUMENT, "en")
    assert "from 1990-01-01 to 2026-12-31" in as_csv(INSTRUMENT, "en")
    assert (book["change"].missing, book["change__missing"].type) == ((), "code")


def test_a_ranking_stands_in_the_columns_of_its_choices() -> None:
    answers = {"spheres": Answer(value=(3, 1))}
    row = wide_row(INSTRUMENT, Response("0", Status.COMPLETE, "en", "web", 1, answers, {"list": "long"}))
    assert [row[f"spheres__{name}"] for name in ("economy", "culture", "defence")] == [2, None, 1]
    skipped = wide_row(INSTRUMENT, Response("0", Status.COMPLETE, "en", "web", 1, {}, {"list": "long"}))
    assert {skipped[f"spheres__{name}"] for name in ("economy", "culture", "defence")} == {-5}


@pytest.mark.parametrize(
    ("economy", "culture", "defence"), [(1, 1, None), (2, None, None), (1, 3, None), (-1, 1, None), (1, 2, 3), ("1", "x", None)]
)
def test_cells_that_are_no_ranking_are_refused(economy: object, culture: object, defence: object) -> None:
    cells = {"spheres__economy": economy, "spheres__culture": culture, "spheres__defence": defence}
    with pytest.raises(AnswerError):
        answer_from_cells(INSTRUMENT.question("spheres"), cells)  # type: ignore[arg-type]
