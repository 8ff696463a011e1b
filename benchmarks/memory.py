"""The most memory that a task takes, with its data, in a process of its own."""

from __future__ import annotations

import ctypes
import gc
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

from benchmarks.made import survey
from benchmarks.tasks import TASKS

STATUS, RESET = Path("/proc/self/status"), Path("/proc/self/clear_refs")
WARM = 200_000


def peak_to_data(letter: str, rows: int) -> float | None:
    """Return the peak over the bytes of the data, the interpreter and its libraries not counted; None where not known."""
    if not STATUS.exists():
        return None
    command = [sys.executable, "-m", "benchmarks.memory", letter, str(rows)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return float(done.stdout)


def _held(name: str) -> int:
    (line,) = (line for line in STATUS.read_text().splitlines() if line.startswith(f"{name}:"))
    return int(line.split()[1]) * 1024


def _tidied() -> None:
    gc.collect()
    with suppress(OSError, AttributeError):
        ctypes.CDLL("libc.so.6").malloc_trim(0)


def main(letter: str, rows: int) -> float:
    """Return the ratio, measured in this process."""
    (task,) = (task for task in TASKS if task.letter == letter)
    task.run(survey(WARM))
    _tidied()
    before = _held("VmRSS")
    frame = survey(rows)
    _tidied()
    RESET.write_text("5")
    task.run(frame)
    return (_held("VmHWM") - before) / int(frame.memory_usage(index=False, deep=False).sum())


if __name__ == "__main__":
    print(main(sys.argv[1], int(sys.argv[2])))
