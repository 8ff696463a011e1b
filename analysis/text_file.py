"""Files of YAML that come with data: their text, or what is wrong in words."""

from __future__ import annotations

from pathlib import Path

from analysis.errors import DataError
from instruments import files


def read(path: Path, noun: str, remedy: str = "Check the path.") -> str:
    """Return the text of a file, with or without a byte-order mark.

    noun    what the messages call it: "margins file"
    remedy  what to do where it cannot be opened

    Raises DataError where it cannot be opened, or is not UTF-8.
    """
    try:
        return files.read(path)
    except OSError as error:
        raise DataError(f"The {noun} cannot be read.", where=path.name, got=str(error.strerror), remedy=remedy) from error
    except UnicodeDecodeError as error:
        raise DataError(f"The {noun} is not UTF-8.", where=path.name, remedy="Save it as UTF-8.") from error
