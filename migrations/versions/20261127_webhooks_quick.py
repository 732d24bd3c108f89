"""Untold events along an index of their own, whatever is known of the table; deliveries do not have
their endpoint looked at.

Safe while the previous version still runs: what it looks for is found along the new index, too, and
it clears away deliveries before their endpoint.

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
KEY = "webhook_delivery_tenant_id_endpoint_id_fk"
OPENED = ("webhook_delivery", "webhook_endpoint")
ORPHANS = """
DELETE FROM webhook_delivery AS owed WHERE NOT EXISTS (
  SELECT FROM webhook_endpoint AS endpoint
  WHERE endpoint.tenant_id = owed.tenant_id AND endpoint.id = owed.endpoint_id)
"""


def upgrade() -> None:
    _index("tenant_id", "id", "subject_id", "sequence")
    op.drop_constraint(KEY, "webhook_delivery", type_="foreignkey")


def downgrade() -> None:
    _index("tenant_id", "id")
    for table in OPENED:  # whoever migrates may see no rows otherwise
        op.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
    op.execute(ORPHANS)
    op.create_foreign_key(
        KEY,
        "webhook_delivery",
        "webhook_endpoint",
        ["tenant_id", "endpoint_id"],
        ["tenant_id", "id"],
        ondelete="CASCADE",
    )
    for table in OPENED:
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")


def _index(*columns: str) -> None:
    op.drop_index(INDEX, "outbox_event")
    op.create_index(INDEX, "outbox_event", [*columns], postgresql_where=sa.text("position IS NULL"))
