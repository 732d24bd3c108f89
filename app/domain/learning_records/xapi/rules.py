"""What a statement may hold, as xAPI says it: 1.0.3, and what 2.0 adds."""

from typing import Any, Final

from app.domain.learning_records.states import VOIDED
from app.domain.learning_records.xapi.checks import (
    Check,
    Place,
    count,
    duration,
    extensions,
    iri,
    language,
    mailbox,
    matches,
    moment,
    number,
    several,
    sha1,
    sha2,
    something,
    text,
    thing,
    truth,
    uuid,
    word,
    words,
)
from app.domain.learning_records.xapi.forms import VERSIONS

SECOND: Final = 2
PAIR: Final = 2
IDENTIFIERS: Final = ("mbox", "mbox_sha1sum", "openid", "account")
ABOUT_ACTIVITIES: Final = ("revision", "platform")
INTERACTIONS: Final = (
    *("true-false", "choice", "fill-in", "long-fill-in", "matching"),
    *("performance", "sequencing", "likert", "numeric", "other"),
)

_account: Final = thing({"homePage": iri, "name": something}, {})
_names: Final[dict[str, Check]] = {
    "name": text,
    "mbox": mailbox,
    "mbox_sha1sum": sha1,
    "openid": iri,
    "account": _account,
}
_agent: Final = thing({}, {"objectType": word("Agent"), **_names})


def agent(at: Place, value: Any) -> None:
    _agent(at, value)
    if isinstance(value, dict) and _count_names(value) != 1:
        at.wrong(f"should have exactly one of {', '.join(IDENTIFIERS)}")


_group: Final = thing({"objectType": word("Group")}, {**_names, "member": several(agent)})


def group(at: Place, value: Any) -> None:
    _group(at, value)
    if not isinstance(value, dict):
        return
    named = _count_names(value)
    if named > 1:
        at.wrong(f"should have at most one of {', '.join(IDENTIFIERS)}")
    if not named and not value.get("member"):
        at.below("member").wrong("is missing, and so is anything to know the group by")


def actor(at: Place, value: Any) -> None:
    is_group = isinstance(value, dict) and value.get("objectType") == "Group"
    (group if is_group else agent)(at, value)


def _count_names(value: dict[str, Any]) -> int:
    return sum(name in value for name in IDENTIFIERS)


_parts: Final = several(thing({"id": something}, {"description": words}))
_definition: Final = thing(
    {},
    {
        "name": words,
        "description": words,
        "type": iri,
        "moreInfo": iri,
        "extensions": extensions,
        "interactionType": word(*INTERACTIONS),
        "correctResponsesPattern": several(text),
        **dict.fromkeys(("choices", "scale", "source", "target", "steps"), _parts),
    },
)
activity: Final = thing({"id": iri}, {"objectType": word("Activity"), "definition": _definition})
_reference: Final = thing({"objectType": word("StatementRef"), "id": uuid}, {})
_verb: Final = thing({"id": iri}, {"display": words})


_score: Final = thing({}, dict.fromkeys(("scaled", "raw", "min", "max"), number))


def score(at: Place, value: Any) -> None:
    known = len(at.faults)
    _score(at, value)
    if len(at.faults) > known:
        return
    low, high, raw = value.get("min"), value.get("max"), value.get("raw")
    if not -1 <= value.get("scaled", 0) <= 1:
        at.below("scaled").wrong("should be between -1 and 1")
    if low is not None and high is not None and low >= high:
        at.below("min").wrong("should be less than max")
    if raw is None:
        return
    if (low is not None and raw < low) or (high is not None and raw > high):
        at.below("raw").wrong("should be between min and max")


_result: Final = thing(
    {},
    {
        "score": score,
        "success": truth,
        "completion": truth,
        "response": text,
        "duration": duration,
        "extensions": extensions,
    },
)


def _activities(at: Place, value: Any) -> None:
    """One, as older ones wrote it, or a list."""
    (several(activity) if isinstance(value, list) else activity)(at, value)


