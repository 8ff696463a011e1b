"""Which of several questionnaires a table holds the answers to."""

from __future__ import annotations

from collections.abc import Sequence

from analysis.readers.layout import Headers, headers, tick_columns
from instruments.model import Instrument
from instruments.names import RESERVED, RESERVED_PREFIXES


def recognised(header: Sequence[str], questionnaires: Sequence[Instrument]) -> Instrument:
    """Return the questionnaire most of whose questions have a column; of equals the shortest.

    header          the table's, as written
    questionnaires  at least one; those that share questions are told apart by the others
    """
    return max(questionnaires, key=lambda one: (_held(header, one, headers(one)), -len(one.variables)))


def fits(header: Sequence[str], questionnaire: Instrument) -> bool:
    """Whether a table may hold the answers to a questionnaire: half of its columns are, or half of the questions have one.

    Columns that every export has are not counted.
    """
    known = headers(questionnaire)
    own = [text for text in header if text not in RESERVED and not text.startswith(RESERVED_PREFIXES)]
    asked = sum(known.asks(text) for text in own)
    return 2 * asked >= len(own) or 2 * _held(header, questionnaire, known) >= len(questionnaire.variables)


def _held(header: Sequence[str], instrument: Instrument, known: Headers) -> int:
    """Return how many questions have a column, a `many` with one for each choice counted once."""
    names = frozenset[str]().union(*(known[text] for text in header))
    return sum(bool(names & {question.id, *tick_columns(question)}) for question in instrument.variables)
