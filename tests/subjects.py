"""One row of every lifecycle, which is put into any state past all rules, and who stands how to it.

The states, the steps, who may take them and how they are refused are read off `Lifecycle`; what
the actors may see comes from their relations. Both are said here once.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any, Final
from uuid import UUID, uuid4

import asyncpg

from app.contracts import use_cases
from app.domain.competencies import lifecycle as frameworks
from app.domain.competencies import service as competencies
from app.domain.competencies.commands import SyncFramework
from app.domain.conversation_templates import lifecycle as templates
from app.domain.conversations import lifecycle as conversations
from app.domain.conversations.states import MET
from app.domain.lifecycle import Lifecycle, Step
from app.domain.objectives import lifecycle as objectives
from app.domain.plans.errors import NoOfferOpen, PlanClosed
from app.domain.plans.lifecycle import GOAL, HELP, MILESTONE, OWNER, PLAN, Who
from app.domain.plans.states import OwnerChangeStatus, OwnerStatus
from app.domain.reflections import lifecycle as moments
from app.domain.reflections.states import LearningMomentStatus
from tests.asking import DONE, Ask
from tests.cases import CASES
from tests.kinds import KINDS
from tests.scene import Scene
from tests.scene_of_frameworks import a_model
from tests.stage import as_superuser
from tests.world import World

COVER, CLIENT, OWNS, ASKED = (
    "covers for the manager",
    "machine client",
    "owner of a step",
    "colleague",
)
USE_CASES: Final = use_cases()
SIDES: Final = {"the person", "manager", COVER}
PARTICIPANTS: Final = {"the person", "manager"}
READERS: Final = {*SIDES, "people partner"}
ENDED: Final = [state for state in PLAN.states if state in PLAN["reopen_plan"].sources]
OF_A_MILESTONE: Final = {MILESTONE.noun, OWNER.noun, HELP.noun}
TABLES: Final = {
    OWNER.noun: "milestone",
    conversations.WIDENING.noun: "note_widening",
    conversations.ACCESS.noun: "conversation_access",
}
PEOPLE: Final = set(KINDS) - {CLIENT}
MAY: Final[Mapping[StrEnum, set[str]]] = {
    Who.SIDES: SIDES,
    Who.OTHER_SIDE: SIDES - {"the person"},  # who proposed it, here
    Who.ENDERS: SIDES - {COVER},
    Who.WORKERS: {"the person", OWNS},
    Who.EITHER: SIDES | {OWNS},
    Who.READERS: READERS | {OWNS},
    objectives.Who.OWNER: {"manager", CLIENT},
    moments.Who.LEADER: {"manager"},
    moments.Who.AUTHOR: {"manager"},
    frameworks.Who.PUBLISHER: {*KINDS},
    templates.Who.KEEPER: {"the person", CLIENT},
    templates.Who.VERSION_KEEPER: {"the person", CLIENT},
    conversations.Who.PARTICIPANTS: PARTICIPANTS,
    conversations.Who.OTHER_PARTICIPANT: PARTICIPANTS - {"manager"},  # who said it, here
    conversations.Who.EMPLOYEE: {"the person"},
    conversations.Who.AUTHOR: {"manager"},  # who wrote it, here
    conversations.Who.HEARER: PARTICIPANTS - {"manager"},
    conversations.Who.WRITER: {"the person"},
    conversations.Who.CONSENTING: {"manager"},
    conversations.Who.SECOND: PEOPLE - PARTICIPANTS - {ASKED},  # the colleague asked for it, here
    conversations.Who.HOLDERS: {ASKED, "people partner"},  # who decided
}


@dataclass(frozen=True)
class Situation:
    """A state, and what else makes a difference to who may do what."""

    state: StrEnum
    is_offered: bool = False
    """Of an owner: somebody else, the colleague, is asked to take over."""
    is_ended: bool = False
    """The plan around it has ended."""

    def __str__(self) -> str:
        return f"{self.state}{', offered' * self.is_offered}{', ended' * self.is_ended}"


def situations(lifecycle: Lifecycle[Any]) -> Iterable[Situation]:
    """Every state. An owner who took it on stays, while somebody else is asked, too."""
    for state in lifecycle.states:
        yield Situation(state)
        if lifecycle is OWNER and state is OwnerStatus.ACCEPTED:
            yield Situation(state, is_offered=True)


def columns(noun: str, now: Situation, world: World, id: UUID) -> dict[str, Any]:
    """What a row has besides in this situation."""
    state, moment = now.state.value, datetime.now(UTC)
    if noun == PLAN.noun:
        amina, closed_on = world.id("amina"), moment.date() if now.state in ENDED else None
        return {"closed_on": closed_on, "proposed_by_id": amina, "agreed_at": moment}
    if noun == GOAL.noun:
        return {"succeeded_by_id": id if state == "adjusted" else None}
    if noun == MILESTONE.noun:
        reached_at = moment if state == "reached" else None
        return {"reached_at": reached_at, "started_at": moment, "owner_status": "accepted"}
    if noun == OWNER.noun:
        asked = world.id("tomas") if now.is_offered else None
        return {"owner_id": world.id("olga"), "proposed_owner_id": asked}
    if noun == HELP.noun:
        return {"resolved_at": moment if state == "resolved" else None}
    return _of_conversations(noun, now, world)


def _of_conversations(noun: str, now: Situation, world: World) -> dict[str, Any]:
    state, moment = now.state.value, datetime.now(UTC)
    if noun == conversations.CONVERSATION.noun:
        return {
            "scheduled_at": moment,
            "held_at": moment if now.state in MET else None,
            "held_by_id": world.id("jonas"),
            "objected_by_id": None,
            "objection": None,
        }
    if noun == conversations.SUMMARY.noun:
        is_confirmed = state == "confirmed"
        return {
            "confirmed_at": moment if is_confirmed else None,
            "confirmed_by_id": world.id("amina") if is_confirmed else None,
        }
    if noun == conversations.ACCESS.noun:
        ends_at = moment + timedelta(hours=1)
        people = {"requester_id": world.id("tomas"), "decided_by_id": world.id("priya")}
        return people | {"decided_at": moment, "ends_at": ends_at}
    if noun == conversations.WIDENING.noun:
        return {"decided_at": None if state == "proposed" else moment}
    if noun == conversations.SERIES.noun:
        today, is_paused, is_ended = moment.date(), state == "paused", state == "ended"
        return {
            "paused_on": today if is_paused else None,
            "pause_reason": "agreed" if is_paused else None,
            "ended_on": today if is_ended else None,
            "ended_reason": "agreed" if is_ended else None,
        }
    return {}


@dataclass(frozen=True)
class Found:
    state: str
    version: int
    told: list[str]


@dataclass(frozen=True)
class Subject:
    """One row, and the usual way to ask for a step of it."""

    app: asyncpg.Connection
    world: World
    noun: str
    id: UUID
    told_of: UUID
    usual: Ask

    @classmethod
    async def of(
        cls, app: asyncpg.Connection, scene: Scene, lifecycle: Lifecycle[Any], step: Step[Any]
    ) -> "Subject":
        tenant = str(scene.world.tenant_id)  # for all that is asked of it here
        await app.execute("SELECT set_config('app.tenant_id', $1, false)", tenant)
        [case] = [one for one in CASES if one.use_case is USE_CASES[step.name]]
        usual, noun = await case.ask(scene), lifecycle.noun
        if lifecycle is PLAN:  # one that holds nothing
            usual = replace(usual, ids={"plan_id": await scene.a_plan()})
        elif lifecycle in (GOAL, MILESTONE):
            usual = replace(usual, ids={f"{noun}_id": scene.ids[noun]})
        if lifecycle is HELP:
            id = usual.ids.get("help_id") or usual.body["helpId"]
            sql = "SELECT milestone_id FROM help WHERE tenant_id = $1 AND id = $2"
            subject = cls(app, scene.world, noun, id, id, usual)
            return replace(subject, told_of=await subject.value(sql, id))
        [id] = usual.ids.values()
        if lifecycle is conversations.SUMMARY:
            subject = cls(app, scene.world, noun, id, id, usual)
            sql = "SELECT id FROM summary WHERE tenant_id = $1 AND conversation_id = $2"
            return replace(subject, id=await subject.value(sql, id))

        if lifecycle is templates.VERSION:
            sql = "SELECT template_id FROM template_version WHERE tenant_id = $1 AND id = $2"
            subject = cls(app, scene.world, noun, id, id, usual)
            return replace(subject, told_of=await subject.value(sql, id))
        return cls(app, scene.world, noun, id, id, usual)

    @property
    def table(self) -> str:
        return TABLES.get(self.noun, self.noun.replace(" ", "_"))

    @property
    def column(self) -> str:
        return "owner_status" if self.noun == OWNER.noun else "status"

    def ask(self, version: int) -> Ask:
        """In the version that is there, if one has to say which."""
        return self.usual if self.usual.version is None else replace(self.usual, version=version)

    async def put(self, now: Situation) -> Found:
        given = {self.column: now.state.value, **columns(self.noun, now, self.world, self.id)}
        if self.usual.use_case is competencies.publish_competency_framework:
            await self._draft_again()
        setting = "".join(f", {name} = ${at}" for at, name in enumerate(given, 3))
        sql = (
            f"UPDATE {self.table} SET version = version + 1{setting}"  # noqa: S608
            " WHERE tenant_id = $1 AND id = $2"
        )
        await self.value(sql, self.id, *given.values())
        if self.noun == OWNER.noun:
            await self._remember(now)
        if self.noun == conversations.CONVERSATION.noun:
            await self._reopen_summary()
            if self.usual.use_case is USE_CASES["close_conversation"]:
                await _forget_snapshot(self.id)
        if self.noun == conversations.SUMMARY.noun:  # whose conversation a step may have ended
            sql = "UPDATE conversation SET status = 'held' WHERE tenant_id = $1 AND id = $2"
            await self.value(sql, self.told_of)
        return await self.read()

    async def _reopen_summary(self) -> None:
        """Whoever confirms it says which version of it they read: here the conversation's, too."""
        await self.value(
            "UPDATE summary SET status = 'proposed', confirmed_at = NULL, confirmed_by_id = NULL,"
            " version = conversation.version FROM conversation"
            " WHERE summary.tenant_id = $1 AND summary.conversation_id = $2"
            " AND conversation.tenant_id = $1 AND conversation.id = $2",
            self.id,
        )

    async def _draft_again(self) -> None:
        """There is something to publish, whatever was published before."""
        framework = "FROM competency_framework WHERE tenant_id = $1 AND id = $2"
        code = await self.value(f"SELECT code {framework}", self.id)
        await self.value(
            "UPDATE competency_framework SET status = 'published' WHERE tenant_id = $1 AND id = $2",
            self.id,
        )
        document = a_model(code, f"N-{uuid4()}")
        command = SyncFramework(document=document, publish=False)
        await self.world.do("vendor", competencies.sync_competency_framework, command=command)

    async def _remember(self, now: Situation) -> None:
        """Who was asked, and what they said, as the state has it."""
        world, change = self.world, OwnerChangeStatus
        said = {"olga": change(now.state.value)}
        if now.is_offered:
            said["tomas"] = change.PROPOSED
        await self.value(
            "DELETE FROM owner_change WHERE tenant_id = $1 AND milestone_id = $2", self.id
        )
        for who, status in said.items():
            await self.value(
                "INSERT INTO owner_change (tenant_id, milestone_id, id, version, created_at,"
                " person_id, by_id, to_id, status, decided_at)"
                " VALUES ($1, $2, $3, 1, now(), $4, $4, $5, $6::text,"
                " CASE WHEN $6::text <> 'proposed' THEN now() END)",
                self.id,
                uuid4(),
                world.id("amina"),
                world.id(who),
                status.value,
            )

    async def read(self) -> Found:
        row = await self.app.fetchrow(
            f"SELECT {self.column}, version, ARRAY(SELECT type FROM outbox_event"  # noqa: S608
            " WHERE tenant_id = $1 AND subject_id = $3 ORDER BY sequence)"
            f" FROM {self.table} WHERE tenant_id = $1 AND id = $2",
            self.world.tenant_id,
            self.id,
            self.told_of,
        )
        assert row is not None
        return Found(row[0], row[1], row[2])

    async def value(self, sql: str, *given: Any) -> Any:
        return await self.app.fetchval(sql, self.world.tenant_id, *given)


