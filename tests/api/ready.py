"""What has to be there for a request to succeed, where the usual things are not enough.

Each takes an organisation, and answers with the ids that stand in the path.
"""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Final
from uuid import UUID, uuid4

from tests.api.ready_frameworks import FRAMEWORKS
from tests.api.ready_roles import ROLES
from tests.api.ready_talks import (
    addendum,
    closed_conversation,
    conversation,
    held_conversation,
    summarised_conversation,
    talking_point,
)
from tests.api.ready_webhooks import WEBHOOKS
from tests.handing import another_mentor, share
from tests.scene_of_learning import a_statement
from tests.world import World

Ready = Callable[[World], Awaitable[dict[str, str]]]


async def _proposed_plan(world: World) -> dict[str, str]:
    plan = await world.a_plan()
    await world.rest("amina", "POST", f"/v1/plans/{plan['id']}/propose", if_match="*")
    return {"plan_id": plan["id"]}


async def _active_plan(world: World) -> dict[str, str]:
    ids = await _proposed_plan(world)
    await world.rest("jonas", "POST", f"/v1/plans/{ids['plan_id']}/agree", if_match="*")
    return ids


async def _closed_plan(world: World) -> dict[str, str]:
    plan = await world.a_plan()
    path = f"/v1/plans/{plan['id']}/close"
    await world.rest("amina", "POST", path, {"reason": "-"}, if_match="*")
    return {"plan_id": plan["id"]}


async def _goal(world: World) -> dict[str, str]:
    return {"goal_id": (await world.a_goal(await world.a_plan()))["id"]}


async def _achieved_goal(world: World) -> dict[str, str]:
    ids = await _goal(world)
    await world.rest("amina", "POST", f"/v1/goals/{ids['goal_id']}/achieve", if_match="*")
    return ids


async def _milestone(world: World) -> dict[str, str]:
    return {"milestone_id": (await world.a_milestone(await world.a_plan()))["id"]}


async def _waived_milestone(world: World) -> dict[str, str]:
    ids = await _milestone(world)
    path = f"/v1/milestones/{ids['milestone_id']}/waive"
    await world.rest("amina", "POST", path, {"reason": "-"}, if_match="*")
    return ids


async def _objective(world: World) -> dict[str, str]:
    period = {"startsOn": "2030-01-01", "endsOn": "2030-12-31"}
    wanted = {"title": "Be heard", "kind": "organisation", "ownerId": str(world.id("jonas"))}
    made = await world.rest("vendor", "POST", "/v1/objectives", wanted | period)
    return {"objective_id": made.json()["id"]}


async def _released_objective(world: World) -> dict[str, str]:
    made = await _objective(world)
    path = f"/v1/objectives/{made['objective_id']}/release"
    await world.rest("vendor", "POST", path, if_match="*")
    return made


async def _aligned_goal(world: World) -> dict[str, str]:
    goal = await world.a_goal(await world.a_plan())
    objective = await _objective(world)
    body = {"objectiveId": objective["objective_id"]}
    await world.rest("amina", "POST", f"/v1/goals/{goal['id']}/align", body)
    return {"goal_id": goal["id"], **objective}


async def moved_deadline(world: World, milestone_id: str) -> str:
    """By amina; the id of the change."""
    path, body = f"/v1/milestones/{milestone_id}", {"dueOn": "2032-01-31", "reason": "More time"}
    moved = await world.rest("amina", "POST", f"{path}/move-deadline", body, if_match="*")
    assert moved.status_code == 200
    shown = await world.rest("amina", "GET", f"{path}?expand=deadlineChanges")
    return str(shown.json()["deadlineChanges"][-1]["id"])


async def _moved_deadline(world: World) -> dict[str, str]:
    return {"deadline_change_id": await moved_deadline(world, (await world.a_milestone())["id"])}


async def _named_owner(world: World) -> dict[str, str]:
    return {"milestone_id": (await world.a_milestone(owner="olga"))["id"]}


