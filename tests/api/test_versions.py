"""ETags: what has not changed is not sent again, and nobody overwrites what they have not seen."""

import asyncio
import re

import pytest

from app.api.install import routes
from tests.api.asks import Ask, ask
from tests.api.problems import refused
from tests.world import World

VERSIONED = [
    "change_person_status",
    "end_relationship",
    "change_organisation",
    "deprecate_competency_framework",
    "reinstate_competency_framework",
    "publish_competency_framework",
    "discard_framework_draft",
    "retire_competency_framework",
    "change_role_profile",
    "set_role_requirements",
    "publish_role_profile",
    "retire_role_profile",
    "retire_pathway",
    "end_role_assignment",
    "change_objective",
    "achieve_objective",
    "release_objective",
    "reopen_objective",
    "change_reflection",
    "delete_reflection",
    "change_learning_moment",
    "delete_learning_moment",
    "publish_learning_moment",
    "withdraw_learning_moment",
    "propose_plan",
    "request_plan_changes",
    "agree_to_plan",
    "complete_plan",
    "close_plan",
    "reopen_plan",
    "start_plan_review",
    "review_plan",
    "start_goal",
    "achieve_goal",
    "adjust_goal",
    "release_goal",
    "reopen_goal",
    "change_goal",
    "change_milestone",
    "move_deadline",
    "start_milestone",
    "reach_milestone",
    "block_milestone",
    "unblock_milestone",
    "waive_milestone",
    "reopen_milestone",
    "delete_milestone",
    "offer_milestone",
    "accept_milestone",
    "decline_milestone",
    "withdraw_milestone_offer",
    "resolve_help",
    "change_resource",
    "remove_resource",
    "approve_resource",
    "change_plan_template",
    "retire_plan_template",
    "share_assessment",
    "withdraw_assessment",
    "take_over_conversation_template",
    "retire_conversation_template",
    "change_template_draft",
    "publish_template_version",
    "retire_template_version",
    "change_talking_point",
    "remove_talking_point",
    "reschedule_conversation",
    "skip_conversation",
    "cancel_conversation",
    "hold_conversation",
    "object_to_conversation",
    "request_summary_correction",
    "confirm_summary",
    "close_conversation",
    "change_series",
    "pause_series",
    "resume_series",
    "end_series",
    "remove_cadence_setting",
    "set_conversation_reminders",
    "withdraw_extract",
    "change_note",
    "delete_note",
    "narrow_note",
    "widen_note",
    "accept_note_widening",
    "decline_note_widening",
    "withdraw_note_widening",
    "approve_conversation_access",
    "decline_conversation_access",
    "revoke_conversation_access",
    "share_handoff",
    "withdraw_from_handoff",
    "decline_handoff",
    "change_webhook_endpoint",
    "rotate_webhook_secret",
    "disable_webhook_endpoint",
    "enable_webhook_endpoint",
    "remove_webhook_endpoint",
    "change_client",
    "disable_client",
    "enable_client",
    "revoke_client_tokens",
    "replace_client_keys",
    "rotate_client_secret",
    "revoke_client_secret",
    "retire_trusted_document",
    "revoke_calendar_feed",
]
MALFORMED = ["1", 'W/"1-ab"', '"x"', '""', '"1-ab", "2-cd"', '"-1"', '"9999999999999999999"', "'1'"]


async def test_reads_have_a_strong_tag_that_spares_the_next_one(ready: list[Ask]) -> None:
    for one in ready:
        if one.route.method != "GET" or one.name == "list_event_types":
            continue
        first = await one.send()
        tag = first.headers["etag"]
        assert tag.startswith('"')
        for given in (tag, f"W/{tag}", f'"x", {tag}', "*", f'"x",W/{tag} '):
            again = await one.send(if_none_match=given)
            assert again.status_code == 304
            assert again.content == b""
            assert again.headers["etag"] == tag
            assert "content-type" not in again.headers
            assert "content-length" not in again.headers
        for given in ('"x"', tag.strip('"'), "", '"1"'):
            assert (await one.send(if_none_match=given)).content == first.content


async def test_a_tag_is_of_what_is_seen_not_only_of_the_row(world: World) -> None:
    plan = await world.a_plan()
    path = f"/v1/plans/{plan['id']}"
    plain = await world.rest("amina", "GET", path)
    wide = await world.rest("amina", "GET", f"{path}?expand=goals")
    assert plain.headers["etag"] != wide.headers["etag"]
    await world.a_goal(plan)
    wider = await world.rest(
        "amina", "GET", f"{path}?expand=goals", if_none_match=wide.headers["etag"]
    )
    assert wider.status_code == 200


def test_these_are_all_the_versioned_ones() -> None:
    found = [r.use_case.name for r in routes() if getattr(r.use_case, "versioned", False)]
    assert found == VERSIONED


@pytest.mark.parametrize("name", VERSIONED)
async def test_a_change_says_which_version_it_was_decided_on(world: World, name: str) -> None:
    one = (await ask(world, name)).but(headers={})
    refused(await one.send(), 428, "version_required")
    for given in MALFORMED:
        refused(await one.send(if_match=given), 400, "malformed")
    refused(await one.send(if_match='"7-ab"'), 412, "stale")
    refused(await one.send(if_match='"999999999999999999"'), 412, "stale")
    assert (await one.send(if_match=await _tag(one))).is_success


@pytest.mark.parametrize("name", VERSIONED)
async def test_a_star_means_whatever_the_version_is(world: World, name: str) -> None:
    one = await ask(world, name)
    assert (await one.send(if_match="*")).is_success


async def test_the_tag_of_a_change_is_good_for_the_next(world: World) -> None:
    one = await ask(world, "change_milestone")
    first = await one.send()
    second = await one.but(body={"title": "Other"}).send(if_match=first.headers["etag"])
    assert second.json()["title"] == "Other"
    refused(await one.send(if_match=first.headers["etag"]), 412, "stale")


async def test_of_many_who_decided_on_one_version_one_wins(world: World) -> None:
    one = await ask(world, "start_milestone")
    tag = await _tag(one)
    answers = await asyncio.gather(*(one.send(if_match=tag) for _ in range(8)))
    codes = sorted(answer.status_code for answer in answers)
    assert codes == [200] + [412] * 7


async def _tag(one: Ask) -> str:
    """Of what a change is about: the id in front of a verb or of a part."""
    path = re.sub(
        r"(/[0-9a-f-]{36}(?:/summary)?)(?:/secret)?/[a-z-]+(/[0-9a-f-]{36})?$", r"\1", one.path
    )
    return (await one.world.rest(one.who, "GET", f"/v1{path}")).headers["etag"]
