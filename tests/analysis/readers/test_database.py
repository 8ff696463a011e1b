"""The survey database: what is read, that nothing is written, and every way in which it cannot be read.

The databases are made here from `instruments.storage`, the one definition of the tables.
"""

import json
import re
import sqlite3
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analysis import Data, read
from analysis.errors import AnalysisError, ArgumentError, DataError
from analysis.readers import connection
from instruments import storage
from instruments.answers import SKIPPED, Answer
from instruments.load import HOME, load_text
from instruments.model import Instrument, NonAnswer
from instruments.responses import Response, Status, wide_row
from tests import strategies
from tests.analysis.readers.files import ASTANA
from tests.postgresql import postgresql_server

YAML = (HOME / "astana-2023.yaml").read_text(encoding="utf-8")
ANSWERS = {
    "q1_strength": Answer(value=7),
    "q2_improve": Answer(missing=NonAnswer.CANNOT_ANSWER),
    "q3_spheres": Answer(value=(1, 9), other_text="спорт, ойын"),
    "q4_leave_eaeu": Answer(value=97, other_text="=кейін"),
    "q5_leave_csto": SKIPPED,
}


def response(number: int, status: Status = Status.COMPLETE, version: int = 1, **answers: Answer) -> Response:
    return Response(f"{number:032x}", status, "kk", "web", version, ANSWERS | answers, seconds={"q1_strength": 9})


UNASKED = Response("2" * 32, Status.COMPLETE, "kk", "web", 2, {})
"""Somebody who answered nothing of the second version."""


def made(
    path: Path,
    studies: Sequence[tuple[str, Sequence[Response]]] = ((YAML, (response(1),)),),
    tests: Sequence[str] = (),
    schema: str = storage.SCHEMA_VERSION,
) -> Path:
    """A SQLite database that holds these questionnaires and responses."""
    fill(f"sqlite:///{path}", studies, tests, schema)
    return path


def fill(url: str, studies: Sequence[tuple[str, Sequence[Response]]], tests: Sequence[str], schema: str) -> None:
    engine = sa.create_engine(url)
    with engine.begin() as connection:
        storage.metadata.create_all(connection)
        connection.execute(sa.text("CREATE TABLE alembic_version (version_num VARCHAR(32))"))
        connection.execute(sa.text("INSERT INTO alembic_version VALUES (:schema)"), {"schema": schema})
        for yaml, responses in studies:
            store(connection, load_text(yaml, "test"), yaml, responses, tests)
    engine.dispose()


def test_postgresql_gives_the_same_as_sqlite(tmp_path: Path) -> None:
    studies = [(YAML, [response(1), response(2, Status.PARTIAL), response(3)])]
    other = read(made(tmp_path / "survey.db", studies, [response(3).id]))
    with postgresql_server() as server:
        url = server.get_uri()
        fill(url.replace("postgresql:", "postgresql+psycopg:"), studies, [response(3).id], storage.SCHEMA_VERSION)
        one = read(url)
    pd.testing.assert_frame_equal(one.frame, other.frame)
    assert one.source_hash == other.source_hash
    assert one.excluded == other.excluded == {"test": 1, "screened": 0, "partial": 1}


def store(
    connection: sa.Connection, instrument: Instrument, yaml: str, responses: Sequence[Response], tests: Sequence[str]
) -> None:
    row = {"hash": instrument.source_hash, "slug": instrument.id, "version": instrument.version, "yaml": yaml}
    connection.execute(sa.insert(storage.instrument), row)
    for one in responses:
        values = {
            "id": one.id,
            "instrument_hash": instrument.source_hash,
            "status": str(one.status),
            "language": one.language,
        }
        values |= {"mode": one.mode, "arms": json.dumps(one.arms), "seed": 0, "is_test": one.id in tests}
        values |= {"back_moves": one.back_moves, "layout": None if one.layout is None else str(one.layout)}
        values |= {"interviewer": one.interviewer}
        connection.execute(sa.insert(storage.response), values)
        for name, answer in one.answers.items():
            cells = storage.stored(instrument.question(name), answer)
            values = {"response_id": one.id, "question": name, "value": cells.value, "missing": cells.missing}
            connection.execute(sa.insert(storage.answer), values | {"seconds": one.seconds.get(name)})
            for role, text in cells.texts:
                values = {"response_id": one.id, "question": name, "role": role, "text": text}
                connection.execute(sa.insert(storage.free_text), values)


def test_rows_are_wide_rows(tmp_path: Path) -> None:
    data = read(made(tmp_path / "survey.db"))
    expected = wide_row(ASTANA, response(1))
    found = {name: None if pd.isna(value) else value for name, value in data.frame.iloc[0].to_dict().items()}
    assert found == expected
    assert found["q3_spheres__other_text"] == "спорт, ойын"
    assert found["q7_benefit"] == -5
    assert str(data.frame["q1_strength"].dtype) == "int16"
    assert data.instrument == ASTANA
    assert data.design.basis == "convenience"


