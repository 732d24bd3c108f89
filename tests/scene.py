"""Something of everything in an organisation, with words in it that must not get out.

Amina and Jonas, her manager, have a plan, conversations, preparations and notes. Olga owns
one of the milestones. See `world.py` for who is who.
"""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any
from uuid import UUID, uuid4

import asyncpg
from sqlmodel import SQLModel

from app.domain.access import service as access
from app.domain.access.commands import RegisterClient
from app.domain.access.models import public_name
from app.domain.actor import Scope
from app.domain.calendars import service as calendars
from app.domain.calendars.commands import CreateFeed
from app.domain.competencies import service as competencies
from app.domain.competencies.commands import SyncFramework
from app.domain.conversations import service as conversations
from app.domain.conversations.commands import (
    HoldConversation,
    PrepareConversation,
    ScheduleConversation,
    WriteNote,
)
from app.domain.conversations.models import Audience
from app.domain.conversations.states import SeriesKind
from app.domain.entity import utc_now
from app.domain.issuers import service as issuers
from app.domain.issuers.commands import TrustIssuer
from app.domain.issuers.models import PersonField
from app.domain.people import service as people
from app.domain.people.commands import StartRelationship, UpsertPeople
from app.domain.statement import SCOPED
from app.domain.trusted_documents import service as documents
from app.domain.trusted_documents.commands import RegisterTrustedDocuments
from app.domain.use_case import Action
from app.domain.webhooks import service as webhooks
from app.domain.webhooks.commands import RegisterWebhook
from app.server.databases import outside_urls
from app.settings import Settings
from tests.covering import counted, team
from tests.handing import another_mentor, share
from tests.scene_of_assessments import Assessments
from tests.scene_of_frameworks import Frameworks
from tests.scene_of_learning import Learning
from tests.scene_of_notes import Notes
from tests.scene_of_plans import MODEL, SECRET, Plans
from tests.scene_of_reflections import Reflections
from tests.scene_of_roles import Roles
from tests.scene_of_series import SeriesOf
from tests.scene_of_talks import Talks
from tests.scene_of_templates import TEMPLATE_KEY, Templates, answers
from tests.scene_of_webhooks import webhooks_at_work
from tests.world import World

TABLES = sorted(SQLModel.metadata.tables)
TRAIL = {"audit_entry", "audit_subject", "audit_lane"}
FOR_GOOD = {"conversation_snapshot", "addendum", "role_profile_version"}
"""Written once, and never changed or removed."""
ENDING = {"competency_revision", "competency_association", "competency_leftover"}
"""What they say never changes: they only end, and those of a draft go with it."""
COUNTING = TRAIL | {"budget"}
"""That it was asked is remembered there, whatever becomes of it; nothing else may change."""


