"""The answers so far: against `analysis` itself, against counts by hand, and in steps."""

from __future__ import annotations

import dataclasses
import json
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
import sqlalchemy as sa

import analysis
from instruments import load
from instruments.model import Instrument, Kind
from instruments.responses import Status, data_columns
from survey import opening
from survey.admin.monitoring import figures
from survey.admin.monitoring.topline import ANSWERED, CANNOT_ANSWER, TICKED, Topline, topline
from survey.fielded import Library
from survey.keys.receipt import Keys
from survey.simulation.simulate import Simulated, simulate
from survey.store import inventory, monitoring
from tests.survey.conftest import HERE, SECRET

SLUG = "astana-2023"


def add(engine: sa.Engine, n: int, seed: int = 1, slug: str = SLUG) -> None:
    """Store complete responses, as if real."""
    fielded = Library(engine).find(slug)
    assert fielded
    simulate(engine, Keys(SECRET), fielded.instrument, Simulated(), n=n, seed=seed)
    with engine.begin() as connection:
        connection.execute(sa.text("UPDATE response SET is_test = :no"), {"no": False})


def shown(engine: sa.Engine, slug: str = SLUG, *, tests: bool = False) -> Topline | None:
    pool = figures.pool(engine, Library(engine), slug, monitoring.tallies(engine, slug), tests=tests)
    return figures.shown_topline(engine, slug, pool, tests=tests) if pool else None


def read(engine: sa.Engine, slug: str = SLUG) -> analysis.Data:
    return analysis.read(engine.url.render_as_string(hide_password=False), table=slug)


def test_every_number_is_that_of_the_analysis(engine: sa.Engine) -> None:
    add(engine, 83)
    found, data = shown(engine), read(engine)
    assert found
    assert data.instrument
    compared = 0
    for question in data.instrument.variables:
        answers = found.answers[question.id]
        table = analysis.shares(data, question.id).astype({"category": str}).set_index("category")
        cells = answers.cells
        for code in cells.estimates if cells else answers.choices:
            of, cell = (cells, code) if cells else (answers.choices[code], TICKED)
            if cell in of.look.hidden:
                continue
            row = table.loc[code]
            assert (of.look.shown(cell), answers.base) == (row["n"], row["base_n"])
            assert of.estimates[cell] == pytest.approx((row["share"], row["low"], row["high"]), rel=1e-12)
            compared += 1
    assert compared > 20


def test_the_rates_are_those_of_the_analysis(engine: sa.Engine) -> None:
    add(engine, 83)
    found, data = shown(engine), read(engine)
    assert found
    rates = analysis.cannot_answer(data).set_index("question")
    for name, row in rates.iterrows():
        outcomes = found.answers[str(name)].outcomes
        assert outcomes.estimates[CANNOT_ANSWER] == pytest.approx((row["share"], row["low"], row["high"]), rel=1e-12)
    table = analysis.shares(data, "q7_benefit", base="asked").set_index("category")
    answers = found.answers["q7_benefit"]
    skipped = int(table["n"].get(-5, 0))
    assert (answers.asked, answers.skipped) == (83, skipped)


def test_that_nobody_skipped_has_an_interval_too(engine: sa.Engine) -> None:
    """Wilson for 0 of n: from 0 to z²/(n + z²)."""
    add(engine, 40)
    with engine.begin() as connection:
        connection.execute(sa.text("UPDATE answer SET missing = NULL, value = '1' WHERE question = 'q2_improve'"))
    found = shown(engine)
    assert found
    answers = found.answers["q2_improve"]
    z2 = 1.959963984540054**2
    assert answers.skipped == 0
    assert answers.skip_rate == pytest.approx((0.0, 0.0, z2 / (40 + z2)))


def test_nothing_is_shown_before_five(engine: sa.Engine) -> None:
    assert shown(engine) is None
    add(engine, 4)
    assert shown(engine) is None
    add(engine, 1, seed=2)
    assert shown(engine)


def test_figures_move_in_steps(store: sa.Engine) -> None:
    add(store, 40)
    first = shown(store)
    for seed in range(2, 6):
        add(store, 1, seed)
        assert shown(store) == first
    add(store, 1, 6)
    second = shown(store)
    assert second
    assert second.n == 45
    with store.begin() as connection:
        one = "DELETE FROM response WHERE id = (SELECT min(id) FROM response WHERE status = 'complete')"
        connection.execute(sa.text(one))
    assert shown(store) == second, "who withdraws is not seen going either"


def test_two_processes_show_the_same(store: sa.Engine) -> None:
    add(store, 40)
    kept = shown(store)
    assert monitoring.keep_look(store, SLUG, "answers", None, "{}") != "{}", "somebody was faster"
    assert shown(store) == kept


