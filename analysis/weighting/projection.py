"""What adjusted weights leave of a linearised variable: its residuals on what the weights were adjusted to.

e = u - x (Σ q x x')⁻¹ Σ q x u      [1, eq. 3.4], [2, 6.6]

with weights q: those before the adjustment for linear, raking and logit calibration; those after it for
post-stratification, where e is the variable less its weighted mean in the class.

[1] Deville, Särndal (1992), Journal of the American Statistical Association 87, 376-382.
[2] Särndal, Swensson, Wretman (1992), Model Assisted Survey Sampling.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from analysis.arrays import Floats
from analysis.estimation.sampling.calibrated import Calibration
from analysis.weighting.auxiliary import Auxiliary
from analysis.weighting.solving import solved

SWEEPS = 10
"""How often class means are taken out of a variable, margin after margin, after raking: as often as R does."""


@dataclass(frozen=True, eq=False)
class Regression:
    """Calibration, or post-stratification, as a variance sees it.

    known   what the weights were adjusted to
    weight  (rows,) the weights q
    """

    known: Auxiliary
    weight: Floats

    def residuals(self, values: Floats) -> Floats:
        """Return (rows, estimates) residuals of (rows, estimates) values."""
        known = self.known
        gram = known.gram(known.sums(self.weight))
        found = values
        # The second time takes out what rounding left: as exact as an orthogonal factorisation, without a matrix by row.
        for _ in range(2):
            coefficients = solved(gram, known.totals(_sums(known, self.weight, found)))
            found = found - known.spread(known.fitted(coefficients))
        return found


@dataclass(frozen=True, eq=False)
class ClassMeans:
    """Raking to margins, as a variance sees it: the mean of each class is taken out, margin after margin, `SWEEPS` times.

    Every row of some weight counts the same. Both are R's conventions for `rake`; with ever more sweeps the residuals come
    to those of a regression on all margins.

    known   the margins
    weight  (rows,) weights, of which only matters where they are 0
    """

    known: Auxiliary
    weight: Floats

    def residuals(self, values: Floats) -> Floats:
        """Return (rows, estimates) residuals of (rows, estimates) values."""
        known, used = self.known, (self.weight != 0).astype(np.float64)
        count, left = known.sums(used), _sums(known, used, values)
        fitted = np.zeros_like(left)
        for margin in known.margins * SWEEPS:
            x = known.indicators[:, margin]
            means = x @ ((x.T @ left) / (x.T @ count)[:, np.newaxis])
            fitted += means
            left -= count[:, np.newaxis] * means
        return values - known.spread(fitted)


def _sums(known: Auxiliary, weight: Floats, values: Floats) -> Floats:
    """Return (units, estimates) weighted sums of (rows, estimates) values."""
    return np.column_stack([known.sums(weight * column) for column in values.T])


@dataclass(frozen=True, eq=False)
class Earlier:
    """An adjustment after which the weights were changed again.

    What the change multiplied a weight by is taken for given: the earlier weights estimate the total of the variable times
    that factor.

    calibration  the earlier adjustment
    factor       (rows,) weights now over weights then
    """

    calibration: Calibration
    factor: Floats

    def residuals(self, values: Floats) -> Floats:
        """Return (rows, estimates) residuals; 0 for a row that has no weight any more."""
        factor = self.factor[:, np.newaxis]
        left = self.calibration.residuals(values * factor)
        return np.divide(left, factor, out=np.zeros_like(left), where=factor != 0)


def earlier(calibrations: tuple[Calibration, ...], then: Floats, now: Floats) -> tuple[Calibration, ...]:
    """Return adjustments as they are seen after a later change of the weights."""
    if not calibrations:
        return ()
    factor = np.divide(now, then, out=np.zeros_like(now), where=then != 0)
    return tuple(Earlier(one, factor) for one in calibrations)


def adjusted_to(calibration: Calibration) -> Auxiliary | None:
    """Return the targets of an adjustment, also where the weights were changed after it; None where it has none."""
    if isinstance(calibration, Earlier):
        return adjusted_to(calibration.calibration)
    return calibration.known if isinstance(calibration, Regression | ClassMeans) else None
