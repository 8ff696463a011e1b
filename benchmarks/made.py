"""A survey made by chance: 50 questions, 6 banners, 400 PSUs in 20 strata, weights."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from analysis import Design

SEED = 20_261_122
QUESTIONS = tuple(f"q{number}" for number in range(50))
BANNERS = tuple(f"b{number}" for number in range(6))
BANNER_SIZES = (2, 3, 4, 5, 6, 4)
RAKED = BANNERS[:5]
PSUS, STRATA = 400, 20
DESIGN = Design(weight="weight", strata="stratum", psu="psu")


def survey(rows: int) -> pd.DataFrame:
    """Return the responses: categorical columns, a weight; PSUs are in no order, and differ in what they answer."""
    random = np.random.default_rng(SEED)
    psu = random.integers(0, PSUS, rows).astype(np.int16)
    leaning = random.normal(0, 0.05, PSUS).astype(np.float32)[psu]
    columns: dict[str, object] = {
        "weight": random.uniform(0.5, 2, rows),
        "psu": pd.Categorical.from_codes(psu, pd.Index([f"p{number}" for number in range(PSUS)])),
        "stratum": pd.Categorical.from_codes(
            (psu % STRATA).astype(np.int8), pd.Index([f"s{number}" for number in range(STRATA)])
        ),
    }
    for number, name in enumerate(QUESTIONS):
        size = 2 + number % 6
        codes = ((random.random(rows, dtype=np.float32) + leaning).clip(0, 0.999) * size).astype(np.int8)
        columns[name] = pd.Categorical.from_codes(codes, pd.Index(range(1, size + 1)))
    for name, size in zip(BANNERS, BANNER_SIZES, strict=True):
        codes = random.integers(0, size, rows).astype(np.int8)
        columns[name] = pd.Categorical.from_codes(codes, pd.Index([f"g{group}" for group in range(size)]))
    return pd.DataFrame(columns)


def margins(rows: int) -> dict[str, dict[str, float]]:
    """Return a population of ten times the rows, its groups of unequal size."""
    sizes = dict(zip(RAKED, BANNER_SIZES, strict=False))
    whole = {name: np.arange(10, 10 + size) for name, size in sizes.items()}
    return {
        name: {f"g{group}": 10 * rows * part / parts.sum() for group, part in enumerate(parts)} for name, parts in whole.items()
    }


def write_for_peers(frame: pd.DataFrame, folder: Path, names: list[str]) -> None:
    """Write columns as numbers: a file of eight-byte numbers each for R, one Parquet file for Python."""
    numbers = pd.DataFrame({name: frame[name].array.codes + 1 if name != "weight" else frame[name] for name in names})
    for name in names:
        numbers[name].to_numpy(dtype=np.float64).tofile(folder / f"{name}.bin")
    numbers.to_parquet(folder / "survey.parquet")
