"""Runs the peers that are installed."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from benchmarks.made import QUESTIONS, RAKED, write_for_peers

HERE = Path(__file__).parent
SVY_PYTHON = HERE / ".venv/bin/python"
MIDDLING = ["q1", "q2", "q3"]
"""Questions of middling size, from whose times those of all are inferred where all would take long."""


@dataclass(frozen=True)
class Peer:
    """Seconds by task, with what they were inferred from; or why there are none."""

    name: str
    seconds: dict[str, tuple[float, str]]
    why_not: str = ""


def peers(frame: pd.DataFrame) -> Iterator[Peer]:
    """Yield the times of R's survey, and then those of svy."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_for_peers(frame, folder, ["weight", "psu", "stratum", *QUESTIONS, *RAKED])
        yield _r(folder, len(frame))
        yield _svy(folder)


def _r(folder: Path, rows: int) -> Peer:
    program = shutil.which("Rscript")
    if program is None:
        return Peer("R survey", {}, "Rscript is not installed")
    return _run("R survey", [program, str(HERE / "tables.R"), str(folder), str(rows), ",".join(MIDDLING)])


def _svy(folder: Path) -> Peer:
    if not SVY_PYTHON.exists():
        return Peer("svy", {}, "not installed: `make bench-peers` makes its environment")
    return _run("svy", [str(SVY_PYTHON), str(HERE / "svy_tables.py"), str(folder), ",".join(QUESTIONS), ",".join(MIDDLING)])


def _run(name: str, command: list[str]) -> Peer:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        return Peer(name, {}, done.stderr.strip().splitlines()[-1] if done.stderr.strip() else "it failed")
    lines = [line.split(maxsplit=2) for line in done.stdout.splitlines()]
    version = next((line[1] for line in lines if line[0] == "version"), "")
    return Peer(f"{name} {version}", {line[0]: (float(line[1]), line[2].strip()) for line in lines if line[0] in ("A", "B", "C")})
