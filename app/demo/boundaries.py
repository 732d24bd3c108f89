"""Who is refused what: the same by both doors."""

from dataclasses import dataclass, field
from typing import Any, Final

from app.demo.doors import Caller, expect, refusal_code
from app.demo.following import REACH
from app.demo.telling import Teller

READ_CONVERSATION: Final = "query ($id: UUID!) { conversation(conversationId: $id) { topic } }"
READ_NOTE: Final = "query ($id: UUID!) { note(noteId: $id) { body } }"
WHATEVER_VERSION: Final = {"if-match": "*"}


@dataclass(frozen=True, slots=True)
class Subjects:
    """The ids of what somebody tries to get at, and the version of the milestone."""

    conversation_id: str
    note_id: str
    milestone_id: str
    version: int


@dataclass(frozen=True, slots=True)
class Try:
    """One thing that somebody should not be able to do, by both doors."""

    who: Caller
    what: str
    code: str
    method: str
    path: str
    query: str
    variables: dict[str, Any]
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Others:
    """Those who should not get far."""

    stranger: Caller
    without_scope: Caller
    outsider: Caller
    people_partner: Caller
    manager: Caller


async def refuse(others: Others, subjects: Subjects, teller: Teller) -> None:
    """Try everything, show what was answered, and expect the same code twice."""
    rows = []
    for one in _tries(others, subjects):
        over_rest = await one.who.attempt(one.method, one.path, headers=one.headers)
        over_graphql = await one.who.graphql(one.query, one.variables)
        code, same = refusal_code(over_rest.json()), refusal_code(over_graphql.json())
        rows.append(
            (one.who.name, one.what, f"{over_rest.status_code} {code}", same or "not refused")
        )
        expect(
            code == same == one.code,
            f"{one.who.name}, {one.what}: {one.code} was expected, REST said {code}, "
            f"GraphQL said {same}",
        )
    teller.table(("who", "tries to", "REST", "GraphQL"), rows)


def _tries(others: Others, subjects: Subjects) -> list[Try]:
    return [
        _reads(others.stranger, subjects),
        _reaches(others.stranger, subjects, "not_found"),
        _reads(others.outsider, subjects),
        _reaches(others.outsider, subjects, "not_found"),
        _reaches(others.without_scope, subjects, "insufficient_scope"),
        _reads_note(others.people_partner, subjects),
        _reaches(others.manager, subjects, "forbidden"),
    ]


def _reads(who: Caller, subjects: Subjects) -> Try:
    return Try(
        who,
        "read the conversation",
        "not_found",
        "GET",
        f"/v1/conversations/{subjects.conversation_id}",
        READ_CONVERSATION,
        {"id": subjects.conversation_id},
    )


def _reads_note(who: Caller, subjects: Subjects) -> Try:
    path = f"/v1/notes/{subjects.note_id}"
    return Try(
        who,
        "read the shared note",
        "not_found",
        "GET",
        path,
        READ_NOTE,
        {"id": subjects.note_id},
    )


def _reaches(who: Caller, subjects: Subjects, code: str) -> Try:
    return Try(
        who,
        "reach the milestone",
        code,
        "POST",
        f"/v1/milestones/{subjects.milestone_id}/reach",
        REACH,
        {"id": subjects.milestone_id, "version": subjects.version},
        WHATEVER_VERSION,
    )
