"""Immutable versions of competency frameworks, and the links between competencies as rows.

Safe while the previous version still runs: every new column has a default, it goes on reading the
links where they were, and what it syncs meanwhile is taken into the history by the next sync.

Revision: 0026
Follows: 0025
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

PROTECT = """
ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
ALTER TABLE {table} FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON {table} TO career_app
  USING (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid)
  WITH CHECK (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid);
GRANT {rights} ON {table} TO career_app
"""
HELD = "SELECT, INSERT, DELETE, UPDATE (until)"
"""What a row says never changes: it only ends, and drafts go as a whole."""
RIGHTS = {
    "competency_framework_version": "SELECT, INSERT, UPDATE, DELETE",
    "competency_revision": HELD,
    "competency_association": HELD,
    "competency_leftover": HELD,
}
JSONB = postgresql.JSONB
EMPTY = sa.text("'{}'")

KEPT = (
    "framework_id",
    "number",
    "title",
    "description",
    "language",
    "version_label",
    "source",
    "source_identifier",
    "scale",
    "translations",
    "extra",
    "content_hash",
)
VERSION_KEEPS = """
CREATE FUNCTION framework_version_keeps() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'a version that was published keeps its content' USING ERRCODE = '23514';
END
$$
"""
VERSION_STAYS = f"""
CREATE TRIGGER framework_version_keeps BEFORE UPDATE ON competency_framework_version
FOR EACH ROW WHEN (
  OLD.published_at IS NOT NULL
  AND (
    ({", ".join(f"OLD.{one}" for one in KEPT)})
      IS DISTINCT FROM ({", ".join(f"NEW.{one}" for one in KEPT)})
    OR NEW.published_at IS NULL
  )
)
EXECUTE FUNCTION framework_version_keeps()
"""
VERSION_LASTS = """
CREATE TRIGGER framework_version_stays BEFORE DELETE ON competency_framework_version
FOR EACH ROW WHEN (OLD.published_at IS NOT NULL) EXECUTE FUNCTION framework_version_keeps()
"""
ROWS_STAY = """
CREATE FUNCTION framework_rows_stay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (
    SELECT FROM gone JOIN competency_framework AS framework
      ON framework.tenant_id = gone.tenant_id AND framework.id = gone.framework_id
    WHERE gone.since IS DISTINCT FROM framework.draft_number
  ) THEN
    RAISE EXCEPTION 'a version that was published keeps its content' USING ERRCODE = '23514';
  END IF;
  RETURN NULL;
END
$$
"""
STAYS = """
CREATE TRIGGER {table}_stays AFTER DELETE ON {table} REFERENCING OLD TABLE AS gone
FOR EACH STATEMENT EXECUTE FUNCTION framework_rows_stay()
"""
TEMPORARY = """
DO $$
BEGIN
  IF NOT has_database_privilege('career_app', current_database(), 'TEMPORARY') THEN
    EXECUTE format('GRANT TEMPORARY ON DATABASE %I TO career_app', current_database());
  END IF;
END
$$
"""
"""Syncs lay a model beside what is stored. Everybody may do that, unless it was taken from them."""
CONTENT = (
    "code, name, statement, identifier, parent_code, category, position, levels, education_levels"
)
VERSIONS = """
INSERT INTO competency_framework_version (tenant_id, id, version, created_at, framework_id, number,
  status, title, description, language, version_label, source, source_identifier, scale,
  content_hash, made_by_id, published_at)
SELECT tenant_id, gen_random_uuid(), 1, created_at, id, 1,
  'published', title, description, language, version_label, source, source_identifier, scale,
  content_hash, tenant_id, created_at
FROM competency_framework
"""
REVISIONS = f"""
INSERT INTO competency_revision (tenant_id, id, version, created_at, framework_id, competency_id,
  since, {CONTENT}, edition)
SELECT tenant_id, gen_random_uuid(), 1, created_at, framework_id, id, 1, {CONTENT}, 1
FROM competency WHERE status = 'active'
"""
ASSOCIATIONS = """
INSERT INTO competency_association (tenant_id, id, version, created_at, framework_id, since, key,
  type, origin_id, destination_id, outside_identifier, outside_uri, outside_title)
