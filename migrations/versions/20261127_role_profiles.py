"""Role profiles and their versions, what they require, pathways, who has which role; assessments.

Safe while the previous version still runs: it knows nothing of the new tables.

Revision: 0027
Follows: 0026
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
TABLES = (
    "role_profile",
    "role_profile_version",
    "role_requirement",
    "pathway",
    "role_assignment",
    "assessment",
)
KEPT_FOR_GOOD = ("role_profile_version",)
EVERYTHING = "SELECT, INSERT, UPDATE, DELETE"

PROTECT = """
ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
ALTER TABLE {table} FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON {table} TO career_app
  USING (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid)
  WITH CHECK (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid);
GRANT {rights} ON {table} TO career_app
"""

# Whoever serves may not change a version, and neither may the owner, but for dropping the trigger.
STAYS = """
CREATE FUNCTION role_profile_version_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'rows of % are never changed or removed', tg_table_name
    USING ERRCODE = 'restrict_violation';
END $$
"""
REFUSE = """
CREATE TRIGGER role_profile_version_stays BEFORE UPDATE OR DELETE OR TRUNCATE
ON role_profile_version FOR EACH STATEMENT EXECUTE FUNCTION role_profile_version_stays()
"""


def upgrade() -> None:
    _role_profile()
    _role_requirement()
    _pathway()
    _role_assignment()
    _assessment()
    for table in TABLES:
        rights = "SELECT, INSERT" if table in KEPT_FOR_GOOD else EVERYTHING
        for statement in PROTECT.format(table=table, rights=rights).split(";"):
            op.execute(statement)
    op.execute(STAYS)
    op.execute(REFUSE)


def downgrade() -> None:
    """What roles ask for is forgotten, who has which, and how far people are."""
    for table in reversed(TABLES):
        op.drop_table(table)
    op.execute("DROP FUNCTION role_profile_version_stays()")


def _role_profile() -> None:
    op.create_table(
        "role_profile",
        *_entity("role_profile"),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("family", sa.String()),
        sa.Column("track", sa.String(40), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("description", sa.String()),
        sa.Column("framework_id", sa.Uuid(), nullable=False),
        sa.Column("framework_number", sa.Integer(), nullable=False),
        sa.Column("identifier", sa.String()),
        sa.Column("translations", postgresql.JSONB(), nullable=False),
        sa.Column("extra", postgresql.JSONB(), nullable=False),
        sa.Column("status", sa.String(40), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("published_at", MOMENT),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("is_declared", sa.Boolean(), nullable=False),
        _points("role_profile", "framework_id", "competency_framework"),
        sa.UniqueConstraint("tenant_id", "code", name="role_profile_tenant_id_code_uq"),
        sa.CheckConstraint("track IN ('expert', 'leadership')", name="track"),
        sa.CheckConstraint("status IN ('draft', 'published', 'retired')", name="status"),
        sa.CheckConstraint("status <> 'published' OR number > 0", name="number"),
        sa.CheckConstraint("(number > 0) = (published_at IS NOT NULL)", name="published"),
    )
    _index("role_profile_framework_ix", "role_profile", "framework_id", "id")
    _index("role_profile_family_ix", "role_profile", "family", "id")
    op.create_table(
        "role_profile_version",
        *_entity("role_profile_version"),
        sa.Column("role_profile_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("content", postgresql.JSONB(), nullable=False),
        sa.Column("published_at", MOMENT, nullable=False),
        _points("role_profile_version", "role_profile_id", "role_profile"),
        sa.UniqueConstraint(
            "tenant_id",
            "role_profile_id",
            "number",
            name="role_profile_version_tenant_id_role_profile_id_number_uq",
        ),
    )


def _role_requirement() -> None:
    op.create_table(
        "role_requirement",
        *_entity("role_requirement"),
        sa.Column("role_profile_id", sa.Uuid(), nullable=False),
        sa.Column("competency_id", sa.Uuid(), nullable=False),
        sa.Column("level", sa.String()),
        sa.Column("rank", sa.Integer()),
        sa.Column("is_essential", sa.Boolean(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        _points("role_requirement", "role_profile_id", "role_profile"),
        _points("role_requirement", "competency_id", "competency"),
        sa.UniqueConstraint(
            "tenant_id",
            "role_profile_id",
            "competency_id",
            name="role_requirement_tenant_id_role_profile_id_competency_id_uq",
        ),
        sa.CheckConstraint("(level IS NULL) = (rank IS NULL)", name="level"),
    )
    _index("role_requirement_competency_ix", "role_requirement", "competency_id", "role_profile_id")


def _pathway() -> None:
    op.create_table(
        "pathway",
        *_entity("pathway"),
        sa.Column("from_role_id", sa.Uuid()),
        sa.Column("to_role_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("description", sa.String()),
        sa.Column("status", sa.String(40), nullable=False),
        sa.Column("framework_id", sa.Uuid()),
        _points("pathway", "from_role_id", "role_profile"),
        _points("pathway", "to_role_id", "role_profile"),
        sa.CheckConstraint("kind IN ('promotion', 'lateral', 'entry')", name="kind"),
        sa.CheckConstraint("status IN ('active', 'retired')", name="status"),
        sa.CheckConstraint(
            "coalesce(from_role_id <> to_role_id, kind = 'entry')", name="two_roles"
        ),
    )
    op.create_index(
        "pathway_active_uq",
        "pathway",
        ["tenant_id", "from_role_id", "to_role_id", "kind"],
        unique=True,
        postgresql_where=sa.text("status = 'active'"),
        postgresql_nulls_not_distinct=True,
    )
    _index("pathway_to_ix", "pathway", "to_role_id", "id")


def _role_assignment() -> None:
    op.create_table(
        "role_assignment",
        *_entity("role_assignment"),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("role_profile_id", sa.Uuid(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date()),
        _points("role_assignment", "person_id", "person"),
        _points("role_assignment", "role_profile_id", "role_profile"),
        sa.CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name="order"),
        postgresql.ExcludeConstraint(
            (sa.column("tenant_id"), "="),
            (sa.column("person_id"), "="),
            (sa.func.daterange(sa.column("starts_on"), sa.column("ends_on")), "&&"),
            name="role_assignment_one_role_ex",
        ),
    )
    _index("role_assignment_person_ix", "role_assignment", "person_id", "id")
    _index("role_assignment_role_ix", "role_assignment", "role_profile_id", "id")


def _assessment() -> None:
    op.create_table(
        "assessment",
        *_entity("assessment"),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("competency_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("assessor_id", sa.Uuid()),
        sa.Column("level", sa.String()),
        sa.Column("rank", sa.Integer()),
        sa.Column("framework_number", sa.Integer(), nullable=False),
        sa.Column("confidence", sa.String(40), nullable=False),
        sa.Column("assessed_on", sa.Date(), nullable=False),
        sa.Column("milestone_id", sa.Uuid()),
        sa.Column("is_named", sa.Boolean(), nullable=False),
        sa.Column("open_on", sa.Date()),
        sa.Column("withdrawn_at", MOMENT),
        _points("assessment", "person_id", "person"),
        _points("assessment", "assessor_id", "person"),
        _points("assessment", "competency_id", "competency"),
        _points("assessment", "milestone_id", "milestone"),
        sa.CheckConstraint("kind IN ('self', 'manager', 'peer', 'evidence')", name="kind"),
        sa.CheckConstraint("confidence IN ('low', 'medium', 'high')", name="confidence"),
        sa.CheckConstraint("(level IS NULL) = (rank IS NULL)", name="level"),
        sa.CheckConstraint("(kind = 'evidence') = (milestone_id IS NOT NULL)", name="milestone"),
        sa.CheckConstraint(
            "(kind = 'self') = coalesce(assessor_id = person_id, false)", name="self"
        ),
        sa.CheckConstraint("kind = 'evidence' OR assessor_id IS NOT NULL", name="assessor"),
        sa.CheckConstraint("kind = 'peer' OR NOT is_named", name="named"),
    )
    _index("assessment_person_ix", "assessment", "person_id", "id")
    _index("assessment_assessor_ix", "assessment", "assessor_id", "id")
    _index("assessment_competency_ix", "assessment", "competency_id", "id")
    _index("assessment_milestone_ix", "assessment", "milestone_id")
    op.create_index(
        "assessment_peers_ix",
        "assessment",
        ["tenant_id", "person_id", "competency_id"],
        postgresql_where=sa.text("kind = 'peer' AND open_on IS NULL"),
    )


def _entity(table: str) -> tuple[sa.Column | sa.PrimaryKeyConstraint, ...]:
    return (
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=f"{table}_pk"),
    )


def _points(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["tenant_id", column],
        [f"{to}.tenant_id", f"{to}.id"],
        name=f"{table}_tenant_id_{column}_fk",
    )


def _index(name: str, table: str, *columns: str) -> None:
    op.create_index(name, table, ["tenant_id", *columns])
