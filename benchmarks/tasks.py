"""The tasks, and what is asked of each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from analysis import Design, crosstabs, rake, shares, toplines
from benchmarks.made import BANNERS, DESIGN, QUESTIONS, margins


@dataclass(frozen=True)
class Task:
    """A task on a loaded data frame.

    bytes_a_row  what it must read at least
    most         of how many times the time of a copy it may take
    times_faster than R's survey and than svy it must be; None = not compared
    """

    letter: str
    name: str
    bytes_a_row: int
    most: float
    times_faster: float | None
    run: Callable[[pd.DataFrame], object]


TASKS = (
    Task("A", "toplines of 50 questions", 60, 10, 500, lambda frame: toplines(frame, QUESTIONS, design=DESIGN)),
    Task(
        "B",
        "50 questions by 6 banners, Rao-Scott F",
        66,
        80,
        2000,
        lambda frame: crosstabs(frame, QUESTIONS, BANNERS, design=DESIGN),
    ),
    Task("C", "raking to 5 margins", 21, 8, None, lambda frame: rake(frame, margins(len(frame)), design=Design(weight="weight"))),
)

SMALL = pd.DataFrame({"vote": ["yes"] * 25 + ["no"] * 32})
SMALL_MOST = 0.002
"""Seconds that the shares of 57 respondents may take."""


def small() -> pd.DataFrame:
    """Return the shares of 57 respondents."""
    return shares(SMALL, "vote")
