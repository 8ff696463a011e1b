"""Sums over rows: the one place that reads every row of large data.

Everything is asked in whole numbers by row, a column at a time, each of the smallest type that holds it: a code from 0 up,
or -1 for nothing. Two engines answer, `plain` (numpy) and `compiled` (numba on all processors); they give the same sums,
whose last bits differ with the order of adding.
"""

from analysis.estimation.kernel.rows import apply_factors, joint_sums, numbered, table_sums
from analysis.estimation.kernel.sums import Rows, Sums

__all__ = ["Rows", "Sums", "apply_factors", "joint_sums", "numbered", "table_sums"]