def test_a_url_reads_the_same(tmp_path: Path) -> None:
    path = made(tmp_path / "survey.db")
    by_url = read(f"sqlite:///{path}", instrument="astana-2023")
    pd.testing.assert_frame_equal(by_url.frame, read(path, instrument=ASTANA).frame)
    assert by_url.source_hash == read(path, table="astana-2023").source_hash


def test_status_and_tests(tmp_path: Path) -> None:
    responses = [response(1), response(2, Status.PARTIAL), response(3, Status.SCREENED), response(4), response(5, Status.PARTIAL)]
    path = made(tmp_path / "survey.db", [(YAML, responses)], tests=[response(4).id, response(5).id])
    assert read(path).excluded == {"test": 2, "screened": 1, "partial": 1}
    everything = read(path, partials=True, include_tests=True)
    assert everything.excluded == {"test": 0, "screened": 1, "partial": 0}
    assert everything.frame["is_test"].tolist() == [0, 0, 1, 1]
    assert everything.frame["q7_benefit"].tolist() == [-5, -8, -5, -8]


def test_the_hash_is_of_the_answers_and_not_of_the_file(tmp_path: Path) -> None:
    one = read(made(tmp_path / "one.db", [(YAML, [response(1), response(2)])]))
    other = read(made(tmp_path / "other.db", [(YAML, [response(2), response(1)])]))
    third = read(made(tmp_path / "third.db", [(YAML, [response(1), response(2, q1_strength=Answer(value=8))])]))
    assert one.source_hash == other.source_hash != third.source_hash


def test_reading_writes_nothing(tmp_path: Path) -> None:
    path = made(tmp_path / "survey.db")
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
    connection.close()
    before = path.read_bytes()
    read(path)
    assert path.read_bytes() == before
    assert sorted(file.name for file in tmp_path.iterdir()) == ["survey.db"]


def test_a_writer_does_not_disturb(tmp_path: Path) -> None:
    """In WAL mode a reader sees the last acknowledged page while another one is being written."""
    path = made(tmp_path / "survey.db")
    writer = sqlite3.connect(path, isolation_level=None)
    writer.execute("PRAGMA journal_mode = WAL")
    writer.execute("BEGIN IMMEDIATE")
    writer.execute("DELETE FROM answer")
    assert read(path).frame["q1_strength"].tolist() == [7]
    writer.close()


def test_a_locked_database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "WAIT_SECONDS", 0)
    path = made(tmp_path / "survey.db")
    writer = sqlite3.connect(path, isolation_level=None)
    writer.execute("BEGIN EXCLUSIVE")
    with pytest.raises(DataError, match=r"survey.db: the database cannot be read \(database is locked\). Another program"):
        read(path)
    writer.close()


def later(*changes: tuple[str, str]) -> str:
    """The questionnaire's second version."""
    yaml = YAML.replace("version: 1", "version: 2", 1)
    for old, new in changes:
        assert old in yaml
        yaml = yaml.replace(old, new, 1)
    return yaml


def test_a_version_that_nobody_answered_is_not_what_is_reported(tmp_path: Path) -> None:
    """Opened after the answers, even with other codes, it changes nothing about them."""
    changed = later(("id: q7_benefit", "id: q7_use"))
    data = read(made(tmp_path / "survey.db", [(YAML, [response(1)]), (changed, [])]))
    assert (data.instrument, data.older) == (ASTANA, ())


def test_older_versions_come_with_what_answered_them(tmp_path: Path) -> None:
    path = made(tmp_path / "survey.db", [(YAML, [response(1)]), (later(), [response(2, version=2)])], tests=[response(1).id])
    assert read(path).older == ()
    assert read(path, include_tests=True).older == (ASTANA,)
    assert read(path, table="astana-2023@2", include_tests=True).older == ()


NEW_QUESTION = """  - id: role
    questions:
      - {id: q0_new, kind: text, text: {kk: "Жаңа сұрақ", en: "A new question", ru: "Новый вопрос"}}
"""


