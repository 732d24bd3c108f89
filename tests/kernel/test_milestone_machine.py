"""Two people decide about the same milestone in the same moment, again and again.

A model says what each of them may do and what comes of it, one after the other. Whatever the
order was, the tables say what the model says: nothing is lost, and nothing is there twice.
"""

import asyncio
from collections.abc import Callable, Coroutine
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, ClassVar, TypeVar
from uuid import UUID

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.errors import Flaky
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test

from app.domain.errors import Conflict, Forbidden, NotFound, Stale
from app.domain.plans import service as plans
from app.domain.plans.commands import (
    BlockMilestone,
    ChangeMilestone,
    DeclineMilestone,
    MoveDeadline,
    OfferMilestone,
    ReachMilestone,
    WaiveMilestone,
)
from app.domain.use_case import Action
from tests.kernel.conftest import rows
from tests.world import World

T = TypeVar("T")
Run = Callable[[Coroutine[Any, Any, T]], T]

FIRST_DAY = date(2031, 5, 1)
OPEN = ("planned", "in_progress", "blocked")
SIDES = ("amina", "jonas")
REFUSALS = (Stale, Conflict, Forbidden, NotFound)


class Refused(Exception):
    """The model does not allow it."""


@dataclass(frozen=True)
class Deed:
    """What somebody does: with which version in mind, and where to."""

    who: str
    what: str
    to: Any = None
    version: int | None = None


@dataclass
class Model:
    """What the tables should say of one milestone. People go by their names."""

    status: str = "planned"
    progress: int = 0
    due_on: date = FIRST_DAY
    owner: str = "olga"
    owner_status: str = "proposed"
    proposed: str | None = None
    begun: bool = False
    version: int = 1
    told: list[tuple[str, int]] = field(
        default_factory=lambda: [("created", 1), ("owner_proposed", 1)]
    )
    moves: list[tuple[date, date, str]] = field(default_factory=list)
    offers: list[tuple[str, str, str]] = field(
        default_factory=lambda: [("olga", "amina", "proposed")]
    )

    def after(self, deed: Deed) -> "Model":
        """Another model, in which it was done; or `Refused`."""
        then = deepcopy(self)
        check(deed.version in (None, self.version))
        then.version += 1
        events = getattr(then, f"_{deed.what}")(deed.who, deed.to)
        then.told += [(event, then.version) for event in events]
        return then

    def refuses(self, deed: Deed) -> bool:
        try:
            self.after(deed)
        except Refused:
            return True
        return False

    def _reach(self, who: str, _: Any) -> list[str]:
        check(self._works(who) and self.status in OPEN)
        self.status, self.progress, self.begun = "reached", 100, True
        return ["reached", *self._accepted_by_doing(who)]

    def _progress(self, who: str, to: int) -> list[str]:
        check(self._changes(who) and self.status in OPEN)
        self.progress = to
        return ["progressed", *self._accepted_by_doing(who)]

    def _start(self, who: str, _: Any) -> list[str]:
        check(self._works(who) and self.status == "planned")
        self.status, self.begun = "in_progress", True
        return ["started", *self._accepted_by_doing(who)]

    def _block(self, who: str, _: Any) -> list[str]:
        check(self._works(who) and self.status in ("planned", "in_progress"))
        self.status, self.begun = "blocked", True
        return ["blocked", *self._accepted_by_doing(who), "help_asked"]

    def _unblock(self, who: str, _: Any) -> list[str]:
        check(self._changes(who) and self.status == "blocked")
        self.status = "in_progress"
        return ["unblocked"]

    def _waive(self, who: str, _: Any) -> list[str]:
        check(who in SIDES and self.status in OPEN)
        self.status = "waived"
        return ["waived"]

    def _reopen(self, who: str, _: Any) -> list[str]:
        check(self._changes(who) and self.status not in OPEN)
        self.status = "in_progress" if self.begun else "planned"
        return ["reopened"]

    def _move(self, who: str, to: date) -> list[str]:
        check(self._changes(who) and self.status in OPEN and to != self.due_on)
        self.moves.append((self.due_on, to, who))
        self.due_on = to
        return ["deadline_changed"]

    def _offer(self, who: str, to: str) -> list[str]:
        took_it_on = self.owner_status == "accepted"
        check(who in SIDES or (self.owner == who and took_it_on))
        check(self.status in OPEN)
        check(self._asked != to and not (took_it_on and self.owner == to))
        self._answered("withdrawn")
        self.offers.append((to, who, "accepted" if to == who else "proposed"))
        if to == who:
            return self._taken_on(to)
        if took_it_on:
            self.proposed = to
        else:
            self.owner, self.owner_status = to, "proposed"
        return ["owner_proposed"]

    def _accept(self, who: str, _: Any) -> list[str]:
        check(self._asked == who and self.status in OPEN)
        self._answered("accepted")
        return self._taken_on(who)

    def _decline(self, who: str, _: Any) -> list[str]:
        check(self._asked == who and self.status in OPEN)
        self._answered("declined")
        if self.proposed is None:
            self.owner_status = "declined"
        self.proposed = None
        return ["owner_declined"]

    def _withdraw(self, who: str, _: Any) -> list[str]:
        check(who in SIDES or (self.owner == who and self.owner_status == "accepted"))
        check(self.proposed is not None and self.status in OPEN)
        self._answered("withdrawn")
        self.proposed = None
        return ["offer_withdrawn"]

    @property
    def _asked(self) -> str | None:
        return self.proposed or (self.owner if self.owner_status == "proposed" else None)

    def _works(self, who: str) -> bool:
        return who == "amina" or (self.owner == who and self.owner_status != "declined")

    def _changes(self, who: str) -> bool:
        return who in SIDES or self._works(who)

    def _taken_on(self, by: str) -> list[str]:
        self.owner, self.owner_status, self.proposed = by, "accepted", None
        return ["owner_changed"]

    def _accepted_by_doing(self, who: str) -> list[str]:
        if self.owner != who or self.owner_status != "proposed":
            return []
        self._answered("accepted")
        return self._taken_on(who)

    def _answered(self, how: str) -> None:
        self.offers = [
            (to, by, how if status == "proposed" else status) for to, by, status in self.offers
        ]


