"""The two engines give the same sums, and those are what numpy's own histograms give."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.estimation.kernel import Rows, apply_factors, compiled, joint_sums, loops, numbered, plain, rows, table_sums

CODES = [np.int8, np.int64]


@st.composite
def drawn(draw) -> tuple[Rows, list[tuple[int, ...]]]:
    """Rows of one to four columns, nothing here and there, in one to three units, and tables of them."""
    count = draw(st.integers(1, 40))
    sizes = draw(st.lists(st.integers(1, 5), min_size=1, max_size=4))
    columns = [
        np.array(draw(st.lists(st.integers(-1, size - 1), min_size=count, max_size=count)), dtype=draw(st.sampled_from(CODES)))
        for size in sizes
    ]
    units = draw(st.integers(1, 3))
    unit = np.array(draw(st.lists(st.integers(0, units - 1), min_size=count, max_size=count)), dtype=draw(st.sampled_from(CODES)))
    weight = np.array(draw(st.lists(st.floats(0, 10), min_size=count, max_size=count)))
    place = st.integers(0, len(sizes) - 1)
    tables = draw(st.lists(st.lists(place, min_size=1, max_size=3).map(tuple), min_size=1, max_size=6))
    return Rows(columns, sizes, weight, unit, units), tables


@pytest.fixture(params=["compiled", "interpreted"])
def each_way(request, monkeypatch):
    """The engine as it is, and with its loops as Python runs them, so that what is compiled is tested line by line."""
    if request.param == "interpreted":
        for loop in loops.LOOPS:
            monkeypatch.setattr(loops, loop.__name__, loop.py_func)


@pytest.mark.usefixtures("each_way")
def test_engines_agree():
    @given(drawn(), st.booleans())
    @settings(max_examples=60, deadline=None)
    def agree(given_rows, squares):
        data, tables = given_rows
        expected = plain.table_sums(data, tables, squares=squares)
        found = compiled.table_sums(data, tables, squares=squares)
        for one, other in zip(found, expected, strict=True):
            assert one.count.tolist() == other.count.tolist()
            np.testing.assert_allclose(one.weight, other.weight, rtol=1e-12, atol=1e-14)
            assert (one.square is None) == (other.square is None) == (not squares)
            if squares:
                np.testing.assert_allclose(one.square, other.square, rtol=1e-12, atol=1e-14)
        table = tables[0]
        assert compiled.joint_counts(data, table).tolist() == plain.joint_counts(data, table).tolist()
        factors = np.linspace(0.5, 2, data.cells(table))
        assert compiled.scaled(data, table, factors).tolist() == plain.scaled(data, table, factors).tolist()
        places = np.arange(data.cells(table), dtype=np.int16)
        assert compiled.mapped(data, table, places).tolist() == plain.mapped(data, table, places).tolist()

    agree()


@given(drawn())
def test_plain_sums_are_histograms(given_rows):
    """A third route: numpy's histogramdd of the codes, the unit as one more dimension."""
    data, tables = given_rows
    for table, sums in zip(tables, plain.table_sums(data, tables, squares=True), strict=True):
        places = np.column_stack([*(data.columns[column].astype(int) for column in table), data.unit])
        edges = [*(np.arange(data.sizes[column] + 2) - 1.5 for column in table), np.arange(data.units + 1) - 0.5]
        np.testing.assert_allclose(sums.weight, np.histogramdd(places, edges, weights=data.weight)[0], atol=1e-9)
        np.testing.assert_allclose(sums.square, np.histogramdd(places, edges, weights=data.weight**2)[0], atol=1e-9)
        assert sums.count.tolist() == np.histogramdd(places, edges)[0].sum(axis=-1).tolist()


def large(count: int = 150_001) -> tuple[list[np.ndarray], list[int], np.ndarray]:
    """More rows than a block holds, and than the plain engine is given."""
    random = np.random.default_rng(11)
    sizes = [3, 400, 5]
    columns = [random.integers(-1, 3, count).astype(np.int8), random.integers(0, 400, count).astype(np.int16)]
    return [*columns, random.integers(0, 5, count).astype(np.uint8)], sizes, random.uniform(0, 3, count)


@pytest.mark.parametrize("crossings", ["many", "one"])
def test_large_data_are_summed_alike(monkeypatch, crossings):
    columns, sizes, weight = large()
    data = Rows(columns, sizes, weight, columns[1], 400)
    tables = [(0,), (2,), (0, 2), (2, 0), (0, 1), (0, 1, 2)]
    if crossings == "many":
        monkeypatch.setattr(compiled, "NUMBERS", 1)
    for one, other in zip(table_sums(data, tables, squares=True), plain.table_sums(data, tables, squares=True), strict=True):
        assert (one.count == other.count).all()
        np.testing.assert_allclose(one.weight, other.weight, rtol=1e-12)
        np.testing.assert_allclose(one.square, other.square, rtol=1e-12)


