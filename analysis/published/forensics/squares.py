"""Which sums of squares n whole numbers with a given total can have: the arithmetic under GRIMMER and DEBIT, all in integers."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Iterator

FEW = 4
"""With more values than that nothing but parity and the smallest sum of squares matters where no limit binds."""

State = tuple[int, int, int, int, int]
"""How many values, their total, their sum of squares, the lowest and the highest a value may be."""


def least_squares(n: int, total: int) -> int:
    """Return the smallest sum of squares of n whole numbers with this total: all of them one of two neighbours.

    Limits do not matter: if the total is possible within them, so is this.

    >>> least_squares(5, 21)     # 4, 4, 4, 4, 5
    89
    """
    each, over = divmod(total, n)
    return n * each**2 + over * (2 * each + 1)


def most_squares(n: int, total: int, low: int, high: int) -> int:
    """Return the largest sum of squares of n whole numbers from low to high with this total: all but one at the ends.

    The total is within n·low to n·high.

    >>> most_squares(5, 21, 1, 7)     # 1, 1, 5, 7, 7
    125
    """
    width = high - low
    tops, over = divmod(total - n * low, width) if width else (0, 0)
    spread = tops * width**2 + over**2
    return spread + 2 * low * total - n * low**2


def exists(n: int, total: int, squares: int, low: int | None = None, high: int | None = None) -> bool:
    """Return whether n whole numbers from low to high have this total and this sum of squares. Exact for every n ≥ 1.

    low, high   the limits of a value; None = none on that side

    Necessary: Σx² ≡ Σx (mod 2), as x² ≡ x; Σx² between `least_squares` and `most_squares`. These suffice

    - for n = 4 with an odd total where no limit binds: 4Σx² - (Σx)² is then 3 modulo 8, hence a sum of three odd squares
      (Cauchy's lemma) [1]; with an even total, if and only if Σx² - (Σx)²/4 is a sum of three squares;
    - for n ≥ 5 where no limit binds: of five, take out one value near the mean, of the parity opposite to the total, which
      leaves four with an odd total; of more, take out one value at a time that equals the rounded-down mean;
    - for limits up to two apart, where the total and the sum of squares say how many values are at each of the three.

    Elsewhere (n < 4, or a wide spread within limits) they do not. There all ways are searched, the highest values first, each
    way given up where the conditions fail for what is left; with 3 values and no limits, in a time that grows as the SD. A
    limit binds only if a value may reach beyond it: |x - x̄| ≤ √((n - 1)/n · Σ(x - x̄)²) [2].

    [1] Nathanson (1987), A short proof of Cauchy's polygonal number theorem, Proceedings of the AMS 99, 22-24.
    [2] Samuelson (1968), How deviant can you be?, Journal of the American Statistical Association 63, 1522-1525.

    >>> exists(4, 0, 28), exists(5, 0, 28), exists(5, 0, 28, low=-2, high=2)
    (False, True, False)
    """
    if (squares - total) % 2 or squares < least_squares(n, total):
        return False
    start = _tightened(n, total, squares, low, high)
    if n >= FEW and start == _tightened(n, total, squares, None, None):
        return n > FEW or total % 2 == 1 or _three_squares(squares - total**2 // 4)
    return _found(start)


def _three_squares(number: int) -> bool:
    """Return whether a number is a sum of three squares: if and only if it is not 4^a·(8b + 7) (Legendre)."""
    while number and number % 4 == 0:
        number //= 4
    return number % 8 != 7


def _tightened(n: int, total: int, squares: int, low: int | None, high: int | None) -> State:
    """Return the state with limits no wider than its spread allows a value to lie (Samuelson's inequality)."""
    reach = math.isqrt((n - 1) * (n * squares - total**2))
    lowest, highest = -((reach - total) // n), (total + reach) // n
    return n, total, squares, lowest if low is None else max(low, lowest), highest if high is None else min(high, highest)


def _found(start: State) -> bool:
    """Return whether a way leads from the start to values: at each step it is settled how many of them are the highest."""
    ways, seen = [iter((start,))], set[State]()
    while ways:
        state = next(ways[-1], None)
        if state is None:
            ways.pop()
        elif state not in seen and _possible(*state):
            if _certain(*state):
                return True
            seen.add(state)
            ways.append(_rests(*state))
    return False


def _rests(n: int, total: int, squares: int, low: int, high: int) -> Iterator[State]:
    """Yield what is left without the values that are the highest, the most of them first.

    The smallest sum of squares with so many values at the highest grows with their number, and so does the largest: hence the
    search for the most, and the end where what is left can no longer reach the sums.
    """

    def too_many(tops: int) -> bool:
        rest = total - tops * high
        return rest < (n - tops) * low or squares - tops * high**2 < least_squares(n - tops, rest)

    for tops in range(bisect_left(range(n), True, key=too_many) - 1, -1, -1):
        left = (n - tops, total - tops * high, squares - tops * high**2)
        if left[1] > left[0] * (high - 1) or left[2] > most_squares(*left[:2], low, high - 1):
            return
        yield _tightened(*left, low, high - 1)


def _possible(n: int, total: int, squares: int, low: int, high: int) -> bool:
    """Return whether the necessary conditions hold; parity does, as taking out x changes both sums alike."""
    if low > high or not n * low <= total <= n * high:
        return False
    return least_squares(n, total) <= squares <= most_squares(n, total, low, high)


def _certain(n: int, total: int, squares: int, low: int, high: int) -> bool:
    """Return whether the necessary conditions are known to suffice here."""
    if high - low <= 2 or squares in (least_squares(n, total), most_squares(n, total, low, high)):
        return True
    return n > FEW and (low, high) == _tightened(n, total, squares, None, None)[3:]