def test_versions_whose_codes_agree_are_pooled(tmp_path: Path) -> None:
    """What the first version did not ask is "not asked" there; a wording may change."""
    yaml = later(("  - id: role\n    questions:\n", NEW_QUESTION), ('en: "Politics"', 'en: "Political affairs"'))
    newer = response(2, version=2, q0_new=Answer(value="иә"))
    data = read(made(tmp_path / "survey.db", [(YAML, [response(1)]), (yaml, [newer])]))
    assert data.instrument is not None
    assert data.instrument.version == 2
    assert data.frame["version"].tolist() == [1, 2]
    assert data.frame["q0_new__missing"].tolist()[0] == NonAnswer.NOT_ASKED
    assert data.frame["q0_new"].tolist()[1] == "иә"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (("code: 4, id: science", "code: 14, id: science"), "q3_spheres has other codes in version 1 than in version 2"),
        (("code: 4, id: science", "code: 4, id: nature"), "q3_spheres has other codes"),
        (("high: 10", "high: 9"), "q1_strength has other codes"),
        (("id: q7_benefit", "id: q7_use"), "version 2 no longer asks q7_benefit, which version 1 asks"),
    ],
)
def test_versions_whose_codes_disagree_are_not(tmp_path: Path, change: tuple[str, str], message: str) -> None:
    changes = [change, ("map: {low: [1, 2, 3], average: [4, 5, 6, 7], high: [8, 9, 10]}", "map: {low: [1, 2, 3]}")]
    changes += [(f"      {name}: {{kk", f"      # {name}: {{kk") for name in ("average", "high")]
    path = made(tmp_path / "survey.db", [(YAML, [response(1)]), (later(*changes), [UNASKED])])
    with pytest.raises(DataError, match=message) as error:
        read(path)
    assert "Read one version with table=, such as astana-2023@2." in str(error.value)
    assert len(read(path, table="astana-2023@1").frame) == 1
    with pytest.raises(ArgumentError, match="Offered: astana-2023@1, astana-2023@2"):
        read(path, table="astana-2023@3")


def test_several_studies(tmp_path: Path) -> None:
    other = YAML.replace("id: astana-2023", "id: almaty-2024", 1)
    path = made(tmp_path / "survey.db", [(YAML, [response(1)]), (other, [response(2), response(3)])])
    with pytest.raises(DataError, match="holds several studies. Got almaty-2024, astana-2023. Name one with table="):
        read(path)
    assert len(read(path, table="almaty-2024").frame) == 2
    assert len(read(path, instrument="almaty-2024").frame) == 2
    assert len(read(path, instrument=ASTANA).frame) == 1
    with pytest.raises(ArgumentError, match=r"no such study in survey.db. Got 'almaty-2042'. Did you mean 'almaty-2024'"):
        read(path, table="almaty-2042")


def foreign(path: Path) -> None:
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE customers (name TEXT)")
    connection.close()


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda path: None, "survey.db: there is no such file. Got '/.*/survey.db'. Check the path and .* runs: make serve"),
        (lambda path: path.mkdir(), "there is no such file"),
        (lambda path: path.write_text("a,b\n1,2\n" * 100), "is not a SQLite database"),
        (lambda path: path.touch(), "is not a SQLite database"),
        (lambda path: path.write_bytes(b"SQLite format 3\0" + b"x" * 4096), "is not a SQLite database, or is damaged"),
        (foreign, "is a database, but not of a survey"),
        (lambda path: made(path, schema="0000"), "has the older schema 0000; .* run: python -m survey upgrade"),
        (lambda path: made(path, schema="9999"), "has the newer schema 9999; .* Update this program"),
        (lambda path: made(path, studies=[]), "holds no study yet. Open one"),
        (lambda path: made(path, studies=[(YAML, [])]), "study astana-2023: nobody has answered yet"),
        (lambda path: made(path, studies=[(YAML, [response(1, Status.PARTIAL)])]), "no complete response is left. Got 1 partial"),
    ],
)
def test_what_cannot_be_read(tmp_path: Path, make: object, message: str) -> None:
    path = tmp_path / "survey.db"
    make(path)  # type: ignore[operator]
    existed = path.exists()
    for source in (path, f"sqlite:///{path}"):
        with pytest.raises(DataError, match=message):
            read(source)
    assert path.exists() == existed


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (
            "UPDATE answer SET value = '11' WHERE question = 'q1_strength'",
            "question q1_strength: the stored value does not fit: '11' lies outside 1 to 10. Restore",
        ),
        (
            "UPDATE answer SET value = '{' WHERE question = 'q1_strength'",
            "question q1_strength: the stored value cannot be read. Got '{'",
        ),
        ("UPDATE response SET status = 'gone'", "its status, its arms or its layout cannot be read. Got 'gone'"),
        ("UPDATE response SET layout = 'tablet'", "its status, its arms or its layout cannot be read."),
        ("UPDATE instrument SET yaml = 'id: 1'", "a stored questionnaire cannot be used"),
    ],
)
def test_a_damaged_database(tmp_path: Path, change: str, message: str) -> None:
    path = made(tmp_path / "survey.db")
    with sqlite3.connect(path) as connection:
        connection.execute(change)
    connection.close()
    with pytest.raises(DataError, match=message):
        read(path)


