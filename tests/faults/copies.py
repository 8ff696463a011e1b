"""Backups while people answer."""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.faults.crowd import Crowd
from tests.faults.serving import Server
from tests.faults.stored import compare

Copy = Callable[[Server, Path], None]


@dataclass(frozen=True)
class Copied:
    """What came of some backups: how many there are, and how many lack something that was thanked for before them."""

    copies: int
    lacking: int


def by_command(server: Server, path: Path) -> None:
    """Copy with `python -m survey backup`."""
    command = [sys.executable, "-m", "survey", "backup", "--out", str(path)]
    subprocess.run(command, env=server.environment, cwd=server.folder, check=True, stdout=subprocess.DEVNULL)


def by_hand(server: Server, path: Path) -> None:
    """Copy the file alone, as one should not: its newest part is in the log beside it."""
    shutil.copy(server.folder / "survey.db", path)


def copy_while_answering(folder: Path, copies: int, copy: Copy = by_command, respondents: int = 4) -> Copied:
    """Copy the database some times while people answer, and look for what was thanked for before each copy began."""
    lacking = 0
    with Server(folder) as server:
        crowd = Crowd(server.port, respondents)
        for number in range(copies):
            time.sleep(1)
            before = [one for one in list(crowd.seen) if one.receipt]
            path = folder / f"copy-{number}.db"
            copy(server, path)
            kept = compare(path, before)
            lacking += not (kept.whole and kept.lost == kept.torn == 0)
        crowd.stop()
    return Copied(copies, lacking)
