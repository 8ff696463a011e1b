"""Replicates of a total scatter as the stratified formula says: exactly, or in the mean of what is drawn."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis import DesignError
from analysis.arrays import Floats
from analysis.estimation.sampling.replication import replicate_covariance
from analysis.weighting.replication.multipliers import Multipliers, Units, balanced, bootstrap, jackknife, stratified_jackknife


def units(sizes: list[int], fractions: Floats | None = None, *, order: Floats | None = None, raised: float = 1.0) -> Units:
    """A first stage whose PSUs stand in any order; a stratum of one PSU adds nothing."""
    drawn = np.array(sizes)
    fraction = np.zeros(len(sizes)) if fractions is None else fractions
    scale = np.where(drawn > 1, raised * (1 - fraction) * drawn / np.maximum(drawn - 1, 1), 0.0)
    stratum = np.repeat(np.arange(len(sizes)), drawn)
    stratum = stratum if order is None else stratum[np.argsort(order[: len(stratum)])]
    return Units(stratum, drawn, scale, np.ones(len(sizes), dtype=bool), tuple(f"s{one}" for one in range(len(sizes))))


def stratified_variance(first: Units, z: Floats) -> float:
    found = 0.0
    for stratum in range(len(first.sizes)):
        inside = z[first.stratum == stratum]
        found += first.scale[stratum] * ((inside - inside.mean()) ** 2).sum()
    return found


def replicated_variance(made: Multipliers, z: Floats, *, mse: bool) -> float:
    return float(replicate_covariance(made.values.T @ z[:, np.newaxis], np.array([z.sum()]), made.factors, mse=mse)[0, 0])


@st.composite
def samples(draw: st.DrawFn, sizes: st.SearchStrategy[int]) -> tuple[Units, Floats]:
    drawn = draw(st.lists(sizes, min_size=1, max_size=9).filter(lambda found: max(found) > 1))
    random = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    fractions = random.uniform(0, 1, len(drawn)) if draw(st.booleans()) else None
    first = units(drawn, fractions, order=random.uniform(size=sum(drawn)), raised=draw(st.sampled_from([1.0, 1.5])))
    return first, random.normal(5, 3, sum(drawn))


@given(samples(st.integers(1, 5)), st.booleans())
def test_jackknife_of_a_total_is_the_stratified_variance(given_sample: tuple[Units, Floats], mse: bool) -> None:
    first, z = given_sample
    made = stratified_jackknife(first)
    assert replicated_variance(made, z, mse=mse) == pytest.approx(stratified_variance(first, z), rel=1e-9)
    assert made.values.sum(axis=0) == pytest.approx(len(z))
    assert made.values.min() == 0


@given(samples(st.integers(1, 2)), st.booleans(), st.sampled_from([0.0, 0.3, 0.5, 0.9]))
def test_balanced_replicates_of_a_total_have_the_stratified_variance(
    given_sample: tuple[Units, Floats], mse: bool, rho: float
) -> None:
    first, z = given_sample
    made = balanced(first, rho=rho)
    assert replicated_variance(made, z, mse=mse) == pytest.approx(stratified_variance(first, z), rel=1e-9)
    assert made.values.T @ z == pytest.approx(2 * z.sum() - (2 - made.values).T @ z)
    assert (made.values.T @ z).mean() == pytest.approx(z.sum())
    assert made.values.min() >= 0


@pytest.mark.parametrize("strata", [1, 2, 3, 4, 7, 50, 91])
def test_balanced_half_samples_take_one_of_each_pair(strata: int) -> None:
    made = balanced(units([2] * strata))
    assert set(np.unique(made.values)) == {0.0, 2.0}
    assert (made.values[::2] + made.values[1::2] == 2).all()
    signs = made.values[::2] - 1
    assert (signs @ signs.T == len(made.factors) * np.eye(strata)).all()
    assert (signs.sum(axis=1) == 0).all()


def test_jackknife_of_a_lonely_psu_about_the_mean_of_all_is_that_of_linearisation() -> None:
    first = units([3, 4, 1])
    first.scale[2], first.centred[2] = 0.8, False
    z = np.array([3.0, 8, 18, 4, 10, 48, 14, 80])
    adjusted = stratified_variance(first, z) + 0.8 * (80 - z.mean()) ** 2
    assert replicated_variance(stratified_jackknife(first), z, mse=True) == pytest.approx(adjusted, rel=1e-12)


def test_jackknife_without_strata_is_jk1() -> None:
    made = jackknife(units([5], np.array([0.2])))
    assert made.factors == pytest.approx(np.full(5, 0.8 * 4 / 5))
    assert made.values == pytest.approx(1.25 * (1 - np.eye(5)))


def test_jk1_of_strata_names_the_kind_that_fits() -> None:
    with pytest.raises(DesignError, match='2 strata. Use kind="JKn"'):
        jackknife(units([3, 3]))


@pytest.mark.parametrize(("sizes", "named"), [([2, 3, 2], "'s1'"), ([2, 4, 6], "'s1', 's2'"), ([2, 5], "PSUs per stratum: 5")])
def test_balanced_replicates_of_other_strata_name_them(sizes: list[int], named: str) -> None:
    with pytest.raises(DesignError, match=named):
        balanced(units(sizes))


def test_balanced_replicates_of_a_lonely_psu_that_varies_are_refused() -> None:
    first = units([2, 2, 1])
    first.scale[2], first.centred[2] = 1.0, False
    with pytest.raises(DesignError, match="strata 's2'"):
        balanced(first)


@pytest.mark.parametrize("make", [stratified_jackknife, balanced, lambda first: bootstrap(first, 9, np.random.default_rng(1))])
def test_psus_alone_in_all_strata_make_no_replicates(make: object) -> None:
    with pytest.raises(DesignError, match="two PSUs"):
        make(units([1, 1, 1]))


def test_bootstrap_of_a_lonely_psu_about_the_mean_of_all_is_refused() -> None:
    first = units([3, 1])
    first.centred[1] = False
    with pytest.raises(DesignError, match="strata 's1'.*adjust"):
        bootstrap(first, 9, np.random.default_rng(1))


@given(samples(st.integers(1, 6)), st.integers(2, 20))
def test_bootstrap_multipliers_keep_the_stratum_and_are_not_negative(given_sample: tuple[Units, Floats], replicates: int) -> None:
    first, _ = given_sample
    made = bootstrap(first, replicates, np.random.default_rng(3))
    sums = np.array([made.values[first.stratum == stratum].sum(axis=0) for stratum in range(len(first.sizes))])
    assert sums == pytest.approx(np.tile(first.sizes[:, np.newaxis], replicates))
    assert made.values.min() >= -1e-12


class EveryOutcome:
    """Draws each of the nᵐ equally likely samples once, in the place of a random generator."""

    def multinomial(self, draws: int, chances: Floats, *, size: int) -> Floats:
        outcomes = np.array([np.bincount(one, minlength=len(chances)) for one in product(range(len(chances)), repeat=draws)])
        assert len(outcomes) == size
        return outcomes


@pytest.mark.parametrize("fraction", [0.0, 0.36])
def test_bootstrap_over_every_outcome_is_the_variance(fraction: float) -> None:
    first = units([4], np.array([fraction]))
    z = np.array([1.0, 5.0, 2.0, 9.0])
    made = bootstrap(first, 4**3, EveryOutcome())
    assert made.values.mean(axis=1) == pytest.approx(np.ones(4))
    assert made.values.var(axis=1) == pytest.approx(np.full(4, 1 - fraction))
    assert replicated_variance(made, z, mse=False) * 63 / 64 == pytest.approx(stratified_variance(first, z), rel=1e-12)


def test_drawn_bootstrap_agrees_within_its_simulation_error() -> None:
    """A variance of R draws that are about normal has the relative error √(2/R), a mean multiplier √(k/R): four of each."""
    replicates, fractions = 4000, np.array([0.1, 0.5, 0.0])
    first = units([30, 12, 20], fractions)
    z = np.random.default_rng(8).normal(10, 4, 62)
    made = bootstrap(first, replicates, np.random.default_rng(20261122))
    k = first.share[first.stratum]
    assert (np.abs(made.values.mean(axis=1) - 1) < 4 * np.sqrt(k / replicates)).all()
    found = replicated_variance(made, z, mse=False)
    assert found == pytest.approx(stratified_variance(first, z), rel=4 * np.sqrt(2 / replicates))