def test_joint_sums_leave_out_what_holds_nothing():
    codes = [np.array([0, 1, -1, 1], dtype=np.int8), np.array([1, 0, 1, 0], dtype=np.int16)]
    count, weight, square = joint_sums(codes, [2, 2], np.array([1.0, 2.0, 4.0, 3.0]))
    assert count.tolist() == [[0, 1], [2, 0]]
    assert weight.tolist() == [[0, 1], [5, 0]]
    assert square.tolist() == [[0, 1], [13, 0]]


@pytest.mark.parametrize("count", [4, 150_001])
def test_factors_go_to_the_rows_of_their_cell(count):
    random = np.random.default_rng(5)
    codes = [random.integers(-1, 2, count).astype(np.int8), random.integers(0, 3, count)]
    weight, factors = random.uniform(1, 2, count), np.arange(1.0, 7.0).reshape(2, 3)
    expected = np.where(codes[0] < 0, weight, weight * factors[codes[0], codes[1]])
    assert apply_factors(codes, [2, 3], weight, factors).tolist() == expected.tolist()


@pytest.mark.parametrize("count", [300, 150_001])
def test_combinations_are_numbered_in_order(count):
    random = np.random.default_rng(6)
    codes = [random.integers(0, 3, count).astype(np.int8), random.integers(0, 100, count)]
    codes[0][codes[1] == 7] = 2
    numbers, combinations = numbered(codes, [3, 100])
    assert combinations[numbers].tolist() == np.column_stack(codes).tolist()
    assert combinations.tolist() == np.unique(np.column_stack(codes), axis=0).tolist()
    assert numbers.dtype == np.int16


def test_small_data_load_no_compiler():
    assert rows._engine(rows.COMPILED_FROM - 1) is plain
    assert rows._engine(rows.COMPILED_FROM) is compiled


def test_a_machine_without_a_folder_for_machine_code_compiles_anyway(monkeypatch):
    made = []

    def njit(**options):
        if options.get("cache"):
            raise RuntimeError("cannot cache function 'extend': no locator available")
        made.append(options)
        return lambda loop: loop

    monkeypatch.setattr(loops.numba, "njit", njit)
    assert loops.compiled(loops.cross.py_func) is loops.cross.py_func
    assert made == [{"nogil": True, "error_model": "numpy"}]


@pytest.mark.usefixtures("each_way")
@pytest.mark.parametrize("engine", [plain, compiled])
@pytest.mark.parametrize("codes", [[0, 2], [0, -2]])
def test_a_code_that_is_none_is_refused_by_every_loop(engine, codes):
    data = Rows([np.array(codes, dtype=np.int8)], [2], np.ones(2), np.zeros(2, dtype=np.int8), 1)
    for act in (
        lambda: engine.table_sums(data, [(0,)], squares=False),
        lambda: engine.joint_counts(data, (0,)),
        lambda: engine.scaled(data, (0,), np.ones(3)),
        lambda: engine.mapped(data, (0,), np.zeros(3, dtype=np.int8)),
    ):
        with pytest.raises(ValueError, match="outside the size"):
            act()


@pytest.mark.parametrize("engine", [plain, compiled])
@pytest.mark.parametrize(("codes", "unit"), [([0, 1], [0, 1]), ([0, 1], [-1, 0])])
def test_a_unit_that_is_none_is_refused(engine, codes, unit):
    data = Rows([np.array(codes, dtype=np.int8)], [2], np.ones(2), np.array(unit), 1)
    with pytest.raises(ValueError, match="outside the size"):
        engine.table_sums(data, [(0,)], squares=False)


def test_sums_are_made_at_the_exit_of_the_interpreter():
    """What is registered to be done at exit finds no threads any more; the rows are summed one part after the other."""
    script = """
import atexit
import numpy as np, pandas as pd
from analysis import Design, shares
data = pd.DataFrame({"vote": np.arange(100_000) % 4, "psu": np.arange(100_000) % 50})
atexit.register(lambda: print(shares(data, "vote", design=Design(psu="psu"))["share"].tolist()))
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ("[0.25, 0.25, 0.25, 0.25]\n", "")


def test_without_threads_the_tasks_are_done_one_by_one(monkeypatch):
    gone = ThreadPoolExecutor(1)
    gone.shutdown()
    monkeypatch.setattr(compiled, "_threads", lambda: gone)
    assert compiled._each(lambda task: task * 2, [1, 2, 3]) == [2, 4, 6]


def test_an_error_of_a_task_is_told_and_the_task_not_done_again():
    done = []

    def failing(task):
        done.append(task)
        raise RuntimeError(f"task {task}")

    with pytest.raises(RuntimeError, match="task 1"):
        compiled._each(failing, [1, 2])
    assert sorted(done) == [1, 2]
