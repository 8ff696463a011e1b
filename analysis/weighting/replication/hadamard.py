"""Hadamard matrices: square tables of ±1 whose rows are orthogonal, as are their columns.

Made of three constructions, without a table: Paley's first, of the quadratic residues of a prime q ≡ 3 (mod 4), of order
q + 1 [1]; his second, of a prime q ≡ 1 (mod 4), of order 2 (q + 1) [1]; and Sylvester's product of two that are made [2].

[1] Paley (1933), Journal of Mathematics and Physics 12, 311-320.
[2] Sylvester (1867), Philosophical Magazine 34, 461-475.
"""

from __future__ import annotations

from functools import cache
from itertools import count

import numpy as np

from analysis.arrays import Floats, Integers


def hadamard(order: int) -> Floats:
    """Return an (order, order) Hadamard matrix whose first column is all 1.

    Raises ValueError for an order that the constructions do not reach; `has_order` tells which they do.

    >>> hadamard(4) @ hadamard(4).T
    array([[4., 0., 0., 0.],
           [0., 4., 0., 0.],
           [0., 0., 4., 0.],
           [0., 0., 0., 4.]])
    """
    if not has_order(order):
        raise ValueError(f"no construction of a Hadamard matrix of order {order}")
    found = _matrix(order)
    return found * found[:, :1]


@cache
def has_order(order: int) -> bool:
    """Return whether the constructions reach an order.

    >>> [order for order in range(1, 100) if order % 4 == 0 and not has_order(order)]
    [52, 92]
    """
    return order in (1, 2) or _paley_prime(order) is not None or _factors(order) is not None


def smallest_order(columns: int) -> int:
    """Return the smallest order offered that has so many columns besides the one of all 1.

    >>> smallest_order(3), smallest_order(4), smallest_order(50)
    (4, 8, 56)
    """
    return next(order for order in count(columns + 1) if has_order(order))


def _matrix(order: int) -> Floats:
    if order == 1:
        return np.ones((1, 1))
    if order == 2:
        return np.array([[1.0, 1.0], [1.0, -1.0]])
    prime = _paley_prime(order)
    if prime is not None:
        return _paley(prime)
    factors = _factors(order)
    assert factors is not None  # noqa: S101 — has_order said so
    return np.asarray(np.kron(_matrix(factors[0]), _matrix(factors[1])), dtype=np.float64)


def _paley(prime: int) -> Floats:
    """Return Paley's matrix of a prime: of order q + 1 where q ≡ 3 (mod 4), of order 2 (q + 1) where q ≡ 1."""
    difference: Integers = np.subtract.outer(np.arange(prime), np.arange(prime)) % prime
    character = np.full(prime, -1.0)
    character[np.arange(1, prime) ** 2 % prime] = 1.0
    character[0] = 0.0
    border = np.zeros((prime + 1, prime + 1))
    border[1:, 1:] = character[difference]
    border[0, 1:] = 1.0
    if prime % 4 == 3:
        border[1:, 0] = -1.0
        return border + np.eye(prime + 1)
    border[1:, 0] = 1.0
    turned = np.kron(np.eye(prime + 1), np.array([[1.0, -1.0], [-1.0, -1.0]]))
    return np.asarray(np.kron(border, np.array([[1.0, 1.0], [1.0, -1.0]])) + turned, dtype=np.float64)


def _paley_prime(order: int) -> int | None:
    """Return the prime of whose residues a matrix of this order is made; None = there is none."""
    for prime, rest in ((order - 1, 3), (order // 2 - 1, 1)):
        if order % 4 == 0 and prime % 4 == rest and _is_prime(prime):
            return prime
    return None


def _factors(order: int) -> tuple[int, int] | None:
    """Return two smaller orders that are made and whose product this is; None = there are none."""
    smaller = (one for one in range(2, int(order**0.5) + 1) if order % one == 0)
    return next(((one, order // one) for one in smaller if has_order(one) and has_order(order // one)), None)


def _is_prime(number: int) -> bool:
    return number > 1 and all(number % divisor for divisor in range(2, int(number**0.5) + 1))
