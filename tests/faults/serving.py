"""A survey in a process of its own, which can be killed and started again on the same address and database."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType

ROOT = Path(__file__).resolve().parent.parent.parent
SECRET = "a key for trying out faults, forty characters"
SLUG = "astana-2023"


class Server:
    """`python -m survey run` in a folder.

    program  another module than the survey, to break it on purpose
    room     how many bytes a file may have, as on a disk that fills up; None = as many as there is room for
    url      that of the database; None = SQLite in the folder
    """

    def __init__(
        self, folder: Path, program: Sequence[str] = ("survey", "run"), room: int | None = None, url: str | None = None
    ) -> None:
        self._program = program
        self.room = room
        self.url = url or f"sqlite:///{folder}/survey.db"
        self.environment = {
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "SURVEY_SECRET_KEY": SECRET,
            "SURVEY_DATABASE_URL": self.url,
        }
        self.folder = folder
        self.port = 0
        self._process: subprocess.Popen[str] | None = None

    def start(self) -> None:
        """Start serving, at the port of the first time."""
        command = [sys.executable, "-m", *self._program, "--port", str(self.port)]
        limited = [] if self.room is None else ["prlimit", f"--fsize={self.room}"]
        self._process = subprocess.Popen(
            [*limited, *command],
            cwd=self.folder,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            start_new_session=True,
        )
        assert self._process.stdout is not None
        lines = iter(self._process.stdout.readline, "")
        self.port = next(int(found[1]) for line in lines if (found := re.search(r"http://127\.0\.0\.1:(\d+)/", line)))

    def kill(self) -> None:
        """Kill the process and those it has started at once, as no program can prepare for."""
        assert self._process is not None
        assert self._process.stdout is not None
        os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        self._process.stdout.close()

    def __enter__(self) -> Server:
        self.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.kill()
