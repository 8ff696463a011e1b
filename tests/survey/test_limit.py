"""Wrong receipt codes: as many a minute as people mistype, not as many as programs try."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from survey.keys import limit
from tests.survey.respondent import Respondent, check
from tests.survey.test_journeys import SLUG, finish

Rows = Callable[[str], list[tuple[object, ...]]]
WELL_FORMED = "0000-0000-0000-0000-0012"
WORDS = {"kk": "бір минут күтіңіз", "en": "wait a minute", "ru": "подождите минуту"}


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The time, to be moved by hand."""
    now = [1000.0]
    monkeypatch.setattr(limit.time, "monotonic", lambda: now[0])
    return now


def use_up(app: Flask) -> None:
    for _ in range(limit.TRIES):
        someone = Respondent(app)
        someone.get(f"/{SLUG}/withdraw")
        someone.next(receipt=WELL_FORMED)
        assert someone.status == 400


def test_what_is_mistyped_is_no_wrong_code(app: Flask, clock: list[float]) -> None:
    someone = Respondent(app)
    someone.get(f"/{SLUG}/withdraw")
    for _ in range(2 * limit.TRIES):
        someone.next(receipt="mistyped")
        assert someone.status == 400
    use_up(app)
    someone.next(receipt="mistyped")
    assert someone.status == 400


@pytest.mark.parametrize("language", WORDS)
def test_too_many_wrong_codes_have_to_wait(app: Flask, rows: Rows, clock: list[float], language: str) -> None:
    someone = Respondent(app)
    someone.start(SLUG, language)
    finish(someone)
    code = someone.next().receipt
    use_up(app)
    clock[0] += 14.5
    someone.get(f"/{SLUG}/withdraw")
    sent = someone.client.post(someone.path, data={**someone.page.hidden, "receipt": WELL_FORMED, "action": "next"})
    page = check(sent)
    assert page
    assert (sent.status_code, sent.headers["Retry-After"], page.kind) == (429, "46", "withdraw")
    assert WORDS[language] in page.text
    assert page.typed == {"receipt": WELL_FORMED}, "nothing has to be typed again"
    assert rows("SELECT count(*) FROM response") == [(1,)]
    assert someone.next(receipt=code).text.strip()
    assert rows("SELECT count(*) FROM response") == [(0,)], "no stranger's guesses keep anybody from withdrawing"
    clock[0] += 46
    someone.get(f"/{SLUG}/withdraw")
    someone.next(receipt=WELL_FORMED)
    assert someone.status == 400


def test_a_try_that_was_right_is_given_back(clock: list[float]) -> None:
    tries = limit.Limit()
    for _ in range(3 * limit.TRIES):
        assert tries.take() == 0
        tries.give_back()
    assert [tries.take() for _ in range(limit.TRIES + 1)] == [0] * limit.TRIES + [limit.WINDOW]


def test_the_survey_itself_is_never_limited(app: Flask, respondent: Respondent, clock: list[float]) -> None:
    use_up(app)
    respondent.start(SLUG)
    finish(respondent)
    assert respondent.next().kind == "done"
    assert respondent.get(f"/{SLUG}/withdraw").kind == "withdraw"
    assert respondent.press("language:en").lang == "en"
    assert respondent.status == 200
