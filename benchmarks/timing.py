"""Times of a task, each next to the time of a copy."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Timing:
    """Medians in seconds, of the task and of the copy, and the median of their ratios."""

    task: float
    floor: float
    ratio: float


def timed(task: Callable[[], object], bytes_read: int, repeat: int) -> Timing:
    """Return the median of some runs, each after a copy of as many bytes as the task must read; a first run warms up."""
    source = np.ones(bytes_read, dtype=np.uint8)
    target = np.ones(bytes_read, dtype=np.uint8)
    task()
    tasks, floors = [], []
    gc.collect()
    for _ in range(repeat):
        floors.append(_seconds(lambda: np.copyto(target, source)))
        tasks.append(_seconds(task))
    task_median, floor = statistics.median(tasks), statistics.median(floors)
    return Timing(task_median, floor, task_median / floor)


def _seconds(task: Callable[[], object]) -> float:
    start = time.perf_counter()
    task()
    return time.perf_counter() - start
