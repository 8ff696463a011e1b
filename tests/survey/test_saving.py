"""A page is saved by one statement where one is enough: it must end as the transaction of several does."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa

from instruments import load, storage
from instruments.answers import SKIPPED, Answer
from instruments.model import Question
from instruments.responses import Screen
from survey import opening
from survey.fielded import Library
from survey.store import interviews, saving, studies, visits
from survey.store.answers import RunningInterview
from survey.store.errors import StoreUnavailableError
from survey.store.interviews import Beginning, Event
from survey.store.saving import Noted

SLUG = "astana-2023"
INSTRUMENT = load.load(load.find(SLUG))
EVENT = Event(SLUG, "2026-11-22", "kk")
STRENGTH = INSTRUMENT.question("q1_strength")


def begin(store: sa.Engine, token: str = "t", key: str = "k") -> RunningInterview:
    """Begin an interview in Kazakh, and return it as a page finds it."""
    interviews.begin(store, token, key, Beginning(INSTRUMENT.source_hash, "kk", {}, 7, is_test=False), EVENT)
    found = interviews.find(store, token)
    assert found is not None
    return found


def answers(store: sa.Engine) -> list[tuple[str, str | None]]:
    """Every answer that is stored."""
    with store.connect() as connection:
        rows = connection.execute(sa.select(storage.answer.c.question, storage.answer.c.value))
        return [(question, value) for question, value in rows]


def written(store: sa.Engine, save: Callable[[], bool]) -> tuple[bool, int]:
    """Save, and count the transactions that were begun for it."""
    begun: list[int] = []
    with pytest.MonkeyPatch.context() as patch:
        real = saving.writing_directly

        def counted(engine: sa.Engine, *, alone: bool = False) -> object:
            begun.append(not alone)
            return real(engine, alone=alone)

        patch.setattr(saving, "writing_directly", counted)
        return save(), sum(begun)


def test_an_answer_that_is_all_there_is_to_write_needs_no_transaction(store: sa.Engine) -> None:
    former = begin(store)
    given = [(STRENGTH, Answer(value=7))]
    assert written(store, lambda: saving.save(store, "t", given, Noted("kk", 3), former)) == (True, 0)
    assert written(store, lambda: saving.save(store, "t", [(STRENGTH, SKIPPED)], Noted("kk", 9), former)) == (True, 0)
    assert written(store, lambda: saving.save(store, "gone", given, Noted("kk", 3), former)) == (False, 0)
    found = interviews.find(store, "t")
    assert found is not None
    assert found.answers == {"q1_strength": SKIPPED}
    with store.connect() as connection:
        assert connection.execute(sa.select(storage.answer.c.seconds, storage.answer.c.language)).all() == [(9, "kk")]


@pytest.mark.parametrize(
    ("noted", "transactions"),
    [
        (Noted("ru"), 1),
        (Noted("kk", layout=Screen.WIDE), 1),
        (Noted("kk", went_back=True), 1),
        (Noted("kk"), 0),
    ],
)
def test_what_is_new_of_the_whole_response_is_noted_with_the_answer(store: sa.Engine, noted: Noted, transactions: int) -> None:
    former = begin(store)
    given = [(STRENGTH, Answer(value=7))]
    assert written(store, lambda: saving.save(store, "t", given, noted, former)) == (True, transactions)
    with store.connect() as connection:
        columns = (storage.response.c.language, storage.response.c.layout, storage.response.c.back_moves)
        stands = connection.execute(sa.select(*columns)).one()
    assert tuple(stands) == (noted.language, noted.layout, int(noted.went_back))


def test_what_is_noted_already_is_not_written_again(store: sa.Engine) -> None:
    begin(store)
    assert saving.save(store, "t", (), Noted("ru", layout=Screen.WIDE))
    former = interviews.find(store, "t")
    assert former is not None
    assert (former.language, former.layout) == ("ru", "wide")
    same = Noted("ru", layout=Screen.WIDE)
    assert written(store, lambda: saving.save(store, "t", [(STRENGTH, SKIPPED)], same, former)) == (True, 0)


def test_nothing_to_write_still_tells_whether_the_interview_goes_on(store: sa.Engine) -> None:
    former = begin(store)
    assert saving.save(store, "t", (), Noted("kk"), former)
    assert not saving.save(store, "gone", (), Noted("kk"), former)


@pytest.mark.parametrize("end", ["submit", "discard"])
def test_saved_while_it_ends_an_answer_is_there_or_is_said_to_be_late(store: sa.Engine, end: str) -> None:
    saved: list[tuple[str, bool]] = []
    for number in range(25):
        token, key = f"t{number}", f"k{number}"
        former = begin(store, token, key)
        together = threading.Barrier(2)

        def save(token: str = token, former: RunningInterview = former, together: threading.Barrier = together) -> bool:
            together.wait()
            return saving.save(store, token, [(STRENGTH, Answer(value=7))], Noted("kk", 1), former)

        def over(token: str = token, key: str = key, together: threading.Barrier = together) -> bool:
            together.wait()
            if end == "submit":
                return interviews.submit(store, token, key, f"r{key}", EVENT)
            return interviews.discard(store, token, EVENT)

        with ThreadPoolExecutor(2) as pool:
            is_saved, is_over = pool.submit(save), pool.submit(over)
            assert is_over.result()
            saved.append((key, is_saved.result()))
    with store.connect() as connection:
        kept = sa.select(storage.submit_key.c.key_hash).join(
            storage.answer, storage.answer.c.response_id == storage.submit_key.c.response_id
        )
        found = set(connection.execute(kept).scalars())
    assert found == ({key for key, is_saved in saved if is_saved} if end == "submit" else set())
    if end == "discard":
        assert answers(store) == []


def test_two_pages_of_one_browser_at_once_both_stand(store: sa.Engine) -> None:
    former = begin(store)
    pages = [(INSTRUMENT.question(name), SKIPPED) for name in ("q1_strength", "q2_improve", "q4_leave_eaeu", "q6_role")]
    together = threading.Barrier(len(pages))

    def save(page: tuple[Question, Answer]) -> bool:
        together.wait()
        return saving.save(store, "t", [page], Noted("ru", 1, went_back=True), former)

    with ThreadPoolExecutor(len(pages)) as pool:
        assert all(pool.map(save, pages))
    assert len(answers(store)) == len(pages)
    with store.connect() as connection:
        assert connection.execute(sa.select(storage.response.c.back_moves)).scalar() == len(pages)


def test_a_visit_finds_the_study_with_and_without_an_interview(store: sa.Engine) -> None:
    former = begin(store)
    for token, found in (("t", former), ("other", None), (None, None)):
        row, interview = visits.find(store, SLUG, token)
        assert row == studies.find(store, SLUG)
        assert interview == found
    assert visits.find(store, "unknown", "t") == (None, None)


def test_whoever_asks_while_another_questionnaire_is_opened_sees_the_study_as_it_was(store: sa.Engine) -> None:
    """A page reads its study first, and the study file later: between the two another questionnaire may be opened."""
    opening.open_study(store, SLUG)
    library = Library(store)
    former, asked, unread = library.find(SLUG), library.find(SLUG), Library(store).find(SLUG)
    assert former is not None
    assert asked is not None
    assert unread is not None
    said = former.study
    with store.begin() as connection:
        row = {"hash": "other", "slug": SLUG, "version": 99, "yaml": ""}
        connection.execute(sa.insert(storage.instrument).values(row))
        connection.execute(sa.update(storage.study).values(instrument_hash="other", details="another"))
    assert asked.study == said
    with pytest.raises(StoreUnavailableError, match="is being opened with another questionnaire"):
        _ = unread.study
