"""Many tables at once: their sums by unit in one pass over the rows, and those of one shape stacked.

Everything after the pass is arithmetic on stacks, the units of the design along the last axis. The formulas are those of
`share` and `variance`, for designs of one stage.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from analysis.arrays import Codes, Floats, Integers, smallest_type
from analysis.estimation.intervals.interval import FIXED
from analysis.estimation.kernel import Rows, Sums, table_sums
from analysis.estimation.sampling.sample import Sample
from analysis.estimation.sampling.stages import Stage
from analysis.estimation.shares.share_table import Shares
from analysis.estimation.variances.scatter import ROUNDING
from analysis.variable import Variable

AT_ONCE = 4_000_000
"""How many sums one pass over the rows makes at most, unless one table has more: thirty-two megabytes."""

TOGETHER = 500_000
"""How many numbers the weights of a stack hold at most, unless one table has more: four megabytes."""


@dataclass(frozen=True, eq=False)
class Axis:
    """A variable as the kernel reads it.

    codes  (rows,) from 0 up, or -1 for nothing
    size   how many codes there are
    place  (categories,) where each stands along an axis of the sums, nothing being at 0; -1 where no row can be
    """

    codes: Codes
    size: int
    place: Integers


@dataclass(frozen=True, eq=False)
class Pool:
    """The sums of many tables, cell below cell, and at the end a cell of zeros.

    start   (tables,) the first cell of each; along each axis of a table nothing comes first, then the codes in order
    count   (cells,)
    weight  (cells, units)
    square  (cells, units); None unless each row is a unit
    """

    start: Integers
    count: Integers
    weight: Floats
    square: Floats | None

    def cells(self, table: int, axes: Sequence[Axis], places: Sequence[Integers]) -> Integers:
        """Return the cells at some places along each axis of a table; -1 where no row can be."""
        found, nobody = np.array(0), np.array(False)
        for one, place in zip(axes, places, strict=True):
            found = found[..., np.newaxis] * (one.size + 1) + place
            nobody = nobody[..., np.newaxis] | (place < 0)
        return np.where(nobody, -1, self.start[table] + found)

    def stack(self, cells: Integers) -> Stack:
        """Return a stack of the cells, (tables, bases, categories), of which a negative one is of nobody."""
        return Stack(self.count[cells], self.weight[cells], None if self.square is None else self.square[cells])


@dataclass(frozen=True, eq=False)
class Stack:
    """Tables of one shape: categories in bases, of each of which the shares sum to one.

    count   (tables, bases, categories)
    weight  (tables, bases, categories, units) Σw
    square  the same of w²; None unless each row is a unit
    """

    count: Integers
    weight: Floats
    square: Floats | None

    def in_one_base(self) -> Stack:
        """Return the same cells, base by base, as the categories of one base."""
        tables, units = len(self.count), self.weight.shape[-1]
        square = None if self.square is None else self.square.reshape(tables, 1, -1, units)
        return Stack(self.count.reshape(tables, 1, -1), self.weight.reshape(tables, 1, -1, units), square)

    @property
    def share_of_all(self) -> Floats:
        """(tables, bases, categories) each cell's share of its table; zeros where that has no weight."""
        weight: Floats = self.weight.sum(axis=3)
        return weight / _or_one(weight.sum(axis=(1, 2), keepdims=True))


@dataclass(frozen=True, eq=False)
class StackedShares:
    """The shares of a stack: base_n and base_weight (tables, bases), the others (tables, bases, categories)."""

    n: Integers
    base_n: Integers
    base_weight: Floats
    share: Floats
    se: Floats

    def tables(self) -> Iterator[Shares]:
        """Yield the shares of each table, a group for each base."""
        none = np.zeros(self.base_n.shape[1], dtype=np.intp)
        for one in zip(self.n, self.base_n, self.base_weight, self.share, self.se, strict=True):
            yield Shares(*one, none)


def can_be_stacked(sample: Sample) -> bool:
    """Return whether variances of this design need the totals of its first stage alone, each stratum by itself."""
    return sample.one_stage and not sample.stages[0].averaged.any()


def axis(of: Variable) -> Axis:
    """Return a variable with one answer as the kernel reads it: the codes as they are, unless two are one category."""
    count = len(of.categories)
    if of.places is None:
        return Axis(of.codes, count, np.arange(1, count + 1))
    held = of.places[:-1]
    if len(np.unique(held)) < len(held):
        kind = smallest_type(count)
        return Axis(of.places.astype(kind)[of.codes], count, np.arange(1, count + 1))
    place = np.full(count, -1)
    place[held] = np.arange(1, len(held) + 1)
    return Axis(of.codes, len(held), place)


def chunks(sample: Sample, cells: Sequence[int]) -> Iterator[slice]:
    """Yield parts of some tables that are small enough for one pass.

    cells  (tables,) how many each has
    """
    start, held = 0, 0
    for table, count in enumerate(cells):
        if held and held + count * sample.leaves > AT_ONCE:
            yield slice(start, table)
            start, held = table, 0
        held += count * sample.leaves
    if held:
        yield slice(start, len(cells))


