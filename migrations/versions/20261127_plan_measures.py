"""What completed plans were measured against.

Safe while the previous version still runs: it knows nothing of the new table, and completes plans
without keeping anything there.

Revision: 0016
Follows: 0015
"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
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


def upgrade() -> None:
    op.create_table(
        "plan_measure",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("goal_id", sa.Uuid(), nullable=False),
        sa.Column("competency_id", sa.Uuid(), nullable=False),
        sa.Column("framework_id", sa.Uuid(), nullable=False),
        sa.Column("framework_code", sa.String(), nullable=False),
        sa.Column("framework_version", sa.Integer(), nullable=False),
        sa.Column("content_hash", sa.String(), nullable=False),
        sa.Column("competency_code", sa.String(), nullable=False),
        sa.Column("competency_name", sa.String(), nullable=False),
        sa.Column("from_level", sa.String()),
        sa.Column("to_level", sa.String()),
        sa.PrimaryKeyConstraint("tenant_id", "id", name="plan_measure_pk"),
        _points("plan_id", "plan"),
        _points("goal_id", "goal"),
    )
    op.create_index("plan_measure_plan_ix", "plan_measure", ["tenant_id", "plan_id", "id"])
    for statement in PROTECT.format(table="plan_measure").split(";"):
        op.execute(statement)


def downgrade() -> None:
    """Plans stay completed; against what they were measured is forgotten."""
    op.drop_table("plan_measure")


def _points(column: str, to: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["tenant_id", column],
        [f"{to}.tenant_id", f"{to}.id"],
        name=f"plan_measure_tenant_id_{column}_fk",
    )