async def _forget_snapshot(conversation_id: UUID) -> None:
    """What no role of the product can: it is kept for good."""
    superuser = await as_superuser()
    await superuser.execute(
        "DELETE FROM conversation_snapshot WHERE conversation_id = $1", conversation_id
    )
    await superuser.close()


def may_see(noun: str, kind: str, now: Situation) -> bool:
    if noun == templates.VERSION.noun and now.state == "draft":
        return kind in MAY[templates.Who.VERSION_KEEPER]
    everybodys = (objectives.OBJECTIVE, frameworks.FRAMEWORK, templates.TEMPLATE, templates.VERSION)
    if noun in [one.noun for one in everybodys]:
        return not kind.startswith("other organisation")
    if noun in (
        conversations.CONVERSATION.noun,
        conversations.SUMMARY.noun,
        conversations.SERIES.noun,
    ):
        return kind in PARTICIPANTS | {CLIENT}
    if noun == conversations.HANDOFF.noun:
        return kind in {"the person", "people partner", CLIENT}

    if noun == moments.LEARNING_MOMENT.noun:  # for the team of the manager, who wrote it
        is_read = now.state is LearningMomentStatus.PUBLISHED and kind == "the person"
        return kind == "manager" or is_read

    if noun == conversations.WIDENING.noun:
        return kind in PARTICIPANTS
    if noun == conversations.ACCESS.noun:
        return kind in PEOPLE
    is_over = now.is_ended or (noun == PLAN.noun and now.state in ENDED)
    if is_over and kind == COVER:
        return False  # a cover has a part in what is open, and in nothing else
    if noun in OF_A_MILESTONE and kind == OWNS:
        return now.state is not OwnerStatus.DECLINED
    return kind in READERS | {CLIENT} or (kind == ASKED and now.is_offered)


def may_take(step: Step[Any], kind: str, now: Situation) -> bool:
    """Of an owner it depends on what they said so far."""
    if step.who is Who.HANDS:
        return kind in SIDES or (kind == OWNS and now.state is OwnerStatus.ACCEPTED)
    if step.who is Who.OFFERED:
        return kind == asked(now)
    return kind in MAY[step.who]


def asked(now: Situation) -> str | None:
    """Who has not answered yet."""
    if now.is_offered:
        return ASKED
    return OWNS if now.state is OwnerStatus.PROPOSED else None


def expected(step: Step[Any], noun: str, kind: str, now: Situation) -> str:
    if step.who is Who.OFFERED and kind == OWNS and asked(now) != OWNS:
        return step.refusal.code  # who has answered is told so, even where they see it no longer
    if not may_see(noun, kind, now):
        return "not_found"
    if not may_take(step, kind, now):
        return "forbidden"
    if now.is_ended:
        return PlanClosed.code
    is_answerable = step.refusal is not NoOfferOpen or asked(now) is not None
    return DONE if now.state in step.sources and is_answerable else step.refusal.code
