"""How the respondents were sampled: the names of the columns that say so."""

from __future__ import annotations

from dataclasses import dataclass, fields
from enum import StrEnum

from analysis.errors import DesignError, unknown
from instruments.model import Basis


class SinglePsu(StrEnum):
    """What a stratum with one primary sampling unit (PSU) adds to a variance."""

    FAIL = "fail"
    CERTAINTY = "certainty"
    ADJUST = "adjust"
    AVERAGE = "average"


@dataclass(frozen=True)
class Design:
    """A one-stage sampling design, as names of columns of the data.

    weight      design or calibrated weight, ≥ 0, no missing value; None = every row counts the same, or N/n where
                `fpc` is given
    strata      stratum, no missing value; None = one stratum
    psu         primary sampling unit, counted within its stratum; None = each row is its own
    fpc         PSUs in the population of the row's stratum, or (all values ≤ 1) the sampled fraction of them; None =
                sampled with replacement
    replicates  None: replicate weights are not supported yet
    single_psu  fail: a DesignError; certainty: adds nothing; adjust: centred at the mean of all PSUs; average: takes
                the average of the other strata
    basis       probability | quota | convenience: how the respondents were found, printed in every report

    `Design()` is simple random sampling: weight 1, each row its own PSU. A list of one name as psu or fpc is that name;
    several stages and replicate weights are a DesignError, an unknown rule or basis an ArgumentError.

    >>> Design(weight="pw", psu="school").is_simple, Design().is_simple
    (False, True)
    """

    weight: str | None = None
    strata: str | None = None
    psu: str | None = None
    fpc: str | None = None
    replicates: None = None
    single_psu: str = "fail"
    basis: str = "probability"

    def __post_init__(self) -> None:
        if self.replicates is not None:
            raise DesignError(
                "Replicate weights are not supported yet by this version.",
                got=f"replicates={self.replicates!r}",
                remedy="Give weight, strata, psu and fpc: variances are then linearised.",
            )
        for name in ("psu", "fpc"):
            stages = getattr(self, name)
            if isinstance(stages, list | tuple) and len(stages) == 1:
                object.__setattr__(self, name, stages[0])
        for name in ("weight", "strata", "psu", "fpc"):
            if not isinstance(getattr(self, name), str | None):
                raise DesignError(
                    f"{name} names one column.",
                    got=repr(getattr(self, name)),
                    remedy="Designs of several stages are not offered: give the first stage.",
                )
        for name, closed in (("single_psu", SinglePsu), ("basis", Basis)):
            if getattr(self, name) not in set(closed):
                raise unknown(name, getattr(self, name), [str(member) for member in closed])

    @property
    def is_simple(self) -> bool:
        """Whether the design is unweighted simple random sampling with replacement."""
        return not self.columns

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of the data that the design uses."""
        named = (getattr(self, field.name) for field in fields(self) if field.name in ("weight", "strata", "psu", "fpc"))
        return tuple(name for name in named if name is not None)
