"""A list shows exactly what reading one by one shows, to everybody."""

import pytest

from app.domain.access import service as access
from app.domain.assessments import service as assessments
from app.domain.calendars import service as calendars
from app.domain.competencies import service as competencies
from app.domain.conversation_templates import service as templates
from app.domain.conversations import service as conversations
from app.domain.learning_records import service as learning
from app.domain.objectives import service as objectives
from app.domain.people import service as people
from app.domain.plans import service as plans
from app.domain.reflections import service as reflections
from app.domain.role_profiles import service as roles
from app.domain.trusted_documents import service as documents
from app.domain.use_case import Query
from app.domain.webhooks import service as webhooks
from tests.asking import DONE, Ask, by_rest
from tests.cases import WHO
from tests.handing import another_mentor
from tests.scene import SECRET, Scene
from tests.world import World

SAME: list[tuple[Query, Query, str]] = [
    (people.list_people, people.get_person, "person_id"),
    (people.list_relationships, people.get_relationship, "relationship_id"),
    (plans.list_plans, plans.get_plan, "plan_id"),
    (objectives.list_objectives, objectives.get_objective, "objective_id"),
    (reflections.list_reflections, reflections.get_reflection, "reflection_id"),
    (
        reflections.list_learning_moments,
        reflections.get_learning_moment,
        "learning_moment_id",
    ),
    (plans.list_milestones, plans.get_milestone, "milestone_id"),
    (plans.list_plan_templates, plans.get_plan_template, "plan_template_id"),
    (
        templates.list_conversation_templates,
        templates.get_conversation_template,
        "conversation_template_id",
    ),
    (conversations.list_conversations, conversations.get_conversation, "conversation_id"),
    (conversations.list_handoffs, conversations.get_handoff, "handoff_id"),
    (conversations.list_series, conversations.get_series, "series_id"),
    (conversations.list_note_widenings, conversations.get_note_widening, "note_widening_id"),
    (
        conversations.list_access_requests,
        conversations.get_access_request,
        "conversation_access_id",
    ),
    (
        conversations.list_cadence_settings,
        conversations.get_cadence_setting,
        "cadence_setting_id",
    ),
    (
        competencies.list_competency_frameworks,
        competencies.get_competency_framework,
        "framework_id",
    ),
    (competencies.list_competencies, competencies.get_competency, "competency_id"),
    (roles.list_role_profiles, roles.get_role_profile, "role_profile_id"),
    (assessments.list_assessments, assessments.get_assessment, "assessment_id"),
    (assessments.list_given_assessments, assessments.get_given_assessment, "assessment_id"),
    (learning.list_learning_records, learning.get_learning_record, "learning_record_id"),
    (roles.list_pathways, roles.get_pathway, "pathway_id"),
    (roles.list_role_assignments, roles.get_role_assignment, "role_assignment_id"),
    (webhooks.list_webhook_endpoints, webhooks.get_webhook_endpoint, "endpoint_id"),
    (access.list_clients, access.get_client, "api_client_id"),
    (
        documents.list_trusted_documents,
        documents.get_trusted_document,
        "trusted_document_id",
    ),
    (calendars.list_calendar_feeds, calendars.get_calendar_feed, "calendar_feed_id"),
]


@pytest.fixture
def world(scene: Scene) -> World:
    return scene.world


async def everything(scene: Scene) -> None:
    """Plans and milestones of several people, and conversations between several."""
    for person in ("amina", "jonas", "tomas"):
        plan = await scene.world.a_plan(person, title=f"{SECRET} of {person}")
        for owner in ("amina", "jonas", "olga"):
            await scene.world.a_milestone(plan, person=person, owner=owner)
    for one, other in (("amina", "priya"), ("tomas", "olga"), ("olga", "jonas")):
        pair = {"personId": scene.world.id(one), "partnerId": scene.world.id(other)}
        body = pair | {"scheduledAt": "2031-01-31T10:00:00Z"}
        await by_rest(scene.world, one, Ask(conversations.schedule_conversation, body=body))
    await scene.a_proposed_widening()
    await scene.a_requested_access()
    await another_mentor(scene.world)


@pytest.mark.parametrize(("lists", "reads", "id"), SAME, ids=lambda one: getattr(one, "name", ""))
async def test_a_list_shows_exactly_what_can_be_read(
    scene: Scene, world: World, lists: Query, reads: Query, id: str
) -> None:
    await everything(scene)
    listed = {who: (await by_rest(world, who, Ask(lists))).value for who in WHO}
    known = {one["id"] for rows in listed.values() for one in rows}
    assert known  # or nothing is compared
    for who, rows in listed.items():
        by_id = {one["id"]: one for one in rows}
        assert len(by_id) == len(rows)
        for one in known:
            heard = await by_rest(world, who, Ask(reads, {id: one}))
            assert (heard.outcome == DONE) == (one in by_id)
            assert heard.value == by_id.get(one)


async def test_notes_are_listed_exactly_where_they_can_be_read(scene: Scene, world: World) -> None:
    ids = {"conversation_id": scene.ids["conversation"]}
    known = [one for name, one in scene.ids.items() if ":" in name]
    for who in WHO:
        rows = (await by_rest(world, who, Ask(conversations.list_notes, ids))).value
        for one in known:
            heard = await by_rest(world, who, Ask(conversations.get_note, {"note_id": one}))
            assert heard.value == next((row for row in rows if row["id"] == str(one)), None)
