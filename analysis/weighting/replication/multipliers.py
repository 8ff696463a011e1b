"""What each replicate multiplies the weights of a primary sampling unit (PSU) by, for every way of making replicates.

Each way reproduces, of a total and in the mean of its randomness, the variance of the first stage [1, ch. 3-5]

V = Σ_h s_h Σ_i (z_hi - z̄_h)²,   s_h = (1 - f_h) n_h/(n_h - 1)

and with it the rule for strata of one PSU. Below k_h = s_h (n_h - 1)/n_h, which is 1 - f_h, and 1 with replacement.

[1] Wolter (2007), Introduction to Variance Estimation, 2nd ed.
[2] Rust, Rao (1996), Statistical Methods in Medical Research 5, 283-310.
[3] Judkins (1990), Journal of Official Statistics 6, 223-239.
[4] Rao, Wu (1988), Journal of the American Statistical Association 83, 231-241.
[5] Rao, Wu, Yue (1992), Survey Methodology 18, 209-217.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from analysis.arrays import Booleans, Floats, Integers
from analysis.errors import DesignError, listed
from analysis.weighting.replication.hadamard import hadamard, smallest_order


@dataclass(frozen=True, eq=False)
class Units:
    """The first stage of a design.

    stratum  (PSUs,) each PSU's stratum, as an index
    sizes    (strata,) PSUs drawn
    scale    (strata,) s_h, what a stratum's scatter is multiplied by; 0 = it adds nothing
    centred  (strata,) scatter is taken about the stratum's own mean; False (one PSU) = about the mean of all PSUs
    names    (strata,) what messages call them
    """

    stratum: Integers
    sizes: Integers
    scale: Floats
    centred: Booleans
    names: tuple[object, ...]

    @property
    def share(self) -> Floats:
        """(strata,) k_h; 0 in a stratum of one PSU."""
        return self.scale * (self.sizes - 1) / self.sizes


@dataclass(frozen=True, eq=False)
class Multipliers:
    """Replicates of a first stage.

    values   (PSUs, R) what the weights of each PSU are multiplied by
    factors  (R,) what each replicate's squared deviation is multiplied by
    """

    values: Floats
    factors: Floats


def stratified_jackknife(units: Units) -> Multipliers:
    """Return JKn: each replicate leaves out one PSU and spreads its weight over the others of its stratum [2].

    The multipliers are 0 for the PSU left out, n_h/(n_h - 1) in the rest of its stratum and 1 elsewhere, the factor is
    k_h (n_h - 1)/n_h. Replicates stand by stratum, in it by PSU. A PSU alone in its stratum has none; where the design
    centres such a one at the mean of all n PSUs, its replicate is 1 - 1 + 1/n there and 1 + 1/n elsewhere, with factor s_h.

    >>> units = Units(np.array([0, 0, 0]), np.array([3]), np.array([1.5]), np.array([True]), ("a",))
    >>> stratified_jackknife(units).values
    array([[0. , 1.5, 1.5],
           [1.5, 0. , 1.5],
           [1.5, 1.5, 0. ]])
    """
    left_out = np.argsort(units.stratum, kind="stable")
    left_out = left_out[(units.sizes > 1)[units.stratum[left_out]] | ~units.centred[units.stratum[left_out]]]
    if len(left_out) < 2:
        raise DesignError(
            "A jackknife needs two PSUs in a stratum.", got=f"{len(units.stratum)} PSUs", remedy="Merge strata of one PSU."
        )
    stratum, replicate = units.stratum[left_out], np.arange(len(left_out))
    size, alone = units.sizes[stratum], ~units.centred[stratum]
    same = units.stratum[:, np.newaxis] == stratum
    values = np.where(same, size / np.maximum(size - 1, 1), 1.0)
    values[left_out, replicate] = 0.0
    values[:, alone] += 1 / len(units.stratum)
    return Multipliers(values, np.where(alone, units.scale[stratum], units.share[stratum] * (size - 1) / size))


def jackknife(units: Units) -> Multipliers:
    """Return JK1: the jackknife of a design without strata [2]; a DesignError where it has several."""
    if len(units.sizes) > 1:
        raise DesignError(
            "JK1 is the jackknife of a design without strata.",
            got=f"{len(units.sizes)} strata",
            remedy='Use kind="JKn", which leaves out one PSU within each stratum.',
        )
    return stratified_jackknife(units)


def balanced(units: Units, *, rho: float = 0.0) -> Multipliers:
    """Return balanced repeated replication, and Fay's form of it with rho above 0 [1, ch. 3], [3].

    Of the two PSUs of a stratum one gets the multiplier 1 + (1 - ρ)√k_h, the other 1 - (1 - ρ)√k_h; which of them, a column
    of a Hadamard matrix says, another for each stratum and none of them constant (full orthogonal balance): so the replicates
    of a total have the total as their mean and its variance as their scatter, exactly. Factor 1/(R (1 - ρ)²).

    Raises DesignError where a stratum has neither two PSUs nor one that adds no variance.
    """
    _check_pairs(units)
    pairs = np.flatnonzero(units.sizes == 2)
    order = smallest_order(len(pairs))
    most, roots = _roots(units)
    signs = np.zeros((len(units.sizes), order))
    signs[pairs] = hadamard(order).T[1 : len(pairs) + 1] * roots[pairs, np.newaxis]
    second = np.ones(len(units.stratum), dtype=np.bool_)
    second[np.unique(units.stratum, return_index=True)[1]] = False
    values = 1 + (1 - rho) * np.where(second, -1.0, 1.0)[:, np.newaxis] * signs[units.stratum]
    return Multipliers(values, np.full(order, most / (order * (1 - rho) ** 2)))


def _check_pairs(units: Units) -> None:
    wrong = (units.sizes > 2) | ((units.sizes == 1) & (units.scale > 0))
    if wrong.any() or not (units.sizes == 2).any():
        raise DesignError(
            "Balanced repeated replication needs two PSUs in each stratum.",
            where=f"strata {listed(name for name, one in zip(units.names, wrong, strict=True) if one)}" if wrong.any() else "",
            got=f"PSUs per stratum: {listed(np.unique(units.sizes[wrong] if wrong.any() else units.sizes).tolist())}",
            remedy='Pair the PSUs of a stratum into strata of two, or use kind="JKn".',
        )


def bootstrap(units: Units, replicates: int, random: np.random.Generator) -> Multipliers:
    """Return the rescaling bootstrap: n_h - 1 PSUs drawn with replacement from the n_h of each stratum [4], [5].

    A PSU drawn t times gets the multiplier 1 - √k_h + √k_h t n_h/(n_h - 1), which is never negative. Factor 1/(R - 1).
    A PSU alone in its stratum keeps its weight; one that the design centres at the mean of all PSUs is a DesignError.
    """
    lonely = ~units.centred
    if lonely.any():
        raise DesignError(
            'The bootstrap has no form of single_psu="adjust".',
            where=f"strata {listed(name for name, one in zip(units.names, lonely, strict=True) if one)}",
            remedy='Use single_psu="average" or "certainty", or kind="JKn".',
        )
    if not (units.sizes > 1).any():
        raise DesignError("A bootstrap needs two PSUs in a stratum.", remedy="Merge strata of one PSU.")
    most, roots = _roots(units)
    values = np.ones((len(units.stratum), replicates))
    for stratum in np.flatnonzero(units.sizes > 1):
        size = int(units.sizes[stratum])
        drawn = random.multinomial(size - 1, np.full(size, 1 / size), size=replicates).T
        values[units.stratum == stratum] += roots[stratum] * (drawn * (size / (size - 1)) - 1)
    return Multipliers(values, np.full(replicates, most / (replicates - 1)))


def _roots(units: Units) -> tuple[float, Floats]:
    """Return q and (strata,) √(k_h/q), q being the largest k_h where that is above 1.

    It is where strata of one PSU take the average of the others: so much goes into the factors, lest a weight be negative.
    """
    most = max(1.0, float(units.share.max()))
    return most, np.sqrt(units.share / most)
