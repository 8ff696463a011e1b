"""The spread over replicates agrees with R survey 4.1-1 (tests/golden/r_survey/replicates).

R's numbers are printed to 15 digits; sums of squares lose some of them, hence 1e-9.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from analysis import Calibrated, Design, DesignError, means, replicate_weights, toplines
from analysis.arrays import Floats
from analysis.design import Replicates
from analysis.estimation.sampling import calibrated, rank
from analysis.estimation.sampling.calibrated import ReplicateWeights
from analysis.estimation.sampling.rank import replicate_df
from analysis.estimation.sampling.replication import (
    replicate_covariance,
    replicate_errors,
    replicate_factors,
    undefined_replicates,
)

R_SURVEY = Path(__file__).parents[2] / "golden" / "r_survey"
FOLDER = R_SURVEY / "replicates"
ESTIMATES = pd.read_csv(FOLDER / "estimates.csv")
SCALES = pd.read_csv(FOLDER / "scales.csv")
DIGITS = 1e-9
IN_FILES = [name for name in ESTIMATES["design"].unique() if name != "strat_jkn"]


def schools(design: str) -> pd.DataFrame:
    """The rows that a design of the golden values is about."""
    name = design.partition("_")[0]
    return pd.read_csv((R_SURVEY if name in ("clus1", "strat") else FOLDER) / f"{'api' * (name in ('clus1', 'strat'))}{name}.csv")


def full_weight(frame: pd.DataFrame) -> Floats:
    return frame["pw"].to_numpy() if "pw" in frame else np.ones(len(frame))


def statistic(stat: str, variable: str, frame: pd.DataFrame, weights: Floats) -> Floats:
    """One statistic with each column of weights; rows that hold no value count as outside its domain."""
    first, _, second = variable.partition("/")
    y = (frame[first] == "Yes" if stat == "share" else frame[first]).to_numpy(dtype=float)
    x = frame[second].to_numpy(dtype=float) if second else np.ones(len(y))
    known = np.isfinite(y) & np.isfinite(x)
    y, x, w = y[known], x[known], weights[known]
    if stat == "total":
        return w.T @ y
    ratio = (w.T @ y) / (w.T @ x)
    if stat == "variance":
        return (w * (y[:, np.newaxis] - ratio) ** 2).sum(axis=0) / w.sum(axis=0) * len(y) / (len(y) - 1)
    return ratio


@pytest.mark.parametrize("design", IN_FILES)
def test_errors_from_weights_of_files_match_r(design: str) -> None:
    frame, scales = schools(design), SCALES[SCALES["design"] == design]
    weights = pd.read_csv(FOLDER / f"weights_{design}.csv").to_numpy()
    factors = (scales["scale"] * scales["rscale"]).to_numpy()
    for row in ESTIMATES[ESTIMATES["design"] == design].itertuples():
        full = statistic(row.stat, row.variable, frame, full_weight(frame)[:, np.newaxis])
        each = statistic(row.stat, row.variable, frame, weights)[:, np.newaxis]
        assert full[0] == pytest.approx(row.estimate, rel=DIGITS)
        assert replicate_errors(each, full, factors, mse=row.mse)[0] == pytest.approx(row.se, rel=DIGITS), row
        assert replicate_df(weights) == row.degf


@pytest.mark.parametrize(
    ("replicates", "factor"),
    [  # svrepdesign(weights=, repweights= of 8 columns, type=)$scale
        (Replicates("w", "JK1", scale=0.5), 0.5),
        (Replicates("w", "JK1"), 7 / 8),
        (Replicates("w", "BRR"), 0.125),
        (Replicates("w", "Fay", rho=0.3), 0.255102040816),
        (Replicates("w", "bootstrap"), 0.142857142857),
        (Replicates("w", "JKn", rscales=(0.5,) * 8), 0.5),
        (Replicates("w", "JKn", scale=0.25, rscales=(2.0,) * 8), 0.5),
    ],
)
def test_factors_are_those_of_the_kind(replicates: Replicates, factor: float) -> None:
    assert replicate_factors(replicates, 8) == pytest.approx(np.full(8, factor), rel=1e-11)


@pytest.mark.parametrize(
    ("replicates", "count", "message"),
    [
        (Replicates("w", "JK1"), 1, "two replicates or more"),
        (Replicates("w", "JKn"), 8, "rscales"),
        (Replicates("w", "JKn", rscales=(0.5,) * 7), 8, "for each of the 8 replicates. Got 7 numbers"),
        (Replicates("w", "BRR", rscales=(0.0,) * 8), 8, "not all of them 0"),
        (Replicates("w", "BRR", rscales=(np.inf,) * 8), 8, "not all of them 0"),
        (Replicates("w", "Fay"), 8, "need rho"),
        (Replicates("w", "BRR", scale=0.0), 8, "number above 0"),
        (Replicates("w", "BRR", scale=np.inf), 8, "number above 0"),
    ],
)
def test_rules_without_factors_say_what_is_missing(replicates: Replicates, count: int, message: str) -> None:
    with pytest.raises(DesignError, match=message):
        replicate_factors(replicates, count)


def test_replicate_without_a_domain_is_left_out_as_in_r() -> None:
    frame = pd.read_csv(FOLDER / "clus1_counties.csv")
    weights = pd.read_csv(FOLDER / "weights_clus1_jk1.csv").to_numpy()
    factors = (SCALES["scale"] * SCALES["rscale"])[SCALES["design"] == "clus1_jk1"].to_numpy()
    counties = pd.read_csv(FOLDER / "counties.csv")
    inside = (frame["cnum"].to_numpy()[:, np.newaxis] == counties["cnum"].to_numpy()).astype(float)
    y, w = frame["api00"].to_numpy(dtype=float), frame["pw"].to_numpy()
    full = (inside.T @ (w * y)) / (inside.T @ w)
    with np.errstate(invalid="ignore"):
        each = (weights.T @ (inside * y[:, np.newaxis])) / (weights.T @ inside)
    assert full == pytest.approx(counties["estimate"].to_numpy(), rel=DIGITS)
    assert replicate_errors(each, full, factors, mse=False) == pytest.approx(counties["se"].to_numpy(), rel=DIGITS, abs=1e-9)
    assert replicate_errors(each, full, factors, mse=True) == pytest.approx(counties["se_mse"].to_numpy(), rel=DIGITS, abs=1e-9)
    clusters = frame.groupby("cnum")["dnum"].nunique()[counties["cnum"]]
    assert undefined_replicates(each, factors).tolist() == (clusters == 1).astype(int).tolist()


def test_replicates_of_factor_zero_take_no_part_in_the_mean() -> None:
    # survey:::svrVar(c(1, 2, 4), 1, c(0, 1, 1), mse=FALSE, coef=0): the mean is 3
    assert replicate_covariance(np.array([[1.0], [2.0], [4.0]]), np.zeros(1), np.array([0.0, 1.0, 1.0]), mse=False) == 2.0


def test_estimates_without_replicates_have_no_covariance() -> None:
    each = np.array([[1.0, np.nan, 1.0], [2.0, np.nan, 2.0]])
    found = replicate_covariance(each, np.array([1.0, 1.0, np.inf]), np.ones(2), mse=True)
    assert np.isnan(found).tolist() == [[False, True, True], [True, True, True], [True, True, True]]


@given(arrays(float, (7, 3), elements=st.floats(-1e3, 1e3)), st.booleans(), st.floats(-1e6, 1e6))
def test_covariance_is_that_of_the_deviations(each: Floats, mse: bool, shift: float) -> None:
    full, factors = np.array([1.0, 2.0, 3.0]), np.linspace(0.1, 0.7, 7)
    found = replicate_covariance(each, full, factors, mse=mse)
    deviations = each - (full if mse else each.mean(axis=0))
    assert found == pytest.approx(sum(a * np.outer(d, d) for a, d in zip(factors, deviations, strict=True)), abs=1e-6)
    assert replicate_errors(each, full, factors, mse=mse) ** 2 == pytest.approx(np.diagonal(found))
    assert np.linalg.eigvalsh(found).min() >= -1e-6
    assert replicate_covariance(each + shift, full + shift, factors, mse=mse) == pytest.approx(found, rel=1e-6, abs=1e-3)


@given(st.integers(0, 2**32 - 1), st.integers(1, 6), st.integers(2, 9), st.integers(1, 60))
def test_df_is_the_rank_less_one(seed: int, rank: int, count: int, rows: int) -> None:
    random = np.random.default_rng(seed)
    weights = random.integers(0, 4, (rows, rank)) @ random.integers(0, 4, (rank, count)).astype(float)
    assert replicate_df(weights) == max(np.linalg.matrix_rank(weights) - 1, 0)


@pytest.mark.parametrize("late", [0, 9_999])
def test_df_sees_a_unit_of_one_light_row_among_many(late: int) -> None:
    weights = np.tile([1.0, 1.0, 0.0, 2.0], (10_000, 1))
    weights[::2] = [2.0, 0.0, 1.0, 1.0]
    weights[late] = [1e-7, 0.0, 0.0, 0.0]
    assert replicate_df(weights) == 2


def test_df_is_not_raised_by_digits_that_a_file_cut_off() -> None:
    random = np.random.default_rng(1)
    drawn = random.multinomial(11, np.full(12, 1 / 12), size=40).T * 12 / 11
    weights = (random.uniform(10, 30, 3000)[:, np.newaxis] * drawn[random.integers(0, 12, 3000)]).round(5)
    assert np.linalg.matrix_rank(weights) > 12
    assert replicate_df(weights) == 11


@pytest.mark.parametrize("small", [0, 200])
@pytest.mark.parametrize("few", [0, 10_000_000])
@given(seed=st.integers(0, 2**32 - 1), of_rank=st.integers(1, 6), count=st.integers(2, 9), rows=st.integers(1, 60))
def test_df_is_the_same_by_every_route(small: int, few: int, seed: int, of_rank: int, count: int, rows: int) -> None:
    random = np.random.default_rng(seed)
    weights = random.integers(0, 4, (rows, of_rank)) @ random.integers(0, 4, (of_rank, count)).astype(float)
    with pytest.MonkeyPatch.context() as changed:
        for name, value in (("SMALL", small), ("FEW_PRODUCTS", few), ("CHUNK_ROWS", 3)):
            changed.setattr(rank, name, value)
        assert replicate_df(weights) == max(np.linalg.matrix_rank(weights) - 1, 0)


def test_df_is_that_of_r_where_no_row_is_like_another() -> None:
    # set.seed(7); m <- matrix(rgamma(900*250, 2), 900) %*% matrix(runif(250*300), 250); qr(m, tol=1e-5)$rank - 1: 249
    random = np.random.default_rng(7)
    weights = random.gamma(2, size=(900, 250)) @ random.random((250, 300))
    assert replicate_df(weights) == 249


@pytest.mark.parametrize(("size", "degf"), [(0, 11), (1e-3, 12)])
def test_df_is_that_of_r_where_replicates_hardly_differ(size: float, degf: int) -> None:
    # i <- 0:599; j <- 1:40; m <- 3 + sin(outer(i %% 12, j)) + size * outer(i %% 100 == 0, cos(3 * j))
    # m <- m * (1 + i %% 5); qr(m, tol=1e-5)$rank - 1; the same of round(m, 6)
    rows, replicates = np.arange(600)[:, np.newaxis], np.arange(1, 41)
    weights = (3 + np.sin(rows % 12 * replicates) + size * (rows % 100 == 0) * np.cos(3 * replicates)) * (1 + rows % 5)
    assert replicate_df(weights) == replicate_df(weights.round(6)) == degf


def row_counts(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many rows are multiplied out, each time from now on."""
    counts, products = [], rank._products
    monkeypatch.setattr(rank, "_products", lambda rows: (counts.append(len(rows)), products(rows))[1])
    return counts


