"""Numbers and dates as files write them."""

from __future__ import annotations

import re

_NUMBER = re.compile(r"[+-]?[0-9]{1,10}(\.0{1,6})?", re.ASCII)
_DECIMAL = re.compile(r"[+-]?[0-9]{1,10}([.,][0-9]{1,17})?", re.ASCII)


def number(written: str) -> int | None:
    """Return a whole number, written with or without zeros after the point; None for any other text.

    >>> number("7"), number("7.0"), number("7.5"), number("-1")
    (7, 7, None, -1)
    """
    return int(written.partition(".")[0]) if _NUMBER.fullmatch(written) else None


def decimal(written: str) -> float | None:
    """Return a number written with a decimal point or comma; None for any other text.

    >>> decimal("1.5"), decimal("-0,25"), decimal("7"), decimal("1,000.5")
    (1.5, -0.25, 7.0, None)
    """
    return float(written.replace(",", ".")) if _DECIMAL.fullmatch(written) else None


def day(written: str) -> str:
    """Return a date without the time, midnight, that a spreadsheet's date has.

    >>> day("2026-03-22 00:00:00"), day("2026-03-22")
    ('2026-03-22', '2026-03-22')
    """
    return written.replace("T", " ").removesuffix(" 00:00:00")
