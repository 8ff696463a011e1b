"""What holds of all weights: margins are met, and neither the order of rows nor the scale of the weights matters."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analysis import Design, calibrate, rake, trim
from analysis.estimation.kernel import rows as kernel_rows

LABELS = ["жас", "орта", "қарт 🧓", "x = 'y'"]


@st.composite
def samples(draw):
    """Rows in which every combination of two variables occurs, their weights, and margins of one sum."""
    wide, long = draw(st.integers(1, 3)), draw(st.integers(1, 4))
    more = draw(st.lists(st.tuples(st.integers(0, wide - 1), st.integers(0, long - 1)), max_size=20))
    cells = [(a, b) for a in range(wide) for b in range(long)] + more
    sizes = st.floats(0.1, 10)
    weights = draw(st.lists(sizes, min_size=len(cells), max_size=len(cells)))
    data = pd.DataFrame({"a": [LABELS[a] for a, _ in cells], "b": [10 * b for _, b in cells], "w": weights})
    total = draw(st.floats(1, 1e6))
    margins = {}
    for name, categories in (("a", LABELS[:wide]), ("b", [10 * b for b in range(long)])):
        parts = np.array(draw(st.lists(sizes, min_size=len(categories), max_size=len(categories))))
        margins[name] = dict(zip(categories, parts / parts.sum() * total, strict=True))
    return data, margins


def met(data, weights, margins):
    for name, counts in margins.items():
        sums = weights.groupby(data[name]).sum()
        for category, count in counts.items():
            assert sums[category] == pytest.approx(count, rel=1e-8)


@given(samples(), st.sampled_from(["rake", "linear", "raking"]))
@settings(deadline=None)
def test_margins_are_met(case, method):
    data, margins = case
    design = Design(weight="w")
    made = rake(data, margins, design=design) if method == "rake" else calibrate(data, margins, design=design, method=method)
    met(data, made.weights, margins)
    assert made.diagnostics["sum"] == pytest.approx(made.weights.sum(), rel=1e-9)
    assert made.diagnostics["effective_n"] <= len(data) * (1 + 1e-9)


@given(samples(), st.floats(0.01, 100))
@settings(deadline=None)
def test_the_scale_of_the_weights_does_not_matter(case, factor):
    data, margins = case
    made = rake(data, margins, design=Design(weight="w")).weights
    scaled = rake(data.assign(w=data["w"] * factor), margins, design=Design(weight="w")).weights
    np.testing.assert_allclose(made, scaled, rtol=1e-7)


@given(samples(), st.randoms(use_true_random=False))
@settings(deadline=None)
def test_the_order_of_the_rows_does_not_matter(case, random):
    data, margins = case
    order = list(range(len(data)))
    random.shuffle(order)
    made = rake(data, margins, design=Design(weight="w")).weights
    shuffled = rake(data.iloc[order], margins, design=Design(weight="w")).weights
    np.testing.assert_allclose(made.iloc[order], shuffled, rtol=1e-7)
    assert shuffled.index.tolist() == order


@given(samples())
@settings(deadline=None)
def test_raking_twice_changes_nothing(case):
    data, margins = case
    once = rake(data, margins, design=Design(weight="w"))
    twice = rake(data, margins, design=once)
    np.testing.assert_allclose(once.weights, twice.weights, rtol=1e-8)


@given(st.lists(st.floats(0.01, 100), min_size=2, max_size=40), st.floats(0.3, 0.95), st.floats(1.05, 4))
@settings(deadline=None)
def test_trimming_keeps_the_sum_and_the_limits(weights, low, high):
    data = pd.DataFrame({"w": weights})
    mean = data["w"].mean()
    made = trim(data, design=Design(weight="w"), lower=low * mean, upper=high * mean, strict=True)
    assert made.weights.sum() == pytest.approx(data["w"].sum(), rel=1e-9)
    assert made.weights.between(low * mean * (1 - 1e-12), high * mean * (1 + 1e-12)).all()
    np.testing.assert_array_equal(np.sign(np.diff(made.weights.to_numpy()[np.argsort(weights)]) + 1e-9), 1)


@given(samples())
@settings(deadline=None, max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_compiled_kernel_gives_the_same(monkeypatch, case):
    data, margins = case
    plain = rake(data, margins, design=Design(weight="w")).weights
    with monkeypatch.context() as patch:
        patch.setattr(kernel_rows, "COMPILED_FROM", 1)
        compiled = rake(data, margins, design=Design(weight="w")).weights
    np.testing.assert_allclose(plain, compiled, rtol=1e-9)


def test_many_margins_cross_to_more_combinations_than_memory_holds():
    random = np.random.default_rng(3)
    data = pd.DataFrame({f"v{number}": random.integers(0, 8, 500) for number in range(12)})
    margins = {name: dict.fromkeys(range(8), 125.0) for name in data}
    weights = rake(data, margins).weights
    for name, counts in margins.items():
        assert weights.groupby(data[name]).sum().to_dict() == pytest.approx(counts, rel=1e-8)


def test_categorical_columns_give_the_same_as_texts():
    data = pd.DataFrame({"a": ["x", "y", "x", "y"], "b": ["p", "p", "q", "q"]})
    categorical = data.astype(pd.CategoricalDtype(["unused", "q", "y", "p", "x"]))
    margins = {"a": {"x": 3, "y": 7}, "b": {"q": 4, "p": 6}}
    assert rake(data, margins).weights.tolist() == pytest.approx(rake(categorical, margins).weights.tolist(), rel=1e-12)
