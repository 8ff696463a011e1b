"""Every matrix offered is a Hadamard matrix; no order up to 48 is missing, and none above is far from the next."""

from __future__ import annotations

import numpy as np
import pytest

from analysis.weighting.replication.hadamard import hadamard, has_order, smallest_order

OFFERED = [order for order in range(1, 305) if has_order(order)]


@pytest.mark.parametrize("order", OFFERED)
def test_rows_and_columns_are_orthogonal(order: int) -> None:
    matrix = hadamard(order)
    assert (np.abs(matrix) == 1).all()
    assert (matrix[:, 0] == 1).all()
    assert (matrix @ matrix.T == order * np.eye(order)).all()
    assert (matrix.T @ matrix == order * np.eye(order)).all()


def test_only_orders_that_can_exist_are_offered() -> None:
    assert all(order in (1, 2) or order % 4 == 0 for order in OFFERED)
    assert [order for order in range(4, 49, 4) if order not in OFFERED] == []
    assert np.diff(OFFERED).max() <= 12


# dim(weights(as.svrepdesign(…, type="BRR"), "replication")) of so many strata
@pytest.mark.parametrize(
    ("strata", "order"), [(1, 2), (2, 4), (3, 4), (4, 8), (5, 8), (7, 8), (8, 12), (11, 12), (12, 16), (24, 28), (50, 56)]
)
def test_balance_needs_a_column_more_than_strata(strata: int, order: int) -> None:
    assert smallest_order(strata) == order


@pytest.mark.parametrize("order", [0, 3, 52, 92])
def test_other_orders_are_refused(order: int) -> None:
    with pytest.raises(ValueError, match=f"of order {order}"):
        hadamard(order)
