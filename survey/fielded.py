"""What is fielded: studies with their questionnaires, read from the database, each text parsed once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import sqlalchemy as sa

from instruments import study as study_file
from instruments.errors import InstrumentError
from instruments.model import Instrument
from instruments.study import Study
from survey.store import questionnaires, studies, visits
from survey.store.answers import RunningInterview
from survey.store.errors import StoreUnavailableError, UnreadableError
from survey.store.studies import State, StudyRow


@dataclass(frozen=True)
class Fielded:
    """A study under its address, with the questionnaire that new interviews get.

    read  gives its study file, which few pages need
    """

    row: StudyRow
    instrument: Instrument
    read: Callable[[StudyRow], Study]

    @cached_property
    def study(self) -> Study:
        """Who asks, and how: the study file as it stood when the study was opened."""
        return self.read(self.row)

    @property
    def is_open(self) -> bool:
        """Whether an interview can be begun now."""
        return self.row.state is State.OPEN

    @property
    def is_running(self) -> bool:
        """Whether an interview that has begun can go on now."""
        return self.row.state in (State.OPEN, State.PAUSED)

    @property
    def is_panel(self) -> bool:
        """Whether it is a wave of a panel, so that it is not anonymous; the same for every version of it."""
        return self.instrument.panel is not None

    @property
    def slug(self) -> str:
        """The study's address."""
        return self.instrument.id


class Library:
    """The studies of one database. A stored text never changes, so what is parsed once is kept by its hash."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine
        self._studies: dict[str, tuple[str, Study]] = {}

    def instrument(self, instrument_hash: str) -> Instrument:
        """Return the questionnaire with this hash, which must have been opened once."""
        return questionnaires.find(self._engine, instrument_hash)

    def find(self, slug: str) -> Fielded | None:
        """Return the study under an address, open or closed."""
        row = studies.find(self._engine, slug)
        return self._fielded(row) if row else None

    def visited(self, slug: str, token_hash: str | None) -> tuple[Fielded, RunningInterview | None] | None:
        """Return the study under an address with the unfinished interview of one browser, if it has one; None: no study."""
        row, stored = visits.find(self._engine, slug, token_hash)
        return (self._fielded(row), stored) if row else None

    def every(self) -> tuple[tuple[StudyRow, Fielded | UnreadableError], ...]:
        """Return all studies in alphabetical order; in the place of one that this version cannot read, why."""
        return tuple((row, self._readable(row)) for row in studies.every(self._engine))

    def open_studies(self) -> tuple[Fielded, ...]:
        """Return the open studies that can be read, in alphabetical order."""
        return tuple(fielded for row, fielded in self.every() if isinstance(fielded, Fielded) and fielded.is_open)

    def _readable(self, row: StudyRow) -> Fielded | UnreadableError:
        try:
            return self._fielded(row)
        except UnreadableError as wrong:
            return wrong

    def _fielded(self, row: StudyRow) -> Fielded:
        return Fielded(row, self.instrument(row.instrument_hash), self._study)

    def _study(self, row: StudyRow) -> Study:
        """Return the study file of a study as it was found; the one last read where another was opened in this moment."""
        details, kept = studies.details(self._engine, row), self._studies.get(row.instrument_hash)
        if details is None:
            if kept is None:
                raise StoreUnavailableError(f"{row.slug} is being opened with another questionnaire", "Try again.")
            return kept[1]
        if kept is None or kept[0] != details:
            instrument = self.instrument(row.instrument_hash)
            kept = (details, _read(row.slug, details, instrument))
            self._studies[row.instrument_hash] = kept
        return kept[1]


def _read(slug: str, details: str, instrument: Instrument) -> Study:
    try:
        return study_file.load_text(details, f"{slug} study file", instrument)
    except InstrumentError as wrong:
        raise UnreadableError("the study file", wrong) from wrong
