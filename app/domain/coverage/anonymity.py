"""Which groups are shown, and in which numbers, so that nobody is singled out. Pure reckoning.

Who is in which group is no secret: everybody sees the organisation chart. Who met whom is one. So
nobody may be able to add and subtract what is shown, across all ways of grouping, until a number
is left that stands for fewer people than the threshold.

**The rule.** Groups are taken one after the other: the organisation, then each way of grouping,
the largest first. Two people are alike if every group that is shown so far has both or neither.
A group is shown if it has as many people as the threshold says, and if it parts as many pairs
of people who are alike, no person being in two of these pairs. Then it takes at least one of each
pair to make up for it, whatever is added or subtracted: what is left stands for as many people
at least. A group that is the same as a shown one, or is what the others of its kind leave of the
organisation, tells nothing new, and is shown.

So where a small group is left out, the next smallest is left out with it, and a location that is
a department but for one person is left out too.

**The numbers.** A count is told in steps of the threshold, and never as nobody or everybody: at
least the threshold, and at most all but that many. Groups of less than twice the threshold are told
without shares. Days are told in steps of five.
"""

from collections import Counter
from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import count, groupby
from statistics import median
from typing import Final

from app.domain.coverage.states import GroupBy

DAYS_STEP: Final = 5


@dataclass(frozen=True, slots=True)
class Met:
    """One person in a window: where they belong, and how they met whoever was their manager."""

    keys: Mapping[GroupBy, Hashable | None]
    """The group that they are in, by each way of grouping; none if they are in none."""
    met: bool
    days_between: float | None
    """Between two conversations, on average; none if there were fewer than two."""
    had_a_date: bool
    in_time: bool
    """On the day of every date that they had, or before."""


@dataclass(frozen=True, slots=True)
class Group:
    """Some people, in numbers that may be shown. Shares are in percent."""

    by: GroupBy
    key: Hashable
    people: int
    met_share: int | None
    in_time_share: int | None
    median_days: int | None


Cell = tuple[GroupBy, Hashable]


def told(people: Sequence[Met], threshold: int) -> list[Group]:
    """All groups that may be shown."""
    members: dict[Cell, list[int]] = {}
    for index, person in enumerate(people):
        for by, key in person.keys.items():
            if key is not None:
                members.setdefault((by, key), []).append(index)
    return [
        _numbers(cell, [people[index] for index in members[cell]], threshold)
        for cell in shown({cell: frozenset(found) for cell, found in members.items()}, threshold)
    ]


def shown(cells: Mapping[Cell, frozenset[int]], threshold: int) -> list[Cell]:
    """The groups that may be shown, in the order in which they are taken."""
    everybody = frozenset[int]().union(*cells.values())
    if len(everybody) < threshold:
        return []
    alike = _Alike(everybody)
    known: set[frozenset[int]] = {everybody}
    found: list[Cell] = []
    ways = list(GroupBy)
    order = sorted(cells, key=lambda cell: (ways.index(cell[0]), -len(cells[cell]), str(cell[1])))
    for _, of_a_kind in groupby(order, key=lambda cell: cell[0]):
        so_far: set[int] = set()
        for cell in of_a_kind:
            people = cells[cell]
            if len(people) < threshold:
                continue
            tells_nothing = people in known or everybody - so_far == people
            if tells_nothing or alike.parted_by(people) >= threshold:
                alike.part(people)
                known.add(people)
                so_far |= people
                found.append(cell)
    return found


class _Alike:
    """Everybody, in classes of people whom nothing that is shown tells apart."""

    def __init__(self, everybody: Iterable[int]) -> None:
        self._class_of = dict.fromkeys(everybody, 0)
        self._sizes = Counter(self._class_of.values())
        self._names = count(1)

    def parted_by(self, people: Collection[int]) -> int:
        """How many pairs, of which nobody is in two, have one inside and one outside."""
        inside = Counter(self._class_of[one] for one in people)
        return sum(min(some, self._sizes[which] - some) for which, some in inside.items())

    def part(self, people: Collection[int]) -> None:
        renamed: dict[int, int] = {}
        for one in people:
            was = self._class_of[one]
            if was not in renamed:
                renamed[was] = next(self._names)
            self._class_of[one] = renamed[was]
            self._sizes[was] -= 1
            self._sizes[renamed[was]] += 1


def share(some: int, of: int, threshold: int) -> int | None:
    """In percent, of a count in steps of the threshold."""
    if of < 2 * threshold:
        return None
    stepped = threshold * round(some / threshold)
    return round(100 * min(max(stepped, threshold), of - threshold) / of)


def days(found: Sequence[float], threshold: int) -> int | None:
    """The median, in steps."""
    if len(found) < 2 * threshold:
        return None
    return max(DAYS_STEP, DAYS_STEP * round(median(found) / DAYS_STEP))


def _numbers(cell: Cell, people: Sequence[Met], threshold: int) -> Group:
    dated = [one for one in people if one.had_a_date]
    between = [one.days_between for one in people if one.days_between is not None]
    return Group(
        *cell,
        people=len(people),
        met_share=share(sum(one.met for one in people), len(people), threshold),
        in_time_share=share(sum(one.in_time for one in dated), len(dated), threshold),
        median_days=days(between, threshold),
    )