def check(allowed: object) -> None:
    if not allowed:
        raise Refused


STEPS: dict[str, tuple[Action, Callable[[World, Any], Any] | None]] = {
    "reach": (plans.reach_milestone, lambda _world, _to: ReachMilestone()),
    "progress": (plans.change_milestone, lambda _world, to: ChangeMilestone(progress=to)),
    "start": (plans.start_milestone, None),
    "block": (plans.block_milestone, lambda _world, _to: BlockMilestone(help_needed="A room")),
    "unblock": (plans.unblock_milestone, None),
    "waive": (plans.waive_milestone, lambda _world, _to: WaiveMilestone(reason="Not now")),
    "reopen": (plans.reopen_milestone, None),
    "move": (plans.move_deadline, lambda _world, to: MoveDeadline(due_on=to, reason="Later")),
    "offer": (plans.offer_milestone, lambda world, to: OfferMilestone(owner_id=world.id(to))),
    "accept": (plans.accept_milestone, None),
    "decline": (plans.decline_milestone, lambda _world, _to: DeclineMilestone(reason="Busy")),
    "withdraw": (plans.withdraw_milestone_offer, None),
}
PEOPLE = st.sampled_from(["amina", "olga", "jonas"])
DAYS = st.integers(0, 2).map(lambda days: FIRST_DAY + timedelta(days=days))
DEEDS = st.builds(
    Deed, PEOPLE, st.sampled_from(sorted(STEPS.keys() - {"progress", "waive"}))
).flatmap(
    lambda deed: st.builds(
        Deed,
        st.just(deed.who),
        st.just(deed.what),
        {"move": DAYS, "offer": PEOPLE}.get(deed.what, st.none()),
    )
)
SEEN = st.sampled_from(["any", "this one", "any", "this one", "any", "the one before"])
"""Which version both have in mind."""


