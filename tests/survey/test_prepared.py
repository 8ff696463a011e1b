"""What pages say to PostgreSQL by themselves is what its driver would have said: the driver's own cursor is asked the same."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from survey.store.prepared import PreparedCursor

TABLE = "CREATE TEMPORARY TABLE kept (id integer PRIMARY KEY, text varchar, number bigint, is_true boolean)"
ROW = "INSERT INTO kept VALUES ($1::integer, $2::varchar, $3::bigint, $4::boolean) RETURNING id, text, number, is_true"
NUMBERS = st.integers(-(2**63), 2**63 - 1)
TEXTS = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]))


@pytest.fixture
def connection(postgresql: str) -> Iterator[psycopg.Connection[Any]]:
    with psycopg.connect(postgresql, autocommit=True) as connected:
        connected.execute(TABLE)
        yield connected


@pytest.fixture
def cursor(connection: psycopg.Connection[Any]) -> PreparedCursor:
    return PreparedCursor(connection)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.none() | TEXTS, st.none() | NUMBERS, st.none() | st.booleans())
def test_a_value_comes_back_as_the_driver_brings_it(
    connection: psycopg.Connection[Any], cursor: PreparedCursor, text: str | None, number: int | None, is_true: bool | None
) -> None:
    connection.execute("TRUNCATE kept")
    row = (1, text, number, is_true)
    assert cursor.execute(ROW, row).fetchall() == [row]
    assert connection.execute("SELECT * FROM kept").fetchall() == [row]


def test_a_cursor_takes_one_statement_after_the_other(connection: psycopg.Connection[Any], cursor: PreparedCursor) -> None:
    for number in range(3):
        assert cursor.execute(ROW, (number, "т", None, None)).fetchall() == [(number, "т", None, None)]
    assert cursor.execute("SELECT id FROM kept WHERE text = $1::varchar ORDER BY id", ["т"]).fetchall() == [(0,), (1,), (2,)]
    assert cursor.execute("SELECT id FROM kept WHERE id > $1", [5]).fetchall() == []
    assert connection.execute("SELECT count(*) FROM pg_prepared_statements").fetchone() == (3,)


def test_a_transaction_is_kept_or_undone_as_a_whole(cursor: PreparedCursor) -> None:
    for number, end in enumerate(("COMMIT", "ROLLBACK")):
        cursor.execute("BEGIN")
        cursor.execute(ROW, (number, None, None, None))
        cursor.execute(end)
    assert cursor.execute("SELECT id FROM kept").fetchall() == [(0,)]


def test_what_was_prepared_is_used_after_a_transaction_was_undone(
    connection: psycopg.Connection[Any], cursor: PreparedCursor
) -> None:
    connection.prepare_threshold = 0
    connection.execute("SELECT 1")  # of what it has prepared itself, the driver would rid the whole connection
    for _ in range(2):
        cursor.execute("BEGIN")
        cursor.execute(ROW, (1, None, None, None))
        with pytest.raises(psycopg.errors.UniqueViolation):
            cursor.execute(ROW, (1, None, None, None))
        cursor.rollback()
        cursor.rollback()  # nothing to undo
    assert cursor.execute("SELECT id FROM kept").fetchall() == []


@pytest.mark.parametrize(
    ("sql", "values", "error"),
    [
        (ROW, (1, None, None, None), psycopg.errors.UniqueViolation),
        (ROW, (2, "a\0b", None, None), psycopg.DataError),
        (ROW, (2, None, 2**63, None), psycopg.errors.NumericValueOutOfRange),
        ("SELECT 1 FROM nowhere", (), psycopg.errors.UndefinedTable),
        ("SELECT", (1,), psycopg.Error),
    ],
)
def test_what_goes_wrong_is_said_as_the_driver_says_it(
    cursor: PreparedCursor, sql: str, values: tuple[object, ...], error: type[Exception]
) -> None:
    cursor.execute(ROW, (1, "first", None, None))
    for _ in range(2):  # also where it is prepared already
        with pytest.raises(error):
            cursor.execute(sql, values)
    assert cursor.execute("SELECT id, text FROM kept").fetchall() == [(1, "first")]


def test_a_message_in_another_encoding_can_be_read(postgresql: str) -> None:
    with psycopg.connect(postgresql, autocommit=True, client_encoding="WIN1251") as connected:
        cursor = PreparedCursor(connected)
        assert cursor.execute("SELECT $1::varchar", ["сауал"]).fetchall() == [("сауал",)]
        with pytest.raises(psycopg.errors.UndefinedTable, match="сауал"):
            cursor.execute("SELECT 1 FROM сауал")


def test_other_threads_work_while_one_waits(cursor: PreparedCursor) -> None:
    waiting = threading.Thread(target=cursor.execute, args=("SELECT pg_sleep(0.5)",))
    waiting.start()
    steps = 0
    while waiting.is_alive():
        time.sleep(0.01)
        steps += 1
    assert steps > 10


def test_an_ended_connection_is_an_error_of_the_driver(
    connection: psycopg.Connection[Any], cursor: PreparedCursor, postgresql: str
) -> None:
    cursor.execute("BEGIN")
    with psycopg.connect(postgresql, autocommit=True) as other:
        other.execute("SELECT pg_terminate_backend(%s, 5000)", [connection.info.backend_pid])
    for _ in range(2):  # told so, and afterwards
        with pytest.raises(psycopg.Error, match="terminat|closed|no connection"):
            cursor.execute("SELECT 1")
