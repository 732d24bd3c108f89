"""Whatever is deleted, ended or hidden is told, or there is a reason that stands here."""

import importlib
import pkgutil
from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from sqlmodel import SQLModel

import app.domain
from app.domain.actor import Actor
from app.domain.context import Context
from app.domain.entity import utc_now
from app.domain.event import Event
from app.domain.issuers import service as issuers
from app.domain.issuers.commands import DistrustIssuer
from app.domain.use_case import Action
from tests.api.asks import asks
from tests.domain.test_trusted_issuer_agreements import ISSUER, trust
from tests.scim.asking import GROUP, a_user, events, scim
from tests.world import World

# fmt: off
ENDING: Final = frozenset({
    "adjust", "cancel", "clear", "close", "decline", "delete", "deprecate", "disable",
    "discard", "distrust", "end", "erase", "hide", "narrow", "purge", "release", "remove",
    "replace", "retire", "revoke", "skip", "unalign", "waive", "withdraw",
})
# fmt: on
"""What use cases begin with that take something away."""

TOLD: Final[Mapping[str, str]] = {
    "adjust_goal": "goal.adjusted",
    "cancel_conversation": "conversation.cancelled",
    "close_conversation": "conversation.closed",
    "close_plan": "plan.closed",
    "decline_handoff": "handoff.closed",
    "decline_milestone": "milestone.owner_declined",
    "delete_milestone": "milestone.deleted",
    "deprecate_competency_framework": "competency_framework.deprecated",
    "disable_client": "api_client.disabled",
    "disable_webhook_endpoint": "webhook_endpoint.disabled",
    "discard_framework_draft": "competency_framework.draft_discarded",
    "distrust_issuer": "trusted_issuer.distrusted",
    "end_relationship": "relationship.ended",
    "end_role_assignment": "role_assignment.ended",
    "end_series": "series.ended",
    "erase_person_texts": "person.texts_erased",
    "release_goal": "goal.released",
    "release_objective": "objective.released",
    "remove_cadence_setting": "cadence_setting.removed",
    "remove_dependency": "milestone.dependency_removed",
    "remove_group": "group.deleted",
    "remove_milestone_supporter": "milestone.supporter_removed",
    "remove_person": "person.deprovisioned",
    "remove_resource": "milestone_resource.removed",
    "remove_webhook_endpoint": "webhook_endpoint.removed",
    "remove_talking_point": "talking_point.removed",
    "replace_client_keys": "api_client.keys_replaced",
    "replace_group": "group.member_removed",
    "replace_person": "person.left",
    "retire_competency_framework": "competency_framework.retired",
    "retire_conversation_template": "conversation_template.retired",
    "retire_pathway": "pathway.retired",
    "retire_plan_template": "plan_template.retired",
    "retire_role_profile": "role_profile.retired",
    "retire_template_version": "conversation_template.version_retired",
    "retire_trusted_document": "trusted_document.retired",
    "revoke_client_secret": "api_client.secret_revoked",
    "revoke_client_tokens": "api_client.tokens_revoked",
    "revoke_conversation_access": "conversation.access_revoked",
    "skip_conversation": "conversation.skipped",
    "unalign_goal": "goal.unaligned",
    "waive_milestone": "milestone.waived",
    "withdraw_assessment": "assessment.withdrawn",
    "withdraw_evidence": "milestone.evidence_withdrawn",
    "withdraw_extract": "reflection_extract.withdrawn",
    "withdraw_from_handoff": "handoff.withdrawn",
    "withdraw_learning_moment": "learning_moment.withdrawn",
    "withdraw_milestone_offer": "milestone.offer_withdrawn",
}

UNTOLD: Final[Mapping[str, str]] = {
    "cancel_webhook_redelivery": "what is owed by then stays owed; the rest was never promised",
    "clear_webhooks": "what was told goes after a while, for everybody, and nothing else does",
    "decline_conversation_access": "that somebody asked for access is told once it is granted",
    "decline_note_widening": "who reads a note is for its author and its readers to know",
    "delete_learning_moment": "a draft is its author's alone; taking it back was told",
    "delete_note": "that there is a note is for its author and its readers to know",
    "delete_reflection": "that somebody writes for themselves is nobody's fact",
    "narrow_note": "who reads a note is for its author and its readers to know",
    "revoke_calendar_feed": "a calendar feed is known to its person alone",
    "skip_reflection_prompt": "that somebody writes for themselves is nobody's fact",
    "withdraw_note_widening": "who reads a note is for its author and its readers to know",
}
"""Of these nobody is told, and why."""

# fmt: off
OF_THE_PRODUCT: Final = frozenset({
    "audit_entry", "audit_lane", "audit_subject", "budget", "client_assertion",
    "coverage_group", "idempotency_key", "outbox_event", "outbox_feed", "outbox_mark",
    "search_word",
})
# fmt: on
"""Rows of these are no things that people know of: they come and go by themselves."""

FIRST: Final[Mapping[str, tuple[str, str]]] = {
    "retire_role_profile": ("vendor", "publish"),
    "revoke_conversation_access": ("priya", "approve"),
    "withdraw_assessment": ("amina", "share"),
}
"""What somebody does first, at the same place: else nobody was told of the beginning either."""


def actions() -> dict[str, Action]:
    """All there are, those that no door leads to as well."""
    names = (one.name for one in pkgutil.walk_packages(app.domain.__path__, "app.domain."))
    modules = [importlib.import_module(name) for name in names]
    found = (one for module in modules for one in vars(module).values())
    return {one.name: one for one in found if isinstance(one, Action)}


def ends(action: Action) -> bool:
    returns = getattr(action.returns, "__name__", "")
    return action.name.split("_")[0] in ENDING or returns.startswith(("Removed", "Revoked"))