_kinds: Final = thing({}, dict.fromkeys(("parent", "grouping", "category", "other"), _activities))
_context: Final[dict[str, Check]] = {
    "registration": uuid,
    "instructor": actor,
    "team": group,
    "contextActivities": _kinds,
    "revision": text,
    "platform": text,
    "language": language,
    "statement": _reference,
    "extensions": extensions,
}
_types: Final = several(iri, at_least=1)
_member: Final = thing(
    {"objectType": word("contextAgent"), "agent": agent}, {"relevantTypes": _types}
)
_team: Final = thing(
    {"objectType": word("contextGroup"), "group": group}, {"relevantTypes": _types}
)
_second_context: Final = _context | {
    "contextAgents": several(_member),
    "contextGroups": several(_team),
}
_contexts: Final = {1: thing({}, _context), SECOND: thing({}, _second_context)}


def context(at: Place, value: Any) -> None:
    _contexts[at.version](at, value)


def _attachment(at: Place, value: Any) -> None:
    _described(at, value)
    if isinstance(value, dict) and "fileUrl" not in value:
        at.below("fileUrl").wrong("is missing: files themselves are not taken")


_described: Final = thing(
    {"usageType": iri, "display": words, "contentType": something, "length": count, "sha2": sha2},
    {"description": words, "fileUrl": iri},
)


def _object(at: Place, value: Any) -> None:
    _one_object(at, value, _OBJECTS)


def _one_object(at: Place, value: Any, known: dict[str, Check]) -> None:
    kind = value.get("objectType", "Activity") if isinstance(value, dict) else "Activity"
    check = known.get(kind) if isinstance(kind, str) else None
    if check is None:
        at.below("objectType").wrong(f"should be one of {', '.join(known)}")
    else:
        check(at, value)


def _inner_object(at: Place, value: Any) -> None:
    _one_object(at, value, _INNER)


_INNER: Final[dict[str, Check]] = {
    "Activity": activity,
    "Agent": agent,
    "Group": group,
    "StatementRef": _reference,
}
_said: Final[dict[str, Check]] = {
    "result": _result,
    "context": context,
    "timestamp": moment,
    "attachments": several(_attachment),
}
_sub_statement: Final = thing(
    {
        "objectType": word("SubStatement"),
        "actor": actor,
        "verb": _verb,
        "object": _inner_object,
    },
    _said,
)


def sub_statement(at: Place, value: Any) -> None:
    _sub_statement(at, value)
    _check_context(at, value)


_OBJECTS: Final[dict[str, Check]] = {**_INNER, "SubStatement": sub_statement}


def authority(at: Place, value: Any) -> None:
    """Somebody, or two: an application and whom it acts for."""
    actor(at, value)
    if isinstance(value, dict) and value.get("objectType") == "Group":
        members = value.get("member")
        if _count_names(value) or not isinstance(members, list) or len(members) != PAIR:
            at.wrong("should be an agent, or a group of two without a name of its own")


_statements: Final = {
    version: thing(
        {"actor": actor, "verb": _verb, "object": _object},
        {
            "id": uuid,
            **_said,
            "stored": moment,
            "authority": authority,
            "version": matches(form, f"a version {version}.0.x"),
        },
    )
    for version, form in VERSIONS.items()
}


def statement(at: Place, value: Any) -> None:
    _statements[at.version](at, value)
    _check_context(at, value)
    if not isinstance(value, dict):
        return
    verb, object_ = value.get("verb"), value.get("object")
    is_voiding = isinstance(verb, dict) and verb.get("id") == VOIDED
    if is_voiding and not (
        isinstance(object_, dict) and object_.get("objectType") == "StatementRef"
    ):
        at.below("object").wrong("should be a StatementRef: the verb takes a statement back")


def _check_context(at: Place, value: Any) -> None:
    """Some of it is only said of activities."""
    if not isinstance(value, dict):
        return
    said, object_ = value.get("context"), value.get("object")
    if not isinstance(said, dict) or not isinstance(object_, dict):
        return
    if object_.get("objectType", "Activity") != "Activity":
        for name in ABOUT_ACTIVITIES:
            if name in said:
                at.below("context").below(name).wrong("is only for activities")