def test_tests_and_real_responses_are_never_mixed(store: sa.Engine) -> None:
    add(store, 30)
    fielded = Library(store).find(SLUG)
    assert fielded
    simulate(store, Keys(SECRET), fielded.instrument, Simulated(), n=20, seed=9)
    real, tests = shown(store), shown(store, tests=True)
    assert real
    assert tests
    assert (real.n, tests.n) == (30, 20)


def test_a_question_that_some_are_asked_is_shown_where_five_were_and_five_were_not(engine: sa.Engine, every_kind: str) -> None:
    add(engine, 60, slug=every_kind)
    data, found = read(engine, every_kind), shown(engine, every_kind)
    assert found
    asked = int((data.frame["job__missing"].fillna(0) > -3).sum() + (data.frame["job__missing"] == -5).sum())
    assert 5 <= asked <= 55
    assert found.answers["job"].asked == asked
    assert found.answers["job"].cells is None
    few = dataclasses.replace(data, frame=data.frame[data.frame["works"] == 1].reset_index(drop=True))
    assert data.instrument
    assert "job" not in topline(few, data.instrument).answers, "all of these were asked: who was not could be told"


def test_the_lines_of_a_battery_are_questions_of_their_own(engine: sa.Engine, every_form: str) -> None:
    add(engine, 40, slug=every_form)
    data, found = read(engine, every_form), shown(engine, every_form)
    assert found
    assert data.instrument
    battery = next(question for question in data.instrument.questions if question.kind is Kind.BATTERY)
    for part in battery.parts:
        table = analysis.shares(data, part.id)
        cells = found.answers[part.id].cells
        assert cells
        counted = dict(zip(table["category"].astype(str), table["n"], strict=True))
        assert {code: n for code, n in cells.look.counts.items() if n} == counted


def test_a_new_question_is_shown_of_those_who_were_asked_it(engine: sa.Engine) -> None:
    add(engine, 30)
    data = read(engine)
    assert data.instrument
    frame = data.frame.copy()
    frame.loc[:20, "q7_benefit"] = -4
    found = topline(dataclasses.replace(data, frame=frame), data.instrument).answers["q7_benefit"]
    assert found.asked == 9


def test_a_count_by_hand() -> None:
    """Seven respondents: 6 say yes, one cannot answer; two of the choices have nobody."""
    instrument = load.load(load.find(SLUG))
    codes = [1, 1, 1, 1, 1, 1, -1]
    columns = {column.name: [-5] * 7 for column in data_columns(instrument)}
    frame = pd.DataFrame({**columns, "q2_improve": codes})
    found = topline(analysis.Data(frame, instrument), instrument).answers
    assert found.keys() == {"q2_improve"}, "of the others nothing was answered"
    answers = found["q2_improve"]
    assert answers.cells
    assert (answers.asked, answers.skipped, answers.base) == (7, 0, 7)
    assert dict(answers.cells.look.counts) == {"1": 6, "2": 0, "-1": 1}
    assert answers.cells.look.hidden == {"1", "2", "-1"}, "6 of 7 would tell that one did not"
    assert ANSWERED in answers.outcomes.look.hidden


def tally(name: str, version: int, complete: int, partial: int = 0, *, tests: int = 0) -> monitoring.Tally:
    real = {Status.COMPLETE: complete, Status.PARTIAL: partial}
    return monitoring.Tally(
        name, version, {status: n for status, n in real.items() if n}, {Status.COMPLETE: tests} if tests else {}
    )


class Versions(Library):
    """A library of versions by name; those of another case have other arms, and are not put together."""

    def instrument(self, instrument_hash: str) -> Instrument:
        instrument = load.load(HERE / "every-kind.yaml")
        return instrument if instrument_hash.islower() else replace(instrument, experiments=())


def pooled(engine: sa.Engine, *tallies: monitoring.Tally, tests: bool = False) -> figures.Pool:
    found = figures.pool(engine, Versions(engine), "every-kind", tallies, tests=tests)
    assert found
    return found


def test_versions_whose_codes_disagree_are_not_put_together(engine: sa.Engine) -> None:
    both = pooled(engine, tally("a", 1, 9), tally("b", 2, 6))
    assert (both.complete, both.left_out, dict(both.versions)) == (15, {}, {"a": 1, "b": 2})
    # "B" has lost an experiment that "a" has; "C" may come after both, but not be put together with "a".
    apart = pooled(engine, tally("a", 1, 9), tally("B", 2, 6), tally("C", 3, 1))
    assert (apart.complete, apart.left_out, dict(apart.versions)) == (7, {"a": 1}, {"B": 2, "C": 3})


