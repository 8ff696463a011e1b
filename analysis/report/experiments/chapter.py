"""The chapter of a report on the experiments of its questionnaire."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
import pandas as pd

from analysis.estimation.intervals.multiplicity import holm
from analysis.output.document import Block, Paragraph, Section, Tone
from analysis.output.table import Role
from analysis.report.experiments import ballots, lists
from analysis.report.experiments.wordings import alternatives, lists_of, outcomes, parted
from analysis.report.scope import Scope, shortened
from analysis.studies.list_experiment import list_experiment
from analysis.studies.randomisation import randomisation
from analysis.studies.split_ballot import CANNOT_ANSWER, split_ballot
from analysis.studies.treatment import added
from instruments.model import Experiment, Item, Question

SMALLEST = 5
"""With fewer answers in an arm nothing is compared."""


def chapter(scope: Scope) -> tuple[Section, ...]:
    """Return the chapter; nothing where the questionnaire has no experiment, or the data do not hold the arms."""
    known = [one for one in scope.instrument.experiments if parted(scope.data, one)]
    if not known:
        return ()
    language = scope.language
    intro = (Paragraph(language.text("experiments_intro")),)
    return (Section("experiments", language.text("experiments_title"), intro, tuple(_section(scope, one) for one in known)),)


def _section(scope: Scope, experiment: Experiment) -> Section:
    language = scope.language
    title = language.text("experiment_named", name=experiment.id)
    blocks: list[Block] = [*ballots.randomised(randomisation(scope.data, experiment.id), scope.labels, f"arm_{experiment.id}")]
    inner = tuple(part for question in lists_of(scope.instrument, experiment) for part in _list(scope, question))
    blocks += _cannot_answer(scope, experiment) if not inner else []
    for variables in alternatives(scope.instrument, experiment):
        blocks += _wordings(scope, experiment, variables)
    return Section(f"experiment-{experiment.id}", title, tuple(blocks), inner, short=shortened(title))


def _list(scope: Scope, question: Question) -> Iterator[Section]:
    """Yield a section for each statement that an arm of a list experiment is shown more."""
    language = scope.language
    for item in added(question):
        title = language.text("list_named", statement=item.text[language.code])
        name = f"list-{question.id}-{item.id}"
        blocks = (Paragraph(language.text("list_intro")), *_of_statement(scope, question, item, name))
        yield Section(name, title, blocks, short=shortened(title))


def _of_statement(scope: Scope, question: Question, item: Item, name: str) -> Iterator[Block]:
    arm = None if item.ask_if is None else item.ask_if.arm
    found = list_experiment(scope.data, question.id, treated=arm)
    if (found.frame[["n_long", "n_short"]] < SMALLEST).any(axis=None):
        yield Paragraph(scope.language.text("experiment_none"), Tone.WARNING)
        return
    yield from lists.blocks(found, scope.language, name=name, synthetic=scope.synthetic)


def _cannot_answer(scope: Scope, experiment: Experiment) -> Iterator[Block]:
    """Yield for each other arm the share of those who could not answer each question, against the first."""
    language = scope.language
    names = outcomes(scope.instrument, experiment)
    every = [split_ballot(scope.data, name, experiment.id, covariates=()).frame for name in names]
    if not every:
        return
    frame = pd.concat(every, ignore_index=True)
    frame = frame[(frame["category"] == CANNOT_ANSWER) & (frame[["base_n_control", "base_n_arm"]] >= SMALLEST).all(axis=1)]
    if frame.empty:
        yield Paragraph(language.text("experiment_none"), Tone.WARNING)
        return
    tested = frame["p"].notna().to_numpy()
    frame.loc[tested, "p_adjusted"] = holm(frame["p"].to_numpy(dtype=np.float64)[tested])
    for arm, of in frame.groupby("arm", sort=False):
        rows = [
            ballots.compared(line, scope.labels.variable(str(line["question"])), Role.ANSWER, language, hide=True)
            for _, line in of.iterrows()
        ]
        yield _figure(
            scope, experiment, rows, str(arm), language.text("experiment_cannot_answer"), f"{experiment.id}-{arm}", of="question"
        )


def _wordings(scope: Scope, experiment: Experiment, variables: Mapping[str, str]) -> Iterator[Block]:
    found = split_ballot(scope.data, variables, experiment.id, covariates=())
    caption = "; ".join(scope.labels.variable(name) for name in variables.values())
    for arm in experiment.arms[1:]:
        rows = ballots.answers(found, arm, scope.labels, hide=True)
        if all(base >= SMALLEST for row in rows for base in row.bases):
            yield _figure(scope, experiment, rows, arm, caption, f"{experiment.id}-{variables[arm]}")


def _figure(
    scope: Scope, experiment: Experiment, rows: list[ballots.Compared], arm: str, caption: str, name: str, of: str = "answer"
) -> Block:
    first, other = (experiment.label(each, scope.language.code) for each in (experiment.arms[0], arm))
    arms = (first, other)
    table = ballots.table(rows, arms, caption, scope.language, designed=not scope.data.design.is_simple, of=of)
    return ballots.drawing(rows, table, arms, scope.language, name=name, synthetic=scope.synthetic)
