"""The name that somebody may have meant: every message on an unknown name asks in the same words."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence

CLOSE = 0.6
CLOSE_OF_SHORT = 0.5
"""How like a name must be, from 0 to 1; of names of two letters, such as languages, one letter is half."""


def did_you_mean(got: str, known: Iterable[str], *, close: float = CLOSE) -> str:
    """Return the question that ends a message on an unknown name, with a space before it; "" where no known name is like it.

    >>> did_you_mean("soft_chek", ["soft_check", "at_most"])
    " Did you mean 'soft_check'?"
    >>> did_you_mean("zebra", ["soft_check", "at_most"])
    ''
    """
    return _asked(difflib.get_close_matches(got, list(known), 1, close))


def did_you_mean_option(got: str, known: Iterable[str]) -> str:
    """Return the same for an option of a command line; the hyphens that all begin with make no two alike.

    >>> did_you_mean_option("--languge", ["--partials", "--language"])
    " Did you mean '--language'?"
    >>> did_you_mean_option("--data", ["--partials", "--language"])
    ''
    """
    named = {name.lstrip("-"): name for name in known}
    return _asked([named[near] for near in difflib.get_close_matches(got.lstrip("-"), named, 1, CLOSE)])


def _asked(near: Sequence[str]) -> str:
    return f" Did you mean {near[0]!r}?" if near else ""
