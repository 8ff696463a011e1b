"""How interviews went, counted by hand on a few of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from instruments import load
from instruments.model import ArmIs, Text
from instruments.responses import Status
from survey.admin.monitoring.arm_figures import balance
from survey.admin.monitoring.course import NOTHING, Course, course
from survey.admin.monitoring.words import Words
from survey.store.monitoring import Progress
from tests.survey.conftest import HERE

INSTRUMENT = load.load(HERE / "every-kind.yaml")


def interview(
    pages: Mapping[str, int | None], status: Status = Status.PARTIAL, language: str = "kk", *, is_open: bool = False
) -> Progress:
    return Progress("hash", status, language, "web", {"card": "card"}, 1, is_open, pages)


def gone(*interviews: Progress, before: Course | None = None) -> Course:
    return course(INSTRUMENT, lambda _: INSTRUMENT, interviews, before)


def test_pages_are_counted_by_whoever_sent_them() -> None:
    found = gone(
        interview({"intro": 3, "age": 5, "works": None}),
        interview({"intro": 4, "age": 6}),
        interview({"intro": 2}, is_open=True),
        interview({}),
    )
    assert (found.n, found.complete) == (4, 0)
    assert {name: found.reached[name] for name in ("intro", "age", "works")} == {"intro": 3, "age": 2, "works": 1}
    assert "job" not in found.reached, "only who works is asked: who was asked has told that"


def test_where_interviews_stopped() -> None:
    found = gone(
        interview({"intro": 3, "age": 5}),
        interview({"intro": 3, "age": 5}, is_open=True),
        interview({}),
        interview({"intro": 1, "age": 1, "works": 1, "job": 9}),
        interview({"intro": 1, "age": 1}, Status.COMPLETE),
        interview({"intro": 1, "age": 1}, Status.SCREENED),
    )
    assert found.stopped == {NOTHING: (1, 0), "age": (2, 1), "works": (1, 0)}, "neither that one was asked about a job"


def test_what_not_everybody_is_asked_in_any_version_is_not_counted() -> None:
    five = [interview({"intro": 3, "job": 9}) for _ in range(5)]
    assert gone(*five).seconds == {"intro": 3.0}
    section, *others = INSTRUMENT.sections
    older = replace(INSTRUMENT, sections=(replace(section, ask_if=ArmIs("card", "card")), *others))
    left = course(INSTRUMENT, lambda _: older, five)
    assert left.reached.keys() == gone(*five).reached.keys() - {question.id for question in section.questions}


def test_a_language_that_is_offered_no_more_is_not_left_over() -> None:
    many = [interview({}, language="kk")] * 9 + [interview({}, language="en")] * 3
    before = gone(*many)
    newer = replace(INSTRUMENT, languages=("kk", "ru"))
    found = course(newer, lambda _: INSTRUMENT, [*many, *[interview({}, language="ru")] * 5], before)
    assert sum(found.languages.counts.values()) == found.n == 17
    assert found.languages.hidden >= {"en"}
    assert len(found.languages.hidden) > 1


def test_the_median_is_shown_of_five_known_times() -> None:
    times = [interview({"intro": seconds, "age": 7}) for seconds in (1, 2, 30, 4, 900)]
    assert gone(*times).seconds == {"intro": 4.0, "age": 7.0}
    assert gone(*times[:4]).seconds == {}
    assert gone(*times[:4], interview({"intro": None, "age": None})).seconds == {}


def test_languages_are_hidden_as_answers_are() -> None:
    many = [interview({}, language="kk")] * 9 + [interview({}, language="en")] * 4
    assert gone(*many).languages.hidden == {"kk", "en"}
    assert gone(*many, interview({}, language="en")).languages.hidden == frozenset()
    assert gone(*many).modes == {"web": 13}
    assert gone(*many).arms == {"card": {"control": (0, 0), "card": (13, 0)}}
    finished = interview({}, Status.COMPLETE)
    assert gone(*many, finished).arms == {"card": {"control": (0, 0), "card": (14, 1)}}


def test_arms_are_called_what_the_questionnaire_calls_them() -> None:
    labels = tuple((arm, Text((("kk", f"{arm} kk"), ("en", f"{arm} en")))) for arm in ("control", "card"))
    (experiment,) = INSTRUMENT.experiments
    labelled = replace(INSTRUMENT, experiments=(replace(experiment, labels=labels),))
    found = gone(*[interview({})] * 5)
    for language, shown in {"kk": "card kk", "en": "card en", "ru": "card kk"}.items():
        for instrument, name in ((labelled, shown), (INSTRUMENT, "card")):
            (arms,) = balance(instrument, found, Words(language, ("kk", "en")))
            assert arms.rows[1][0] == name
