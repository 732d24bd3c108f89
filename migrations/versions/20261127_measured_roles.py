"""Towards which role a goal was begun, and in which version of it a completed plan was measured.

Safe while the previous version still runs: it leaves the new columns empty, which means that a goal
was not begun from the gap to a role.

Revision: 0028
Follows: 0027
"""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

POINTER = "goal_tenant_id_role_profile_id_fk"


def upgrade() -> None:
    op.add_column("goal", sa.Column("role_profile_id", sa.Uuid()))
    op.create_foreign_key(
        POINTER, "goal", "role_profile", ["tenant_id", "role_profile_id"], ["tenant_id", "id"]
    )
    op.add_column("plan_measure", sa.Column("role_profile_id", sa.Uuid()))
    op.add_column("plan_measure", sa.Column("role_profile_code", sa.String()))
    op.add_column("plan_measure", sa.Column("role_profile_number", sa.Integer()))


def downgrade() -> None:
    """Goals and what plans were measured against stay; towards which role is forgotten."""
    for column in ("role_profile_number", "role_profile_code", "role_profile_id"):
        op.drop_column("plan_measure", column)
    op.drop_constraint(POINTER, "goal", type_="foreignkey")
    op.drop_column("goal", "role_profile_id")
