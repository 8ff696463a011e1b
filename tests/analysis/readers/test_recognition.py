"""Which of several questionnaires a table holds the answers to."""

import pandas as pd
import pytest

from analysis import read
from analysis.readers.recognition import recognised
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
