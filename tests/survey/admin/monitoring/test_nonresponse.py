"""What was skipped and what could not be answered, by question; and that every chart has a name, words and a table."""

from __future__ import annotations

import re
from collections import Counter

import sqlalchemy as sa

from survey.admin.monitoring.nonresponse import figures
from survey.admin.monitoring.topline import Topline
from survey.admin.monitoring.words import Words
from survey.fielded import Library
from survey.store.monitoring import last_look
from tests.survey.admin.monitoring.test_topline import SLUG, add, shown
from tests.survey.admin.officer import Officer

CANNOT = (-1, -6, -7)
DASHBOARD = f"/admin/{SLUG}/dashboard?lang=en"


def test_rates_are_those_of_the_database(engine: sa.Engine) -> None:
    add(engine, 400, 2)
    topline, fielded, words = shown(engine), Library(engine).find(SLUG), Words("en", ("en",))
    assert topline
    assert fielded
    skipped, cannot = figures(fielded.instrument, topline, words)
    query = (
        "SELECT question, missing, count(*) FROM answer JOIN response ON id = response_id WHERE status = 'complete' GROUP BY 1, 2"
    )
    with engine.connect() as connection:
        found = {(question, missing): n for question, missing, n in connection.execute(sa.text(query))}
    asked = Counter({question: 0 for question, _ in found})
    for (question, _), n in found.items():
        asked[question] += n
    names = {words.of(question.text): question.id for question in fielded.instrument.variables}
    assert [names[row[0]] for row in skipped.rows] == [question.id for question in fielded.instrument.variables]
    for label, n, answered, rate in skipped.rows:
        name = names[label]
        skips = found.get((name, -5), 0)
        assert (n, answered) == (str(asked[name]), str(found[name, None]))
        assert rate.startswith(words.percent(skips / asked[name]))
        assert rate.endswith(f"n\N{NO-BREAK SPACE}=\N{NO-BREAK SPACE}{skips})")
    assert len(cannot.rows) == 5, "neither the scale nor the spheres offer such an answer"
    for label, base, rate in cannot.rows:
        name = names[label]
        n = sum(found.get((name, code), 0) for code in CANNOT)
        assert base == str(asked[name] - found.get((name, -5), 0))
        assert rate.startswith(words.percent(n / int(base)))


def test_before_anything_is_shown_there_is_no_figure(engine: sa.Engine) -> None:
    fielded = Library(engine).find(SLUG)
    assert fielded
    assert last_look(engine, SLUG, "answers") is None
    assert list(figures(fielded.instrument, Topline(0, {}), Words("en", ("en",)))) == []


def test_every_chart_has_a_name_its_words_and_a_table(owner: Officer, engine: sa.Engine) -> None:
    add(engine, 60)
    owner.get(DASHBOARD)
    text = owner.text
    each_figure = text.split('<div class="figure')
    drawn = [figure for figure in each_figure if "<svg" in figure]
    assert text.count("<svg") == len(drawn) > 10
    for figure in drawn:
        name = re.search(r'<svg class="chart" role="img" aria-labelledby="(\S+) (\S+)"', figure)
        assert name
        for part in name.groups():
            assert re.search(rf'id="{part}">[^<]+<', figure), part
        rows = figure.partition("<tbody>")[2].count("<tr>")
        assert rows >= max(1, figure.count('class="rail')), "a row for each bar"
