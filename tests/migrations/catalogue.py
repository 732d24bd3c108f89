"""What PostgreSQL knows of a database, as lines that can be compared."""

# ruff: noqa: S608 - all of it is ours
import asyncpg

SPACES = "!~ '^(pg_|information_schema$)'"  # temporary ones of other sessions neither

STRUCTURE = {
    "column": f"""
        SELECT format('%s.%s %s %s %s', class.relname, attribute.attname,
          format_type(atttypid, atttypmod), attnotnull, pg_get_expr(adbin, adrelid))
        FROM pg_attribute AS attribute
        JOIN pg_class AS class ON class.oid = attrelid
        LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
        WHERE relnamespace::regnamespace::text {SPACES} AND relkind = 'r'
          AND attnum > 0 AND NOT attisdropped""",
    "constraint": f"""
        SELECT format('%s %s %s', conrelid::regclass, conname, pg_get_constraintdef(oid))
        FROM pg_constraint WHERE connamespace::regnamespace::text {SPACES} AND conrelid <> 0""",
    "index": f"SELECT indexdef FROM pg_indexes WHERE schemaname {SPACES}",
}

REST = {
    "table": f"""
        SELECT format('%s %s %s %s %s %s', relname, relkind, relrowsecurity, relforcerowsecurity,
          pg_get_userbyid(relowner), relacl)
        FROM pg_class WHERE relnamespace::regnamespace::text {SPACES} AND relkind <> 'c'""",
    "column right": f"""
        SELECT format('%s.%s %s', attrelid::regclass, attname, attacl) FROM pg_attribute
        JOIN pg_class AS class ON class.oid = attrelid
        WHERE attacl IS NOT NULL AND relnamespace::regnamespace::text {SPACES}""",
    "policy": "SELECT format('%s', policies.*) FROM pg_policies AS policies",
    "trigger": "SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal",
    "extension": "SELECT format('%s %s', extname, extversion) FROM pg_extension",
    "function": f"""
        SELECT oid::regprocedure::text FROM pg_proc
        WHERE pronamespace::regnamespace::text {SPACES}""",
    "type": f"""
        SELECT oid::regtype::text FROM pg_type
        WHERE typnamespace::regnamespace::text {SPACES}""",
    "schema": f"""
        SELECT format('%s %s', nspname, (
          SELECT array_agg(right_::text ORDER BY right_::text) FROM unnest(nspacl) AS right_
        )) FROM pg_namespace WHERE nspname {SPACES} AND nspname NOT LIKE 'pg_%'""",
    "database": "SELECT format('%s', datacl) FROM pg_database WHERE datname = current_database()",
}


async def structure(dsn: str) -> set[str]:
    """Columns, constraints and indexes."""
    return await _lines(dsn, STRUCTURE)


async def everything(dsn: str) -> set[str]:
    """And rights, policies, and whatever else a migration may leave behind."""
    return await _lines(dsn, STRUCTURE | REST)


async def _lines(dsn: str, questions: dict[str, str]) -> set[str]:
    connection = await asyncpg.connect(dsn)
    try:
        return {
            f"{kind}: {row[0]}"
            for kind, question in questions.items()
            for row in await connection.fetch(question)
        }
    finally:
        await connection.close()