@dataclass
class Scene(
    SeriesOf, Talks, Plans, Reflections, Notes, Templates, Frameworks, Roles, Assessments, Learning
):
    world: World
    ids: dict[str, UUID] = field(default_factory=dict)
    versions: dict[UUID, int] = field(default_factory=dict)
    covers: dict[tuple[str, str], UUID] = field(default_factory=dict)
    numbers: "count[int]" = field(default_factory=count)

    @classmethod
    async def begin(cls, world: World) -> "Scene":
        scene = cls(world)
        scene.ids["people_partner"] = await scene.a_partnership()
        scene.ids["plan"] = await scene.a_plan()
        scene.ids["objective"] = await scene.an_objective()
        scene.ids["reflection"] = await scene.a_reflection()
        scene.ids["goal"] = await scene.a_goal()
        scene.ids["plan_template"] = await scene.a_template()
        scene.ids["milestone"] = await scene.a_milestone()
        scene.ids["deadline_change"] = await scene.a_moved_deadline()

        scene.ids["supporter"] = await scene.a_supporter("olga", scene.ids["milestone"])
        scene.ids["help"] = await scene.a_help(scene.ids["milestone"])

        scene.ids["resource"] = await scene.a_resource()
        scene.ids["evidence"] = await scene.some_evidence()
        await scene.a_dependency()
        scene.ids["reviewed"] = await scene.an_active_plan()
        scene.ids["review"] = await scene.a_review(scene.ids["reviewed"])
        scene.ids["conversation_template"] = await scene.a_conversation_template()
        scene.ids["template_version"] = await scene.a_published_version()
        scene.ids["template_draft"] = await scene.a_template_draft()
        scene.ids["conversation"] = await scene.a_conversation()
        for who in ("amina", "jonas"):
            await scene.a_preparation(who)
            scene.ids[f"talking_point_of_{who}"] = await scene.a_talking_point(who)
            for audience in Audience:
                scene.ids[f"{who}:{audience}"] = await scene.a_note(who, audience)
        scene.ids["learning_moment"] = await scene.a_moment()
        scene.ids["extract"] = await scene.an_extract()

        scene.ids["closed_conversation"] = await scene.a_closed_conversation()

        scene.ids["series"] = await scene.a_series(SeriesKind.MANAGER)
        scene.ids["cadence_setting"] = await scene.a_cadence_setting()
        report = await scene.done(
            "vendor", competencies.sync_competency_framework, command=SyncFramework(document=MODEL)
        )
        scene.ids["framework"] = UUID(report["frameworkId"])
        scene.ids["competency"] = await scene.a_competency(scene.ids["framework"])
        scene.ids["case_framework"] = await scene.a_case_framework()
        version = await scene.a_framework_version(scene.ids["case_framework"])
        scene.ids["framework_version"] = version
        scene.ids["role_profile"] = await scene.a_published_role()
        scene.ids["role_profile_version"] = await scene.a_role_version(scene.ids["role_profile"])
        scene.ids["pathway"] = await scene.a_pathway()
        scene.ids["role_assignment"] = await scene.a_role_assignment("2026-01-01")
        scene.ids["next_role"] = await scene.a_next_role()
        scene.ids["assessment"] = await scene.a_manager_assessment()
        scene.ids["self_assessment"] = await scene.a_self_assessment()
        scene.ids["learning_record"] = await scene.a_learning_record()
        await scene.something_private()
        scene.ids["endpoint"] = await scene.an_endpoint()
        scene.ids["issuer"] = await scene.an_issuer()
        scene.ids["client"] = await scene.a_client()
        scene.ids["calendar_feed"] = await scene.a_calendar_feed()
        scene.ids["trusted_document"] = await scene.a_trusted_document()
        return scene

    async def done(self, who: str, action: Action, **arguments: Any) -> dict[str, Any]:
        made = dict(await self.world.do(who, action, **arguments))
        if "id" in made:
            self.versions[UUID(made["id"])] = made.get("version", 1)
        return made

    async def made(self, who: str, action: Action, **arguments: Any) -> UUID:
        return UUID((await self.done(who, action, **arguments))["id"])

    async def a_partnership(self) -> UUID:
        """The relation that makes priya the people partner of amina."""
        path = f"/v1/relationships?kind=people_partner&personId={self.world.id('amina')}"
        [known] = (await self.world.rest("vendor", "GET", path)).json()["data"]
        await self.world.noted()  # now, so that the trail of every scene is in the same order
        return UUID(known["id"])

    async def a_person(self) -> UUID:
        """Somebody new, who has nothing to do with anybody."""
        name = f"p-{uuid4()}"
        item = {"externalId": name, "userName": name, "displayName": f"{SECRET} person"}
        command = UpsertPeople(items=[item])
        report = await self.world.do("vendor", people.upsert_people, command=command)
        return UUID(report["items"][0]["id"])

    async def a_cover(self, person: str, cover: str) -> UUID:
        """From today on, for ten days. One that is there already ends first."""
        await self.ended(self.covers.pop((person, cover), None))
        days = {"endsOn": (datetime.now(UTC).date() + timedelta(days=10)).isoformat()}
        body = {"personId": self.world.id(person), "relatedId": self.world.id(cover)}
        command = StartRelationship.model_validate(
            body | days | {"kind": "cover", "reason": f"{SECRET} reason"}
        )
        id = await self.made("vendor", people.start_relationship, command=command)
        self.covers[person, cover] = id
        return id

    async def ended(self, relationship_id: UUID | None) -> None:
        if relationship_id is None:
            return
        path = f"/v1/relationships/{relationship_id}/end"
        await self.world.rest("vendor", "POST", path, {}, if_match="*")

    def another_day(self) -> str:
        """One that was not given before."""
        return (date(2031, 1, 1) + timedelta(days=next(self.numbers))).isoformat()

    async def a_conversation(self) -> UUID:
        command = ScheduleConversation(
            person_id=self.world.id("amina"),
            partner_id=self.world.id("jonas"),
            scheduled_at="2031-05-01T09:00:00Z",  # type: ignore[arg-type]
            topic=f"{SECRET} topic",
            template_key=TEMPLATE_KEY,
        )
        return await self.made("jonas", conversations.schedule_conversation, command=command)

    async def a_held_conversation(self) -> UUID:
        id = await self.a_conversation()
        held = {"conversation_id": id, "command": HoldConversation(), "if_version": 1}
        await self.done("jonas", conversations.hold_conversation, **held)
        return id

    async def a_preparation(self, who: str) -> UUID:
        command = PrepareConversation(hopes=f"{SECRET} hope of {who}", answers=answers(SECRET))
        id = self.ids["conversation"]
        action = conversations.prepare_conversation
        return await self.made(who, action, conversation_id=id, command=command)

    async def a_note(self, who: str, audience: Audience) -> UUID:
        """For people by name: olga."""
        named = [self.world.id("olga")] if audience is Audience.NAMED else None
        body = f"{SECRET} {audience} of {who}"
        command = WriteNote(audience=audience, reader_ids=named, body=body)
        id = self.ids["conversation"]
        return await self.made(who, conversations.write_note, conversation_id=id, command=command)

    async def a_client(self) -> UUID:
        command = RegisterClient(name=f"{SECRET} client", scopes=(Scope.PEOPLE_READ,))
        made = await self.done("amina", access.register_client, command=command)
        self.ids["secret"] = UUID(made["secretId"])
        return UUID(made["id"])

    async def a_calendar_feed(self) -> UUID:
        command = CreateFeed(name=f"{SECRET} calendar")
        return await self.made("amina", calendars.create_calendar_feed, command=command)

    async def a_trusted_document(self) -> UUID:
        """Another one each time."""
        text = f"query {SECRET}{next(self.numbers)} {{ me {{ id }} }}"
        command = RegisterTrustedDocuments.model_validate({"documents": [{"text": text}]})
        done = await self.world.do("amina", documents.register_trusted_documents, command=command)
        [made] = done["documents"]
        self.versions[UUID(made["id"])] = made["version"]
        return UUID(made["id"])

    async def an_endpoint(self) -> UUID:
        command = RegisterWebhook(
            url="https://example.com/hook", event_types=("*",), description=f"{SECRET} endpoint"
        )
        return await self.made("vendor", webhooks.register_webhook_endpoint, command=command)

    async def an_issuer(self) -> UUID:
        command = TrustIssuer(
            issuer=f"https://{SECRET}.example",
            jwks_url="https://idp.example/jwks.json",
            person_claim="sub",
            person_field=PersonField.EXTERNAL_ID,
            scopes=(Scope.PLANS_READ,),
        )
        arguments = {"command": command, "base_url": "http://career.test"}
        answer = await self.world.system.execute(issuers.trust_issuer, arguments)
        assert answer.row_id is not None
        return answer.row_id

    async def a_working_calendar(self) -> None:
        path = f"/v1/people/{self.world.id('olga')}/working-calendar"
        done = await self.world.rest("olga", "PUT", path, {"workingWeek": [1, 2, 3, 4]})
        assert done.is_success

    async def behind_the_scenes(self) -> None:
        """What no door makes: deliveries, an assertion, and an answer kept for its key."""
        vendor = public_name(self.world.tenant_id, self.world.id("vendor"))
        shown = {"client_id": vendor, "jti": "once", "expires_at": utc_now() + timedelta(minutes=5)}
        await self.world.system.execute(access.recognise_assertion, shown)
        body = {"personId": self.world.id("amina"), "title": f"{SECRET} plan"}
        await self.world.rest("amina", "POST", "/v1/plans", body, idempotency_key=f'"{uuid4()}"')
        moved = f"/v1/conversations/{await self.a_conversation()}/reschedule"
        when = {"scheduledAt": "2031-05-02T09:00:00Z", "reason": f"{SECRET} reason"}
        assert (await self.world.rest("amina", "POST", moved, when, if_match="*")).is_success
        conversation = await self.a_held_conversation()
        step = {"title": "A step", "ownerId": self.world.id("olga"), "dueOn": "2031-06-01"}
        path = f"/v1/conversations/{conversation}/next-steps"
        await self.world.rest("amina", "POST", path, step)
        await self.a_working_calendar()
        await self.a_resolved_help()
        await team(self.world, "jonas", [f"c-{number}" for number in range(10)])
        await counted(self.world)
        handed = await another_mentor(self.world)
        await share(self.world, handed.handoff_id, **handed.body)

        await self.notes_that_change_hands()
        await self.a_measured_plan()
        await self.a_rhythm()
        declined = f"/v1/milestones/{await self.an_offered_milestone()}/decline"
        reason = {"reason": f"{SECRET} decline"}
        done = await self.world.rest("tomas", "POST", declined, reason, if_match="*")
        assert done.is_success
        group = {"displayName": SECRET, "members": [{"value": str(self.world.id("olga"))}]}
        made = await self.world.rest("vendor", "POST", "/scim/v2/Groups", group)
        assert made.status_code == 201
        await webhooks_at_work(self.world)