def pool(sample: Sample, axes: Sequence[Axis], tables: Sequence[tuple[int, ...]]) -> Pool:
    """Return the sums of tables, each of which crosses axes named by their place."""
    stage = sample.stages[0]
    rows = Rows([one.codes for one in axes], [one.size for one in axes], sample.weight, sample.leaf_codes, sample.leaves)
    sums = table_sums(rows, tables, squares=stage.rows_are_units)
    start = np.cumsum([0, *(one.count.size for one in sums)])
    count = np.concatenate([*(one.count.ravel() for one in sums), np.zeros(1, dtype=np.intp)])
    weight = _below(sums, "weight", sample.leaves)
    square = _below(sums, "square", sample.leaves) if stage.rows_are_units else None
    if not stage.rows_are_units and (np.diff(stage.stratum) < 0).any():
        weight = weight[:, np.argsort(stage.stratum, kind="stable")]
    return Pool(start[:-1], count, weight, square)


def parted(cells: Integers, units: int) -> Iterator[slice]:
    """Yield parts of (tables, …) cells whose stacks are small enough to stay in a processor's own memory."""
    each = max(TOGETHER // max(units * (cells.size // max(len(cells), 1)), 1), 1)
    for start in range(0, len(cells), each):
        yield slice(start, start + each)


def stacked_shares(stage: Stage, of: Stack) -> StackedShares:
    """Return the shares of each base of a stack, as `share.estimated_shares` does for one."""
    base_n = of.count.sum(axis=2)
    weight = of.weight.sum(axis=3)
    base_weight = weight.sum(axis=2)
    divisor = np.where(base_weight > 0, base_weight, np.nan)[..., np.newaxis]
    share = weight / divisor
    in_cell, beside = np.nan_to_num((1 - share) / divisor), np.nan_to_num(-share / divisor)
    rest = of.weight.sum(axis=2, keepdims=True) - of.weight
    rest *= beside[..., np.newaxis]
    z = of.weight * in_cell[..., np.newaxis]
    z += rest
    if of.square is None:
        variance = _unit_variance(stage, z)
    else:
        squares, others = of.square @ stage.scale, (of.square.sum(axis=2, keepdims=True) - of.square) @ stage.scale
        variance = _row_variance(stage, z, in_cell**2 * squares + beside**2 * others)
    se = np.sqrt(variance)
    se[se <= FIXED * share] = 0.0
    se[(base_n < 2) | (base_weight == 0)] = np.nan
    return StackedShares(of.count, base_n, base_weight, share, se)


def stacked_covariance(stage: Stage, of: Stack) -> Floats:
    """Return (tables, cells, cells) covariances of the shares of all cells of each table in the whole table.

    The cells of a table stand base by base. A table without weight has no covariances: zeros.
    """
    own = of.weight.reshape(len(of.weight), -1, of.weight.shape[-1])
    weight = own.sum(axis=2)
    whole = _or_one(weight.sum(axis=1))[:, np.newaxis]
    share = weight / whole
    z = (own - share[..., np.newaxis] * own.sum(axis=1, keepdims=True)) / whole[..., np.newaxis]
    if of.square is None:
        deviations = (z - _unit_centres(stage, z)) * np.sqrt(_by_unit(stage, stage.scale))
        # Not by matmul, which starts threads for matrices this small and waits for them on a busy machine.
        found: Floats = np.einsum("tcu,tdu->tcd", deviations, deviations)
        return found
    squares = (of.square.reshape(own.shape) @ stage.scale) / whole**2
    influence = np.eye(own.shape[1]) - share[:, np.newaxis]
    found = influence.transpose(0, 2, 1) @ (squares[..., np.newaxis] * influence)
    centre = _centres(stage, z)
    weighted = (stage.scale * centre).transpose(0, 2, 1)
    cross = z @ weighted
    found += (centre * stage.sizes) @ weighted - cross - cross.transpose(0, 2, 1)
    size = np.einsum("tce,tc->te", influence**2, squares)
    noise = np.einsum("tee->te", found) < ROUNDING * size
    found[noise[:, :, np.newaxis] | noise[:, np.newaxis]] = 0.0
    return found


def _or_one(weight: Floats) -> Floats:
    return np.where(weight == 0, 1.0, weight)


def _below(sums: Sequence[Sums], name: str, units: int) -> Floats:
    below: Floats = np.concatenate([*(getattr(one, name).reshape(-1, units) for one in sums), np.zeros((1, units))])
    return below


def _unit_variance(stage: Stage, z: Floats) -> Floats:
    deviations = z - _unit_centres(stage, z)
    deviations *= deviations
    variance: Floats = np.einsum("...u,u->...", deviations, _by_unit(stage, stage.scale))
    return variance


def _row_variance(stage: Stage, sums: Floats, scatter: Floats) -> Floats:
    """Return variances where each row is a unit.

    sums     (…, strata) of z
    scatter  (…) the scaled sums of its squares
    """
    centre = _centres(stage, sums)
    found = scatter - (centre * (2 * sums - stage.sizes * centre)) @ stage.scale
    found[found < ROUNDING * scatter] = 0.0
    return found


def _unit_centres(stage: Stage, z: Floats) -> Floats:
    """Return (…, units) what each unit's deviation is taken from."""
    first = np.cumsum([0, *stage.sizes[:-1]])
    return np.repeat(_centres(stage, np.add.reduceat(z, first, axis=-1)), stage.sizes, axis=-1)


def _centres(stage: Stage, sums: Floats) -> Floats:
    """Return (…, strata) what each stratum's scatter is taken about: its own mean, or zero."""
    return np.where(stage.centred, sums / stage.sizes, 0.0)


def _by_unit(stage: Stage, of_stratum: Floats) -> Floats:
    """Return (units,) what belongs to each unit's stratum, in the order of the strata."""
    return np.repeat(of_stratum, stage.sizes)
