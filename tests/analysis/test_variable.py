"""Any variable of the data as categories and the cell of each row."""

from __future__ import annotations

import dataclasses

import numpy as np
import pandas as pd
import pytest

from analysis import ArgumentError, Data, DataError
from analysis.data import as_data
from analysis.values import MISSING
from analysis.variable import CHOSE, variable
from instruments.model import NonAnswer
from instruments.responses import derived_value
from tests.analysis.estimation.questionnaire import instrument, responses

STUDY = responses(
    {"leave": 1, "why": NonAnswer.NO_OPINION, "spheres": (1, 7), "strength": 5, "degrees": -3, "words": "сәлем"},
    {"leave": NonAnswer.CANNOT_ANSWER, "spheres": NonAnswer.CANNOT_ANSWER, "age": 40},
    {"leave": 2},
)


def with_column(**columns: object) -> Data:
    return dataclasses.replace(STUDY, frame=STUDY.frame.assign(**columns))


@pytest.mark.parametrize(
    ("name", "categories", "cells"),
    [
        ("leave", (2, 1, -1, -2), [1, 2, 0]),
        ("why", (1, 2, -6, -3), [2, 3, 3]),
        ("strength", (1, 2, 3, 4, 5, -5), [4, 5, 5]),
        ("age", (40, -5), [1, 0, 1]),
        ("degrees", (-3, -5), [0, 1, 1]),
        ("words", ("сәлем", -5), [0, 1, 1]),
        ("leave_yes", ("in", "out", -1, -2), [1, 2, 0]),
        ("spheres__sport", (1, 0, -1, -5), [0, 2, 3]),
        ("spheres", (1, 4, 7, -1, -5), [CHOSE, 3, 4]),
        ("language", ("en", "kk"), [0, 1, 0]),
        ("version", (1,), [0, 0, 0]),
    ],
)
def test_categories_and_cells(name, categories, cells):
    found = variable(STUDY, name)
    assert found.categories == categories
    assert found.cells.tolist() == cells
    assert not found.missing.any()


def test_choices_of_a_set():
    found = variable(STUDY, "spheres")
    assert found.chosen.tolist() == [[True, False, True], [False] * 3, [False] * 3]
    assert found.answers == (1, 4, 7)


def test_numbers():
    assert variable(STUDY, "degrees").numbers().tolist() == pytest.approx([-3, np.nan, np.nan], nan_ok=True)
    with pytest.raises(ArgumentError, match="does not hold numbers"):
        variable(STUDY, "leave_yes").numbers()


@pytest.mark.parametrize(
    ("values", "categories", "cells"),
    [
        ([3.0, np.nan, -1.0], (-1, 3), [1, MISSING, 0]),
        ([0.5, 2.0, np.nan], (0.5, 2), [0, 1, MISSING]),
        ([True, False, True], (False, True), [1, 0, 1]),
        (pd.array([2, None, 1], dtype="Int64"), (1, 2), [1, MISSING, 0]),
        (pd.array(["б", None, "а"], dtype="string"), ("а", "б"), [1, MISSING, 0]),
        (pd.Categorical(["b", None, "a"], categories=["c", "b", "a"]), ("c", "b", "a"), [1, MISSING, 2]),
        (pd.to_datetime(["2026-01-02", None, "2026-01-01"]), ("2026-01-01 00:00:00", "2026-01-02 00:00:00"), [1, MISSING, 0]),
        (np.array([1, "x", np.float64(1)], dtype=object), (1, "x"), [0, 1, 0]),
        (pd.array([0.5, None, 3.0], dtype="Float64"), (0.5, 3), [0, MISSING, 1]),
        (pd.array([True, None, False], dtype="boolean"), (False, True), [1, MISSING, 0]),
        ([None, None, None], (), [MISSING] * 3),
    ],
)
def test_columns_of_a_bare_frame(values, categories, cells):
    found = variable(Data(pd.DataFrame({"column": values})), "column")
    assert found.categories == categories
    assert [type(value) for value in found.categories] == [type(value) for value in categories]
    assert found.cells.tolist() == cells
    assert found.non_answers == ()


