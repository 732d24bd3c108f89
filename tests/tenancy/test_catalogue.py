"""The catalogue of the database, asked for holes: what protects tenants is there, everywhere."""

from typing import Any

import asyncpg
import pytest
from sqlmodel import SQLModel

from tests.scene import ENDING

OURS = "class.relnamespace = current_schema()::regnamespace"
SERVING = ("career_app", "career_worker")


@pytest.fixture(scope="module")
async def catalogue(app: asyncpg.Connection) -> asyncpg.Connection:
    """Anybody may read the catalogue."""
    return app


async def rows(catalogue: asyncpg.Connection, query: str, *values: Any) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in await catalogue.fetch(query, *values)]


async def tenanted(catalogue: asyncpg.Connection) -> set[str]:
    found = await rows(
        catalogue,
        f"""SELECT relname FROM pg_class AS class
        JOIN pg_attribute ON attrelid = class.oid AND attname = 'tenant_id'
        WHERE {OURS} AND relkind IN ('r', 'p')""",  # noqa: S608
    )
    return {name for (name,) in found}


async def test_every_table_of_the_models_is_of_a_tenant(catalogue: asyncpg.Connection) -> None:
    stored = await rows(
        catalogue,
        f"SELECT relname FROM pg_class AS class WHERE {OURS} AND relkind IN ('r', 'p')",  # noqa: S608
    )

    assert await tenanted(catalogue) == set(SQLModel.metadata.tables)
    assert {name for (name,) in stored} - set(SQLModel.metadata.tables) == {"alembic_version"}


async def test_row_level_security_is_on_and_forced(catalogue: asyncpg.Connection) -> None:
    found = await rows(
        catalogue,
        f"""SELECT relname, relrowsecurity, relforcerowsecurity FROM pg_class AS class
        WHERE {OURS} AND relkind IN ('r', 'p') AND relname <> 'alembic_version'""",  # noqa: S608
    )

    assert found
    assert [row for row in found if row[1:] != (True, True)] == []


async def test_every_tenant_column_is_an_id_that_is_never_empty(
    catalogue: asyncpg.Connection,
) -> None:
    found = await rows(
        catalogue,
        f"""SELECT relname FROM pg_class AS class
        JOIN pg_attribute ON attrelid = class.oid AND attname = 'tenant_id'
        WHERE {OURS} AND relkind IN ('r', 'p')
          AND NOT (attnotnull AND atttypid = 'uuid'::regtype)""",  # noqa: S608
    )

    assert found == []


async def test_every_table_has_the_one_policy_for_reading_and_for_writing(
    catalogue: asyncpg.Connection,
) -> None:
    rule = "(tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid)"
    found = await rows(
        catalogue,
        """SELECT tablename, permissive, roles::text[], cmd, qual, with_check FROM pg_policies
        WHERE schemaname = current_schema()""",
    )
    serving = [row for row in found if row[2] == ["career_app"]]
    working = [row for row in found if row[2] != ["career_app"]]

    assert {row[0] for row in serving} == await tenanted(catalogue)
    assert len(serving) == len({row[0] for row in serving})
    assert {row[1:] for row in [(r[0], r[3], r[4], r[5]) for r in serving]} == {("ALL", rule, rule)}
    assert sorted((row[0], row[2], row[3], row[5]) for row in working) == [
        ("conversation", ["career_worker"], "SELECT", None),
        ("handoff", ["career_worker"], "SELECT", None),
        ("learning_record", ["career_worker"], "SELECT", None),
        ("milestone", ["career_worker"], "SELECT", None),
        ("note", ["career_worker"], "SELECT", None),
        ("outbox_event", ["career_worker"], "SELECT", None),
        ("person", ["career_worker"], "SELECT", None),
        ("person_key", ["career_worker"], "SELECT", None),
        ("reflection", ["career_worker"], "SELECT", None),
        ("relationship", ["career_worker"], "SELECT", None),
        ("series", ["career_worker"], "SELECT", None),
        ("tenant", ["career_worker"], "SELECT", None),
        ("tenant", ["career_worker"], "SELECT", None),
        ("webhook_delivery", ["career_worker"], "SELECT", None),
        ("webhook_endpoint", ["career_worker"], "SELECT", None),
        ("webhook_redelivery", ["career_worker"], "SELECT", None),
    ]


async def test_every_key_begins_with_the_tenant(catalogue: asyncpg.Connection) -> None:
    found = await rows(
        catalogue,
        f"""SELECT class.relname, index.relname,
          (SELECT attname FROM pg_attribute
           WHERE attrelid = class.oid AND attnum = pg_index.indkey[0])
        FROM pg_index JOIN pg_class AS class ON class.oid = indrelid
        JOIN pg_class AS index ON index.oid = indexrelid
        WHERE {OURS} AND (indisunique OR indisexclusion) AND class.relname <> 'alembic_version'""",  # noqa: S608
    )

    assert len(found) > len(SQLModel.metadata.tables)
    assert [row for row in found if row[2] != "tenant_id"] == []


