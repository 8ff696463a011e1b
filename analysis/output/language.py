"""How numbers and sentences stand in one language: decimal sign, percents, intervals, p-values, messages."""

from __future__ import annotations

import math
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

from babel.core import Locale, UnknownLocaleError
from babel.numbers import format_decimal

from analysis.errors import unknown
from instruments.messages import Messages

MESSAGES = Messages(Path(__file__).resolve().parent.parent / "translations")

PERCENT = "\N{NO-BREAK SPACE}%"
"""What follows a percent within a sentence."""

MINUS = "\N{MINUS SIGN}"

EMPTY = "–"
"""What stands where there is no number."""

_INNER_QUOTES = {"«": ("„", "“"), "“": ("‘", "’")}
"""Quotation marks within quotation marks, by the outer one."""


@dataclass(frozen=True)
class Language:
    """One language of a report.

    code      kk, en or ru
    decimals  of a percent: 0 for responses, 1 for published counts, which are printed with one
    """

    code: str
    decimals: int = 0

    def __post_init__(self) -> None:
        if self.code not in MESSAGES.languages:
            raise unknown("report language", self.code, MESSAGES.languages)

    def text(self, key: str, **parameters: object) -> str:
        """Return a sentence of the catalogue."""
        return MESSAGES.text(self.code, key, **parameters)

    def quoted(self, words: str) -> str:
        """Return words in this language's quotation marks; marks within them become the inner ones.

        >>> Language("kk").quoted("«Тұран» одағы"), Language("en").quoted("chose “No”")
        ('«„Тұран“ одағы»', '“chose ‘No’”')
        """
        opening, closing = self.text("quoted", words="\0").split("\0")
        inner = _INNER_QUOTES[opening]
        return f"{opening}{words.replace(opening, inner[0]).replace(closing, inner[1])}{closing}"

    def plural(self, key: str, n: int, **parameters: object) -> str:
        """Return a sentence in the plural form that `n` asks for; {n} is the number with its thousands apart.

        >>> Language("en").plural("base_people_n", 10058774)
        'Base: 10,058,774 people'
        """
        return MESSAGES.plural(self.code, key, n, **{"n": self.count(n), **parameters})

    def count(self, n: float | None) -> str:
        """Return a count; a weighted one is rounded."""
        return self.number(n, 0)

    def number(self, value: float | None, decimals: int) -> str:
        """Return a number with a fixed number of decimals, halves rounded away from zero; NaN and None as a dash.

        >>> Language("kk").number(7.0877, 3), Language("en").number(12345, 0)
        ('7,088', '12,345')
        """
        if value is None or not math.isfinite(value):
            return EMPTY
        # Nine digits away from the last one printed, so that 28.499999999999996 is the 28.5 it stands for.
        rounded = Decimal(repr(round(float(value), 9))).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
        pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
        return format_decimal(rounded, format=pattern, locale=self.code)

    def percent(self, share: float | None) -> str:
        """Return a share as a bare percent; more than nothing that would be printed as nothing is a star.

        >>> Language("ru", 1).percent(25 / 57), Language("en").percent(0.004), Language("en").percent(0)
        ('43,9', '*', '0')
        """
        if share is not None and 0 < share * 100 < 0.5 * 10**-self.decimals:
            return "*"
        return self.number(None if share is None else share * 100, self.decimals)

    def interval(self, low: float | None, high: float | None) -> str:
        """Return the two ends of an interval of a share, in percent."""
        if low is None or high is None or not (math.isfinite(low) and math.isfinite(high)):
            return EMPTY
        return f"{self.number(low * 100, self.decimals)}–{self.number(high * 100, self.decimals)}"

    def change(self, difference: float | None) -> str:
        """Return a difference of shares in percentage points, with its sign.

        >>> Language("en", 1).change(0.0823), Language("kk", 1).change(-0.09), Language("ru", 1).change(-0.0001)
        ('+8.2', '−9,0', '0,0')
        """
        return self.signed(None if difference is None else difference * 100, self.decimals)

    def change_interval(self, low: float | None, high: float | None) -> str:
        """Return the two ends of an interval of a difference of shares, in percentage points with their signs."""
        ends = (None if low is None else low * 100, None if high is None else high * 100)
        return self.signed_interval(*ends, self.decimals)

    def signed(self, value: float | None, decimals: int) -> str:
        """Return a difference with its sign; none that is printed as nothing."""
        if value is None or not math.isfinite(value):
            return EMPTY
        number = self.number(abs(value), decimals)
        if number == self.number(0, decimals):
            return number
        return f"{'+' if value > 0 else MINUS}{number}"

    def signed_interval(self, low: float | None, high: float | None, decimals: int) -> str:
        """Return the two ends of an interval of a difference with their signs."""
        if low is None or high is None or not (math.isfinite(low) and math.isfinite(high)):
            return EMPTY
        return self.text("difference_ends", low=self.signed(low, decimals), high=self.signed(high, decimals))

    def number_interval(self, low: float | None, high: float | None, decimals: int) -> str:
        """Return the two ends of an interval of a mean or a quantile."""
        if low is None or high is None or not (math.isfinite(low) and math.isfinite(high)):
            return EMPTY
        return f"{self.number(low, decimals)}–{self.number(high, decimals)}"

    def p_value(self, p: float | None) -> str:
        """Return a p-value to three decimals, below 0.001 as such.

        >>> Language("kk").p_value(0.0004), Language("en").p_value(0.0316)
        ('<0,001', '0.032')
        """
        if p is not None and p < 0.0005:
            return f"<{self.number(0.001, 3)}"
        return self.number(p, 3)

    def name_of(self, code: str) -> str:
        """Return the name of a language, by its code, in this language; an unknown code stays as it is."""
        try:
            return Locale.parse(code).get_language_name(self.code) or code
        except (UnknownLocaleError, ValueError):
            return code
