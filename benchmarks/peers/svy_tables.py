"""Seconds that svy takes, in its own environment: python svy_tables.py FOLDER QUESTIONS CROSSED."""

import statistics
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import polars
import svy

TABLES = 300


def main(folder: Path, questions: list[str], crossed: list[str]) -> None:
    """Print the seconds of each task; of the tables of `crossed` by a banner, which stand for all, after one that warms up."""
    print("version", svy.__version__)
    data = polars.read_parquet(folder / "survey.parquet")
    design = svy.Design(wgt="weight", stratum="stratum", psu="psu")

    def toplines() -> None:
        svy.Sample(data=data, design=design).estimation.prop(questions, deff="wr")

    print("A", statistics.median(_seconds(toplines) for _ in range(3)), f"all {len(questions)} questions in one call")
    sample = svy.Sample(data=data, design=design)

    def table(question: str) -> None:
        sample.categorical.tabulate(question, "b2", share_of="col")

    table(crossed[0])
    seconds = [_seconds(partial(table, question)) for question in crossed[1:]]
    print("B", statistics.median(seconds) * TABLES, f"{len(seconds)} of {TABLES} tables")


def _seconds(task: Callable[[], object]) -> float:
    start = time.perf_counter()
    task()
    return time.perf_counter() - start


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2].split(","), sys.argv[3].split(","))