def test_df_takes_the_rows_of_a_unit_once_and_is_found_once_for_all_estimates(monkeypatch: pytest.MonkeyPatch) -> None:
    random = np.random.default_rng(3)
    names = ["q1", "q2", "q3"]
    frame = pd.DataFrame(random.integers(0, 3, (936, 3)), columns=names).assign(
        psu=np.arange(936) % 12, w=random.uniform(1, 9, 936)
    )
    design = replicate_weights(frame, design=Design(weight="w", psu="psu"), kind="bootstrap", seed=1)
    counts = row_counts(monkeypatch)
    found = toplines(frame, names, design=design)
    assert found["df"].eq(means(frame, "q1", design=design)["df"][0]).all()
    assert found["df"].eq(11).all()
    assert counts == [12]


def test_df_of_a_jackknife_by_row_is_found_in_one_product(monkeypatch: pytest.MonkeyPatch) -> None:
    counts = row_counts(monkeypatch)
    design = replicate_weights(pd.DataFrame({"w": np.linspace(1, 9, 700)}), design=Design(weight="w"), kind="JK1")
    assert design.replicates.degrees_of_freedom == 699
    assert counts == [700]


def test_df_of_rows_that_add_nothing_to_the_first_chunk_needs_no_further_one(monkeypatch: pytest.MonkeyPatch) -> None:
    random = np.random.default_rng(5)
    weights = random.gamma(2, size=(20_000, 30)) @ random.random((30, 40))
    counts = row_counts(monkeypatch)
    assert replicate_df(weights) == 29
    assert counts == [4096]
    weights[-1] = random.random(40)
    assert replicate_df(weights) == 30
    assert counts == [4096, 4096, 1]


