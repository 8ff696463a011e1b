"""Backups while people answer."""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.faults.crowd import Crowd, Seen
from tests.faults.serving import Server
from tests.faults.stored import compare

Copy = Callable[[Server, Path], None]


@dataclass(frozen=True)
class Copied:
    """What came of some backups: how many there are, and how many lack something that was thanked for before them.

    restored  whether the last of them, restored once the server was killed, is served, with all that it held
    """

    copies: int
    lacking: int
    restored: bool


def by_command(server: Server, path: Path) -> None:
    """Copy with `python -m survey backup`."""
    command = [sys.executable, "-m", "survey", "backup", "--out", str(path)]
    subprocess.run(command, env=server.environment, cwd=server.folder, check=True, stdout=subprocess.DEVNULL)


def by_hand(server: Server, path: Path) -> None:
    """Copy the file alone, as one should not: its newest part is in the log beside it."""
    shutil.copy(server.folder / "survey.db", path)


def restored(server: Server, path: Path) -> bool:
    """Whether `python -m survey restore` leaves a running server's database alone, and replaces that of a killed one."""
    command = [sys.executable, "-m", "survey", "restore", str(path)]

    def restore() -> int:
        quiet = subprocess.DEVNULL
        return subprocess.run(
            command, env=server.environment, cwd=server.folder, stdout=quiet, stderr=quiet, check=False
        ).returncode

    refused = restore() == 1
    server.kill()
    return refused and restore() == 0 and (server.folder / "survey.db.before-restore-1").exists()


def copy_while_answering(folder: Path, copies: int, copy: Copy = by_command, respondents: int = 4) -> Copied:
    """Copy the database some times while people answer, and look for what was thanked for before each copy began."""
    lacking = 0
    before: list[Seen] = []
    with Server(folder) as server:
        crowd = Crowd(server.port, respondents)
        for path in (folder / f"copy-{number}.db" for number in range(copies)):
            time.sleep(1)
            before = [one for one in list(crowd.seen) if one.receipt]
            copy(server, path)
            kept = compare(f"sqlite:///{path}", before)
            lacking += not (kept.whole and kept.lost == kept.torn == 0)
        crowd.stop()
        is_restored = restored(server, path)
        server.start()
    kept = compare(server.url, before)
    return Copied(copies, lacking, is_restored and kept.whole and kept.lost == kept.torn == 0)
