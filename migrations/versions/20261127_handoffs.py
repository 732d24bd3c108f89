"""Handoffs: what of somebody's conversations goes along to another manager or mentor. Coverage:
how regularly people meet, in numbers of groups.

Safe while the previous version still runs: it knows nothing of the new tables and of the new
column, which may be empty, and shows nobody what was handed over.

Revision: 0024
Follows: 0023
"""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

PROTECT = """
ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
ALTER TABLE {table} FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON {table} TO career_app
  USING (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid)
  WITH CHECK (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid);
GRANT SELECT, INSERT, UPDATE, DELETE ON {table} TO career_app
"""

# What the worker's own role may know: by ids and days, which managers and mentors began lately or
# ended, and which of them have a handoff already.
LOOK = """
CREATE POLICY handoffs ON relationship FOR SELECT TO career_worker
  USING (kind IN ('manager', 'mentor')
    AND (ends_on IS NOT NULL OR starts_on > current_date - 32));
CREATE POLICY handoffs ON handoff FOR SELECT TO career_worker USING (true);
GRANT SELECT (tenant_id, id, person_id, related_id, kind, starts_on, ends_on)
  ON relationship TO career_worker;
GRANT SELECT (tenant_id, relationship_id, former_relationship_id) ON handoff TO career_worker;
CREATE POLICY coverage ON tenant FOR SELECT TO career_worker
  USING (coverage_counted_to IS NULL
    OR coverage_counted_to < date_trunc('month', now() - interval '3 days'));
GRANT SELECT (coverage_counted_to) ON tenant TO career_worker
"""
LOOK_AWAY = """
DROP POLICY handoffs ON relationship;
DROP POLICY coverage ON tenant;
REVOKE SELECT (tenant_id, id, person_id, related_id, kind, starts_on, ends_on)
  ON relationship FROM career_worker
"""


def upgrade() -> None:
    op.create_table(
        "handoff",
        *_own(),
        *(sa.Column(name, sa.Uuid(), nullable=False) for name in ("person_id", "from_id", "to_id")),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("status", sa.String(40), nullable=False),
        sa.Column("former_relationship_id", sa.Uuid(), nullable=False),
        sa.Column("relationship_id", sa.Uuid(), nullable=False),
        sa.Column("message", sa.String()),
        sa.Column("shared_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("tenant_id", "id", name="handoff_pk"),
        sa.UniqueConstraint(
            "tenant_id", "relationship_id", name="handoff_tenant_id_relationship_id_uq"
        ),
        sa.CheckConstraint("from_id <> to_id", name="two_sides"),
        sa.CheckConstraint("kind IN ('manager', 'mentor')", name="kind"),
        sa.CheckConstraint("status IN ('open', 'shared', 'declined')", name="status"),
        *(_points("handoff", name, "person") for name in ("person_id", "from_id", "to_id")),
        _points("handoff", "former_relationship_id", "relationship"),
        _points("handoff", "relationship_id", "relationship"),
    )
    op.create_index("handoff_person_ix", "handoff", ["tenant_id", "person_id", "id"])
    op.create_index("handoff_to_ix", "handoff", ["tenant_id", "to_id", "id"])
    op.create_index("handoff_former_ix", "handoff", ["tenant_id", "former_relationship_id"])
    op.create_table(
        "handoff_item",
        *_own(),
        sa.Column("handoff_id", sa.Uuid(), nullable=False),
        sa.Column("conversation_id", sa.Uuid()),
        sa.Column("note_id", sa.Uuid()),
        sa.PrimaryKeyConstraint("tenant_id", "id", name="handoff_item_pk"),
        sa.CheckConstraint("num_nonnulls(conversation_id, note_id) = 1", name="one_thing"),
        *(
            sa.UniqueConstraint(
                "tenant_id",
                "handoff_id",
                name,
                name=f"handoff_item_tenant_id_handoff_id_{name}_uq",
            )
            for name in ("conversation_id", "note_id")
        ),
        _points("handoff_item", "handoff_id", "handoff"),
        _points("handoff_item", "conversation_id", "conversation"),
        _points("handoff_item", "note_id", "note", ondelete="CASCADE"),
    )
    for name in ("conversation", "note"):
        columns = ["tenant_id", f"{name}_id"]
        op.create_index(f"handoff_item_{name}_ix", "handoff_item", columns)
    op.create_index(
        "relationship_begun_ix",
        "relationship",
        ["tenant_id", "starts_on"],
        postgresql_where=sa.text("kind IN ('manager', 'mentor')"),
    )
    pair = ["tenant_id", "person_id", "partner_id", "scheduled_at"]
    op.create_index("conversation_pair_ix", "conversation", pair)
    op.add_column("tenant", sa.Column("coverage_counted_to", sa.Date()))
    op.create_table(
        "coverage_group",
        *_own(),
        sa.Column("window_kind", sa.String(40), nullable=False),
        sa.Column("group_by", sa.String(40), nullable=False),
        sa.Column("name", sa.String()),
        sa.Column("manager_id", sa.Uuid()),
        *(sa.Column(name, sa.Date(), nullable=False) for name in ("starts_on", "ends_on")),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("threshold", "people")),
        *(sa.Column(name, sa.Integer()) for name in ("met_share", "in_time_share", "median_days")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name="coverage_group_pk"),
        sa.CheckConstraint("window_kind IN ('quarter', 'year')", name="window"),
        sa.CheckConstraint(
            "group_by IN ('organisation', 'department', 'location', 'manager')", name="group_by"
        ),
        sa.CheckConstraint("people >= threshold", name="people"),
        _points("coverage_group", "manager_id", "person"),
    )
    op.create_index(
        "coverage_group_ix", "coverage_group", ["tenant_id", "window_kind", "group_by", "id"]
    )
    for table in ("handoff", "handoff_item", "coverage_group"):
        _execute(PROTECT.format(table=table))
    _execute(LOOK)


def downgrade() -> None:
    """What was handed over is read by its own people again, and by nobody else."""
    _execute(LOOK_AWAY)
    op.drop_table("coverage_group")
    op.drop_column("tenant", "coverage_counted_to")
    op.drop_index("relationship_begun_ix", "relationship")
    op.drop_index("conversation_pair_ix", "conversation")
    op.drop_table("handoff_item")
    op.drop_table("handoff")


def _own() -> list[sa.Column[object]]:
    return [
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
    ]


def _points(
    table: str, column: str, to: str, ondelete: str | None = None
) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["tenant_id", column],
        [f"{to}.tenant_id", f"{to}.id"],
        name=f"{table}_tenant_id_{column}_fk",
        ondelete=ondelete,
    )


def _execute(script: str) -> None:
    for statement in script.split(";"):
        op.execute(statement)