async def _offered_milestone(world: World) -> dict[str, str]:
    ids = await _named_owner(world)
    path = f"/v1/milestones/{ids['milestone_id']}"
    await world.rest("olga", "POST", f"{path}/accept", if_match="*")
    body = {"ownerId": str(world.id("tomas"))}
    await world.rest("amina", "POST", f"{path}/offer", body, if_match="*")
    return ids


async def _owned_by_olga(world: World) -> dict[str, str]:
    await _named_owner(world)
    return {"person_id": str(world.id("olga"))}


async def _supported_milestone(world: World) -> dict[str, str]:
    ids = await _named_owner(world)
    path = f"/v1/milestones/{ids['milestone_id']}/supporters"
    body = {"supporterId": str(world.id("tomas")), "role": "peer"}
    return ids | {"supporter_id": (await world.rest("amina", "POST", path, body)).json()["id"]}


async def _asked_help(world: World) -> dict[str, str]:
    ids = await _named_owner(world)
    path = f"/v1/milestones/{ids['milestone_id']}/help"
    made = await world.rest("amina", "POST", path, {"need": "A stage"})
    return {"help_id": made.json()["id"]}


async def _blocked_milestone(world: World) -> dict[str, str]:
    ids = await _milestone(world)
    path = f"/v1/milestones/{ids['milestone_id']}/block"
    await world.rest("amina", "POST", path, {"helpNeeded": "-"}, if_match="*")
    return ids


async def _review(world: World) -> dict[str, str]:
    ids = await _active_plan(world)
    path = f"/v1/plans/{ids['plan_id']}/reviews"
    body = {"heldOn": "2026-01-31", "summary": "The talks"}
    made = await world.rest("amina", "POST", path, body, if_match="*")
    return ids | {"review_id": made.json()["id"]}


async def _two_milestones(world: World) -> dict[str, str]:
    plan = await world.a_plan()
    before, after = await world.a_milestone(plan), await world.a_milestone(plan)
    return {"milestone_id": after["id"], "depends_on_id": before["id"]}


async def _dependency(world: World) -> dict[str, str]:
    ids = await _two_milestones(world)
    path = f"/v1/milestones/{ids['milestone_id']}/dependencies"
    await world.rest("amina", "POST", path, {"dependsOnId": ids["depends_on_id"]})
    return ids


async def _resource(world: World) -> dict[str, str]:
    path = f"/v1/milestones/{(await world.a_milestone())['id']}/resources"
    body = {"kind": "approver", "approverId": world.id("jonas")}
    return {"resource_id": (await world.rest("amina", "POST", path, body)).json()["id"]}


async def _evidence(world: World) -> dict[str, str]:
    milestone_id = (await world.a_milestone())["id"]
    path = f"/v1/milestones/{milestone_id}/evidence"
    made = await world.rest("amina", "POST", path, {"body": "A recording"})
    return {"milestone_id": milestone_id, "evidence_id": made.json()["id"]}


async def _handoff(world: World) -> dict[str, str]:
    handed = await another_mentor(world)
    names = ("handoff_id", "conversation_id", "note_id")
    return {name: str(getattr(handed, name)) for name in names}


async def _shared_handoff(world: World) -> dict[str, str]:
    ids = await _handoff(world)
    await share(world, UUID(ids["handoff_id"]), conversationIds=[ids["conversation_id"]])
    return ids


async def _reflection(world: World) -> dict[str, str]:
    made = await world.rest("amina", "POST", "/v1/reflections", {"body": "I liked it."})
    return {"reflection_id": made.json()["id"]}


async def _draft(world: World) -> dict[str, str]:
    body = {"title": "Listening", "body": "I ask first.", "audience": "team"}
    made = await world.rest("jonas", "POST", "/v1/learning-moments", body)
    return {"learning_moment_id": made.json()["id"]}


async def _moment(world: World) -> dict[str, str]:
    ids = await _draft(world)
    path = f"/v1/learning-moments/{ids['learning_moment_id']}/publish"
    await world.rest("jonas", "POST", path, if_match="*")
    return ids


