"""`python -m benchmarks`: a table of times, and whether each is what it should be."""

from __future__ import annotations

import argparse
import math
import os
import platform
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial

import numba
import numpy as np
import pandas as pd

from benchmarks.made import survey
from benchmarks.memory import peak_to_data
from benchmarks.peers.times import peers
from benchmarks.tasks import SMALL_MOST, TASKS, small
from benchmarks.timing import Timing, timed

GROWTH = 1.05
MEMORY = 3.0
SMALL_RUNS = 200
LARGE_RUNS = 3
"""Runs of ten times the rows."""


@dataclass(frozen=True)
class Line:
    """A line of the table; `passed` None = nothing is asked."""

    name: str
    rows: int
    measured: str
    target: str = ""
    passed: bool | None = None
    timing: Timing | None = None

    def __str__(self) -> str:
        seconds, floor = ("", "") if self.timing is None else (f"{self.timing.task:.4f}", f"{self.timing.floor:.5f}")
        verdict = "" if self.passed is None else "pass" if self.passed else "MISSED"
        return f"| {self.name} | {self.rows:,} | {seconds} | {floor} | {self.measured} | {self.target} | {verdict} |"


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000, help="rows of the main table (1 000 000)")
    parser.add_argument("--repeat", type=int, default=15, help="runs of each, of which the median counts (15)")
    parser.add_argument("--no-growth", action="store_true", help="do not run a tenth and ten times the rows")
    parser.add_argument("--no-peers", action="store_true", help="do not run R's survey and svy")
    asked = parser.parse_args()
    versions = f"Python {platform.python_version()}, numpy {np.__version__}, pandas {pd.__version__}, numba {numba.__version__}"
    print(f"{platform.machine()}, {os.cpu_count()} processors, {versions}; load {_load()} at the start\n")
    print("| task | rows | seconds | floor | measured | target | |\n|---|---|---|---|---|---|---|")
    missed = 0
    for line in _lines(asked.rows, asked.repeat, growth=not asked.no_growth, against=not asked.no_peers):
        print(line, flush=True)
        missed += line.passed is False
    print(f"\n{missed} missed; load {_load()} at the end. Seconds are medians; the floor is a copy of the bytes to read.")


def _lines(rows: int, repeat: int, *, growth: bool, against: bool) -> Iterator[Line]:
    frame = survey(rows)
    times = {}
    for task in TASKS:
        found = times[task.letter] = timed(partial(task.run, frame), task.bytes_a_row * rows, repeat)
        yield Line(
            f"{task.letter} {task.name}", rows, f"{found.ratio:.1f} × floor", f"≤ {task.most:g}", found.ratio <= task.most, found
        )
    if against:
        yield from _compared(frame, times, repeat)
    if growth:
        yield from _growth(rows, repeat, times)
    for task in TASKS:
        peak = peak_to_data(task.letter, rows)
        measured = "not known on this system" if peak is None else f"{peak:.2f} × data"
        yield Line(f"{task.letter} peak memory", rows, measured, f"≤ {MEMORY:g}", None if peak is None else peak <= MEMORY)
    seconds = timed(small, 1, SMALL_RUNS).task
    yield Line("shares of a small survey", 57, f"{seconds * 1000:.2f} ms", f"< {SMALL_MOST * 1000:g} ms", seconds < SMALL_MOST)


def _compared(frame: pd.DataFrame, times: Mapping[str, Timing], repeat: int) -> Iterator[Line]:
    """Yield how many times faster each task is than the peers' own: its time before and after theirs, for machines slow down."""
    for peer in peers(frame):
        if peer.why_not:
            yield Line(f"against {peer.name}", len(frame), peer.why_not)
        compared = [task for task in TASKS if task.letter in peer.seconds]
        after = {task.letter: timed(partial(task.run, frame), task.bytes_a_row * len(frame), repeat) for task in compared}
        for task in compared:
            seconds, whence = peer.seconds[task.letter]
            own = (times[task.letter].task + after[task.letter].task) / 2
            faster = seconds / own
            measured = f"{seconds:.1f} s ({whence}) to {own:.4f} s: {faster:,.0f} × faster"
            asked = task.times_faster
            target, passed = ("", None) if asked is None else (f"≥ {asked:,.0f}", faster >= asked)
            yield Line(f"{task.letter} against {peer.name}", len(frame), measured, target, passed)
        times = {**times, **after}


def _growth(rows: int, repeat: int, times: dict[str, Timing]) -> Iterator[Line]:
    few, many = survey(rows // 10), survey(rows * 10)
    for task in TASKS:
        least = timed(partial(task.run, few), task.bytes_a_row * len(few), repeat)
        most = timed(partial(task.run, many), task.bytes_a_row * len(many), LARGE_RUNS)
        exponent = math.log(most.task / least.task) / math.log(len(many) / len(few))
        name = f"{task.letter} {task.name}"
        yield Line(name, len(few), f"{least.ratio:.1f} × floor", timing=least)
        yield Line(name, rows, "", timing=times[task.letter])
        yield Line(name, len(many), f"grows as rows^{exponent:.2f}", f"≤ {GROWTH:g}", exponent <= GROWTH, most)


def _load() -> str:
    return f"{os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else "not known"


if __name__ == "__main__":
    main()
