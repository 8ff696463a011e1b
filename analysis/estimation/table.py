"""Estimates as a tidy table that says how they were made."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pandas as pd

from analysis.arrays import Booleans, Floats, Integers
from analysis.data import Value
from analysis.estimation.domain import Domain

DF_RULE = "PSUs less strata of the whole design"
DEFF_RULE = "against simple random sampling with replacement of the same size"


def tidy(columns: Mapping[str, object], domain: Domain, notes: Iterable[str], **said: str | int) -> pd.DataFrame:
    """Return the columns as a frame whose `.attrs` hold JSON scalars only.

    notes  warnings, joined by line ends in `.attrs["warnings"]`; empty where there are none
    said   what else the method is to be known by
    """
    frame = pd.DataFrame(dict(columns))
    if not domain.keys:
        notes = [*notes, f"nobody belongs to a group of {', '.join(domain.names)}: there is no estimate."]
    frame.attrs.update(said)
    frame.attrs.update(level=domain.level, df_rule=DF_RULE, missing_by=domain.missing)
    frame.attrs["warnings"] = "\n".join(dict.fromkeys(notes))
    return frame


def by_columns(domain: Domain, repeat: int = 1) -> dict[str, list[Value]]:
    """Return a column for each grouping variable, each group's category `repeat` times."""
    return {name: [key[position] for key in domain.keys for _ in range(repeat)] for position, name in enumerate(domain.names)}


def group_names(domain: Domain, marked: Booleans) -> str:
    """Return the groups that are marked, as a phrase; empty where there are no groupings.

    The phrase reads " in stype='E', awards='No'; stype='H', awards='No'".
    """
    chosen = [key for key, mark in zip(domain.keys, marked, strict=True) if mark]
    phrases = (", ".join(f"{name}={value!r}" for name, value in zip(domain.names, key, strict=True)) for key in chosen)
    return f" in {'; '.join(phrases)}" if domain.names else ""


def empty_notes(name: str, domain: Domain, weight: Floats) -> list[str]:
    """Return a warning for the groups in whose base there is nobody; weight: (groups,) of the base."""
    empty = weight == 0
    return [f"{name}: nobody is in the base{group_names(domain, empty)}: there is no estimate."] if empty.any() else []


def small_base_notes(name: str, domain: Domain, n: Integers, weight: Floats) -> list[str]:
    """Return warnings for the groups in whose base there is nobody, and for those with one respondent.

    n, weight  (groups,) respondents in the base and their weight
    """
    notes = empty_notes(name, domain, weight)
    if (n == 1).any():
        notes.append(f"{name}: one respondent{group_names(domain, n == 1)}: no standard error can be estimated.")
    return notes