async def _waiting_prompt(world: World, who: str = "amina") -> dict[str, str]:
    """Off first: then it waits today, whatever the day was before."""
    for every in ("off", "weekly"):
        body = {"every": every, "weekday": datetime.now(UTC).isoweekday()}
        await world.rest(who, "PUT", "/v1/reflection-rhythm", body)
    prompt = await world.rest(who, "GET", "/v1/reflection-prompt")
    return {"prompt_id": prompt.json()["promptId"]}


async def _waiting_prompt_of_olga(world: World) -> dict[str, str]:
    return await _waiting_prompt(world, "olga")


async def _shared_note(world: World) -> dict[str, str]:
    path = f"/v1/conversations/{(await world.a_conversation())['id']}/notes"
    made = await world.rest("amina", "POST", path, {"audience": "participants", "body": "Ours"})
    return {"note_id": made.json()["id"]}


async def _proposed_widening(world: World) -> dict[str, str]:
    ids = await _shared_note(world)
    named = [str(world.id("jonas")), str(world.id("olga"))]
    body = {"audience": "named", "readerIds": named}
    path = f"/v1/notes/{ids['note_id']}/widen"
    made = await world.rest("amina", "POST", path, body, if_match="*")
    return ids | {"note_widening_id": made.json()["id"]}


async def _template_draft(world: World) -> dict[str, str]:
    texts = [{"locale": "en", "title": "Draft"}]
    question = {"key": "glad", "kind": "text", "texts": texts}
    key = f"draft_{uuid4().hex}"
    body = {"key": key, "defaultLocale": "en", "texts": texts, "reflection": [question]}
    made = await world.rest("amina", "POST", "/v1/conversation-templates", body)
    ids = {"template_version_id": made.json()["draftId"], "template_key": key}
    return ids | {"conversation_template_id": made.json()["id"]}


async def _published_version(world: World) -> dict[str, str]:
    ids = await _template_draft(world)
    path = f"/v1/template-versions/{ids['template_version_id']}/publish"
    await world.rest("amina", "POST", path, if_match="*")
    return ids


async def _asked_conversation(world: World) -> dict[str, str]:
    """One that goes by a template."""
    key = (await _published_version(world))["template_key"]
    pair = {"personId": str(world.id("amina")), "partnerId": str(world.id("jonas"))}
    body = pair | {"scheduledAt": "2030-01-31T09:00:00Z", "templateKey": key}
    made = await world.rest("amina", "POST", "/v1/conversations", body)
    return {"conversation_id": made.json()["id"]}


async def a_series(world: World, partner: str) -> str:
    """Of amina and this peer; the one that goes on, if there is one."""
    path = f"/v1/series?kind=peer&partnerId={world.id(partner)}&status=active,paused"
    known = (await world.rest("amina", "GET", path)).json()["data"]
    if known:
        return str(known[0]["id"])
    pair = {"personId": world.id("amina"), "partnerId": world.id(partner), "kind": "peer"}
    return str((await world.rest("amina", "POST", "/v1/series", pair)).json()["id"])


async def _series(world: World) -> dict[str, str]:
    return {"series_id": await a_series(world, "tomas")}


async def _paused_series(world: World) -> dict[str, str]:
    id, body = await a_series(world, "olga"), {"reason": "agreed"}
    await world.rest("amina", "POST", f"/v1/series/{id}/pause", body, if_match="*")
    return {"series_id": id}


async def _requested_access(world: World) -> dict[str, str]:
    talk = await world.a_conversation()
    body = {"conversationId": talk["id"], "reason": "A complaint", "hours": 24}
    made = await world.rest("tomas", "POST", "/v1/conversation-accesses", body)
    return {"conversation_access_id": made.json()["id"]}


async def _learning_record(world: World) -> dict[str, str]:
    body = {"statements": [a_statement("42")]}
    await world.rest("vendor", "POST", "/v1/learning-records", body)
    [record] = (await world.rest("vendor", "GET", "/v1/learning-records?limit=1")).json()["data"]
    return {"learning_record_id": record["id"]}


