"""What is executed of what was asked: the text of the document, unless something is against it."""

from dataclasses import replace
from typing import Final

from app.domain.actor import Actor, Scope
from app.schema.door.limits import Limits, Why, refusal
from app.schema.door.reading import Asked
from app.schema.door.trusted import TrustedDocuments
from app.settings import Introspection, Settings

ONLY_TRUSTED: Final = Why(
    "Only trusted documents are executed here: send `documentId` and no `query`.",
    "document_required",
)
UNKNOWN: Final = Why(
    "There is no trusted document with this `documentId`.", "document_unknown", 404
)
OFF: Final = Why("The schema is not told here: introspection is off.", "introspection_off")
UNSCOPED: Final = Why(
    f"The schema is told to a token with the scope `{Scope.GRAPHQL_INTROSPECT}`.",
    "insufficient_scope",
    403,
)


async def admitted(
    asked: Asked, actor: Actor, settings: Settings, documents: TrustedDocuments
) -> Asked | Why:
    """The operation with its text, or why it is not executed."""
    if asked.document_id is not None:
        text = await documents.text(actor.tenant_id, asked.document_id)
        if text is None:
            return UNKNOWN
        asked = replace(asked, query=text)
    elif settings.graphql_trusted_only:
        return ONLY_TRUSTED
    untold = _untold(settings, actor)
    limits = Limits(settings.graphql_max_depth, settings.graphql_max_cost, untold)
    return refusal(asked.query, asked.operation_name, limits, asked.integers) or asked


def _untold(settings: Settings, actor: Actor) -> Why | None:
    """Why this actor is not told the schema; None if they are."""
    match settings.graphql_introspection:
        case Introspection.ON:
            return None
        case Introspection.SCOPE:
            return None if Scope.GRAPHQL_INTROSPECT in actor.scopes else UNSCOPED
        case Introspection.OFF:
            return OFF
