"""Where the protocol reads and writes: the use cases of people, for the actor of one request."""

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Final, cast
from uuid import UUID

from scim2_models import (
    NotFoundException,
    NotImplementedException,
    PreconditionFailedException,
    Resource,
    ResourceType,
    ResponseParameters,
    ScimProvider,
    SearchRequest,
    UniquenessException,
)
from scim2_server.conditions import opaque_tag
from scim2_server.storage import AsyncScimStorage, SearchPage

from app.domain.context import Context
from app.domain.errors import NotFound, Stale
from app.domain.people.provisioning import groups as group_cases
from app.domain.people.provisioning import people as people_cases
from app.domain.use_case import Action
from app.scim import groups, users
from app.scim.filters import sought
from app.scim.refusals import UNIQUE


@dataclass(frozen=True)
class Cases:
    """The use cases behind one resource type."""

    read: Action
    find: Action
    add: Action
    replace: Action
    remove: Action
    id: str
    rows: str
    command_of: Callable[[Resource[Any]], Any]
    resource_of: Callable[[type[Resource[Any]], dict[str, Any], str], Resource[Any]]


CASES: Final = {
    "User": Cases(
        people_cases.read_person,
        people_cases.find_people,
        people_cases.provision_person,
        people_cases.replace_person,
        people_cases.remove_person,
        "person_id",
        "people",
        users.command_of,
        users.resource_of,
    ),
    "Group": Cases(
        group_cases.read_group,
        group_cases.find_groups,
        group_cases.provision_group,
        group_cases.replace_group,
        group_cases.remove_group,
        "group_id",
        "groups",
        groups.command_of,
        groups.resource_of,
    ),
}


class Storage(AsyncScimStorage):
    """The people and groups that the actor of a request may provision."""

    def __init__(self, context: Context, provider: ScimProvider) -> None:
        self.context = context
        self.provider = provider

    async def get(
        self,
        resource_type: ResourceType,
        resource_id: str,
        *,
        response_parameters: ResponseParameters[Any] | None = None,
    ) -> Resource[Any]:
        cases = _cases(resource_type)
        arguments: dict[str, Any] = {cases.id: _id(resource_id)}
        if cases.rows == "groups" and _without_members(response_parameters):
            arguments["without_members"] = True
        return self._resource(resource_type, await self._run(cases.read, arguments))

    async def search(
        self,
        resource_types: list[ResourceType],
        search_request: SearchRequest[Any],
        *,
        position: Any = None,  # noqa: ARG002 - of cursors, which we do not announce
    ) -> SearchPage:
        if len(resource_types) > 1 and search_request.sort_by is not None:
            raise NotImplementedException(detail="What is of several types cannot be sorted.")
        whole = SearchPage(0, [])
        for resource_type in resource_types:
            page = await self._search(resource_type, search_request, whole)
            whole = SearchPage(
                (whole.total or 0) + (page.total or 0), whole.resources + page.resources
            )
        return whole

    async def _search(
        self, resource_type: ResourceType, request: SearchRequest[Any], before: SearchPage
    ) -> SearchPage:
        """The part of a page that is of one type, after what is of other types."""
        cases = _cases(resource_type)
        wanted = sought(
            request,
            self._model(resource_type),
            without_members=_without_members(request),
        )
        wanted = replace(
            wanted,
            start=max(0, wanted.start - (before.total or 0)),
            count=wanted.count - len(before.resources),
        )
        found = await self._run(cases.find, {"sought": wanted})
        resources = [self._resource(resource_type, row) for row in found[cases.rows]]
        return SearchPage(found["total"], resources)

    async def create(self, resource_type: ResourceType, resource: Resource[Any]) -> Resource[Any]:
        cases = _cases(resource_type)
        made = await self._run(cases.add, {"command": cases.command_of(resource)})
        return self._resource(resource_type, made)

    async def update(
        self,
        resource_type: ResourceType,
        resource: Resource[Any],
        *,
        expected_version: str | None = None,
    ) -> Resource[Any]:
        cases = _cases(resource_type)
        arguments = {
            cases.id: _id(resource.id or ""),
            "command": cases.command_of(resource),
            "etag": _etag(expected_version),
        }
        return self._resource(resource_type, await self._run(cases.replace, arguments))

    async def delete(
        self,
        resource_type: ResourceType,
        resource_id: str,
        *,
        expected_version: str | None = None,
    ) -> None:
        cases = _cases(resource_type)
        arguments = {cases.id: _id(resource_id), "etag": _etag(expected_version)}
        await self._run(cases.remove, arguments)

    async def _run(self, action: Action, arguments: dict[str, Any]) -> Any:
        """Refusals that the protocol has a name for get it; the others are told by the door."""
        try:
            answer = await self.context.execute(action, arguments)
        except NotFound as error:
            raise NotFoundException(detail=error.message) from error
        except Stale as error:
            raise PreconditionFailedException(detail=error.message) from error
        except UNIQUE as error:
            raise UniquenessException(detail=error.message) from error
        return json.loads(answer.body) if answer.body else None

    def _model(self, resource_type: ResourceType) -> type[Resource[Any]]:
        return cast(type[Resource[Any]], self.provider.model_for(resource_type))

    def _resource(self, resource_type: ResourceType, row: dict[str, Any]) -> Resource[Any]:
        make = _cases(resource_type).resource_of
        return make(self._model(resource_type), row, str(resource_type.name))


def _cases(resource_type: ResourceType) -> Cases:
    return CASES[str(resource_type.id)]


def _id(text: str) -> UUID:
    """What is no id of ours names nothing."""
    found = users.id_of(text)
    if found is None:
        raise NotFoundException(detail=NotFound.explanation())
    return found


def _etag(version: str | None) -> str | None:
    return None if version is None else opaque_tag(version)


def _without_members(parameters: ResponseParameters[Any] | None) -> bool:
    excluded = parameters.excluded_attributes if parameters is not None else None
    return any(str(path).lower() == "members" for path in excluded or ())
