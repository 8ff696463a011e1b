"""Two answers of the same people, published without their joint table: the test of the difference over every such table."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from analysis.published.forensics.exact import binomial_test
from analysis.published.forensics.whole import whole


@dataclass(frozen=True)
class PairedTable:
    """A joint table that the margins allow, and its exact McNemar test.

    only_a  people who gave the first answer and not the second; `only_b` the reverse
    base    people who answered both questions
    p       two-sided: of only_a among only_a + only_b against one half; 1 where there are none
    """

    only_a: int
    only_b: int
    base: int
    p: float


@dataclass(frozen=True)
class PairedTest:
    """The tests of the difference over every joint table that the margins allow.

    lowest  a table with the smallest p; `highest` one with the largest
    """

    a: int
    b: int
    base: int
    a_missing: int
    b_missing: int
    lowest: PairedTable
    highest: PairedTable

    @property
    def p_range(self) -> tuple[float, float]:
        """The smallest and the largest p."""
        return self.lowest.p, self.highest.p

    def significant_somewhere(self, alpha: float = 0.05) -> bool:
        """Return whether p is below alpha in at least one table: if not, the difference is significant in none."""
        return self.lowest.p < alpha

    def significant_everywhere(self, alpha: float = 0.05) -> bool:
        """Return whether p is below alpha in every table."""
        return self.highest.p < alpha


def paired_test(a: int, b: int, base: int, *, a_missing: int = 0, b_missing: int = 0) -> PairedTest:
    """Return the exact McNemar tests [1] of the difference between two answers of one sample, over every joint table.

    a          people who gave the first answer; `b` the second
    base       people in the sample
    a_missing  people who skipped the question of the first answer, in the base; `b_missing` of the second

    The test is of those who answered both questions. Where some skipped, it is not known how many of them skipped both,
    nor how many of those who skipped one gave the answer to the other: every way is tried, for each the answers may then
    overlap as far as the Fréchet bounds allow. With missing numbers of 0, people who skipped count as not giving the
    answer.

    For a fixed difference the p value rises with the number of people who gave one answer only: two tables for each way
    hold the smallest and the largest. Raises ArgumentError for counts outside of their ranges.

    [1] McNemar (1947), Psychometrika 12, 153-157.

    >>> [round(p, 3) for p in paired_test(24, 22, 57).p_range]
    [0.5, 0.883]
    """
    base = whole(base, "The base", 1)
    a_missing, b_missing = whole(a_missing, "a_missing", 0, base), whole(b_missing, "b_missing", 0, base)
    a, b = whole(a, "The first count", 0, base - a_missing), whole(b, "The second count", 0, base - b_missing)
    nearest: list[tuple[int, int, int]] = []
    farthest: dict[int, tuple[int, int, int]] = {}
    for in_a, in_b, both in _answered_both(a, b, base, a_missing, b_missing):
        difference = in_a - in_b
        nearest.append((max(difference, 0), max(-difference, 0), both))
        overlap = max(0, in_a + in_b - both)
        apart = (in_a - overlap, in_b - overlap, both)
        farthest[abs(difference)] = max(farthest.get(abs(difference), apart), apart, key=_discordant)
    lowest = _tested(*max(nearest, key=_discordant))
    highest = max((_tested(*table) for table in farthest.values()), key=lambda table: table.p)
    return PairedTest(a, b, base, a_missing, b_missing, lowest, highest)


def _discordant(table: tuple[int, int, int]) -> int:
    return table[0] + table[1]


def _tested(only_a: int, only_b: int, base: int) -> PairedTable:
    discordant = only_a + only_b
    return PairedTable(only_a, only_b, base, binomial_test(only_a, discordant).p if discordant else 1.0)


def _answered_both(a: int, b: int, base: int, a_missing: int, b_missing: int) -> Iterator[tuple[int, int, int]]:
    """Yield a, b and the base among those who answered both: for each base and difference, where the answers overlap least.

    They overlap least where a + b is nearest to the base.
    """
    for skipped_both in range(max(0, a_missing + b_missing - base), min(a_missing, b_missing) + 1):
        both = base - a_missing - b_missing + skipped_both
        fewest_a, most_a = max(0, a - (b_missing - skipped_both)), min(a, both)
        fewest_b, most_b = max(0, b - (a_missing - skipped_both)), min(b, both)
        for difference in range(fewest_a - most_b, most_a - fewest_b + 1):
            low, high = max(fewest_a, fewest_b + difference), min(most_a, most_b + difference)
            in_a = min(max((both + difference) // 2, low), high)
            yield in_a, in_a - difference, both