def test_codes_that_a_question_does_not_have():
    with pytest.raises(DataError, match="column 'leave': The question has no such code. Got 9, -11"):
        variable(with_column(leave=[9, 1, -11]), "leave")
    with pytest.raises(DataError, match="column 'strength'.*Got 6"):
        variable(with_column(strength=[6, 1, 2]), "strength")
    with pytest.raises(DataError, match="column 'spheres__sport'.*Got 2"):
        variable(with_column(spheres__sport=[2, -1, -5]), "spheres")
    with pytest.raises(DataError, match="question 'spheres', responses '1': A non-answer must stand in all columns"):
        variable(with_column(spheres__sport=[1, 0, -5]), "spheres")


def test_missing_in_one_column_of_a_set_is_missing_in_the_set():
    found = variable(with_column(spheres__sport=[1, np.nan, -5]), "spheres")
    assert found.missing.tolist() == [False, True, False]


def test_columns_that_are_not_there_or_twice():
    with pytest.raises(DataError, match="column 'strength': The data lack a column"):
        variable(Data(STUDY.frame.drop(columns="strength"), instrument()), "strength")
    with pytest.raises(ArgumentError, match="Got 'strenght'. Did you mean 'strength'"):
        variable(STUDY, "strenght")
    with pytest.raises(ArgumentError, match="Offered: a, b"):
        variable(Data(pd.DataFrame({"a": [1], "b": [2]})), "strength")
    for name in ("leave", "language"):
        twice = pd.concat([STUDY.frame, STUDY.frame[[name]]], axis=1)
        with pytest.raises(DataError, match=f"column '{name}': The column stands in the data more than once"):
            variable(Data(twice, instrument()), name)


def test_a_derived_variable_of_a_set_is_refused():
    asked = instrument()
    wrong = dataclasses.replace(asked, derived=(dataclasses.replace(asked.derived[0], source="spheres"),))
    with pytest.raises(DataError, match="needs a question with one answer"):
        variable(dataclasses.replace(STUDY, instrument=wrong), "leave_yes")


def test_a_code_outside_every_category_passes_through():
    asked = instrument()
    partial = dataclasses.replace(asked.derived[0], categories=(("in", (2,)),))
    found = variable(dataclasses.replace(STUDY, instrument=dataclasses.replace(asked, derived=(partial,))), "leave_yes")
    assert found.categories == ("in", 1, -1, -2)


def test_a_derived_variable_lets_non_answers_through_whatever_its_map_says():
    """As `derived_value` does for one response."""
    asked = instrument()
    wrong = dataclasses.replace(asked.derived[0], categories=(("in", (2, 1)), ("none", (-1, -2))))
    found = variable(dataclasses.replace(STUDY, instrument=dataclasses.replace(asked, derived=(wrong,))), "leave_yes")
    assert found.categories == ("in", "none", -1, -2)
    by_row = [derived_value(wrong, code) for code in STUDY.frame["leave"].tolist()]
    assert [found.categories[cell] for cell in found.cells] == by_row == ["in", -1, "in"]


def test_a_derived_variable_keeps_a_negative_answer_apart_from_its_code():
    asked = instrument()
    bands = dataclasses.replace(asked.derived[0], id="cold", source="degrees", categories=(("mild", (7,)),))
    study = responses({"degrees": -5}, {"degrees": 7}, {})
    found = variable(dataclasses.replace(study, instrument=dataclasses.replace(asked, derived=(bands,))), "cold")
    assert (found.categories, found.cells.tolist(), found.answers) == (("mild", -5, -5), [1, 0, 2], ("mild", -5))


def test_data_from_a_frame():
    frame = pd.DataFrame({"a": [1]})
    assert as_data(frame).frame is frame
    assert as_data(STUDY) is STUDY
    with pytest.raises(ArgumentError, match="Got list"):
        as_data([1, 2])
