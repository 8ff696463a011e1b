"""Columns that say who answered or when are dropped by their header or by their content, and named."""

from pathlib import Path

import pytest

from tests.analysis.readers.files import ASTANA, read_text, written

HEADER = [question.text["en"] for question in ASTANA.variables]
ROW = ["5", "Yes", "Economy", "Yes", "Yes", "The most significant player", "Yes"]


def kept(folder: Path, header: str, *cells: str) -> bool:
    frame = read_text(folder, written([[*HEADER, header], *([*ROW, cell] for cell in cells)])).frame
    assert frame.attrs == ({"other_columns": header} if header in frame else {"dropped_columns": header})
    return header in frame


@pytest.mark.parametrize(
    "header",
    [
        "E-mail", "E-mail address", "E‑Mail:", "Электрондық поштаның мекенжайы", "Время создания", "Start time",
        "Completion time", "IP", "Name", "Your name", "Телефон", "Номер телефона", "Аты-жөніңіз", "Ф.И.О.", "2. Ваше имя *",
    ],
)  # fmt: skip
def test_by_header(tmp_path: Path, header: str) -> None:
    assert not kept(tmp_path, header, "x", "y")


@pytest.mark.parametrize(
    "cells",
    [
        ["a@b.kz", "c.d@example.org", ""],
        ["+7 701 123 45 67", "8(701)1234567", "87011234567"],
        ["192.168.0.1", "10.0.0.7"],
        ["2001:db8::ff00:42:8329"],
        ["2023/07/01 8:00:00 AM GMT+5", "2023/07/01 9:00:00 AM GMT+5"],
        ["01.07.2023 08:00", "02.07.2023, 09:15:11"],
        ["2023-07-01T08:00:00Z"],
    ],
)
def test_by_content(tmp_path: Path, cells: list[str]) -> None:
    assert not kept(tmp_path, "Feld 9", *cells)


@pytest.mark.parametrize(
    "cells",
    [
        ["1.25", "0.75"], ["010000", "Z05T3E1"], ["Almaty", "a@b.kz", "Astana"], ["2023-07-01", "2023-07-02"],
        ["1000000000", "2000000"], ["5:30"], ["", ""],
    ],
)  # fmt: skip
def test_other_columns_stay(tmp_path: Path, cells: list[str]) -> None:
    assert kept(tmp_path, "Feld 9", *cells)
