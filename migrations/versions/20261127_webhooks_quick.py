"""Untold events along an index of their own, whatever is known of the table.

Safe while the previous version still runs: what it looks for is found along the new index, too.

Revision: 0031
Follows: 0030
"""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

INDEX = "outbox_event_pending_ix"


def upgrade() -> None:
    _index("tenant_id", "id", "subject_id", "sequence")


def downgrade() -> None:
    _index("tenant_id", "id")


def _index(*columns: str) -> None:
    op.drop_index(INDEX, "outbox_event")
    op.create_index(
        INDEX, "outbox_event", [*columns], postgresql_where=sa.text("position IS NULL")
    )
