"""Seconds that svy takes, in its own environment: python svy_tables.py FOLDER QUESTIONS."""

import sys
import time
from pathlib import Path

import polars
import svy


def main(folder: Path, questions: list[str]) -> None:
    """Print the seconds of each task."""
    print("version", svy.__version__)
    data = polars.read_parquet(folder / "survey.parquet")
    start = time.perf_counter()
    sample = svy.Sample(data=data, design=svy.Design(wgt="weight", stratum="stratum", psu="psu"))
    for question in questions:
        sample.estimation.prop(question)
    print("A", (time.perf_counter() - start) / len(questions) * 50, f"{len(questions)} of 50 questions")
    start = time.perf_counter()
    sample.categorical.tabulate(questions[1], "b2", share_of="col")
    print("B", (time.perf_counter() - start) * 300, "1 of 300 tables")


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2].split(","))
