"""What the cells of a question mean, or why they mean nothing."""

from __future__ import annotations

from dataclasses import dataclass

from instruments.answers import Answer


@dataclass(frozen=True)
class Reading:
    """What cells mean.

    answer     None = they are empty
    languages  that the respondent may have used
    own_words  texts that are no label and were read as "other"
    unticked   every box of a question with several answers is there and none is ticked
    """

    answer: Answer | None
    languages: frozenset[str]
    own_words: tuple[str, ...] = ()
    unticked: bool = False


class CellError(Exception):
    """Cells that mean nothing: the name of the column to look at, and why."""

    def __init__(self, name: str, sentence: str) -> None:
        self.name, self.sentence = name, sentence
        super().__init__(sentence)
