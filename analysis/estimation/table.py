"""Estimates as a tidy table that says how they were made."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
import pandas as pd

from analysis.arrays import Booleans, Floats, Integers
from analysis.errors import LISTED
from analysis.estimation.domain import Domain
from analysis.values import Value, codes

DEFF_RULE = "against simple random sampling with replacement of the same size"


def tidy(columns: Mapping[str, object], domain: Domain, notes: Iterable[str], **said: str | int) -> pd.DataFrame:
    """Return the columns as a frame whose `.attrs` hold JSON scalars only.

    notes  warnings, joined by line ends in `.attrs["warnings"]`; empty where there are none
    said   what else the method is to be known by
    """
    of_codes = {"category", "row", "column", *domain.names}
    frame = pd.DataFrame({name: codes(values) if name in of_codes else values for name, values in columns.items()})
    if not domain.keys:
        notes = [*notes, f"nobody belongs to a group of {', '.join(domain.names)}: there is no estimate."]
    if domain.keys and domain.sample.df <= 0 and len(domain.sample.weight) > 1:
        notes = [*notes, "the design has no degrees of freedom (one PSU in each stratum): there is no interval."]
    frame.attrs.update(said)
    frame.attrs.update(level=domain.level, df_rule=domain.sample.df_rule, missing_by=domain.missing)
    frame.attrs["warnings"] = "\n".join(dict.fromkeys(notes))
    return frame


def by_columns(domain: Domain, repeat: int = 1) -> dict[str, list[Value]]:
    """Return a column for each grouping variable, each group's category `repeat` times."""
    return {name: [key[position] for key in domain.keys for _ in range(repeat)] for position, name in enumerate(domain.names)}


def group_names(domain: Domain, marked: Booleans) -> str:
    """Return the groups that are marked, the first few by name, as a phrase; empty where there are no groupings.

    The phrase reads " in stype='E', awards='No'; stype='H', awards='No'".
    """
    chosen = [domain.keys[position] for position in np.flatnonzero(marked)]
    phrases = (", ".join(f"{name}={value!r}" for name, value in zip(domain.names, key, strict=True)) for key in chosen[:LISTED])
    more = f" and {len(chosen) - LISTED} more" if len(chosen) > LISTED else ""
    return f" in {'; '.join(phrases)}{more}" if domain.names else ""


def empty_notes(name: str, domain: Domain, n: Integers, weight: Floats, so: str = "there is no estimate") -> list[str]:
    """Return warnings for the groups in whose base there is nobody, and for those whose weights are all zero.

    n, weight  (groups,) respondents in the base and their weight
    so         what follows
    """
    cases = (("nobody is in the base", n == 0), ("the weights of the base sum to zero", (n > 0) & (weight == 0)))
    return [f"{name}: {what}{group_names(domain, marked)}: {so}." for what, marked in cases if marked.any()]


def replicate_notes(name: str, domain: Domain, undefined: Integers, so: str = "nobody is in the base") -> list[str]:
    """Return a warning for the groups whose estimate is undefined in some of the replicates.

    undefined  (groups,) in how many
    so         why
    """
    if not undefined.any():
        return []
    what = f"in up to {undefined.max()} of the replicates {so}{group_names(domain, undefined > 0)}"
    return [f"{name}: {what}: they are left out of the standard error."]


def fixed_notes(name: str, domain: Domain, fixed: Booleans) -> list[str]:
    """Return a warning for the groups whose answers differ and whose standard error is 0 all the same."""
    if not fixed.any():
        return []
    why = "the design or a calibration fixes the estimate, or all of the group are in one PSU"
    return [f"{name}: a standard error of 0{group_names(domain, fixed)} is not precision: {why}."]


def small_base_notes(name: str, domain: Domain, n: Integers, weight: Floats) -> list[str]:
    """Return warnings for the groups in whose base there is nobody or no weight, and for those with one respondent.

    n, weight  (groups,) respondents in the base and their weight
    """
    notes = empty_notes(name, domain, n, weight)
    single = (n == 1) & (weight > 0)
    if single.any():
        notes.append(f"{name}: one respondent{group_names(domain, single)}: no standard error can be estimated.")
    return notes
