"""Whoever adds and subtracts what is shown never comes to a number of fewer people than allowed."""

from collections.abc import Sequence
from fractions import Fraction
from itertools import combinations, product
from typing import Any

from hypothesis import example, given, settings
from hypothesis import strategies as st

from app.domain.coverage.anonymity import Cell, Met, days, share, shown, told
from app.domain.coverage.states import GroupBy

K = 3
Keys = tuple[str | None, str | None, str | None]
WAYS = (GroupBy.DEPARTMENT, GroupBy.LOCATION, GroupBy.MANAGER)

Cells = dict[Cell, frozenset[int]]


def cells(people: Sequence[Keys]) -> Cells:
    found: dict[Cell, set[int]] = {}
    for index, keys in enumerate(people):
        found.setdefault((GroupBy.ORGANISATION, ""), set()).add(index)
        for by, key in zip(WAYS, keys, strict=True):
            if key is not None:
                found.setdefault((by, key), set()).add(index)
    return {cell: frozenset(members) for cell, members in found.items()}


def rank(rows: Sequence[Sequence[int]]) -> int:
    """How many of the rows say something that the others do not, exactly."""
    left = [[Fraction(value) for value in row] for row in rows]
    found = 0
    for column in range(len(rows[0]) if rows else 0):
        pivot = next((row for row in left if row[column]), None)
        if pivot is None:
            continue
        left.remove(pivot)
        found += 1
        left = [
            [v - row[column] / pivot[column] * p for v, p in zip(row, pivot, strict=True)]
            for row in left
        ]
    return found


def singled_out(rows: Sequence[frozenset[int]], people: int) -> set[int] | None:
    """Fewer people than allowed of whom alone some sum of multiples of the rows speaks.

    There is one if, and only if, the rows depend on each other once these people are not there.
    """
    whole = [[int(one in row) for one in range(people)] for row in rows]
    known = rank(whole)
    for size in range(1, K):
        for few in combinations(range(people), size):
            rest = [[v for one, v in enumerate(row) if one not in few] for row in whole]
            if rank(rest) < known:
                return set(few)
    return None


def organisations() -> st.SearchStrategy[list[Keys]]:
    ways = (st.sampled_from(words) for words in (("A", "B", "C", None), ("X", "Y", None), "mno"))
    return st.lists(st.tuples(*ways), min_size=0, max_size=11)


ALL_BUT_ONE: list[Keys] = [("A", "X", None)] * 5 + [("A", "Y", None)] + [("B", "Y", None)] * 5
"""A location that is a department but for one person."""

TOGETHER: list[Keys] = [("A", None, "m")] * 4 + [(None, "X", "m")] * 4 + [(None, "X", None)]
TOGETHER += [(None, None, None)] * 6
"""A team that is a department and a location but for one person."""


@settings(max_examples=120, deadline=None)
@given(organisations())
@example(ALL_BUT_ONE)
@example(TOGETHER)
def test_no_sum_of_what_is_shown_speaks_of_few(people: list[Keys]) -> None:
    found = cells(people)
    rows = [found[cell] for cell in shown(found, K)]
    assert all(len(row) >= K for row in rows)
    assert singled_out(rows, len(people)) is None


@settings(max_examples=60, deadline=None)
@given(organisations())
def test_adding_and_subtracting_finds_nobody(people: list[Keys]) -> None:
    """An attacker who knows who is where, and takes up to three of the groups."""
    found = cells(people)
    rows = [found[cell] for cell in shown(found, K)]
    for some in combinations(rows, min(3, len(rows))):
        for signs in product((-1, 0, 1), repeat=len(some)):
            left = [
                sum(sign * (one in row) for sign, row in zip(signs, some, strict=True))
                for one in range(len(people))
            ]
            assert not 0 < sum(value != 0 for value in left) < K


def test_the_search_for_few_finds_them_where_large_groups_are_just_shown() -> None:
    for people in (ALL_BUT_ONE, TOGETHER):
        large = [row for row in cells(people).values() if len(row) >= K]
        assert singled_out(large, len(people)) is not None


def test_the_next_smallest_goes_with_a_small_one() -> None:
    people: list[Keys] = [("A", None, None)] * 9 + [("B", None, None)] * 6 + [("C", None, None)] * 5
    every = {(GroupBy.ORGANISATION, ""), *((GroupBy.DEPARTMENT, key) for key in "ABC")}
    assert set(shown(cells(people), K)) == every
    fewer = people[:-3]
    assert set(shown(cells(fewer), K)) == every - {(GroupBy.DEPARTMENT, key) for key in "BC"}


def test_a_whole_organisation_is_shown_and_a_small_one_is_not() -> None:
    people: list[Keys] = [(d, site, m) for d in "ABC" for site in "XY" for m in "mn"] * 4  # type: ignore[misc]
    assert set(shown(cells(people), K)) == set(cells(people))
    assert shown(cells([("A", "X", "m")] * (K - 1)), K) == []
    assert shown({}, K) == []


@settings(max_examples=40, deadline=None)
@given(organisations(), st.randoms(use_true_random=False))
def test_in_which_order_people_are_read_makes_no_difference(
    people: list[Keys], random: Any
) -> None:
    again = list(people)
    random.shuffle(again)
    assert shown(cells(people), K) == shown(cells(again), K)


@given(st.integers(0, 200), st.integers(0, 200), st.integers(3, 9))
def test_a_share_is_never_nobody_or_everybody(count: int, more: int, threshold: int) -> None:
    of = count + more
    found = share(count, of, threshold)
    if of < 2 * threshold:
        assert found is None
        return
    assert found is not None
    # One step more or less, in percent; then two counts within a step cannot be told apart.
    assert threshold / of * 100 - 1 < found < 100 - threshold / of * 100 + 1
    if threshold <= count <= of - threshold:
        assert abs(found - 100 * count / of) <= 100 * threshold / of / 2 + 1


def test_days_are_told_in_steps_of_many() -> None:
    assert days([27.0] * 5, K) is None
    assert days([27.0] * 6, K) == 25
    assert days([1.0] * 6, K) == 5


def test_the_numbers_of_a_group_are_of_those_whom_they_are_about() -> None:
    def one(*, met: bool, had_a_date: bool = True) -> Met:
        keys = {GroupBy.ORGANISATION: "", GroupBy.DEPARTMENT: None}
        return Met(keys, met, 30.0 if met else None, had_a_date, had_a_date and met)

    people = [one(met=True)] * 6 + [one(met=False)] * 3 + [one(met=False, had_a_date=False)] * 3
    [group] = told(people, K)
    assert (group.people, group.met_share) == (12, 50)
    assert (group.in_time_share, group.median_days) == (67, 30)
