"""The figures of experiments in words: how even the arms are, and how far those came who were given one. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from instruments.model import Instrument
from instruments.sampling import Experiment
from survey.admin.monitoring.arms import Cohort, Spread
from survey.admin.monitoring.charts import Value, bars
from survey.admin.monitoring.course import Course
from survey.admin.monitoring.links import is_on_arms_alone, routing_of
from survey.admin.monitoring.sections import Figure, counts
from survey.admin.monitoring.words import Words, question_label, routing_label


def funnels(instrument: Instrument, course: Course, words: Words) -> Iterator[Figure]:
    """Yield how far those came who are asked some questions by their arms: of them all, not of everybody."""
    for place, cohort in enumerate(course.cohorts, start=1):
        # What was kept of an older version is not named by the arms of this one, where it asks otherwise.
        if all(name in instrument.by_id and is_on_arms_alone(routing_of(instrument, name)) for name in cohort.reached):
            yield _funnel(f"cohort-{place}", cohort, instrument, words)


def _funnel(name: str, cohort: Cohort, instrument: Instrument, words: Words) -> Figure:
    who = routing_label(routing_of(instrument, next(iter(cohort.reached))), instrument, words)
    pages = [(question_label(instrument, page, words), n) for page, n in cohort.reached.items()]
    steps = [(words.say("cohort_given"), cohort.n), *pages, (words.say("event_completed"), cohort.complete)]
    return counts(name, steps, cohort.n, words, (words.say("cohort_note"),), caption=words.say("figure_cohort", arms=who))


def balance(instrument: Instrument, course: Course, words: Words) -> Iterator[Figure]:
    """Yield how many were given each arm of an experiment, and how many finished: as exactly as it may be told."""
    for experiment in instrument.experiments:
        if experiment.id in course.arms:
            yield _arms(experiment, course.arms[experiment.id], words)
        elif experiment.id in course.spreads:
            yield _spreads(experiment, course.spreads[experiment.id], words)


def _label(experiment: Experiment, arm: str, words: Words) -> str:
    label = dict(experiment.labels).get(arm)
    return arm if label is None else words.of(label)


def _arms(experiment: Experiment, arms: Mapping[str, tuple[int, int]], words: Words) -> Figure:
    """Return how many were given each arm, and how many of them finished: leaving an arm more often makes arms differ."""
    base = max(1, sum(given for given, _ in arms.values()))
    rows, values = [], []
    for arm, (given, complete) in arms.items():
        share, finished = words.percent(given / base), words.percent(complete / max(1, given))
        said = words.say("arm_complete", given=f"{given} ({share})", complete=finished)
        values.append(Value(_label(experiment, arm, words), said, given / base))
        rows.append((_label(experiment, arm, words), str(given), share, str(complete), finished))
    headings = tuple(map(words.say, ("arms_heading", "number", "share", "event_completed", "arm_completed_share")))
    caption = words.say("figure_arms", experiment=experiment.id)
    return Figure(f"arms-{experiment.id}", caption, headings, tuple(rows), bars(values), (words.say("arms_note"),))


def _spreads(experiment: Experiment, spreads: Mapping[str, Spread], words: Words) -> Figure:
    """Return between which shares the blocks keep each arm, and about how many of them finished."""
    rows, values = [], []
    for arm, times in zip(experiment.arms, experiment.ratio, strict=True):
        label, of = _label(experiment, arm, words), spreads.get(arm)
        share = words.range(of.low, of.high) if of else words.shown(None)
        finished = words.percent(of.finished) if of else words.shown(None)
        said = words.say("arm_spread", share=share, complete=finished) if of else share
        values.append(Value(label, said, times / sum(experiment.ratio) if of else None, (of.low, of.high) if of else None))
        rows.append((label, share, finished))
    headings = tuple(map(words.say, ("arms_heading", "arm_share_between", "arm_completed_about")))
    caption = words.say("figure_arms", experiment=experiment.id)
    notes = (words.say("arms_note"), words.say("arms_hidden_note"))
    return Figure(f"arms-{experiment.id}", caption, headings, tuple(rows), bars(values), notes)