def test_who_has_completed_nothing_moves_no_version_into_the_figures(engine: sa.Engine) -> None:
    alone = pooled(engine, tally("a", 1, 9))
    assert pooled(engine, tally("a", 1, 9), tally("b", 2, 0, 4)) == alone
    assert pooled(engine, tally("a", 1, 9), tally("B", 2, 0, 4)) == alone
    assert pooled(engine, tally("a", 1, 9), tally("b", 2, 0, tests=4)) == alone
    assert dict(pooled(engine, tally("a", 1, 9), tally("b", 2, 0, tests=4), tests=True).versions) == {"b": 2}


def keep(engine: sa.Engine, *histories: tuple[str, ...]) -> None:
    looks = [figures.History(versions, Topline(20, {})) for versions in histories]
    content = json.dumps({"histories": [{"versions": each.versions, "topline": {"n": 20, "answers": {}}} for each in looks]})
    monitoring.keep_look(engine, "every-kind", "answers", None, content)


def test_versions_that_were_shown_apart_stay_apart(store: sa.Engine) -> None:
    keep(store, ("a",), ("b",))
    found = pooled(store, tally("a", 1, 20), tally("b", 2, 21), tally("c", 3, 1))
    assert (dict(found.versions), found.left_out) == ({"b": 2, "c": 3}, {"a": 1})


def test_what_was_shown_together_is_not_taken_apart(store: sa.Engine) -> None:
    keep(store, ("a", "B"))
    found = pooled(store, tally("a", 1, 20), tally("B", 2, 40))
    assert found.left_out == {"a": 1}
    shown = figures.shown_topline(store, "every-kind", found, tests=False)
    assert shown
    assert shown.n == 20, "it stands still"


def test_a_new_version_does_not_move_the_figures(store: sa.Engine, tmp_path: Path) -> None:
    """Twenty, a look, one more, a new version, one who begins it, another look: nothing may move but in steps."""
    add(store, 20)
    first = shown(store)
    add(store, 1, 2)
    text = load.find(SLUG).read_text("utf-8").replace("version: 1", "version: 2", 1)
    path = tmp_path / f"{SLUG}.yaml"
    path.write_text(text, "utf-8")
    opening.open_study(store, str(path), None)
    newest = monitoring.tallies(store, SLUG)[-1]
    assert newest.version == 2
    one = "SELECT min(id) FROM response WHERE status = 'partial'"
    with store.begin() as connection:
        moved = {"hash": newest.instrument_hash}
        connection.execute(sa.text(f"UPDATE response SET instrument_hash = :hash WHERE id = ({one})"), moved)
    assert shown(store) == first
    with store.begin() as connection:
        some = "SELECT id FROM response WHERE status = 'complete' ORDER BY id LIMIT 3"
        connection.execute(sa.text(f"UPDATE response SET instrument_hash = :hash WHERE id IN ({some})"), moved)
    assert shown(store) == first, "those who complete the new version are counted on"
    add(store, 4, 3)
    second = shown(store)
    assert second
    assert second.n == 25


def test_how_interviews_went_moves_in_steps_too(store: sa.Engine) -> None:
    add(store, 20)
    library = Library(store)
    fielded = library.find(SLUG)
    assert fielded
    interviews = monitoring.progress(store, SLUG, tests=False)
    first = figures.shown_course(store, library, fielded.instrument, len(interviews), tests=False)
    assert first
    assert (first.n, first.complete) == (len(interviews), 20)
    assert first.reached["q1_strength"] == sum("q1_strength" in each.pages for each in interviews)
    assert sum(over + still for over, still in first.stopped.values()) == len(interviews) - 20
    assert figures.shown_course(store, library, fielded.instrument, len(interviews) + 4, tests=False) == first
    assert figures.shown_course(store, library, fielded.instrument, 0, tests=True) is None


def test_what_the_privacy_report_counts(store: sa.Engine) -> None:
    add(store, 20)
    sizes = inventory.group_sizes(store, SLUG, ["q2_improve"])
    assert sum(sizes.values()) == 20
    assert {language for language, _ in sizes} <= {"kk", "en", "ru"}
    with store.connect() as connection:
        query = "SELECT question, count(*) AS n FROM free_text GROUP BY question"
        written = {row.question: row.n for row in connection.execute(sa.text(query))}
        assert inventory.own_words_by_question(store, SLUG) == written
        assert inventory.rows_by_table(store)["answer"] == connection.execute(sa.text("SELECT count(*) FROM answer")).scalar()
    [tally] = monitoring.tallies(store, SLUG)
    assert (tally.real[Status.COMPLETE], dict(tally.tests)) == (20, {})