async def test_every_other_index_begins_with_the_tenant_too(catalogue: asyncpg.Connection) -> None:
    found = await rows(
        catalogue,
        f"""SELECT index.relname FROM pg_index JOIN pg_class AS class ON class.oid = indrelid
        JOIN pg_class AS index ON index.oid = indexrelid
        JOIN pg_attribute ON attrelid = class.oid AND attnum = indkey[0]
        WHERE {OURS} AND attname <> 'tenant_id' AND class.relname <> 'alembic_version'""",  # noqa: S608
    )

    assert found == []


async def test_no_row_can_point_into_another_tenant(catalogue: asyncpg.Connection) -> None:
    found = await rows(
        catalogue,
        f"""SELECT conname,
          array(SELECT attname::text FROM unnest(conkey) WITH ORDINALITY AS key (number, place)
                JOIN pg_attribute ON attrelid = conrelid AND attnum = number ORDER BY place),
          array(SELECT attname::text FROM unnest(confkey) WITH ORDINALITY AS key (number, place)
                JOIN pg_attribute ON attrelid = confrelid AND attnum = number ORDER BY place),
          convalidated
        FROM pg_constraint JOIN pg_class AS class ON class.oid = conrelid
        WHERE {OURS} AND contype = 'f'""",  # noqa: S608
    )

    assert len(found) > 15
    for name, here, there, valid in found:
        assert (name, here[0], there[0], valid) == (name, "tenant_id", "tenant_id", True)
        assert "tenant_id" not in (*here[1:], *there[1:])


async def test_the_serving_roles_have_no_power_and_own_nothing(
    catalogue: asyncpg.Connection,
) -> None:
    powers = await rows(
        catalogue,
        """SELECT rolname,
          rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb OR rolreplication
        FROM pg_roles WHERE rolname = any($1)""",
        list(SERVING),
    )
    member_of = await rows(
        catalogue,
        """SELECT role.rolname, other.rolname FROM pg_roles AS role, pg_roles AS other
        WHERE role.rolname = any($1) AND role.oid <> other.oid
          AND pg_has_role(role.oid, other.oid, 'MEMBER')""",
        list(SERVING),
    )
    owned = await rows(
        catalogue,
        """SELECT deptype, classid::regclass, objid FROM pg_shdepend
        JOIN pg_roles ON pg_roles.oid = refobjid WHERE rolname = any($1) AND deptype = 'o'""",
        list(SERVING),
    )

    assert sorted(powers) == [("career_app", False), ("career_worker", False)]
    assert member_of == []
    assert owned == []


async def test_the_connection_of_the_application_is_the_serving_role(
    catalogue: asyncpg.Connection,
) -> None:
    held = await catalogue.fetchrow(
        "SELECT rolsuper OR rolbypassrls, pg_has_role(current_user, 'career_app', 'USAGE') "
        "FROM pg_roles WHERE rolname = current_user"
    )

    assert tuple(held) == (False, True)


async def test_nothing_looks_at_tables_with_other_rights_than_the_callers(
    catalogue: asyncpg.Connection,
) -> None:
    views = await rows(
        catalogue,
        f"""SELECT relname FROM pg_class AS class WHERE {OURS} AND relkind IN ('v', 'm')
        AND NOT coalesce('security_invoker=true' = any(reloptions), false)""",  # noqa: S608
    )
    functions = await rows(
        catalogue,
        """SELECT proname FROM pg_proc JOIN pg_namespace ON pg_namespace.oid = pronamespace
        WHERE prosecdef AND nspname NOT IN ('pg_catalog', 'information_schema')""",
    )
    triggers = await rows(
        catalogue,
        f"""SELECT DISTINCT tgname FROM pg_trigger JOIN pg_class AS class ON class.oid = tgrelid
        WHERE {OURS} AND NOT tgisinternal""",  # noqa: S608
    )

    assert (views, functions) == ([], [])
    assert sorted(triggers) == [
        ("addendum_stays",),
        ("competency_association_stays",),
        ("competency_leftover_stays",),
        ("competency_revision_stays",),
        ("conversation_snapshot_stays",),
        ("framework_version_keeps",),
        ("framework_version_stays",),
        ("preparation_says_points_insert",),
        ("preparation_says_points_update",),
        ("relationship_no_cycle_insert",),
        ("relationship_no_cycle_update",),
        ("role_profile_version_stays",),
        ("search_change",),
        ("search_enter",),
        ("search_forget",),
        ("template_version_keeps",),
    ]