def test_every_use_case_that_ends_something_is_known_here() -> None:
    ending = {name for name, action in actions().items() if ends(action)}

    assert ending == TOLD.keys() | UNTOLD.keys()
    assert not TOLD.keys() & UNTOLD.keys()


def test_what_is_told_is_in_the_catalogue() -> None:
    actions()  # imports all there is
    assert set(TOLD.values()) <= {kind.name for kind in Event.catalogue.values()}


def _everything() -> str:
    """Every row there is of an organisation, by its table; of an event its type."""
    named = (name for name, one in SQLModel.metadata.tables.items() if "id" in one.columns)
    tables = sorted(set(named) - OF_THE_PRODUCT)
    rows = (f"SELECT '{table}' AS place, id FROM {table}" for table in tables)  # noqa: S608 - ours
    events = "SELECT '!' || type AS place, id FROM outbox_event"
    return " UNION ALL ".join([*rows, events])


EVERYTHING: Final = _everything()


async def everything(world: World) -> set[tuple[str, UUID]]:
    async with world.database.transaction(Actor.system(world.tenant_id), utc_now()) as tx:
        return {(row["place"], row["id"]) for row in await tx.connection.fetch(EVERYTHING)}


async def test_whatever_ends_or_vanishes_is_told(world: World) -> None:
    """Every request there is, one after the other, with a look at all rows between them."""
    asked = await asks(world)
    before, vanished, silent, wrong = await everything(world), set(), [], []
    for one in asked:
        if not isinstance(one.route.use_case, Action):
            continue
        if one.name in FIRST:
            who, step = FIRST[one.name]
            path = f"/v1{one.path.rpartition('/')[0]}/{step}"
            assert (await world.rest(who, "POST", path, if_match="*")).status_code == 200
            before = await everything(world)
        answer = await one.send()
        assert answer.status_code == one.route.status, (one.name, answer.text)
        after = await everything(world)
        gone = {place for place, _ in before - after}
        told = {place.removeprefix("!") for place, _ in after - before if place.startswith("!")}
        vanished |= {one.name} if gone else set()
        if one.name in TOLD:
            wrong += [one.name] if TOLD[one.name] not in told else []
        elif one.name in UNTOLD:
            wrong += [one.name] if told else []
        elif gone and not told:
            silent.append((one.name, sorted(gone)))
        before = after
    assert (wrong, silent) == ([], [])
    assert {"delete_reflection", "remove_resource", "unalign_goal"} <= vanished  # it is seen


# What no request of the two doors leads to.


async def test_a_directory_that_deletes_is_told(world: World) -> None:
    user, other = await a_user(world, "eve"), await a_user(world, "ada")
    body = {
        "schemas": [GROUP],
        "displayName": "Readers",
        "members": [{"value": user["id"]}, {"value": other["id"]}],
    }
    group = (await scim(world, "POST", "/Groups", body)).json()
    fewer = body | {"members": [{"value": other["id"]}]}
    await scim(world, "PUT", f"/Groups/{group['id']}", fewer)
    assert await events(world, group["id"]) == ["group.member_removed"]

    await scim(world, "DELETE", f"/Users/{other['id']}")
    assert await events(world, group["id"]) == ["group.member_removed"] * 2
    *_, left, gone = await events(world, other["id"])
    assert (left, gone) == ("person.left", "person.deprovisioned")

    await scim(world, "DELETE", f"/Groups/{group['id']}")
    assert (await events(world, group["id"]))[-1] == "group.deleted"


async def test_an_issuer_that_is_not_trusted_any_more_is_told(world: World) -> None:
    await trust(world)
    command = DistrustIssuer(issuer=ISSUER)
    await world.system.execute(issuers.distrust_issuer, {"command": command})

    assert "trusted_issuer.distrusted" in await all_events(world)


async def test_a_request_for_access_that_was_not_granted_is_not_told(world: World) -> None:
    conversation = await world.a_conversation()
    body = {"conversationId": conversation["id"], "reason": "A complaint", "hours": 24}
    for granted, told in ((False, 0), (True, 1)):
        made = (await world.rest("tomas", "POST", "/v1/conversation-accesses", body)).json()
        path = f"/v1/conversation-accesses/{made['id']}"
        if granted:
            await world.rest("priya", "POST", f"{path}/approve", if_match="*")
        ended = await world.rest("tomas", "POST", f"{path}/revoke", if_match="*")
        assert ended.status_code == 200, ended.text
        assert (await all_events(world)).count("conversation.access_revoked") == told


async def test_a_dependency_on_something_private_is_not_told(world: World) -> None:
    plan = await world.a_plan()
    goal = await world.a_goal(plan)
    private = await world.rest(
        "amina", "PATCH", f"/v1/goals/{goal['id']}", {"isPrivate": True}, if_match="*"
    )
    assert private.status_code == 200
    hidden = await world.a_milestone(plan, goal_id=UUID(goal["id"]))
    for name, told in ((hidden["id"], 0), ((await world.a_milestone(plan))["id"], 1)):
        step = await world.a_milestone(plan)
        path = f"/v1/milestones/{step['id']}/dependencies"
        await world.rest("amina", "POST", path, {"dependsOnId": name})
        await world.rest("amina", "DELETE", f"{path}/{name}")
        assert (await all_events(world)).count("milestone.dependency_added") == told
        assert (await all_events(world)).count("milestone.dependency_removed") == told


async def all_events(world: World) -> list[str]:
    ctx: Context = world.system
    async with world.database.transaction(ctx.actor, utc_now()) as tx:
        rows: list[Any] = await tx.connection.fetch("SELECT type FROM outbox_event ORDER BY id")
    return [row["type"] for row in rows]
