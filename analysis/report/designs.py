"""A sampling design in words: which columns of the data say how the respondents were drawn."""

from __future__ import annotations

from collections.abc import Iterator

from analysis.design import Design, Replicates
from analysis.output.language import Language

_FEW = 3
"""More columns of replicate weights than these are named by their first and last."""


def facts(design: Design, language: Language) -> Iterator[tuple[str, str]]:
    """Yield each part of a design with its columns, the stages in their order; nothing of simple random sampling."""
    given = {
        "design_weight": design.weight,
        "design_strata": design.strata,
        "design_psu": ", ".join(design.psus),
        "design_fpc": ", ".join(design.fpcs),
    }
    yield from ((language.text(key), columns) for key, columns in given.items() if columns)
    if design.replicates is not None:
        named = language.text("design_replicates_of", kind=design.replicates.kind, columns=_columns(design.replicates))
        yield language.text("design_replicates"), named
    elif design.strata or design.psus:
        yield language.text("design_single_psu"), language.text(f"single_psu_{design.single_psu}")


def uses(design: Design, column: str) -> bool:
    """Return whether a design uses a column.

    >>> uses(Design(weight="w0", replicates=Replicates("rw", kind="JK1")), "rw12"), uses(Design(weight="w0"), "rw12")
    (True, False)
    """
    if column in design.columns:
        return True
    if design.replicates is None:
        return False
    named = design.replicates.columns
    return column.removeprefix(named).isdigit() and column.startswith(named) if isinstance(named, str) else column in named


def _columns(replicates: Replicates) -> str:
    if isinstance(replicates.columns, str):
        return f"{replicates.columns}1, {replicates.columns}2 …"
    first, *others = replicates.columns
    return ", ".join(replicates.columns) if len(others) < _FEW else f"{first} … {others[-1]} ({len(others) + 1})"
