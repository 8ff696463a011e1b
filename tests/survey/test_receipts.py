"""Submitting once, whatever the network does; the receipt; withdrawing by it."""

from __future__ import annotations

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from survey.keys import receipt
from survey.keys.receipt import ALPHABET, Keys, normalised, with_check
from tests.survey.respondent import Respondent
from tests.survey.test_journeys import SLUG, finish

Rows = Callable[[str], list[tuple[object, ...]]]
_SYMBOLS = st.text(alphabet=ALPHABET, min_size=19, max_size=19)


@given(_SYMBOLS)
def test_a_code_survives_case_spaces_and_hyphens(symbols: str) -> None:
    code = with_check(symbols)
    written = " " + "-".join(code[start : start + 4] for start in range(0, 20, 4)).lower().replace("-", " - ", 1)
    assert normalised(written) == code


@given(_SYMBOLS, st.integers(0, 19), st.sampled_from(ALPHABET))
def test_one_wrong_character_is_noticed(symbols: str, place: int, other: str) -> None:
    code = with_check(symbols)
    wrong = code[:place] + other + code[place + 1 :]
    assert normalised(wrong) == (code if wrong == code else None)


@given(_SYMBOLS, st.integers(0, 18))
def test_two_swapped_neighbours_are_noticed(symbols: str, place: int) -> None:
    code = with_check(symbols)
    swapped = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
    assert normalised(swapped) == (code if swapped == code else None)


@given(st.text(max_size=200))
def test_any_text_is_a_code_or_not_one(written: str) -> None:
    found = normalised(written)
    assert found is None or len(found) == 20


def test_letters_that_look_alike_are_read_as_meant() -> None:
    code = with_check("10ABCEHKMPTX3000000")
    assert normalised(code.replace("1", "l").replace("0", "о").replace("A", "А").replace("C", "С").replace("H", "Н")) == code


def test_each_use_of_the_secret_key_gives_something_else() -> None:
    keys = Keys("s" * 32)
    made = {
        keys.csrf_token("k"),
        keys.token_hash("k", "a"),
        keys.submit_key("k", "a"),
        keys.key_hash("k"),
        keys.receipt_hash("k"),
    }
    assert len(made) == 5
    assert keys.token_hash("k", "a") != keys.token_hash("k", "b")
    assert "s" * 32 not in repr(keys)
    assert keys.receipt("a") != Keys("t" * 32).receipt("a")


def at_review(app: Flask) -> Respondent:
    someone = Respondent(app)
    someone.start(SLUG, "en")
    finish(someone)
    return someone


def test_a_retried_submit_shows_the_same_receipt_and_stores_one_row(app: Flask, rows: Rows) -> None:
    someone = at_review(app)
    form = {**someone.page.filled, "action": "next"}
    first = someone.next().receipt
    assert re.fullmatch(r"([0-9A-HJKMNP-TV-Z]{4}-){4}[0-9A-HJKMNP-TV-Z]{4}", first)
    for _ in range(3):
        assert someone.send(f"/{SLUG}/review", form).receipt == first
    assert rows("SELECT status FROM response") == [("complete",)]
    assert rows("SELECT count(*) FROM submit_key") == [(1,)]
    assert rows("SELECT n FROM counter WHERE event = 'completed'") == [(1,)]


def test_eight_submits_at_once_are_one(app: Flask, rows: Rows) -> None:
    app.extensions["survey"].engine.dispose()
    someone = at_review(app)
    form = {**someone.page.filled, "action": "next"}
    cookie = someone.client.get_cookie("session")
    assert cookie is not None

    def submit(_: int) -> str:
        other = Respondent(app)
        other.client.set_cookie("session", cookie.value)
        for _ in range(50):
            if other.send(f"/{SLUG}/review", form).kind == "done":
                return other.page.receipt
        return "never"

    with ThreadPoolExecutor(8) as pool:
        receipts = set(pool.map(submit, range(8)))
    assert len(receipts) == 1
    assert "never" not in receipts
    assert rows("SELECT count(*) FROM submit_key") == [(1,)]


def test_a_double_click_on_start_begins_one_interview(app: Flask, rows: Rows) -> None:
    someone = Respondent(app)
    someone.get(f"/{SLUG}/")
    form = {**someone.page.filled, "consent": "1", "action": "next"}
    for _ in range(3):
        assert someone.send(f"/{SLUG}/", form).kind == "question"
    assert rows("SELECT count(*) FROM response") == [(1,)]


