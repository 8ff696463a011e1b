"""Why responses cannot be exported in one file."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

import sqlalchemy as sa

from instruments.difference_words import sentence
from instruments.differences import Difference, differences
from survey.exporting.table import ExportError, Wanted
from survey.fielded import Library
from survey.store import monitoring


class Reason(StrEnum):
    """Why not; the catalogues have `export_…` for each."""

    NOBODY = "nobody"
    VERSIONS_DIFFER = "versions_differ"
    IMPOSSIBLE = "impossible"


class RefusedError(ExportError):
    """Responses that cannot be exported so.

    apart  of versions that differ: an older one, the newest, and what keeps their answers apart
    """

    def __init__(self, reason: Reason, said: str, apart: Sequence[tuple[int, int, Difference]] = ()) -> None:
        super().__init__(said)
        self.reason = reason
        self.apart = apart


def why_not(engine: sa.Engine, wanted: Wanted) -> RefusedError:
    """Return why the analysis cannot read what is wanted."""
    library = Library(engine)
    every = monitoring.tallies(engine, wanted.slug)
    answered = [each for each in every if each.real or (wanted.tests and each.tests)]
    if not [each for each in answered if wanted.version in (None, each.version)]:
        return RefusedError(Reason.NOBODY, f"Nobody has answered {wanted.slug} yet, so that there is nothing to write.")
    *older, newest = [(each.version, library.instrument(each.instrument_hash)) for each in answered]
    apart = [
        (number, newest[0], difference)
        for number, instrument in older
        for difference in differences(instrument, newest[1])
        if difference.separates
    ]
    if apart and wanted.version is None:
        listed = "".join(f"\n  {old} → {new}: {sentence(difference, 'en')}" for old, new, difference in apart)
        said = f"The versions of {wanted.slug} cannot be put together in this format; write each with --version, or CSV.{listed}"
        return RefusedError(Reason.VERSIONS_DIFFER, said, apart)
    return RefusedError(
        Reason.IMPOSSIBLE, f"The responses to {wanted.slug} cannot be read. `python -m analysis report` says why."
    )
