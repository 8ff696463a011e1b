"""What an audit of a publication found: values only, no words. Estimates are proportions in [0, 1], unrounded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from analysis.published.forensics.bounds import Bounds
from analysis.published.forensics.splits import Splits
from analysis.published.model import Claim, Contradiction, Findings
from analysis.published.recovery import Recovered, Verdict
from instruments.model import Text

LISTED = 12
"""More bases than this are not named."""

Told = int | str | float | Fraction | Decimal | Text | tuple[int, ...] | tuple[str, ...] | tuple[Text, ...]


@dataclass(frozen=True)
class Reason:
    """Why something is so, as the key of a message and what stands in it.

    An int is a count of people or a base, a Fraction a share (a sentence prints it as a percent), a Decimal another number
    with the digits to show, a float a p-value, a str a number as printed, a Text words of the findings file, a tuple a list.
    """

    key: str
    told: Mapping[str, Told] = field(default_factory=dict)


class Kind(StrEnum):
    """What an audited number is of.

    The whole sample, the base that a question states for itself, an answer, the people in no answer with a number, an
    answer in one group of respondents, or a statistic.
    """

    SAMPLE = "sample"
    BASE = "base"
    ANSWER = "answer"
    REST = "rest"
    GROUP = "group"
    MEAN = "mean"
    MEDIAN = "median"
    SD = "sd"


@dataclass(frozen=True)
class Number:
    """One number of the publication.

    reported   as printed; None where it is not printed
    count      that the number implies, where it is unique: people, or for a mean the sum of the answers
    exact      the count as a share of the base, or the mean; None where it is not known
    low, high  Wilson interval of a share at 95 %, as if of a random sample; none for a statistic, or in a full count
    census     whether it belongs to a full count
    unplaced   of people in no answer: whether they must be in one of those that were printed
    wrong      numbers that differ from the printed one in one digit
    unnoticed  those of them that this audit would not have noticed: it has no power against them
    """

    id: str
    kind: Kind
    figure: Text
    question: str
    verdict: Verdict
    reasons: tuple[Reason, ...]
    label: Text | None = None
    quote: str = ""
    reported: str | None = None
    count: int | None = None
    base: int | None = None
    exact: float | None = None
    low: float | None = None
    high: float | None = None
    unplaced: bool = False
    wrong: tuple[str, ...] = ()
    unnoticed: tuple[str, ...] = ()
    census: bool = False


@dataclass(frozen=True)
class Conflict:
    """A contradiction that the numbers show: its kind, the question or claim it is about, and all numbers in it."""

    kind: str
    about: str
    items: tuple[str, ...]
    reason: Reason


@dataclass(frozen=True)
class Listed:
    """A contradiction of the publication, under the name it was given, or under "kind:about" where nobody named it.

    conflicts  what the numbers show of it; empty for a contradiction of words, which `named` has
    """

    id: str
    kind: str
    items: tuple[str, ...]
    conflicts: tuple[Conflict, ...]
    named: Contradiction | None = None


class ClaimVerdict(StrEnum):
    """What the audit says of a claim."""

    SUPPORTED = "supported"
    SAMPLE_ONLY = "sample-only"
    FALSE = "false-in-sample"
    NOT_SUPPORTED = "not-supported"
    NOT_VERIFIABLE = "not-verifiable"


@dataclass(frozen=True)
class Judged:
    """A claim and what its numbers say.

    statistic   "25/57 > 1/2", or what else was counted
    estimate    with the Clopper–Pearson interval low to high; None where no share is claimed
    p           of the exact test; None where nothing is tested
    p_range     the smallest and the largest p over all joint tables, or counts, that the publication allows; `p` is then None
    p_adjusted  by Holm within the family, of a range its largest p; p itself for a claim of no family
    finding     what is wrong with the words, such as "plurality" or "points-not-percent"; empty where nothing is
    threshold   what the estimate is compared with
    wrong       numbers that differ in one digit from those the claim repeats, none of a false claim; `unnoticed` those of them
                that this audit would pass
    census      whether it is about a full count only: nothing is then tested, and what is true of it is simply true
    """

    claim: Claim
    statistic: str
    verdict: ClaimVerdict
    reasons: tuple[Reason, ...]
    estimate: float | None = None
    low: float | None = None
    high: float | None = None
    p: float | None = None
    p_adjusted: float | None = None
    p_range: tuple[float, float] | None = None
    finding: str = ""
    threshold: Fraction | None = None
    wrong: tuple[str, ...] = ()
    unnoticed: tuple[str, ...] = ()
    census: bool = False


@dataclass(frozen=True)
class Bounded:
    """A share that was not published, between the limits that the published ones set.

    kind      both | either | worst-case | interval
    of        ids of answers or margins
    low, high shares in [0, 1]
    counts    the same limits as counts, where they are
    notable   whether it says more than the two shares alone: some people gave both, or most gave one of them
    """

    id: str
    kind: str
    of: tuple[str, ...]
    labels: tuple[Text, ...]
    low: float
    high: float
    base: int
    counts: Bounds | None = None
    notable: bool = False


@dataclass(frozen=True)
class Undecided:
    """A yes-or-no question with people who could not answer: what they could turn.

    undecided      people of the base who said neither yes nor no, and `untold` those of them of whom it is not even told
                   that they could not answer
    tipping        how many of the undecided must say yes for yes to pass half of the base; None where they cannot
    benchmark      yes among those with an opinion: what holds if the undecided are like the others
    """

    question: str
    yes: str
    no: str
    yes_count: int
    no_count: int
    undecided: int
    base: int
    tipping: int | None
    benchmark: Fraction
    untold: int = 0


@dataclass(frozen=True)
class ScaleAnswers:
    """All the ways in which a scale can have been answered, given its printed mean, median and bins.

    median, sd  as printed; empty where they are not. The standard deviation does not narrow the ways
    binned      whether bins were printed; without them there is one split, of everybody
    census      whether it is a full count, whose mean has no interval
    """

    question: str
    base: int
    total: int
    median: str
    splits: Splits
    sd: str = ""
    binned: bool = True
    census: bool = False


@dataclass(frozen=True)
class MeanInterval:
    """The 95 % interval of a mean whose standard deviation and base are printed, if these were a random sample.

    narrow  what is in the interval whatever the printed numbers were rounded from; `wide` what may be
    """

    question: str
    base: int
    mean: str
    sd: str
    narrow: tuple[float, float]
    wide: tuple[float, float]


@dataclass(frozen=True)
class QuestionPower:
    """How much it says that the numbers of a question fit a base.

    density        share of the printable percents that the base reaches; None where no percents are printed
    bases_fitting  the bases from low to high that fit all its numbers
    adding_up      whether everybody is in an answer on them, as in a complete list; if not, they fit if some people are in none
    """

    question: str
    base: int
    density: float | None
    bases_fitting: tuple[int, ...]
    low: int
    high: int
    adding_up: bool = True


@dataclass(frozen=True)
class Audit:
    """All that was found about one publication.

    unconfirmed  contradictions that the findings file names and the numbers do not show
    verdict      of the publication as a whole: the kinds of what was found, the gravest first
    """

    findings: Findings
    recovered: tuple[Recovered, ...]
    numbers: tuple[Number, ...]
    contradictions: tuple[Listed, ...]
    unconfirmed: tuple[Contradiction, ...]
    claims: tuple[Judged, ...]
    bounds: tuple[Bounded, ...]
    undecided: tuple[Undecided, ...]
    scales: tuple[ScaleAnswers, ...]
    mean_intervals: tuple[MeanInterval, ...]
    power: tuple[QuestionPower, ...]
    verdict: tuple[str, ...]