def test_the_start_page_sent_again_after_the_end_leads_to_the_thanks(app: Flask, rows: Rows) -> None:
    someone = Respondent(app)
    someone.get(f"/{SLUG}/")
    form = {**someone.page.filled, "consent": "1", "action": "next"}
    someone.send(f"/{SLUG}/", form)
    finish(someone)
    receipt_shown = someone.next().receipt
    assert someone.send(f"/{SLUG}/", form).receipt == receipt_shown
    assert someone.get(f"/{SLUG}/question/q1_strength").receipt == receipt_shown
    assert rows("SELECT count(*) FROM response") == [(1,)]


def test_the_next_respondent_on_the_same_device_has_an_interview_of_their_own(app: Flask, rows: Rows) -> None:
    someone = at_review(app)
    first = someone.next().receipt
    someone.get(f"/{SLUG}/")
    assert someone.next(consent="1").checked == {}
    finish(someone)
    assert someone.next().receipt != first
    assert rows("SELECT status FROM response") == [("complete",), ("complete",)]


def test_the_review_needs_its_own_submit_key(app: Flask, rows: Rows) -> None:
    someone = at_review(app)
    for wrong in ("", "0" * 64, "ә"):
        someone.get(f"/{SLUG}/review")
        someone.forge(f"/{SLUG}/review", submit_key=wrong)
        assert someone.status == 400
    assert rows("SELECT status FROM response") == [("partial",)]


def test_the_database_holds_neither_receipt_nor_key(app: Flask, tmp_path: Path) -> None:
    someone = at_review(app)
    submit_key = someone.page.hidden["submit_key"]
    shown = someone.next().receipt
    content = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    for secret in (submit_key, shown, shown.replace("-", "")):
        assert secret.encode() not in content


def test_withdrawing_leaves_no_byte_of_the_answers(app: Flask, rows: Rows, tmp_path: Path) -> None:
    canary = "Тиын-канарейка-8812"
    someone = Respondent(app)
    someone.start(SLUG, "kk")
    someone.next()
    someone.next()
    someone.next(q3_spheres=["9"], q3_spheres__other_text=canary)
    finish(someone)
    code = someone.next().receipt

    def copies() -> int:
        return sum(path.read_bytes().count(canary.encode()) for path in tmp_path.rglob("*") if path.is_file())

    assert copies() > 0, "the canary must be findable before"
    someone.get(f"/{SLUG}/withdraw")
    page = someone.next(receipt=f" {code.lower().replace('-', ' ')} ")
    assert page.kind == "withdraw"
    assert "Жауаптарыңыз өшірілді." in page.text
    assert copies() == 0
    for table in ("response", "answer", "free_text", "submit_key"):
        assert rows(f"SELECT count(*) FROM {table}") == [(0,)]


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("0000-0000-0000-0000-0012", "No answers were found for this code. They may have been deleted already."),
        *((wrong, "Check the code for a typing mistake.") for wrong in ("ABC", "0000-0000-0000-0000-0021", "Ә" * 4000, "\0")),
    ],
)
def test_a_code_that_finds_nothing_says_why_and_is_kept(respondent: Respondent, written: str, said: str) -> None:
    respondent.get(f"/{SLUG}/withdraw?lang=en")
    page = respondent.next(receipt=written)
    assert respondent.status == 400
    assert page.text.count(said) == 2
    assert page.typed == {"receipt": written}


def test_no_code_at_all_is_no_typing_mistake(respondent: Respondent) -> None:
    respondent.get(f"/{SLUG}/withdraw?lang=en")
    page = respondent.next(receipt=" ")
    assert respondent.status == 400
    assert page.text.count("Enter your receipt code") == 3, "the label, the message beside it and in the summary"
    assert "mistake" not in page.text


def test_a_code_cannot_be_used_twice(app: Flask) -> None:
    someone = at_review(app)
    code = someone.next().receipt
    someone.get(f"/{SLUG}/withdraw")
    form = {**someone.page.filled, "receipt": code, "action": "next"}
    someone.send(f"/{SLUG}/withdraw", form)
    assert someone.status == 200
    someone.send(f"/{SLUG}/withdraw", form)
    assert someone.status == 400
    assert someone.get(f"/{SLUG}/done").kind == "start", "a withdrawn response has no receipt to show"


def test_session_keys_are_random() -> None:
    assert len({receipt.new_session_key() for _ in range(100)}) == 100
