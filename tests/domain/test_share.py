"""The arithmetic of budgets: however many processes spend, and in whatever order."""

from dataclasses import dataclass, field

from hypothesis import given
from hypothesis import strategies as st

from app.domain.share import Lease, Quota, Share


@dataclass
class Count:
    """The shared count as the database keeps it, by a clock that it alone has."""

    quota: Quota
    spent: dict[int, int] = field(default_factory=dict)
    taken: int = 0

    def take(self, wanted: int, now: float) -> Lease:
        window = int(now // self.quota.window_s)
        before = self.spent.get(window, 0)
        after = self.spent[window] = max(before, min(before + wanted, self.quota.limit))
        ends_in = (window + 1) * self.quota.window_s - now
        self.taken += 1
        return Lease(window, after - before, self.quota.limit - after, ends_in)


@dataclass
class Process:
    """A process whose clock shows another time than the database's, and runs as fast."""

    share: Share
    ahead: float

    def spend(self, count: Count, now: float, delay: float = 0.0, cost: int = 1) -> bool:
        """At `now` of the database; an answer of the database takes `delay`, there and back."""
        mine = now + self.ahead
        while not self.share.spend(cost, mine):
            if self.share.is_used_up(cost, mine):
                return False
            lease = count.take(self.share.wanted(cost, mine), now + delay / 2)
            self.share.receive(lease, mine)
            now, mine = now + delay, mine + delay
        return True


quotas = st.builds(
    Quota, st.just("person"), st.integers(1, 300) | st.just(6000), st.sampled_from([1, 60])
)
steps = st.lists(
    st.tuples(
        st.integers(0, 4),  # which process
        st.integers(1, 40),  # how many requests in a row
        st.floats(0, 20),  # after so many seconds
        st.floats(0, 0.4),  # how slow the database is
        st.integers(1, 3),  # what each of them costs
    ),
    max_size=60,
)
clocks = st.lists(st.floats(-1000, 1000), min_size=5, max_size=5)


@given(quotas, steps, clocks)
def test_a_window_never_allows_more_than_the_quota(
    quota: Quota, steps: list[tuple[int, int, float, float, int]], clocks: list[float]
) -> None:
    count, now = Count(quota), 5000.0
    processes = [Process(Share(quota), ahead) for ahead in clocks]
    allowed: dict[int, int] = {}
    for who, requests, later, delay, cost in steps:
        now += later
        for _ in range(requests):
            before = now
            if processes[who].spend(count, now, delay, cost):
                # What a lease paid for is within the window of the lease.
                window = processes[who].share._window
                assert window is not None
                assert int(before // quota.window_s) <= window
                allowed[window] = allowed.get(window, 0) + cost
    assert all(spent <= quota.limit for spent in allowed.values())


@given(st.integers(1, 5), st.integers(1, 2000), st.randoms(use_true_random=False))
def test_nobody_starves_beside_leases_that_others_do_not_spend(
    many: int, limit: int, random: object
) -> None:
    quota = Quota("person", limit)
    count, processes = Count(quota), [Process(Share(quota), 0.0) for _ in range(many)]
    allowed = sum(random.choice(processes).spend(count, 1.0) for _ in range(2 * limit))  # type: ignore[attr-defined]
    assert limit - (many - 1) * quota.largest_lease <= allowed <= limit


@given(st.integers(1, 10_000))
def test_one_process_alone_may_spend_all_of_it_and_not_more(limit: int) -> None:
    count, process = Count(Quota("client", limit)), Process(Share(Quota("client", limit)), 3.0)
    assert sum(process.spend(count, 60.0 + n / limit) for n in range(limit + 10)) == limit
    assert process.spend(count, 120.5)


def test_who_asks_now_and_then_costs_one_lease_a_window() -> None:
    quota = Quota("person", 600)
    count, process = Count(quota), Process(Share(quota), 0.0)
    for request in range(100):
        assert process.spend(count, request * 6.0)  # ten a minute
    assert count.taken == 10


def test_a_burst_costs_a_few_leases_and_a_storm_not_many_more() -> None:
    quota = Quota("client", 6000)
    count, process = Count(quota), Process(Share(quota), 0.0)
    assert all(process.spend(count, n / 100) for n in range(1000))
    assert count.taken <= 6
    refused = [process.spend(count, 30.0) for _ in range(20_000)].count(False)
    assert refused == 15_000
    assert count.taken <= 25


def test_what_is_used_up_is_not_asked_for_again_before_the_window_ends() -> None:
    quota = Quota("sensitive", 2)
    count, process = Count(quota), Process(Share(quota), 0.0)
    assert [process.spend(count, 61.0) for _ in range(5)] == [True, True, False, False, False]
    assert count.taken == 2
    assert not process.spend(count, 119.9)
    assert count.taken == 2
    assert process.spend(count, 120.0)


def test_a_lease_that_grants_nothing_ends_the_asking() -> None:
    share = Share(Quota("person", 10))
    share.receive(Lease(1, 0, 5, 30.0), 1.0)
    assert share.is_used_up(1, 2.0)
    assert not share.is_used_up(1, 31.0)


def test_a_large_wish_is_granted_whole_or_not_at_all() -> None:
    quota = Quota("sensitive", 20)
    count, process = Count(quota), Process(Share(quota), 0.0)
    assert process.spend(count, 0.0, cost=15)
    assert not process.spend(count, 0.0, cost=6)
    assert process.spend(count, 0.0, cost=5)
    assert not process.spend(count, 0.0)


def test_what_is_given_back_can_be_spent_again_in_its_window_only() -> None:
    quota = Quota("address", 1)
    count, process = Count(quota), Process(Share(quota), 0.0)
    assert process.spend(count, 1.0)
    process.share.give_back(1, 2.0)
    assert process.spend(count, 3.0)
    process.share.give_back(1, 61.0)
    assert process.spend(count, 61.0)
    assert not process.spend(count, 61.0)


def test_without_the_count_a_process_goes_on_with_what_was_unclaimed() -> None:
    quota = Quota("person", 100)
    count, process = Count(quota), Process(Share(quota), 0.0)
    count.take(90, 0.0)
    assert process.spend(count, 1.0)
    share, allowed = process.share, 1
    while not share.is_used_up(1, 2.0):
        share.lease_from_oneself(1, 2.0)
        allowed += share.spend(1, 2.0)
    assert allowed + share.left == 10


def test_without_the_count_a_new_window_has_the_quota_of_one_process() -> None:
    share, allowed = Share(Quota("person", 100)), 0
    while not share.is_used_up(1, 5.0):
        if not share.spend(1, 5.0):
            share.lease_from_oneself(1, 5.0)
            continue
        allowed += 1
    assert allowed == 100
    share.lease_from_oneself(1, 65.0)
    assert share.spend(1, 65.0)
    count = Count(share.quota)
    share.receive(count.take(2, 70.0), 70.0)
    assert share.left == 2, "what a process lent itself is not added to what is shared"
