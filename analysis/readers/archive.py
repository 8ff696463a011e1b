"""A ZIP archive that holds one CSV file, as Google Forms downloads responses."""

from __future__ import annotations

import io
import zipfile
import zlib
from pathlib import PurePosixPath

from analysis.errors import DataError, listed

_UNPACK = "Unpack it first, and read the file inside."
_UNREADABLE = (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError)


def unpacked(content: bytes, name: str, limit: int) -> bytes:
    """Return the one CSV file of an archive.

    limit  in bytes; an archive that says or turns out to hold more is refused
    Raises DataError where it holds anything else, has a password, is damaged or too large.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            member = _only(archive, name, limit)
            with archive.open(member) as file:
                found = file.read(limit + 1)
    except _UNREADABLE as error:
        what = "cannot be unpacked: it is damaged, has a password, or is no ZIP archive."
        raise DataError(what, where=name, got=str(error), remedy=_UNPACK) from error
    if len(found) > limit:
        raise _too_large(name, limit)
    if not found.strip():
        raise DataError("the file inside is empty.", where=name, remedy="Export it again.")
    return found


def _only(archive: zipfile.ZipFile, name: str, limit: int) -> zipfile.ZipInfo:
    # Apple's Finder packs a folder of its own beside the files.
    files = [one for one in archive.infolist() if not one.is_dir() and not one.filename.startswith("__MACOSX/")]
    if len(files) != 1 or PurePosixPath(files[0].filename).suffix.lower() != ".csv":
        found = listed(one.filename for one in files) or "nothing"
        raise DataError("an archive is read only where it holds one CSV file.", where=name, got=found, remedy=_UNPACK)
    if files[0].file_size > limit:
        raise _too_large(name, limit)
    return files[0]


def _too_large(name: str, limit: int) -> DataError:
    return DataError(f"would unpack to more than {limit // 2**20} MB.", where=name, remedy="Split the file inside.")
