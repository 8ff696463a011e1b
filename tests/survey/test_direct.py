"""Statements past SQLAlchemy: what they find and write, that a transaction is whole, and that errors are the store's."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from instruments.storage import counter
from survey.store.direct import Statement, reading_directly, statement, writing_directly
from survey.store.errors import StoreUnavailableError
from survey.store.transactions import reading, writing
from survey.store.upsert import insert_into

KEY = {"slug": "s", "day": "2026-11-22", "event": "viewed", "language": "kk"}
ADD = statement(sa.insert(counter))
READ = statement(
    sa.select(counter.c.language, counter.c.n).where(counter.c.slug == sa.bindparam("of")).order_by(counter.c.language)
)
CHANGE = statement(sa.update(counter).where(counter.c.slug == sa.bindparam("of")), "n")
COUNT = Statement(
    lambda dialect: insert_into(dialect, counter).on_conflict_do_update(
        index_elements=list(KEY), set_={"n": counter.c.n + sa.literal(10)}
    )
)


def test_rows_are_written_and_found_by_the_names_of_their_values(store: sa.Engine) -> None:
    with writing_directly(store) as connection:
        ADD.run(connection, {"n": 1, **KEY}, {**KEY, "language": "en", "n": 2})
        CHANGE.run(connection, {"n": 5, "of": "another"})
        assert READ.rows(connection, of="s") == [("en", 2), ("kk", 1)]
    with reading_directly(store) as connection:
        assert READ.first(connection, of="s") == ("en", 2)
        assert READ.first(connection, of="nothing") is None


def test_values_that_are_a_part_of_the_statement_stay_in_it(store: sa.Engine) -> None:
    with writing_directly(store) as connection:
        for _ in range(3):
            COUNT.run(connection, {**KEY, "n": 1})
        assert READ.rows(connection, of="s") == [("kk", 21)]


def test_they_are_a_part_of_a_transaction_of_sqlalchemys(store: sa.Engine) -> None:
    def write_and_fail() -> None:
        with writing(store) as connection:
            ADD.run(connection, {**KEY, "n": 1})
            assert connection.execute(sa.select(counter.c.n).where(counter.c.slug == "s")).scalar() == 1
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        write_and_fail()
    with reading(store) as connection:
        assert READ.rows(connection, of="s") == []


def test_a_transaction_is_kept_whole_or_not_at_all(store: sa.Engine) -> None:
    def write_and_fail() -> None:
        with writing_directly(store) as connection:
            ADD.run(connection, {**KEY, "n": 1})
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        write_and_fail()
    with writing_directly(store) as connection:
        assert READ.rows(connection, of="s") == [], "nothing of it, and the next writer does not wait"
        ADD.run(connection, {**KEY, "n": 2})
    with reading_directly(store) as connection:
        assert READ.rows(connection, of="s") == [("kk", 2)]


def test_what_the_tables_do_not_allow_is_an_integrity_error(store: sa.Engine) -> None:
    with pytest.raises(sa.exc.IntegrityError), writing_directly(store) as connection:
        ADD.run(connection, {**KEY, "n": 1}, {**KEY, "n": 1})
    with reading_directly(store) as connection:
        assert READ.rows(connection, of="s") == []


def test_a_database_that_fails_is_said_to(store: sa.Engine) -> None:
    broken = statement(sa.select(sa.column("n")).select_from(sa.table("nowhere")))
    with pytest.raises(StoreUnavailableError, match="nowhere"), reading_directly(store) as connection:
        broken.rows(connection)


def test_tables_that_somebody_changed_while_pages_were_served_fail_once(store: sa.Engine) -> None:
    """On PostgreSQL a connection that has prepared a statement would fail until the server is started anew."""
    with writing_directly(store) as connection:
        ADD.run(connection, {**KEY, "n": 1})
        assert READ.rows(connection, of="s") == [("kk", 1)]
    if store.dialect.name == "sqlite":
        change, back = ("ALTER TABLE counter RENAME TO gone", "ALTER TABLE gone RENAME TO counter")
    else:
        change, back = ("ALTER TABLE counter ALTER n TYPE bigint", "SELECT 1")
    with store.begin() as another:
        another.execute(sa.text(change))
    with pytest.raises(StoreUnavailableError), reading_directly(store) as connection:
        READ.rows(connection, of="s")
    with store.begin() as another:
        another.execute(sa.text(back))
    with reading_directly(store) as connection:
        assert READ.rows(connection, of="s") == [("kk", 1)]
