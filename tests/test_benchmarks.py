"""The benchmarks run, on data of the shape that they say."""

from __future__ import annotations

import numpy as np
import pytest

from analysis import Design
from benchmarks.made import BANNERS, DESIGN, PSUS, QUESTIONS, RAKED, STRATA, margins, survey, write_for_peers
from benchmarks.tasks import TASKS, small
from benchmarks.timing import timed

FRAME = survey(5000)


def test_the_survey_has_a_byte_a_code_and_nested_units():
    assert len(FRAME.columns) == 3 + len(QUESTIONS) + len(BANNERS)
    assert {FRAME[name].array.codes.dtype for name in (*QUESTIONS, *BANNERS)} == {np.dtype(np.int8)}
    assert FRAME.groupby("psu", observed=True)["stratum"].nunique().max() == 1
    assert (FRAME["psu"].nunique(), FRAME["stratum"].nunique()) == (PSUS, STRATA)
    assert survey(10).equals(survey(10))


@pytest.mark.parametrize("task", TASKS, ids=lambda task: task.letter)
def test_tasks_are_done_whole(task):
    done = task.run(FRAME)
    if task.letter == "A":
        assert done["question"].unique().tolist() == list(QUESTIONS)
    elif task.letter == "B":
        assert len(done.tests) == len(QUESTIONS) * len(BANNERS)
        assert done.tests["df2"].notna().all()
    else:
        weighted = FRAME.assign(weight=done.weights)
        for name, expected in margins(len(FRAME)).items():
            found = weighted.groupby(name, observed=True)["weight"].sum()
            assert found.to_dict() == pytest.approx(expected)


def test_a_time_is_told_with_that_of_a_copy():
    found = timed(small, 1000, 3)
    assert found.ratio == found.task / found.floor
    assert found.task > 0


def test_peers_are_given_the_same_numbers(tmp_path):
    write_for_peers(FRAME, tmp_path, ["weight", *RAKED])
    for name in RAKED:
        written = np.fromfile(tmp_path / f"{name}.bin")
        assert [f"g{int(code) - 1}" for code in written] == FRAME[name].tolist()
    assert np.fromfile(tmp_path / "weight.bin").tolist() == FRAME["weight"].tolist()


def test_the_design_names_columns_of_the_survey():
    assert set(DESIGN.columns) <= set(FRAME.columns)
    assert isinstance(DESIGN, Design)
