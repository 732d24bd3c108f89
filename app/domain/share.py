"""The arithmetic of a budget that many processes spend from: nothing here waits or is stored.

A **quota** allows so many requests in each window of time. The count of what was taken is
shared; a process takes from it in small leases, and spends those by itself. What is taken is
counted before it is spent, so the quota holds however many processes there are. What a
process has not spent ends with its window.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Quota:
    """At most `limit` in each `window_s` seconds, and what clients know it by."""

    name: str
    limit: int
    window_s: int = 60

    @property
    def first_lease(self) -> int:
        """Enough for somebody who asks now and then: one lease a window."""
        return max(1, self.limit // 50)

    @property
    def largest_lease(self) -> int:
        """What one process can keep from the others at the most."""
        return max(1, self.limit // 20)


@dataclass(frozen=True, slots=True)
class Lease:
    """What was taken from the shared count."""

    window: int
    granted: int
    unclaimed: int
    """What nobody had taken yet when this was taken."""
    ends_in_s: float
    """Seconds until the window ends, counted from when the lease was asked for, or later."""


class Share:
    """What one process may spend of one quota, in the present window, by its own clock."""

    __slots__ = ("_size", "_window", "ends", "left", "quota", "unclaimed")

    def __init__(self, quota: Quota) -> None:
        self.quota = quota
        self.left = self.unclaimed = 0
        self.ends = 0.0
        self._size = 0
        self._window: int | None = None

    def spend(self, cost: int, now: float) -> bool:
        """Whether it could be paid from what was leased."""
        if now >= self.ends:
            self.left = 0
        if self.left < cost:
            return False
        self.left -= cost
        return True

    def give_back(self, cost: int, now: float) -> None:
        """Undo what was spent, if its window still lasts."""
        if now < self.ends:
            self.left += cost

    def is_used_up(self, cost: int, now: float) -> bool:
        """Whether asking for more is known to be in vain until the window ends."""
        return now < self.ends and self.unclaimed == 0 and self.left < cost

    def wanted(self, cost: int, now: float) -> int:
        """How much to lease: twice as much as before while the window lasts, then half of it."""
        size = self._size * 2 if now < self.ends else self._size // 2
        size = min(max(size, self.quota.first_lease), self.quota.largest_lease)
        return max(size, cost - self.left)

    def receive(self, lease: Lease, asked_at: float) -> None:
        """Take a lease in. One that was asked for in time cannot outlast its window.

        One that grants nothing says that there is nothing, or somebody would ask for ever.
        """
        if lease.window != self._window:
            self.left, self._window = 0, lease.window
        self.left += lease.granted
        self.unclaimed = lease.unclaimed if lease.granted else 0
        self.ends = asked_at + lease.ends_in_s
        self._size = max(self._size if lease.granted == 0 else lease.granted, 1)

    def lease_from_oneself(self, cost: int, now: float) -> None:
        """Go on without the shared count: from what was unclaimed when it was last seen, and in
        a window that nobody has seen from all of the quota.
        """
        wanted = self.wanted(cost, now)
        if now >= self.ends:
            self.left, self.unclaimed, self._window = 0, self.quota.limit, None
            self.ends = now + self.quota.window_s
        granted = min(wanted, self.unclaimed)
        self.left += granted
        self.unclaimed -= granted
