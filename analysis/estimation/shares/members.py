"""Who is in a category of a variable, whether respondents chose one or several."""

from __future__ import annotations

from analysis.arrays import Booleans
from analysis.variable import Variable


def members(of: Variable, place: int) -> Booleans:
    """Return (rows,) who is in the category at a place; of a multiple-response question who chose it."""
    if of.chosen is not None and place < len(of.answers):
        chosen: Booleans = of.chosen[:, place]
        return chosen
    inside: Booleans = of.cells == place
    return inside