def test_df_that_is_given_is_not_looked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(calibrated, "replicate_df", None)
    made = ReplicateWeights(np.ones((3, 2)), np.ones(2), mse=False, df=17)
    design = Calibrated(Design(), pd.Series(1.0, range(3)), {}, replicates=made)
    assert means(pd.DataFrame({"y": [1.0, 2.0, 4.0]}), "y", design=design)["df"].tolist() == [17]


def test_df_of_small_data_loads_no_more_than_numpy() -> None:
    code = (
        "import sys; from analysis.estimation.sampling.rank import replicate_df; import numpy\n"
        "replicate_df(numpy.random.default_rng(0).random((200, 30))); sys.exit('scipy.linalg' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_df_of_weights_that_are_all_zero_is_zero() -> None:
    assert replicate_df(np.zeros((5, 3))) == 0


@pytest.mark.parametrize(("decimals", "of_r", "ours"), [(2, 14, 14), (4, 11, 13), (5, 11, 13), (6, 11, 11), (7, 11, 11)])
def test_weights_of_few_decimals_may_have_other_degrees_of_freedom_than_in_r(decimals, of_r, ours):
    """R: k <- 0:59; w <- exp(3*sin(k)); W <- sapply(0:11, function(r) ifelse(k %% 12 == r, 0, w*12/11));
    W <- cbind(W, (W[,1]+W[,2])/2, (W[,3]+2*W[,4])/3, (W[,5]+W[,6]+W[,7])/3); qr(round(W, decimals), tol=1e-5)$rank - 1"""
    row = np.arange(60)
    each = np.column_stack([np.where(row % 12 == lost, 0, np.exp(3 * np.sin(row)) * 12 / 11) for lost in range(12)])
    mixed = [(each[:, 0] + each[:, 1]) / 2, (each[:, 2] + 2 * each[:, 3]) / 3, each[:, 4:7].sum(axis=1) / 3]
    weights = np.column_stack([each, *mixed])
    assert replicate_df(weights) == 11
    assert (replicate_df(weights.round(decimals)), ours >= of_r) == (ours, True)
