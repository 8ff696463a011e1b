"""Which questionnaires are fielded, each version kept as the text it was opened with."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from instruments.storage import instrument, study
from survey.store.engine import reading, writing
from survey.store.errors import StoreError


@dataclass(frozen=True)
class StudyRow:
    """One address: which questionnaire it fields, whether it is open, and its study file as it stood at opening."""

    slug: str
    instrument_hash: str
    is_open: bool
    details: str


class ChangedTextError(StoreError):
    """A questionnaire whose text changed but not its version number."""


_STUDY = sa.select(study.c.slug, study.c.instrument_hash, study.c.is_open, study.c.details)


def find(engine: sa.Engine, slug: str) -> StudyRow | None:
    """Return what is fielded under an address, open or closed."""
    with reading(engine) as connection:
        row = connection.execute(_STUDY.where(study.c.slug == slug)).one_or_none()
    return StudyRow(*row) if row else None


def every(engine: sa.Engine) -> tuple[StudyRow, ...]:
    """Return all studies in alphabetical order."""
    with reading(engine) as connection:
        return tuple(StudyRow(*row) for row in connection.execute(_STUDY.order_by(study.c.slug)))


def questionnaire(engine: sa.Engine, instrument_hash: str) -> str:
    """Return the YAML text of a stored questionnaire."""
    with reading(engine) as connection:
        return str(connection.execute(sa.select(instrument.c.yaml).where(instrument.c.hash == instrument_hash)).scalar_one())


def versions(engine: sa.Engine, slug: str) -> tuple[str, ...]:
    """Return the hashes of every questionnaire that was ever opened under an address, oldest version first."""
    query = sa.select(instrument.c.hash).where(instrument.c.slug == slug).order_by(instrument.c.version, instrument.c.hash)
    with reading(engine) as connection:
        return tuple(connection.execute(query).scalars())


def newest_version(engine: sa.Engine, slug: str) -> int | None:
    """Return the highest version number that was ever opened under an address."""
    with reading(engine) as connection:
        return connection.execute(sa.select(sa.func.max(instrument.c.version)).where(instrument.c.slug == slug)).scalar()


def open_study(engine: sa.Engine, *, slug: str, version: int, instrument_hash: str, yaml: str, details: str) -> None:
    """Field a questionnaire under its address; interviews that have begun go on in the version they began with.

    Raises ChangedTextError where this version number was opened before with another text.
    """
    same_version = sa.select(instrument.c.hash).where(instrument.c.slug == slug, instrument.c.version == version)
    with writing(engine) as connection:
        known = connection.execute(same_version).scalars().all()
        if known and instrument_hash not in known:
            raise ChangedTextError(
                f"{slug} version {version} was opened before with a different text. "
                f"Responses must stay tied to the words they answered: write `version: {version + 1}` in the file."
            )
        if not known:
            values = {"hash": instrument_hash, "slug": slug, "version": version, "yaml": yaml}
            connection.execute(sa.insert(instrument).values(values))
        row = {"instrument_hash": instrument_hash, "is_open": True, "details": details}
        changed = connection.execute(sa.update(study).where(study.c.slug == slug).values(row))
        if changed.rowcount == 0:
            connection.execute(sa.insert(study).values(slug=slug, **row))


def close_study(engine: sa.Engine, slug: str) -> bool:
    """Stop accepting answers; False where there is no such study."""
    with writing(engine) as connection:
        return connection.execute(sa.update(study).where(study.c.slug == slug).values(is_open=False)).rowcount > 0
