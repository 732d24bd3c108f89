"""Rows in memory, for rules that need no database: a test names only what it is about."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from app.domain.conversations.models import MET, Audience, Conversation, Note
from app.domain.entity import new_id
from app.domain.people.models import Person, Relationship
from app.domain.people.states import RelationshipKind
from app.domain.plans.models import Goal, Milestone, MilestoneKind, MilestoneStatus, Plan

TENANT = UUID(int=1)
TODAY = date(2026, 6, 1)
NOW = datetime(2026, 6, 1, 9, 30, tzinfo=UTC)


def a_person(**given: Any) -> Person:
    known = {"external_id": "e-1", "user_name": "amina", "display_name": "Amina"}
    return Person(**{"tenant_id": TENANT, **known, **given})


def a_relationship(**given: Any) -> Relationship:
    known = {"person_id": new_id(), "related_id": new_id(), "kind": RelationshipKind.MANAGER}
    return Relationship(**{"tenant_id": TENANT, **known, "starts_on": TODAY, **given})


def a_plan(**given: Any) -> Plan:
    return Plan(**{"tenant_id": TENANT, "person_id": new_id(), "title": "Grow", **given})


def a_goal(plan: Plan | None = None, **given: Any) -> Goal:
    plan = plan or a_plan()
    known = {"plan_id": plan.id, "person_id": plan.person_id, "title": "Speak in public"}
    return Goal(**{"tenant_id": TENANT, **known, **given})


def a_milestone(plan: Plan | None = None, **given: Any) -> Milestone:
    """A planned one, unless told otherwise; a reached one has the moment that goes with it."""
    plan = plan or a_plan()
    known = {
        "plan_id": plan.id,
        "person_id": plan.person_id,
        "owner_id": plan.person_id,
        "kind": MilestoneKind.NEXT_STEP,
        "title": "Give a talk",
        "due_on": TODAY,
        "reached_at": NOW if given.get("status") is MilestoneStatus.REACHED else None,
    }
    return Milestone(**{"tenant_id": TENANT, **known, **given})


def a_conversation(**given: Any) -> Conversation:
    known = {
        "person_id": new_id(),
        "partner_id": new_id(),
        "topic": "Career conversation",
        "scheduled_at": NOW,
        "held_at": NOW if given.get("status") in MET else None,
    }
    return Conversation(**{"tenant_id": TENANT, **known, **given})


def a_note(conversation: Conversation | None = None, **given: Any) -> Note:
    conversation = conversation or a_conversation()
    known = {
        "conversation_id": conversation.id,
        "author_id": conversation.person_id,
        "audience": Audience.AUTHOR,
        "body": "To be remembered.",
    }
    return Note(**{"tenant_id": TENANT, **known, **given})
