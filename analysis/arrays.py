"""The array types of the analysis."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Integers = NDArray[np.intp]
Floats = NDArray[np.float64]
Booleans = NDArray[np.bool_]
