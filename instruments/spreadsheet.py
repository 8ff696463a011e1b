"""Text cells that no spreadsheet program runs as a formula, and their way back."""

from __future__ import annotations

_STARTS = frozenset("=+-@\t\r\n\0＝＋－＠")
_SKIPPED = " \"'\ufeff\u00a0"


def formula_safe(cell: str) -> str:
    """Return a text cell or a header with an apostrophe before it where a spreadsheet would run it.

    Numbers are not text: a numeric column is written as it is.

    >>> formula_safe("=1+1")
    "'=1+1"
    """
    return f"'{cell}" if cell.lstrip(_SKIPPED)[:1] in _STARTS and cell.strip(_SKIPPED) else cell


def as_written(cell: str) -> str:
    """Return the cell that `formula_safe` was given.

    >>> as_written("'=1+1"), as_written("'ayt")
    ('=1+1', "'ayt")
    """
    return cell[1:] if cell.startswith("'") and formula_safe(cell[1:]) == cell else cell
