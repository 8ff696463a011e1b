"""Whatever stands in a field or an address, an owner gets a page that says what is wrong: never an error of ours."""

from __future__ import annotations

from urllib.parse import quote

import pytest
import sqlalchemy as sa
from flask import Flask

from tests.survey.admin.monitoring.test_topline import add
from tests.survey.admin.officer import Officer
from tests.survey.admin.test_access import SLUG, TABLE

FIELDS = {
    "open": ("opens", "closes"),
    "pause": ("x",),
    "close": ("x",),
    "export": ("format", "version", "tests", "own_words"),
    "withdraw": ("receipt",),
    "try": ("spoken", "end"),
    "links": ("people", "number", "before", "remove", "sure"),
    "interview": ("mode", "spoken", "resume"),
    "interviewers": ("name", "code", "take"),
}
"""Every field of every form, by the end of its address; a new form stands here, or the first test fails."""

VALUES = (
    *(
        "",
        " ",
        "x" * 60_000,
        "-1",
        "0",
        "1e9",
        "9" * 30,
        "NaN",
        "null",
        "\x00",
        "\x00\x01\x1f\x7f",
        "a\nb",
        "\r\nSet-Cookie: a=b",
    ),
    *("٣", "１２", "𝟚", "٢٠٢٦-11-22T13:00", "\u202eabc\u202c", "\u200f", "a\u2028b", "\U0001f600", "ﬁ", "ӘҒҚҢӨҰҮҺІ", "é" * 64),
    *("<script>alert(1)</script>", "' OR 1=1 --", "../../etc/passwd", "%00", "{study}", "%s%(x)s", "{{ 7 * 7 }}"),
    *("2026-02-30T25:61", "0001-01-01T00:00", "0001-01-01T00:00+14:00", "9999-12-31T23:59", "9999-12-31T23:59-14:00"),
    *("2026-W47-7", "20261122", "2026-11-22", "2026-11-22T13:00Z", "2026-11-22T13:00+25:00", "2026-11-22T13:00:59.999999-23:59"),
    *("0000-0000-0000-0000-0000", SLUG, "the-owner", "kk", "csv"),
)
RIGHT = {"format": "csv", "mode": "face_to_face", "spoken": "kk", "name": "the-owner"}


def test_every_form_is_tried() -> None:
    forms = {rule.rpartition("/")[2] for method, rule in TABLE if method == "POST" and "slug" in rule}
    assert forms == FIELDS.keys()


@pytest.mark.parametrize("form", FIELDS)
def test_no_value_of_a_field_is_an_error_of_ours(owner: Officer, engine: sa.Engine, form: str) -> None:
    add(engine, 12)
    others = {name: value for name, value in RIGHT.items() if name in FIELDS[form]}
    owner.get(f"/admin/{SLUG}/")
    for field in FIELDS[form]:
        for value in VALUES:
            for fields in ({**others, field: value}, {field: [value, f"{value}2"]}):
                owner.post(f"/admin/{SLUG}/{form}", **fields)
                assert owner.status in (200, 303, 400, 404, 413), (field, value)
                assert "<script>alert" not in owner.text
                assert "{study}" not in owner.page.title, "what was typed is no template"


@pytest.mark.parametrize("page", ["", "close", *(f"{name}?{key}" for name, key in (
    ("dashboard", "of"), ("versions", "old"), ("versions", "new"), ("privacy", "question"), ("privacy", "chosen"),
    ("export", "lang"), ("poster", "lang"), ("interviewers", "next"), ("interview", "x"),
))])  # fmt: skip
def test_no_address_is_an_error_of_ours(owner: Officer, page: str) -> None:
    for value in VALUES:
        owner.get(f"/admin/{SLUG}/{page}{'=' if '?' in page else '?x='}{quote(value[:4000])}")
        assert owner.status in (200, 404), value
        owner.get(f"/admin/{quote(value[:2000], safe='')}/{page}")
        assert owner.status in (200, 303, 308, 404), value


@pytest.mark.parametrize("method", ["HEAD", "PUT", "DELETE", "PATCH", "TRACE", "PROPFIND"])
def test_other_methods_change_nothing(owner: Officer, app: Flask, engine: sa.Engine, method: str) -> None:
    with engine.connect() as connection:
        before = connection.exec_driver_sql("SELECT slug, is_open, is_paused FROM study").all()
        for _, rule in TABLE:
            response = owner.client.open(rule.replace("<slug:slug>", SLUG), method=method)
            assert response.status_code in ((200, 303, 308, 405) if method == "HEAD" else (405,)), rule
            assert response.text == "" or method != "HEAD"
        assert connection.exec_driver_sql("SELECT slug, is_open, is_paused FROM study").all() == before
