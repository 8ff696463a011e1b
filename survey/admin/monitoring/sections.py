"""The dashboard's figures in words: each with a caption, a chart, and its numbers as a table. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from instruments.model import Instrument, Kind, Question
from survey.admin.monitoring.charts import Bars, Columns, Value, bars, columns
from survey.admin.monitoring.course import NOTHING, Course
from survey.admin.monitoring.groups import WHOLE
from survey.admin.monitoring.links import TICKED, told
from survey.admin.monitoring.suppression import Look
from survey.admin.monitoring.topline import Answers, Topline, looks_of
from survey.admin.monitoring.words import Words, answer_label, condition_label, middle_words, page_label, question_label
from survey.store.monitoring import Counted

LONGEST = 31
"""Days that the chart of days shows at most; the table has all of them."""

LONGEST_LABEL = 200
"""Letters of a label in a chart where labels may begin alike: shorter, two quotas or two lines of a battery would be one."""


@dataclass(frozen=True)
class Figure:
    """One figure: `chart` None = the table alone; `by_day` = columns instead of bars."""

    id: str
    caption: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    chart: Bars | Columns | None = None
    notes: tuple[str, ...] = ()

    @property
    def by_day(self) -> bool:
        """Whether the chart has a column a day."""
        return isinstance(self.chart, Columns)

    @property
    def is_empty(self) -> bool:
        """Whether none of its numbers is shown."""
        return isinstance(self.chart, Bars) and all(bar.width is None for bar in self.chart.bars)


def by_day(events: Sequence[Counted], words: Words) -> Figure | None:
    """Return how many interviews were begun and completed each day, by UTC; None where none was."""
    daily: dict[str, dict[str, int]] = {}
    for each in events:
        if each.event in ("started", "completed"):
            daily.setdefault(each.day, {})[each.event] = each.n
    if not daily:
        return None
    complete = {day: given.get("completed", 0) for day, given in daily.items()}
    recent = {day: complete.get(day, 0) for day in _days(min(daily), max(daily))}
    most = max(recent.values())
    values = [Value(words.day(day), str(n), n / most if most else 0.0) for day, n in recent.items()]
    rows = tuple((words.full_day(day), str(given.get("started", 0)), str(complete[day])) for day, given in daily.items())
    headings = tuple(map(words.say, ("day", "event_started", "event_completed")))
    return Figure("days", words.say("figure_days"), headings, rows, columns(values, words.count("most_on_a_day_n", most)))


def _days(first: str, last: str) -> tuple[str, ...]:
    """Return the days from one to another, those of which nothing is known too; the last ones where they are too many.

    >>> _days("2026-02-27", "2026-03-01")
    ('2026-02-27', '2026-02-28', '2026-03-01')
    """
    end = date.fromisoformat(last)
    ago = range(min(LONGEST - 1, (end - date.fromisoformat(first)).days), -1, -1)
    return tuple((end - timedelta(days=each)).isoformat() for each in ago)


def funnel(instrument: Instrument, course: Course, events: Sequence[Counted], ended: Look | None, words: Words) -> Figure:
    """Return how many came how far, from the first page to the receipt, and how many were not let so far.

    ended  how many interviews ended early for each reason; None = too few to say
    """
    viewed = sum(each.n for each in events if each.event == "viewed")
    steps: list[tuple[str, int | None]] = [(words.say("event_viewed"), viewed)] if viewed >= course.n else []
    base = max(1, viewed if steps else course.n)
    steps += [(words.say("event_started"), course.n)]
    steps += [(question_label(instrument, name, words), n) for name, n in course.reached.items()]
    steps += [(words.say(f"event_{name}"), ended.shown(name)) for name in ended.counts] if ended else []
    steps += [(words.say("event_completed"), course.complete)]
    is_drawn = instrument.random_sections or any(section.random_order for section in instrument.sections)
    keys = (
        "funnel_note",
        *(("funnel_arms_note",) if course.cohorts else ()),
        *(("funnel_order_note",) if is_drawn else ()),
    )
    return counts("funnel", steps, base, words, tuple(map(words.say, keys)))


def stopped(instrument: Instrument, course: Course, words: Words, *, ends_early: bool) -> Figure | None:
    """Return after which question interviews were left; None where none was.

    ends_early  whether interviews may be ended early: nearly all that are over would be those, and tell what few answered; then
                they are not told from those that may still go on
    """
    if not course.stopped:
        return None
    labels = {NOTHING: words.say("stopped_nothing")}
    named = [(labels.get(name) or page_label(instrument, name, words), *numbers) for name, numbers in course.stopped.items()]
    most = max(over + still for _, over, still in named)
    values = [Value(label, str(over + still), (over + still) / most) for label, over, still in named]
    notes = tuple(map(words.say, (_pages_note(course), "stopped_note", *(("stopped_early_note",) if ends_early else ()))))
    headings = tuple(map(words.say, ("stopped_after", *(("number",) if ends_early else ("stopped_over", "stopped_still")))))
    rows = tuple((label, *map(str, (over + still,) if ends_early else (over, still))) for label, over, still in named)
    return Figure("stopped", words.say("figure_stopped"), headings, rows, bars(values), notes)


def seconds(instrument: Instrument, course: Course, words: Words) -> Figure | None:
    """Return the median time of each page; None where too few times are known."""
    timed = [name for name in instrument.by_id if name in course.seconds]
    known = [(page_label(instrument, name, words), course.seconds[name]) for name in timed]
    if not known:
        return None
    longest = max(1.0, *(median for _, median in known))
    values = [Value(label, words.count("seconds_n", round(median)), median / longest) for label, median in known]
    rows = tuple((value.label, value.number) for value in values)
    headings = (words.say("question"), words.say("median_seconds"))
    notes = (words.say(_pages_note(course)), words.say("seconds_note"))
    return Figure("seconds", words.say("figure_seconds"), headings, rows, bars(values), notes)


def _pages_note(course: Course) -> str:
    return "pages_note" if course.cohorts else "funnel_note"


def shares_of(course: Course, words: Words) -> Iterator[Figure]:
    """Yield in which languages and modes interviews were held."""
    languages = [(words.say(f"lang_{code}"), course.languages.shown(code)) for code in course.languages.counts]
    yield counts("languages", languages, course.n, words)
    yield counts("modes", [(words.say(f"mode_{mode}"), n) for mode, n in course.modes.items()], course.n, words)


def quotas(instrument: Instrument, topline: Topline, words: Words) -> Figure | None:
    """Return how full each quota is, as far as the answers that are shown tell; None where there are none."""
    looks = looks_of(topline.answers)
    known = [
        (condition_label(each.condition, instrument, words), each.at_most, told([each.condition], instrument, looks))
        for each in instrument.quotas
    ]
    if not known:
        return None
    values = [
        Value(name, words.shown(n) if n is None else f"{n} / {most}", n if n is None else n / max(1, most))
        for name, most, n in known
    ]
    rows = tuple((name, words.shown(n), str(most)) for name, most, n in known)
    headings = (words.say("quota"), words.say("respondents"), words.say("quota_at_most"))
    chart = bars(values, longest=LONGEST_LABEL)
    return Figure("quotas", words.say("figure_quotas"), headings, rows, chart, (words.say("quotas_note"),))


def answers(instrument: Instrument, topline: Topline, words: Words) -> Iterator[Figure]:
    """Yield the answers to each question of which any are shown, with intervals."""
    for question in instrument.variables:
        found = topline.answers.get(question.id)
        if found and (found.choices or (found.cells and WHOLE not in found.cells.look.counts)):
            yield _answers(question, found, words)


def _answers(question: Question, found: Answers, words: Words) -> Figure:
    if found.cells:
        cells = [(code, found.cells, code) for code in found.cells.look.counts]
    else:
        cells = [(code, table, TICKED) for code, table in found.choices.items()]
    values, rows = [], []
    for code, table, cell in cells:
        label, n = answer_label(question, code, words), table.look.shown(cell)
        share, *ends = table.estimates.get(cell, (None,))
        number = words.shown(None) if n is None or share is None else words.estimate(n, share, *ends)
        values.append(Value(label, number, share, (ends[0], ends[1]) if ends else None))
        rows.append((label, words.shown(n), *_percents(share, ends, words)))
    headings = tuple(map(words.say, ("answer", "respondents", "share", "interval")))
    first = (words.say("ranked_first"),) if question.kind is Kind.RANK else ()
    middle = middle_words(question, found.middle, words) if found.middle else ()
    notes = (words.count("asked_n", found.base), *first, *middle)
    return Figure(f"q-{question.id}", words.of(question.text), headings, tuple(rows), bars(values), notes)


def _percents(share: float | None, ends: Sequence[float], words: Words) -> tuple[str, str]:
    if share is None:
        return "", ""
    return words.percent(share), words.range(*ends)


def counts(
    name: str,
    steps: Sequence[tuple[str, int | None]],
    base: int,
    words: Words,
    notes: tuple[str, ...] = (),
    *,
    caption: str = "",
) -> Figure:
    """Return counts as parts of a base; a count that is not told is None.

    name     the figure's id; its first part names the messages of its heading and, without a caption of its own, of its caption
    caption  words of its own
    """
    values = [
        Value(label, words.shown(None) if n is None else f"{n} ({words.percent(n / base)})", None if n is None else n / base)
        for label, n in steps
    ]
    rows = tuple((label, words.shown(n), "" if n is None else words.percent(n / base)) for label, n in steps)
    headings = tuple(map(words.say, (f"{name.partition('-')[0]}_heading", "number", "share")))
    return Figure(name, caption or words.say(f"figure_{name}"), headings, rows, bars(values), notes)


def tally_words(tallies: Mapping[str, int], words: Words) -> tuple[tuple[str, str], ...]:
    """Return how many responses stand in each state."""
    return tuple((words.say(f"status_{status}"), str(n)) for status, n in tallies.items())
