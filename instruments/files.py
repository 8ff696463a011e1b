"""Files of text: read with or without a byte-order mark, written whole or not at all."""

from __future__ import annotations

import contextlib
import os
import secrets
from pathlib import Path

from instruments.errors import InstrumentError


def read(path: Path) -> str:
    """Return the text of a UTF-8 file, its line ends as they stand: what is hashed must not depend on the system.

    Raises OSError, and UnicodeDecodeError where the file is not UTF-8.
    """
    return path.read_bytes().decode("utf-8-sig")


def keep(path: Path, *, force: bool) -> None:
    """Raise InstrumentError where something stands at a path already, unless `force`: it may be answers."""
    if path.exists() and not force:
        raise InstrumentError(f"{path}: exists already and was left as it is. Name another file with --out, or add --force.")


def write(path: Path, content: str | bytes) -> None:
    """Write a whole file, in a folder made for it if need be, or nothing: a full disk leaves what stood there before.

    Raises InstrumentError where the place cannot be written to.
    """
    scratch = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with scratch.open("xb") as file:
            file.write(content.encode("utf-8") if isinstance(content, str) else content)
            file.flush()
            os.fsync(file.fileno())
        scratch.replace(path)
    except OSError as error:
        with contextlib.suppress(OSError):
            scratch.unlink()
        raise InstrumentError(
            f"{path}: cannot be written ({error.strerror}). Nothing was changed; check the folder and the space."
        ) from error
