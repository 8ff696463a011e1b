"""Which versions of which study are read from a database, and whether they can be put together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from analysis.errors import DataError, unknown
from analysis.readers.folding import fold
from instruments.differences import same_coding
from instruments.model import Instrument


@dataclass(frozen=True)
class Version:
    """A questionnaire as a database stores it."""

    hash: str
    instrument: Instrument


def chosen(versions: Sequence[Version], study: str | None, name: str) -> list[Version]:
    """Return the stored versions of a study, oldest first.

    study  "astana-2023", "astana-2023@2" for one version, "astana-2023@1,2" for some, or None for the only study there is
    """
    slugs = sorted({version.instrument.id for version in versions})
    if not slugs:
        raise DataError("holds no study yet.", where=name, remedy="Open one: python -m survey open SLUG.")
    if study is None and len(slugs) > 1:
        raise DataError("holds several studies.", where=name, got=", ".join(slugs), remedy="Name one with table= or instrument=.")
    slug, _, number = (study or slugs[0]).partition("@")
    if slug not in slugs:
        raise unknown(f"study in {name}", slug, slugs)
    found = [version for version in versions if version.instrument.id == slug]
    kept = [version for version in found if not number or str(version.instrument.version) in number.split(",")]
    if not kept:
        raise unknown("version", f"{slug}@{number}", [f"{slug}@{version.instrument.version}" for version in found])
    return sorted(kept, key=lambda version: version.instrument.version)


def pooled(versions: Sequence[Version], name: str) -> Instrument:
    """Return the newest of the versions that have responses; a DataError where an older one asks or codes something else.

    A choice with an id in both is known by it, whatever its label says; one without by its label in one language at least.
    """
    newest = versions[-1].instrument
    differences = [difference for version in versions[:-1] for difference in _differences(version.instrument, newest)]
    if differences:
        lines = "".join(f"\n  {difference}" for difference in differences)
        told = "What changed: python -m instruments diff. A choice that has an id in both is known by it, whatever its words."
        remedy = f"\n{told}\nRead one version with table=, such as {newest.id}@{newest.version}."
        raise DataError(f"the versions of {newest.id} cannot be put together:{lines}", where=name, remedy=remedy)
    return newest


def _differences(older: Instrument, newest: Instrument) -> Iterator[str]:
    """Yield where codes disagree; a question that only the newest version has is no difference."""
    now = {question.id: question for question in newest.variables}
    for question in older.variables:
        if question.id not in now:
            yield f"version {newest.version} no longer asks {question.id}, which version {older.version} asks."
        elif not same_coding(question, now[question.id], fold):
            yield f"{question.id} has other codes in version {older.version} than in version {newest.version}."
    arms = {experiment.id: experiment.arms for experiment in newest.experiments}
    for experiment in older.experiments:
        if arms.get(experiment.id) != experiment.arms:
            yield f"the experiment {experiment.id} has other arms in version {older.version} than in version {newest.version}."
