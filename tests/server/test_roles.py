"""Who may serve: nobody whom row-level security does not hold."""

from urllib.parse import urlsplit, urlunsplit

import asyncpg
import pytest

from app.server.cluster import Cluster
from app.server.errors import DatabaseUnreachable, PowerfulRole
from app.server.postgres import Postgres
from app.server.roles import refuse_powerful_role


def superuser_of(postgres: Postgres) -> str:
    url = urlsplit(postgres.urls.owner)
    password = Cluster(postgres.data_dir).passwords().superuser
    return urlunsplit(url._replace(netloc=f"postgres:{password}@127.0.0.1:{url.port}"))


async def test_the_roles_that_serve_are_held(postgres: Postgres) -> None:
    await refuse_powerful_role(postgres.urls.app)
    await refuse_powerful_role(postgres.urls.worker)


async def test_the_owner_may_act_as_the_roles_that_serve(postgres: Postgres) -> None:
    await refuse_powerful_role(postgres.urls.owner, "career_app")
    await refuse_powerful_role(postgres.urls.owner, "career_worker")


async def test_a_superuser_is_refused(postgres: Postgres) -> None:
    with pytest.raises(PowerfulRole, match="postgres is a superuser"):
        await refuse_powerful_role(superuser_of(postgres))


async def test_a_role_that_bypasses_is_refused(postgres: Postgres) -> None:
    connection = await asyncpg.connect(superuser_of(postgres))
    await connection.execute("ALTER ROLE career_worker BYPASSRLS")
    with pytest.raises(PowerfulRole, match="career_worker bypasses row-level security"):
        await refuse_powerful_role(postgres.urls.worker)
    await connection.execute("ALTER ROLE career_worker NOBYPASSRLS")
    await connection.close()


async def test_an_owner_of_tables_is_refused_also_by_inheritance(postgres: Postgres) -> None:
    connection = await asyncpg.connect(superuser_of(postgres))
    await connection.execute("SET ROLE career_owner; CREATE TABLE mine (); RESET ROLE")
    with pytest.raises(PowerfulRole, match=r"career_owner owns tables \(mine\)"):
        await refuse_powerful_role(postgres.urls.owner)

    await connection.execute("CREATE ROLE heir LOGIN PASSWORD 'heir' IN ROLE career_owner")
    url = urlsplit(postgres.urls.owner)
    heir = urlunsplit(url._replace(netloc=f"heir:heir@127.0.0.1:{url.port}"))
    with pytest.raises(PowerfulRole, match=r"heir owns tables \(mine\)"):
        await refuse_powerful_role(heir)
    await connection.close()


async def test_a_role_that_may_not_be_taken_is_a_reason(postgres: Postgres) -> None:
    with pytest.raises(DatabaseUnreachable, match="as the role postgres"):
        await refuse_powerful_role(postgres.urls.app, "postgres")
