"""Stored questionnaires as values: a stored text never changes, so what is parsed once is kept by its hash."""

from __future__ import annotations

import sqlalchemy as sa

from instruments.errors import InstrumentError
from instruments.load import load_text
from instruments.model import Instrument
from instruments.storage import instrument
from survey.store.direct import AnyConnection, reading_directly, statement
from survey.store.errors import UnreadableError

_PARSED: dict[str, Instrument] = {}
_TEXT = statement(sa.select(instrument.c.yaml).where(instrument.c.hash == sa.bindparam("hash")))


def find(engine: sa.Engine, instrument_hash: str) -> Instrument:
    """Return the questionnaire with this hash, which must have been opened once; UnreadableError where it cannot be read."""
    if instrument_hash in _PARSED:
        return _PARSED[instrument_hash]
    with reading_directly(engine) as connection:
        return parsed(connection, instrument_hash)


def parsed(connection: AnyConnection, instrument_hash: str) -> Instrument:
    """Return the questionnaire with this hash, as a part of a transaction."""
    if instrument_hash not in _PARSED:
        ((text,),) = _TEXT.rows(connection, hash=instrument_hash)
        try:
            _PARSED[instrument_hash] = load_text(text, instrument_hash, was_fielded=True)
        except InstrumentError as wrong:
            raise UnreadableError("a questionnaire", wrong) from wrong
    return _PARSED[instrument_hash]
