"""Single-use links made on a page: sent back as a file, stored nowhere, and in no number that nobody asked for."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from survey.admin.wording import MESSAGES
from survey.keys.receipt import Keys
from survey.store import links
from survey.store.links import LinkCount
from tests.survey.admin.officer import Officer
from tests.survey.conftest import SECRET
from tests.survey.panel_waves import WAVES, open_waves
from tests.survey.respondent import Respondent
from tests.survey.test_journeys import SLUG, finish

Rows = Callable[[str], list[tuple[object, ...]]]
PAGE = f"/admin/{SLUG}/links"
LINK = re.compile(rf"http://localhost/{SLUG}/t/([\w-]{{22}})")
LOG = "SELECT account, action, slug, detail FROM audit WHERE action = 'tokens' ORDER BY number"


def said(officer: Officer, key: str, **parameters: object) -> bool:
    return MESSAGES.text("en", key, **parameters) in officer.page.text


def ask(officer: Officer, page: str = PAGE, **fields: str) -> list[list[str]]:
    """Open the page and ask for links; return the file, or nothing where the page says what is wrong."""
    officer.get(f"{page}?lang=en")
    before = re.search(r'name="before" value="(\d+)"', officer.text)
    assert before
    officer.post(page, before=before[1], **fields)
    return file(officer)


def file(officer: Officer) -> list[list[str]]:
    if officer.status != 200:
        return []
    assert officer.response
    assert officer.response.headers["Content-Type"] == "text/csv; charset=utf-8"
    slug = officer.response.request.path.split("/")[2]
    assert officer.response.headers["Content-Disposition"] == f"attachment; filename={slug}-links.csv"
    text = officer.response.text
    assert text.startswith("\ufeff"), "the mark by which spreadsheets know UTF-8"
    return list(csv.reader(io.StringIO(text[1:], newline="")))


def test_a_number_of_links_is_made_and_each_begins_one_interview(
    app: Flask, owner: Officer, engine: sa.Engine, rows: Rows
) -> None:
    columns, *made = ask(owner, number=" 3 ")
    assert columns == ["link"]
    tokens = [found[1] for (each,) in made if (found := LINK.fullmatch(each))]
    assert len(set(tokens)) == 3
    assert rows(LOG) == [("the-owner", "tokens", SLUG, "3 links")]
    assert Respondent(app).get(f"/{SLUG}/").kind == "closed"
    someone = Respondent(app)
    assert someone.get(f"/{SLUG}/t/{tokens[0]}").kind == "start"
    someone.next(consent="1")
    finish(someone)
    assert someone.next().kind == "done"
    assert Respondent(app).get(f"/{SLUG}/t/{tokens[0]}").kind == "closed"
    owner.get(f"{PAGE}?lang=en")
    assert said(owner, "links_used", made=3, used=1)


@pytest.mark.parametrize("delimiter", ["\t", ",", ";"])
def test_a_list_comes_back_with_links_and_is_not_stored(owner: Officer, engine: sa.Engine, rows: Rows, delimiter: str) -> None:
    text = io.StringIO(newline="")
    people = [["name", "mail"], ["Әлия Қ.", "aliya@example.org"], ["=cmd|' /C calc'!A0", "b@example.org"]]
    csv.writer(text, delimiter=delimiter).writerows(people)
    found = ask(owner, people=text.getvalue())
    people[2][0] = f"'{people[2][0]}"
    assert [row[:2] for row in found] == people, "no spreadsheet runs a cell"
    assert found[0][2] == "link"
    assert all(LINK.fullmatch(row[2]) for row in found[1:])
    assert links.count(engine, SLUG) == LinkCount(made=2, used=0)
    keys = Keys(SECRET)
    hashed = {keys.link_hash(SLUG, row[2].rpartition("/")[2]) for row in found[1:]}
    assert {each for (each,) in rows("SELECT token_hash FROM token")} == hashed
    with engine.connect() as connection:
        for table in sa.inspect(engine).get_table_names():
            assert "aliya" not in str(connection.execute(sa.text(f"SELECT * FROM {table}")).all()), table


def test_empty_lines_before_a_list_are_none_of_its_rows(owner: Officer) -> None:
    found = ask(owner, people="\r\n\r\nname\tmail\r\nAliya\ta@example.org\r\n")
    assert [row[:2] for row in found] == [["name", "mail"], ["Aliya", "a@example.org"]]


@pytest.mark.parametrize(
    ("fields", "key", "parameters"),
    [
        ({"number": "0"}, "number", {"n": 10_000}),
        ({"number": "10001"}, "number", {"n": 10_000}),
        ({"number": "0000000010000000"}, "number", {"n": 10_000}),
        ({"number": "1e3"}, "number", {"n": 10_000}),
        ({"number": "٣"}, "number", {"n": 10_000}),
        ({}, "number", {"n": 10_000}),
        ({"people": ""}, "no_rows", {}),
        ({"people": "name\n"}, "no_rows", {}),
        ({"people": "name,link\nAliya,x\n"}, "has_column", {"column": "link"}),
        ({"people": "name,mail\nAliya\n"}, "ragged", {"row": 2, "cells": 1, "columns": 2}),
        ({"people": 'name\n"Aliya\nBolat\n'}, "no_csv", {"line": 2}),
    ],
)
@pytest.mark.parametrize("language", ["kk", "en", "ru"])
def test_what_cannot_be_used_is_said_and_nothing_is_made(
    owner: Officer, engine: sa.Engine, rows: Rows, fields: dict[str, str], key: str, parameters: dict[str, object], language: str
) -> None:
    owner.get(f"{PAGE}?lang={language}")
    owner.post(PAGE, before="0", **fields)
    assert owner.status == 400
    assert MESSAGES.text(language, f"people_{key}", **parameters) in owner.page.text
    assert owner.page.title.startswith(MESSAGES.text(language, "error_prefix"))
    assert fields.get("people", "") in owner.page.typed.values(), "what was pasted stays on the page"
    assert links.count(engine, SLUG).made == 0
    assert rows(LOG) == []


@pytest.mark.parametrize("language", ["kk", "en", "ru"])
def test_a_list_that_is_too_long_is_told_so(owner: Officer, engine: sa.Engine, language: str) -> None:
    owner.get(f"{PAGE}?lang={language}")
    owner.post(PAGE, before="0", people="name\n" + "Әлия\n" * 3000)
    assert owner.status == 413
    assert MESSAGES.text(language, "error_413") in owner.page.text
    assert links.count(engine, SLUG).made == 0


def test_a_second_press_makes_no_second_links(owner: Officer, engine: sa.Engine) -> None:
    owner.get(f"{PAGE}?lang=en")
    token = owner.token
    for expected in (200, 400):
        owner.client.get(PAGE)
        response = owner.client.post(PAGE, data={"csrf_token": token, "before": "0", "number": "2"})
        assert response.status_code == expected
    assert MESSAGES.text("en", "people_before") in response.text
    assert links.count(engine, SLUG).made == 2
    assert len(ask(owner, number="2")) == 3, "asked for anew"
    assert links.count(engine, SLUG).made == 4


def test_links_are_removed_once_that_is_confirmed(app: Flask, owner: Officer, engine: sa.Engine, rows: Rows) -> None:
    (_, (link,), *_) = ask(owner, number="2")
    someone = Respondent(app)
    someone.get(link.removeprefix("http://localhost"))
    someone.next(consent="1")
    owner.get(f"{PAGE}?lang=en")
    owner.post(PAGE, remove="1")
    assert (owner.status, said(owner, "people_sure")) == (400, True)
    assert links.count(engine, SLUG).made == 2
    owner.post(PAGE, remove="1", sure="1")
    assert (owner.status, owner.location) == (303, PAGE)
    owner.get(PAGE)
    assert said(owner, "done_links_remove")
    assert links.count(engine, SLUG).made == 0
    assert Respondent(app).get(f"/{SLUG}/").kind == "start"
    assert rows(LOG)[-1][3] == "removed: 1 unused link, 1 used"
    assert someone.next().kind == "question", "who has begun goes on"


def test_a_wave_of_a_panel_has_links_for_its_members_alone(engine: sa.Engine, owner: Officer, rows: Rows, tmp_path: Path) -> None:
    open_waves(engine, tmp_path)
    page = f"/admin/{WAVES[0]}/links"
    assert ask(owner, page, number="3") == []
    assert owner.status == 400
    member, other = "p0123456789abcdef", "pfedcba9876543210"
    for people, key, parameters in (
        ("name\nAliya\n", "no_column", {"column": "panel_id"}),
        ("panel_id\nAliya\n", "no_member", {"row": 2, "column": "panel_id"}),
        (f"panel_id\n{member}\n{member}\n", "twice", {"row": 3, "column": "panel_id"}),
    ):
        assert ask(owner, page, people=people) == []
        assert said(owner, f"people_{key}", **parameters)
    found = ask(owner, page, people=f"name,panel_id\nAliya,{member}\n")
    assert [row[:2] for row in found] == [["name", "panel_id"], ["Aliya", member]]
    assert ask(owner, page, people=f"panel_id\n{member}\n{other}\n") == []
    assert said(owner, "people_linked", n=1)
    assert rows("SELECT panel_id FROM panel_link") == [(member,)]
    owner.post(page, remove="1", sure="1")
    assert owner.status == 400
    assert rows("SELECT panel_id FROM panel_link") == [(member,)]