READY: Final[dict[str, Ready]] = {
    **FRAMEWORKS,
    **ROLES,
    **WEBHOOKS,
    "get_learning_record": _learning_record,
    "set_conversation_reminders": conversation,
    **dict.fromkeys(
        (
            "get_access_request",
            "approve_conversation_access",
            "decline_conversation_access",
            "revoke_conversation_access",
        ),
        _requested_access,
    ),
    **dict.fromkeys(
        (
            "get_reflection_rhythm",
            "get_reflection_prompt",
            "skip_reflection_prompt",
        ),
        _waiting_prompt,
    ),
    "snooze_reflection_prompt": _waiting_prompt_of_olga,
    "share_extract": _reflection,
    **dict.fromkeys(
        ("change_learning_moment", "publish_learning_moment", "delete_learning_moment"), _draft
    ),
    **dict.fromkeys(("get_learning_moment", "withdraw_learning_moment"), _moment),
    **dict.fromkeys(("delete_note", "narrow_note", "widen_note"), _shared_note),
    **dict.fromkeys(
        (
            "get_note_widening",
            "accept_note_widening",
            "decline_note_widening",
            "withdraw_note_widening",
        ),
        _proposed_widening,
    ),
    "end_series": _series,
    "resume_series": _paused_series,
    "release_objective": _objective,
    "reopen_objective": _released_objective,
    "unalign_goal": _aligned_goal,
    "change_template_draft": _template_draft,
    "publish_template_version": _template_draft,
    "retire_conversation_template": _template_draft,
    "retire_template_version": _published_version,
    "get_conversation_questions": _asked_conversation,
    "prepare_conversation": _asked_conversation,
    "skip_conversation": conversation,
    "cancel_conversation": conversation,
    "object_to_conversation": held_conversation,
    "remove_talking_point": talking_point,
    "get_summary": summarised_conversation,
    "write_summary": held_conversation,
    "request_summary_correction": summarised_conversation,
    "confirm_summary": summarised_conversation,
    "close_conversation": held_conversation,
    "get_conversation_snapshot": closed_conversation,
    "add_addendum": closed_conversation,
    "get_addendum": addendum,
    "agree_next_step": held_conversation,
    **dict.fromkeys(("get_handoff", "share_handoff", "decline_handoff"), _handoff),
    **dict.fromkeys(("list_handoff_conversations", "list_handoff_notes"), _handoff),
    "withdraw_from_handoff": _shared_handoff,
    "request_plan_changes": _proposed_plan,
    "agree_to_plan": _proposed_plan,
    "complete_plan": _active_plan,
    "close_plan": _active_plan,
    "reopen_plan": _closed_plan,
    "start_goal": _goal,
    "achieve_goal": _goal,
    "adjust_goal": _goal,
    "release_goal": _goal,
    "reopen_goal": _achieved_goal,
    "block_milestone": _milestone,
    "unblock_milestone": _blocked_milestone,
    "waive_milestone": _milestone,
    "reopen_milestone": _waived_milestone,
    "delete_milestone": _milestone,
    "agree_to_deadline": _moved_deadline,
    **dict.fromkeys(("offer_milestone", "accept_milestone", "decline_milestone"), _named_owner),
    **dict.fromkeys(("add_milestone_supporter", "ask_for_help", "offer_help"), _named_owner),
    "withdraw_milestone_offer": _offered_milestone,
    "reassign_milestones": _owned_by_olga,
    "remove_milestone_supporter": _supported_milestone,
    "get_help": _asked_help,
    "resolve_help": _asked_help,
    "start_plan_review": _active_plan,
    "review_plan": _active_plan,
    "get_review": _review,
    **dict.fromkeys(("add_dependency", "add_resource", "add_evidence"), _two_milestones),
    "remove_dependency": _dependency,
    **dict.fromkeys(
        ("get_resource", "change_resource", "remove_resource", "approve_resource"), _resource
    ),
    **dict.fromkeys(("get_evidence", "list_evidence", "withdraw_evidence"), _evidence),
}