@pytest.mark.parametrize(
    "url", ["nonsense://x", "mysql://localhost/x", "sqlite://", "://", "postgresql://u:secret@127.0.0.1:1/x"]
)
def test_other_addresses(url: str) -> None:
    with pytest.raises(AnalysisError) as error:
        read(url)
    assert "secret" not in str(error.value)


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.function_scoped_fixture],
)
@given(st.data())
def test_any_response_is_read_as_its_wide_row(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    from instruments.dump import dump

    yaml = dump(data.draw(strategies.instruments()))
    instrument = load_text(yaml, "generated")
    given_response = data.draw(strategies.responses(instrument))
    found: Data = read(made(tmp_path_factory.mktemp("any") / "survey.db", [(yaml, [given_response])]))
    row = {name: None if pd.isna(value) else value for name, value in found.frame.iloc[0].to_dict().items()}
    assert row == wide_row(instrument, given_response)


def test_an_experiment_with_other_arms_is_another_one(tmp_path: Path) -> None:
    with_arms = YAML + "experiments:\n  - {id: card, arms: [control, card]}\n"
    later_arms = later() + "experiments:\n  - {id: card, arms: [control, long_card]}\n"
    shown = Response("1" * 32, Status.COMPLETE, "kk", "web", 1, ANSWERS, arms={"card": "card"})
    newer = replace(UNASKED, arms={"card": "long_card"})
    path = made(tmp_path / "survey.db", [(with_arms, [shown]), (later_arms, [newer])])
    with pytest.raises(DataError, match="the experiment card has other arms in version 1 than in version 2"):
        read(path)
    assert read(path, table="astana-2023@1").frame["arm_card"].tolist() == ["card"]


CANNOT_ANSWER = 'kk: "Жауап беруге қиналамын", en: "I cannot answer", ru: "Затрудняюсь ответить"}'


def test_a_non_answer_that_means_something_else_is_another_one(tmp_path: Path) -> None:
    """A choice without an id is known by its label: in all languages it says something else."""
    changed = later((CANNOT_ANSWER, 'kk: "Маңызды емес", en: "It does not matter", ru: "Неважно"}'))
    path = made(tmp_path / "survey.db", [(YAML, [response(1)]), (changed, [UNASKED])])
    with pytest.raises(DataError, match="q2_improve has other codes in version 1 than in version 2") as error:
        read(path)
    assert "A choice that has an id in both is known by it" in str(error.value)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('ru: "Затрудняюсь ответить"}', 'ru: "Не могу сказать"}'),
        ('en: "I cannot answer", ru: "Затрудняюсь ответить"}', 'en: "I cannot say", ru: "Не могу сказать"}'),
    ],
)
def test_a_label_corrected_in_some_languages_keeps_its_answers(tmp_path: Path, old: str, new: str) -> None:
    path = made(tmp_path / "survey.db", [(YAML, [response(1)]), (later((old, new)), [UNASKED])])
    assert len(read(path).frame) == 2


def test_a_label_typed_in_another_way_is_the_same(tmp_path: Path) -> None:
    yaml = later(('en: "I cannot answer"', 'en: "I  CANNOT answer."'))
    assert len(read(made(tmp_path / "survey.db", [(YAML, [response(1)]), (yaml, [UNASKED])])).frame) == 2


def test_labels_are_compared_in_the_languages_that_both_versions_have(tmp_path: Path) -> None:
    yaml = later(("languages: [kk, en, ru]", "languages: [kk, en]"))
    in_russian = r',? *ru: ("(?:[^"\\]|\\.)*"|null|\[[^\]]*\])'
    yaml = re.sub(in_russian, "", yaml)
    assert load_text(yaml, "later").languages == ("kk", "en")
    assert len(read(made(tmp_path / "survey.db", [(YAML, [response(1)]), (yaml, [UNASKED])])).frame) == 2


def test_answers_to_questions_that_the_version_does_not_have_are_named(tmp_path: Path) -> None:
    path = made(tmp_path / "survey.db", [(YAML, [response(1), response(2)])])
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE answer SET question = 'q9' WHERE question = 'q1_strength'")
    connection.close()
    assert read(path).frame.attrs == {"answers_to_unknown_questions": "q9 (2)"}


def test_values_that_stand_for_a_non_answer_are_those_of_tables(tmp_path: Path) -> None:
    path = made(tmp_path / "survey.db", [(YAML, [response(1)])])
    with pytest.raises(ArgumentError, match=r"survey\.db holds codes, and its missing ones are known\. Leave missing= out\."):
        read(path, missing={99: -1})