class Machine(RuleBasedStateMachine):
    failed: ClassVar[list[Exception]] = []
    """What went wrong, for what does not happen again when it is tried again."""

    def __init__(self, world: World, plan: dict[str, Any], run: Run[Any]) -> None:
        super().__init__()
        self.world, self.run, self.model = world, run, Model()
        made = run(world.a_milestone(plan, owner="olga"))
        self.id, self.model.due_on = UUID(made["id"]), date.fromisoformat(made["dueOn"])
        self.names = {world.id(name): name for name in world.actors}
        self.count = 0

    @rule(one=DEEDS, other=DEEDS, seen=SEEN)
    def two_things_at_once(self, one: Deed, other: Deed, seen: str) -> None:
        self.at_once(seen, one, other)

    @rule(who=PEOPLE, other=DEEDS, seen=SEEN)
    def progress_and_something_else(self, who: str, other: Deed, seen: str) -> None:
        self.at_once(seen, Deed(who, "progress", self.counted()), other)

    @rule(one=PEOPLE, other=PEOPLE, seen=SEEN)
    def two_who_say_how_far_it_is(self, one: str, other: str, seen: str) -> None:
        deeds = [Deed(who, "progress", self.counted()) for who in (one, other)]
        self.at_once(seen, *deeds)

    @rule(what=DEEDS, other=PEOPLE, seen=SEEN)
    def the_same_at_once(self, what: Deed, other: str, seen: str) -> None:
        self.at_once(seen, what, Deed(other, what.what, what.to))

    @rule(who=PEOPLE, how=st.sampled_from(["waive", "reach"]), other=DEEDS, again=PEOPLE, seen=SEEN)
    def closed_and_worked_on_again(
        self, who: str, how: str, other: Deed, again: str, seen: str
    ) -> None:
        self.at_once(seen, Deed(who, how), other)
        self.at_once("this one", Deed(again, "reopen"), Deed("amina", "reopen"))

    @rule(by=PEOPLE, to=PEOPLE, seen=SEEN)
    def accepted_while_it_is_offered(self, by: str, to: str, seen: str) -> None:
        self.at_once(seen, Deed(by, "offer", to), Deed(to, "accept"))

    @rule(to=PEOPLE, answer=st.sampled_from(["accept", "decline"]), other=DEEDS, seen=SEEN)
    def answered_once(self, to: str, answer: str, other: Deed, seen: str) -> None:
        self.at_once("any", Deed("jonas" if to == "amina" else "amina", "offer", to))
        self.at_once(seen, Deed(to, answer), other)

    @rule(to=PEOPLE, answer=st.sampled_from(["accept", "decline"]), seen=SEEN)
    def answered_while_it_is_withdrawn(self, to: str, answer: str, seen: str) -> None:
        by = "jonas" if to == "amina" else "amina"
        self.at_once("any", Deed(by, "offer", to))
        self.at_once(seen, Deed(to, answer), Deed(by, "withdraw"))

    def counted(self) -> int:
        """Always another one: saying what is known already is no change."""
        self.count += 1
        return self.count

    def at_once(self, seen: str, *deeds: Deed) -> None:
        before = self.model.version
        version = {"any": None, "this one": before, "the one before": before - 1}[seen]
        tried = [Deed(deed.who, deed.what, deed.to, version) for deed in deeds]
        try:
            self.judge(tried, self.run(self.all_of(tried)), seen)
        except Exception as error:
            self.failed.append(error)
            raise

    def judge(self, tried: list[Deed], versions: list[int | None], seen: str) -> None:
        before = self.model.version

        found = zip(versions, tried, strict=True)
        done = sorted(
            ((new, deed) for new, deed in found if new is not None), key=lambda one: one[0]
        )
        assert [new for new, _ in done] == [before + 1 + place for place in range(len(done))]
        assert len(done) <= {"any": 2, "this one": 1, "the one before": 0}[seen]
        states = [self.model]
        for _, deed in done:
            states.append(states[-1].after(deed))
        self.model = states[-1]
        for new, deed in zip(versions, tried, strict=True):
            assert new is not None or any(state.refuses(deed) for state in states), deed
        self.run(self.compare())

    async def all_of(self, deeds: list[Deed]) -> list[int | None]:
        return list(await asyncio.gather(*map(self.does, deeds)))

    async def does(self, deed: Deed) -> int | None:
        """The version that came of it, unless it was refused."""
        action, command = STEPS[deed.what]
        arguments: dict[str, Any] = {"milestone_id": self.id}
        if command is not None:
            arguments["command"] = command(self.world, deed.to)
        ctx = self.world.ctx(deed.who)
        try:
            answer = await ctx.execute(action, arguments, expected_version=deed.version)
        except REFUSALS:
            return None
        assert answer.row_version is not None
        return answer.row_version

    async def compare(self) -> None:
        model, name = self.model, self.names.get
        [row] = await self.rows("SELECT * FROM milestone WHERE id = $1")
        assert row["version"] == model.version
        assert (row["status"], row["progress"]) == (model.status, model.progress)
        assert row["due_on"] == model.due_on
        assert (name(row["owner_id"]), row["owner_status"]) == (model.owner, model.owner_status)
        assert name(row["proposed_owner_id"]) == model.proposed

        told = await self.rows("SELECT * FROM outbox_event WHERE subject_id = $1 ORDER BY sequence")
        assert [one["sequence"] for one in told] == list(range(1, len(told) + 1))
        found = [(one["type"].removeprefix("milestone."), one["data"]["version"]) for one in told]
        assert found == model.told

        moves = await self.rows("SELECT * FROM deadline_change WHERE milestone_id = $1")
        kept = [(one["from_on"], one["to_on"], name(one["moved_by_id"])) for one in moves]
        assert sorted(kept) == sorted(model.moves)

        offers = await self.rows("SELECT * FROM owner_change WHERE milestone_id = $1")
        asked = [(name(one["to_id"]), name(one["by_id"]), one["status"]) for one in offers]
        assert sorted(asked) == sorted(model.offers)
        assert [one["status"] for one in offers].count("proposed") <= 1
        # One change of the row at most: an answer is given once.
        assert {one["version"] for one in offers if one["status"] == "proposed"} <= {1}
        assert {one["version"] for one in offers} <= {1, 2}

    async def rows(self, sql: str) -> list[Any]:
        return await rows(self.world.database, self.world.tenant_id, sql, self.id)


async def test_of_two_who_decide_at_once_nothing_is_lost_and_nothing_is_doubled(
    world: World,
) -> None:
    plan, loop = await world.a_plan(), asyncio.get_running_loop()

    def run(doing: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(doing, loop).result()

    class OfThisPlan(Machine):
        def __init__(self) -> None:
            super().__init__(world, plan, run)

    # Not made smaller when it fails: who comes first is not the same the next time.
    often = settings(
        max_examples=15,
        stateful_step_count=12,
        deadline=None,
        derandomize=True,
        database=None,
        phases=(Phase.generate,),
        suppress_health_check=list(HealthCheck),
    )
    try:
        await asyncio.to_thread(run_state_machine_as_test, OfThisPlan, settings=often)
    except Flaky:
        raise Machine.failed[0] from None
