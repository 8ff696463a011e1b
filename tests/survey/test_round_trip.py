"""Any answer to any question survives the whole way: inputs → answer → tables → export → what the analysis reads."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pandas as pd
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analysis import read
from instruments import load
from instruments.answers import SKIPPED
from instruments.dump import dump
from instruments.kinds import Cell, parse
from instruments.model import Instrument, Kind
from instruments.responses import Response, column_names, wide_row
from survey import create_app
from survey.exporting.export import export
from survey.exporting.table import Wanted
from survey.questions.fields import given as inputs_of
from survey.settings import Settings
from survey.store import interviews, saving, studies
from survey.store.interviews import Beginning, Event
from survey.store.saving import Noted
from tests import strategies
from tests.survey.conftest import HERE, SECRET

SLOW = [HealthCheck.too_slow, HealthCheck.filter_too_much]
DETAILS = (HERE / "every-kind-study.yaml").read_text(encoding="utf-8").replace("every-kind", "generated")
EVENT = Event("generated", "2026-11-22", "kk")


@given(st.data(), st.sampled_from(strategies.LANGUAGES))
@settings(max_examples=150, deadline=None, suppress_health_check=SLOW)
def test_what_the_inputs_show_is_parsed_back_as_it_was(data: st.DataObject, language: str) -> None:
    question = data.draw(strategies.questions("q"))
    for part in question.parts:
        answer = data.draw(strategies.answers(part))
        shown = inputs_of(part, answer, language)
        assert parse(part, shown.values, shown.other_text, shown.parts) == answer


@st.composite
def cases(draw: st.DrawFn) -> tuple[Instrument, list[Response]]:
    text = dump(draw(strategies.instruments()))
    instrument = load.load_text(text, "generated.yaml")
    return instrument, draw(st.lists(strategies.responses(instrument), min_size=1, max_size=3))


@given(cases())
@settings(max_examples=12, deadline=None, suppress_health_check=SLOW)
def test_what_is_stored_is_exported_and_read(case: tuple[Instrument, list[Response]]) -> None:
    instrument, responses = case
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(Settings(secret_key=SECRET, database_url=f"sqlite:///{folder}/survey.db"))
        engine = app.extensions["survey"].engine
        studies.open_study(
            engine,
            slug="generated",
            version=instrument.version,
            instrument_hash=instrument.source_hash,
            yaml=dump(instrument),
            details=DETAILS,
        )
        for number, response in enumerate(responses):
            how = {"mode": response.mode, "interviewer": response.interviewer}
            beginning = Beginning(instrument.source_hash, response.language, {}, number, is_test=False, **how)
            interviews.begin(engine, f"t{number}", f"k{number}", beginning, EVENT)
            for question in instrument.questions:
                items = [(part, response.answers[part.id]) for part in question.parts if part.id in response.answers]
                page = [(question, SKIPPED), *items] if question.kind is Kind.BATTERY else items
                if page and items:
                    assert saving.save(engine, f"t{number}", page, Noted(response.language, 1))
            for _ in range(response.back_moves):
                saving.save(engine, f"t{number}", (), Noted(response.language, went_back=True))
            saving.save(engine, f"t{number}", (), Noted(response.language, layout=response.layout))
            interviews.submit(engine, f"t{number}", f"k{number}", f"r{number}", Event("generated", "", response.language))
        out = Path(folder) / "out.csv"
        _export(engine, instrument, out)
        found = _rows(read(out, instrument=instrument).frame, instrument)
        stored = _rows(read(engine.url.render_as_string(), table="generated").frame, instrument)
        engine.dispose()
    wanted = [wide_row(instrument, response) for response in responses]
    assert found == stored
    assert sorted(map(_key, found)) == sorted(_key({name: row[name] for name in found[0]}) for row in wanted)


def _export(engine: object, instrument: Instrument, out: Path) -> None:
    export(engine, Wanted(instrument.id), out, force=False)  # type: ignore[arg-type]


def _rows(frame: pd.DataFrame, instrument: Instrument) -> list[dict[str, Cell]]:
    names = [name for name in column_names(instrument) if not name.startswith("seconds_") and name != "response_id"]
    records = frame[names].astype(object).where(frame[names].notna(), None).to_dict("records")
    return [{str(name): _whole(value) for name, value in row.items()} for row in records]


def _whole(value: Cell) -> Cell:
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _key(row: dict[str, Cell]) -> str:
    return repr([_whole(value) for value in row.values()])
