"""Writing files whole or not at all."""

from __future__ import annotations

import contextlib
import os
import secrets
from pathlib import Path

from instruments.errors import InstrumentError


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
