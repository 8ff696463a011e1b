"""Opening a study: the questionnaire and the study file are checked once more, then kept in the database."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa

from instruments import consent, load
from instruments import study as study_file
from instruments.errors import InstrumentError
from instruments.model import Instrument
from instruments.near import CLOSE_OF_SHORT, did_you_mean
from instruments.new import GENERAL_CONSENT, unfilled, unfit
from survey.fielded import Library
from survey.schedule import described, schedule
from survey.settings import FIRST_STUDY
from survey.store import questionnaires, schema, studies
from survey.store.audit import Action, Entry
from survey.store.files import database_file, keep_private
from survey.wording import LANGUAGES


@dataclass(frozen=True)
class Opened:
    """A study that now accepts answers, and what whoever opened it should know.

    times  from and until when, in its zone; "" = at once and without an end
    """

    instrument: Instrument
    times: str
    warnings: tuple[str, ...]


def make_ready(engine: sa.Engine) -> bool:
    """Make the tables of an empty database, and say that it was empty; check any other one.

    Raises SchemaError where the database is not one that this version can use.
    """
    is_empty = schema.revision(engine) is None
    if is_empty:
        schema.upgrade(engine)
    else:
        schema.check(engine)
    file = database_file(engine)
    if file:
        keep_private(file)
    return is_empty


def prepare(engine: sa.Engine) -> Opened | None:
    """Make a database ready, and open the first study in an empty one."""
    return open_study(engine, FIRST_STUDY) if make_ready(engine) else None


def open_study(
    engine: sa.Engine, name: str, details: Path | None = None, *, opens: str = "", closes: str = "", account: str = ""
) -> Opened:
    """Field a shipped questionnaire (by its slug) or a file (by its path), in a database that may still be empty.

    details        its study file; None = `<slug>-study.yaml` beside it, or the one in data/studies/
    opens, closes  from and until when it is open, as written; in the study's zone where they name none
    account        who is named in the audit log, in the same transaction; "" = nobody, for what the program does by itself

    Raises InstrumentError listing every problem of the two files, ScheduleError or ChangedTextError.
    """
    path = load.find(name)
    instrument = load.load(path)
    for words in unfit(instrument):
        raise InstrumentError(f"{path.name}: {words}")
    lacking = sorted(set(instrument.languages) - set(LANGUAGES))
    if lacking:
        raise InstrumentError(
            f"{path.name}: the form has no words of its own in {', '.join(lacking)}. "
            f"Add a catalogue to survey/translations/, or take the language out of the questionnaire."
            f"{did_you_mean(lacking[0], LANGUAGES, close=CLOSE_OF_SHORT)}"
        )
    left = unfilled(instrument)
    if left:
        raise InstrumentError(f"{path.name}: texts are still to be written: {', '.join(left)}. Write them in every language.")
    details_path = details or study_file.find(instrument.id, path)
    timezone = study_file.load(details_path, instrument).timezone
    between = schedule(opens, closes, timezone)
    # Only now: what cannot be opened leaves no empty database behind.
    make_ready(engine)
    _stays_what_it_is(engine, path.name, instrument)
    newest = studies.newest_version(engine, instrument.id)
    times = described(between, timezone)
    detail = f"version {instrument.version} {times}".strip()
    studies.open_study(
        engine,
        slug=instrument.id,
        version=instrument.version,
        instrument_hash=instrument.source_hash,
        yaml=_text(path),
        details=_text(details_path),
        schedule=between,
        entry=Entry(account, Action.OPEN, instrument.id, detail) if account else None,
    )
    warnings = (*_unreviewed(instrument), *_consent(instrument), *_outdated(instrument, newest))
    return Opened(instrument, times, warnings)


def reopen_study(engine: sa.Engine, slug: str, *, opens: str = "", closes: str = "", account: str = "") -> Opened | None:
    """Field a study again with the questionnaire it had last; None where the database has no such study.

    Takes the same as `open_study`, and raises ScheduleError.
    """
    if schema.revision(engine) is None:
        return None
    schema.check(engine)
    fielded = Library(engine).find(slug)
    if fielded is None:
        return None
    between = schedule(opens, closes, fielded.study.timezone)
    times = described(between, fielded.study.timezone)
    detail = f"version {fielded.instrument.version} {times}".strip()
    studies.reopen_study(engine, slug, between, entry=Entry(account, Action.OPEN, slug, detail) if account else None)
    return Opened(fielded.instrument, times, (*_unreviewed(fielded.instrument), *_consent(fielded.instrument)))


def _stays_what_it_is(engine: sa.Engine, name: str, instrument: Instrument) -> None:
    """Refuse to link answers that were given anonymously, or to promise anonymity where they are linked."""
    for known in studies.versions(engine, instrument.id):
        before = questionnaires.find(engine, known)
        if before.panel != instrument.panel:
            was = "an anonymous study" if before.panel is None else f"a wave of the panel {before.panel!r}"
            raise InstrumentError(
                f"{name}: {instrument.id} was opened before as {was}, and its respondents were told so: "
                f"its `panel:` cannot change. Field this as a study of its own, with another id."
            )


def _text(path: Path) -> str:
    # As bytes: reading as text would change line ends, and with them the hash.
    return path.read_bytes().decode("utf-8-sig")


def _outdated(instrument: Instrument, newest: int | None) -> tuple[str, ...]:
    if newest is None or instrument.version >= newest:
        return ()
    older = f"{instrument.id}: version {instrument.version} is older than version {newest}, which was opened before."
    return (f"{older} New interviews get the older questions from now on. If that is not meant, open version {newest} again.",)


def _consent(instrument: Instrument) -> tuple[str, ...]:
    if instrument.consent is None:
        return (f"{instrument.id}: no consent of its own: {GENERAL_CONSENT}.",)
    return tuple(f"{instrument.id}: {words}." for words in consent.unknown_places(instrument.consent.text))


def _unreviewed(instrument: Instrument) -> tuple[str, ...]:
    if not instrument.unreviewed_languages:
        return ()
    languages = ", ".join(instrument.unreviewed_languages)
    warning = f"{instrument.id}: the wording has not been reviewed by a native speaker ({languages}); respondents are told so."
    return (f"{warning} Once it is, write the reviewer's name under reviewed_by.",)
