"""The roles that serve: made if missing, refused if row-level security lets them by."""

import asyncpg

from app.server.connect import IS_BACK_WITHIN_S, connected
from app.server.databases import Login
from app.server.errors import MissingRight, PowerfulRole

SERVING_ROLES = ("career_app", "career_worker")

_POWERS = """
SELECT current_user AS name, role.rolsuper, role.rolbypassrls, (
    SELECT min(class.oid::regclass::text)
    FROM pg_class AS class JOIN pg_namespace AS space ON space.oid = class.relnamespace
    WHERE class.relkind IN ('r', 'p') AND pg_has_role(class.relowner, 'USAGE')
      AND space.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast')
) AS owned
FROM pg_roles AS role WHERE role.rolname = current_user
"""


async def refuse_powerful_role(dsn: str, role: str | None = None) -> None:
    """Refuse a login that row-level security does not hold: it would see every tenant.

    Raises:
        PowerfulRole: it is a superuser, bypasses row-level security, or owns tables.
        DatabaseUnreachable: it cannot log in, or not act as `role`.

    """
    async with connected(Login(dsn, role), is_back_within_s=IS_BACK_WITHIN_S) as connection:
        found = await connection.fetchrow(_POWERS)
    for power, is_held in (
        ("is a superuser", found["rolsuper"]),
        ("bypasses row-level security", found["rolbypassrls"]),
        (f"owns tables ({found['owned']})", found["owned"] is not None),
    ):
        if is_held:
            raise PowerfulRole(
                f"The role {found['name']} {power}: row-level security would not hold it, so it "
                "may not serve. Use a role like `career_app`, made by `career migrate`."
            )


async def ensure_roles(owner: asyncpg.Connection) -> None:
    """Make the roles that serve, and let the owner act as them, where that is missing.

    Raises:
        MissingRight: the owner may not; the message has the statements for somebody who may.

    """
    for role in SERVING_ROLES:
        statements = await _missing_statements(owner, role)
        try:
            for statement in statements:
                await owner.execute(statement)
        except asyncpg.DuplicateObjectError:
            continue  # another database of this server was migrated at the same time
        except asyncpg.InsufficientPrivilegeError as refused:
            raise MissingRight(
                f"The owner of the database may not make the role {role} ({refused}). "
                f"Let an administrator run: {' '.join(statements)}"
            ) from refused


async def _missing_statements(owner: asyncpg.Connection, role: str) -> list[str]:
    exists = await owner.fetchval("SELECT true FROM pg_roles WHERE rolname = $1", role)
    may_act = exists and await owner.fetchval("SELECT pg_has_role($1, 'SET')", role)
    name = await owner.fetchval("SELECT quote_ident(session_user)")
    create = f"CREATE ROLE {role} NOLOGIN NOSUPERUSER NOBYPASSRLS;"
    grant = f"GRANT {role} TO {name} WITH INHERIT FALSE, SET TRUE;"
    return [*([] if exists else [create]), *([] if may_act else [grant])]
