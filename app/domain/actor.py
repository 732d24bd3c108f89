"""Who is asking, and what their token lets them ask for."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from app.domain.errors import MissingScope


class Scope(StrEnum):
    """What a token may be used for. A scope never widens what the policies allow."""

    PEOPLE_READ = "people:read"
    PEOPLE_WRITE = "people:write"
    CONVERSATIONS_READ = "conversations:read"
    CONVERSATIONS_WRITE = "conversations:write"
    CONVERSATIONS_INVESTIGATE = "conversations:investigate"
    CONVERSATIONS_METADATA = "conversations:metadata"
    PLANS_READ = "plans:read"
    PLANS_WRITE = "plans:write"
    LEARNING_READ = "learning:read"
    LEARNING_WRITE = "learning:write"
    WORK_READ = "work:read"
    SEARCH_READ = "search:read"
    COMPETENCIES_READ = "competencies:read"
    COMPETENCIES_SYNC = "competencies:sync"
    COMPETENCIES_PUBLISH = "competencies:publish"
    WEBHOOKS_READ = "webhooks:read"
    WEBHOOKS_WRITE = "webhooks:write"
    SCIM_PROVISION = "scim:provision"
    GRAPHQL_INTROSPECT = "graphql:introspect"
    GRAPHQL_MANAGE = "graphql:manage"
    AUDIT_READ = "audit:read"
    ADMIN = "admin"
    SYSTEM = "system"  # operators and workers on this machine: no token is ever granted it


GRANTABLE = frozenset(Scope) - {Scope.SYSTEM}


class ActorKind(StrEnum):
    """Who somebody is who asks.

    `person`: Somebody who works here. `client`: A machine. `system`: The product itself.
    """

    PERSON = "person"
    CLIENT = "client"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Actor:
    """The person, machine client or worker behind one request.

    `id` is never empty: a client has one too. An empty id would compare equal to an
    empty column and let policies match by accident.
    """

    tenant_id: UUID
    id: UUID
    kind: ActorKind
    scopes: frozenset[Scope]

    def require(self, scope: Scope) -> None:
        if scope not in self.scopes:
            raise MissingScope(scope.value)

    @classmethod
    def system(cls, tenant_id: UUID) -> "Actor":
        """The product itself, at work for one tenant."""
        return cls(tenant_id, tenant_id, ActorKind.SYSTEM, frozenset(Scope))