SELECT framework.tenant_id, gen_random_uuid(), 1, framework.created_at, framework.id, 1,
  md5(link.value::text)::uuid, link.value ->> 'type', origin.id, destination.id,
  link.value ->> 'outside_identifier', link.value ->> 'outside_uri', link.value ->> 'outside_title'
FROM competency_framework AS framework
CROSS JOIN jsonb_array_elements(framework.associations) AS link (value)
JOIN competency AS origin ON origin.tenant_id = framework.tenant_id
  AND origin.framework_id = framework.id AND origin.code = link.value ->> 'origin'
LEFT JOIN competency AS destination ON destination.tenant_id = framework.tenant_id
  AND destination.framework_id = framework.id AND destination.code = link.value ->> 'destination'
"""


def upgrade() -> None:
    for column in (
        sa.Column("translations", JSONB(), server_default=EMPTY, nullable=False),
        sa.Column("extra", JSONB(), server_default=EMPTY, nullable=False),
        sa.Column("status", sa.String(40), server_default="published", nullable=False),
        sa.Column("replaced_by_id", sa.Uuid()),
        sa.Column("published_number", sa.Integer(), server_default="1"),
        sa.Column("draft_number", sa.Integer()),
    ):
        op.add_column("competency_framework", column)
    op.create_foreign_key(
        "competency_framework_tenant_id_replaced_by_id_fk",
        "competency_framework",
        "competency_framework",
        ["tenant_id", "replaced_by_id"],
        ["tenant_id", "id"],
    )
    op.create_check_constraint(
        op.f("competency_framework_status_ck"),
        "competency_framework",
        "status IN ('draft', 'published', 'deprecated', 'retired')",
    )
    op.create_check_constraint(
        op.f("competency_framework_published_ck"),
        "competency_framework",
        "status = 'draft' OR published_number IS NOT NULL",
    )
    for column in (
        sa.Column("edition", sa.Integer(), server_default="1", nullable=False),
        sa.Column("translations", JSONB(), server_default=EMPTY, nullable=False),
        sa.Column("extra", JSONB(), server_default=EMPTY, nullable=False),
    ):
        op.add_column("competency", column)
    op.create_index(
        "competency_parent_ix", "competency", ["tenant_id", "framework_id", "parent_code"]
    )
    op.create_index("competency_identifier_ix", "competency", ["tenant_id", "identifier"])
    _version()
    _revision()
    _association()
    _leftover()
    for statement in (VERSIONS, REVISIONS, ASSOCIATIONS):  # before a policy holds anybody
        op.execute(statement)
    for table, rights in RIGHTS.items():
        for statement in PROTECT.format(table=table, rights=rights).split(";"):
            op.execute(statement)
    op.execute(TEMPORARY)
    for statement in (VERSION_KEEPS, VERSION_STAYS, VERSION_LASTS, ROWS_STAY):
        op.execute(statement)
    for table in list(RIGHTS)[1:]:
        op.execute(STAYS.format(table=table))


def downgrade() -> None:
    """What was published last stays; earlier versions, drafts, translations and what had no place
    go. Frameworks that were never published go with everything in them.
    """
    for table in reversed(RIGHTS):
        op.drop_table(table)
    op.execute("DROP FUNCTION framework_version_keeps()")
    op.execute("DROP FUNCTION framework_rows_stay()")
    op.execute("DELETE FROM competency_framework WHERE status = 'draft'")
    op.drop_index("competency_identifier_ix", "competency")
    op.drop_index("competency_parent_ix", "competency")
    for name in ("extra", "translations", "edition"):
        op.drop_column("competency", name)
    for name in ("published", "status"):
        op.drop_constraint(op.f(f"competency_framework_{name}_ck"), "competency_framework")
    for name in (
        "draft_number",
        "published_number",
        "replaced_by_id",
        "status",
        "extra",
        "translations",
    ):
        op.drop_column("competency_framework", name)


def _version() -> None:
    op.create_table(
        "competency_framework_version",
        *_usual(),
        sa.Column("framework_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(40), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("description", sa.String()),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("version_label", sa.String()),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("source_identifier", sa.String()),
        sa.Column("scale", JSONB(), nullable=False),
        sa.Column("translations", JSONB(), server_default=EMPTY, nullable=False),
        sa.Column("extra", JSONB(), server_default=EMPTY, nullable=False),
        sa.Column("content_hash", sa.String(), nullable=False),
        sa.Column("source_digest", sa.String()),
        sa.Column("report", JSONB(), server_default=EMPTY, nullable=False),
        sa.Column("made_by_id", sa.Uuid(), nullable=False),
        sa.Column("published_by_id", sa.Uuid()),
        sa.Column("published_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("tenant_id", "id", name="competency_framework_version_pk"),
        _of_framework("competency_framework_version"),
        sa.UniqueConstraint(
            "tenant_id",
            "framework_id",
            "number",
            name="competency_framework_version_number_uq",
        ),
        sa.CheckConstraint(
            "status IN ('draft', 'published')",
            name=op.f("competency_framework_version_status_ck"),
        ),
        sa.CheckConstraint(
            "(status = 'published') = (published_at IS NOT NULL)",
            name=op.f("competency_framework_version_published_ck"),
        ),
    )
    op.create_index(
        "competency_framework_version_source_ix",
        "competency_framework_version",
        ["tenant_id", "source_digest"],
    )


def _revision() -> None:
    op.create_table(
        "competency_revision",
        *_usual(),
        sa.Column("framework_id", sa.Uuid(), nullable=False),
        sa.Column("competency_id", sa.Uuid(), nullable=False),
        sa.Column("since", sa.Integer(), nullable=False),
        sa.Column("until", sa.Integer()),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("statement", sa.String(), nullable=False),
        sa.Column("identifier", sa.String()),
        sa.Column("parent_code", sa.String()),
        sa.Column("category", sa.String()),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("levels", JSONB(), nullable=False),
        sa.Column("education_levels", JSONB(), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("translations", JSONB(), server_default=EMPTY, nullable=False),
        sa.Column("extra", JSONB(), server_default=EMPTY, nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "id", name="competency_revision_pk"),
        _of_framework("competency_revision"),
        sa.UniqueConstraint(
            "tenant_id",
            "framework_id",
            "competency_id",
            "since",
            name="competency_revision_since_uq",
        ),
        _ends_later("competency_revision"),
    )
    op.create_index(
        "competency_revision_competency_ix",
        "competency_revision",
        ["tenant_id", "competency_id", "since"],
    )


def _association() -> None:
    table = "competency_association"
    op.create_table(
        table,
        *_usual(),
        sa.Column("framework_id", sa.Uuid(), nullable=False),
        sa.Column("since", sa.Integer(), nullable=False),
        sa.Column("until", sa.Integer()),
        sa.Column("key", sa.Uuid(), nullable=False),
        sa.Column("type", sa.String(), nullable=False),
        sa.Column("origin_id", sa.Uuid(), nullable=False),
        sa.Column("destination_id", sa.Uuid()),
        sa.Column("outside_identifier", sa.String()),
        sa.Column("outside_uri", sa.String()),
        sa.Column("outside_title", sa.String()),
        sa.Column("identifier", sa.String()),
        sa.Column("position", sa.Integer()),
        sa.Column("extra", JSONB(), server_default=EMPTY, nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=f"{table}_pk"),
        _of_framework(table),
        _ends_later(table),
    )
    op.create_index(f"{table}_framework_ix", table, ["tenant_id", "framework_id", "id"])
    for end in ("origin", "destination"):
        op.create_index(f"{table}_{end}_ix", table, ["tenant_id", f"{end}_id", "type"])


def _leftover() -> None:
    table = "competency_leftover"
    op.create_table(
        table,
        *_usual(),
        sa.Column("framework_id", sa.Uuid(), nullable=False),
        sa.Column("since", sa.Integer(), nullable=False),
        sa.Column("until", sa.Integer()),
        sa.Column("key", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("value", JSONB(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=f"{table}_pk"),
        _of_framework(table),
        _ends_later(table),
    )
    op.create_index(f"{table}_framework_ix", table, ["tenant_id", "framework_id", "id"])


def _usual() -> tuple[sa.Column[object], ...]:
    return (
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
    )


def _of_framework(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["tenant_id", "framework_id"],
        ["competency_framework.tenant_id", "competency_framework.id"],
        name=f"{table}_tenant_id_framework_id_fk",
    )


def _ends_later(table: str) -> sa.CheckConstraint:
    return sa.CheckConstraint("until > since", name=op.f(f"{table}_until_ck"))
