"""The chart of days: a day on which nobody came has its place, too."""

from __future__ import annotations

from survey.admin.monitoring.charts import Columns
from survey.admin.monitoring.sections import LONGEST, by_day
from survey.admin.monitoring.words import Words
from survey.store.monitoring import Counted

WORDS = Words("en", ("en",))


def test_a_day_without_interviews_stands_in_the_chart() -> None:
    found = by_day([Counted("2026-11-02", "completed", 4), Counted("2026-11-05", "completed", 8)], WORDS)
    assert found
    assert isinstance(found.chart, Columns)
    assert [column.height for column in found.chart.columns] == [60.0, 0.0, 0.0, 120.0]
    assert [words for _, _, words in found.chart.labels] == ["2 Nov", "5 Nov"]
    assert [row[0] for row in found.rows] == ["2 November 2026", "5 November 2026"], (
        "the table has the days of which there are numbers"
    )


def test_of_a_long_survey_the_chart_has_the_last_days_and_the_table_all() -> None:
    found = by_day([Counted("2020-01-01", "completed", 4), Counted("2026-11-05", "started", 8)], WORDS)
    assert found
    assert isinstance(found.chart, Columns)
    assert len(found.chart.columns) == LONGEST
    assert {column.height for column in found.chart.columns} == {0.0}, "that it was begun is no column"
    assert len(found.rows) == 2


def test_where_nothing_was_begun_there_is_no_chart() -> None:
    assert by_day([Counted("2026-11-02", "viewed", 4)], WORDS) is None
