"""Which of several questionnaires a table holds the answers to."""

import pandas as pd
import pytest

from analysis import read
from analysis.errors import DataError
from analysis.readers.recognition import fits, recognised
from instruments.load import find, load, shipped
from instruments.responses import column_names

EVERY = [load(find(slug)) for slug in shipped()]


@pytest.mark.parametrize("instrument", EVERY, ids=[one.id for one in EVERY])
def test_an_export_is_known_by_its_columns(instrument):
    assert recognised(column_names(instrument), EVERY) is instrument
    assert recognised([question.text["kk"] for question in instrument.variables], EVERY) is instrument


def test_of_equals_it_is_the_shortest():
    assert recognised(["q1_strength", "q2_improve", "mine"], EVERY).id == "astana-2023"
    assert recognised(["q1_strength", "d_sex"], EVERY).id == "astana-extended"


def test_a_table_is_read_with_the_one_that_is_recognised(tmp_path):
    source = tmp_path / "given.csv"
    pd.DataFrame({question.id: [1] for question in EVERY[0].variables if question.id != "q3_spheres"}).assign(
        **{f"q3_spheres__{choice.id}": 1 for choice in EVERY[0].question("q3_spheres").substantive if not choice.exclusive},
        q3_spheres__not_chosen_yes=0,
        q3_spheres__other_text="x",
    ).to_csv(source, index=False)
    data = read(source, instrument=shipped())
    assert data.instrument is not None
    assert data.instrument.id == EVERY[0].id == "astana-2023"


def test_a_table_of_another_questionnaire_is_not_taken_for_the_nearest(tmp_path):
    source = tmp_path / "given.csv"
    source.write_text("response_id,arm_x,d_sex,mine,yours,seconds_mine\na,y,1,1,2,3\n", "utf-8")
    with pytest.raises(DataError, match=r"belong to no questionnaire that is known; the nearest is astana-extended\."):
        read(source, instrument=shipped())
    assert read(source, instrument=shipped(), or_bare=True).instrument is None


def test_half_of_the_columns_or_half_of_the_questions_are_enough():
    short = next(one for one in EVERY if one.id == "astana-2023")
    assert fits(["q1_strength", "mine"], short)
    assert fits(["q1_strength", "mine", "seconds_mine", "language"], short), "columns of every export are not counted"
    assert not fits(["q1_strength", "mine", "yours"], short)
    few = [f"mine_{number}" for number in range(50)]
    names = [question.id for question in short.variables]
    half = -(-len(names) // 2)
    assert fits([*names[:half], *few], short)
    assert not fits([*names[: half - 1], *few], short)
