"""The bases that fit all numbers of a question: its counts, their sum, and what is printed of a scale."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache

from analysis.published.model import PublishedQuestion
from analysis.published.recovery import Recovered, fitting_bases_of, on_base
from analysis.published.scale import described
from analysis.published.spread import sd_possible


@dataclass(frozen=True)
class Bases:
    """Bases that fit all numbers of a question.

    adding_up  whether all people are in an answer on them, as they are in a complete list; where that is so on no base, they
               are those that fit if some people are in none
    """

    fitting: tuple[int, ...]
    adding_up: bool


@cache
def bases_of(question: PublishedQuestion, window: tuple[int, int], rounding: str) -> Bases:
    """Return the bases of the window that fit all numbers of a question together.

    On each of them every number is that of some count, the counts add up (to the base in a complete list, to no more in any
    other), and whole answers can have the printed mean, median, standard deviation and bins.

    >>> from analysis.published.findings import load
    >>> strength = load("astana-2023").question("q1_strength")      # 53 people in three bins, and a mean of 7.088
    >>> bases_of(strength, (20, 70), "half-up")
    Bases(fitting=(57, 68), adding_up=False)
    """
    found = _fitting(question, window, rounding)
    if found or not question.adds_up:
        return Bases(found, True)
    return Bases(_fitting(replace(question, complete=False), window, rounding), False)


def _fitting(question: PublishedQuestion, window: tuple[int, int], rounding: str) -> tuple[int, ...]:
    bases = fitting_bases_of(question, window, rounding)
    return tuple(base for base in bases if _described(on_base(question, base, rounding), rounding))


def _described(one: Recovered, rounding: str) -> bool:
    """Return whether whole answers on a base can have what is printed of the scale."""
    known = described(one, rounding)
    if known is None:
        return True
    whole = known.totals is None or len(known.totals) > 0
    return whole and known.possible and sd_possible(one, rounding) is not False