def _versions(table: str) -> str:
    return "coalesce(sum(version), 0)" if "version" in SQLModel.metadata.tables[table].c else "0"


COUNTED = [table for table in TABLES if table not in COUNTING]
_EACH = ", ".join(
    f"(SELECT ROW(count(*), {_versions(table)}) FROM {table}"  # noqa: S608
    " WHERE tenant_id = scope.tenant_id::uuid)"
    for table in COUNTED
)
COUNTS = SCOPED.format(tenant="$1", query=f"SELECT {_EACH}")


async def fingerprint(app: asyncpg.Connection, *worlds: World) -> list[tuple[Any, ...]]:
    """What is stored of these tenants, as counts and versions: the same means unchanged."""
    found: list[tuple[Any, ...]] = []
    for world in worlds:
        row = await app.fetchrow(COUNTS, str(world.tenant_id))
        found += [(table, *counts) for table, counts in zip(COUNTED, row, strict=True)]
    assert ("person", 0, 0) not in found  # or this would see nothing at all
    return found


async def as_app(settings: Settings) -> asyncpg.Connection:
    """A connection of our own, under the role that serves."""
    logins = outside_urls(settings)
    assert logins is not None
    return await asyncpg.connect(logins.app.dsn, server_settings=logins.app.server_settings)
