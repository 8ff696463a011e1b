"""How the respondents were sampled: the names of the columns that say so."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from enum import StrEnum
from numbers import Real

from analysis.errors import DesignError, unknown
from instruments.model import Basis


class SinglePsu(StrEnum):
    """What a stratum with one primary sampling unit (PSU) adds to a variance."""

    FAIL = "fail"
    CERTAINTY = "certainty"
    ADJUST = "adjust"
    AVERAGE = "average"


class ReplicateKind(StrEnum):
    """How replicate weights were made."""

    JK1 = "JK1"
    JKN = "JKn"
    BRR = "BRR"
    FAY = "Fay"
    BOOTSTRAP = "bootstrap"


@dataclass(frozen=True)
class Replicates:
    """Replicate weights that stand in the data.

    columns  the names of the columns, each an analysis weight (not a multiplier of the weight); or what their names
             begin with, and then all such columns
    kind     JK1 | JKn | BRR | Fay | bootstrap
    scale    what the squared deviations of the replicates are multiplied by; None = that of the kind
    rscales  the same for each replicate, besides `scale`; None = 1, and an error for JKn, whose strata differ
    mse      deviations are about the estimate of the full sample; False = about the replicates' mean
    rho      Fay's factor in [0, 1); for that kind only
    """

    columns: tuple[str, ...] | str
    kind: str
    scale: float | None = None
    rscales: tuple[float, ...] | None = None
    mse: bool = False
    rho: float | None = None

    def __post_init__(self) -> None:
        if not isinstance(self.columns, str):
            object.__setattr__(self, "columns", _names("columns", self.columns))
        if self.kind not in set(ReplicateKind):
            raise unknown("kind of replicate weights", self.kind, [str(kind) for kind in ReplicateKind])
        if self.rscales is not None:
            object.__setattr__(self, "rscales", tuple(self.rscales))
        for name, values in (("scale", [self.scale]), ("rscales", self.rscales or ())):
            if not all(value is None or (isinstance(value, Real) and value >= 0) for value in values):
                raise DesignError(f"{name} of replicate weights holds numbers from 0 up.", got=repr(values), remedy="Correct it.")


@dataclass(frozen=True)
class Design:
    """A sampling design, as names of columns of the data.

    weight      design or calibrated weight, ≥ 0, no missing value; None = every row counts the same, or where `fpc` is
                given the product of N/n over the stages
    strata      stratum of the first stage, no missing value; None = one stratum
    psu         primary sampling unit, counted within its stratum; a list of names is a unit for each stage, counted
                within the unit of the stage before; None = each row is its own
    fpc         units in the population of the row's stratum (at later stages: of the unit of the stage before), or (all
                values ≤ 1) the sampled fraction of them; a list is one for each stage; None = with replacement. Stages
                after one without are not needed: the first carries all the variance
    replicates  replicate weights in the data, from which variances are then computed
    single_psu  fail: a DesignError; certainty: adds nothing; adjust: centred at the mean of all units of the stage;
                average: takes the average of the other strata
    basis       probability | quota | convenience: how the respondents were found, printed in every report

    `Design()` is simple random sampling: weight 1, each row its own PSU. An unknown rule or basis is an ArgumentError.

    >>> Design(weight="pw", psu="school").is_simple, Design().is_simple
    (False, True)
    """

    weight: str | None = None
    strata: str | None = None
    psu: str | tuple[str, ...] | None = None
    fpc: str | tuple[str, ...] | None = None
    replicates: Replicates | None = None
    single_psu: str = "fail"
    basis: str = "probability"

    def __post_init__(self) -> None:
        if not isinstance(self.replicates, Replicates | None):
            raise DesignError(
                "Replicate weights are named by an analysis.Replicates.",
                got=repr(self.replicates),
                remedy='Give Replicates(columns, kind="JK1"), or weight, strata, psu and fpc.',
            )
        for name in ("psu", "fpc"):
            given = getattr(self, name)
            if given is not None and not isinstance(given, str):
                stages = _names(name, given)
                object.__setattr__(self, name, stages if len(stages) > 1 else stages[0])
        for name in ("weight", "strata"):
            if not isinstance(getattr(self, name), str | None):
                raise DesignError(f"{name} names one column.", got=repr(getattr(self, name)), remedy="Give one name.")
        if len(self.fpcs) > max(len(self.psus), 1):
            raise DesignError(
                "There are more population counts than stages.",
                got=f"psu={self.psu!r}, fpc={self.fpc!r}",
                remedy="Give a column of fpc for each stage of psu, in their order.",
            )
        for name, closed in (("single_psu", SinglePsu), ("basis", Basis)):
            if getattr(self, name) not in set(closed):
                raise unknown(name, getattr(self, name), [str(member) for member in closed])

    @property
    def psus(self) -> tuple[str, ...]:
        """The columns of the units, a stage each; empty where each row is a unit."""
        return _stages(self.psu)

    @property
    def fpcs(self) -> tuple[str, ...]:
        """The columns of the population counts or fractions, a stage each."""
        return _stages(self.fpc)

    @property
    def is_simple(self) -> bool:
        """Whether the design is unweighted simple random sampling with replacement."""
        return not self.columns and self.replicates is None

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of the data that the design uses, replicate weights aside."""
        named = (getattr(self, field.name) for field in fields(self) if field.name in ("weight", "strata", "psu", "fpc"))
        return tuple(name for given in named for name in _stages(given))


def _stages(given: str | tuple[str, ...] | None) -> tuple[str, ...]:
    return () if given is None else (given,) if isinstance(given, str) else given


def _names(what: str, given: object) -> tuple[str, ...]:
    names = tuple(given) if isinstance(given, Iterable) else ()
    if not names or not all(isinstance(name, str) for name in names):
        raise DesignError(f"{what} names a column, or several in a list.", got=repr(given), remedy="Give names of columns.")
    return names