async def test_grants_are_what_the_roles_need_and_no_more(catalogue: asyncpg.Connection) -> None:
    granted = await rows(
        catalogue,
        f"""SELECT relname, coalesce(rolname, 'PUBLIC'), privilege_type
        FROM pg_class AS class, aclexplode(relacl) AS acl
        LEFT JOIN pg_roles ON pg_roles.oid = acl.grantee
        WHERE {OURS} AND acl.grantee <> relowner""",  # noqa: S608
    )
    columns = await rows(
        catalogue,
        f"""SELECT relname, attname, coalesce(rolname, 'PUBLIC'), privilege_type
        FROM pg_class AS class JOIN pg_attribute ON attrelid = class.oid,
          aclexplode(attacl) AS acl LEFT JOIN pg_roles ON pg_roles.oid = acl.grantee
        WHERE {OURS} AND acl.grantee <> relowner""",  # noqa: S608
    )
    four = ("DELETE", "INSERT", "SELECT", "UPDATE")
    fewer = {
        "addendum": ("INSERT", "SELECT"),
        "conversation_snapshot": ("INSERT", "SELECT"),
        "role_profile_version": ("INSERT", "SELECT"),
        "audit_entry": ("INSERT", "SELECT"),
        "audit_subject": ("INSERT", "SELECT"),
        "audit_lane": ("INSERT", "SELECT", "UPDATE"),
        "template_version": ("INSERT", "SELECT", "UPDATE"),
        **dict.fromkeys(ENDING, ("DELETE", "INSERT", "SELECT")),
    }
    expected = {
        (table, "career_app", one)
        for table in SQLModel.metadata.tables
        for one in fewer.get(table, four)
    }

    assert set(granted) == expected | {("alembic_version", "career_app", "SELECT")}
    assert sorted(columns) == [
        *((table, "until", "career_app", "UPDATE") for table in sorted(ENDING)),
        ("conversation", "look_at", "career_worker", "SELECT"),
        ("conversation", "status", "career_worker", "SELECT"),
        ("conversation", "tenant_id", "career_worker", "SELECT"),
        ("handoff", "former_relationship_id", "career_worker", "SELECT"),
        ("handoff", "relationship_id", "career_worker", "SELECT"),
        ("handoff", "tenant_id", "career_worker", "SELECT"),
        ("learning_record", "look_at", "career_worker", "SELECT"),
        ("learning_record", "tenant_id", "career_worker", "SELECT"),
        ("milestone", "closed_on", "career_worker", "SELECT"),
        ("milestone", "due_on", "career_worker", "SELECT"),
        ("milestone", "due_soon_told_at", "career_worker", "SELECT"),
        ("milestone", "ends_on", "career_worker", "SELECT"),
        ("milestone", "missed_told_at", "career_worker", "SELECT"),
        ("milestone", "owner_id", "career_worker", "SELECT"),
        ("milestone", "owner_needed_told_at", "career_worker", "SELECT"),
        ("milestone", "owner_status", "career_worker", "SELECT"),
        ("milestone", "soon_on", "career_worker", "SELECT"),
        ("milestone", "status", "career_worker", "SELECT"),
        ("milestone", "tenant_id", "career_worker", "SELECT"),
        ("note", "tenant_id", "career_worker", "SELECT"),
        ("outbox_event", "position", "career_worker", "SELECT"),
        ("outbox_event", "relayed_at", "career_worker", "SELECT"),
        ("outbox_event", "tenant_id", "career_worker", "SELECT"),
        ("person", "id", "career_worker", "SELECT"),
        ("person", "leave_ends_on", "career_worker", "SELECT"),
        ("person", "status", "career_worker", "SELECT"),
        ("person", "tenant_id", "career_worker", "SELECT"),
        ("person_key", "master_key_id", "career_worker", "SELECT"),
        ("person_key", "tenant_id", "career_worker", "SELECT"),
        ("reflection", "tenant_id", "career_worker", "SELECT"),
        *(
            ("relationship", column, "career_worker", "SELECT")
            for column in (
                "ends_on",
                "id",
                "kind",
                "person_id",
                "related_id",
                "starts_on",
                "tenant_id",
            )
        ),
        ("series", "look_at", "career_worker", "SELECT"),
        ("series", "tenant_id", "career_worker", "SELECT"),
        ("tenant", "calendar_changed_at", "career_worker", "SELECT"),
        ("tenant", "coverage_counted_to", "career_worker", "SELECT"),
        ("tenant", "tenant_id", "career_worker", "SELECT"),
        ("webhook_delivery", "due_at", "career_worker", "SELECT"),
        ("webhook_delivery", "endpoint_id", "career_worker", "SELECT"),
        ("webhook_delivery", "leased_until", "career_worker", "SELECT"),
        ("webhook_delivery", "status", "career_worker", "SELECT"),
        ("webhook_delivery", "tenant_id", "career_worker", "SELECT"),
        ("webhook_delivery", "waits", "career_worker", "SELECT"),
        ("webhook_endpoint", "tenant_id", "career_worker", "SELECT"),
        ("webhook_redelivery", "status", "career_worker", "SELECT"),
        ("webhook_redelivery", "tenant_id", "career_worker", "SELECT"),
    ]


async def test_nobody_who_serves_can_make_anything(catalogue: asyncpg.Connection) -> None:
    found = await rows(
        catalogue,
        """SELECT role FROM unnest($1::text[]) AS role
        WHERE has_schema_privilege(role, current_schema(), 'CREATE')
           OR has_database_privilege(role, current_database(), 'CREATE')""",
        list(SERVING),
    )

    assert found == []
