"""Plan templates, and which plan was begun from which.

Safe while the previous version still runs: the new column may be empty, which means that a plan
was begun from no template, and it knows nothing of the new table.

Revision: 0015
Follows: 0014
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)

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
        "plan_template",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("description", sa.String()),
        sa.Column("goals", postgresql.JSONB(), nullable=False),
        sa.Column("milestones", postgresql.JSONB(), nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=False),
        sa.Column("retired_at", MOMENT),
        sa.PrimaryKeyConstraint("tenant_id", "id", name="plan_template_pk"),
    )
    for statement in PROTECT.format(table="plan_template").split(";"):
        op.execute(statement)
    op.add_column("plan", sa.Column("template_id", sa.Uuid()))
    op.create_foreign_key(
        "plan_tenant_id_template_id_fk",
        "plan",
        "plan_template",
        ["tenant_id", "template_id"],
        ["tenant_id", "id"],
    )
    op.create_index(
        "plan_template_ix",
        "plan",
        ["tenant_id", "template_id", "person_id"],
        postgresql_where=sa.text("template_id IS NOT NULL"),
    )


def downgrade() -> None:
    """Plans stay; from which template they were begun is forgotten, and so are the templates."""
    op.drop_index("plan_template_ix", "plan")
    op.drop_constraint("plan_tenant_id_template_id_fk", "plan")
    op.drop_column("plan", "template_id")
    op.drop_table("plan_template")
