"""Our storage keeps the contract that the protocol's server has with storages."""

import asyncio
from collections.abc import Iterator
from uuid import uuid4

import pytest
from scim2_models import ScimProvider
from scim2_server.storage import ScimStorage
from scim2_server.testing import AsyncScimStorageContract, BlockingStorage

from app.domain.actor import GRANTABLE, Actor, ActorKind
from app.domain.context import Context
from app.domain.people import service as people
from app.domain.transaction import Database
from app.scim.provider import provider
from app.scim.storage import Storage
from app.security.provision import create_tools
from app.server.databases import outside_urls
from app.settings import Settings


class TestStorage(AsyncScimStorageContract):
    """A new organisation for each test, in which there is nobody."""

    @pytest.fixture
    def provider(self) -> ScimProvider:
        return provider("http://career.test")

    @pytest.fixture
    def storage(self, settings: Settings, provider: ScimProvider) -> Iterator[ScimStorage]:
        logins = outside_urls(settings)
        assert logins is not None
        database = Database(logins.app.dsn, create_tools(settings), role=logins.app.role)
        tenant_id = uuid4()
        system = Context(Actor.system(tenant_id), database)
        founding = {"name": "Contract", "time_zone": "UTC", "locale": "en"}
        actor = Actor(tenant_id, uuid4(), ActorKind.CLIENT, GRANTABLE)
        with asyncio.Runner() as runner, provider:
            runner.run(database.open())
            runner.run(system.execute(people.found_tenant, founding))
            yield BlockingStorage(Storage(Context(actor, database), provider), runner)
            runner.run(database.close())
